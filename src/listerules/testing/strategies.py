"""Hypothesis strategies for made-up areas: any rulebook's columns, with figures on its lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import join_words
from listerules.law.rulebook import Rulebook, Series, load_rules
from listerules.testing.aims import find_first_year
from listerules.testing.figures import all_measures
from listerules.testing.studio import PLACES, Plan, Studio
from listerules.testing.tables import Row, Tables

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Made-up area", "Birch Park", "Cedarwood", "Dale View")


def read_rules(rules: Rulebook | str | Path | None) -> Rulebook:
    """The rulebook itself, or that of a file or folder; the rules that ship where there is none."""
    return rules if isinstance(rules, Rulebook) else load_rules(rules)


def pick_series(rulebook: Rulebook, name: str | None) -> Series:
    """The series of that name, or the only one; of several, `omraadelister`. Raises RulesError where it is open."""
    if name is not None or "omraadelister" in rulebook.series:
        return rulebook.get_series(name or "omraadelister")
    if len(rulebook.series) == 1:
        return next(iter(rulebook.series.values()))
    known = join_words(rulebook.series)
    raise RulesError(Problem("series", "The rules have several series.", f"Say which: series={known}."))


def areas(  # noqa: PLR0913 - one word for each thing a test can ask for
    rules: Rulebook | str | Path | None,
    year: int,
    series: str | None = None,
    *,
    blanks: float = 0.05,
    rates: bool = True,
    wish: Mapping[str, bool] | None = None,
    day: date | None = None,
) -> st.SearchStrategy[Tables]:
    """One made-up area with a row for `year` and for each year that is looked back to, and the baselines.

    Gives `Tables` with rows in order of year and without published lists. The figures stand on the lines of the
    rules or one to a side of them, some of them anywhere; `blanks` is the share of cells left blank. With `rates`
    some figures are printed rates. `wish` gives the answers that the figures aim at, by path of lists or nodes, the
    first before the others; without it one is drawn. `day` is the day of the list, where the year's last is not meant.
    Raises RulesError for an unknown series.
    """
    rulebook = read_rules(rules)
    chosen = pick_series(rulebook, series)
    plan = Plan.of(rulebook, chosen)
    regime = chosen.regime_on(day or date(year, 12, 31))
    first = find_first_year(chosen, regime, year) if regime else year
    days = [(each, day if each == year else None) for each in range(first, year + 1)]

    @st.composite
    def draw_one(draw: st.DrawFn) -> Tables:
        studio = Studio(draw, plan, {word: places[:1] for word, places in PLACES.items()})
        baselines = studio.draw_baselines(range(first, year + 1))
        rows = studio.draw_area("Made-up area", days, baselines, studio.aim(year, day, wish))
        tables = Tables(chosen.name, tuple(rows), studio.as_reference(baselines))
        return studio.finish(tables, blanks=blanks, rates=rates)

    return draw_one()


def panels(  # noqa: PLR0913
    rules: Rulebook | str | Path | None,
    years: Collection[int],
    series: str | None = None,
    *,
    blanks: float = 0.05,
    rates: bool = True,
    most_areas: int = 4,
) -> st.SearchStrategy[Tables]:
    """Up to `most_areas` made-up areas over `years`, with reference and, now and then, published lists.

    Gives `Tables` with a row per area and list in order of area and year; some years of some areas have no row, or
    two with a list date each; sometimes there is no reference. Otherwise as `areas`.
    """
    rulebook = read_rules(rules)
    chosen = pick_series(rulebook, series)
    plan = Plan.of(rulebook, chosen)
    ordered = sorted(years)
    before = max((measure.years for measure in all_measures(chosen)), default=1) - 1

    @st.composite
    def draw_several(draw: st.DrawFn) -> Tables:
        studio = Studio(draw, plan)
        baselines = studio.draw_baselines(range(ordered[0] - before, ordered[-1] + 1))
        twice = ordered[studio.choose(len(ordered))] if studio.choose(4) == 3 else None
        days = [each for year in ordered for each in _list_days(chosen, year, twice=year == twice)]
        names = [_name_area(number) for number in range(1 + studio.choose(most_areas))]
        rows: list[Row] = []
        for name in names:
            aims = studio.aim(ordered[-1 - studio.choose(min(3, len(ordered)))])
            rows += studio.draw_area(name, days, baselines, aims)
        reference = studio.as_reference(baselines)
        history = tuple(studio.draw_history(names, ordered)) if studio.choose(3) == 2 else ()
        if blanks:
            # The last year keeps its rows, or the table might have none at all.
            absent = studio.pick_some(len(rows), blanks)
            rows = [row for at, row in enumerate(rows) if row["year"] == ordered[-1] or at not in absent]
            reference = () if studio.rarely(0.1) else reference
        return studio.finish(Tables(chosen.name, tuple(rows), reference, history), blanks=blanks, rates=rates)

    return draw_several()


def forget(rules: Rulebook | str | Path | None, tables: Tables, share: float = 0.1) -> st.SearchStrategy[Tables]:
    """The same tables with less known: that share of cells blank, some earlier years and some baselines missing.

    An area keeps the row of its last year, and both rows of a year with two lists: the last of them is the one that is
    looked back to, so that one list more is another question. Published lists stay as they are.
    """
    rulebook = read_rules(rules)
    plan = Plan.of(rulebook, rulebook.get_series(tables.series))
    kept = set({row["area"]: number for number, row in enumerate(tables.areas)}.values())
    kept |= {number for number, row in enumerate(tables.areas) if row.get("list_date")}

    @st.composite
    def draw_less(draw: st.DrawFn) -> Tables:
        studio = Studio(draw, plan)
        absent = studio.pick_some(len(tables.areas), share)
        rows = [row for at, row in enumerate(tables.areas) if at in kept or at not in absent]
        absent = studio.pick_some(len(tables.reference), share / 2)
        reference = [row for at, row in enumerate(tables.reference) if at not in absent]
        return studio.leave_blanks(replace(tables, areas=tuple(rows), reference=tuple(reference)), share)

    return draw_less()


def _name_area(number: int) -> str:
    """Names so unlike each other that none is taken for another misspelt."""
    return NAMES[number] if number < len(NAMES) else f"{number} {chr(ord('A') + number % 26) * 9}"


def _list_days(series: Series, year: int, *, twice: bool) -> list[tuple[int, date | None]]:
    """The lists of a year: one of the whole year, or two about the day a regime begins."""
    if not twice:
        return [(year, None)]
    begins = next((regime.from_ for regime in series.regimes if regime.from_.year == year), date(year, 2, 1))
    eve = begins - timedelta(days=1)
    return [(year, eve if eve.year == year else date(year, 6, 1)), (year, max(begins, date(year, 11, 30)))]
