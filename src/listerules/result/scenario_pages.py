"""Scenarios and sweeps as pages: plain text for a terminal, and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from listerules.result.wording import Language, choose, format_day
from listerules.result.wording_of_scenarios import describe_changes, describe_stretch, format_step, say
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from fractions import Fraction

    from listerules.law.model import Scenario
    from listerules.result.sweep import Stretch, Sweep, SweptList
    from listerules.result.whatif import ListOfYear, Outcome, Tally, Tried, WhatIf

NARROWEST = 60
_HEAD = 16  # of a column of counts
_MOVES = (
    ("comes_on", Verdict.NO, Verdict.YES),
    ("goes_off", Verdict.YES, Verdict.NO),
    ("no_to_undecided", Verdict.NO, Verdict.UNDECIDED),
    ("yes_to_undecided", Verdict.YES, Verdict.UNDECIDED),
    ("undecided_to_yes", Verdict.UNDECIDED, Verdict.YES),
    ("undecided_to_no", Verdict.UNDECIDED, Verdict.NO),
)


# --- scenarios -----------------------------------------------------------------------------------------


def write_whatif(whatif: WhatIf, language: Language, width: int) -> Iterator[str]:
    """Yield the lines of each scenario: what it changes, the counts of each list, and the areas that move."""
    width = max(width, NARROWEST)
    for number, tried in enumerate(whatif.tried):
        if number:
            yield ""
        yield from _head(tried.scenario, language, width)
        yield ""
        yield from _write_outcomes(tried, language, width)


def describe_scenario(scenario: Scenario, language: Language, width: int = 100) -> Iterator[str]:
    """Yield a scenario's title and name, who asks, and what it changes in each regime."""
    yield from _head(scenario, language, max(width, NARROWEST))


def write_whatif_in_markdown(whatif: WhatIf, language: Language) -> Iterator[str]:
    """Yield the same as headings and tables."""
    for number, tried in enumerate(whatif.tried):
        if number:
            yield ""
        scenario = tried.scenario
        yield f"## {_escape(_title(scenario, language))}"
        yield ""
        if scenario.question:
            yield _escape(choose(scenario.question, language))
            yield ""
        for regime, told in describe_changes(scenario, language):
            yield f"- {regime}: `{told}`"
        yield ""
        shown = [outcome for outcome in tried.outcomes if outcome.is_touched]
        heads = ("year", "list", "law", "scenario")
        words = [word for word, *_ in _MOVES if any(_moved(outcome, word) for outcome in shown)]
        words += ["contradicted"] if any(outcome.contradicted for outcome in shown) else []
        rows = [
            [
                _day(outcome.where, language),
                choose(outcome.title, language),
                _count(outcome.law, language),
                _count(outcome.scenario, language),
                *("; ".join(_moved(outcome, word)) for word in words),
            ]
            for outcome in shown
        ]
        yield from _table_in_markdown([say(word, language) for word in (*heads, *words)], rows, numbers=(2, 3))
        yield from _legend(shown, language, "")


def _head(scenario: Scenario, language: Language, width: int) -> Iterator[str]:
    title = _title(scenario, language)
    yield title
    yield "=" * min(len(title), width)
    if scenario.question:
        yield from wrap(choose(scenario.question, language), width)
    for regime, told in describe_changes(scenario, language):
        yield from wrap(
            f"{regime}: {told}", width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
        )


def _title(scenario: Scenario, language: Language) -> str:
    return f"{choose(scenario.title, language)} ({scenario.scenario})" if scenario.title else scenario.scenario


