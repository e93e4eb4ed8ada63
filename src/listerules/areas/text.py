"""Bytes of a text file -> rows of cells: encoding, separator and heading line found by looking."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from listerules.errors import DataError, Problem

DecimalMark = Literal[",", "."]
Find = Callable[[str], str | None]

SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}
HEADING_WITHIN = 11  # the first line, or one of the ten after it
SHOWN = 5
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
    separator: str
    cells: tuple[str, ...]


def read_text(data: bytes, name: str, find: Find) -> Grid:
    """Read a CSV, TSV or other separated text.

    `find` tells whether a heading is known; the heading line is the first line, or the first of the ten
    after it that holds a known heading. Raises `DataError` for what is not text, and for rows with more
    or fewer cells than the heading.
    """
    text, encoding = _decode(data, name)
    lines = text.split("\n")
    heading = _find_heading(lines, find)
    if heading is None:
        raise DataError(Problem(name, "The file is empty.", "Expected a heading line and one row per area and year."))
    numbers, cells = _split(lines, heading, name)
    notes = [f"read as {encoding}, separated by {SEPARATORS[heading.separator]}"]
    if any(line.strip() for line in lines[: heading.line]):
        notes.append(f"the headings are on line {heading.line + 1}; what stands above them is not used")
    return Grid(
        name=name,
        headings=heading.cells,
        frame=cells,
        row_numbers=pl.Series("row", numbers, dtype=pl.Int64),
        row_word="line",
        notes=tuple(notes),
        decimal="." if heading.separator == "," else ",",
    )


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


def _find_heading(lines: Sequence[str], find: Find) -> _Heading | None:
    """The first line with a known heading, else the first line; None where all lines are blank."""
    filled = [number for number, line in enumerate(lines) if line.strip()][:HEADING_WITHIN]
    for number in filled:
        readings = [_read_heading(lines, number, separator) for separator in SEPARATORS]
        known = [sum(find(cell) is not None for cell in reading.cells) for reading in readings]
        if max(known):
            return readings[known.index(max(known))]
    if not filled:
        return None
    return max((_read_heading(lines, filled[0], each) for each in SEPARATORS), key=lambda reading: len(reading.cells))


def _read_heading(lines: Sequence[str], number: int, separator: str) -> _Heading:
    reader = csv.reader((line + "\n" for line in lines[number:]), delimiter=separator)
    try:
        cells = next(reader)
    except csv.Error:
        return _Heading(number, number + 1, separator, (lines[number],))
    return _Heading(number, number + reader.line_num, separator, tuple(cells))


def _split(lines: Sequence[str], heading: _Heading, name: str) -> tuple[list[int], pl.DataFrame]:
    """The rows below the heading with their line numbers; blank lines are skipped."""
    body = lines[heading.next_line :]
    if any('"' in line for line in body):
        return _split_quoted(body, heading, name)
    return _split_plain(body, heading, name)


def _split_plain(body: Sequence[str], heading: _Heading, name: str) -> tuple[list[int], pl.DataFrame]:
    first, width = heading.next_line + 1, len(heading.cells)
    numbers = [number for number, line in enumerate(body, start=first) if line.strip()]
    filled = pl.Series([body[number - first] for number in numbers], dtype=pl.String)
    widths = filled.str.count_matches(heading.separator, literal=True) + 1
    ragged = (widths != width).arg_true().to_list()
    _refuse_ragged([(numbers[row], widths[row]) for row in ragged], width, name)
    if not numbers:
        return [], _empty(width)
    cells = pl.read_csv(
        io.BytesIO("\n".join(filled).encode()),
        has_header=False,
        separator=heading.separator,
        quote_char=None,
        infer_schema=False,
        new_columns=[str(position) for position in range(width)],
    )
    return numbers, cells


def _split_quoted(body: Sequence[str], heading: _Heading, name: str) -> tuple[list[int], pl.DataFrame]:
    width = len(heading.cells)
    rows = list(_read_rows(body, heading, name))
    _refuse_ragged([(number, len(row)) for number, row in rows if len(row) != width], width, name)
    columns = zip(*(row for _, row in rows), strict=True) if rows else [() for _ in range(width)]
    cells = {str(position): pl.Series(column, dtype=pl.String) for position, column in enumerate(columns)}
    return [number for number, _ in rows], pl.DataFrame(cells)


def _read_rows(body: Sequence[str], heading: _Heading, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a text with quotation marks, each with the line it starts on."""
    reader = csv.reader((line + "\n" for line in body), delimiter=heading.separator, strict=True)
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


def _refuse_ragged(ragged: Sequence[tuple[int, int]], width: int, name: str) -> None:
    if not ragged:
        return
    shown = ", ".join(f"line {number} has {found}" for number, found in ragged[:SHOWN])
    more = f", and {len(ragged) - SHOWN} more" if len(ragged) > SHOWN else ""
    what = f"The heading has {width} {'cell' if width == 1 else 'cells'}, but {shown}{more}."
    raise DataError(Problem(name, what, "Put cells that contain the separator in quotation marks."))


def _empty(width: int) -> pl.DataFrame:
    return pl.DataFrame(schema={str(position): pl.String for position in range(width)})
