"""What is wrong with a table: one problem per kind of mistake, with the first rows that have it."""

from __future__ import annotations

import difflib
import functools
import operator
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.frames import collect
from listerules.areas.numbers import LIMIT, MISTAKES, NOT_WHOLE, PLACES, SCALE, reads_with
from listerules.areas.structure import COUNTRY, FIRST_YEAR, LAST_YEAR, REGIONS, add_structure, read_text
from listerules.areas.text import SHOWN
from listerules.errors import Problem
from listerules.law.model import Running, Test
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from listerules.areas.read import Table
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Column, Measure, Regime
    from listerules.law.rulebook import Series

MARK_NAMES: Mapping[DecimalMark, str] = {",": "comma", ".": "point"}
_LONGEST_EXAMPLE = 200  # letters
_ASKS = {mark: f"Is the decimal mark a {name} (--decimal {mark})?" for mark, name in MARK_NAMES.items()}
_SMALL_RATES = ("doemte_pct",)  # shares that may be 2 per cent or less in every area
_THOUSANDS = {
    ",": "Is the comma in it a thousands mark? Then leave it out, or read the table so (--decimal .).",
    ".": "Is the point in it a thousands mark? Then leave it out, or read the table so (--decimal ,).",
}


def cap(examples: Sequence[str], total: int | None = None) -> str:
    """The first few, and how many more there are."""
    rest = (total or len(examples)) - SHOWN
    shown = ", ".join(shorten(example, _LONGEST_EXAMPLE) for example in examples[:SHOWN])
    return shown + (f", and {rest} more" if rest > 0 else "")


def tell_rows(table: Table, rows: pl.DataFrame, found: Sequence[int], *columns: str) -> str:
    """Such as `line 12 (Ringparken 2019): '41,2x'`, the first few."""
    return cap([_tell(table, rows, row, columns) for row in found[:SHOWN]], len(found))


def check_structure(table: Table, rows: pl.DataFrame, *, baselines: bool = False) -> Iterator[Problem]:
    """Areas, years, dates and regions that cannot be read or contradict each other.

    `rows` are the rows of `table` in the same order, as `add_structure` made them.
    """
    yield from _check_areas(table, rows, baselines=baselines)
    yield from check_years(table, rows)
    if "region" in table.frame.columns and not baselines:
        unknown = _unread_regions(table, rows)
        if unknown:
            what = f"There is no such region: {tell_rows(table, rows, unknown, 'region')}."
            yield Problem(table.name, what, _suggest_region(table, unknown))


def check_duplicates(table: Table, rows: pl.DataFrame) -> Iterator[Problem]:
    """Areas with several rows for one list, and areas written in several ways."""
    spellings = rows.select(pl.col("area").drop_nulls().unique(maintain_order=True))
    alike = spellings.group_by(pl.col("area").str.to_lowercase().alias("name"), maintain_order=True).agg("area")
    several = alike.filter(pl.col("area").list.len() > 1)["area"]
    told = [" and ".join(f"'{shorten(name)}'" for name in names.head(2)) for names in several.head(SHOWN)]
    if told:
        what = f"Names differ only in upper and lower case: {cap(told, len(several))}."
        yield Problem(table.name, what, "Write an area's name in one way in all years.")
    keys = rows.select("area", "year", "list_date").with_row_index("at").drop_nulls(["area", "year"])
    twice = keys.filter(pl.struct("area", "year", "list_date").is_duplicated())
    if twice.height:
        groups = twice.group_by("area", "year", "list_date", maintain_order=True).agg(pl.col("at").head(SHOWN))
        told = [
            f"{shorten(area)} {day or year} on {table.row_word}s {_join_numbers(table, at)}"
            for area, year, day, at in groups.head(SHOWN).rows()
        ]
        what = f"An area has more than one row for the same list: {cap(told, groups.height)}."
        yield Problem(table.name, what, "Keep one; two areas of one name need the municipality in their names.")
    mixed = keys.filter(
        (pl.col("list_date").is_null().any() & pl.col("list_date").is_not_null().any()).over("area", "year")
    )
    if mixed.height:
        groups = mixed.group_by("area", "year", maintain_order=True).agg(pl.col("at").head(SHOWN))
        told = [
            f"{shorten(area)} {year} on {table.row_word}s {_join_numbers(table, at)}"
            for area, year, at in groups.head(SHOWN).rows()
        ]
        what = f"An area has rows both with and without a list date in one year: {cap(told, groups.height)}."
        yield Problem(table.name, what, "Give the list date in all of them.")


