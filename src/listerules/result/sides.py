"""What is compared: the lists of one day, as a result, a written file or the published lists have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import polars as pl

from listerules.areas.records import Record, read_records
from listerules.law.model import Group, Running, Test, Text
from listerules.result.listing import explain_undecided, make_cell
from listerules.result.result import ANSWERS, DisagreementError, Result, measure_key, title_of, unit_of
from listerules.verdict.engine import list_column
from listerules.verdict.evaluate import AreaJudge, Finding, Flip, Reason, Verdict

if TYPE_CHECKING:
    from listerules.areas.history import History
    from listerules.law.model import ListRule, Measure, Regime
    from listerules.law.rulebook import Series

POINTS = "percentage points"


@dataclass(frozen=True)
class ListDay:
    """The day of a list: a year, and its date where the year has one in the table."""

    year: int
    list_date: date | None = None

    @property
    def day(self) -> date:
        """The date, or the last day of the year."""
        return self.list_date or date(self.year, 12, 31)

    def __str__(self) -> str:
        return str(self.list_date or self.year)


@dataclass(frozen=True)
class Criterion:
    """A node behind a list as one side has it: figures in the units they are printed in.

    `kind` is test, group, run, ever or on_list; `measure` is what a test measures; `is_barred` says that the node
    keeps an area off the list. `times` is what the line is a multiple of (national, region), None for a fixed line.
    """

    path: str
    kind: str
    title: Text
    verdict: Verdict
    is_barred: bool = False
    operator: str | None = None
    measure: str | None = None
    counted: tuple[object, ...] = ()
    times: str | None = None
    value: Fraction | None = None
    decimals: int = 0
    line: Fraction | None = None
    unit: str | None = None
    flip: Flip | None = None

    @property
    def speaks_for(self) -> Verdict:
        """The verdict as the list counts it: a node that keeps areas off speaks for the list where it is not met."""
        turned = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}
        return turned.get(self.verdict, self.verdict) if self.is_barred else self.verdict


@dataclass(frozen=True)
class Standing:
    """How one area stands on one list: the answer, what lies behind it, and what it rests on."""

    verdict: Verdict
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    by_history: bool = False


@dataclass(frozen=True)
class NamedList:
    """A list on one side: its name and title that day, its paragraph, and what the published history knows of it.

    `follows` says that the list has no criteria of its own, only that areas were ever on another one.
    `named` is how many areas the history names, None without a history; `is_complete` whether those are all.
    """

    name: str
    title: Text
    cite: str = ""
    follows: bool = False
    named: int | None = None
    is_complete: bool = True


@dataclass(frozen=True)
class Side:
    """The lists of one day: `standings` by newest name of the list and by area.

    `given` are the areas with a row of their own that day; others are known by the published history, by lineage or
    by what was looked back to. `has_criteria` is false where only the lists are known, as in a CSV file.
    """

    day: ListDay
    regime: str
    lists: Mapping[str, NamedList]
    standings: Mapping[str, Mapping[str, Standing]]
    given: frozenset[str]
    days: tuple[ListDay, ...]
    has_criteria: bool = True
    title: Text | None = None


class Source(Protocol):
    """Where sides come from."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def series(self) -> Series | None:
        """The series of its lists; None where the rules do not know its regimes."""

    @property
    def days(self) -> tuple[ListDay, ...]:
        """The days of its lists, in order."""

    def side(self, day: ListDay) -> Side:
        """The lists of one of its days."""


def order_days(days: Sequence[tuple[int, date | None]]) -> tuple[ListDay, ...]:
    """Each list day once and in order; where a year has dates, rows with only the year belong to the last."""
    by_year: dict[int, set[date]] = {}
    for year, day in days:
        by_year.setdefault(year, set()).update([day] if day else [])
    return tuple(
        ListDay(year, day)
        for year in sorted(by_year)
        for day in (*sorted(by_year[year]), *([] if by_year[year] else [None]))
    )


