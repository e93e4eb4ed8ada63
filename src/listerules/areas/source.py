"""A path or a frame of any library -> a grid of cells."""

from __future__ import annotations

import difflib
import hashlib
import io
import logging
import math
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from listerules.areas.address import find_scheme
from listerules.areas.numbers import spell_number
from listerules.areas.packed import check_frame, find_most_rows, repack_workbook, unpack
from listerules.areas.text import HEADING_WITHIN, Find, Grid, check_width, read_text
from listerules.errors import DataError, Problem

TEXT = (".csv", ".tsv", ".txt")
PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather", ".ipc")
WORKBOOK = (".xlsx", ".xlsm")
EXPECTED = "Expected .csv, .tsv, .txt, .parquet, .arrow, .feather or .xlsx."


def open_source(source: Any, name: str | None, find: Find) -> Grid:
    """Open a path, a frame of any library that speaks Arrow, or a list of dicts.

    `name` is what messages call a table that is not a file.
    `find` tells whether a heading is known, which is how a heading line below a title is found.
    Raises `DataError` for what cannot be opened or read.
    """
    if isinstance(source, str | os.PathLike):
        scheme = find_scheme(source)
        if scheme:  # of the rest nothing is said, since a password may stand in it
            what = "This is the address of a database, and a file was asked for."
            way_out = "Only 'classify' takes one, and only for the areas. Copy the rows to a file, and name that."
            raise DataError(Problem(f"{scheme}://...", what, way_out))
        path = Path(source)
        return _open_path(path, path.name or str(path), find)
    return _open_frame(source, name or "the table")


