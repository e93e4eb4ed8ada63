"""An explanation as lines of text, as Markdown, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from listerules.areas.records import Interval
from listerules.result.explain import Decision, Explanation, GroupStep, ListStep, RunStep, Step, TestStep, YearOnList
from listerules.result.wording import choose, explain_reason, format_day, say
from listerules.result.wording_of_explanations import Said, sum_up_list, tell, tell_mark, tell_step, tell_year

if TYPE_CHECKING:
    from listerules.result.wording import Language

NARROWEST_TITLE = 30
NARROW_TITLE = 48  # titles are wrapped to this before sentences are
MARK = 4  # the width of `nej ` and of the indentation of what stands below


@dataclass(frozen=True)
class _Row:
    """A step of the tree as it is printed, `depth` steps in."""

    depth: int
    mark: str
    said: Said
    cite: str
    is_list: bool = False


def write_text(explanation: Explanation, language: Language, width: int) -> str:
    """The head, one line per list, and the tree of each list, for every list date of the year."""
    pages = ("\n".join(_write_decision(each, language, width)) for each in explanation.decisions)
    return "\n\n".join([*_tell_former(explanation, language), *pages])


def _tell_former(explanation: Explanation, language: Language) -> list[str]:
    """That the name asked for is another area's, by the lineage; nothing where it is the area's own."""
    asked_for, area, year = explanation.asked_for, explanation.area, explanation.year
    return [tell("former name", language, asked_for=asked_for, area=area, year=year)] if asked_for else []


def _write_decision(decision: Decision, language: Language, width: int) -> Iterator[str]:
    yield _head(decision, language)
    for line in _place(decision, language):
        yield from wrap(line, width)
    yield ""
    yield from _write_answers(decision, language, width)
    for step in decision.steps:
        yield ""
        yield from _align(list(_rows_of(step, language)), width)
    yield from _write_notes(decision, language, width)


def _head(decision: Decision, language: Language) -> str:
    if decision.list_date:
        return f"{decision.area}, {tell('list of day', language, day=format_day(decision.list_date, language))}"
    return f"{decision.area}, {tell('list of year', language, year=decision.year)}"


def _place(decision: Decision, language: Language) -> Iterator[str]:
    """Where the area lies, and which rules were in force, be it rules without lists."""
    places = {"municipality": decision.municipality, "region": decision.region}
    if any(places.values()):
        yield ". ".join(tell(word, language, name=name) for word, name in places.items() if name)
    rules = f"{choose(decision.regime_title, language)} ({decision.regime})"
    yield rules if decision.steps else say("no_lists", language, title=rules)


def _write_answers(decision: Decision, language: Language, width: int) -> Iterator[str]:
    titles = {step.path: choose(step.title, language) for step in decision.steps}
    longest = max(map(len, titles.values()), default=0)
    for step in decision.steps:
        first = f"{tell_mark(step.verdict, language):<{MARK}}{titles[step.path]:<{longest}}  "
        yield from wrap(sum_up_list(step, language), width, initial_indent=first, subsequent_indent=" " * len(first))


def _rows_of(step: Step, language: Language, depth: int = 0) -> Iterator[_Row]:
    is_list = isinstance(step, ListStep)
    yield _Row(depth, tell_mark(step.met, language), tell_step(step, language), step.cite, is_list)
    if isinstance(step, RunStep):
        for year in step.years:
            yield _Row(depth + 1, tell_mark(year.verdict, language), tell_year(year, language), "")
    for below in step.below:
        yield from _rows_of(below, language, depth + 1)


def _align(rows: Sequence[_Row], width: int) -> Iterator[str]:
    """Titles to the left, figures to the right of them, remarks below."""
    values = max((len(row.said.value) for row in rows), default=0)
    lines = max((len(row.said.line) for row in rows), default=0)
    cites = max((len(row.cite) for row in rows if row.said.value), default=0)
    room = width - values - lines - cites - 6
    titles = max((row.depth * 2 + MARK + len(row.said.title) for row in rows if not row.is_list), default=0)
    sentences = max((len(_sentence_of(row)) for row in rows if not row.is_list), default=0)
    left = max(NARROWEST_TITLE, min(titles, room, max(NARROW_TITLE, width - sentences - 2)))
    for row in rows:
        indent = " " * (row.depth * 2 + MARK)
        first = " " * (row.depth * 2) + f"{row.mark:<{MARK}}"
        if row.is_list:
            yield from wrap(_name_list(row), width, initial_indent=first, subsequent_indent=indent)
            continue
        title = wrap(row.said.title, left, initial_indent=first, subsequent_indent=indent) or [first]
        right = _right_of(row, values, lines, width - left - 2)
        for number in range(max(len(title), len(right))):
            beside = right[number] if number < len(right) else ""
            yield f"{title[number] if number < len(title) else '':<{left}}  {beside}".rstrip()
        for remark in row.said.remarks:
            yield from wrap(remark, width, initial_indent=indent + "- ", subsequent_indent=indent + "  ")


def _name_list(row: _Row) -> str:
    """A list with its paragraph and what its answer rests on."""
    name = f"{row.said.title} ({row.cite})" if row.cite else row.said.title
    return f"{name}: {row.said.sentence}" if row.said.sentence else name


def _right_of(row: _Row, values: int, lines: int, room: int) -> list[str]:
    """Figure, line and paragraph in columns; a sentence with its paragraph where there is no figure."""
    if row.said.value:
        return [f"{row.said.value:>{values}}  {row.said.line:<{lines}}  {row.cite}"]
    return wrap(_sentence_of(row), max(room, NARROWEST_TITLE))


def _sentence_of(row: _Row) -> str:
    return "; ".join(part for part in (row.cite, row.said.sentence) if part and not row.said.value)


def _write_notes(decision: Decision, language: Language, width: int) -> Iterator[str]:
    """The readings, and what is meant by a change that would turn an answer."""
    if decision.readings:
        yield ""
        yield from wrap(tell("readings", language) + ":", width)
        for reading in decision.readings:
            told = f"{choose(reading.title, language)}: {choose(reading.choice, language)}"
            yield from wrap(told, width, initial_indent="- ", subsequent_indent="  ")
    if _has_flips(decision):
        yield ""
        yield from wrap(tell("flips", language), width)


def _has_flips(decision: Decision) -> bool:
    tests = (step for top in decision.steps for step in top.walk() if isinstance(step, TestStep))
    return any(test.flip is not None and test.flip.unit != "percentage points" for test in tests)


# --- Markdown -----------------------------------------------------------------------------------


def write_markdown(explanation: Explanation, language: Language) -> str:
    """A heading per list date, the answers, and a table per list."""
    pages = ("\n".join(_mark_up(each, language)) for each in explanation.decisions)
    return "\n\n".join([*map(escape, _tell_former(explanation, language)), *pages])


def _mark_up(decision: Decision, language: Language) -> Iterator[str]:
    yield f"# {escape(_head(decision, language))}"
    yield ""
    yield escape(". ".join(_place(decision, language)))
    yield ""
    for step in decision.steps:
        title = f"{tell_mark(step.verdict, language)}, **{choose(step.title, language)}**"
        summary = sum_up_list(step, language)
        yield f"- {title}" + (f": {escape(summary)}" if summary else "")
    head = tell("table head", language).split("|")
    for step in decision.steps:
        top, *rows = _rows_of(step, language)
        yield ""
        yield f"## {escape(top.said.title)} ({top.cite})" if top.cite else f"## {escape(top.said.title)}"
        yield ""
        yield f"| {' | '.join(head)} |"
        yield "|---|---|---:|---|---|---|"
        for row in rows:
            yield _mark_up_row(row)
    if decision.readings:
        yield ""
        yield tell("readings", language) + ":"
        yield ""
        for reading in decision.readings:
            yield f"- {escape(choose(reading.title, language))}: {escape(choose(reading.choice, language))}"
    if _has_flips(decision):
        yield ""
        yield tell("flips", language)


def _mark_up_row(row: _Row) -> str:
    title = "&emsp;" * (row.depth - 1) + escape(row.said.title)
    remarks = "; ".join(part for part in (row.said.sentence, *row.said.remarks) if part)
    return f"| {row.mark} | {title} | {row.said.value} | {row.said.line} | {row.cite} | {escape(remarks)} |"


def escape(text: str) -> str:
    """Text that no character of a name turns into markup."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)


