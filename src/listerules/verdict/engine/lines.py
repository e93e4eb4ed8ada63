"""Where a float says as much as a fraction, and what decides where it does not.

**Numbers.** A figure that stands in a column of its own is compared with the number nearest the line that such a column
can hold: a whole number is over 1,000.4 if and only if it is over 1,000. A float stands for its shortest decimal text.
These texts are in the order of the floats, so the same holds for floats; no figure is rounded, only the line, and in
the direction that does no harm.

**One division.** Let n and d be whole numbers, d up to LIMIT (10^9), and p/q the line. Floats hold both exactly, and a
division is rounded to the nearest float, as is the line. Rounding keeps order: n/d > p/q gives fl(n/d) >= fl(p/q). The
two can only be the same float where n/d and p/q are, or differ by less than 2^-52 of themselves; but fractions that
differ do so by at least 1/(d q), which is 1/(d p) of p/q. So where p LIMIT < 2^52, comparing the floats answers as
comparing the fractions does, on the line too.

**Several divisions.** Let u be 2^-53, the most by which rounding moves a number, as a part of it. All figures are 0 or
more, so that nothing cancels out. A share of figures that are rounded when they become floats is off by at most 3 u and
a bit; a sum of m such shares by m + 2; divided by a baseline, which is rounded once, by m + 4. With a line rounded once
that is m + 5, and the products of the u are less than one more. A float farther from the line than (m + 8) u of the
line is therefore on its true side. The others, `near` the line, are compared exactly, and set to the line itself or to
one end of that belt: they are `snapped`. After that, one comparison of floats for each line is all it takes.

**Ties only.** Where the m quotients are by whole numbers up to M, their sum differs from a line p/q, if at all, by
1/(q M^m) or more, which is 1/(p M^m) of the line. If the whole belt, 2 (m + 8) u wide on each side for good measure, is
narrower than that, then whatever is in the belt is on the line. Nothing need be snapped: the float is compared with
the end of the belt that has ties on their proper side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, overload

import polars as pl

from listerules.verdict.engine.exact import scale_of

if TYPE_CHECKING:
    from listerules.law.model import Operator

UNIT = 2.0**-53
HELD_EXACTLY = 2**52
FAR = 10**38

SIGNS: Mapping[Operator, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "above": lambda value, line: value > line,
    "at_least": lambda value, line: value >= line,
    "below": lambda value, line: value < line,
    "at_most": lambda value, line: value <= line,
}


def nearest_held(operator: Operator, line: Fraction, kind: pl.DataType) -> float:
    """The number of a column of this type that a figure can be compared with instead of with the line.

    The largest up to the line for `above` and `at_most`, the smallest from the line on for `at_least` and `below`.
    """
    upwards = operator in ("at_least", "below")
    if not kind.is_float():
        scaled = line * scale_of(kind)
        return math.ceil(scaled) if upwards else math.floor(scaled)
    held = float(line)
    stands_for = Fraction(repr(held))
    if upwards and stands_for < line:
        return math.nextafter(held, math.inf)
    if not upwards and stands_for > line:
        return math.nextafter(held, -math.inf)
    return held


def hold(numbers: Sequence[float | None], kind: pl.DataType) -> pl.Series:
    """Numbers as a column of this type, or of a wider one where they do not fit."""
    if kind.is_float():
        return pl.Series(numbers, dtype=kind)
    # No figure is so large, so that a line beyond it may as well stand there.
    within = [None if each is None else min(max(each, -FAR), FAR) for each in numbers]
    try:
        return pl.Series(within, dtype=kind)
    except TypeError:  # one of them does not fit
        return pl.Series(within, dtype=pl.Int128)


def is_decided_by_one_division(line: Fraction, largest: int) -> bool:
    """Whether a quotient of whole numbers up to `largest` compares with the line as its float does."""
    return line.numerator * largest < HELD_EXACTLY


def holds_ties_only(line: Fraction, roundings: int, divisions: int, largest: int) -> bool:
    """Whether a sum of so many quotients by whole numbers up to `largest` is on the line whenever it is in its belt.

    The belt is as wide as there are roundings, and the gap around the line as narrow as there are divisions.
    """
    return 4 * (roundings + 8) * line.numerator * int(largest**divisions) < HELD_EXACTLY


@dataclass(frozen=True)
class Belt:
    """A line as a float, and the floats that are too near to tell from it: from `low` to `high`."""

    line: Fraction
    low: float
    at: float
    high: float

    def end_for_ties(self, operator: Operator) -> float:
        """What to compare with instead of the line, where all that the belt holds is on it."""
        return self.high if operator in ("above", "at_most") else self.low

    @overload
    def holds(self, value: pl.Expr) -> pl.Expr: ...
    @overload
    def holds(self, value: pl.Series) -> pl.Series: ...
    def holds(self, value: pl.Expr | pl.Series) -> pl.Expr | pl.Series:
        """Whether a float is too near."""
        return value.is_between(self.low, self.high)


def belt_of(line: Fraction, terms: int) -> Belt:
    """The belt around a line for sums of so many shares."""
    at = float(line)
    width = abs(at) * (terms + 8) * UNIT
    return Belt(line, math.nextafter(at - width, -math.inf), at, math.nextafter(at + width, math.inf))


def set_apart(belts: Iterable[Belt]) -> list[list[Belt]]:
    """The belts in groups, so that within each none touches another: a float is near to one line at most."""
    groups: list[list[Belt]] = []
    for belt in sorted(belts, key=lambda belt: belt.line):
        free = next((group for group in groups if group[-1].high < belt.low), None)
        if free is None:
            groups.append([belt])
        else:
            free.append(belt)
    return groups


def snap(
    values: pl.Series, near: pl.Series, belts: Sequence[Belt], sign: Callable[[pl.Series, Belt], pl.Series]
) -> pl.Series:
    """The floats with those near a line set to it, or to the end of its belt on the side where they truly are.

    `sign` compares the rows at some places with the line of a belt exactly.
    """
    if not near.any():
        return values
    places = near.arg_true()
    picked = values.gather(places)
    for belt in belts:
        here = belt.holds(picked).arg_true()
        if not here.is_empty():
            signs = sign(places.gather(here), belt)
            ends = {-1: belt.low, 0: belt.at, 1: belt.high}
            picked = picked.scatter(here, signs.replace_strict(ends, return_dtype=pl.Float64))
    return values.clone().scatter(places, picked)
