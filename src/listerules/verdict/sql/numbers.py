"""Fractions compared as whole numbers: both sides multiplied out, never divided, and never a float.

`a / b > p / q` is written `a * q > p * b`. The largest value of each column is known, so that it is known before
anything runs whether the products fit in the whole numbers of the database. Where they may not, both sides are
products of two numbers that do, and are multiplied as one does by hand: in parts below the `base` of the dialect, the
products of which fit, carried over, and compared from the highest part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod

from listerules.law.model import Operator, Test
from listerules.verdict.sql.dialects import Dialect

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


def compare(test: Test, figure: Figure, line: Figure, decide: Decide, dialect: Dialect) -> str:
    """SQL that is true where the test holds for all values, false where for none, else null.

    `decide` writes one comparison of two numbers, as a condition.
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
        return dialect.value(surely)
    surely_not = against(farthest[0], no, farthest[1])
    return f"CASE\n  WHEN {surely} THEN {dialect.yes}\n  WHEN {surely_not} THEN {dialect.no}\nEND"


def split(number: Number, dialect: Dialect) -> tuple[Number, Number] | None:
    """Two numbers that fit, of which a number is the product; None where there are none."""
    ones = [Number(number.factor), *(Number(1, (part,)) for part in number.parts)]
    halves = [Number(), Number()]
    for one in sorted(ones, key=lambda each: each.largest, reverse=True):
        half = min((0, 1), key=lambda at: halves[at].largest)
        halves[half] = halves[half] * one
    fits = dialect.beyond is not None and all(half.largest < dialect.widest for half in halves)
    return (halves[0], halves[1]) if fits else None


@dataclass(frozen=True)
class Product:
    """The names of the columns that multiply two numbers in parts, of which `a` is the highest and `c` the lowest."""

    a: str
    b: str
    c: str
    raw_a: str
    raw_b: str
    raw_c: str
    one_a: str
    one_b: str
    other_a: str
    other_b: str

    @property
    def parts(self) -> tuple[str, str, str]:
        """The three parts of the product, highest first."""
        return self.a, self.b, self.c

    def halve(self, one: Number, other: Number, dialect: Dialect) -> Iterator[tuple[str, str]]:
        """The first step, as SQL and name of its columns: each number in a high part and a low one."""
        for number, high, low in ((one, self.one_a, self.one_b), (other, self.other_a, self.other_b)):
            yield dialect.divide(str(number), dialect.base), high
            yield dialect.remain(str(number), dialect.base), low

    def multiply(self) -> Iterator[tuple[str, str]]:
        """The second: each part of the one times each part of the other."""
        yield f"{self.one_a} * {self.other_a}", self.raw_a
        yield f"{self.one_a} * {self.other_b} + {self.one_b} * {self.other_a}", self.raw_b
        yield f"{self.one_b} * {self.other_b}", self.raw_c

    def carry(self, dialect: Dialect) -> Iterator[tuple[str, str]]:
        """The third: what is too large for a part is carried to the one above."""
        middle = f"{self.raw_b} + {dialect.divide(self.raw_c, dialect.base)}"
        yield f"{self.raw_a} + {dialect.divide(middle, dialect.base)}", self.a
        yield dialect.remain(middle, dialect.base), self.b
        yield dialect.remain(self.raw_c, dialect.base), self.c


def compare_parts(left: Sequence[str], sign: str, right: Sequence[str]) -> str:
    """The condition that compares two products by their parts, highest first; unknown where the parts are."""
    strictly = sign[0]
    (a1, a2, a3), (b1, b2, b3) = left, right
    return f"({a1} {strictly} {b1} OR {a1} = {b1} AND ({a2} {strictly} {b2} OR {a2} = {b2} AND {a3} {sign} {b3}))"
