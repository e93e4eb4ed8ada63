"""The outlook on paper: as text, Markdown, plain data and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.records import Interval
from listerules.result.wording import choose
from listerules.result.wording_of_outlooks import (
    list_day,
    shorten_criterion,
    tell,
    tell_binding,
    tell_details,
    tell_head,
    tell_now,
    tell_prospect,
    tell_rule,
    tell_rules,
    tell_running,
    tell_standing,
    tell_state,
    title_of,
)
from listerules.result.wording_of_rules import capitalise, kind_of, wrap
from listerules.result.write import make_harmless
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.result.outlook import AreaOutlook, Binding, Criterion, ListOutlook, Outlook
    from listerules.result.wording import Language

CSV_TYPES: Mapping[str, Any] = {
    "area": pl.String,
    "year": pl.Int32,
    "path": pl.String,
    "title": pl.String,
    "prospect": pl.String,
    "operator": pl.String,
    "bound": pl.Float64,
    "bound_exactly": pl.String,
    "unit": pl.String,
    "met_at": pl.Int64,
    "unmet_at": pl.Int64,
    "size": pl.Float64,
    "size_year": pl.Int32,
    "line": pl.Float64,
    "line_year": pl.Int32,
    "verdict_before": pl.String,
    "running": pl.Int32,
    "running_possibly": pl.Int32,
    "earliest": pl.Int32,
    "told": pl.String,
}


_STATES = ("yes", "no", "undecided", "met", "not met", "list on", "list off")


@dataclass(frozen=True)
class _Page:
    """For which year, in which language and how wide an outlook is written."""

    year: int
    language: Language
    width: int

    @property
    def state_room(self) -> int:
        """How wide the longest of the answers is."""
        return max(len(tell(word, self.language)) for word in _STATES)


# --- text -----------------------------------------------------------------------------------------


def write_text(outlook: Outlook, language: Language, width: int) -> str:
    """One area whole, or several with a line for each list."""
    lines = _write_areas(outlook, language, width) if outlook.named else _write_lines(outlook, language)
    return "\n".join(lines) + "\n"


def _write_areas(outlook: Outlook, language: Language, width: int) -> Iterator[str]:
    page = _Page(outlook.year, language, width)
    for area in outlook.areas:
        is_told = area.municipality is None or area.municipality in area.area
        place = "" if is_told else f", {area.municipality}"
        yield from wrap(f"{area.area}{place}: {tell_head(outlook, language)}", width)
        yield from wrap(tell_rules(outlook, language), width)
        yield "=" * width
        for each in area.lists:
            yield ""
            yield from _write_list(each, page)
        if area.bindings:
            yield ""
            yield tell("binds", language)
            for binding in area.bindings:
                told = tell_binding(binding, _list_title(outlook, binding, language), outlook.year, language)
                yield from wrap(told, width, "  - ", "    ")
        yield ""
        yield from wrap(tell("legend", language), width)


def _write_list(each: ListOutlook, page: _Page) -> Iterator[str]:
    first = f"{tell_prospect(each, page.language):{page.state_room}}  "
    yield from wrap(f"{choose(each.title, page.language)} ({each.cite})", page.width, first, " " * len(first))
    for told in _sentences_of(each, page.year, page.language):
        yield from wrap(told, page.width, " " * len(first))
    for criterion in each.criteria:
        yield from _write_criterion(criterion, each, page, 1)


def _write_criterion(criterion: Criterion, of: ListOutlook, page: _Page, depth: int) -> Iterator[str]:
    head = f"{title_of(criterion, page.language)}: {tell_rule(criterion, page.language)}"
    first = f"{tell_state(criterion, page.language):{page.state_room}}  {'  ' * depth}"
    rest = " " * (len(first) + 2)
    yield from wrap(head, page.width, first, rest)
    for told in tell_details(criterion, of, page.year, page.language):
        yield from wrap(told, page.width, rest)
    for below in criterion.below:
        yield from _write_criterion(below, of, page, depth + 1)


def _sentences_of(each: ListOutlook, year: int, language: Language) -> Iterator[str]:
    yield tell_standing(each.standing, language)
    if each.is_published:
        yield tell("published", language, year=year)


# --- a line for each list -------------------------------------------------------------------------


def _write_lines(outlook: Outlook, language: Language) -> Iterator[str]:
    yield f"{capitalise(tell_head(outlook, language))}. {tell_rules(outlook, language)}."
    yield ""
    yield from _align(_table(outlook, language))
    yield ""
    yield from _tell_marks(outlook, language)


def _tell_marks(outlook: Outlook, language: Language) -> Iterator[str]:
    """What the words and signs of the table mean."""
    yield tell("legend", language)
    criteria = (criterion for area in outlook.areas for each in area.lists for criterion in each.walk())
    if any(criterion.need and criterion.need.is_assumed and criterion.need.bound for criterion in criteria):
        yield tell("assumed mark", language, before=outlook.year - 1, year=outlook.year)
    yield tell("sizes", language)


def _table(outlook: Outlook, language: Language) -> list[list[str]]:
    short = {
        name: choose(column.short, language) for name, column in outlook.vocabulary.columns.items() if column.short
    }
    head = [
        tell("area", language),
        tell("list", language),
        tell("now", language, year=outlook.year - 1),
        tell("running", language),
        tell("next", language, year=outlook.year),
        tell("takes", language),
    ]
    rows = [
        [
            area.area,
            choose(each.title, language),
            tell_now(each.standing, language),
            tell_running(each.standing),
            tell_prospect(each, language),
            _takes(each, short, outlook.year, language),
        ]
        for area in outlook.areas
        for each in area.lists
    ]
    return [head, *rows]


def _takes(each: ListOutlook, short: Mapping[str, str], year: int, language: Language) -> str:
    """What is still needed for the list in a few words; for one that is decided, when it can come."""
    runs = [criterion for criterion in each.walk() if criterion.earliest is not None]
    if each.prospect is Verdict.NO and runs:
        return tell("short earliest", language, day=list_day(max(run.earliest or 0 for run in runs), language))
    if each.prospect is not Verdict.UNDECIDED:
        return ""
    needed = [criterion for criterion in each.criteria if criterion.outcome is Verdict.UNDECIDED]
    return "; ".join(shorten_criterion(criterion, short, year, language) for criterion in needed)


def _align(table: list[list[str]]) -> Iterator[str]:
    rooms = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    for row in table:
        cells = [f"{cell:{room}}" for cell, room in zip(row, rooms, strict=False)]
        yield "  ".join([*cells, row[-1]]).rstrip()


# --- Markdown -------------------------------------------------------------------------------------


def write_markdown(outlook: Outlook, language: Language) -> str:
    """The same as Markdown."""
    lines = _mark_areas(outlook, language) if outlook.named else _mark_table(outlook, language)
    return "\n".join(lines) + "\n"


def _mark_areas(outlook: Outlook, language: Language) -> Iterator[str]:
    for area in outlook.areas:
        yield f"# {_escape(area.area)}: {tell_head(outlook, language)}"
        yield ""
        yield f"{tell_rules(outlook, language)}."
        for each in area.lists:
            yield ""
            yield f"## {choose(each.title, language)} ({each.cite}): {tell_prospect(each, language)}"
            yield ""
            yield " ".join(_sentences_of(each, outlook.year, language))
            yield ""
            for criterion in each.criteria:
                yield from _mark_criterion(criterion, each, outlook.year, language, "")
        if area.bindings:
            yield from ("", f"## {tell('binds', language)}", "")
            for binding in area.bindings:
                title = _list_title(outlook, binding, language)
                yield f"- {tell_binding(binding, title, outlook.year, language)}"
        yield from ("", tell("legend", language))


def _mark_criterion(criterion: Criterion, of: ListOutlook, year: int, language: Language, indent: str) -> Iterator[str]:
    head = f"{title_of(criterion, language)}: {tell_rule(criterion, language)}"
    details = " ".join(tell_details(criterion, of, year, language))
    yield f"{indent}- **{tell_state(criterion, language)}** {head}{'. ' if details else ''}{details}"
    for below in criterion.below:
        yield from _mark_criterion(below, of, year, language, f"{indent}  ")


def _mark_table(outlook: Outlook, language: Language) -> Iterator[str]:
    head, *rows = _table(outlook, language)
    yield f"# {capitalise(tell_head(outlook, language))}"
    yield ""
    yield f"{tell_rules(outlook, language)}."
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_escape(cell) for cell in row)} |"
    yield ""
    for told in _tell_marks(outlook, language):
        yield f"- {_escape(told)}"


def _escape(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\|*_[]<`#" else letter for letter in text)


# --- plain data -----------------------------------------------------------------------------------


def write_dict(outlook: Outlook, language: Language) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "year": outlook.year,
        "series": outlook.series,
        "regime": outlook.regime.regime,
        "areas": [_dict_of_area(area, outlook, language) for area in outlook.areas],
        "notes": list(outlook.notes),
    }


def _dict_of_area(area: AreaOutlook, outlook: Outlook, language: Language) -> dict[str, Any]:
    return {
        "area": area.area,
        "municipality": area.municipality,
        "lists": [
            {
                "list": each.name,
                "title": choose(each.title, language),
                "cite": each.cite,
                "prospect": _PROSPECTS[each.prospect],
                "is_known": each.is_known,
                "by_published_list": each.is_published,
                "verdict_before": each.standing.verdict.value,
                "running": each.standing.surely,
                "running_possibly": each.standing.possibly,
                "criteria": [_dict_of_criterion(below, each, outlook.year, language) for below in each.criteria],
            }
            for each in area.lists
        ],
        "bindings": [
            {
                "list": binding.consequence.list,
                "title": choose(binding.consequence.title, language),
                "cite": binding.consequence.cite,
                "source": binding.consequence.source,
                "left": binding.left,
                "lists_off": binding.off_surely if binding.left else None,
                "ends_with_list_of": binding.ends,
                "at_the_latest": _day(binding),
                "has_ended": binding.has_ended,
                "told": tell_binding(binding, _list_title(outlook, binding, language), outlook.year, language),
            }
            for binding in area.bindings
        ],
    }


def _dict_of_criterion(criterion: Criterion, of: ListOutlook, year: int, language: Language) -> dict[str, Any]:
    told = {
        "path": criterion.path,
        "title": choose(criterion.title, language),
        "cite": criterion.cite,
        "prospect": _PROSPECTS[criterion.prospect],
        "must_not_be": criterion.is_barred,
        "rule": tell_rule(criterion, language),
        "told": tell_details(criterion, of, year, language),
    }
    if criterion.need is not None and criterion.measure is not None:
        need = criterion.need
        told |= {
            "operator": need.operator,
            "bound": _exactly(need.bound),
            "value": _exactly(need.value),
            "line": _exactly(need.line.value if need.line else None),
            "line_year": need.line.year if need.line else None,
            "earlier": {str(each.year): str(each.value) for each in need.earlier},
            "unit": _unit(criterion),
            "met_at": need.met_at,
            "unmet_at": need.unmet_at,
            "size": None if need.size is None else float(need.size),
            "size_year": need.size_year,
            "is_published_mean": need.as_rate and criterion.measure.years > 1,
            "prospect_with_this_line": _PROSPECTS[need.prospect],
        }
    if criterion.earliest is not None:
        told |= {"earliest": criterion.earliest, "earliest_surely": criterion.earliest_surely}
    if criterion.below:
        told |= {
            "needed": criterion.needed,
            "missing": criterion.missing,
            "below": [_dict_of_criterion(below, of, year, language) for below in criterion.below],
        }
    return told


_PROSPECTS = {Verdict.YES: "certain", Verdict.NO: "impossible", Verdict.UNDECIDED: "open"}


def _exactly(interval: Interval | None) -> str | list[str] | None:
    """`387/1000`, or the two ends of an interval."""
    if interval is None:
        return None
    return str(interval.low) if interval.is_exact else [str(interval.low), str(interval.high)]


def _day(binding: Binding) -> str | None:
    day = binding.consequence.until.day
    return day.isoformat() if day else None


def write_csv(outlook: Outlook, language: Language) -> str:
    """One row per area, list and criterion."""
    rows = [row for area in outlook.areas for each in area.lists for row in _rows_of(area, each, outlook, language)]
    frame = pl.DataFrame([[row.get(name) for name in CSV_TYPES] for row in rows], schema=dict(CSV_TYPES), orient="row")
    text: str = make_harmless(frame).write_csv()
    return text


def _rows_of(area: AreaOutlook, each: ListOutlook, outlook: Outlook, language: Language) -> Iterator[dict[str, Any]]:
    yield {
        "area": area.area,
        "year": outlook.year,
        "path": each.name,
        "title": choose(each.title, language),
        "prospect": _PROSPECTS[each.prospect],
        "verdict_before": each.standing.verdict.value,
        "running": each.standing.surely,
        "running_possibly": each.standing.possibly,
        "told": " ".join(_sentences_of(each, outlook.year, language)),
    }
    for criterion in each.walk():
        need = criterion.need
        row = {
            "area": area.area,
            "year": outlook.year,
            "path": criterion.path,
            "title": choose(criterion.title, language),
            "prospect": _PROSPECTS[criterion.prospect],
            "earliest": criterion.earliest,
            "told": " ".join(tell_details(criterion, each, outlook.year, language)),
        }
        if need is not None:
            unit = _unit(criterion)
            factor = 100 if unit.startswith("per cent") else 1
            row |= {
                "operator": need.operator,
                "bound": _to_float(need.bound, factor),
                "bound_exactly": _to_text(need.bound),
                "unit": unit,
                "met_at": need.met_at,
                "unmet_at": need.unmet_at,
                "size": None if need.size is None else float(need.size),
                "size_year": need.size_year,
                "line": _to_float(need.line.value if need.line else None, factor),
                "line_year": need.line.year if need.line else None,
            }
        yield row


def _unit(criterion: Criterion) -> str:
    if criterion.measure is None or criterion.need is None:
        return ""
    kind = kind_of(criterion.measure)
    if kind == "mean" and criterion.need.as_rate:
        return "per cent of the baseline"
    return {"count": "persons", "share": "per cent", "mean": "kroner"}[kind]


def _to_float(interval: Interval | None, factor: int) -> float | None:
    return None if interval is None else float(interval.middle * factor)


def _to_text(interval: Interval | None) -> str | None:
    found = _exactly(interval)
    return "-".join(found) if isinstance(found, list) else found


def _list_title(outlook: Outlook, binding: Binding, language: Language) -> str:
    """The title of the list a consequence is of, by its newest name."""
    rule = outlook.regime.lists.get(binding.consequence.list)
    return choose(rule.title, language) if rule else binding.consequence.list
