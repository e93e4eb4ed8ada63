"""Large tables as files: pieces of their rows, in order, without holding the whole."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote

import polars as pl

from listerules.areas.check import cap
from listerules.areas.read import Table, name_columns, read_table
from listerules.areas.source import PARQUET, TEXT
from listerules.areas.text import SEPARATORS, Grid, read_text
from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary

T = TypeVar("T")

BIG_ROWS = 2_000_000  # from which a Parquet file is not read as a whole
WORTH_ROWS = 100_000  # from which it is faster to read it in pieces
BIG_BYTES = 200_000_000  # and other files
_TOP_LINES = 1000  # that tell headings and separator
_LINES = 2**18  # at a time, where nothing is made of them
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"

DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


@dataclass(frozen=True)
class Piece:
    """Some rows as they came, under the names of the vocabulary where they have one; `numbers` are those of the rows.

    `first` is how many rows of the table stand before them.
    """

    frame: pl.DataFrame
    first: int
    numbers: pl.Series

    def join(self, after: Piece) -> Piece:
        """These rows and those after them."""
        return Piece(
            pl.concat([self.frame, after.frame], rechunk=True), self.first, pl.concat([self.numbers, after.numbers])
        )

    def slice(self, start: int, length: int | None = None) -> Piece:
        """Some of the rows."""
        return Piece(self.frame.slice(start, length), self.first + start, self.numbers.slice(start, length))


def is_big(source: object, rows: int = BIG_ROWS) -> bool:
    """Whether a table is read in pieces: a Parquet file of so many rows, text of `BIG_BYTES`, zstd, and any folder."""
    if not isinstance(source, str | os.PathLike):
        return False
    path = Path(source)
    try:
        if path.is_dir() or _is_zstd(path):
            return path.exists()
        if _is_text(path):
            return path.stat().st_size >= BIG_BYTES
        return path.is_file() and path.suffix.lower() in PARQUET and _File(path, {}, {}).count() >= rows
    except DAMAGED:  # who reads it says what is wrong
        return False


def open_big(source: str | Path, vocabulary: Vocabulary) -> BigTable:
    """Open a table that is read in pieces. Raises `DataError` where that cannot be done."""
    path = Path(source)
    if path.is_dir() or (path.is_file() and path.suffix.lower() in PARQUET):
        return ParquetTable(path, vocabulary)
    if path.is_file() and (_is_text(path) or _is_zstd(path)):
        return TextTable(path, vocabulary)
    read_table(path, vocabulary)  # says what is wrong with any other
    what = "A table is read in pieces from Parquet and CSV only."
    raise DataError(Problem(path.name, what, "Save it as one of these."))


def _is_text(path: Path) -> bool:
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower() in TEXT


def _is_zstd(path: Path) -> bool:
    return path.suffix.lower() == ".zst" and Path(path.stem).suffix.lower() in TEXT


class BigTable(Protocol):
    """A table in a file or several.

    `head` is the table without rows, with its notes. `height` is how many rows it has, and `last_number` the number of
    the last; None if not known.
    """

    name: str
    path: Path
    head: Table
    height: int | None
    last_number: int | None

    def pieces(self, rows: int, columns: Collection[str] | None = None) -> Iterator[Piece]:
        """The rows in order, about so many at a time; only some columns, or all."""
        ...

    def reread(self, piece: Piece) -> Piece:
        """The rows of a piece with all their columns."""
        ...

    def find_days(self) -> pl.DataFrame:
        """Every `year` and `list_date` there is, as they came."""
        ...

    def hash(self) -> str:
        """The SHA-256 of the file."""
        ...


class ParquetTable:
    """A Parquet file, or a folder of them; of a folder, `name=value` in the path of a file is a column."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.name = path.name or str(path)
        self.path = path
        paths = sorted(each for each in path.rglob("*") if _is_part(each, path)) if path.is_dir() else [path]
        if not paths:
            raise DataError(Problem(self.name, "There is no Parquet file in this folder.", "Name a folder with some."))
        values = [_read_values(each, path) for each in paths]
        kinds = _find_kinds(values)
        self._files = [_File(each, its, kinds) for each, its in zip(paths, values, strict=True)]
        schema = self._check_schemas()
        self.head = read_table(pl.DataFrame(schema=schema), vocabulary, name=self.name, may_be_empty=True)
        found = {vocabulary.find(heading): heading for heading in schema.names()}
        self._headings = {name: found[name] for name in self.head.frame.columns}
        heights = [_read(self._tell(file), file.count) for file in self._files]
        self._ends = list(accumulate(heights))
        self.height: int | None = self._ends[-1]
        self.last_number: int | None = self.height
        if not self.height:
            what = f"The table has headings ({', '.join(self._headings)}) but no rows."
            raise DataError(Problem(self.name, what, "Expected one row per area and year."))

    def pieces(self, rows: int, columns: Collection[str] | None = None) -> Iterator[Piece]:
        """See `BigTable`."""
        for first in range(0, self.height or 0, rows):
            yield self._read_piece(first, rows, columns)

    def reread(self, piece: Piece) -> Piece:
        """See `BigTable`."""
        return self._read_piece(piece.first, piece.frame.height, None)

    def find_days(self) -> pl.DataFrame:
        """See `BigTable`."""
        names = [name for name in ("year", "list_date") if name in self._headings]
        found = [_read(self._tell(file), file.scan(self._name(names)).unique().collect) for file in self._files]
        return pl.concat(found, how="vertical_relaxed").unique()

    def hash(self) -> str:
        """See `BigTable`. Of a folder, that of the names of its files and their hashes."""
        hashes = [(file.path.relative_to(self.path).as_posix(), _hash_file(file.path)) for file in self._files]
        if not self.path.is_dir():
            return hashes[0][1]
        return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in hashes).encode()).hexdigest()

    def _read_piece(self, first: int, rows: int, columns: Collection[str] | None) -> Piece:
        frames = []
        for file, end, height in zip(self._files, self._ends, self._heights, strict=True):
            start = max(0, first - (end - height))
            length = min(first + rows, end) - (end - height) - start
            if length > 0 and start < height:
                scan = file.scan(None if columns is None else self._name(columns), start, length)
                frames.append(_read(self._tell(file), scan.collect))
        frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed", rechunk=True)
        return Piece(frame, first, pl.int_range(first + 1, first + frame.height + 1, eager=True))

    @property
    def _heights(self) -> list[int]:
        return [end - start for start, end in pairwise([0, *self._ends])]

    def _name(self, columns: Collection[str]) -> list[pl.Expr]:
        return [pl.col(self._headings[name]).alias(name) for name in columns]

    def _tell(self, file: _File) -> str:
        return self.name if file.path == self.path else f"{self.name}/{file.path.relative_to(self.path).as_posix()}"

    def _check_schemas(self) -> pl.Schema:
        """The columns of all files. Raises `DataError` for a file that has others than the first."""
        first, *others = self._files
        schema = _read(self._tell(first), first.scan(None).collect_schema)
        for file in others:
            its = _read(self._tell(file), file.scan(None).collect_schema)
            apart = [*(f"'{name}' is missing" for name in schema if name not in its)]
            apart += [f"'{name}' is not in the others" for name in its if name not in schema]
            apart += [
                f"'{name}' is {its[name]} and not {schema[name]}"
                for name in schema
                if name in its and its[name] != schema[name]
            ]
            if apart:
                what = f"Its columns are not those of '{self._tell(first)}': {cap(apart)}."
                raise DataError(Problem(self._tell(file), what, "Write all files of a folder with the same columns."))
        return schema


