"""Tables in, a result out: the whole path from figures to lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.panel import build_panel, lazy_panel
from listerules.errors import DataError, Problem
from listerules.law.rulebook import Rulebook, load_rules
from listerules.result.result import Result, tabulate
from listerules.verdict.engine import judge

if TYPE_CHECKING:
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Regime
    from listerules.law.rulebook import Series

SERIES = "omraadelister"


def classify(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: Any,
    rules: Rulebook | str | None = None,
    *,
    series: str = SERIES,
    years: Collection[int] | None = None,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    today: date | None = None,
) -> Result:
    """Judge every area and year of a table by the law in force on its list date.

    Each table is a path (CSV, Parquet, XLSX, Arrow), a frame of any library, or a list of dicts. `rules` is a
    rulebook, or a rule file or folder; the rules that ship where it is left out. `years` limits what is
    reported, not what is looked back to. `reference` holds the same columns for `Danmark` and the regions,
    `history` the published lists (area, year or list_date, list), `lineage` renamed, split and merged areas
    (area, from_year, was). `as_printed` takes published rates as exact figures instead of rounded ones.
    Raises `RulesError` and `DataError` with every mistake found.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    panel = build_panel(
        areas,
        rulebook,
        series,
        reference=reference,
        history=history,
        lineage=lineage,
        decimal=decimal,
        today=today,
    )
    rows = panel.rows.collect()
    _check_years(years, rows)
    options = {
        "series": series,
        "years": sorted(years) if years is not None else None,
        "as_printed": as_printed,
        "decimal": decimal,
    }
    # Collected once, since the rows are read again for the findings.
    rounded = replace(panel, rows=rows.lazy())
    panel = rounded.take_as_printed() if as_printed else rounded
    chosen = rulebook.get_series(series)
    judged = judge(panel, chosen, rulebook.vocabulary, _regimes_of(rows, chosen)).collect()
    return Result(rulebook, chosen, panel, judged, options, rounded)


def classify_lazy(  # noqa: PLR0913
    areas: pl.LazyFrame,
    rules: Rulebook | str | None = None,
    *,
    series: str = SERIES,
    reference: pl.LazyFrame | None = None,
    history: Any = None,
    decimal: DecimalMark = ".",
    as_printed: bool = False,
) -> pl.LazyFrame:
    """The table of `classify` as a LazyFrame, with nothing collected: for embedding in a larger query.

    Rows are not checked: a cell that `classify` would refuse counts as a blank, and area-years must be unique.
    The table has a column for every list of the series, since the years are not known beforehand.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    panel = lazy_panel(
        areas, rulebook, series, reference=reference, history=history, decimal=decimal, as_printed=as_printed
    )
    chosen = rulebook.get_series(series)
    judged = judge(panel, chosen, rulebook.vocabulary).filter("given")
    dated = any(rulebook.vocabulary.find(name) == "list_date" for name in areas.collect_schema().names())
    return tabulate(judged, chosen, chosen.regimes, dated=dated)


def _regimes_of(rows: pl.DataFrame, series: Series) -> list[Regime]:
    """The regimes in force on the days of the rows, in order: only those need be computed."""
    days = rows.select(pl.coalesce("list_date", pl.date("year", 12, 31))).to_series().unique()
    there = {regime.regime for day in days if (regime := series.regime_on(day))}
    return [regime for regime in series.regimes if regime.regime in there]


def _check_years(years: Collection[int] | None, rows: pl.DataFrame) -> None:
    there = sorted(rows.filter("given")["year"].unique())
    absent = [year for year in years or () if year not in there]
    if absent:
        said = ", ".join(str(year) for year in absent)
        known = ", ".join(str(year) for year in there)
        raise DataError(Problem("--year", f"The table has no list of {said}.", f"It has {known}."))
