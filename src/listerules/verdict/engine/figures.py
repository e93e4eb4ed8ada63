"""What a row has to show for a measure: a printed rate, a number, or a quotient of counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from listerules.areas.numbers import SCALE
from listerules.verdict.engine.exact import Formula, one, product_of, scale_of, sum_of, sum_of_shares

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Measure
    from listerules.verdict.engine.rows import LookBack
    from listerules.verdict.engine.sheet import Sheet


@dataclass(frozen=True)
class Printed:
    """A rate that is anything from one column to another; `unit` is what one of it is in these columns."""

    low: str
    high: str
    unit: Fraction = Fraction(100 * SCALE)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is read from."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Number:
    """A figure in a column of its own."""

    column: str
    unit: Fraction

    @property
    def columns(self) -> tuple[str, ...]:
        """The column it is read from."""
        return (self.column,)


@dataclass(frozen=True)
class Quotient:
    """`above / under`, made of some columns, and the column that has it as a float.

    One is `unit` in that column, and `unit` times `widening` in the formulas, which read floats as whole numbers.
    `roundings` and `divisions` are how many shares were added, and how many divisions that took. `parts` are how many
    whole numbers of persons were added before each division; None where they were not whole.
    """

    floats: str
    above: Formula
    under: Formula
    inputs: tuple[str, ...]
    unit: Fraction
    widening: Fraction
    roundings: int
    divisions: int = 1
    parts: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The column that is null where it is not known."""
        return (self.floats,)


Figure: TypeAlias = Printed | Number | Quotient


class Figures:
    """Makes the columns that figures are read from."""

    def __init__(self, sheet: Sheet, back: LookBack, vocabulary: Vocabulary) -> None:
        self._sheet = sheet
        self._back = back
        self._vocabulary = vocabulary
        self._counted: dict[tuple[str | int | None, ...], list[Number | Quotient]] = {}

    def rate(self, name: str | None, times: Fraction = Fraction(1)) -> list[Printed]:
        """A printed rate divided by `times`, where the rows have such a column."""
        low, high = f"{name}.low", f"{name}.high"
        return [Printed(low, high, 100 * SCALE * times)] if low in self._sheet else []

    def printed_lines(self, measure: Measure) -> list[Printed]:
        """The national share that a printed line stands for: the line over its multiple."""
        return [
            rate
            for name, column in self._vocabulary.columns.items()
            if column.line_of == measure.column and column.times
            for rate in self.rate(name, column.times)
        ]

    def count(self, measure: Measure) -> list[Number | Quotient]:
        """The measure from counts, where the rows have the columns."""
        key = (measure.column, measure.of, measure.years, measure.pooled_years)
        if key not in self._counted:
            self._counted[key] = self._count(measure)
        return self._counted[key]

    def _count(self, measure: Measure) -> list[Number | Quotient]:
        if measure.column not in self._sheet or (measure.of and measure.of not in self._sheet):
            return []
        part = self._sheet.schema[measure.column]
        if measure.of is None and measure.years == 1:
            return [Number(measure.column, Fraction(scale_of(part)))]
        whole = pl.Int64() if measure.of is None else self._sheet.schema[measure.of]
        unit = Fraction(_scale_in_floats(part), _scale_in_floats(whole))
        widening = Fraction(scale_of(part), scale_of(whole)) / unit
        is_whole = scale_of(part) == scale_of(whole) == 1
        if measure.of is None:
            return [self._add_years(measure.column, measure.years, unit, widening)]
        make = self._add_shares if measure.pooled_years is None else self._pool
        quotient = make(measure.column, measure.of, measure.years, unit, widening)
        return [quotient if is_whole else replace(quotient, parts=None)]

    def _add_years(self, column: str, years: int, unit: Fraction, widening: Fraction) -> Quotient:
        """The sum of the years; how many they are is in the unit."""
        columns = self._yearly(column, years)
        total = _add(pl.col(each).cast(pl.Float64) for each in columns)
        floats = self._sheet.add(f"years:{column}:{years}", self._over_years(total, years))
        return Quotient(floats, sum_of(columns), one, columns, unit * years, widening, years)

    def _pool(self, part: str, whole: str, years: int, unit: Fraction, widening: Fraction) -> Quotient:
        """The parts of all years over the wholes of all years."""
        above, under = self._yearly(part, years), self._yearly(whole, years)
        quotient = _divide(*(_add(pl.col(each).cast(pl.Float64) for each in columns) for columns in (above, under)))
        floats = self._sheet.add(f"pooled:{part}:{whole}:{years}", self._over_years(quotient, years))
        sums = sum_of(above), sum_of(under)
        return Quotient(floats, *sums, _once(above, under), unit, widening, 2 * years, 1, years)

    def _add_shares(self, part: str, whole: str, years: int, unit: Fraction, widening: Fraction) -> Quotient:
        """The sum of the yearly shares; how many they are is in the unit."""
        above, under = self._yearly(part, years), self._yearly(whole, years)
        share = self._sheet.add(f"share:{part}:{whole}", _divide(pl.col(part), pl.col(whole)))
        shares = _add(map(pl.col, self._yearly(share, years)))
        floats = self._sheet.add(f"shares:{part}:{whole}:{years}", self._over_years(shares, years))
        formulas = sum_of_shares(above, under), product_of(under)
        return Quotient(floats, *formulas, _once(above, under), unit * years, widening, years, years, 1)

    def _yearly(self, column: str, years: int) -> tuple[str, ...]:
        """The columns holding this column as it is, and as it was in the years before, where the area has those."""
        earlier = (self._sheet.add(f"{column}@{back}", self._back.read(column, back)) for back in range(1, years))
        return (column, *earlier)

    def _over_years(self, figure: pl.Expr, years: int) -> pl.Expr:
        """A figure of several years; null where the area does not have all of them."""
        return figure if years == 1 else pl.when(self._back.has_all(years - 1)).then(figure)


def _once(above: Sequence[str], under: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*above, *under)))


def _scale_in_floats(kind: pl.DataType) -> int:
    """What one is in a column of this type."""
    return 1 if kind.is_float() else scale_of(kind)


def _add(terms: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(add, terms)


def _divide(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """The floats; null where there is nothing to be a part of."""
    return part / pl.when(whole > 0).then(whole)
