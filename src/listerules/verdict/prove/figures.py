"""What an area's figures can be, in three ways: measured, counted, multiplied. See the package for why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import z3

from listerules.verdict.prove.formulas import Either, compare

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Test
    from listerules.verdict.prove.questions import Counted, Side, Trace

AREA = "area"


@dataclass(frozen=True)
class Choices:
    """What a witness is looked for among, so that all is linear.

    `shares` are those a baseline may have, besides the one that the measured stage came upon; the first is taken
    where it makes no difference. `income` is a baseline's mean in kroner, None for any. `sizes` are those of a group
    this year and in each year before, in proportion: the mean of shares and the pooled counts differ only where
    they do.
    """

    shares: tuple[Fraction, ...]
    income: int | None
    sizes: tuple[tuple[int, int], ...]


_SHARES = tuple(Fraction(p, q) for p, q in [(1, 100), (1, 1000), (1, 50), (1, 10), (1, 5), (1, 3), (1, 2), (1, 1)])
PLAIN = Choices(_SHARES, 300_000, ((1, 1),))
WIDE = Choices(
    (*_SHARES, Fraction(0)), None, ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 10), (10, 1), (1, 100), (100, 1))
)


class Cell(NamedTuple):
    """A figure: of the area or of a baseline (national, region, municipality), which column, how many years before."""

    place: str
    column: str
    back: int

    def __str__(self) -> str:
        return f"{self.place}.{self.column}.{self.back}"


Share: TypeAlias = tuple[str, str, str]  # place, column, of


def pair_up(cells: Collection[Cell], parts: Sequence[tuple[str, str]]) -> Iterator[tuple[Cell, Cell]]:
    """Each figure that is a part of another, with that other."""
    for cell in cells:
        for part, whole in parts:
            if cell.column == part and (other := cell._replace(column=whole)) in cells:
                yield cell, other


def fraction(number: Fraction, context: z3.Context) -> z3.RatNumRef:
    """An exact number."""
    return z3.Q(number.numerator, number.denominator, context)


def read_number(model: z3.ModelRef, formula: z3.ArithRef) -> Fraction:
    """What a formula is worth in an answer."""
    value = z3.simplify(model.eval(formula, model_completion=True))
    return Fraction(value.as_long()) if z3.is_int_value(value) else Fraction(value.as_fraction())


def decide(answer: z3.BoolRef) -> Either:
    """An answer that is never undecided."""
    return Either(answer, z3.Not(answer))


# --- any figures ------------------------------------------------------------------------------------


@dataclass
class Measured:
    """Each measure, and each baseline of one, is any figure it could have.

    Earlier lists are free, or with a `year` those that could be before its list. They are the same for two sides only
    where both had the same list on every day.
    """

    vocabulary: Vocabulary
    context: z3.Context
    year: int | None = None
    values: dict[tuple[str, Counted], z3.ArithRef] = field(default_factory=dict)
    held: list[z3.BoolRef] = field(default_factory=list)

    def judge_test(self, counted: Counted, test: Test) -> Either:
        """The measure against the line, or against so many times its baseline."""
        line = fraction(test.line, self.context)
        if test.relative_to:
            line = line * self._value(test.relative_to, counted)
        return decide(compare(test.operator, self._value(AREA, counted), line))

    def _value(self, place: str, counted: Counted) -> z3.ArithRef:
        key = (place, counted)
        if key not in self.values:
            name = f"{place}.{'.'.join(map(str, counted))}"
            whole = counted.kind == "count" and self.vocabulary.columns[counted.column].unit == "persons"
            value = z3.Int(name, self.context) if whole else z3.Real(name, self.context)
            self.values[key] = value
            self.held.append(value >= 0)
            if counted.kind == "share":
                self.held.append(value <= 1)
        return self.values[key]

    def judge_past(self, side: Side, name: str, back: int) -> Either:
        """Free where any day of the year had such a list, but on it that many years before is on it ever."""
        trace = side.trace(name)
        if self.year is not None:
            then = self.year - back
            trace = side.trace(name, date(then, 1, 1), date(then, 12, 31))
        if not any(called for _, called in trace):
            return decide(z3.BoolVal(False, self.context))
        past = self._on(trace, str(back))
        self.held.append(z3.Implies(past, self._on(side.trace(name), "ever")))
        return decide(past)

    def judge_ever(self, side: Side, name: str) -> Either:
        """Free: even in a list's first year there can have been one earlier in the year."""
        return decide(self._on(side.trace(name), "ever"))

    def _on(self, trace: Trace, when: str) -> z3.BoolRef:
        """On the lists of that trace."""
        called = ".".join(f"{name} from {day}" for day, name in trace)
        return z3.Bool(f"{called}.{when}", self.context)

    def constraints(self) -> list[z3.BoolRef]:
        """The range of each figure."""
        return self.held

    def baselines(self, model: z3.ModelRef) -> Mapping[Share, Fraction]:
        """The share of each baseline in an answer."""
        return {
            (place, counted.column, counted.of): read_number(model, value)
            for (place, counted), value in self.values.items()
            if place != AREA and counted.of
        }