def _join_numbers(table: Table, rows: Sequence[int]) -> str:
    return " and ".join(str(table.row_numbers[row]) for row in rows)


def check_figures(
    table: Table, rows: pl.DataFrame, figures: Mapping[str, Column], decimal: DecimalMark, *, is_whole: bool = True
) -> Iterator[Problem]:
    """Cells of figures that are mistakes, by column and kind of mistake; and rates written as fractions of one.

    Whether rates are fractions is seen in a whole table only.
    """
    for name, column in figures.items():
        blank = rows[f"{name}.blank"]
        reasons = blank.unique().to_list()
        for mistake in (each for each in MISTAKES if each in reasons):
            found = (blank == mistake).fill_null(value=False).arg_true().to_list()
            other: DecimalMark = "." if decimal == "," else ","
            asks = _any_reads_with(other, table.frame[name], found)
            question = _THOUSANDS[decimal] if mistake == NOT_WHOLE else _ASKS[other]
            what, what_to_do = explain_mistake(mistake, column, decimal, f"{question} " if asks else "")
            cells = "cell is" if len(found) == 1 else "cells are"
            told = f"{len(found)} {cells} {what} in '{name}': {tell_rows(table, rows, found, name)}."
            yield Problem(table.name, told, what_to_do)
        if is_whole:
            yield from check_rates(table, rows, {name: column})


def check_rates(table: Table, rows: pl.DataFrame, figures: Mapping[str, Column]) -> Iterator[Problem]:
    """Rates written as fractions of one: all of a column small."""
    for name, column in figures.items():
        if _is_rate(name, column) and _has_fractions(table, rows, name):
            found = rows[f"{name}.low"].is_not_null().arg_true().to_list()
            what = f"All of '{name}' is 2 or less, so 1 seems to mean 100 %: {tell_rows(table, rows, found, name)}."
            what_to_do = "Multiply by 100, or save the column as text with the per cent sign, such as 52 %."
            yield Problem(table.name, what, what_to_do)


def _any_reads_with(mark: DecimalMark, cells: pl.Series, rows: list[int]) -> bool:
    """Whether one of these cells is a number when read with that decimal mark."""
    return cells.dtype == pl.String and any(reads_with(mark, cell) for cell in cells.gather(rows))


def _is_rate(name: str, column: Column) -> bool:
    """Whether it is a rate that is above 2 per cent somewhere in any true table."""
    return column.unit == "percent" and column.line_of is None and name not in _SMALL_RATES


def _has_fractions(table: Table, rows: pl.DataFrame, name: str) -> bool:
    """Whether a rate is 2 or less throughout and not zero throughout, and no cell says per cent."""
    if table.frame.schema[name] == pl.String and table.frame[name].str.contains("%", literal=True).any():
        return False
    twice = rows[f"{name}.low"] + rows[f"{name}.high"]
    largest = twice.max()
    return isinstance(largest, int) and 0 < largest <= 4 * SCALE


