"""A file or a frame -> a table with named columns, and a note of all that was recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.source import open_source
from listerules.errors import DataError, Problem
from listerules.law.columns import Vocabulary, fold, headings_of
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from listerules.areas.text import DecimalMark, Grid

AREA_TABLE = (("area",), ("year", "list_date"))
MOST_TOLD = 50  # headings in one message
MOST_PROBLEMS = 20  # of one table's headings
LONGEST_HEADING = 300  # letters, where what it may mean is looked for
MISSPELLED = 0.8  # so alike that an unknown heading is taken for a slip, not for another column


@dataclass(frozen=True)
class Table:
    """A table as read: known columns under their own names, cells still as they came.

    `row_numbers` (Int64, as long as `frame`) are lines of the file or rows of the sheet or frame, as
    `row_word` says. `name` stands in messages, `sha256` is that of the file (None for frames), and
    `notes` say what was recognised and what is not used. `decimal` is the mark to assume where no cell
    shows it.
    """

    frame: pl.DataFrame
    row_numbers: pl.Series
    name: str
    sha256: str | None = None
    notes: tuple[str, ...] = ()
    row_word: str = "row"
    decimal: DecimalMark = "."


def read_table(
    source: Any,
    vocabulary: Vocabulary,
    *,
    name: str | None = None,
    required: Sequence[Sequence[str]] = AREA_TABLE,
    may_be_empty: bool = False,
) -> Table:
    """Read a table from a path, a frame of any library, or a list of dicts.

    Takes CSV as Danes and others write it, Parquet, Arrow and Excel. `name` is what messages call a
    table that is not a file; `required` names the columns it must have, each as one of several; it must
    have rows too, unless it `may_be_empty`. Blank rows and columns are skipped and said so. Raises
    `DataError` with every mistake in the headings at once.
    """
    return name_columns(open_source(source, name, vocabulary.find), vocabulary, required, may_be_empty=may_be_empty)


def name_columns(
    grid: Grid,
    vocabulary: Vocabulary,
    required: Sequence[Sequence[str]] = AREA_TABLE,
    *,
    may_be_empty: bool = False,
) -> Table:
    """The known columns of a grid under their own names. Raises as `read_table` does."""
    columns, notes, problems = _recognise(grid, vocabulary)
    problems += _missing(grid, columns, required)
    if problems:
        raise DataError(_cap(problems, grid.name))
    table = _skip_blank_rows(grid, columns, (*grid.notes, *notes))
    if not table.frame.height and not may_be_empty:
        what = f"The table has headings ({', '.join(columns)}) but no rows."
        raise DataError(Problem(grid.name, what, "Expected one row per area and year."))
    return table


def _cap(problems: list[Problem], name: str) -> list[Problem]:
    """The first of them, and how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = f"There are {len(problems) - MOST_PROBLEMS} more mistakes in the headings."
    return [*problems[:MOST_PROBLEMS], Problem(name, more, "Mend these first.")]


def _recognise(grid: Grid, vocabulary: Vocabulary) -> tuple[dict[str, int], list[str], list[Problem]]:
    """The position of each known column; notes; and headings that are a mistake."""
    known = [vocabulary.find(heading) for heading in grid.headings]
    there = set(known)
    columns: dict[str, int] = {}
    notes: list[str] = []
    problems: list[Problem] = []
    unused: list[str] = []
    for position, (heading, column) in enumerate(zip(grid.headings, known, strict=True)):
        if column is None:
            near = _find_near(heading, vocabulary)
            if near is None or near in there or not _is_misspelled(heading, near, vocabulary):
                unused += _unused(grid, position, near)
            else:
                what = f"There is no column '{_one_line(heading)}'."
                problems.append(Problem(grid.name, what, f"Did you mean '{near}'? Else rename or remove it."))
        elif column in columns:
            first = grid.headings[columns[column]]
            what = f"'{_one_line(first)}' and '{_one_line(heading)}' are both the column {column}."
            problems.append(Problem(grid.name, what, "Keep one of them."))
        else:
            columns[column] = position
    read = [f"'{_one_line(grid.headings[at])}' as {name}" for name, at in columns.items() if grid.headings[at] != name]
    if read:
        notes.append(f"read {', '.join(read)}")
    if unused:
        notes.append(f"not used: {_join(unused)}")
    return columns, notes, problems


