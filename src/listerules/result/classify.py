"""Tables in, a result out: the whole path from figures to lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from listerules.areas.address import is_address
from listerules.areas.panel import build_panel, lazy_panel
from listerules.errors import DataError, Problem
from listerules.law.rulebook import Rulebook, load_rules
from listerules.result.result import Result, tabulate
from listerules.result.scenario import (
    check_in_force,
    describe_scenario,
    judge_by_figures,
    patch_rules,
    read_as_law,
    read_scenario,
    regimes_of,
)
from listerules.verdict.engine import judge, judge_frame

if TYPE_CHECKING:
    import polars as pl

    from listerules.areas.text import DecimalMark
    from listerules.result.scenario import Said

SERIES = "omraadelister"


def classify(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: Any,
    rules: Rulebook | str | None = None,
    *,
    series: str = SERIES,
    years: Collection[int] | int | None = None,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    scenario: Said | None = None,
    today: date | None = None,
) -> Result:
    """Judge every area and year of a table by the law in force on its list date.

    Each table is a path (CSV, Parquet, XLSX, Arrow), a frame of any library, or a list of dicts. `rules` is a
    rulebook, or a rule file or folder; the rules that ship where it is left out. `years` limits what is
    reported, not what is looked back to. `reference` holds the same columns for `Danmark` and the regions,
    `history` the published lists (area, year or list_date, list), `lineage` renamed, split and merged areas
    (area, from_year, was). `as_printed` takes published rates as exact figures instead of rounded ones.
    `scenario` is a scenario file or the name of one that ships: the law is patched by it, and the figures decide
    the lists it touches, whatever was published of them.
    `areas` may also be the address of a table in a database, such as `duckdb:///register.db?table=areas` or
    `postgresql://user@host/database?table=areas&reference=national&history=lists`: it is judged there, by one query
    that fetches names, years and answers, so that the result has no findings. Its rows are in order of area and year.
    Raises `RulesError` and `DataError` with every mistake found.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    years = (years,) if isinstance(years, int) else years
    if is_address(areas):
        from listerules.result.databases.classify import classify_database  # noqa: PLC0415 - loaded when used

        return classify_database(
            areas,
            rulebook,
            series=series,
            years=years,
            reference=reference,
            history=history,
            lineage=lineage,
            decimal=decimal,
            as_printed=as_printed,
            scenario=scenario,
            today=today,
        )
    said = None if scenario is None else read_scenario(scenario)
    if said is not None:
        rulebook = patch_rules(rulebook, said, series).rulebook
    panel = build_panel(
        areas,
        read_as_law(rulebook),
        series,
        reference=reference,
        history=history,
        lineage=lineage,
        decimal=decimal,
        today=today,
    )
    rows = panel.rows.collect()
    check_years(years, rows)
    if said is not None:
        check_in_force(said, rulebook.get_series(series), rows, years)
    options = {
        "series": series,
        "years": sorted(years) if years is not None else None,
        "as_printed": as_printed,
        "decimal": decimal,
        **({} if said is None else {"scenario": describe_scenario(said)}),
    }
    # Collected once, since the rows are read again for the findings.
    rounded = judge_by_figures(replace(panel, rows=rows.lazy()), rulebook, series)
    panel = rounded.take_as_printed() if as_printed else rounded
    chosen = rulebook.get_series(series)
    judged = judge_frame(panel, chosen, rulebook.vocabulary, regimes_of(rows, chosen))
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
    """The table of `classify` as a LazyFrame, with no areas collected: for embedding in a larger query.

    The reference and the history are small and read at once.

    A cell that is no figure counts as a blank. Rows are not checked: area-years must be unique, and a part larger
    than its whole is not noticed; `classify` refuses both.
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


def check_years(years: Collection[int] | None, rows: pl.DataFrame) -> None:
    """Raise DataError for years that the table has no list of. `rows` are those of the panel."""
    if isinstance(years, str):
        raise DataError(Problem("years", f"'{years}' is text.", f"Expected whole numbers, such as [{years}]."))
    there = sorted(rows.filter("given")["year"].unique())
    absent = [year for year in years or () if year not in there]
    if absent:
        said = ", ".join(str(year) for year in absent)
        known = ", ".join(str(year) for year in there)
        raise DataError(Problem("--year", f"The table has no list of {said}.", f"It has {known}."))