# --- earlier lists ----------------------------------------------------------------------------------


@dataclass
class Past:
    """The lists of earlier years as they can have been published before the year asked about."""

    year: int
    context: z3.Context
    lists: dict[tuple[str, int], z3.BoolRef] = field(default_factory=dict)

    def judge_past(self, side: Side, name: str, back: int) -> Either:
        """On a list that many years before; no where there was no such list."""
        return decide(self._on(side, name, self.year - back))

    def judge_ever(self, side: Side, name: str) -> Either:
        """On a list in any year that had one."""
        return decide(z3.Or([self._on(side, name, year) for year in range(side.first_year, self.year)], self.context))

    def _on(self, side: Side, name: str, year: int) -> z3.BoolRef:
        called = side.name_in(year, name)
        if called is None:
            return z3.BoolVal(False, self.context)
        return self.lists.setdefault((called, year), z3.Bool(f"{called}.{year}", self.context))


# --- whole persons ----------------------------------------------------------------------------------


@dataclass
class Whole:
    """Whole persons and kroner in columns and years, so tied that every test is linear.

    A group has sizes in one of a few proportions through the years, and a baseline that is a share is one of a few
    fractions (those of the `choices`, and `shares`), the same in all years. Each is chosen by a formula of its own, so
    that the smallest area is the smallest over all of them.
    """

    vocabulary: Vocabulary
    context: z3.Context
    past: Past
    parts: Sequence[tuple[str, str]]
    choices: Choices
    shares: Mapping[Share, Fraction]
    cells: dict[Cell, z3.ArithRef] = field(default_factory=dict)
    held: list[z3.BoolRef] = field(default_factory=list)
    chosen: dict[tuple[str, ...], list[z3.BoolRef]] = field(default_factory=dict)

    def judge_past(self, side: Side, name: str, back: int) -> Either:
        """As published."""
        return self.past.judge_past(side, name, back)

    def judge_ever(self, side: Side, name: str) -> Either:
        """As published."""
        return self.past.judge_ever(side, name)

    def constraints(self) -> list[z3.BoolRef]:
        """What ties the columns."""
        return [*self.held, *(self.cells[part] <= self.cells[whole] for part, whole in pair_up(self.cells, self.parts))]

    def judge_test(self, counted: Counted, test: Test) -> Either:
        """The measure against the line, multiplied out so that no two columns are."""
        if counted.of is None:
            return decide(self._judge_sum(counted, test))
        cases = [
            (z3.And(evenly, there), self._judge_share(counted, test, sizes, line))
            for (evenly, sizes), (there, line) in product(self._sizes(counted), self._lines(counted, test))
        ]
        return Either(
            z3.Or([z3.And(chosen, met) for chosen, met in cases]),
            z3.Or([z3.And(chosen, z3.Not(met)) for chosen, met in cases]),
        )

    def _judge_sum(self, counted: Counted, test: Test) -> z3.BoolRef:
        """A count, or a mean in kroner over so many years, against a line or a mean counted alike."""
        here = self._sum(AREA, counted)
        there = self._sum(test.relative_to, counted) if test.relative_to else z3.IntVal(counted.years, self.context)
        return compare(test.operator, here * test.line.denominator, there * test.line.numerator)

    def _sum(self, place: str, counted: Counted) -> z3.ArithRef:
        cells = [self._cell(place, counted.column, back) for back in range(counted.years)]
        in_kroner = self.vocabulary.columns[counted.column].unit == "kroner"
        if place != AREA and in_kroner and self.choices.income is not None:
            self.held += [cell == self.choices.income for cell in cells]
        return z3.Sum(cells)

    def _judge_share(self, counted: Counted, test: Test, sizes: Sequence[int], line: Fraction) -> z3.BoolRef:
        """Parts over wholes, where the whole of each year is this year's times `sizes[back] / sizes[0]`."""
        parts, whole = self._parts(AREA, counted)
        if counted.way == "pooled":
            above, times = z3.Sum([part * sizes[0] for part in parts]), sum(sizes)
        else:
            common = lcm(*sizes)
            weights = [sizes[0] * common // size for size in sizes]
            above = z3.Sum([part * weight for part, weight in zip(parts, weights, strict=True)])
            times = counted.years * common
        return compare(test.operator, above * line.denominator, whole * (times * line.numerator))

    def _parts(self, place: str, counted: Counted) -> tuple[list[z3.ArithRef], z3.ArithRef]:
        """The parts of each year, this one first, and this year's whole."""
        parts = [self._cell(place, counted.column, back) for back in range(counted.years)]
        wholes = [self._cell(place, counted.of or "", back) for back in range(counted.years)]
        self.held += [whole >= 1 for whole in wholes]
        return parts, wholes[0]

    def _cell(self, place: str, column: str, back: int) -> z3.ArithRef:
        cell = Cell(place, column, back)
        if cell not in self.cells:
            self.cells[cell] = z3.Int(str(cell), self.context)
            self.held.append(self.cells[cell] >= 0)
        return self.cells[cell]

    def _sizes(self, counted: Counted) -> list[tuple[z3.BoolRef, tuple[int, ...]]]:
        """The sizes a group can have through the years, in proportion, each with the formula that chooses it."""
        proportions = self.choices.sizes if counted.years > 1 else PLAIN.sizes
        chosen = self._choose(("sizes", counted.of or ""), len(proportions))
        now = self._cell(AREA, counted.of or "", 0)
        for choice, (this, before) in zip(chosen, proportions, strict=True):
            for back in range(1, counted.years):
                then = self._cell(AREA, counted.of or "", back)
                self.held.append(z3.Implies(choice, then * this == now * before))
        return [
            (choice, (this, *[before] * (counted.years - 1)))
            for choice, (this, before) in zip(chosen, proportions, strict=True)
        ]

    def _lines(self, counted: Counted, test: Test) -> list[tuple[z3.BoolRef, Fraction]]:
        """The lines there can be, each with the formula that chooses its baseline."""
        if test.relative_to is None:
            return [(z3.BoolVal(True, self.context), test.line)]
        share = (test.relative_to, counted.column, counted.of or "")
        there = [self.shares[share]] if share in self.shares else []
        baselines = list(dict.fromkeys((*self.choices.shares, *there)))
        chosen = self._choose(share, len(baselines))
        for back in range(counted.years):
            part, whole = (self._cell(test.relative_to, column, back) for column in share[1:])
            self.held.append(whole >= 1)
            self.held += [
                z3.Implies(choice, part * each.denominator == whole * each.numerator)
                for choice, each in zip(chosen, baselines, strict=True)
            ]
        return [(choice, test.line * each) for choice, each in zip(chosen, baselines, strict=True)]

    def _choose(self, key: tuple[str, ...], many: int) -> list[z3.BoolRef]:
        """Formulas of which exactly one is true."""
        if many == 1:
            return [z3.BoolVal(True, self.context)]
        if key not in self.chosen:
            self.chosen[key] = [z3.Bool(f"{'.'.join(key)}.{number}", self.context) for number in range(many)]
            self.held.append(z3.PbEq([(each, 1) for each in self.chosen[key]], 1))
        return self.chosen[key]


# --- products ---------------------------------------------------------------------------------------


@dataclass
class Multiplied:
    """All that ties the columns, with products of them where there is no other way.

    Columns in one of the units `whole` are counted in whole numbers, the others in any. A figure is `given` or blank:
    blanks cannot always be filled so that a part is no larger than its whole.
    """

    vocabulary: Vocabulary
    context: z3.Context
    past: Past | Measured
    parts: Sequence[tuple[str, str]]
    whole: Collection[str]
    cells: dict[Cell, z3.ArithRef] = field(default_factory=dict)
    given: dict[Cell, z3.BoolRef] = field(default_factory=dict)
    held: list[z3.BoolRef] = field(default_factory=list)
    _shares: dict[Cell, z3.ArithRef] = field(default_factory=dict)

    def judge_past(self, side: Side, name: str, back: int) -> Either:
        """As published."""
        return self.past.judge_past(side, name, back)

    def judge_ever(self, side: Side, name: str) -> Either:
        """As published."""
        return self.past.judge_ever(side, name)

    def constraints(self) -> list[z3.BoolRef]:
        """What ties the columns."""
        tied = [
            z3.Implies(z3.And(self.given[part], self.given[whole]), self.cells[part] <= self.cells[whole])
            for part, whole in pair_up(self.cells, self.parts)
        ]
        return [*self.held, *tied, *(self.past.constraints() if isinstance(self.past, Measured) else ())]

    def judge_test(self, counted: Counted, test: Test) -> Either:
        """The measure against its line; neither met nor not where a figure is blank or a whole is empty."""
        line = fraction(test.line, self.context)
        backs = range(counted.years)
        if counted.of and counted.way != "mean" and test.relative_to is None:  # needs no product
            filled, part, whole = self._fraction(AREA, counted, backs)
            met = compare(test.operator, part, whole * line)
            return Either(z3.And(filled, met), z3.And(filled, z3.Not(met)))
        filled, value = self._value(AREA, counted)
        if test.relative_to:
            there, baseline = self._value(test.relative_to, counted)
            filled, line = z3.And(filled, there), line * baseline
        met = compare(test.operator, value, line)
        return Either(z3.And(filled, met), z3.And(filled, z3.Not(met)))

    def _value(self, place: str, counted: Counted) -> tuple[z3.BoolRef, z3.ArithRef]:
        """When there is a figure, and which."""
        backs = range(counted.years)
        if counted.of is None:
            given, total = self._add(place, counted.column, backs)
            return given, total / counted.years
        if counted.way == "pooled":
            return self._share(place, counted, backs)
        filled, shares = zip(*(self._share(place, counted, range(back, back + 1)) for back in backs), strict=True)
        return z3.And(filled), z3.Sum(shares) / counted.years

    def _share(self, place: str, counted: Counted, backs: range) -> tuple[z3.BoolRef, z3.ArithRef]:
        """When there is a share in the sum of those years, and the figure that is it."""
        filled, part, whole = self._fraction(place, counted, backs)
        cell = Cell(place, f"{counted.column}/{counted.of}:{backs.stop}", backs.start)
        if cell not in self._shares:
            share = self._shares[cell] = z3.Real(str(cell), self.context)
            self.held += [z3.Implies(filled, share * whole == part), share >= 0, share <= 1]
        return filled, self._shares[cell]

    def _fraction(self, place: str, counted: Counted, backs: range) -> tuple[z3.BoolRef, z3.ArithRef, z3.ArithRef]:
        """When there is a share in the sum of those years, and its part and whole."""
        (some, part), (all_, whole) = (self._add(place, column or "", backs) for column in (counted.column, counted.of))
        return z3.And(some, all_, whole > 0), part, whole

    def _add(self, place: str, column: str, backs: range) -> tuple[z3.BoolRef, z3.ArithRef]:
        """When a column is given in all of those years, and the sum."""
        cells = [Cell(place, column, back) for back in backs]
        figures = [self._cell(cell) for cell in cells]
        return z3.And([self.given[cell] for cell in cells]), z3.Sum(figures)

    def _cell(self, cell: Cell) -> z3.ArithRef:
        if cell not in self.cells:
            is_whole = self.vocabulary.columns[cell.column].unit in self.whole
            value = z3.Int(str(cell), self.context) if is_whole else z3.Real(str(cell), self.context)
            self.cells[cell] = z3.ToReal(value) if is_whole else value
            self.given[cell] = z3.Bool(f"{cell} given", self.context)
            self.held.append(value >= 0)
        return self.cells[cell]
