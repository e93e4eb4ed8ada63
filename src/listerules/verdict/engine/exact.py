"""Fractions compared as whole numbers, of whatever size they are.

A side of a comparison is written once, as a formula over named columns, and read in four ways: with floats (how large
does it get?), with 128-bit columns (the answer), and, where it may not fit in 128 bits, with Python's own numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import Any, TypeAlias

import polars as pl

from listerules.areas.numbers import PLACES, SCALE

ENORMOUS = 10**300  # about the largest whole number that is still a float
FITS_FOR_SURE = 1e37  # far enough below 2^127 that the rounding of floats cannot matter

Read: TypeAlias = Callable[[str], Any]
Formula: TypeAlias = Callable[[Read], Any]


def scale_of(kind: pl.DataType) -> int:
    """What a figure column of this type is multiplied by: one of 128 bits by SCALE, and so is a float read as text."""
    return SCALE if kind == pl.Int128 or kind.is_float() else 1


def read(name: str) -> Formula:
    """The formula of one column."""
    return lambda read: read(name)


def one(_: Any) -> int:
    """The formula of nothing but one."""
    return 1


def sum_of(names: Sequence[str]) -> Formula:
    """The columns added."""
    return lambda read: reduce(add, (read(name) for name in names))


def product_of(names: Sequence[str]) -> Formula:
    """The columns multiplied."""
    return lambda read: reduce(mul, (read(name) for name in names))


def sum_of_shares(numerators: Sequence[str], denominators: Sequence[str]) -> Formula:
    """The numerator of `n0/d0 + n1/d1 + ...` over the product of all denominators."""

    def formula(read: Read) -> Any:
        def term(year: int) -> Any:
            others = (read(name) for each, name in enumerate(denominators) if each != year)
            return reduce(mul, others, read(numerators[year]))

        return reduce(add, (term(year) for year in range(len(numerators))))

    return formula


def times(*formulas: Formula) -> Formula:
    """The formulas multiplied."""
    others = [formula for formula in formulas if formula is not one]
    return lambda read: reduce(mul, (formula(read) for formula in others)) if others else 1


def compare(rows: pl.DataFrame, left: Formula, right: Formula, factors: tuple[int, int] = (1, 1)) -> pl.Series:
    """Int8: 1 where left times its factor is larger, 0 where they are the same, -1 where right is; null for blanks.

    The columns of `rows` are whole numbers of any type.
    """
    floats = {name: rows[name].cast(pl.Float64) for name in rows.columns}
    fits = _is_small(left(floats.get), factors[0], rows.height) & _is_small(right(floats.get), factors[1], rows.height)
    if not fits.any():
        return _compare_in_python(rows, left, right, factors)
    # Products wrap around at 128 bits, but sums and products of wrapped numbers are right again whenever the final
    # number fits, so the size of the final numbers is all that need be looked at.
    wide = {name: rows[name].cast(pl.Int128) for name in rows.columns}
    one_side, other = (
        _widen(side(wide.get), each, rows.height) for side, each in zip((left, right), factors, strict=True)
    )
    signs = (one_side > other).cast(pl.Int8) - (one_side < other).cast(pl.Int8)
    too_large = (~fits).arg_true()
    if too_large.is_empty():
        return signs
    return signs.scatter(too_large, _compare_in_python(rows[too_large], left, right, factors))


def _is_small(side: Any, factor: int, height: int) -> pl.Series:
    """Whether it surely fits in 128 bits; a blank does."""
    if not isinstance(side, pl.Series):
        return pl.repeat(abs(side * factor) < FITS_FOR_SURE, height, dtype=pl.Boolean, eager=True)
    return ((side * float(min(factor, ENORMOUS))).abs() < FITS_FOR_SURE).fill_null(value=True)


def _widen(side: Any, factor: int, height: int) -> pl.Series:
    """The side times its factor; what does not fit is anything."""
    wrapped = (factor + 2**127) % 2**128 - 2**127
    if isinstance(side, pl.Series):
        return side * pl.Series([wrapped], dtype=pl.Int128)
    fits = abs(side * factor) < FITS_FOR_SURE
    return pl.repeat(side * factor if fits else 0, height, dtype=pl.Int128, eager=True)


def _compare_in_python(rows: pl.DataFrame, left: Formula, right: Formula, factors: tuple[int, int]) -> pl.Series:
    def sign(row: Mapping[str, Any]) -> int | None:
        if None in row.values():
            return None
        one_side, other = left(row.get) * factors[0], right(row.get) * factors[1]
        return int(one_side > other) - int(one_side < other)

    return pl.Series([sign(row) for row in rows.iter_rows(named=True)], dtype=pl.Int8)


def as_whole(column: pl.Series) -> pl.Series:
    """A figure column as whole numbers, by `scale_of` its type; floats by their shortest decimal text."""
    if not column.dtype.is_float():
        return column
    return column.cast(pl.String).cast(pl.Decimal(38, PLACES), strict=False).to_physical()
