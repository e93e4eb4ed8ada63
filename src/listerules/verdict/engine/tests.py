"""Tests: a figure of each row against a line.

A line is one the law gives, a baseline's, or one printed in the row. The first figure that a row has is compared with
the first line that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import polars as pl

from listerules.verdict.engine.baselines import Baseline, Interval, Reference
from listerules.verdict.engine.exact import Formula, as_whole, compare, one, read, scale_of, times
from listerules.verdict.engine.figures import Figure, Figures, Number, Printed, Quotient
from listerules.verdict.engine.lines import (
    SIGNS,
    Belt,
    belt_of,
    hold,
    holds_ties_only,
    is_decided_by_one_division,
    nearest_held,
    set_apart,
    snap,
)

if TYPE_CHECKING:
    from listerules.law.model import Measure, Test
    from listerules.verdict.engine.sheet import Sheet

UNDECIDED = pl.lit(None, pl.Boolean)
RISING = ("above", "at_least")
FITS = 2**126
ABOVE, UNDER = "line:above", "line:under"

Option = TypeVar("Option")
# None is the line that the law itself gives: the number beside the comparison word alone.
Line: TypeAlias = Baseline | Printed | None


class Tests:
    """Makes the columns that tests are answered from."""

    __test__ = False  # not a pytest class

    def __init__(
        self,
        sheet: Sheet,
        figures: Figures,
        reference: Reference | None,
        asked: Iterable[tuple[Measure, Test]],
        largest: int,
    ) -> None:
        """`asked` are all the tests there will be, since a quotient is snapped to all its lines at once.

        No column of whole numbers that a share is taken of has one above `largest`.
        """
        self._sheet = sheet
        self._figures = figures
        self._reference = reference
        self._largest = largest
        self._lines_of: dict[str, set[Fraction]] = {}
        self._groups: dict[str, Mapping[Fraction, Sequence[Belt]]] = {}
        for measure, test in asked:
            for figure, lines in self._pair(measure, test):
                for line in lines:
                    if isinstance(figure, Quotient) and not isinstance(line, Printed):
                        self._lines_of.setdefault(_name(figure, line), set()).add(_drawn(figure, line, test))

    def answer(self, measure: Measure, test: Test) -> pl.Expr:
        """Yes, no or undecided for every row."""
        return _first_known(
            self._pair(measure, test),
            lambda pair: self._has(pair[0]),
            lambda pair: _first_known(pair[1], self._is_known, lambda line: self._compare(pair[0], line, test)),
        )

    def _pair(self, measure: Measure, test: Test) -> list[tuple[Figure, list[Line]]]:
        """The figures a row may have, the one that counts first, and the lines each may be compared with."""
        figures: list[Figure] = [*(self._figures.rate(measure.rate) if measure.share else [])]
        figures += self._figures.count(measure)
        if test.relative_to is None:
            return _against_the_law(figures)
        baseline = self._reference.measure(measure, test.relative_to) if self._reference else None
        lines: list[Line] = [] if baseline is None else [baseline]
        if test.relative_to == "national":
            lines += self._figures.printed_lines(measure)
        pairs = [(figure, lines) for figure in figures]
        if measure.mean is not None and test.relative_to == "region":  # its rate is relative already
            pairs = [*_against_the_law(self._figures.rate(measure.rate)), *pairs]
        return pairs

    def _has(self, figure: Figure | Printed) -> pl.Expr:
        return pl.all_horizontal(pl.col(name).is_not_null() for name in figure.columns)

    def _is_known(self, line: Line) -> pl.Expr:
        if line is None:
            return pl.lit(value=True)
        if isinstance(line, Printed):
            return self._has(line)
        return self._look_up(line, lambda known: pl.Series([each is not None for each in known])).fill_null(value=False)

    # --- comparisons --------------------------------------------------------------------------

    def _compare(self, figure: Figure, line: Line, test: Test) -> pl.Expr:
        """Yes where the test holds whatever figure and line may be, no where it never does, undecided between."""
        rises = test.operator in RISING
        surely = self._compare_ends(figure, line, test, least=rises)
        if not isinstance(figure, Printed) and (line is None or (isinstance(line, Baseline) and line.is_exact)):
            return surely
        possibly = self._compare_ends(figure, line, test, least=not rises)
        return surely | (possibly & UNDECIDED)

    def _compare_ends(self, figure: Figure, line: Line, test: Test, *, least: bool) -> pl.Expr:
        """The figure at its least against the line at its highest; or at its most and its lowest."""
        holds = SIGNS[test.operator]
        if isinstance(figure, Quotient) and (line is None or (isinstance(line, Baseline) and line.is_positive)):
            column, number = self._as_floats(figure, line, test, least=least)
            return holds(pl.col(column), pl.lit(number))
        if isinstance(line, Printed) or isinstance(figure, Quotient):
            comparison = self._exactly(figure, line, test.line, least=least)
            return holds(self._signs(comparison, known=self._has(figure)), pl.lit(0, pl.Int8))
        column = figure.column if isinstance(figure, Number) else figure.low if least else figure.high
        kind = self._sheet.schema[column]
        unit = test.line * figure.unit / scale_of(kind)

        def tabulate(lines: Sequence[Interval | None]) -> pl.Series:
            ends = (None if each is None else each.end(high=least) for each in lines)
            return hold([None if end is None else nearest_held(test.operator, end * unit, kind) for end in ends], kind)

        if line is None:
            return holds(pl.col(column), pl.lit(tabulate([Interval(Fraction(1), Fraction(1))])).first())
        return holds(pl.col(column), self._look_up(line, tabulate))

    # --- baselines ----------------------------------------------------------------------------

    def _look_up(self, line: Baseline, tabulate: Callable[[Sequence[Interval | None]], pl.Series]) -> pl.Expr:
        """What a table by year and place has for each row; null where it has no such year or place."""
        table = tabulate(line.in_order(self._places_of(line)))
        return pl.lit(table).gather(pl.col(self._index(line)), null_on_oob=True)

    def _places_of(self, line: Baseline) -> tuple[str, ...]:
        """The places in the order of the codes that rows have for them."""
        kind = self._sheet.schema.get(line.kind)
        return tuple(kind.categories) if isinstance(kind, pl.Enum) else line.places

    def _index(self, line: Baseline) -> str:
        """The column with the row's place in a table by year and place."""
        places = self._places_of(line)
        index = pl.col("year").cast(pl.Int32) - line.years[0]
        if line.kind != "national":
            place = pl.col(line.kind)
            if not isinstance(self._sheet.schema[line.kind], pl.Enum):
                place = place.cast(pl.Enum(places), strict=False)
            index = index * len(places) + place.to_physical()
        return self._sheet.add(f"index:{line.name}", index.cast(pl.UInt32, strict=False))

    # --- quotients ----------------------------------------------------------------------------

    def _as_floats(self, figure: Quotient, line: Baseline | None, test: Test, *, least: bool) -> tuple[str, float]:
        """A column of floats, and a number it compares with as the quotient does with the line."""
        drawn, largest = _drawn(figure, line, test), self._largest * (figure.parts or 1)
        if line is None and figure.parts and figure.divisions == 1 and is_decided_by_one_division(drawn, largest):
            return figure.floats, float(drawn)
        name = _name(figure, line)
        if line is not None and not line.is_exact:
            name += ":highest" if least else ":lowest"
        values = name if line is None else self._sheet.add(name, self._relate(figure, line, high=least))
        ends = [Fraction(1)] if line is None else [each.end(high=least) * figure.unit for each in line.figures.values()]
        if figure.parts and all(
            holds_ties_only(drawn * end, figure.roundings, figure.divisions, largest) for end in ends
        ):
            return values, belt_of(drawn, figure.roundings).end_for_ties(test.operator)
        group = self._group(_name(figure, line), figure.roundings)[drawn]
        return self._snapped(values, figure, line, group, least=least), float(drawn)

    def _group(self, name: str, roundings: int) -> Mapping[Fraction, Sequence[Belt]]:
        """The belts that are snapped together, by each of their lines; of many scenarios there may be thousands."""
        if name not in self._groups:
            belts = [belt_of(line, roundings) for line in self._lines_of[name]]
            self._groups[name] = {belt.line: group for group in set_apart(belts) for belt in group}
        return self._groups[name]

    def _snapped(
        self, values: str, figure: Quotient, line: Baseline | None, belts: Sequence[Belt], *, least: bool
    ) -> str:
        """The column of floats with those in a belt set to the line or to the end where they truly are."""
        name = f"{values}:{belts[0].line}"  # as a fraction: two lines may be the same float
        if f"{name}:snapped" in self._sheet:
            return f"{name}:snapped"
        comparisons = {
            belt: self._exactly(figure, line, _multiple(figure, line, belt.line), least=least) for belt in belts
        }
        near = self._sheet.add(f"{name}:near", reduce(or_, (belt.holds(pl.col(values)) for belt in belts)))
        inputs = [values, near, *comparisons[belts[0]].columns]

        def snap_batch(columns: Sequence[pl.Series]) -> pl.Series:
            floats, is_near, *rest = columns
            return snap(floats, is_near, belts, lambda at, belt: comparisons[belt].sign_at(at, rest))

        snapped = pl.map_batches(list(map(pl.col, inputs)), snap_batch, return_dtype=pl.Float64, is_elementwise=True)
        return self._sheet.add(f"{name}:snapped", snapped)

    def _relate(self, figure: Quotient, line: Baseline, *, high: bool) -> pl.Expr:
        """The quotient divided by a baseline, in floats."""

        def tabulate(lines: Sequence[Interval | None]) -> pl.Series:
            ends = [None if each is None else float(each.end(high=high) * figure.unit) for each in lines]
            return pl.Series(ends, dtype=pl.Float64)

        return pl.col(figure.floats) / self._look_up(line, tabulate)

    # --- exact comparisons --------------------------------------------------------------------

    def _exactly(self, figure: Figure, line: Line, times_line: Fraction, *, least: bool) -> Comparison:
        """An end of the figure against an end of so many times the line."""
        above, under, columns = _end_of(figure, least=least)
        factor = times_line * figure.unit * (figure.widening if isinstance(figure, Quotient) else 1)
        if isinstance(line, Printed):
            other = line.high if least else line.low
            return Comparison(above, times(under, read(other)), (*columns, other), factor / line.unit)
        if line is None:
            return Comparison(above, under, columns, factor)
        table = tuple(None if each is None else each.end(high=least) for each in line.in_order(self._places_of(line)))
        return Comparison(above, under, (*columns, self._index(line)), factor, table)

    def _signs(self, comparison: Comparison, known: pl.Expr) -> pl.Expr:
        """The sign of an exact comparison for every row that has the figure."""
        columns = list(map(pl.col, comparison.columns))
        return pl.when(known).then(pl.map_batches(columns, comparison.sign, return_dtype=pl.Int8, is_elementwise=True))


