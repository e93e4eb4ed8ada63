"""Draws tables of made-up figures: baselines first, then areas, then what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from listerules.areas.structure import COUNTRY, REGIONS
from listerules.law.columns import STRUCTURAL
from listerules.testing.aims import Aims
from listerules.testing.figures import INCOMES, Figures, Layout, Painter, all_measures, all_tests, lay_out, take
from listerules.testing.tables import Cell, Row, Tables

if TYPE_CHECKING:
    from listerules.law.model import Column, Measure
    from listerules.law.rulebook import Rulebook, Series

MUNICIPALITIES = ("Aarhus", "Odense")
PLACES: Mapping[str, tuple[str, ...]] = {
    "national": (COUNTRY,),
    "region": REGIONS[:2],
    "municipality": MUNICIPALITIES,
}
LEVELS = tuple(Fraction(*each) for each in ((6, 1000), (1, 100), (61, 10_000), (1, 50), (1, 8), (1, 5)))


@cache
def _below(many: int) -> st.SearchStrategy[int]:
    return st.integers(0, many - 1)


@dataclass(frozen=True)
class Plan:
    """What is the same for all tables of a series: its columns, and the measures compared with other places."""

    series: Series
    columns: Mapping[str, Column]
    layout: Layout
    relative: Mapping[str, tuple[Measure, ...]]  # by the word after `relative_to`
    highest: Fraction  # how many times a share of the baseline is asked for at most

    @staticmethod
    def of(rulebook: Rulebook, series: Series) -> Plan:
        """Look a series through."""
        tests = [each for regime in series.regimes for each in all_tests(regime)]
        words = dict.fromkeys(str(test.relative_to) for test, _ in tests if test.relative_to)
        relative = {word: tuple(measure for test, measure in tests if test.relative_to == word) for word in words}
        highest = max((test.line for test, measure in tests if test.relative_to and measure.of), default=Fraction(1))
        vocabulary = rulebook.vocabulary
        return Plan(series, vocabulary.columns, lay_out(series, vocabulary), relative, highest)

    @property
    def rates(self) -> dict[str, str]:
        """Columns that may be printed as a rate, by the column of the rate: those counted for nothing else."""
        measures = all_measures(self.series)
        counted = {name for each in measures for name in (each.count, each.of) if name}
        found = {each.rate: each.column for each in measures if each.rate in self.columns}
        return {str(rate): column for rate, column in found.items() if column not in counted}


@dataclass(frozen=True)
class Studio:
    """Draws the tables of one example."""

    draw: st.DrawFn
    plan: Plan
    places: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: PLACES)

    def choose(self, many: int) -> int:
        """A whole number from 0 up to, but not including, `many`."""
        return self.draw(_below(many)) if many > 1 else 0

    def rarely(self, share: float) -> bool:
        """True in that share of cases; False is the plainer."""
        return self.choose(1000) >= 1000 * (1 - share)

    def pick_some(self, many: int, share: float) -> frozenset[int]:
        """About that share of the whole numbers below `many`; none is the plainest. A draw for each would be slow."""
        most = 2 * share * many
        count = self.choose(int(most) + 1) + self.rarely(most - int(most))
        return frozenset(self.choose(many) for _ in range(count))

    # --- baselines ------------------------------------------------------------------------------

    def draw_baselines(self, years: range) -> dict[str, dict[int, Figures]]:
        """The figures of country, regions and municipalities that lines are drawn from, by place and year."""
        found: dict[str, dict[int, Figures]] = {}
        for word, measures in self.plan.relative.items():
            needed = {name for each in measures for name in (each.of, each.column) if name}
            for place in self.places[word]:
                level = self._draw_level()
                found[place] = {year: self._draw_baseline(needed, level) for year in years}
        return found

    def _draw_level(self) -> Fraction:
        """The share that the place has of everything, so low that no line lies above all."""
        fitting = [level for level in LEVELS if level * self.plan.highest <= 1] or [1 / self.plan.highest]
        return fitting[self.choose(len(fitting))]

    def _draw_baseline(self, needed: Collection[str], level: Fraction) -> Figures:
        figures: Figures = {}
        number = self.choose(40)
        for column in (name for name in self.plan.layout.columns if name in needed):
            groups = [figures[group] for group in self.plan.layout.wholes[column] if group in figures]
            if groups:
                near = floor(level * groups[0]) + (0, 0, 0, 1, -1, 0, 0, 7)[number // 5]
                figures[column] = min(max(Fraction(0), Fraction(near)), *groups)
            elif column in self.plan.layout.kroner:
                figures[column] = Fraction(INCOMES[number % len(INCOMES)])
            else:
                figures[column] = Fraction(level.denominator * (1000, 1000, 4800, 999, 1000)[number % 5])
        return figures

    def as_reference(self, baselines: Mapping[str, Mapping[int, Figures]]) -> tuple[Row, ...]:
        """The baselines as the rows of a reference table."""
        return tuple(
            {
                "area": None if place in MUNICIPALITIES else place,
                **({"municipality": place if place in MUNICIPALITIES else None} if self._has_municipalities else {}),
                "year": year,
                **self._cells(figures),
            }
            for place, years in baselines.items()
            for year, figures in years.items()
        )

    # --- areas ----------------------------------------------------------------------------------

    def aim(self, year: int, day: date | None = None, wish: Mapping[str, bool] | None = None) -> Aims:
        """What an area's figures aim at: the wish, or else a drawn list of that year, on it or off it, or nothing."""
        aims = Aims(self.plan.series, self.choose)
        regime = self.plan.series.regime_on(day or date(year, 12, 31))
        if regime is None:
            return aims
        names = list(regime.lists)
        number = 0 if wish else self.choose(3 * len(names) + 1)
        drawn = {names[(number - 1) % len(names)]: number > len(names)} if number else {}
        for path, met in (wish or drawn).items():
            aims.wish(regime, year, path, met=met)
        return aims

    def draw_area(
        self,
        name: str,
        days: Iterable[tuple[int, date | None]],
        baselines: Mapping[str, Mapping[int, Figures]],
        aims: Aims,
    ) -> list[Row]:
        """The rows of one area without blanks, one for each year and day."""
        places: dict[str, str | None] = {
            word: self.places[word][self.choose(len(self.places[word]))] for word in self.plan.relative
        }
        painter = Painter(self.plan.layout, self.choose, baselines, places, aims.by_year, faithful=self.choose(3) != 0)
        days = list(days)
        dated = any(day for _, day in days)
        rows: list[Row] = []
        for year, day in days:
            figures = painter.paint(year, self.plan.series.regime_on(day or date(year, 12, 31)))
            row: Row = {"area": name, "year": year}
            row |= {"list_date": day} if dated else {}
            row |= {word: place for word, place in places.items() if word != "national"}
            rows.append({**row, **self._cells(figures)})
        return rows

    @property
    def _has_municipalities(self) -> bool:
        return "municipality" in self.plan.relative

    def _cells(self, figures: Figures) -> Row:
        return {name: _as_cell(figure, self.plan.columns[name]) for name, figure in figures.items()}

    # --- what is known of them ------------------------------------------------------------------

    def draw_history(self, names: Sequence[str], years: Sequence[int]) -> Iterable[Row]:
        """Published lists: of a chain and year all, or only some of the areas, on it or off it."""
        for chain in self.plan.series.chains():
            spans = self.plan.series.spans(chain)
            there = [year for year in years if any(first <= year <= (last or year) for first, last in spans)]
            if not there or self.choose(2):
                continue
            for year in there[self.choose(len(there)) :][:3]:
                for area in names[: 1 + self.choose(len(names))]:
                    yield {"area": area, "year": year, "list": chain, "on": "nej" if self.choose(3) == 0 else "ja"}

    def finish(self, tables: Tables, *, blanks: float, rates: bool) -> Tables:
        """The tables with some figures printed as rates, and some cells left blank."""
        if rates and self.choose(4) == 3:
            tables = self._print_rates(tables)
        return self.leave_blanks(tables, blanks) if blanks else tables

    def leave_blanks(self, tables: Tables, share: float) -> Tables:
        """The same with that share of the cells blank, of the reference half as many."""
        return replace(
            tables,
            areas=self._leave_blank(tables.areas, share, ("area", "year", "list_date")),
            reference=self._leave_blank(tables.reference, share / 2, STRUCTURAL),
        )

    def _leave_blank(self, rows: Sequence[Row], share: float, kept: Collection[str]) -> tuple[Row, ...]:
        cells = [(at, name) for at, row in enumerate(rows) for name in row if name not in kept]
        blank = {cells[number] for number in self.pick_some(len(cells), share)}
        return tuple(
            {name: None if (at, name) in blank else cell for name, cell in row.items()} for at, row in enumerate(rows)
        )

    def _print_rates(self, tables: Tables) -> Tables:
        """Some measures as the ministry prints them, rounded: in all rows, or in every other."""
        chosen = {rate: column for rate, column in self.plan.rates.items() if self.choose(2) == 0}
        every = 1 + self.choose(2)
        decimals = 1 + self.choose(2)
        there = _figures_by_place(tables.reference)
        own = _figures_by_place(tables.areas)
        rows = []
        for number, row in enumerate(tables.areas):
            regime = self.plan.series.regime_on(_day_of(row))
            printed: Row = dict.fromkeys(chosen)
            for rate, column in chosen.items() if number % every == 0 else ():
                measures = regime.measures.values() if regime else ()
                measure = next((each for each in measures if each.rate == rate and each.column == column), None)
                value = take(measure, own[str(row["area"])], _year_of(row)) if measure else None
                if measure and measure.mean and value is not None:
                    base = take(measure, there.get(str(row.get("region")), {}), _year_of(row))
                    value = value / base if base else None
                if value is not None and value < 10**4:
                    printed[rate] = f"{_as_decimal(round(value * 100, decimals)):.{decimals}f} %"
                    printed[column] = None
            rows.append({**row, **printed})
        return replace(tables, areas=tuple(rows))


def _as_cell(figure: Fraction, column: Column) -> Cell:
    if column.unit == "persons":
        return int(figure)
    return _as_decimal(figure)


def _as_decimal(figure: Fraction) -> Decimal:
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def _figures_by_place(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, Figures]]:
    """Counts of each area or place by year; of a year with two lists, those of the last."""
    found: dict[str, dict[int, Figures]] = {}
    for row in rows:
        figures = {name: Fraction(cell) for name, cell in row.items() if isinstance(cell, int | Decimal)}
        found.setdefault(str(row["area"] or row.get("municipality")), {})[row["year"]] = figures
    return found


def _year_of(row: Row) -> int:
    return int(str(row["year"]))


def _day_of(row: Row) -> date:
    day = row.get("list_date")
    return day if isinstance(day, date) else date(_year_of(row), 12, 31)