def check_measures(table: Table, rows: pl.DataFrame, measures: Iterable[Measure]) -> Iterator[Problem]:
    """Parts larger than their whole, and figures given both as a count and as a published rate."""
    measures = list(measures)
    for part, whole in dict.fromkeys((each.share, each.of) for each in measures if each.share and each.of):
        if {part, whole} <= set(rows.columns):
            larger = rows.select((_scaled(rows, part) > _scaled(rows, whole)).fill_null(value=False)).to_series()
            found = larger.arg_true().to_list()
            if found:
                told = tell_rows(table, rows, found, part, whole)
                what = f"'{part}' is larger than '{whole}', which it is a part of: {told}."
                yield Problem(table.name, what, "Mend whichever is wrong.")
    for column, rate in dict.fromkeys((each.column, each.rate) for each in measures if each.rate):
        if column in rows.columns and f"{rate}.low" in rows.columns:
            both = rows[column].is_not_null() & rows[f"{rate}.low"].is_not_null()
            if both.any():
                told = tell_rows(table, rows, both.arg_true().to_list())
                what = f"'{column}' and its published rate '{rate}' are both filled in: {told}."
                yield Problem(table.name, what, "Leave one of the two empty in each row, so that one figure decides.")


def tell_fractions(rows: pl.DataFrame, figures: Mapping[str, Column]) -> Iterator[str]:
    """Say which small rates, that may be per cent as they are, look like fractions of one."""
    for name in figures:
        if name not in _SMALL_RATES:
            continue
        low = pl.col(f"{name}.low").drop_nulls()
        if rows.select((low.len() >= 3) & (low < SCALE).all() & (low > 0).any()).item():
            yield f"all of '{name}' are about 1 or less and are taken as per cent; if 0.41 means 41 %, multiply by 100"


def check_times(table: Table, rows: pl.DataFrame, series: Series) -> Iterator[Problem]:
    """A table that ends before the first list there was."""
    if all(regime is None for _, regime in _regimes_of(rows, series)):
        years = join_years(rows["year"])
        what = f"The table has {years}, but there was no list of '{series.name}' before {_first_day(series)}."
        yield Problem(table.name, what, f"The first year that exists is {series.regimes[0].from_.year}.")


def tell_times(rows: pl.DataFrame, series: Series, today: date) -> Iterator[str]:
    """Say which years have no list, and which lie in the future."""
    regimes = _regimes_of(rows, series)
    before = [year for year, regime in regimes if regime is None]
    if before:
        first = f"the first list of '{series.name}' ({_first_day(series)})"
        yield f"{join_years(before)}: before {first}, so judged by no law"
    repealed = [year for year, regime in regimes if regime is not None and not regime.lists]
    if repealed:
        yield f"{join_years(repealed)}: there is no list of '{series.name}', which was repealed"
    ahead = {year: regime for year, regime in regimes if year > today.year + 1 and regime is not None}
    if ahead:
        names = ", ".join(sorted({regime.regime for regime in ahead.values()}))
        yield f"{join_years(ahead)}: in the future, and judged by the law as it stands ({names})"


def tell_missing_measures(rows: pl.DataFrame, series: Series) -> Iterator[str]:
    """Say which measures the table has no columns for, and which lists they have a say in."""
    missing: dict[str, set[str]] = {}
    for regime in {regime.regime: regime for _, regime in _regimes_of(rows, series) if regime is not None}.values():
        for name, measure in regime.measures.items():
            counted = [column for column in (measure.column, measure.of) if column]
            if set(counted) <= set(rows.columns) or f"{measure.rate}.low" in rows.columns:
                continue
            lists = _lists_asking(regime, name)
            rate = f", or '{measure.rate}'" if measure.rate else ""
            needs = " and ".join(f"'{column}'" for column in counted)
            if lists:
                missing.setdefault(f"{name} cannot be decided without {needs}{rate}", set()).update(lists)
    for what, lists in missing.items():
        yield f"{what}; it has a say in {', '.join(sorted(lists))}"