# --- plain data ---------------------------------------------------------------------------------


def make_dict(explanation: Explanation, language: Language) -> dict[str, Any]:
    """Area, year and the decisions; numbers as floats in their unit and as exact fractions."""
    return {
        "area": explanation.area,
        "year": explanation.year,
        "asked_for": explanation.asked_for,
        "decisions": [_dict_of_decision(each, language) for each in explanation.decisions],
    }


def _dict_of_decision(decision: Decision, language: Language) -> dict[str, Any]:
    return {
        "list_date": decision.list_date.isoformat() if decision.list_date else None,
        "municipality": decision.municipality,
        "region": decision.region,
        "regime": decision.regime,
        "title": choose(decision.regime_title, language),
        "lists": [make_dict_of_step(step, language) for step in decision.steps],
        "readings": [
            {
                "path": reading.path,
                "reading": reading.name,
                "choice": choose(reading.choice, language),
                "why": choose(reading.why, language),
            }
            for reading in decision.readings
        ],
    }


def make_dict_of_step(step: Step, language: Language) -> dict[str, Any]:
    """A step and those below it."""
    said = tell_step(step, language)
    told: dict[str, Any] = {
        "path": step.path,
        "title": said.title,
        "cite": ", ".join(step.cited),
        "verdict": step.verdict.value,
        "required": "no" if step.is_barred else "yes",
    }
    if isinstance(step, ListStep):
        told |= {"by": "published list" if step.by_history else "figures", "own_figures": step.own.value}
        told |= {"summary": sum_up_list(step, language)}
    elif isinstance(step, TestStep):
        told |= _dict_of_test(step)
    elif isinstance(step, GroupStep):
        told |= {"met": step.met_surely, "possibly_met": step.met_possibly, "of": step.total, "needed": step.needed}
    elif isinstance(step, RunStep):
        told |= {"running": step.running_surely, "possibly_running": step.running_possibly, "needed": step.needed}
        told |= {"years": [_dict_of_year(year, language) for year in step.years]}
    if not isinstance(step, ListStep):
        told["reasons"] = [explain_reason(reason, language) for reason in step.reasons]
    told["remarks"] = [part for part in (said.sentence, *said.remarks) if part]
    told["below"] = [make_dict_of_step(below, language) for below in step.below]
    return told