def _open_path(path: Path, name: str, find: Find) -> Grid:
    data = _read_bytes(path, name)
    digest = hashlib.sha256(data).hexdigest()
    ending = path.suffix.lower()
    if data.startswith(b"\x1f\x8b"):
        data = unpack(data, name)
        ending = Path(path.stem).suffix.lower() if ending == ".gz" else ending
    if ending in TEXT:
        grid = read_text(data, name, find)
    elif ending in PARQUET:
        grid = _from_frame(_read_columnar(data, name, "Parquet"), name)
    elif ending in ARROW:
        grid = _from_frame(_read_columnar(data, name, "Arrow"), name)
    elif ending in WORKBOOK:
        grid = _read_workbook(data, name, find)
    else:
        what = f"The ending '{path.suffix}' is not one we read." if path.suffix else "The name has no ending."
        raise DataError(Problem(name, what, EXPECTED))
    return Grid(**{**vars(grid), "sha256": digest})


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise DataError(Problem(name, "This is a folder.", "Expected a table: name the file in it."))
        if path.is_char_device() or path.is_block_device():  # such as /dev/zero, which never ends
            raise DataError(Problem(name, "This is a device.", "Expected a table: name a file."))
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError(Problem(name, "No such file.", _nearest_file(path))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(Problem(name, f"The file cannot be opened: {reason}.")) from error
    if not data:
        raise DataError(Problem(name, "The file is empty.", "Expected a heading line and one row per area and year."))
    return data


def _nearest_file(path: Path) -> str:
    try:
        there = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return f"There is no folder '{path.parent}' either."
    near = difflib.get_close_matches(path.name, there, n=1)
    return f"Did you mean '{near[0]}'?" if near else "Expected a table of areas."


def _read_columnar(data: bytes, name: str, kind: str) -> pl.DataFrame:
    read = pl.read_parquet if kind == "Parquet" else _read_arrow
    try:
        schema = read(io.BytesIO(data), n_rows=0).schema
        check_width(len(schema), name)
        flat = [column for column, kind in schema.items() if not kind.is_nested()]
        frame = read(io.BytesIO(data), columns=flat, n_rows=find_most_rows(data, len(flat)) + 1)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        what = f"The file is damaged or cut short, or is not {kind}."
        raise DataError(Problem(name, what, f"Expected {kind}: write it again from its source.")) from error
    check_frame(frame, data, name)
    # Lists and records, which can be of any length, are not read: in their place stands what they are.
    nested = [pl.lit(str(kind)).alias(column) for column, kind in schema.items() if kind.is_nested()]
    return frame.with_columns(nested).select(list(schema))


def _read_arrow(file: io.BytesIO, n_rows: int, columns: list[str] | None = None) -> pl.DataFrame:
    read = pl.read_ipc if file.getvalue().startswith(b"ARROW1") else pl.read_ipc_stream
    return read(file, n_rows=n_rows, columns=columns)


def _read_workbook(data: bytes, name: str, find: Find) -> Grid:
    """The first sheet with a known heading, else the first sheet. Numbers stay numbers, also beside text.

    The library gives cells with an error, such as #N/A, as empty.
    """
    try:
        import fastexcel  # noqa: PLC0415 - an extra, imported when used
    except ImportError:
        way_out = 'Install the extra: pip install "listerules[excel]"'
        raise DataError(Problem(name, "Reading Excel workbooks needs the library fastexcel.", way_out)) from None
    data = repack_workbook(data, name)
    for library in ("fastexcel", "calamine"):  # their guesses at types and parts are no news to anyone
        logging.getLogger(library).addHandler(logging.NullHandler())
    try:
        workbook = fastexcel.read_excel(data)
        sheets = {title: _load_sheet(workbook, title, 0, "string") for title in workbook.sheet_names}
        starts = {title: _heading_row(sheet, find) for title, sheet in sheets.items()}
        fitting = [title for title, row in starts.items() if row is not None]
        title = (fitting or workbook.sheet_names)[0]
        start = starts[title] or 0
        cells = _keep_numbers(_load_sheet(workbook, title, start + 1), workbook, title, start + 1)
    except (fastexcel.FastExcelError, pl.exceptions.PanicException) as error:
        what = "The file is damaged or cut short, or is not an Excel workbook."
        raise DataError(Problem(name, what, "Expected .xlsx: open it in Excel and save it again.")) from error
    notes = [f"read from the sheet '{title}'"]
    notes += [f"the sheet '{other}' is not used" for other in workbook.sheet_names if other != title]
    if start and not _is_blank(sheets[title][:start]):
        notes.append(f"the headings are in row {start + 1}; what stands above them is not used")
    headings = _row_of_text(sheets[title], start)
    return Grid(
        name=name,
        headings=headings,
        frame=_number_columns(cells, len(headings)),
        row_numbers=pl.Series("row", range(start + 2, start + 2 + cells.height), dtype=pl.Int64),
        row_word="row",
        notes=tuple(notes),
    )


def _load_sheet(workbook: Any, title: str, skip: int, kind: str | None = None) -> pl.DataFrame:
    """A sheet from row `skip` on, its cells as one kind, else typed columns, each by all its cells."""
    if workbook.load_sheet(title, header_row=None, skip_rows=0, n_rows=1).total_height <= skip:
        return pl.DataFrame()
    sheet = workbook.load_sheet(title, header_row=None, skip_rows=skip, schema_sample_rows=None, dtypes=kind)
    frame: pl.DataFrame = sheet.to_polars()
    return frame


def _keep_numbers(cells: pl.DataFrame, workbook: Any, title: str, skip: int) -> pl.DataFrame:
    """Numbers that stand in a column with text, spelled so that no decimal mark of the text changes them.

    As text the library would give the number 54.321, which reads as 54321 in a Danish table. Which cells are
    numbers is seen by reading all as true or false, which no text is.
    """
    mixed = [name for name, kind in cells.schema.items() if kind == pl.String]
    if not mixed:
        return cells
    numbers = _load_sheet(workbook, title, skip, "float")
    truths = _load_sheet(workbook, title, skip, "boolean")
    is_number = {name: truths[name].is_not_null() & ~cells[name].is_in(["true", "false"]) for name in mixed}
    return cells.with_columns(
        numbers[name].map_elements(spell_number, pl.String).zip_with(is_number[name], cells[name]) for name in mixed
    )


def _heading_row(sheet: pl.DataFrame, find: Find) -> int | None:
    filled = islice((row for row in range(sheet.height) if any(_row_of_text(sheet, row))), HEADING_WITHIN)
    return next((row for row in filled if any(find(cell) for cell in _row_of_text(sheet, row) if cell)), None)


def _row_of_text(sheet: pl.DataFrame, row: int) -> tuple[str, ...]:
    return tuple(cell or "" for cell in sheet.row(row)) if row < sheet.height else ()


def _is_blank(frame: pl.DataFrame) -> bool:
    return all(column.is_null().all() for column in frame)


def _number_columns(frame: pl.DataFrame, width: int) -> pl.DataFrame:
    """Columns named `0`, `1`, ..., as many as there are headings."""
    if not frame.width:
        return pl.DataFrame(schema={str(position): pl.String for position in range(width)})
    return frame.rename(dict(zip(frame.columns, map(str, range(frame.width)), strict=True)))


def _open_frame(source: Any, name: str) -> Grid:
    try:
        frame = _to_polars(source)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        what = (
            f"A {type(source).__name__} cannot be read as a table: {str(error).splitlines()[0] if str(error) else ''}"
        )
        expected = "Expected a path, a Polars, pandas or Arrow table, or a list of dicts."
        raise DataError(Problem(name, what.rstrip(": "), expected)) from error
    return _from_frame(frame, name)


def _to_polars(source: Any) -> pl.DataFrame:
    if isinstance(source, pl.LazyFrame):
        return source.collect()
    if isinstance(source, pl.DataFrame):
        return source
    if type(source).__module__.partition(".")[0] == "pandas":
        return _from_pandas(source)
    if hasattr(source, "__arrow_c_stream__"):
        return pl.DataFrame(source)
    if isinstance(source, Sequence) and all(isinstance(row, Mapping) for row in source):
        return _from_records(source)
    raise TypeError


def _from_records(rows: Sequence[Mapping[Any, Any]]) -> pl.DataFrame:
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_to_series(str(name), [row.get(name) for row in rows]) for name in names])