def _find_near(heading: str, vocabulary: Vocabulary) -> str | None:
    """The column a heading is nearest to; a rate where it speaks of one, and whatever year it ends with."""
    heading = heading[:LONGEST_HEADING]
    words = heading.lower()
    is_rate = any(word in words for word in ("pct", "%", "procent", "andel", "percent"))
    among = [name for name, column in vocabulary.columns.items() if not is_rate or column.unit == "percent"]
    return next(iter(vocabulary.nearest(_without_year(heading), among)), None)


def _without_year(heading: str) -> str:
    return re.sub(r"[\s,]*(19|20)\d\d\s*$", "", heading)


def _is_misspelled(heading: str, name: str, vocabulary: Vocabulary) -> bool:
    known = headings_of(name, vocabulary.columns[name])
    folded = fold(_without_year(heading[:LONGEST_HEADING]))
    return any(SequenceMatcher(None, folded, each).ratio() >= MISSPELLED for each in known)


def _unused(grid: Grid, position: int, near: str | None) -> Iterator[str]:
    heading = _one_line(grid.headings[position])
    if heading:
        yield f"'{heading}' (not taken for '{near}')" if near else f"'{heading}'"
    elif _is_filled(grid.frame.to_series(position)):
        yield f"column {position + 1}, which has no heading"
    else:
        yield f"column {position + 1}, which is empty"


def _one_line(heading: str) -> str:
    line = " ".join(shorten(heading, 200).split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def _join(headings: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(headings) - MOST_TOLD
    return ", ".join(headings[:MOST_TOLD]) + (f", and {more} more" if more > 0 else "")


def _is_filled(column: pl.Series) -> bool:
    blank = column.is_null()
    if column.dtype == pl.String:
        blank |= column.str.strip_chars() == ""
    return not blank.all()


def _missing(grid: Grid, columns: dict[str, int], required: Sequence[Sequence[str]]) -> Iterator[Problem]:
    there = _join([f"'{_one_line(heading)}'" for heading in grid.headings if heading.strip()]) or "none"
    for choices in required:
        if not set(choices) & set(columns):
            wanted = " or ".join(f"'{choice}'" for choice in choices)
            yield Problem(grid.name, f"There is no column {wanted}.", f"The headings found are {there}.")


def tell_blank_rows(count: int, first: int, row_word: str) -> str:
    """Say how many rows are skipped, and where the first of them is."""
    where = f"from {row_word} {first}" if count > 1 else f"{row_word} {first}"
    return f"{count} wholly empty {'row is' if count == 1 else 'rows are'} skipped, {where}"


def _skip_blank_rows(grid: Grid, columns: dict[str, int], notes: tuple[str, ...]) -> Table:
    """Known columns under their names, text stripped and empty text null, without wholly blank rows."""
    texts = [name for name, kind in grid.frame.schema.items() if kind == pl.String]
    frame = grid.frame.with_columns(pl.col(texts).str.strip_chars().replace("", None)) if texts else grid.frame
    filled = ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series() if frame.width else pl.Series([True])
    skipped = int((~filled).sum())
    if skipped:
        numbers = grid.row_numbers.filter(~filled)
        notes = (*notes, tell_blank_rows(skipped, numbers[0], grid.row_word))
    return Table(
        frame=frame.filter(filled).select(pl.col(str(position)).alias(name) for name, position in columns.items()),
        row_numbers=grid.row_numbers.filter(filled),
        name=grid.name,
        sha256=grid.sha256,
        notes=notes,
        row_word=grid.row_word,
        decimal=grid.decimal,
    )
