"""The rows of a table: which lists they are of, and that each area has one row for each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.check import cap
from listerules.areas.structure import FIRST_YEAR, LAST_YEAR
from listerules.areas.text import SHOWN
from listerules.errors import DataError, Problem
from listerules.law.source import shorten
from listerules.result.databases.figures import tell_row

if TYPE_CHECKING:
    from listerules.result.databases.connection import Database

_DIFFERS = "said_year <> EXTRACT(YEAR FROM list_date)"
_TWICE = "SELECT area, year, list_date, COUNT(*) AS number FROM placed GROUP BY 1, 2, 3 HAVING COUNT(*) > 1"
_MIXED = (
    "SELECT area, year, MIN(list_date) AS list_date, COUNT(*) AS number FROM placed GROUP BY 1, 2"
    " HAVING COUNT(list_date) > 0 AND COUNT(list_date) < COUNT(*)"
)


def outline_rows(database: Database, parts: Sequence[str]) -> pl.DataFrame:
    """Every year and list date there is: `year`, `list_date`, how many rows (`number`), a `region` and `municipality`.

    Those are null where no row of the list has one. Raises `DataError` for what a file would be refused for: no rows,
    years out of bounds, years and dates that differ, and areas with several rows for one list.
    """
    where = str(database.address)
    lists = database.fetch(
        _with(
            parts,
            "SELECT year, list_date, MIN(region) AS region, MIN(municipality) AS municipality,"
            " CAST(COUNT(*) AS BIGINT) AS number, MIN(area) AS area,"
            f" CAST(COUNT(*) FILTER (WHERE {_DIFFERS}) AS BIGINT) AS apart"
            " FROM placed GROUP BY 1, 2 ORDER BY 1, 2",
        )
    ).cast({"year": pl.Int32, "list_date": pl.Date, "region": pl.String, "municipality": pl.String, "number": pl.Int64})
    if not lists.height:
        raise DataError(Problem(where, "The table has no rows.", "Expected one row per area and year."))
    problems = [*_check_years(where, lists), *_check_twice(database, parts)]
    if problems:
        raise DataError(problems)
    return lists


def _with(parts: Sequence[str], query: str) -> str:
    return "WITH " + ",\n".join(parts) + f"\n{query}"


def _check_years(where: str, lists: pl.DataFrame) -> Iterator[Problem]:
    undated = lists.filter(pl.col("year").is_null())
    if undated.height:
        rows = undated["number"].sum()
        told = f"{'1 row has' if rows == 1 else f'{rows:,} rows have'} neither year nor list date"
        yield Problem(where, f"{told}, such as one of {shorten(str(undated['area'][0]))}.", "Fill in one of them.")
    outside = lists.filter(~pl.col("year").is_between(FIRST_YEAR, LAST_YEAR))
    if outside.height:
        told = cap([f"'{year}' ({shorten(str(area))})" for year, area in outside.select("year", "area").rows()])
        what = f"'year' is not a whole year between {FIRST_YEAR} and {LAST_YEAR}: {told}."
        yield Problem(where, what, "Write it as 2019.")
    apart = lists.filter(pl.col("apart") > 0)
    if apart.height:
        told = cap([f"{day} ({shorten(str(area))})" for day, area in apart.select("list_date", "area").rows()])
        yield Problem(where, f"'year' and 'list_date' name different years: {told}.", "Mend whichever is wrong.")


def _check_twice(database: Database, parts: Sequence[str]) -> Iterator[Problem]:
    """Areas with more than one row for a list, and with rows both with and without its date."""
    for query, what, what_to_do in (
        (
            _TWICE,
            "An area has more than one row for the same list",
            "Keep one; two areas of one name need the municipality in their names.",
        ),
        (
            _MIXED,
            "An area has rows both with and without a list date in one year",
            "Give the list date in all of them.",
        ),
    ):
        columns = "area, COALESCE(CAST(list_date AS TEXT), CAST(year AS TEXT)), CAST(COUNT(*) OVER () AS BIGINT)"
        found = database.fetch(_with(parts, f"SELECT {columns} FROM ({query}) AS several ORDER BY 1, 2 LIMIT {SHOWN}"))
        if found.height:
            told = cap([tell_row(area, day) for area, day, _ in found.rows()], found.row(0)[2])
            yield Problem(str(database.address), f"{what}: {told}.", what_to_do)
