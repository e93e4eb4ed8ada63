"""What the rules mean: one area at a time, in exact fractions, with the reason for each answer.

This is the reference. `engine` says the same of every area at once and shares no code with this module,
so that their agreement means something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

from listerules.areas.records import Interval, Record
from listerules.law.model import Group, ListRule, Measure, Node, Regime, Running, Test

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series

COUNTRY = "Danmark"


class Verdict(StrEnum):
    """The three answers."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is what it is, beyond value and line: a code, and what it is about."""

    code: str
    column: str = ""
    year: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """The least change of this year's own figure that turns the answer, all else being equal."""

    amount: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One node of one list for one area: what was found, where the line lies, and the answer."""

    path: str
    node: Node | ListRule
    verdict: Verdict
    value: Interval | None = None
    line: Interval | None = None
    flip: Flip | None = None
    reasons: tuple[Reason, ...] = ()
    below: tuple[Finding, ...] = ()

    def walk(self) -> Iterable[Finding]:
        """The finding and all those below it, from the top."""
        yield self
        for finding in self.below:
            yield from finding.walk()


@dataclass(frozen=True, slots=True)
class _Figure:
    """A measured value, or why there is none. `weight` is how much of it one person or krone moves."""

    value: Interval | None = None
    weight: Fraction | None = None
    room: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))
    reasons: tuple[Reason, ...] = ()


YearLookup: TypeAlias = Callable[[int], Record | None]


@dataclass(slots=True)
class AreaJudge:
    """Judges the lists of one area. `records` are all its years; `reference` those of country and regions."""

    records: Sequence[Record]
    series: Series
    vocabulary: Vocabulary
    reference: Mapping[tuple[str, int], Record] = field(default_factory=dict)
    _last_of_year: dict[int, Record] = field(init=False)
    _found: dict[tuple[int, date, str], Finding] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.records = sorted(self.records, key=lambda record: (record.year, record.day))
        self._last_of_year = {record.year: record for record in self.records}

    def judge(self, record: Record) -> tuple[Finding, ...]:
        """Each list of the regime in force on the record's day, in the order of the rule file."""
        regime = self.series.regime_on(record.day)
        return tuple(self._judge_list(record, name) for name in regime.lists) if regime else ()

    def _judge_list(self, record: Record, name: str) -> Finding:
        key = (record.year, record.day, name)
        if key not in self._found:
            self._found[key] = self._judge_list_anew(record, name)
        return self._found[key]

    def _judge_list_anew(self, record: Record, name: str) -> Finding:
        regime = self.series.regime_on(record.day)
        if regime is None:
            raise LookupError(record.day)
        rule = regime.lists[name]
        met = [self._judge_node(record, regime, f"{name}.{key}", key, node) for key, node in rule.all.items()]
        barred = [
            self._judge_node(record, regime, f"{name}.{key}", key, node) for key, node in (rule.none or {}).items()
        ]
        own = at_least(len(met) + len(barred), [f.verdict for f in met] + [opposite(f.verdict) for f in barred])
        published = record.published.get(self.series.newest_name(name))
        if published is None:
            return Finding(name, rule, own, below=(*met, *barred))
        verdict = Verdict.YES if published else Verdict.NO
        contradicted = own not in (verdict, Verdict.UNDECIDED)
        reason = Reason("published_against_figures" if contradicted else "published", name, record.year)
        return Finding(name, rule, verdict, reasons=(reason,), below=(*met, *barred))

    def _judge_node(self, record: Record, regime: Regime, path: str, key: str, node: Node) -> Finding:
        if isinstance(node, Test):
            return self._judge_test(record, regime.measure_of(key, node), path, node)
        if isinstance(node, Group):
            return self._judge_group(record, regime, path, node)
        if isinstance(node, Running):
            return self._judge_running(record, path, node.list or key, node)
        if node == "ever":
            return self._judge_ever(record, path, key, node)
        return Finding(path, node, self._judge_list(record, key).verdict)

    def _judge_group(self, record: Record, regime: Regime, path: str, node: Group) -> Finding:
        below = [self._judge_node(record, regime, f"{path}.{key}", key, member) for key, member in node.members.items()]
        verdicts = [finding.verdict for finding in below]
        if node.none is not None:
            verdicts = [opposite(verdict) for verdict in verdicts]
        needed = node.at_least or len(verdicts)
        surely = sum(verdict is Verdict.YES for verdict in verdicts)
        possibly = sum(verdict is not Verdict.NO for verdict in verdicts)
        value = Interval(Fraction(surely), Fraction(possibly))
        line = Interval(Fraction(needed), Fraction(needed))
        return Finding(path, node, at_least(needed, verdicts), value, line, below=tuple(below))

    # --- time words ---------------------------------------------------------------------------

    def _on_list_in(self, year: int, chain: str) -> tuple[Verdict, Reason]:
        """Whether the area was on the list, under the name it had, by the last list of an earlier year."""
        record = self._last_of_year.get(year)
        regime = self.series.regime_on(record.day if record else date(year, 12, 31))
        name = self.series.name_in(regime, chain) if regime else None
        if name is None:
            return Verdict.NO, Reason("no_such_list", chain, year)
        if record is None:
            return Verdict.UNDECIDED, Reason("no_row", name, year)
        verdict = self._judge_list(record, name).verdict
        return verdict, Reason({"yes": "on_list", "no": "off_list"}.get(verdict, "list_undecided"), name, year)

    def _judge_running(self, record: Record, path: str, name: str, node: Running) -> Finding:
        chain = self.series.newest_name(name)
        now = self._judge_list(record, name).verdict
        code = {"yes": "on_list", "no": "off_list"}.get(now, "list_undecided")
        years = [(now, Reason(code, name, record.year))]
        years += [self._on_list_in(record.year - back, chain) for back in range(1, node.years_running)]
        verdicts = [verdict for verdict, _ in years]
        surely = next((n for n, verdict in enumerate(verdicts) if verdict is not Verdict.YES), len(verdicts))
        possibly = next((n for n, verdict in enumerate(verdicts) if verdict is Verdict.NO), len(verdicts))
        needed = Fraction(node.years_running)
        return Finding(
            path,
            node,
            at_least(node.years_running, verdicts),
            Interval(Fraction(surely), Fraction(possibly)),
            Interval(needed, needed),
            reasons=tuple(reason for _, reason in years),
        )

    def _judge_ever(self, record: Record, path: str, name: str, node: Node) -> Finding:
        chain = self.series.newest_name(name)
        now = self._judge_list(record, name).verdict
        earlier = [other for other in self.records if (other.year, other.day) < (record.year, record.day)]
        for other in earlier:
            regime = self.series.regime_on(other.day)
            then = self.series.name_in(regime, chain) if regime else None
            if then and self._judge_list(other, then).verdict is Verdict.YES:
                return Finding(path, node, Verdict.YES, reasons=(Reason("on_list", then, other.year),))
        years = [
            self._on_list_in(year, chain)
            for first, last in self.series.spans(chain)
            for year in range(first, min(last or record.year, record.year - 1) + 1)
        ]
        years.append((now, Reason("list_undecided", name, record.year)))
        verdict = opposite(at_least(len(years), [opposite(v) for v, _ in years]))
        return Finding(path, node, verdict, reasons=tuple(reason for v, reason in years if v is Verdict.UNDECIDED))

    # --- tests --------------------------------------------------------------------------------

    def _judge_test(self, record: Record, measure: Measure, path: str, node: Test) -> Finding:
        figure = self._measure(measure, record, self._years_of(record))
        line = _Figure(Interval(node.line, node.line))
        if measure.mean is not None and node.relative_to == "region" and self._has_rate(measure, record):
            figure = self._rate(measure, record)  # already per cent of the region's mean, so the line is the factor
        elif node.relative_to is not None:
            line = self._baseline(measure, record, node)
        reasons = figure.reasons + line.reasons
        if figure.value is None or line.value is None:
            return Finding(path, node, Verdict.UNDECIDED, figure.value, line.value, reasons=reasons)
        verdict = compare(node, figure.value, line.value)
        if verdict is Verdict.UNDECIDED:
            reasons += (Reason("precision", measure.column, record.year),)
            return Finding(path, node, verdict, figure.value, line.value, reasons=reasons)
        unit = "kroner" if self.vocabulary.columns[measure.column].unit == "kroner" else "persons"
        return Finding(path, node, verdict, figure.value, line.value, _flip(node, figure, line.value, unit), reasons)

    def _years_of(self, record: Record) -> YearLookup:
        return lambda year: record if year == record.year else self._last_of_year.get(year)

    def _baseline(self, measure: Measure, record: Record, node: Test) -> _Figure:
        """The line of a relative test: times the same measure of country, region or municipality, else as published."""
        places = {"national": COUNTRY, "region": record.region, "municipality": record.municipality}
        area = places[node.relative_to or "national"]
        if area is None:
            return _Figure(reasons=(Reason(f"no_{node.relative_to}", node.relative_to or "", record.year),))
        there = self.reference.get((area, record.year))
        if there is None:
            code = "no_reference" if self.reference else "no_reference_given"
            base = _Figure(reasons=(Reason(code, measure.column, record.year, area),))
        else:
            base = self._measure(measure, there, lambda year: self.reference.get((area, year)))
            base = _Figure(base.value, reasons=tuple(_about(area, reason) for reason in base.reasons))
        if base.value is None and node.relative_to == "national":
            base = self._published_baseline(measure, record) or base
        return base if base.value is None else _Figure(base.value.times(node.line))

    def _published_baseline(self, measure: Measure, record: Record) -> _Figure | None:
        """The national share that a printed line stands for; the blanks where only such lines could be."""
        columns = self.vocabulary.columns
        lines = {name: column.times for name, column in columns.items() if column.line_of == measure.column}
        for name, times in lines.items():
            if name in record.values and times:
                return _Figure(record.values[name].times(1 / times))
        blanks = tuple(Reason(record.blanks[name], name, record.year) for name in lines if name in record.blanks)
        return _Figure(reasons=blanks) if blanks and not self.reference else None

    def _has_rate(self, measure: Measure, record: Record) -> bool:
        """Whether the published rate is what there is: it is given, or blank in a table without the counts."""
        rate = measure.rate or ""
        has_counts = measure.column in record.values or measure.column in record.blanks
        return rate in record.values or (rate in record.blanks and not has_counts)

    def _rate(self, measure: Measure, record: Record) -> _Figure:
        """The published rate, which is final for its list: already averaged over the years."""
        rate = measure.rate or ""
        if rate in record.values:
            return _Figure(record.values[rate])
        return _Figure(reasons=(Reason(record.blanks[rate], rate, record.year),))

    def _measure(self, measure: Measure, record: Record, years: YearLookup) -> _Figure:
        if measure.share is not None and self._has_rate(measure, record):
            return self._rate(measure, record)
        found = [self._parts(measure, record.year - back, years) for back in range(measure.years)]
        reasons = tuple(reason for _, _, these in found for reason in these)
        parts = [(above, under) for above, under, _ in found if above is not None and under is not None]
        if reasons:
            return _Figure(reasons=reasons)
        if measure.pooled_years is not None:
            whole = sum((under for _, under in parts), Fraction(0))
            if whole <= 0:
                return _Figure(reasons=(Reason("zero", measure.of or "", record.year),))
            value = sum((above for above, _ in parts), Fraction(0)) / whole
            weight = 1 / whole
        else:
            empty = [back for back, (_, under) in enumerate(parts) if under <= 0]
            if empty:
                return _Figure(reasons=tuple(Reason("zero", measure.of or "", record.year - b) for b in empty))
            value = sum((above / under for above, under in parts), Fraction(0)) / measure.years
            weight = 1 / (parts[0][1] * measure.years)
        now, of_now = parts[0]
        room = (now, of_now - now) if measure.share is not None else (now, Fraction(10**12))
        return _Figure(Interval(value, value), weight, room)

    def _parts(
        self, measure: Measure, year: int, years: YearLookup
    ) -> tuple[Fraction | None, Fraction | None, tuple[Reason, ...]]:
        """Numerator and denominator of one year, or why they are not there."""
        record = years(year)
        if record is None:
            return None, None, (Reason("no_row", measure.column, year),)
        columns = [measure.column, *([measure.of] if measure.of else [])]
        reasons = tuple(
            Reason(record.blanks.get(column, "no column"), column, year)
            for column in columns
            if column not in record.values
        )
        if reasons:
            return None, None, reasons
        numbers = [record.values[column].low for column in columns]
        return numbers[0], numbers[1] if measure.of else Fraction(1), ()