def _to_series(name: str, cells: Sequence[Any]) -> pl.Series:
    """Cells of one kind keep it; decimals, which differ in scale, and cells of several kinds become text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    whole = [cell for cell in cells if type(cell) is int]
    if kinds == {int} and all(abs(cell) < 10**30 for cell in whole):
        return pl.Series(name, cells, dtype=pl.Int128)
    if kinds and kinds <= {int, float} and all(abs(cell) < 2**53 for cell in whole):
        return pl.Series(name, cells, dtype=pl.Float64, strict=False)
    if kinds in ({date}, {datetime}, {bool}):
        return pl.Series(name, cells)
    return pl.Series(name, [_as_text(cell) for cell in cells], dtype=pl.String)


def _from_pandas(source: Any) -> pl.DataFrame:
    """A named index is a column too."""
    frame = source.reset_index() if any(label is not None for label in source.index.names) else source
    try:
        return pl.DataFrame(frame.rename(columns=str))
    except Exception:  # noqa: BLE001 - pyarrow, which pandas goes through, has its own errors for mixed cells
        return _from_records(frame.to_dict("records"))


def _as_text(cell: Any) -> str | None:
    """None for what is missing, which pandas also writes as NaN; a decimal with all its digits."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _from_frame(frame: pl.DataFrame, name: str) -> Grid:
    check_width(frame.width, name)
    return Grid(
        name=name,
        headings=tuple(frame.columns),
        frame=_number_columns(frame.with_columns(_spell(column) for column in frame), frame.width),
        row_numbers=pl.Series("row", range(1, frame.height + 1), dtype=pl.Int64),
        row_word="row",
    )


def _spell(column: pl.Series) -> pl.Series:
    """A column of things that Polars or Python cannot show as text: the column in text; any other as it is."""
    if column.dtype == pl.Object:
        return pl.Series(column.name, [_as_text(cell) for cell in column], dtype=pl.String)
    if column.dtype == pl.Duration:
        return column.dt.to_string("iso")
    if column.dtype.is_nested():
        return pl.select(pl.when(column.is_not_null()).then(pl.lit(str(column.dtype))).alias(column.name)).to_series()
    if column.dtype in (pl.Date, pl.Datetime) and not column.dt.year().is_between(1, 9999).all():
        return column.cast(pl.String)
    return column