def _dict_of_test(step: TestStep) -> dict[str, Any]:
    factor = 100 if step.unit.startswith("per cent") else 1
    flip = step.flip
    return {
        "unit": step.unit,
        "operator": step.operator,
        "value": _dict_of_figure(step.value, factor),
        "line": _dict_of_figure(step.line, factor),
        "relative_to": step.relative_to,
        "base": _dict_of_figure(step.base, factor),
        "flip": None if flip is None else {"amount": float(flip.amount), "unit": flip.unit},
        "counts": [
            {"year": part.year, "number": float(part.number), "of": None if part.of is None else float(part.of)}
            for part in step.parts
        ],
    }


def _dict_of_figure(figure: Interval | None, factor: int) -> dict[str, Any] | None:
    """The figure, or the middle of a printed one with the two ends it may lie between."""
    if figure is None:
        return None
    told: dict[str, Any] = {"number": float(figure.middle * factor), "exact": str(figure.middle * factor)}
    if not figure.is_exact:
        told |= {"low": str(figure.low * factor), "high": str(figure.high * factor)}
    return told


def _dict_of_year(year: YearOnList, language: Language) -> dict[str, Any]:
    return {
        "year": year.year,
        "list": None if year.title is None else choose(year.title, language),
        "verdict": year.verdict.value,
        "by": "published list" if year.by_history else "figures",
        "remarks": [tell_year(year, language).sentence],
    }