def judge_areas(
    records: Iterable[Record],
    series: Series,
    vocabulary: Vocabulary,
    reference: Iterable[Record] = (),
    only: Collection[int | None] | None = None,
) -> Iterator[tuple[Record, tuple[Finding, ...]]]:
    """Yield every given record with the findings of its lists; records made for looking back are not yielded.

    `only` limits what is yielded to some row numbers; all records can still be looked back to.
    """
    by_area: dict[str, list[Record]] = {}
    for record in records:
        by_area.setdefault(record.area, []).append(record)
    last: dict[tuple[str, int], Record] = {}
    for record in sorted(reference, key=lambda each: each.day):
        last[record.area, record.year] = record
    for area_records in by_area.values():
        judge = AreaJudge(area_records, series, vocabulary, last)
        for record in area_records:
            if record.given and (only is None or record.row in only):
                yield record, judge.judge(record)


def compare(test: Test, value: Interval, line: Interval) -> Verdict:
    """The test's answer for every value and line in the two intervals, or undecided where they differ."""
    answers = {
        "above": (value.low > line.high, value.high <= line.low),
        "at_least": (value.low >= line.high, value.high < line.low),
        "below": (value.high < line.low, value.low >= line.high),
        "at_most": (value.high <= line.low, value.low > line.high),
    }
    surely, surely_not = answers[test.operator]
    return Verdict.YES if surely else Verdict.NO if surely_not else Verdict.UNDECIDED


