"""Published lists, and the lineage of areas: what is known of earlier years."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.check import cap, check_structure, tell_rows
from listerules.areas.read import read_table
from listerules.areas.structure import add_structure
from listerules.errors import DataError, Problem
from listerules.law.columns import Vocabulary, fold
from listerules.law.model import Column, Text
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from listerules.areas.read import Table
    from listerules.law.rulebook import Rulebook, Series

PUBLISHED = "published."

_MOST_NOTES = 20
_YES_OR_NO = {
    **dict.fromkeys(("ja", "yes", "true", "sand", "1", "1.0"), True),
    **dict.fromkeys(("nej", "no", "false", "falsk", "0", "0.0"), False),
}
_OWN_COLUMNS = {
    "list": Column(title=Text(da="Liste", en="List"), unit="text", headings=("listenavn", "list name")),
    "on": Column(title=Text(da="På listen", en="On the list"), unit="text", headings=("på",)),
    "complete": Column(title=Text(da="Komplet", en="Complete"), unit="text", headings=("fuldstændig",)),
}


@dataclass(frozen=True)
class History:
    """Published lists of one series.

    `statements` has a row per list, day and area: `chain` (the newest name), `day`, `area`, `on`. `lists` has a
    row per list and day: `chain`, `year`, `list_date`, `day`, `complete`. The day of a list known only by its
    year is 1 January of it. `doubtful` are areas of the table that a name of the history, which the table does not
    have, may mean: a list that does not name them does not make them off it.
    """

    statements: pl.DataFrame
    lists: pl.DataFrame
    doubtful: frozenset[str] = frozenset()

    @property
    def areas(self) -> frozenset[str]:
        """Every area named."""
        return frozenset(self.statements["area"])

    @property
    def chains(self) -> tuple[str, ...]:
        """The lists there is something about, by newest name."""
        return tuple(self.lists["chain"].unique(maintain_order=True))


def read_history(source: Any, rulebook: Rulebook, series: Series) -> tuple[Table, History, list[str]]:
    """Read a table of published lists: `area`, `year` or `list_date`, `list`, and perhaps `on` and `complete`.

    Gives the table as read, the history, and notes. Raises `DataError` for unknown lists, years when there was
    no such list, and rows that say a thing twice or contradict each other.
    """
    vocabulary = Vocabulary({**_columns(rulebook, "area", "year", "list_date"), **_OWN_COLUMNS})
    required = (("area",), ("year", "list_date"), ("list",))
    table = read_table(source, vocabulary, name="history", required=required)
    lists = ListNames.of(rulebook, series)
    words = [str(word) if word is not None else "" for word in table.frame["list"]]
    rows = (
        add_structure(table.frame.lazy())
        .with_columns(
            chain=pl.Series([lists.own.get(fold(word)) for word in words], dtype=pl.String),
            on=_yes_or_no("on", table),
            complete=_yes_or_no("complete", table),
            is_told=_is_filled("complete", table),
        )
        .collect()
    )
    problems = [*check_structure(table, rows), *_check_words(table, rows, lists), *check_spans(table, rows, series)]
    problems += _check_statements(table, rows)
    if problems:
        raise DataError(problems)
    notes = [f"{table.name}: {note}" for note in (*table.notes, *tell_others(words, lists))]
    day = pl.coalesce("list_date", pl.date("year", 1, 1))
    kept = rows.filter(pl.col("chain").is_not_null()).with_columns(day=day)
    history = History(
        statements=kept.select("chain", "day", "area", "on"),
        lists=kept.group_by("chain", "year", "list_date", "day", maintain_order=True).agg(
            # Rows that only say who was off a list do not make it a whole list without anyone on it.
            complete=pl.col("complete").all() & (pl.col("on").any() | pl.col("is_told").any())
        ),
    )
    notes += [f"{table.name}: {note}" for note in _tell_incomplete(history)]
    return table, history, notes


def add_history(rows: pl.LazyFrame, history: History, also: Collection[str] = ()) -> pl.LazyFrame:
    """Add what was published as `published.L`, and rows for the years of the history that an area lacks.

    `also` names areas that are not in the table and get such rows as well. Nothing is collected.
    """
    padded = pl.concat([rows, _missing_rows(rows, history, also)], how="diagonal")
    for chain in history.chains:
        padded = _add_published(padded, history, chain)
    return padded


def match_spelling(history: History, known: Collection[str], there: Collection[str], name: str) -> History:
    """The history with the table's spelling where only upper and lower case differ, and with who is doubtful.

    `known` are the areas of the table and the lineage, `there` those of the table, `name` is that of the history.
    Raises `DataError` where two spellings of one area contradict each other.
    """
    spelled = {area.casefold(): area for area in sorted(known)}
    area = pl.col("area").replace({each: spelled.get(each.casefold(), each) for each in history.areas})
    statements = history.statements.with_columns(area).unique(["chain", "day", "area", "on"], maintain_order=True)
    apart = statements.filter(pl.struct("chain", "day", "area").is_duplicated())["area"].unique()
    if len(apart):
        told = cap([f"'{each}'" for each in apart.sort()])
        what = f"Rows that differ in the case of letters contradict each other: {told}."
        raise DataError(Problem(name, what, "An area is on a list or it is not: keep one."))
    respelled = replace(history, statements=statements)
    near = _find_near(respelled, known, there).values()
    return replace(respelled, doubtful=frozenset(near) - respelled.areas)


def _find_near(history: History, known: Collection[str], there: Collection[str]) -> dict[str, str]:
    """Areas of the history that are not known -> the area of the table that the name looks like."""
    folded = {fold(area): area for area in sorted(there)}
    found = {}
    for area in sorted(history.areas - set(known)):
        for near in difflib.get_close_matches(fold(area)[:200], folded, n=1, cutoff=0.8):
            found[area] = folded[near]
    return found


def tell_absent(history: History, known: Collection[str], there: Collection[str]) -> Iterator[str]:
    """Say which areas of the history are not known, those that look like a misspelled one of the table first."""
    absent = sorted(history.areas - set(known))
    if not absent:
        return
    near = _find_near(history, known, there)
    told = [f"'{area}' (did you mean '{near[area]}'?)" for area in absent if area in near]
    told += [f"'{area}'" for area in absent if area not in near]
    count = "area is" if len(absent) == 1 else "areas are"
    yield f"{len(absent)} {count} on the published lists but not in the table: {cap(told)}"
    if history.doubtful:
        doubtful = cap([f"'{area}'" for area in sorted(history.doubtful)])
        yield f"since a name may mean them, the lists that do not name them say nothing of {doubtful}"


def check_dates(history: History, rows: pl.DataFrame, name: str) -> Iterator[Problem]:
    """Years in which no published list has the date that the table gives the list of that year."""
    of_table = _dates_by_year(rows.filter("given"))
    of_history = _dates_by_year(history.lists)
    apart = [year for year in of_table if year in of_history and not of_table[year] & of_history[year]]
    for year in apart:
        here, published = (", ".join(map(str, sorted(dates[year]))) for dates in (of_table, of_history))
        what = f"The list of {year} is dated {here} in the table of areas, but {published} in the history."
        yield Problem(name, what, "Give both the same date, or leave the dates out of one of them.")


def _dates_by_year(rows: pl.DataFrame) -> dict[int, set[date]]:
    """The list dates of each year in which every row has one."""
    dates: dict[int, set[date | None]] = {}
    for year, day in rows.select("year", "list_date").unique().rows():
        dates.setdefault(year, set()).add(day)
    return {year: {day for day in days if day} for year, days in dates.items() if None not in days}


def _columns(rulebook: Rulebook, *names: str) -> dict[str, Column]:
    return {name: rulebook.vocabulary.columns[name] for name in names}


def _yes_or_no(name: str, table: Table) -> pl.Series:
    """True where nothing is given; null where the cell is neither yes nor no."""
    if name not in table.frame.columns:
        return pl.Series([True] * table.frame.height, dtype=pl.Boolean)
    return pl.Series(
        [True if cell is None else _YES_OR_NO.get(str(cell).strip().lower()) for cell in table.frame[name]],
        dtype=pl.Boolean,
    )


def _is_filled(name: str, table: Table) -> pl.Series:
    if name not in table.frame.columns:
        return pl.Series([False] * table.frame.height, dtype=pl.Boolean)
    return table.frame[name].is_not_null()


@dataclass(frozen=True)
class ListNames:
    """Folded names and titles of lists: those of the series with their newest name, those of others with theirs."""

    own: Mapping[str, str]
    others: Mapping[str, str]
    known: tuple[str, ...]

    @staticmethod
    def of(rulebook: Rulebook, series: Series) -> ListNames:
        """The names in one series, and in the others of the rulebook."""
        own = {word: series.newest_name(name) for word, name in _names_in(series)}
        others = {
            word: other.name
            for other in rulebook.series.values()
            if other.name != series.name
            for word, _ in _names_in(other)
            if word not in own
        }
        return ListNames(own, others, tuple(dict.fromkeys(name for _, name in _names_in(series))))


def _names_in(series: Series) -> Iterator[tuple[str, str]]:
    for regime in series.regimes:
        for name, rule in regime.lists.items():
            yield from ((fold(word), name) for word in (name, rule.title.da, rule.title.en))


def tell_others(words: Collection[str], lists: ListNames) -> Iterator[str]:
    """Say how many rows are about lists of other series, and so are not used."""
    found = Counter(word for word in words if fold(word) in lists.others)
    for word, count in found.most_common(_MOST_NOTES):
        yield (
            f"{count} {'row' if count == 1 else 'rows'} of '{shorten(word)}' not used: "
            f"a list of the series '{lists.others[fold(word)]}'"
        )
    if len(found) > _MOST_NOTES:
        yield f"{len(found) - _MOST_NOTES} more names of lists of other series are not used"


def _tell_incomplete(history: History) -> Iterator[str]:
    for chain in history.chains:
        some = history.lists.filter((pl.col("chain") == chain) & ~pl.col("complete"))
        if some.height:
            days = [str(day or year) for year, day in some.select("year", "list_date").sort("year").rows()]
            yield f"the list '{chain}' is not complete for {', '.join(days)}: areas it does not name are unknown there"


def check_names(table: Table, rows: pl.DataFrame, lists: ListNames) -> Iterator[Problem]:
    """Rows that name no list, or one there is not; the nearest is named."""
    words = [fold(str(word)) if word is not None else "" for word in table.frame["list"]]
    blank = [row for row, word in enumerate(words) if not word]
    if blank:
        yield Problem(table.name, f"The row names no list: {tell_rows(table, rows, blank)}.", "Fill it in.")
    unknown = [row for row, word in enumerate(words) if word and word not in lists.own and word not in lists.others]
    if unknown:
        what = f"There is no such list: {tell_rows(table, rows, unknown, 'list')}."
        near = difflib.get_close_matches(words[unknown[0]], lists.own, n=1)
        question = f"Did you mean '{_name_for(near[0], lists)}'? " if near else ""
        yield Problem(table.name, what, f"{question}The lists are {', '.join(lists.known)}.")


def _check_words(table: Table, rows: pl.DataFrame, lists: ListNames) -> Iterator[Problem]:
    yield from check_names(table, rows, lists)
    for name in ("on", "complete"):
        unclear = rows[name].is_null().arg_true().to_list()
        if unclear:
            what = f"'{name}' is neither yes nor no: {tell_rows(table, rows, unclear, name)}."
            yield Problem(table.name, what, "Write ja or nej, or leave it empty for ja.")


def _name_for(folded: str, lists: ListNames) -> str:
    return next((name for name in lists.known if fold(name) == folded), lists.own[folded])


def check_spans(table: Table, rows: pl.DataFrame, series: Series) -> Iterator[Problem]:
    """Rows about a list in a year when there was none; `rows` have `chain` and `year`."""
    for chain in rows["chain"].drop_nulls().unique(maintain_order=True):
        spans = series.spans(chain)
        existed = pl.any_horizontal(
            pl.lit(value=False), *(pl.col("year").is_between(first, last or 9999) for first, last in spans)
        )
        found = rows.select((pl.col("chain") == chain) & pl.col("year").is_not_null() & ~existed).to_series()
        if found.fill_null(value=False).any():
            when = " and ".join(f"{first}-{last}" if last else f"from {first} on" for first, last in spans)
            told = tell_rows(table, rows, found.fill_null(value=False).arg_true().to_list(), "list")
            what = f"There was no such list that year: {told}."
            yield Problem(table.name, what, f"'{chain}' and the names it had exist {when}.")


def _check_statements(table: Table, rows: pl.DataFrame) -> Iterator[Problem]:
    known = rows.with_row_index("at").drop_nulls(["chain", "area", "year"])
    keys = ["chain", "year", "list_date", "area"]
    twice = known.filter(pl.struct(keys).is_duplicated())
    apart = (pl.col("on").n_unique() > 1).over(keys)
    for found, what, what_to_do in (
        (twice.filter(apart), "The rows contradict each other", "An area is on a list or it is not: keep one."),
        (twice.filter(~apart), "The same is said twice", "Keep one of the rows."),
    ):
        if found.height:
            told = tell_rows(table, rows, sorted(found["at"]), "list")
            yield Problem(table.name, f"{what}: {told}.", what_to_do)
    dated = pl.col("list_date").is_not_null()
    mixed = known.filter((dated.any() & ~dated.all()).over("chain", "year"))
    if mixed.height:
        undated = mixed.filter(~dated)["at"].to_list()
        what = f"The list of a year is given both with and without its date: {tell_rows(table, rows, undated, 'list')}."
        yield Problem(table.name, what, "Give the date in all rows of a list and year, or in none.")


def _missing_rows(rows: pl.LazyFrame, history: History, also: Collection[str]) -> pl.LazyFrame:
    """A row for each area and year of the history that the area lacks, one per list date where dates are known."""
    schema = rows.collect_schema()
    dates = history.lists.select("year", "list_date").unique().sort("year", "list_date")
    dates = dates.filter(pl.col("list_date").is_not_null() | pl.col("list_date").is_null().all().over("year"))
    others = pl.LazyFrame({"area": sorted(also)}, schema={"area": pl.String})
    areas = pl.concat([rows.select("area"), others]).unique(maintain_order=True)
    blanks = [pl.lit("no row").alias(name) for name in schema if name.endswith(".blank")]
    return (
        areas.join(dates.lazy(), how="cross", maintain_order="left_right")
        .join(rows, on=["area", "year"], how="anti", maintain_order="left")
        .with_columns(*blanks, given=pl.lit(value=False))
    )


def _add_published(rows: pl.LazyFrame, history: History, chain: str) -> pl.LazyFrame:
    """Add `published.<chain>`: as stated; off where a complete list does not name the area; else null."""
    lists = history.lists.filter(pl.col("chain") == chain)
    by_year = lists.filter(pl.col("list_date").is_null())["year"].to_list()
    last = dict(lists.group_by("year").agg(pl.col("day").max()).rows())
    # Where a year has two lists and the history only the year, it is the last of them that is known.
    is_last = pl.col("list_date").is_null() | (pl.col("list_date") == pl.col("list_date").max().over("area", "year"))
    day = (
        pl.when(pl.col("year").is_in(by_year) | pl.col("list_date").is_null())
        .then(pl.when(is_last).then(pl.col("year").replace_strict(last, default=None, return_dtype=pl.Date)))
        .otherwise("list_date")
    )
    stated = history.statements.filter(pl.col("chain") == chain).select("area", "day", "on")
    is_whole = pl.col("day").is_in(lists.filter("complete")["day"].implode())
    off = pl.when(is_whole & ~pl.col("area").is_in(sorted(history.doubtful))).then(pl.lit(value=False))
    return (
        rows.with_columns(day=day)
        .join(stated.lazy(), on=["area", "day"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("on", off).alias(f"{PUBLISHED}{chain}"))
        .drop("day", "on")
    )
