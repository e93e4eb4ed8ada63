"""Fractions compared as whole numbers: both sides multiplied out, never divided, and never a float.

`a / b > p / q` is written `a * q > p * b`. The largest value of each column is known, so that it is known before
anything runs whether the products fit in the whole numbers of the database. Where they may not, both sides are
products of two numbers that do, and are multiplied as one does by hand: in parts below `BASE`, the products of which
fit, carried over, and compared from the highest part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod

from listerules.law.model import Operator, Test
from listerules.verdict.sql.dialects import Dialect

BASE = 9 * 10**18
WIDEST = BASE * BASE  # twice a product of two parts, and what is carried, stays below 2^127
SIGNS: Mapping[Operator, tuple[str, str]] = {
    "above": (">", "<="),
    "at_least": (">=", "<"),
    "below": ("<", ">="),
    "at_most": ("<=", ">"),
}


@dataclass(frozen=True)
class Part:
    """A column of whole numbers, and the largest it can hold."""

    text: str
    largest: int


@dataclass(frozen=True)
class Number:
    """A whole number: a factor times the columns of `parts`."""

    factor: int = 1
    parts: tuple[Part, ...] = ()

    def __mul__(self, other: Number) -> Number:
        return Number(self.factor * other.factor, self.parts + other.parts)

    @property
    def largest(self) -> int:
        """The largest it can be."""
        return abs(self.factor) * prod(part.largest for part in self.parts)

    def __str__(self) -> str:
        factor = [] if self.factor == 1 and self.parts else [str(self.factor)]
        return " * ".join((*factor, *(part.text for part in self.parts)))


@dataclass(frozen=True)
class Figure:
    """A value between `low / under` and `high / under`; `under` is above 0 or null, and null is unknown."""

    low: Number
    high: Number
    under: Number

    def times(self, factor: Fraction) -> Figure:
        """The figure times a fraction that is not negative."""
        up = Number(factor.numerator)
        return Figure(self.low * up, self.high * up, self.under * Number(factor.denominator))

    @property
    def is_exact(self) -> bool:
        """Whether it is a single value."""
        return self.low == self.high


def fixed(line: Fraction) -> Figure:
    """The line of a test without a baseline."""
    return Figure(Number(), Number(), Number()).times(line)


Decide = Callable[[Number, str, Number], str]


def compare(test: Test, figure: Figure, line: Figure, decide: Decide) -> str:
    """SQL that is true where the test holds for all values, false where for none, else null.

    `decide` writes one comparison of two numbers.
    """

    def against(value: Number, sign: str, bound: Number) -> str:
        left, right = value * line.under, bound * figure.under
        common = gcd(left.factor, right.factor) or 1
        return decide(Number(left.factor // common, left.parts), sign, Number(right.factor // common, right.parts))

    yes, no = SIGNS[test.operator]
    rises = test.operator in ("above", "at_least")
    nearest = (figure.low, line.high) if rises else (figure.high, line.low)
    farthest = (figure.high, line.low) if rises else (figure.low, line.high)
    surely = against(nearest[0], yes, nearest[1])
    if figure.is_exact and line.is_exact:
        return surely
    surely_not = against(farthest[0], no, farthest[1])
    return f"CASE\n  WHEN {surely} THEN TRUE\n  WHEN {surely_not} THEN FALSE\nEND"


def split(number: Number, dialect: Dialect) -> tuple[Number, Number] | None:
    """Two numbers that fit, of which a number is the product; None where there are none."""
    ones = [Number(number.factor), *(Number(1, (part,)) for part in number.parts)]
    halves = [Number(), Number()]
    for one in sorted(ones, key=lambda each: each.largest, reverse=True):
        half = min((0, 1), key=lambda at: halves[at].largest)
        halves[half] = halves[half] * one
    fits = dialect.bits is not None and all(half.largest < WIDEST for half in halves)
    return (halves[0], halves[1]) if fits else None


def write_product(names: Sequence[str], one: Number, other: Number) -> Iterator[str]:
    """The columns of a product in parts of `BASE`, highest first; later columns are made of earlier ones."""
    high, middle, low, raw_high, raw_middle, raw_low = names
    a, b = (f"({text})" if " " in text else text for text in (str(one), str(other)))
    yield f"({a} // {BASE}) * ({b} // {BASE}) AS {raw_high}"
    yield f"({a} // {BASE}) * ({b} % {BASE}) + ({a} % {BASE}) * ({b} // {BASE}) AS {raw_middle}"
    yield f"({a} % {BASE}) * ({b} % {BASE}) AS {raw_low}"
    yield f"{raw_high} + ({raw_middle} + {raw_low} // {BASE}) // {BASE} AS {high}"
    yield f"({raw_middle} + {raw_low} // {BASE}) % {BASE} AS {middle}"
    yield f"{raw_low} % {BASE} AS {low}"


def compare_parts(left: Sequence[str], sign: str, right: Sequence[str]) -> str:
    """Compare two products by their parts, highest first; null where a part is."""
    strictly = sign[0]
    (a1, a2, a3), (b1, b2, b3) = left, right
    return (
        f"(CASE WHEN {a1} <> {b1} THEN {a1} {strictly} {b1}"
        f" WHEN {a2} <> {b2} THEN {a2} {strictly} {b2}"
        f" ELSE {a3} {sign} {b3} END)"
    )
