"""Who and when: areas, years, days and places of a table, read as those of a file are.

They are few beside the figures. Each text that stands there is fetched once and read here; where one means another
(`Region Sjælland` is `Sjælland`), the query is told so in a small table of its own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.check import cap
from listerules.areas.structure import FIRST_YEAR, LAST_YEAR, REGIONS, add_structure, read_text
from listerules.errors import DataError, Problem
from listerules.law.source import shorten
from listerules.result.databases.values import quote, write_table

if TYPE_CHECKING:
    from listerules.result.databases.columns import Source
    from listerules.result.databases.connection import Database

_TYPES: Mapping[str, str] = {"year": "INTEGER", "list_date": "DATE"}  # the others are texts


@dataclass(frozen=True)
class Names:
    """What the texts of one column mean. Where `meanings` is None, the column says it itself."""

    column: str
    meanings: Mapping[str, str | int | date | None] | None

    @property
    def is_plain(self) -> bool:
        """Whether every text means itself."""
        return self.meanings is not None and all(text == meant for text, meant in self.meanings.items())

    @property
    def table(self) -> str:
        """The small table of those that mean something else."""
        return f"meant_{self.column}"

    def write_table(self) -> str:
        """That table as a named query."""
        told = [(text, meant) for text, meant in (self.meanings or {}).items() if self._must_tell(text, meant)]
        return write_table(self.table, {"given": "TEXT", "meant": self.type}, told)

    def _must_tell(self, text: str, meant: object) -> bool:
        return text != meant if self.column == "area" else meant is not None

    @property
    def type(self) -> str:
        """The type of what is meant."""
        return _TYPES.get(self.column, "TEXT")

    def read(self) -> str:
        """SQL of what a row means."""
        column = f"given.{quote(self.column)}"
        if self.meanings is None:
            return f"CAST({column} AS {self.type})"
        if self.is_plain:
            return f"CAST({column} AS TEXT)"
        if self.column == "area":  # of which there are many, and most mean themselves
            return f"CASE WHEN {self.table}.given IS NULL THEN CAST({column} AS TEXT) ELSE {self.table}.meant END"
        return f"{self.table}.meant"

    def join(self) -> str:
        """SQL that joins the small table, where there is need of one."""
        if self.meanings is None or self.is_plain:
            return ""
        return f"LEFT JOIN {self.table} ON {self.table}.given = CAST(given.{quote(self.column)} AS TEXT)"


def read_names(database: Database, source: Source) -> list[Names]:
    """Read the texts of every column that says which row it is. Raises `DataError` with all that cannot be read."""
    found: list[Names] = []
    problems: list[Problem] = []
    for column in source.structure:
        if (column, source.kinds[column]) in (("year", "whole"), ("list_date", "day")):
            found.append(Names(column, None))
            continue
        texts = _fetch_texts(database, source, column)
        meanings = _read(texts, column, source.kinds[column])
        found.append(Names(column, meanings))
        problems += _check(str(database.address), column, texts, meanings)
    if problems:
        raise DataError(problems)
    return found


def _fetch_texts(database: Database, source: Source, column: str) -> pl.DataFrame:
    """Each text of a column, how many rows have it, and an area that does."""
    names = dict.fromkeys(("area", column))
    return database.fetch(
        f"SELECT CAST({quote(column)} AS TEXT) AS text, CAST(COUNT(*) AS BIGINT) AS number,"
        f" MIN(CAST(area AS TEXT)) AS area FROM ({source.select(*names)}) AS given GROUP BY 1 ORDER BY 1"
    ).with_columns(pl.col("text", "area").cast(pl.String))


def _read(texts: pl.DataFrame, column: str, kind: str) -> dict[str, str | int | date | None]:
    """What each text means; None for what means nothing."""
    given = texts.drop_nulls("text")["text"]
    plain = given.str.replace(r"^([0-9]{4})\.0+$", "${1}") if column == "year" and kind != "text" else given
    stripped = plain.str.strip_chars().replace("", None)
    read = add_structure(stripped.to_frame(column).lazy()).collect()[column]
    return dict(zip(given, read, strict=True))


def _check(
    where: str, column: str, texts: pl.DataFrame, meanings: Mapping[str, str | int | date | None]
) -> Iterator[Problem]:
    """What of a column cannot be read, in the words that files are told it."""
    is_blank = texts.select(read_text("text", texts.schema).is_null()).to_series()
    if column == "area":
        nameless = sum(number for text, number, _ in texts.rows() if text is None or meanings[text] is None)
        if nameless:
            rows = "1 row has" if nameless == 1 else f"{nameless:,} rows have"
            yield Problem(where, f"{rows} no area name.", "Fill in the name, or remove the row.")
        yield from _check_spellings(where, meanings)
    unread = [
        f"'{shorten(text)}' ({'1 row' if number == 1 else f'{number:,} rows'}, such as {shorten(str(area))})"
        for (text, number, area), blank in zip(texts.rows(), is_blank, strict=True)
        if text is not None and meanings[text] is None and not (blank and column != "year")
    ]
    if not unread or column in ("area", "municipality"):
        return
    told = cap(unread)
    if column == "year":
        what = f"'year' is not a whole year between {FIRST_YEAR} and {LAST_YEAR}: {told}."
        yield Problem(where, what, "Write it as 2019.")
    elif column == "list_date":
        yield Problem(where, f"'list_date' is not a date: {told}.", "Write 2019-12-01, 01-12-2019 or 1.12.2019.")
    else:
        word = next(text for text, meant in meanings.items() if meant is None and f"'{shorten(text)}'" in unread[0])
        near = difflib.get_close_matches(word[:60].removeprefix("Region "), REGIONS, n=1)
        question = f"Did you mean '{near[0]}'? " if near else ""
        yield Problem(where, f"There is no such region: {told}.", f"{question}The regions are {', '.join(REGIONS)}.")


def _check_spellings(where: str, meanings: Mapping[str, str | int | date | None]) -> Iterator[Problem]:
    by_name: dict[str, list[str]] = {}
    for name in dict.fromkeys(str(meant) for meant in meanings.values() if meant is not None):
        by_name.setdefault(name.lower(), []).append(name)
    told = [" and ".join(f"'{shorten(name)}'" for name in names[:2]) for names in by_name.values() if len(names) > 1]
    if told:
        what = f"Names differ only in upper and lower case: {cap(told)}."
        yield Problem(where, what, "Write an area's name in one way in all years.")


def place_rows(source: Source, names: Sequence[Names]) -> list[str]:
    """Named queries up to `placed`: every row of the table with who and when, as it is read, and its figures."""
    by_column = {each.column: each for each in names}

    def read(column: str) -> str:
        kind = _TYPES.get(column, "TEXT")
        return by_column[column].read() if column in by_column else f"CAST(NULL AS {kind})"

    year, day = read("year"), read("list_date")
    columns = [
        f"{read('area')} AS area",
        f"COALESCE({year}, CAST(EXTRACT(YEAR FROM {day}) AS INTEGER)) AS year",
        f"{day} AS list_date",
        f"{year} AS said_year",
        *(f"{read(each)} AS {each}" for each in ("municipality", "region")),
        *(f"given.{quote(figure.name)}" for figure in source.figures),
    ]
    joins = "".join(f"\n  {join}" for each in names if (join := each.join()))
    tables = [each.write_table() for each in names if each.join()]
    listed = ",\n    ".join(columns)
    return [
        f"given AS (\n  {source.select()}\n)",
        *tables,
        f"placed AS (\n  SELECT\n    {listed}\n  FROM given{joins}\n)",
    ]