@dataclass(frozen=True, eq=False)
class Comparison:
    """`above / under` against `factor`, times the baseline whose place in `table` the last column holds, if any."""

    above: Formula
    under: Formula
    columns: tuple[str, ...]
    factor: Fraction
    table: tuple[Fraction | None, ...] | None = None

    def sign(self, columns: Sequence[pl.Series]) -> pl.Series:
        """Int8: 1 where it is more, 0 where it is the same, -1 where it is less, null where something is not known."""
        rows = pl.DataFrame([as_whole(each).alias(name) for name, each in zip(self.columns, columns, strict=True)])
        if self.table is None:
            return compare(rows, self.above, self.under, (self.factor.denominator, self.factor.numerator))
        above = [None if line is None else line.numerator for line in self.table]
        under = [None if line is None else line.denominator for line in self.table]
        if max(each or 0 for each in (*above, *under)) >= FITS:
            return self._sign_by_place(rows)
        index = rows.to_series(-1).cast(pl.UInt32)
        rows = rows.with_columns(
            pl.lit(pl.Series(numbers, dtype=pl.Int128)).gather(index, null_on_oob=True).alias(name)
            for name, numbers in ((ABOVE, above), (UNDER, under))
        )
        factors = (self.factor.denominator, self.factor.numerator)
        return compare(rows, times(self.above, read(UNDER)), times(self.under, read(ABOVE)), factors)

    def sign_at(self, places: pl.Series, columns: Sequence[pl.Series]) -> pl.Series:
        """The same for the rows at some places."""
        return self.sign([column.gather(places) for column in columns])

    def _sign_by_place(self, rows: pl.DataFrame) -> pl.Series:
        """The same where the baselines are wider than a column: each of them is one number in Python."""
        index = rows.to_series(-1)
        signs = pl.repeat(None, rows.height, dtype=pl.Int8, eager=True)
        for place, line in enumerate(self.table or ()):
            here = (index == place).arg_true()
            if line is not None and not here.is_empty():
                factor = self.factor * line
                compared = compare(rows[here], self.above, self.under, (factor.denominator, factor.numerator))
                signs = signs.scatter(here, compared)
        return signs