def _write_outcomes(tried: Tried, language: Language, width: int) -> Iterator[str]:
    shown = [outcome for outcome in tried.outcomes if outcome.is_touched]
    heads = [[say(word, language) for word in ("year", "list", "law", "scenario")]]
    rows = [_cells(outcome, language) for outcome in shown]
    for above, row in zip(shown, rows[1:], strict=False):
        if row[0] == _day(above.where, language):
            row[0] = ""  # the day is said once
    head, *lines = _align([*heads, *rows], left=2)
    yield head
    for line, outcome in zip(lines, shown, strict=True):
        yield line
        for word in (*(each for each, *_ in _MOVES), "contradicted"):
            if names := _moved(outcome, word):
                told = f"{say(word, language)}: {'; '.join(names)}"
                yield from wrap(told, width, initial_indent=" " * 6, subsequent_indent=" " * 8, break_on_hyphens=False)
    if not any(outcome.moves or outcome.contradicted for outcome in shown):
        yield say("nothing_moves", language)
    yield from _legend(shown, language, "")
    touched = {choose(outcome.title, language) for outcome in shown}
    others = dict.fromkeys(choose(outcome.title, language) for outcome in tried.outcomes if not outcome.is_touched)
    if left := [title for title in others if title not in touched]:
        yield from wrap(say("untouched", language, lists=", ".join(left)), width, subsequent_indent="  ")


def _legend(outcomes: Iterable[Outcome], language: Language, indent: str) -> Iterator[str]:
    tallies = [tally for outcome in outcomes for tally in (outcome.law, outcome.scenario) if tally]
    if any(tally.undecided for tally in tallies):
        yield ""
        yield indent + say("unsure_legend", language)


def _cells(outcome: Outcome, language: Language) -> list[str]:
    counts = (_count(outcome.law, language), _count(outcome.scenario, language))
    return [_day(outcome.where, language), choose(outcome.title, language), *counts]


def _moved(outcome: Outcome, word: str) -> Sequence[str]:
    if word == "contradicted":
        return outcome.contradicted
    law, scenario = next((law, scenario) for each, law, scenario in _MOVES if each == word)
    return outcome.moved(law, scenario)


# --- sweeps --------------------------------------------------------------------------------------------


