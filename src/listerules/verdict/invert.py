"""A test read backwards: what the figure of a year not yet known must be for the test to be met.

A mean over several years is the earlier years, which are known, and the one that is not. So `above 40 %` over two
years, with 41.3 % the year before, asks for more than 38.7 % this year. The answer is exact: a bound on this year's
own figure and, for a group of a given size, the two neighbouring whole numbers between which the test turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from listerules.areas.numbers import LIMIT
from listerules.areas.records import Interval, Record
from listerules.law.model import Measure, Operator, Test
from listerules.verdict.evaluate import AreaJudge, Finding, Reason, Verdict, compare

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series

ANY_NUMBER = Interval(Fraction(0), Fraction(LIMIT - 1))
ANY_SHARE = Interval(Fraction(0), Fraction(1))


@dataclass(frozen=True, slots=True)
class Yearly:
    """A figure of one year: a number of persons, out of how many where it is a share; or a mean in kroner."""

    year: int
    number: Fraction
    of: Fraction | None = None

    @property
    def value(self) -> Fraction:
        """The share, as a fraction of 1, or the number itself."""
        return self.number if self.of is None else self.number / self.of


@dataclass(frozen=True, slots=True)
class Line:
    """Where the line lies in persons, kroner or as a share, and the year of the baseline it is taken from."""

    value: Interval
    year: int


@dataclass(frozen=True, slots=True)
class Need:
    """What the figure of `year` must be for a test to be met. Shares are fractions of 1, means kroner.

    `line` is what the whole figure is held against, `None` where no baseline is known; its year is another than `year`
    where that year's baseline is not known yet (`is_assumed`). `earlier` are the years that already count in a mean,
    newest first. `bound` is what the year's own figure is held against: the figure must be above it, below it and so
    on, as `operator` says. It is an interval where the line is a printed one. In whole persons or kroner, `met_at` is
    the nearest number that surely meets the test and `unmet_at` the nearest that surely does not, out of a group of
    `size` persons, which is that of `size_year`; None where no number of such a group does.

    `number` is the year's own number of persons, where it is known and the size of its group is not. `as_rate` says
    that the table has the measure as a published rate: one published for a mean is of all its years, so `bound` is
    that of the mean. `value` is the whole figure where it is known already. `prospect` is yes where every figure meets
    the test, no where none does, else undecided. `reasons` say why there is no bound, if there is none.
    """

    year: int
    operator: Operator
    line: Line | None = None
    earlier: tuple[Yearly, ...] = ()
    last: Yearly | None = None
    bound: Interval | None = None
    size: Fraction | None = None
    size_year: int | None = None
    met_at: int | None = None
    unmet_at: int | None = None
    number: Fraction | None = None
    as_rate: bool = False
    value: Interval | None = None
    prospect: Verdict = Verdict.UNDECIDED
    reasons: tuple[Reason, ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether the line is that of another year's baseline."""
        return self.line is not None and self.line.year != self.year

    @property
    def is_certain(self) -> Verdict:
        """The prospect, for sure: nothing is certain while the line is only assumed."""
        return Verdict.UNDECIDED if self.is_assumed else self.prospect


