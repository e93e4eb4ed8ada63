"""The lists as people read them: for each list of each date its areas, their figures and what is undecided.

One structure for the terminal and for workbooks. Nothing is computed here: figures and verdicts are those of
the findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from listerules.areas.records import Record
from listerules.law.model import Running, Test
from listerules.result.result import Result, measure_key, unit_of
from listerules.verdict.evaluate import Finding, Reason, Verdict

if TYPE_CHECKING:
    from listerules.law.model import ListRule, Measure, Regime

RUNNING = "lists running"
MOST_DECIMALS = 9
CONTRADICTED = "published_against_figures"
BY_HISTORY = {"published", CONTRADICTED}


@dataclass(frozen=True)
class Heading:
    """A column of figures: what is measured, or `measure` None for the number of lists running."""

    key: str
    measure: Measure | None
    test: Test | None


@dataclass(frozen=True)
class Cell:
    """A figure and its line as they are printed: per cent for shares, else as they are; None where blank."""

    value: Fraction | None
    decimals: int
    verdict: Verdict
    line: Fraction | None = None


@dataclass(frozen=True)
class Row:
    """An area with its figures, by the keys of the headings."""

    record: Record
    verdict: Verdict
    by_history: bool
    is_contradicted: bool  # the figures here say the opposite of the published list
    cells: Mapping[str, Cell]
    reasons: tuple[Reason, ...]

    @property
    def has_figures(self) -> bool:
        """Whether any figure of the area is known."""
        return any(cell.value is not None for key, cell in self.cells.items() if key != RUNNING)


@dataclass
class Listing:
    """One list on one date: its areas in the order of the table, whatever the verdict."""

    day: date
    is_dated: bool
    regime: Regime
    name: str
    rule: ListRule
    headings: tuple[Heading, ...]
    is_whole: bool  # false where the published list of that day is only known in part
    rows: list[Row] = field(default_factory=list)

    def with_verdict(self, verdict: Verdict) -> list[Row]:
        """The areas with one answer."""
        return [row for row in self.rows if row.verdict is verdict]


def make_listings(result: Result) -> list[Listing]:
    """Every list of every date of the result, by date and then in the order of the rule file."""
    listings: dict[tuple[date, str, str], Listing] = {}
    partly = _find_partly_known(result)
    for record, regime, findings in result.traces():
        by_list = {finding.path: finding for finding in findings}
        for name, finding in by_list.items():
            key = (record.day, regime.regime, name)
            if key not in listings:
                headings = tuple(_headings(regime, name))
                rule = regime.lists[name]
                is_whole = (result.series.newest_name(name), record.year) not in partly
                day, is_dated = record.day, record.list_date is not None
                listings[key] = Listing(day, is_dated, regime, name, rule, headings, is_whole)
            listing = listings[key]
            listing.rows.append(_make_row(record, regime, finding, by_list, listing.headings))
    places = {regime.regime: list(regime.lists).index for regime in result.series.regimes}
    return sorted(listings.values(), key=lambda each: (each.day, places[each.regime.regime](each.name)))


def _find_partly_known(result: Result) -> set[tuple[str, int]]:
    """The published lists, by newest name and year, of which not every area is known."""
    if result.panel.published is None:
        return set()
    lists = result.panel.published.lists
    return set(lists.filter(~lists["complete"]).select("chain", "year").rows())


def _headings(regime: Regime, name: str) -> Iterator[Heading]:
    """The measures a list rests on, its own and those of the lists it refers to, each once."""
    seen: set[str] = set()
    for heading in _all_headings(regime, name):
        if heading.key not in seen:
            seen.add(heading.key)
            yield heading


def _all_headings(regime: Regime, name: str) -> Iterator[Heading]:
    for path, node in regime.nodes():
        if not path.startswith(f"{name}."):
            continue
        key = path.rpartition(".")[2]
        if isinstance(node, Test):
            measured = node.measure or key
            yield Heading(measured, regime.measures[measured], node)
        elif isinstance(node, Running):
            yield from _all_headings(regime, node.list or key)
            yield Heading(RUNNING, None, None)
        elif node == "on_list" and key in regime.lists[name].all:
            yield from _all_headings(regime, key)


def _make_row(
    record: Record, regime: Regime, finding: Finding, by_list: Mapping[str, Finding], headings: Sequence[Heading]
) -> Row:
    wanted = {heading.key for heading in headings}
    cells: dict[str, Cell] = {}
    for each in _findings_behind(finding, by_list):
        key = RUNNING if isinstance(each.node, Running) else measure_key(each)
        is_first = key not in cells or (each.verdict is Verdict.YES and cells[key].verdict is not Verdict.YES)
        if key in wanted and is_first:
            cells[key] = make_cell(regime, each)
    codes = {reason.code for reason in finding.reasons}
    return Row(
        record,
        finding.verdict,
        bool(codes & BY_HISTORY),
        CONTRADICTED in codes,
        cells,
        tuple(dict.fromkeys(explain_undecided(finding, by_list))),
    )


def _findings_behind(finding: Finding, by_list: Mapping[str, Finding]) -> Iterator[Finding]:
    """The tests and runs of a list and of the lists it refers to."""
    for each in finding.walk():
        key = each.path.rpartition(".")[2]
        if isinstance(each.node, Test):
            yield each
        elif isinstance(each.node, Running):
            yield each
            yield from _findings_behind(by_list[each.node.list or key], by_list)
        elif each.node == "on_list":
            yield from _findings_behind(by_list[key], by_list)


def explain_undecided(finding: Finding, by_list: Mapping[str, Finding]) -> Iterator[Reason]:
    """What would have to be known: the reasons of the undecided nodes, through the lists referred to."""
    if finding.verdict is not Verdict.UNDECIDED:
        return
    key = finding.path.rpartition(".")[2]
    if finding.node == "on_list":
        yield from explain_undecided(by_list[key], by_list)
    else:
        yield from (reason for reason in finding.reasons if reason.code not in ("on_list", "off_list", "no_such_list"))
    for below in finding.below:
        yield from explain_undecided(below, by_list)


def make_cell(regime: Regime, finding: Finding) -> Cell:
    """A finding's value in its unit, with enough decimals not to contradict its verdict."""
    factor, _ = unit_of(regime, finding)
    line = None if finding.line is None else finding.line.middle * factor
    if finding.value is None:
        return Cell(None, 0, finding.verdict, line)
    if not isinstance(finding.node, Test):
        return Cell(finding.value.low, 0, finding.verdict, line)
    value = finding.value.middle * factor
    if finding.value.is_exact:
        decimals = _decimals_needed(value, line, factor)
    else:
        decimals = _decimals_printed((finding.value.high - finding.value.low) * factor)
    return Cell(value, decimals, finding.verdict, line)


def _decimals_printed(unit: Fraction) -> int:
    """How many decimals a printed figure had, from the width of its interval."""
    return next((decimals for decimals in range(MOST_DECIMALS) if unit >= Fraction(1, 10**decimals)), MOST_DECIMALS)


def _decimals_needed(value: Fraction, line: Fraction | None, factor: int) -> int:
    """One decimal for shares, two for small ones, none for persons and kroner; more where rounding would cross."""
    fewest = 0 if factor == 1 else 2 if line is not None and line < 10 else 1
    if line is None:
        return fewest
    enough = (n for n in range(fewest, MOST_DECIMALS) if _side(round(value, n), line) == _side(value, line))
    return next(enough, MOST_DECIMALS)


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)
