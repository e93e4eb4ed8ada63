"""Figures of one place drawn year by year, each on a line of the rules or one to a side of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, TypeAlias

from listerules.law.model import Measure, Regime, Test
from listerules.testing.aims import Aim, Choose

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series

Figures: TypeAlias = dict[str, Fraction]

LARGEST = 10**8  # figures of 10^9 and more are refused
INCOMES = (330_000, 300_000, 100_000, 181_500, 250_001)
SIZES = (1, 10, 100, 400, 2_000)  # how many times the least group that has a whole number on the line
HUGE = 99_991  # a prime, so that nothing cancels: products of four such groups need more than 128 bits
# Of a thousand choices: those from FREE on are figures anywhere, those from NONE on are zero, so that groups are empty.
FREE, NONE = 850, 980


@dataclass(frozen=True)
class Layout:
    """The columns that a series' tables need: each after the groups it is counted of, with those groups."""

    wholes: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, Fraction]
    kroner: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, groups before what is counted of them."""
        return tuple(self.wholes)


def lay_out(series: Series, vocabulary: Vocabulary) -> Layout:
    """The columns of all measures of a series. A step is a person, a krone, or a quarter of a full-time person."""
    wholes: dict[str, list[str]] = {}
    for measure in all_measures(series):
        for group in [measure.of] if measure.of else []:
            wholes.setdefault(group, [])
        groups = wholes.setdefault(measure.column, [])
        if measure.of and measure.of != measure.column and measure.of not in groups:
            groups.append(measure.of)
    try:
        order = list(TopologicalSorter(wholes).static_order())
    except CycleError:  # a part of its own part: no order keeps each within the other
        order = list(wholes)
    units = {name: vocabulary.columns[name].unit for name in order}
    steps = {name: Fraction(1, 4) if unit == "number" else Fraction(1) for name, unit in units.items()}
    means = {measure.mean for measure in all_measures(series) if measure.mean}
    return Layout(
        {name: tuple(wholes[name]) for name in order},
        steps,
        frozenset(name for name in order if units[name] == "kroner" or (name in means and not wholes[name])),
    )


def all_measures(series: Series) -> list[Measure]:
    """The measures of every regime of a series."""
    return [measure for regime in series.regimes for measure in regime.measures.values()]


def all_tests(regime: Regime) -> list[tuple[Test, Measure]]:
    """Every test below the lists of a regime, each with what it measures."""
    nodes = ((path.rpartition(".")[2], node) for path, node in regime.nodes())
    return [(node, regime.measure_of(key, node)) for key, node in nodes if isinstance(node, Test)]


def take(measure: Measure, years: Mapping[int, Figures], year: int) -> Fraction | None:
    """The value of a measure in a year: exact persons, kroner or share. None where a figure or group is missing."""
    found = [_parts(measure, years.get(year - back)) for back in range(measure.years)]
    parts = [each for each in found if each is not None and each[1] > 0]
    if len(parts) < measure.years:
        return None
    if measure.pooled_years:
        return sum((above for above, _ in parts), Fraction(0)) / sum((under for _, under in parts), Fraction(0))
    return sum((above / under for above, under in parts), Fraction(0)) / measure.years


def _parts(measure: Measure, figures: Figures | None) -> tuple[Fraction, Fraction] | None:
    if figures is None or measure.column not in figures:
        return None
    if measure.of is None:
        return figures[measure.column], Fraction(1)
    return (figures[measure.column], figures[measure.of]) if measure.of in figures else None


def nearest(operator: str, target: Fraction, step: Fraction, *, met: bool) -> Fraction:
    """The whole number of steps nearest the line that meets a test, or the nearest that does not."""
    if not met:
        operator = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}[operator]
    steps = target / step
    if operator == "above":
        return (floor(steps) + 1) * step
    if operator == "at_least":
        return ceil(steps) * step
    return ((ceil(steps) - 1) if operator == "below" else floor(steps)) * step


def is_met(operator: str, figure: Fraction, target: Fraction) -> bool:
    """Whether a figure meets a test whose line is at the target."""
    if operator in ("above", "at_most"):
        return (figure > target) is (operator == "above")
    return (figure >= target) is (operator == "at_least")


def away(operator: str, step: Fraction, *, met: bool) -> Fraction:
    """A step further from the line, on the side that meets a test or on the other."""
    return step if (operator in ("above", "at_least")) == met else -step


@dataclass
class Painter:
    """Draws the figures of one place, year after year.

    `baselines` are the figures of the country and other places by name and year, `places` which of them this place
    is compared with by the word for it; `aims` are the answers wished for by year and column. A `faithful` painter
    hits each of them that can be hit: lists that look back for years would otherwise never come out as wished.
    """

    layout: Layout
    choose: Choose
    baselines: Mapping[str, Mapping[int, Figures]]
    places: Mapping[str, str | None]
    aims: Mapping[int, Mapping[str, Sequence[Aim]]]
    faithful: bool
    years: dict[int, Figures] = field(default_factory=dict)
    _tests: dict[str, list[tuple[Test, Measure]]] = field(default_factory=dict)

    def paint(self, year: int, regime: Regime | None) -> Figures:
        """The figures of one year, given those of the years before; a regime of None has no lines."""
        if regime and regime.regime not in self._tests:
            self._tests[regime.regime] = all_tests(regime)
        tests = self._tests[regime.regime] if regime else []
        self.years[year] = {}
        for column in self.layout.columns:
            aims = self.aims.get(year, {}).get(column, ())
            options = self._options(year, column, tests, aims)
            number = self.choose(1000)
            most = self._most(year, column)
            anywhere = number >= FREE and not (self.faithful and (aims or self._is_aimed_at(year, column)))
            figure = self._anywhere(column, most, number) if anywhere else options[number % len(options)]
            self.years[year][column] = min(max(Fraction(0), figure), most)
        return self.years[year]

    def _is_aimed_at(self, year: int, group: str) -> bool:
        """Whether a share of the group is to be on some side of a line."""
        return any(aim.measure.of == group for aims in self.aims.get(year, {}).values() for aim in aims)

    def _most(self, year: int, column: str) -> Fraction:
        groups = (self.years[year].get(group) for group in self.layout.wholes[column])
        return min((group for group in groups if group is not None), default=Fraction(LARGEST))

    def _anywhere(self, column: str, most: Fraction, number: int) -> Fraction:
        step = self.layout.steps[column]
        most = min(most, Fraction(500_000 if column in self.layout.kroner else 6_000))
        return floor(most * (number - FREE) / (NONE - FREE) / step) * step if number < NONE else Fraction(0)

    def _options(
        self, year: int, column: str, tests: Sequence[tuple[Test, Measure]], aims: Sequence[Aim]
    ) -> list[Fraction]:
        """Figures worth trying, the likeliest several times, the plainest first."""
        own = [(test, measure) for test, measure in tests if measure.column == column]
        sizes = list(self._sizes(year, column, tests)) if any(measure.of == column for _, measure in tests) else []
        if aims:
            return self._toward(year, column, aims, sizes)
        if sizes and not own:
            return sizes
        step = self.layout.steps[column]
        options = [Fraction(0), self._most(year, column)] if self.layout.wholes[column] else sizes[:2]
        for test, measure in own:
            target = self._target(test, measure, year)
            if target is not None:
                near = floor(target / step) * step
                options += [near, near, near + step, near - step, ceil(target / step) * step]
        return options or [Fraction(size) for size in (INCOMES if column in self.layout.kroner else SIZES)]

    def _toward(self, year: int, column: str, aims: Sequence[Aim], sizes: Sequence[Fraction]) -> list[Fraction]:
        """Figures near the lines on the sides wished for; all aims are met where one figure can, else the first.

        A painter that is not faithful now and then takes the figure on the other side.
        """
        targets = [(aim, self._target(aim.test, aim.measure, year)) for aim in aims]
        known = [(aim, target) for aim, target in targets if target is not None]
        step = self.layout.steps[column]
        if not known:
            return [Fraction(0), *sizes] if self.layout.wholes[column] else list(map(Fraction, INCOMES))
        options: list[Fraction] = list(sizes)
        for aim, target in known:
            hit = nearest(aim.test.operator, target, step, met=aim.met)
            further = away(aim.test.operator, step, met=aim.met)
            options += [hit, hit, hit, hit + further, hit + 50 * further]
        most = self._most(year, column)
        possible = [option for option in options if 0 <= option <= most] or options
        aim, target = known[0]
        first = [option for option in possible if is_met(aim.test.operator, option, target) is aim.met]
        wanted = [each for each in first if all(is_met(a.test.operator, each, t) is a.met for a, t in known)]
        missed = [] if self.faithful else [nearest(aim.test.operator, target, step, met=not aim.met)]
        return [*(wanted or first or possible), *missed]

    def _sizes(self, year: int, group: str, tests: Sequence[tuple[Test, Measure]]) -> Iterator[Fraction]:
        """Sizes of a group for which a whole number of persons lies on the line, and that of the year before."""
        aims = self.aims.get(year, {})
        parts = [(test, measure) for test, measure in tests if measure.of == group]
        wished = [(each.test, each.measure) for some in aims.values() for each in some if each.measure.of == group]
        shares = [self._share(test, measure, year) for test, measure in wished or parts]
        least = [share.denominator for share in shares if share is not None and share.denominator <= 10_000]
        together = lcm(*least)
        least = [together, *least] if together <= 20_000 else least or [1]
        before = self.years.get(year - 1, {}).get(group)
        for size in least:
            times = ceil(Fraction(1000, size))
            yield from (Fraction(size * times), Fraction(size * times * 2))
            yield from (before, before) if before else ()
            yield from (Fraction(size * many) for many in (1, times * 7, HUGE) if size * many < LARGEST)

    def _share(self, test: Test, measure: Measure, year: int) -> Fraction | None:
        """The share of this year that puts the measure on its line."""
        line = self._line(test, measure, year)
        if line is None or measure.pooled_years:
            return line
        return line + sum((line - share for share in self._earlier_shares(measure, year)), Fraction(0))

    def _earlier_shares(self, measure: Measure, year: int) -> Iterator[Fraction]:
        for back in range(1, measure.years):
            parts = _parts(measure, self.years.get(year - back))
            if parts is not None and parts[1] > 0:
                yield parts[0] / parts[1]

    def _target(self, test: Test, measure: Measure, year: int) -> Fraction | None:
        """This year's figure that puts the measure on its line."""
        line = self._line(test, measure, year)
        if line is None or measure.of is None:
            return line if line is None else line + sum(line - each for each in self._earlier_shares(measure, year))
        group = self.years[year].get(measure.of, Fraction(0))
        if not measure.pooled_years:
            share = self._share(test, measure, year)
            return None if share is None else share * group
        found = [_parts(measure, self.years.get(year - back)) for back in range(1, measure.years)]
        earlier = [each for each in found if each is not None]
        return line * (group + sum(under for _, under in earlier)) - sum(above for above, _ in earlier)

    def _line(self, test: Test, measure: Measure, year: int) -> Fraction | None:
        if test.relative_to is None:
            return test.line
        place = self.places.get(test.relative_to)
        base = take(measure, self.baselines.get(place or "", {}), year)
        return None if base is None else base * test.line