@dataclass(frozen=True)
class ResultSource:
    """The sides of a result. With `unseen` a day is judged as if its own and later published lists were unknown."""

    result: Result
    unseen: bool = False

    @property
    def name(self) -> str:
        """The table of areas."""
        return self.result.panel.inputs[0].name

    @property
    def series(self) -> Series:
        """The series that was classified."""
        return self.result.series

    @cached_property
    def days(self) -> tuple[ListDay, ...]:
        """The days reported."""
        return order_days(self.result.reported.select("year", "list_date").unique().rows())

    def side(self, day: ListDay) -> Side:
        """The lists of a day, from the exact evaluation of each area."""
        regime = self.series.regime_on(day.day)
        lists = {self.series.newest_name(name): rule for name, rule in regime.lists.items()} if regime else {}
        standings: dict[str, dict[str, Standing]] = {chain: {} for chain in lists}
        given: set[str] = set()
        missing: list[str] = []
        for area, records in self._records.items():
            record = _find_record(records, day)
            if record is None:
                missing.append(area)
                continue
            given |= {area} if record.given else set()
            for chain, standing in self._judge(records, record, day).items():
                standings[chain][area] = standing
        for chain, its in standings.items():
            its.update(self._find_published(chain, day, missing))
        named = {chain: self._name(day, chain, rule, regime) for chain, rule in lists.items() if regime}
        days = order_days([(record.year, record.list_date) for each in self._records.values() for record in each])
        title = regime.title if regime else None
        name = regime.regime if regime else ""
        return Side(day, name, named, standings, frozenset(given), days, title=title)

    @cached_property
    def _records(self) -> dict[str, list[Record]]:
        by_area: dict[str, list[Record]] = {}
        for record in read_records(self.result.panel.rows.collect(), self.result.rulebook.vocabulary):
            by_area.setdefault(record.area, []).append(record)
        return by_area

    @cached_property
    def _reference(self) -> dict[tuple[str, int], Record]:
        reference = self.result.panel.reference
        baselines = [] if reference is None else read_records(reference.collect(), self.result.rulebook.vocabulary)
        return {(each.area, each.year): each for each in sorted(baselines, key=lambda each: each.day)}

    @cached_property
    def _answers(self) -> dict[tuple[str, int, date | None], tuple[bool | None, ...]]:
        chains = [list_column(chain) for chain in self.series.chains()]
        rows = self.result.judged.select("area", "year", "list_date", *chains).iter_rows()
        return {(area, year, day): tuple(answers) for area, year, day, *answers in rows}

    def _judge(self, records: Sequence[Record], record: Record, day: ListDay) -> dict[str, Standing]:
        if self.unseen:
            records = [_forget(each) if each.year >= day.year and each.day >= record.day else each for each in records]
            record = _forget(record)
        judge = AreaJudge(records, self.series, self.result.rulebook.vocabulary, self._reference)
        if not self.unseen:  # what was found of earlier lists is used again for the next day
            judge = self._judges.setdefault(record.area, judge)
        regime = self.series.regime_on(record.day)
        by_list = {finding.path: finding for finding in judge.judge(record)}
        if regime is None:
            return {}
        found = {self.series.newest_name(name): finding for name, finding in by_list.items()}
        if not self.unseen:
            self._check(record, found)
        gather = _Gatherer(self.series, regime, by_list)
        return {chain: gather.stand(finding) for chain, finding in found.items()}

    @cached_property
    def _judges(self) -> dict[str, AreaJudge]:
        return {}

    def _check(self, record: Record, found: Mapping[str, Finding]) -> None:
        """The table and the exact evaluation of one area must say the same."""
        answers = dict(
            zip(self.series.chains(), self._answers[record.area, record.year, record.list_date], strict=True)
        )
        for chain, finding in found.items():
            if ANSWERS[answers[chain]] is not finding.verdict:
                raise DisagreementError(f"{record.area}, {record.year}: {finding.path}. Please report this.")

    def _find_published(self, chain: str, day: ListDay, areas: Collection[str]) -> dict[str, Standing]:
        history = self.result.panel.published
        return {} if history is None or self.unseen else read_published(history, chain, day, areas)

    def _name(self, day: ListDay, chain: str, rule: ListRule, regime: Regime) -> NamedList:
        history = None if self.unseen else self.result.panel.published
        return name_list(self.series.name_in(regime, chain) or chain, chain, rule, history, day)


def name_list(name: str, chain: str, rule: ListRule, history: History | None, day: ListDay) -> NamedList:
    """A list as a regime calls it, with how many areas the history names for that day."""
    follows = all(node == "ever" for node in rule.all.values()) and not rule.none
    found = find_list(history, chain, day) if history else None
    if history is None or found is None:
        named, complete = None, True
    else:
        on = history.statements.filter(pl.col("chain") == chain, pl.col("day") == found[0], "on")
        named, complete = on.height, found[1]
    return NamedList(name, rule.title, rule.cite, follows, named, complete)


def find_list(history: History, chain: str, day: ListDay) -> tuple[date, bool] | None:
    """The day the history has a list under, and whether it names all; None where it says nothing of that list."""
    its = history.lists.filter(pl.col("chain") == chain, pl.col("year") == day.year).sort("day")
    dated = its.filter(pl.col("list_date") == day.list_date) if day.list_date else its
    chosen = dated if dated.height else its.filter(pl.col("list_date").is_null())
    return (chosen["day"][-1], chosen["complete"][-1]) if chosen.height else None


def read_published(history: History, chain: str, day: ListDay, areas: Collection[str]) -> dict[str, Standing]:
    """What was published of each area: as stated, and off where a complete list does not name it."""
    found = find_list(history, chain, day)
    if found is None:
        return {}
    its = history.statements.filter(pl.col("chain") == chain, pl.col("day") == found[0])
    stated: dict[str, bool] = dict(its.select("area", "on").iter_rows())
    known = {area: stated.get(area, False) for area in areas if area in stated or found[1]}
    return {area: Standing(Verdict.YES if on else Verdict.NO, by_history=True) for area, on in known.items()}


