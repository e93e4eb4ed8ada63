"""What was published of the areas of a table, put beside their figures by the query itself.

The same as `listerules.areas.history` does for a file: areas get rows for the years of the history that they lack,
which are looked back to and not reported; a list that is known in full has nobody on it but those it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.history import check_dates, match_spelling, read_history, tell_absent
from listerules.areas.panel import Input
from listerules.errors import DataError
from listerules.result.databases.values import quote, write_table, write_text, write_value
from listerules.verdict.sql.layout import PUBLISHED

if TYPE_CHECKING:
    from listerules.areas.history import History
    from listerules.law.effects import ListOf
    from listerules.law.rulebook import Rulebook, Series

_STATEMENTS = {"chain": "TEXT", "day": "DATE", "area": "TEXT", "on_list": "BOOLEAN"}
_DATES = {"year": "INTEGER", "list_date": "DATE"}


@dataclass(frozen=True)
class Published:
    """A history that fits the areas of a table, with its notes and what it was read from."""

    history: History
    notes: tuple[str, ...]
    read_from: Input


def read_published(
    source: object, rulebook: Rulebook, series: Series, outline: pl.DataFrame, areas: Collection[str]
) -> Published:
    """Read a history for a table with these lists and areas. Raises `DataError` as for files."""
    table, history, notes = read_history(source, rulebook, series)
    there = set(areas)
    history = match_spelling(history, there, there, table.name)
    problems = list(check_dates(history, outline.with_columns(given=pl.lit(value=True)), table.name))
    if problems:
        raise DataError(problems)
    notes += [f"{table.name}: {note}" for note in tell_absent(history, there, there)]
    return Published(history, tuple(notes), Input(table.name, table.sha256, table.frame.height, "history"))


def add_published(history: History, areas: str, figures: Sequence[str]) -> list[str]:
    """Named queries up to `published`: the rows of `areas` and those it lacks, with `published_L` for each list.

    `figures` are its columns besides area, year, list_date, municipality and region.
    """
    statements = history.statements.select("chain", "day", "area", "on").rows()
    dates = history.lists.select("year", "list_date").unique().sort("year", "list_date")
    dates = dates.filter(pl.col("list_date").is_not_null() | pl.col("list_date").is_null().all().over("year"))
    blanks = "".join(f", NULL AS {column}" for column in figures)
    named = "".join(f", {column}" for column in figures)
    columns = f"area, year, list_date, municipality, region{named}"
    latest = "MAX(list_date) OVER (PARTITION BY area, year)"
    lacking = (
        f"SELECT a.area, d.year, d.list_date, NULL, NULL{blanks}\n"
        f"  FROM (SELECT DISTINCT area FROM {areas}) AS a CROSS JOIN published_dates AS d\n"
        f"  WHERE NOT EXISTS (SELECT 1 FROM {areas} AS there WHERE there.area = a.area AND there.year = d.year)"
    )
    return [
        write_table("statements", _STATEMENTS, statements),
        write_table("published_dates", _DATES, dates.rows()),
        f"whole AS (\n  SELECT {columns} FROM {areas}\n  UNION ALL\n  {lacking}\n)",
        f"latest AS (\n  SELECT *, list_date IS NULL OR list_date = {latest} AS is_latest FROM whole\n)",
        _join_statements(history),
    ]


def _join_statements(history: History) -> str:
    columns, joins = ["latest.*"], []
    for number, chain in enumerate(history.chains):
        lists = history.lists.filter(pl.col("chain") == chain)
        day, said = _tell_day(lists), f"said_{number}"
        joins.append(
            f"LEFT JOIN statements AS {said}\n    ON {said}.chain = {write_text(chain)}"
            f" AND {said}.area = latest.area AND {said}.day = {day}"
        )
        whole = lists.filter("complete")["day"].to_list()
        doubtful = [f"latest.area NOT IN ({_list(sorted(history.doubtful))})"] if history.doubtful else []
        off = " AND ".join([f"({day}) IN ({_list(whole)})", *doubtful]) if whole else "FALSE"
        name = quote(f"{PUBLISHED}{chain}")
        columns.append(f"COALESCE({said}.on_list, CASE WHEN {off} THEN FALSE END) AS {name}")
    listed, joined = ",\n    ".join(columns), "\n  ".join(joins)
    return f"published AS (\n  SELECT\n    {listed}\n  FROM latest\n  {joined}\n)"


def _tell_day(lists: pl.DataFrame) -> str:
    """The day by which a list is known for a row. Where only its year is, it is the last list of that year."""
    by_year = lists.filter(pl.col("list_date").is_null())["year"].to_list()
    last = lists.group_by("year").agg(pl.col("day").max()).sort("year").rows()
    ways = " ".join(f"WHEN {year} THEN {write_value(day)}" for year, day in last)
    of_year = f"CASE WHEN latest.is_latest THEN CASE latest.year {ways} END END"
    known = " OR ".join([*([f"latest.year IN ({_list(by_year)})"] if by_year else []), "latest.list_date IS NULL"])
    return f"CASE WHEN {known} THEN {of_year} ELSE latest.list_date END"


def _list(values: Collection[str | int | date]) -> str:
    return ", ".join(write_value(value) for value in values)


def set_aside(
    chains: Collection[str], before: Series, after: Series, touched: Collection[ListOf]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Under a scenario: `published_L` for its lists, as SQL over those of the law as it is, without what it touches.

    Also, for each list that is touched, the condition that a row has something set aside. As `scenario.set_aside`.
    """
    kept: dict[str, str] = {}
    dropped: dict[str, str] = {}
    for number, regime in enumerate(before.regimes):
        for name in regime.lists:
            chain = before.newest_name(name)
            if chain not in chains:
                continue
            column, here = quote(f"{PUBLISHED}{chain}"), _judged_by(before, number)
            if (regime.regime, name) in touched:
                known = f"({here} AND {column} IS NOT NULL)"
                dropped[name] = f"{dropped[name]} OR {known}" if name in dropped else known
            else:
                new = after.newest_name(name)
                kept[new] = f"CASE WHEN {here} THEN {column} ELSE {kept.get(new, 'NULL')} END"
    return {chain: f"CAST({kept.get(chain, 'NULL')} AS BOOLEAN)" for chain in after.chains()}, dropped


def _judged_by(series: Series, number: int) -> str:
    """Whether a row is judged by the regime of this number."""
    day = "COALESCE(list_date, MAKE_DATE(year, 12, 31))"
    starts = [f"{day} >= {write_value(series.regimes[number].from_)}"]
    ends = [f"{day} < {write_value(regime.from_)}" for regime in series.regimes[number + 1 : number + 2]]
    return " AND ".join(starts + ends)


def keep_rest(kept: Mapping[str, str], figures: Sequence[str]) -> str:
    """The named query `kept`: `published` with the lists of `set_aside`."""
    columns = ["area", "year", "list_date", "municipality", "region", *figures]
    columns += [f"{text} AS {quote(f'{PUBLISHED}{chain}')}" for chain, text in kept.items()]
    return "kept AS (\n  SELECT\n    " + ",\n    ".join(columns) + "\n  FROM published\n)"


def count_set_aside(dropped: Mapping[str, str]) -> Iterator[str]:
    """Columns that say whether anything is set aside of each list."""
    for number, condition in enumerate(dropped.values()):
        yield f"CAST(COUNT(*) FILTER (WHERE {condition}) AS BIGINT) AS dropped_{number}"
