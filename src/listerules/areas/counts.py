"""Published counts: how many areas a list had, gained and lost, also where their names were not printed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.check import check_years, tell_rows
from listerules.areas.history import ListNames, check_names, check_spans, tell_others
from listerules.areas.read import read_table
from listerules.areas.structure import add_structure
from listerules.errors import DataError, Problem
from listerules.law.columns import Vocabulary, fold
from listerules.law.model import Column, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from listerules.areas.read import Table
    from listerules.law.rulebook import Rulebook, Series

ON_LIST, ADDED, REMOVED = "on_list", "added", "removed"

_WHAT = {
    **dict.fromkeys(("onlist", "on", "paalisten", "paa"), ON_LIST),
    **dict.fromkeys(("added", "new", "tilfoejet", "nye", "nyt"), ADDED),
    **dict.fromkeys(("removed", "left", "fjernet", "ude", "afgaaet"), REMOVED),
}
_OWN_COLUMNS = {
    "list": Column(title=Text(da="Liste", en="List"), unit="text", headings=("listenavn", "list name")),
    "what": Column(title=Text(da="Hvad", en="What"), unit="text"),
    "count": Column(title=Text(da="Antal", en="Count"), unit="number", headings=("antal områder", "number of areas")),
}


@dataclass(frozen=True)
class Counts:
    """Published counts of one series. `rows` has `chain`, `year`, `list_date`, `what` and `count`."""

    name: str
    rows: pl.DataFrame

    def find(self, chain: str, what: str, year: int, day: date | None) -> int | None:
        """How many areas the list held (`on_list`), gained or lost; `day` where the year has more than one list.

        Without a day it is the last list of the year. None where nothing was published.
        """
        its = self.rows.filter(pl.col("chain") == chain, pl.col("what") == what, pl.col("year") == year)
        its = its.sort("list_date", nulls_last=False)
        dated = its.filter(pl.col("list_date") == day) if day is not None else its
        chosen = dated if dated.height else its.filter(pl.col("list_date").is_null())
        return int(chosen["count"][-1]) if chosen.height else None


def read_counts(source: Any, rulebook: Rulebook, series: Series) -> tuple[Counts, list[str]]:
    """Read a table of counts: `year` or `list_date`, `list`, `what` (on_list, added, removed) and `count`.

    Gives the counts and notes. Raises `DataError` for unknown lists and words, years when there was no such list,
    counts that are not whole numbers, and what is said twice.
    """
    columns = {name: rulebook.vocabulary.columns[name] for name in ("year", "list_date")}
    required = (("year", "list_date"), ("list",), ("what",), ("count",))
    table = read_table(source, Vocabulary({**columns, **_OWN_COLUMNS}), name="counts", required=required)
    lists = ListNames.of(rulebook, series)
    words = [str(word) if word is not None else "" for word in table.frame["list"]]
    rows = (
        add_structure(table.frame.lazy())
        .with_columns(
            chain=pl.Series([lists.own.get(fold(word)) for word in words], dtype=pl.String),
            what=pl.Series([_WHAT.get(fold(str(cell or ""))) for cell in table.frame["what"]], dtype=pl.String),
            count=pl.Series([_read_count(cell) for cell in table.frame["count"]], dtype=pl.Int64),
        )
        .collect()
    )
    problems = [*check_years(table, rows), *check_names(table, rows, lists), *check_spans(table, rows, series)]
    problems += [*_check_cells(table, rows), *_check_twice(table, rows)]
    if problems:
        raise DataError(problems)
    notes = [f"{table.name}: {note}" for note in (*table.notes, *tell_others(words, lists))]
    kept = rows.filter(pl.col("chain").is_not_null()).select("chain", "year", "list_date", "what", "count")
    return Counts(table.name, kept), notes


def _read_count(cell: object) -> int | None:
    text = str(cell if cell is not None else "").strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None


def _check_cells(table: Table, rows: pl.DataFrame) -> Iterator[Problem]:
    unknown = rows["what"].is_null().arg_true().to_list()
    if unknown:
        near = difflib.get_close_matches(fold(str(table.frame["what"][unknown[0]] or "")), _WHAT, n=1)
        question = f"Did you mean '{_WHAT[near[0]]}'? " if near else ""
        what = f"'what' is none of the words for a count: {tell_rows(table, rows, unknown, 'what')}."
        yield Problem(table.name, what, f"{question}The words are {ON_LIST}, {ADDED} and {REMOVED}.")
    unread = rows["count"].is_null().arg_true().to_list()
    if unread:
        what = f"'count' is not a whole number of areas: {tell_rows(table, rows, unread, 'count')}."
        yield Problem(table.name, what, "Write it as 19, or remove the row where no count is known.")


def _check_twice(table: Table, rows: pl.DataFrame) -> Iterator[Problem]:
    known = rows.with_row_index("at").drop_nulls(["chain", "year", "what"])
    twice = known.filter(pl.struct("chain", "year", "list_date", "what").is_duplicated())
    if twice.height:
        told = tell_rows(table, rows, sorted(twice["at"]), "list", "what", "count")
        yield Problem(table.name, f"A count is given more than once: {told}.", "Keep one of the rows.")