@dataclass(frozen=True)
class PublishedSource:
    """The sides of a history: what was published, for the areas it names and those asked about."""

    history: History
    of_series: Series
    areas: frozenset[str]
    name: str = "the published lists"

    @property
    def series(self) -> Series:
        """The series whose lists these are."""
        return self.of_series

    @cached_property
    def days(self) -> tuple[ListDay, ...]:
        """The days something was published of."""
        return order_days(self.history.lists.select("year", "list_date").rows())

    def side(self, day: ListDay) -> Side:
        """The published lists of a day; lists of which nothing is known are left out."""
        regime = self.of_series.regime_on(day.day)
        rules = {self.of_series.newest_name(name): rule for name, rule in regime.lists.items()} if regime else {}
        known = {chain: rule for chain, rule in rules.items() if find_list(self.history, chain, day)}
        areas = sorted(self.areas | self.history.areas)
        standings = {chain: read_published(self.history, chain, day, areas) for chain in known}
        lists = {
            chain: name_list(self.of_series.name_in(regime, chain) or chain, chain, rule, self.history, day)
            for chain, rule in known.items()
            if regime
        }
        on = (area for its in standings.values() for area, each in its.items() if each.verdict is Verdict.YES)
        name = regime.regime if regime else ""
        return Side(day, name, lists, standings, frozenset(on), self.days, has_criteria=False)


# --- what lies behind a list -------------------------------------------------------------------


def _find_record(records: Sequence[Record], day: ListDay) -> Record | None:
    its = [record for record in records if record.year == day.year]
    fitting = [each for each in its if day.list_date in (None, each.list_date) or each.list_date is None]
    return max(fitting, key=lambda each: (each.given, each.day), default=None)


def _forget(record: Record) -> Record:
    return replace(record, published={})


@dataclass(frozen=True)
class _Gatherer:
    """Gathers what the lists of one area rest on, with keys that stay the same from one regime to the next."""

    series: Series
    regime: Regime
    by_list: Mapping[str, Finding]
    _made: dict[tuple[str, bool], Criterion] = field(default_factory=dict)

    def stand(self, finding: Finding) -> Standing:
        """How the area stands on a list."""
        criteria: dict[str, Criterion] = {}
        for key, criterion in self._gather(finding):
            criteria.setdefault(key, criterion)
        by_history = any(reason.code.startswith("published") for reason in finding.reasons)
        reasons = tuple(dict.fromkeys(explain_undecided(finding, self.by_list)))
        return Standing(finding.verdict, criteria, reasons, by_history)

    def _gather(self, finding: Finding) -> Iterator[tuple[str, Criterion]]:
        rule = self.regime.lists[finding.path]
        for below in finding.below:
            barred = below.path.rpartition(".")[2] in (rule.none or {})
            yield from self._gather_below(below, barred=barred)

    def _gather_below(self, finding: Finding, *, barred: bool) -> Iterator[tuple[str, Criterion]]:
        node, key = finding.node, finding.path.rpartition(".")[2]
        if isinstance(node, Test):
            yield f"test {key}", self._make(finding, "test", barred=barred)
        elif isinstance(node, Group):
            yield f"group {key}", self._make(finding, "group", barred=barred)
            for below in finding.below:
                yield from self._gather_below(below, barred=barred != (node.none is not None))
        elif isinstance(node, Running):
            name = node.list or key
            yield f"run {self.series.newest_name(name)}", self._make(finding, "run", barred=barred)
            yield from self._gather(self.by_list[name])
        elif node == "ever":
            yield f"ever {self.series.newest_name(key)}", self._make(finding, "ever", barred=barred)
        elif barred:
            yield f"on_list {self.series.newest_name(key)}", self._make(finding, "on_list", barred=barred)
        else:
            yield from self._gather(self.by_list[key])

    def _make(self, finding: Finding, kind: str, *, barred: bool) -> Criterion:
        made = self._made.get((finding.path, barred))
        if made is None:
            made = self._made[finding.path, barred] = _make_criterion(self.regime, finding, kind, barred=barred)
        return made


def _make_criterion(regime: Regime, finding: Finding, kind: str, *, barred: bool) -> Criterion:
    cell = make_cell(regime, finding)
    _, unit = unit_of(regime, finding)
    node = finding.node
    key = measure_key(finding) if isinstance(node, Test) else None
    return Criterion(
        finding.path,
        kind,
        Text(da=title_of(regime, finding, "da"), en=title_of(regime, finding, "en")),
        finding.verdict,
        barred,
        operator=node.operator if isinstance(node, Test) else None,
        measure=key,
        counted=count_how(regime.measures[key]) if key else (),
        times=node.relative_to if isinstance(node, Test) else None,
        value=cell.value,
        decimals=cell.decimals,
        line=cell.line,
        unit=unit,
        flip=finding.flip,
    )


def count_how(measure: Measure) -> tuple[object, ...]:
    """How a measure counts: two measures of the same name may be compared only where this is the same."""
    return (measure.column, measure.of, measure.mean_of_years, measure.pooled_years)