@dataclass(frozen=True)
class _File:
    """A Parquet file of a table, with what its path says of its rows."""

    path: Path
    values: Mapping[str, str | None]
    kinds: Mapping[str, pl.DataType]

    def scan(self, columns: Sequence[pl.Expr] | None, first: int = 0, rows: int | None = None) -> pl.LazyFrame:
        """Some of the rows; columns that a file has as well are those of the path."""
        said = [pl.lit(value).cast(self.kinds[name]).alias(name) for name, value in self.values.items()]
        scan = pl.scan_parquet(self.path, hive_partitioning=False, glob=False).slice(first, rows).with_columns(said)
        return scan if columns is None else scan.select(columns)

    def count(self) -> int:
        """How many rows it has."""
        rows: int = pl.scan_parquet(self.path, hive_partitioning=False, glob=False).select(pl.len()).collect().item()
        return rows


def _is_part(path: Path, folder: Path) -> bool:
    """Whether a file of a folder is part of the table: hidden ones, and those beginning with a line, are not."""
    hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    return path.suffix.lower() in PARQUET and not hidden and path.is_file()


def _read_values(path: Path, folder: Path) -> dict[str, str | None]:
    """What the folders of a file say: `year=2019` is a column."""
    if path == folder:
        return {}
    parts = [part.partition("=") for part in path.relative_to(folder).parts[:-1]]
    return {name: None if value == _NO_VALUE else unquote(value) for name, sign, value in parts if sign}


def _find_kinds(values: Sequence[Mapping[str, str | None]]) -> dict[str, pl.DataType]:
    """Whole numbers where all values of a name are; else text."""
    kinds: dict[str, pl.DataType] = {}
    for name in dict.fromkeys(name for its in values for name in its):
        there = [value for its in values if (value := its.get(name)) is not None]
        kinds[name] = pl.Int64() if all(re.fullmatch("[0-9]{1,9}", value) for value in there) else pl.String()
    return kinds