def write_sweep(sweep: Sweep, language: Language, width: int) -> Iterator[str]:
    """Yield the lines: what is swept, then for each year the counts at each step and where areas come and go."""
    width = max(width, NARROWEST)
    for line in _sweep_head(sweep, language):
        yield from wrap(line, width, subsequent_indent="    ", break_on_hyphens=False)
    for (day, regime), lists in _by_day(sweep, language):
        yield ""
        yield f"{day}  {regime}"
        yield "=" * min(len(f"{day}  {regime}"), width)
        yield from _align(_sweep_rows(sweep, lists, language, wrapped=True), left=0)
        for each in lists:
            patterns = _find_patterns(sweep, each, language)
            if patterns:
                yield ""
                yield choose(each.title, language)
            for pattern, names in patterns.items():
                told = f"{pattern}: {'; '.join(names)}"
                yield from wrap(told, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    yield from _sweep_foot(sweep, language)


def write_sweep_in_markdown(sweep: Sweep, language: Language) -> Iterator[str]:
    """Yield the same as headings and tables."""
    head, *rest = _sweep_head(sweep, language)
    yield f"## {_escape(head)}"
    yield ""
    for line in rest:
        yield f"- {line.strip()}"
    for (day, regime), lists in _by_day(sweep, language):
        yield ""
        yield f"### {day}, {regime}"
        yield ""
        heads, *rows = _sweep_rows(sweep, lists, language, wrapped=False)
        yield from _table_in_markdown(heads, rows, numbers=range(len(heads)))
        for each in lists:
            patterns = _find_patterns(sweep, each, language)
            if patterns:
                yield ""
                yield f"**{_escape(choose(each.title, language))}**"
                yield ""
            for pattern, names in patterns.items():
                yield f"- {pattern}: {_escape('; '.join(names))}"
    yield from _sweep_foot(sweep, language)


def _sweep_head(sweep: Sweep, language: Language) -> Iterator[str]:
    first, last = (_step(sweep, step, language) for step in (sweep.steps[0], sweep.steps[-1]))
    paths = dict.fromkeys(word.path for word in sweep.words)
    yield say("swept", language, path=", ".join(paths), first=first, last=last)
    for word in sweep.words:
        said = _step(sweep, word.today, language)
        yield f"  {say('today', language, regime=word.regime, said=said)}"


def _sweep_foot(sweep: Sweep, language: Language) -> Iterator[str]:
    if not any(each.areas for each in sweep.lists):
        yield ""
        yield say("nobody", language)
    if any(tally.undecided for each in sweep.lists for tally in each.tallies):
        yield ""
        yield say("unsure_legend", language)


def _by_day(sweep: Sweep, language: Language) -> Iterator[tuple[tuple[str, str], list[SweptList]]]:
    for key, lists in groupby(sweep.lists, key=lambda each: (_day(each.where, language), each.where.regime)):
        yield key, list(lists)


def _sweep_rows(sweep: Sweep, lists: Sequence[SweptList], language: Language, *, wrapped: bool) -> list[list[str]]:
    """The head, on several lines where `wrapped`, and a row of counts for each step."""
    titles = [say("step", language), *(choose(each.title, language) for each in lists)]
    heads = _wrap_heads(titles) if wrapped else [titles]
    today = {word.today for word in sweep.words if word.regime == lists[0].where.regime}
    rows = []
    for number, step in enumerate(sweep.steps):
        written = _step(sweep, step, language)
        told = say("step_today", language, step=written) if step in today else written
        rows.append([told, *(_count(each.tallies[number], language) for each in lists)])
    return [*heads, *rows]


def _wrap_heads(titles: Sequence[str]) -> list[list[str]]:
    wrapped = [wrap(title, _HEAD, break_long_words=False) for title in titles]
    depth = max(map(len, wrapped))
    return [
        [lines[n - depth + len(lines)] if n >= depth - len(lines) else "" for lines in wrapped] for n in range(depth)
    ]


def _find_patterns(sweep: Sweep, swept: SweptList, language: Language) -> Mapping[str, list[str]]:
    """The areas that come and go alike, those that leave first coming first."""
    found: dict[str, list[str]] = {}
    for area in sorted(swept.areas, key=lambda each: [stretch.last for stretch in each.stretches]):
        told = [_describe(sweep, stretch, language) for stretch in area.stretches]
        found.setdefault(", ".join(told), []).append(area.area)
    return found


def _describe(sweep: Sweep, stretch: Stretch, language: Language) -> str:
    first = None if stretch.first == sweep.steps[0] else _step(sweep, stretch.first, language)
    last = None if stretch.last == sweep.steps[-1] else _step(sweep, stretch.last, language)
    return describe_stretch(stretch.verdict, first, last, language)


def _step(sweep: Sweep, step: Fraction, language: Language) -> str:
    return format_step(step, language, is_percent=sweep.is_percent)


# --- tables --------------------------------------------------------------------------------------------


def _day(where: ListOfYear, language: Language) -> str:
    return format_day(where.list_date, language) if where.list_date else str(where.year)


def _count(tally: Tally | None, language: Language) -> str:
    if tally is None:
        return say("no_list", language)
    word = "count_unsure" if tally.undecided else "count"
    return say(word, language, on=tally.on, undecided=tally.undecided)


def _align(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Rows with their columns lined up: the first so many to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lined = [
        [
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    ]
    return ["  ".join(row).rstrip() for row in lined]


def _table_in_markdown(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int]) -> Iterator[str]:
    rights = set(numbers)
    yield f"| {' | '.join(map(_escape, heads))} |"
    yield f"|{'|'.join('--:' if n in rights else '---' for n in range(len(heads)))}|"
    for row in rows:
        yield f"| {' | '.join(map(_escape, row))} |"


def _escape(text: str) -> str:
    """Text that Markdown does not take for anything else."""
    return "".join(f"\\{letter}" if letter in "\\|*_`<>[]" else letter for letter in text).replace("\n", " ")