@dataclass(slots=True)
class Inverter:
    """Reads the tests of one area and year backwards.

    `record` is the year's own row, with whatever is known of it; `earlier` are the rows of earlier years, newest
    first, one per year; `reference` has the baselines, by area and year.
    """

    record: Record
    earlier: Sequence[Record]
    series: Series
    vocabulary: Vocabulary
    reference: Mapping[tuple[str, int], Record]
    lines: Mapping[str, Line] = field(init=False)
    _by_year: Mapping[int, Record] = field(init=False)

    def __post_init__(self) -> None:
        self._by_year = {record.year: record for record in self.earlier}
        self.lines = self._find_lines()

    def invert(self, finding: Finding, measure: Measure) -> Need:
        """What it takes to meet the test of a finding that `evaluate` left undecided for the record."""
        test = finding.node
        if not isinstance(test, Test):
            raise TypeError(finding.path)
        line = self.lines.get(finding.path)
        # As in `evaluate`: a mean is taken as published only against the region's.
        as_rate = _has_rate(measure, self.record) and (measure.share is not None or test.relative_to == "region")
        need = Need(
            self.record.year,
            test.operator,
            line,
            last=self._find_last(measure),
            as_rate=as_rate,
            value=finding.value,
        )
        if line is None:
            return replace(need, reasons=self._why_no_line(test, measure))
        if finding.value is not None:
            return replace(need, prospect=compare(test, finding.value, line.value))
        if as_rate and measure.years > 1:
            any_value = ANY_SHARE if measure.share is not None else ANY_NUMBER
            return replace(need, bound=line.value, prospect=compare(test, any_value, line.value))
        size = self.record.values.get(measure.of or "")
        if size is not None and size.high <= 0:
            return replace(need, reasons=(Reason("zero", measure.of or "", self.record.year),))
        earlier, reasons = self._find_earlier(measure)
        if reasons:
            return replace(need, reasons=reasons)
        return self._solve(replace(need, earlier=earlier), test, measure, line.value)

    # --- one test -----------------------------------------------------------------------------

    def _solve(self, need: Need, test: Test, measure: Measure, line: Interval) -> Need:
        size, size_year = self._find_size(measure)
        need = replace(need, size=size, size_year=size_year, number=self._find_number(measure))
        if measure.pooled_years is not None:
            return self._solve_pooled(need, test, line)
        bound = _subtract(line.times(Fraction(measure.years)), sum(each.value for each in need.earlier))
        if measure.share is None:
            need = replace(need, bound=bound, prospect=compare(test, ANY_NUMBER, bound))
            if need.as_rate:  # per cent of the region's mean: there is no number of kroner
                return need
            met, unmet = _neighbours(test.operator, bound, ANY_NUMBER.high)
            return replace(need, met_at=met, unmet_at=unmet)
        need = replace(need, bound=bound, prospect=compare(test, ANY_SHARE, bound))
        if size is None:
            return need
        met, unmet = _neighbours(test.operator, bound.times(size), size)
        return replace(need, met_at=met, unmet_at=unmet)

    def _solve_pooled(self, need: Need, test: Test, line: Interval) -> Need:
        """Persons of all years over all years' groups: the bound depends on how large this year's group is."""
        if need.size is None:
            return replace(need, reasons=(Reason("no_size", "", need.year),))
        whole = need.size + sum(each.of or 0 for each in need.earlier)
        persons = _subtract(line.times(whole), sum(each.number for each in need.earlier))
        bound = Interval(persons.low / need.size, persons.high / need.size)
        met, unmet = _neighbours(test.operator, persons, need.size)
        is_known = need.size_year == need.year
        prospect = compare(test, ANY_SHARE, bound) if is_known else Verdict.UNDECIDED
        return replace(need, bound=bound, met_at=met, unmet_at=unmet, prospect=prospect)

    def _find_earlier(self, measure: Measure) -> tuple[tuple[Yearly, ...], tuple[Reason, ...]]:
        """The earlier years of a mean, or why one is not known."""
        found: list[Yearly] = []
        reasons: list[Reason] = []
        for year in range(self.record.year - 1, self.record.year - measure.years, -1):
            yearly = self._read(measure, year)
            if isinstance(yearly, Yearly):
                found.append(yearly)
            else:
                reasons += yearly
        return tuple(found), tuple(reasons)

    def _find_last(self, measure: Measure) -> Yearly | None:
        yearly = self._read(measure, self.record.year - 1)
        return yearly if isinstance(yearly, Yearly) else None

    def _read(self, measure: Measure, year: int) -> Yearly | list[Reason]:
        record = self._by_year.get(year)
        if record is None:
            return [Reason("no_row", measure.column, year)]
        columns = [measure.column, *([measure.of] if measure.of else [])]
        absent = [column for column in columns if column not in record.values]
        if absent and measure.rate in record.values:
            return [Reason("only_published", measure.rate or "", year)]
        if absent:
            return [Reason(record.blanks.get(column, "no column"), column, year) for column in absent]
        number, *of = (record.values[column].low for column in columns)
        if of and of[0] <= 0 and measure.pooled_years is None:
            return [Reason("zero", measure.of or "", year)]
        return Yearly(year, number, of[0] if of else None)

    def _find_size(self, measure: Measure) -> tuple[Fraction | None, int | None]:
        """How many there are in the group, this year or in the newest year that tells."""
        for record in (self.record, *self.earlier):
            size = record.values.get(measure.of or "")
            if size is not None and size.low > 0:
                return size.low, record.year
        return None, None

    def _find_number(self, measure: Measure) -> Fraction | None:
        number = self.record.values.get(measure.share or "")
        return None if number is None or measure.of in self.record.values else number.low

    def _why_no_line(self, test: Test, measure: Measure) -> tuple[Reason, ...]:
        if test.relative_to in ("region", "municipality") and getattr(self.record, test.relative_to) is None:
            return (Reason(f"no_{test.relative_to}", test.relative_to, self.record.year),)
        return (Reason("no_baseline", measure.column, self.record.year, test.relative_to or ""),)

    # --- lines --------------------------------------------------------------------------------

    def _find_lines(self) -> dict[str, Line]:
        """The line of every test of the year by path: by this year's baselines, else by those of the year before.

        The earlier baselines are had by moving the whole reference a year forward, so that a mean moves as one.
        """
        year = self.record.year
        before = replace(self.record, values={**self.record.values, **self._printed_lines(self._by_year.get(year - 1))})
        moved = {(area, each + 1): record for (area, each), record in self.reference.items()}
        lines = {path: Line(line, year - 1) for path, line in self._judge_lines(before, moved).items()}
        return lines | {path: Line(line, year) for path, line in self._judge_lines(self.record, self.reference).items()}

    def _judge_lines(self, record: Record, reference: Mapping[tuple[str, int], Record]) -> dict[str, Interval]:
        judge = AreaJudge([record], self.series, self.vocabulary, reference)
        nodes = (each for found in judge.judge(record) for each in found.walk())
        return {each.path: each.line for each in nodes if isinstance(each.node, Test) and each.line is not None}

    def _printed_lines(self, record: Record | None) -> dict[str, Interval]:
        names = [name for name, column in self.vocabulary.columns.items() if column.line_of]
        return {name: record.values[name] for name in names if record and name in record.values}


def _has_rate(measure: Measure, record: Record) -> bool:
    """Whether the table tells of a measure by its published rate: given, or a column where the counts are none."""
    rate = measure.rate or ""
    has_counts = measure.column in record.values or measure.column in record.blanks
    return rate in record.values or (rate in record.blanks and not has_counts)


def _subtract(interval: Interval, known: Fraction | int) -> Interval:
    return Interval(interval.low - known, interval.high - known)


def _neighbours(operator: Operator, bound: Interval, most: Fraction) -> tuple[int | None, int | None]:
    """The whole numbers nearest the bound that surely meet the test and surely do not; None outside 0 to `most`."""
    met, unmet = {
        "above": (floor(bound.high) + 1, floor(bound.low)),
        "at_least": (ceil(bound.high), ceil(bound.low) - 1),
        "below": (ceil(bound.low) - 1, ceil(bound.high)),
        "at_most": (floor(bound.low), floor(bound.high) + 1),
    }[operator]
    upwards = operator in ("above", "at_least")
    low, high = (unmet, met) if upwards else (met, unmet)
    low_within = None if low < 0 else min(low, floor(most))
    high_within = None if high > most else max(high, 0)
    return (high_within, low_within) if upwards else (low_within, high_within)
