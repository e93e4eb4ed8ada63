"""Bytes of a text file -> rows of cells: encoding, separator and heading line found by looking."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import polars as pl

from listerules.errors import DataError, Problem

DecimalMark = Literal[",", "."]
Find = Callable[[str], str | None]

SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}
HEADING_WITHIN = 11  # the first line, or one of the ten after it
SHOWN = 5
MOST_COLUMNS = 16_384  # as many as a sheet of Excel
_AT_A_TIME = 50_000  # rows that are held as Python's own texts
_FILLED = re.compile(r"\S")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True)
class Grid:
    """Cells as they came, before anyone knows what the columns mean.

    `frame` has one column per heading, named `0`, `1`, ... in order; `row_numbers` are the lines of the
    file or the rows of the sheet or frame, and `row_word` says which; `decimal` is the mark to assume
    where no cell shows it.
    """

    name: str
    headings: tuple[str, ...]
    frame: pl.DataFrame
    row_numbers: pl.Series
    row_word: str
    notes: tuple[str, ...] = ()
    sha256: str | None = None
    decimal: DecimalMark = "."


@dataclass(frozen=True)
class _Heading:
    line: int  # counted from 0
    next_line: int  # the line after it: a quoted heading may hold line breaks
    end: int  # where that line begins in the text
    separator: str
    cells: tuple[str, ...]


def read_text(data: bytes, name: str, find: Find) -> Grid:
    """Read a CSV, TSV or other separated text.

    `find` tells whether a heading is known; the heading line is the first line, or the first of the ten
    after it that holds a known heading. Raises `DataError` for what is not text, for more columns than a table
    may have, and for rows with more or fewer cells than the heading.
    """
    text, encoding = _decode(data, name)
    heading = _find_heading(text, find)
    if heading is None:
        raise DataError(Problem(name, "The file is empty.", "Expected a heading line and one row per area and year."))
    check_width(len(heading.cells), name)
    numbers, cells = _split(text, heading, name)
    notes = [f"read as {encoding}, separated by {SEPARATORS[heading.separator]}"]
    if next(_find_filled(text))[0] < heading.line:
        notes.append(f"the headings are on line {heading.line + 1}; what stands above them is not used")
    return Grid(
        name=name,
        headings=heading.cells,
        frame=cells,
        row_numbers=numbers,
        row_word="line",
        notes=tuple(notes),
        decimal="." if heading.separator == "," else ",",
    )


def check_width(width: int, name: str) -> None:
    """Raise `DataError` for a table of more columns than a spreadsheet has room for."""
    if width > MOST_COLUMNS:
        what = f"The table has {width:,} columns; it may have {MOST_COLUMNS:,}."
        raise DataError(Problem(name, what, "Keep those that 'listerules columns' names."))


def _decode(data: bytes, name: str) -> tuple[str, str]:
    """The text with line feeds only, and the encoding in words."""
    encoding, words = next(
        ((encoding, words) for mark, encoding, words in _BYTE_ORDER_MARKS if data.startswith(mark)), ("utf-8", "UTF-8")
    )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, words = "cp1252", "Windows-1252"
        text = data.decode(encoding, errors="replace")
    text = text.rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text) or (encoding == "cp1252" and "\ufffd" in text):
        raise DataError(Problem(name, "The file is binary, not text.", _expected_instead_of(data)))
    return text, words


def _expected_instead_of(data: bytes) -> str:
    for mark, kind, ending in ((b"PK", "an Excel workbook", ".xlsx"), (b"PAR1", "a Parquet file", ".parquet")):
        if data.startswith(mark):
            return f"It looks like {kind}; give its name the ending {ending}."
    return "Expected CSV: a heading line and one row per area and year."


def _find_filled(text: str) -> Iterator[tuple[int, int]]:
    """Each line that is not blank: its number, counted from 0, and where it begins."""
    number = begin = 0
    while filled := _FILLED.search(text, begin):
        here = text.rfind("\n", 0, filled.start()) + 1
        number += text.count("\n", begin, here)
        yield number, here
        begin = text.find("\n", filled.start()) + 1
        if not begin:
            return
        number += 1


def _read_lines(text: str, begin: int) -> Iterator[str]:
    """The lines from a place on, one at a time: a list of all would take many times the room of the text."""
    while (end := text.find("\n", begin)) >= 0:
        yield text[begin : end + 1]
        begin = end + 1
    yield text[begin:] + "\n"


def _find_heading(text: str, find: Find) -> _Heading | None:
    """The first line with a known heading, else the first line; None where all lines are blank."""
    filled = list(islice(_find_filled(text), HEADING_WITHIN))
    for number, begin in filled:
        readings = [_read_heading(text, number, begin, separator) for separator in SEPARATORS]
        known = [sum(find(cell) is not None for cell in reading.cells[:MOST_COLUMNS]) for reading in readings]
        if max(known):
            return readings[known.index(max(known))]
    if not filled:
        return None
    readings = [_read_heading(text, *filled[0], separator) for separator in SEPARATORS]
    return max(readings, key=lambda reading: len(reading.cells))


def _read_heading(text: str, number: int, begin: int, separator: str) -> _Heading:
    reader = csv.reader(_read_lines(text, begin), delimiter=separator)
    try:
        cells = tuple(next(reader))
    except csv.Error:
        line = next(_read_lines(text, begin))
        return _Heading(number, number + 1, begin + len(line), separator, (line.rstrip("\n"),))
    length = sum(len(line) for line in islice(_read_lines(text, begin), reader.line_num))
    return _Heading(number, number + reader.line_num, begin + length, separator, cells)


def _split(text: str, heading: _Heading, name: str) -> tuple[pl.Series, pl.DataFrame]:
    """The rows below the heading with their line numbers; blank lines are skipped."""
    body = text[heading.end :].encode()
    return _split_quoted(body, heading, name) if b'"' in body else _split_plain(body, heading, name)


def _split_plain(body: bytes, heading: _Heading, name: str) -> tuple[pl.Series, pl.DataFrame]:
    width = len(heading.cells)
    lines = pl.read_lines(io.BytesIO(body)).to_series()
    is_filled = lines.str.contains(r"\S")
    numbers = (is_filled.arg_true().cast(pl.Int64) + heading.next_line + 1).alias("row")
    filled = lines.filter(is_filled)
    widths = filled.str.count_matches(heading.separator, literal=True) + 1
    ragged = (widths != width).arg_true()
    shown = ragged.head(SHOWN)
    _refuse_ragged(list(zip(numbers.gather(shown), widths.gather(shown), strict=True)), len(ragged), width, name)
    if not len(numbers):
        return numbers, _empty(width)
    cells = pl.read_csv(
        io.BytesIO(filled.str.join("\n").item().encode()),
        has_header=False,
        separator=heading.separator,
        quote_char=None,
        infer_schema=False,
        new_columns=[str(position) for position in range(width)],
    )
    return numbers, cells


def _split_quoted(body: bytes, heading: _Heading, name: str) -> tuple[pl.Series, pl.DataFrame]:
    width = len(heading.cells)
    names = [str(position) for position in range(width)]
    kinds = dict.fromkeys(names, pl.String)
    numbers, frames = [pl.Series("row", [], dtype=pl.Int64)], [_empty(width)]
    ragged: list[tuple[int, int]] = []
    count = 0
    rows = _read_rows(body, heading, name)
    while some := list(islice(rows, _AT_A_TIME)):
        wrong = [(number, len(row)) for number, row in some if len(row) != width]
        ragged, count = [*ragged, *wrong][:SHOWN], count + len(wrong)
        if not count:
            numbers.append(pl.Series("row", [number for number, _ in some], dtype=pl.Int64))
            columns = zip(*(row for _, row in some), strict=True)
            frames.append(pl.DataFrame(dict(zip(names, columns, strict=True)), schema_overrides=kinds))
    _refuse_ragged(ragged, count, width, name)
    return pl.concat(numbers), pl.concat(frames)


def _read_rows(body: bytes, heading: _Heading, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a text with quotation marks, each with the line it starts on."""
    lines = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="\n")
    reader = csv.reader(lines, delimiter=heading.separator, strict=True)
    start = heading.next_line + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"The quotation marks of the row on line {start} do not fit together."
            raise DataError(Problem(name, what, "Close each, and write one inside a cell twice.")) from error
        if any(cell.strip() for cell in row) or len(row) > 1:
            yield start, row
        start = heading.next_line + reader.line_num + 1


def _refuse_ragged(ragged: Sequence[tuple[int, int]], count: int, width: int, name: str) -> None:
    """Rows of another width: the first of them, and how many they are."""
    if not count:
        return
    shown = ", ".join(f"line {number} has {found}" for number, found in ragged)
    more = f", and {count - SHOWN} more" if count > SHOWN else ""
    what = f"The heading has {width} {'cell' if width == 1 else 'cells'}, but {shown}{more}."
    raise DataError(Problem(name, what, "Put cells that contain the separator in quotation marks."))


def _empty(width: int) -> pl.DataFrame:
    return pl.DataFrame(schema={str(position): pl.String for position in range(width)})
