"""Large tables as files: pieces of their rows, in order, without holding the whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import polars as pl

from listerules.areas.read import Table, read_table
from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary

T = TypeVar("T")

BIG_ROWS = 2_000_000  # from which a Parquet file is not read as a whole
PARQUET = (".parquet", ".pq")

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


def is_big(source: object) -> bool:
    """Whether a table is read in pieces, by what its file says of itself."""
    if not isinstance(source, str | os.PathLike):
        return False
    path = Path(source)
    try:
        return path.is_file() and path.suffix.lower() in PARQUET and _count_rows(path) >= BIG_ROWS
    except DAMAGED:  # who reads it says what is wrong
        return False


def _count_rows(path: Path) -> int:
    count: int = pl.scan_parquet(path).select(pl.len()).collect().item()
    return count


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
    """A Parquet file."""

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.name = path.name
        self.path = path
        scan = pl.scan_parquet(path)
        schema = self._read(scan.collect_schema)
        self.head = read_table(pl.DataFrame(schema=schema), vocabulary, name=self.name, may_be_empty=True)
        found = {vocabulary.find(heading): heading for heading in schema.names()}
        self._headings = {name: found[name] for name in self.head.frame.columns}
        self.height: int | None = self._read(lambda: scan.select(pl.len()).collect().item())
        self.last_number = self.height
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

    def _read_piece(self, first: int, rows: int, columns: Collection[str] | None) -> Piece:
        scan = pl.scan_parquet(self.path).slice(first, rows)
        if columns is not None:
            scan = scan.select(pl.col(self._headings[name]).alias(name) for name in columns)
        frame = self._read(scan.collect)
        return Piece(frame, first, pl.int_range(first + 1, first + frame.height + 1, eager=True))

    def find_days(self) -> pl.DataFrame:
        """See `BigTable`."""
        named = [pl.col(self._headings[name]).alias(name) for name in ("year", "list_date") if name in self._headings]
        return self._read(pl.scan_parquet(self.path).select(named).unique().collect)

    def hash(self) -> str:
        """See `BigTable`."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _read(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except FileNotFoundError:
            what = "The file was there, and is gone."
            raise DataError(Problem(self.name, what, "Put it back, and begin again.")) from None
        except DAMAGED as error:
            what = "The file is damaged or cut short, or is not Parquet."
            raise DataError(Problem(self.name, what, "Expected Parquet: write it again from its source.")) from error
