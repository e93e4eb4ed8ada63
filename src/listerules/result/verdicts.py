"""Verdicts in long form, one row per area, list date and list: what is compared when results are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

KEYS = ("area", "year", "list_date")
_NOT_LISTS = (*KEYS, "regime", "undecided")


def list_verdicts(table: pl.DataFrame) -> pl.DataFrame:
    """A result's table -> `area`, `year`, `list`, `verdict` (yes, no, undecided) and `list_date`, null where not given.

    Lists that did not exist in a year are left out. Rows stand in the order of the table, lists in that of its columns.
    """
    names = [name for name in table.columns if name not in _NOT_LISTS]
    if "list_date" not in table.columns:
        table = table.with_columns(pl.lit(None, pl.Date).alias("list_date"))
    # In the frame as it stands an empty list of undecided lists may be null, as files have it.
    unsure = pl.col("undecided").fill_null("").str.split(";")
    long = table.with_row_index("place").unpivot(names, index=["place", *KEYS, "undecided"], variable_name="list")
    verdict = (
        pl.when("value")
        .then(pl.lit("yes"))
        .when(~pl.col("value"))
        .then(pl.lit("no"))
        .when(unsure.list.contains(pl.col("list")))
        .then(pl.lit("undecided"))
    )
    told = long.with_columns(verdict.alias("verdict")).filter(pl.col("verdict").is_not_null())
    order = told.sort("place", pl.col("list").replace_strict(_places(names), return_dtype=pl.Int64))
    return order.select("area", "year", "list", "verdict", "list_date")


def _places(names: Collection[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)} or {"": 0}