def tell_missing_baselines(
    rows: pl.DataFrame, baselines: pl.DataFrame | None, series: Series, columns: Mapping[str, Column]
) -> Iterator[str]:
    """Say which lines cannot be known, since neither the reference nor the table has what they are drawn from."""
    given = rows.filter(pl.col("year").is_not_null())
    missing: dict[tuple[str, str], set[str]] = {}
    for regime in {regime.regime: regime for _, regime in _regimes_of(given, series) if regime is not None}.values():
        for path, node in regime.nodes():
            if isinstance(node, Test) and node.relative_to:
                key = path.rpartition(".")[2]
                measure = regime.measure_of(key, node)
                if not _has_baseline(rows, baselines, measure, node.relative_to, columns):
                    missing.setdefault((measure.column, node.relative_to), set()).add(path.partition(".")[0])
    for (column, baseline), asking in missing.items():
        lists = ", ".join(sorted(asking))
        where = {"national": "Danmark", "region": "the regions", "municipality": "the municipalities"}[baseline]
        line = next((f", or '{name}'" for name, each in columns.items() if each.line_of == column), "")
        if baseline != "national" and rows[baseline].is_null().all():
            yield f"the line of {column} cannot be known without '{baseline}'; it has a say in {lists}"
        else:
            needs = f"a reference with '{column}' for {where}{line if baseline == 'national' else ''}"
            yield f"the line of {column} cannot be known without {needs}; it has a say in {lists}"


def _has_baseline(
    rows: pl.DataFrame,
    baselines: pl.DataFrame | None,
    measure: Measure,
    baseline: str,
    columns: Mapping[str, Column],
) -> bool:
    """Whether a line can be drawn: from a rate that is relative already, a printed line, or the reference."""
    if baseline == "region" and measure.mean and f"{measure.rate}.low" in rows.columns:
        return True
    lines = (name for name, column in columns.items() if column.line_of == measure.column)
    if baseline == "national" and any(f"{name}.low" in rows.columns for name in lines):
        return True
    if baselines is None or (baseline != "national" and rows[baseline].is_null().all()):
        return False
    if baseline == "municipality" and baselines["municipality"].is_null().all():
        return False
    counted = {column for column in (measure.column, measure.of) if column}
    return counted <= set(baselines.columns) or f"{measure.rate}.low" in baselines.columns


def join_years(years: Iterable[int]) -> str:
    """Such as `2010-2013, 2015`."""
    ordered = sorted(set(years))
    runs = [year for year in ordered if year - 1 not in ordered]
    ends = [year for year in ordered if year + 1 not in ordered]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in zip(runs, ends, strict=True))


def _first_day(series: Series) -> str:
    return series.regimes[0].from_.isoformat()


def _regimes_of(rows: pl.DataFrame, series: Series) -> list[tuple[int, Regime | None]]:
    """Each year of the table with the regime that judges it."""
    lists = rows.select("year", "list_date").unique().sort("year", "list_date").rows()
    return [(year, series.regime_on(day) if day else series.regime_of_year(year)) for year, day in lists]


def _lists_asking(regime: Regime, measure: str) -> set[str]:
    """The lists that test a measure, by themselves or through another list."""
    asking: set[str] = set()
    refers: list[tuple[str, str]] = []
    for path, node in regime.nodes():
        name, key = path.partition(".")[0], path.rpartition(".")[2]
        if isinstance(node, Test) and (node.measure or key) == measure:
            asking.add(name)
        elif isinstance(node, Running):
            refers.append((name, node.list or key))
        elif isinstance(node, str):
            refers.append((name, key))
    while more := {name for name, other in refers if other in asking} - asking:
        asking |= more
    return asking


def _scaled(rows: pl.DataFrame, name: str) -> pl.Expr:
    """A count at the scale of decimals, whole persons included."""
    count = pl.col(name).cast(pl.Int128)
    return count * SCALE if rows.schema[name] == pl.Int64 else count


def _tell(table: Table, rows: pl.DataFrame, row: int, columns: Sequence[str]) -> str:
    known = [shorten(str(rows[name][row])) for name in ("area", "year") if rows[name][row] is not None]
    who = f" ({' '.join(known)})" if known else ""
    cells = " and ".join(f"'{_tell_cell(table.frame[name], row)}'" for name in columns)
    return f"{table.row_word} {table.row_numbers[row]}{who}" + (f": {cells}" if cells else "")