def _first_known(
    options: Sequence[Option], is_known: Callable[[Option], pl.Expr], answer: Callable[[Option], pl.Expr]
) -> pl.Expr:
    """The answer of the first option that is known; of the last need not be asked, since unknown is undecided."""
    if not options:
        return UNDECIDED
    found = answer(options[-1])
    for option in reversed(options[:-1]):
        found = pl.when(is_known(option)).then(answer(option)).otherwise(found)
    return found


def _against_the_law(figures: Sequence[Figure]) -> list[tuple[Figure, list[Line]]]:
    """Each with nothing to be compared with but the number in the law."""
    return [(figure, [None]) for figure in figures]


def _name(figure: Quotient, line: Baseline | None) -> str:
    return figure.floats if line is None else f"{figure.floats}:of:{line.name}"


def _drawn(figure: Quotient, line: Baseline | None, test: Test) -> Fraction:
    """What the floats of a quotient, or of its part of a baseline, are compared with."""
    return test.line * figure.unit if line is None else test.line


def _multiple(figure: Quotient, line: Baseline | None, drawn: Fraction) -> Fraction:
    """The number beside the comparison word again."""
    return drawn / figure.unit if line is None else drawn


def _end_of(figure: Figure, *, least: bool) -> tuple[Formula, Formula, tuple[str, ...]]:
    """The figure at its least or its most, as a fraction of formulas, and the columns they read."""
    if isinstance(figure, Quotient):
        return figure.above, figure.under, figure.inputs
    column = figure.column if isinstance(figure, Number) else figure.low if least else figure.high
    return read(column), one, (column,)