class TextTable:
    """Separated text in UTF-8, packed with gzip or zstd or not."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.name = path.name
        self.path = path
        self.height: int | None = None
        self.last_number: int | None = self._read(lambda: pl.scan_lines(path).select(pl.len()).collect().item())
        top = self._read(lambda: pl.scan_lines(path, n_rows=_TOP_LINES).collect())
        text = "\n".join(_close(top.to_series().fill_null(""))).encode()
        grid = read_text(text, self.name, vocabulary.find)
        self._skipped = grid.row_numbers[0] - 1 if len(grid.row_numbers) else 0
        self._heading = _write_heading(grid)
        self._find = vocabulary.find
        filled = grid.frame.filter(pl.any_horizontal(pl.all().str.contains(r"\S")))
        if not filled.height:
            what = "The table has headings but no rows."
            raise DataError(Problem(self.name, what, "Expected one row per area and year."))
        known = name_columns(replace(grid, frame=filled, row_numbers=pl.arange(filled.height, eager=True)), vocabulary)
        self.head = replace(known, frame=known.frame.clear(), row_numbers=known.row_numbers.clear())
        places = {vocabulary.find(heading): place for place, heading in enumerate(grid.headings)}
        self._names = {str(places[name]): name for name in known.frame.columns}

    def pieces(self, rows: int, columns: Collection[str] | None = None) -> Iterator[Piece]:
        """See `BigTable`. A row whose cells hold line breaks is in one piece."""
        first, before = 0, self._skipped
        for lines in self._cut_lines(rows):
            grid = self._split(lines, before)
            frame = grid.frame.rename({name: self._names.get(name, f"column:{name}") for name in grid.frame.columns})
            yield Piece(frame if columns is None else frame.select(columns), first, grid.row_numbers - 1 + before)
            first += frame.height
            before += len(lines)

    def reread(self, piece: Piece) -> Piece:
        """See `BigTable`."""
        return piece

    def find_days(self) -> pl.DataFrame:
        """See `BigTable`."""
        names = [name for name in ("year", "list_date") if name in self._names.values()]
        return pl.concat(piece.frame.unique() for piece in self.pieces(_LINES, names)).unique()

    def hash(self) -> str:
        """See `BigTable`."""
        return _hash_file(self.path)

    def _cut_lines(self, rows: int) -> Iterator[pl.Series]:
        """The lines below the heading, about so many at a time, with no quoted cell cut in two."""
        carried = pl.Series("line", [], dtype=pl.String)
        batches = iter(pl.scan_lines(self.path).slice(self._skipped).collect_batches(chunk_size=rows))
        while (batch := self._read(lambda: next(batches, None))) is not None:
            lines = pl.concat([carried, batch.to_series().fill_null("")])
            whole = _close(lines)
            if len(whole):
                yield whole
            carried = lines.slice(len(whole))
        if len(carried):
            yield carried

    def _split(self, lines: pl.Series, before: int) -> Grid:
        """The cells of some lines. Mistakes are told with the numbers of the lines in the file."""
        body = lines.str.join("\n").item()
        try:
            return read_text(f"{self._heading}\n{body}".encode(), self.name, self._find)
        except DataError:
            blank = "\n" * (before - 1)
            return read_text(f"{blank}{self._heading}\n{body}".encode(), self.name, self._find)

    def _read(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except pl.exceptions.ComputeError as error:
            if "utf8" in str(error).lower().replace("-", ""):
                what = "The file is not in UTF-8, as a table of this size must be."
                raise DataError(Problem(self.name, what, "Save it as UTF-8.")) from error
            what = "The packed file is damaged or cut short."
            raise DataError(Problem(self.name, what, "Expected gzip or zstd: pack it again.")) from error
        except OSError as error:
            what = f"The file cannot be read: {error.strerror or error}."
            raise DataError(Problem(self.name, what, "Put it back, and begin again.")) from error


def _close(lines: pl.Series) -> pl.Series:
    """The lines up to the last that does not end within quotation marks."""
    is_closed = lines.str.count_matches('"', literal=True).cum_sum() % 2 == 0
    places = is_closed.arg_true()
    return lines.head(int(places[-1]) + 1 if len(places) else 0)


def _write_heading(grid: Grid) -> str:
    """The headings on one line."""
    separator = next(sign for sign, word in SEPARATORS.items() if any(note.endswith(word) for note in grid.notes[:1]))
    cells = (" ".join(heading.split()).replace('"', '""') for heading in grid.headings)
    return separator.join(f'"{cell}"' for cell in cells)


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what = f"The file cannot be read: {error.strerror or error}."
        raise DataError(Problem(path.name, what, "Put it back, and begin again.")) from error


def _read(name: str, read: Callable[[], T]) -> T:
    """What reading gives. Raises `DataError` where a Parquet file is gone or damaged."""
    try:
        return read()
    except FileNotFoundError:
        what = "The file was there, and is gone."
        raise DataError(Problem(name, what, "Put it back, and begin again.")) from None
    except DAMAGED as error:
        what = "The file is damaged or cut short, or is not Parquet."
        raise DataError(Problem(name, what, "Expected Parquet: write it again from its source.")) from error