def _tell_cell(column: pl.Series, row: int) -> str:
    """A cell on one line, cut where it is long; of lists and the like only what they are."""
    cell = str(column.dtype) if column.dtype.is_nested() else str(column[row])
    text = " ".join(shorten(cell, 400).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def _unread_dates(table: Table, rows: pl.DataFrame) -> list[int]:
    given = table.frame["list_date"].is_not_null()
    return (given & rows["list_date"].is_null()).arg_true().to_list()


def _unread_regions(table: Table, rows: pl.DataFrame) -> list[int]:
    """Rows with a region that is not one of the five; signs for a blank are no region."""
    given = table.frame.select(read_text("region", table.frame.schema)).to_series().is_not_null()
    return (given & rows["region"].is_null()).arg_true().to_list()


def _check_areas(table: Table, rows: pl.DataFrame, *, baselines: bool) -> Iterator[Problem]:
    nameless = rows["area"].is_null().arg_true().to_list()
    if nameless and baselines:
        what = f"The area is neither {COUNTRY} nor a region: {tell_rows(table, rows, nameless, 'area')}."
        rows_are = f"The rows of a reference are {COUNTRY}, {', '.join(REGIONS)}"
        yield Problem(table.name, what, f"{rows_are}, or name a municipality under 'municipality'.")
    elif nameless:
        what = f"The row has no area name: {tell_rows(table, rows, nameless)}."
        yield Problem(table.name, what, "Fill in the name, or remove the row.")


def check_years(table: Table, rows: pl.DataFrame) -> Iterator[Problem]:
    """Years and list dates that cannot be read, contradict each other or are missing."""
    undated = _unread_dates(table, rows) if "list_date" in table.frame.columns else []
    if undated:
        what = f"'list_date' is not a date: {tell_rows(table, rows, undated, 'list_date')}."
        yield Problem(table.name, what, "Write 2019-12-01, 01-12-2019 or 1.12.2019.")
    if "year" in table.frame.columns:
        alone = collect(add_structure(table.frame.select("year").lazy()), table.frame.height)["year"]
        unread = (table.frame["year"].is_not_null() & alone.is_null()).arg_true().to_list()
        if unread:
            what = f"'year' is not a whole year between {FIRST_YEAR} and {LAST_YEAR}: "
            yield Problem(table.name, f"{what}{tell_rows(table, rows, unread, 'year')}.", "Write it as 2019.")
        apart = (rows["list_date"].dt.year() != alone).fill_null(value=False).arg_true().to_list()
        if apart:
            what = f"'year' and 'list_date' name different years: {tell_rows(table, rows, apart, 'year', 'list_date')}."
            yield Problem(table.name, what, "Mend whichever is wrong.")
    given = [table.frame[name].is_not_null() for name in ("year", "list_date") if name in table.frame.columns]
    blank = ~functools.reduce(operator.or_, given)
    if blank.any():
        what = f"The row has neither year nor list date: {tell_rows(table, rows, blank.arg_true().to_list())}."
        yield Problem(table.name, what, "Fill in one of them.")


def _suggest_region(table: Table, unknown: Sequence[int]) -> str:
    word = str(table.frame["region"][unknown[0]])[:60].removeprefix("Region ")
    near = difflib.get_close_matches(word, REGIONS, n=1)
    question = f"Did you mean '{near[0]}'? " if near else ""
    return f"{question}The regions are {', '.join(REGIONS)}."


def explain_mistake(mistake: str, column: Column, decimal: DecimalMark, asks: str) -> tuple[str, str]:
    """A mistake in words, and what to do about it."""
    allowed = PLACES - 1 if column.unit == "percent" else PLACES
    explanations = {
        "not a number as written": (
            f"not a number with a decimal {MARK_NAMES[decimal]}",
            f"{asks}Leave a cell empty where nothing is known, or write '..' where it is withheld.",
        ),
        NOT_WHOLE: ("not a whole number of persons", f"{asks}Persons are counted whole."),
        "negative": ("below zero", "A figure is zero or more."),
        "too large": (f"{LIMIT:,} or more", "That is more than any figure here can be: check the digits."),
        "too many decimals": (f"written with more than {allowed} decimals", "Round it."),
        "above 100 per cent": ("above 100 per cent", "A share is at most 100: check the column and the decimal mark."),
    }
    return explanations[mistake]
