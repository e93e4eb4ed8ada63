"""The panel: every area and year as exact columns, ready to be judged.

Columns of `Panel.rows`, one row per area and list:

| column | type | meaning |
|---|---|---|
| `area` | String | the name as given |
| `year` | Int32 | the list year |
| `list_date` | Date | the day of the list, null where only the year was given |
| `municipality`, `region` | String | null where not given; regions without the word "Region" |
| `row` | Int64 | the line in the file (the heading is line 1) or row number; null for rows made here |
| `given` | Boolean | false for a row made from history or lineage, which is looked back to but not reported |
| `x` of unit `persons` | Int64 | whole persons |
| `x` of unit `number`, `kroner` | Int128 | times `SCALE` (10^18) |
| `x.low`, `x.high` of unit `percent` | Int128 | per cent times `SCALE`: the printed figure, half a unit either side |
| `x.blank` | String | why `x` is null: `withheld`, `not given`, `not applicable`, `not a number`, `no row`, ... |
| `published.L` | Boolean | on list L by the published history; null where history does not say. L is the newest name |

A column of the vocabulary that the table does not have is absent here. `Panel.reference` has the same
columns, with `area` being `Danmark` or a region's name, and one row for each of them and year; it is None where
no reference was given.

Half a unit may pass 0 or 100, so that the middle is the printed figure.
Rows made here have the blanks `no row`, `merged` and `split`. Rows stand in the order of the table, rows made
here last. `build_panel` reads and checks everything and
raises; `lazy_panel` collects nothing, raises nothing about cells, and makes every mistake a blank whose
reason is one of `numbers.MISTAKES`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from listerules.areas.check import (
    MARK_NAMES,
    check_duplicates,
    check_figures,
    check_measures,
    check_structure,
    check_times,
    join_years,
    tell_fractions,
    tell_missing_baselines,
    tell_missing_measures,
    tell_times,
)
from listerules.areas.frames import collect
from listerules.areas.history import (
    History,
    add_history,
    check_dates,
    match_spelling,
    read_history,
    tell_absent,
)
from listerules.areas.lineage import Link, add_lineage, read_lineage
from listerules.areas.numbers import LIMIT, SCALE, exact, figure_columns, find_proofs, take_whole_numbers
from listerules.areas.read import read_table
from listerules.areas.structure import add_structure
from listerules.errors import DataError, Problem
from listerules.law.columns import STRUCTURAL
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from listerules.areas.read import Table
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Column, Measure
    from listerules.law.rulebook import Rulebook, Series

    _Change: TypeAlias = Callable[[pl.Expr, pl.Expr], tuple[pl.Expr, pl.Expr]]


@dataclass(frozen=True)
class Input:
    """A table that went in: what it is called, the SHA-256 of its file (None for a frame), and how many rows.

    `option` is what it was given as: areas, reference, history or lineage. `path` is where it was; None for a frame.
    """

    name: str
    sha256: str | None
    rows: int
    option: str = "areas"
    path: Path | None = None


@dataclass(frozen=True)
class Panel:
    """Exact figures by area and list, the baselines, what was assumed, and what was read. See the module.

    `lineage` are the links between areas that were renamed, split or merged, in order of year; `published` are the
    published lists as they were given.
    """

    rows: pl.LazyFrame
    reference: pl.LazyFrame | None
    notes: tuple[str, ...]
    inputs: tuple[Input, ...]
    lineage: tuple[Link, ...] = ()
    published: History | None = None

    def take_as_printed(self) -> Panel:
        """The same with printed figures as exact: each rate is the middle of its interval."""
        return self._change_rates(lambda low, high: ((low + high) // 2, (low + high) // 2))

    def forget_rates(self) -> Panel:
        """The same with every rate that is given as any rate there can be: what is decided then, counts decide."""
        any_rate = LIMIT * SCALE
        return self._change_rates(
            lambda low, high: (
                pl.when(low.is_not_null()).then(pl.min_horizontal(low, pl.lit(0, pl.Int128))),
                pl.when(high.is_not_null()).then(pl.lit(any_rate, pl.Int128)),
            )
        )

    def _change_rates(self, change: _Change) -> Panel:
        reference = None if self.reference is None else _change_rates_of(self.reference, change)
        return replace(self, rows=_change_rates_of(self.rows, change), reference=reference)


def _change_rates_of(frame: pl.LazyFrame, change: _Change) -> pl.LazyFrame:
    names = frame.collect_schema().names()
    rates = [name.removesuffix(".low") for name in names if name.endswith(".low")]
    changed = {rate: change(pl.col(f"{rate}.low"), pl.col(f"{rate}.high")) for rate in rates}
    return frame.with_columns(
        each.alias(f"{rate}.{end}")
        for rate, ends in changed.items()
        for end, each in zip(("low", "high"), ends, strict=True)
    )


@dataclass(frozen=True)
class Reader:
    """How all tables of figures of one panel are read."""

    rulebook: Rulebook
    series: Series
    decimal: DecimalMark | None
    as_printed: bool

    @property
    def measures(self) -> list[Measure]:
        """The measures of all regimes."""
        return [measure for regime in self.series.regimes for measure in regime.measures.values()]

    @property
    def unbounded(self) -> frozenset[str]:
        """Rates that may be above 100 per cent."""
        return find_unbounded(self.rulebook, self.series)


def find_unbounded(rulebook: Rulebook, series: Series) -> frozenset[str]:
    """The rates that may be above 100 per cent: incomes, and published lines."""
    measures = [measure for regime in series.regimes for measure in regime.measures.values()]
    incomes = {measure.rate for measure in measures if measure.mean and measure.rate}
    columns = rulebook.vocabulary.columns
    lines = {name for name, column in columns.items() if column.line_of}
    incomes |= {f"{name}_pct" for name, column in columns.items() if column.unit == "kroner"}
    return frozenset(incomes | lines)


def build_panel(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: Any,
    rulebook: Rulebook,
    series_name: str,
    *,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    today: date | None = None,
) -> Panel:
    """Read and check everything: areas and, where given, the reference, the published lists and the lineage.

    Each source is a path, a frame of any library, or a list of dicts. `decimal` is the decimal mark of text
    where the cells do not show it; `as_printed` takes published rates as exact; `today` tells which years lie
    in the future. Raises `DataError` with every mistake of the first table that has any.
    """
    if decimal not in (None, ",", "."):
        raise DataError(Problem("decimal", f"'{decimal}' is not a decimal mark.", "Expected ',' or '.'."))
    reader = Reader(rulebook, rulebook.get_series(series_name), decimal, as_printed)
    table, rows, notes = read_figures(areas, reader, "areas")
    problems = list(check_times(table, rows, reader.series))
    if problems:
        raise DataError(problems)
    today = today or datetime.now(tz=UTC).date()
    told = [*tell_times(rows, reader.series, today), *tell_missing_measures(rows, reader.series)]
    notes += [f"{table.name}: {note}" for note in told]
    tables = [table]
    baselines = None
    if reference is not None:
        table_of_baselines, baselines, more = read_figures(reference, reader, "reference", baselines=True)
        notes += [*more, *(f"{table_of_baselines.name}: {note}" for note in tell_dates(baselines))]
        tables.append(table_of_baselines)
    columns = reader.rulebook.vocabulary.columns
    notes += [f"{table.name}: {note}" for note in tell_missing_baselines(rows, baselines, reader.series, columns)]
    rows, more_tables, published, links, more = _look_back(rows, reader, history, lineage)
    sources = {"areas": areas, "reference": reference, "history": history, "lineage": lineage}
    given = {option: source for option, source in sources.items() if source is not None}
    return Panel(
        rows=rows.lazy(),
        reference=None if baselines is None else last_of_each_year(baselines.lazy()),
        notes=(*notes, *more),
        inputs=tuple(
            Input(each.name, each.sha256, each.frame.height, option, _find_path(source))
            for each, (option, source) in zip((*tables, *more_tables), given.items(), strict=True)
        ),
        lineage=tuple(links),
        published=published,
    )


def last_of_each_year(baselines: pl.LazyFrame) -> pl.LazyFrame:
    """One row of baselines for each place and year: that of the last date, where there are several."""
    ordered = baselines.sort(pl.coalesce("list_date", pl.date("year", 12, 31)), maintain_order=True)
    return ordered.unique(["area", "year"], keep="last", maintain_order=True)


def tell_dates(baselines: pl.DataFrame) -> list[str]:
    """Say for which years the baselines stand at several dates, since only the last of them is used."""
    several = baselines.filter(pl.struct("area", "year").is_duplicated())["year"].unique().sort()
    return [f"several dates in {join_years(several)}: the last of each year is used"] if len(several) else []


def _find_path(source: Any) -> Path | None:
    return Path(source).absolute() if isinstance(source, str | PathLike) else None


def lazy_panel(  # noqa: PLR0913
    areas: pl.LazyFrame,
    rulebook: Rulebook,
    series_name: str,
    *,
    reference: pl.LazyFrame | None = None,
    history: Any = None,
    decimal: DecimalMark = ".",
    as_printed: bool = False,
) -> Panel:
    """The same panel from lazy frames, collecting nothing of them.

    Cells that would be mistakes become blanks with a reason, and rows are not checked. The history is small
    and is read at once. Raises `DataError` where a frame lacks its columns.
    """
    reader = Reader(rulebook, rulebook.get_series(series_name), decimal, as_printed)
    rows = shape_rows(_rename(areas, reader, "areas"), reader, decimal)
    notes: list[str] = []
    inputs: list[Input] = []
    if history is not None:
        table, published, notes = read_history(history, rulebook, reader.series)
        rows = add_history(rows, published)
        inputs = [Input(table.name, table.sha256, table.frame.height, "history", _find_path(history))]
    baselines = None
    if reference is not None:
        shaped = shape_rows(_rename(reference, reader, "reference"), reader, decimal, baselines=True)
        baselines = last_of_each_year(shaped)
    return Panel(rows, baselines, tuple(notes), tuple(inputs))


def _rename(frame: pl.LazyFrame, reader: Reader, name: str) -> pl.LazyFrame:
    """The columns that are known, under their own names, with row numbers."""
    schema = frame.collect_schema()
    headings = read_table(pl.DataFrame(schema=schema), reader.rulebook.vocabulary, name=name, may_be_empty=True)
    found = [(heading, reader.rulebook.vocabulary.find(heading)) for heading in schema.names()]
    kept = [pl.col(heading).alias(column) for heading, column in found if column in headings.frame.columns]
    return frame.select(kept).with_row_index("row", offset=1)


def shape_rows(frame: pl.LazyFrame, reader: Reader, decimal: DecimalMark, *, baselines: bool = False) -> pl.LazyFrame:
    """Known columns and row numbers -> the columns of the panel, in order."""
    columns = reader.rulebook.vocabulary.columns
    structured = add_structure(frame, baselines=baselines)
    figures = figure_columns(frame.collect_schema().names(), columns)
    exactly = exact(structured, columns, decimal=decimal, as_printed=reader.as_printed, unbounded=reader.unbounded)
    made = [each for name, column in figures.items() for each in _names_of(name, column)]
    return exactly.select(*STRUCTURAL, pl.col("row").cast(pl.Int64), pl.lit(value=True).alias("given"), *made)


def _names_of(name: str, column: Column) -> tuple[str, ...]:
    values = (f"{name}.low", f"{name}.high") if column.unit == "percent" else (name,)
    return (*values, f"{name}.blank")


def read_figures(
    source: Any, reader: Reader, name: str, *, baselines: bool = False
) -> tuple[Table, pl.DataFrame, list[str]]:
    """A table of figures with its exact rows and notes. Raises `DataError` with every mistake in it."""
    table = read_table(source, reader.rulebook.vocabulary, name=name)
    columns = reader.rulebook.vocabulary.columns
    figures = figure_columns(table.frame.columns, columns)
    decimal, mark_notes = decide_decimal(table, figures, reader.decimal)
    rows = read_rows(table, reader, decimal, baselines=baselines)
    useless = [each for each in table.frame.columns if each not in figures and each not in STRUCTURAL]
    notes = [*table.notes, *mark_notes, *tell_fractions(rows, figures), *tell_useless(useless)]
    return table, rows, [f"{table.name}: {note}" for note in notes]


def read_rows(
    table: Table, reader: Reader, decimal: DecimalMark, *, baselines: bool = False, is_whole: bool = True
) -> pl.DataFrame:
    """The exact rows of a table. Raises `DataError` with every mistake in it.

    In a part of a table, rates that are all small are no mistake.
    """
    figures = figure_columns(table.frame.columns, reader.rulebook.vocabulary.columns)
    numbered = take_whole_numbers(table.frame, figures).lazy().with_columns(row=table.row_numbers)
    rows = collect(shape_rows(numbered, reader, decimal, baselines=baselines), table.frame.height)
    problems = [
        *check_structure(table, rows, baselines=baselines),
        *check_duplicates(table, rows),
        *check_figures(table, rows, figures, decimal, is_whole=is_whole),
        *check_measures(table, rows, reader.measures),
    ]
    if problems:
        raise DataError(problems)
    return rows


def tell_useless(names: Collection[str]) -> list[str]:
    """Say which columns are known, and no figures."""
    return [f"not used, since these are no figures: {', '.join(names)}"] if names else []


def decide_decimal(
    table: Table, figures: Mapping[str, Column], said: DecimalMark | None
) -> tuple[DecimalMark, list[str]]:
    """The decimal mark of a table and a note of how it is known. Raises `DataError` where cells disagree."""
    texts = {name: column for name, column in figures.items() if table.frame.schema[name] == pl.String}
    if said:
        return said, [f"decimal {MARK_NAMES[said]}, as told"] if texts else []
    proofs = list(find_proofs(table.frame, texts).values())
    places = [
        f"'{shorten(proof.text)}' ({table.row_word} {table.row_numbers[proof.position]}, {proof.column})"
        for proof in proofs
    ]
    if len(proofs) > 1:
        told = " and ".join(
            f"{place} has a decimal {MARK_NAMES[proof.mark]}" for place, proof in zip(places, proofs, strict=True)
        )
        what_to_do = "Write them alike, or say which is right with --decimal , or --decimal . to see the others."
        raise DataError(Problem(table.name, f"The decimal marks differ: {told}.", what_to_do))
    if proofs:
        return proofs[0].mark, [f"decimal {MARK_NAMES[proofs[0].mark]}, as in {places[0]}"]
    marked = any(table.frame[name].str.contains(r"\d[.,]\d").any() for name in texts)
    assumed = f"no cell shows whether a comma or a point is the decimal mark: a {MARK_NAMES[table.decimal]} is assumed"
    return table.decimal, [assumed] if marked else []


def _look_back(
    rows: pl.DataFrame, reader: Reader, history: Any, lineage: Any
) -> tuple[pl.DataFrame, list[Table], History | None, list[Link], list[str]]:
    """Add what is known of earlier years: rows that are looked back to, what was published, and the lineage."""
    there = set(rows["area"].unique())
    tables: list[Table] = []
    notes: list[str] = []
    links: list[Link] = []
    published = None
    if history is not None:
        table, published, notes = read_history(history, reader.rulebook, reader.series)
        tables.append(table)
    if lineage is not None:
        known = there | (published.areas if published else set())
        table, links = read_lineage(lineage, reader.rulebook, sorted(known))
        tables.append(table)
        notes += [f"{table.name}: {note}" for note in table.notes]
    named = {area for link in links for area in (link.area, link.was)}
    if published:
        published = match_spelling(published, there | named, there, tables[0].name)
        problems = list(check_dates(published, rows, tables[0].name))
        if problems:
            raise DataError(problems)
        notes += [f"{tables[0].name}: {note}" for note in tell_absent(published, there | named, there)]
        rows = add_history(rows.lazy(), published, also=named - there).collect()
    if links:
        figures = figure_columns(reader.rulebook.vocabulary.columns, reader.rulebook.vocabulary.columns)
        used = {name: column for name, column in figures.items() if f"{name}.blank" in rows.columns}
        rows = add_lineage(rows, links, used, tables[-1].name)
    return rows.filter(pl.col("area").is_in(there)), tables, published, links, notes