def opposite(verdict: Verdict) -> Verdict:
    """Yes for no and no for yes; undecided stays so."""
    return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(verdict, verdict)


def at_least(needed: int, verdicts: Sequence[Verdict]) -> Verdict:
    """At least so many yes: counted once as surely met and once as possibly met."""
    if sum(verdict is Verdict.YES for verdict in verdicts) >= needed:
        return Verdict.YES
    if sum(verdict is not Verdict.NO for verdict in verdicts) < needed:
        return Verdict.NO
    return Verdict.UNDECIDED


def _about(area: str, reason: Reason) -> Reason:
    """A reason of the baseline's own figures: a year without a row is one the reference does not have."""
    code = "no_reference" if reason.code == "no_row" else reason.code
    return Reason(code, reason.column, reason.year, area)


def _flip(test: Test, figure: _Figure, line: Interval, unit: str) -> Flip | None:
    """The least whole number of persons or kroner this year that turns the answer; else percentage points.

    None where no number of this year's persons can turn it.
    """
    if figure.value is None:
        return None
    if figure.weight is None or not line.is_exact:
        return Flip(abs(figure.value.middle - line.middle) * 100, "percentage points")
    gap = (figure.value.low - line.low) / figure.weight  # in persons or kroner; negative below the line
    # Standing on the line counts as over it for `at_least` and `below`, as under it for `above` and `at_most`.
    line_is_over = test.operator in ("at_least", "below")
    over = gap >= 0 if line_is_over else gap > 0
    distance = abs(gap)
    must_pass_the_line = line_is_over if over else not line_is_over
    amount = floor(distance) + 1 if must_pass_the_line else ceil(distance)
    room = figure.room[0] if over else figure.room[1]
    return Flip(Fraction(amount), unit) if amount <= room else None
