"""The lists that properties are tried on: which regime judges which year."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from listerules.errors import Problem, RulesError
from listerules.testing.judging import JudgedArea
from listerules.testing.strategies import areas, pick_series

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook, Series

YEARS_AHEAD = 6  # of a regime still in force: as many lists as the longest streak of the law, and one more


@dataclass(frozen=True)
class Occasion:
    """A list date of a series: its year, and its day where the law of the day is not that of the year's end."""

    rulebook: Rulebook
    series: Series
    regime: Regime
    year: int
    day: date | None = None

    def draw_areas(
        self, *, blanks: float = 0.05, rates: bool = True, wish: Mapping[str, bool] | None = None
    ) -> st.SearchStrategy[JudgedArea]:
        """Areas with this list as their last, to be judged."""
        drawn = areas(self.rulebook, self.year, self.series.name, blanks=blanks, rates=rates, wish=wish, day=self.day)
        return drawn.map(lambda tables: JudgedArea(self.rulebook, self.series, tables))


def find_occasions(rulebook: Rulebook, series: str | None, years: Collection[int] | None) -> list[Occasion]:
    """Every list date with lists to judge: of one series or of all, of those years or of each regime's own.

    A regime's own years are those it judges; one still in force is tried for some years after it began. Raises
    RulesError where there are none.
    """
    chosen = rulebook.series.values() if series is None else [pick_series(rulebook, series)]
    found = [occasion for each in chosen for occasion in _occasions_of(rulebook, each, years)]
    if not found:
        when = f" of {', '.join(map(str, sorted(years)))}" if years else ""
        raise RulesError(Problem("rules", f"There is no list{when} to try.", "Name years of a regime with lists."))
    return found


def _occasions_of(rulebook: Rulebook, series: Series, years: Collection[int] | None) -> Iterator[Occasion]:
    ends: Sequence[int | None] = [*(later.from_.year for later in series.regimes[1:]), None]
    for regime, end in zip(series.regimes, ends, strict=True):
        first = regime.from_.year
        own = range(first, first + YEARS_AHEAD if end is None else end)
        asked = own if years is None else [year for year in years if series.regime_of_year(year) is regime]
        if regime.lists:
            yield from (Occasion(rulebook, series, regime, year) for year in asked)
            if not own and (years is None or first in years):  # replaced before the year was out
                yield Occasion(rulebook, series, regime, first, regime.from_)
