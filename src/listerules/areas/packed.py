"""Packed files, unpacked with a bound: a small file that swells to gigabytes is refused before it fills the memory.

Tables shrink to a tenth when packed, those that say one thing over and over to a thirtieth. What swells to more than
fifty times its size, and to more than 30 MB, was made to do harm, or by mistake.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING
from xml.parsers import expat

import polars as pl

from listerules.areas.text import MOST_COLUMNS
from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SWELLS = 50  # times its packed size
ALWAYS_FINE = 30_000_000  # bytes, however small the packed file
MOST_CELLS = 10_000_000  # of the rectangle that holds all cells of a sheet, or of a frame however small its file
CELLS_PER_BYTE = 20  # of a frame in Parquet or Arrow
MOST_LETTERS = 200_000_000  # in cells, where a text is stored once and used many times

_PLACE = re.compile(r"([A-Z]*)([0-9]*)")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,  # a password
    NotImplementedError,  # another way to pack
)


def unpack(data: bytes, name: str) -> bytes:
    """The content of a gzip file. Raises `DataError` where it is damaged, or swells beyond all measure."""
    most = _find_most(data)
    try:
        with gzip.open(io.BytesIO(data)) as file:
            content = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(Problem(name, "The packed file is damaged or cut short.", "Expected gzip.")) from error
    if len(content) > most:
        raise DataError(_tell_swelling(name, most))
    return content


def repack_workbook(data: bytes, name: str) -> bytes:
    """The same sheets with nothing packed, so that what is read is what was measured here.

    Pictures and programs are left out. Raises `DataError` for what is not a workbook, for one that swells beyond all
    measure, and for sheets that would fill the memory: cells in far corners, or a long text in very many cells.
    """
    most = _find_most(data)
    try:
        parts = dict(_read_parts(data, most))
        if sum(map(len, parts.values())) > most:
            raise DataError(_tell_swelling(name, most))
        sheets = [_Part(content) for part, content in parts.items() if part.lower().endswith(".xml")]
    except _DAMAGED as error:
        what = "The file is damaged or cut short, or is not an Excel workbook."
        raise DataError(Problem(name, what, "Expected .xlsx: open it in Excel and save it again.")) from error
    _check_sheets(sheets, name)
    repacked = io.BytesIO()
    with zipfile.ZipFile(repacked, "w") as file:
        for part, content in parts.items():
            file.writestr(part, content)
    return repacked.getvalue()


def find_most_rows(data: bytes, width: int) -> int:
    """How many rows a Parquet or Arrow file of that many columns may have."""
    return max(MOST_CELLS, CELLS_PER_BYTE * len(data)) // max(1, width)


def check_frame(frame: pl.DataFrame, data: bytes, name: str) -> None:
    """Raise `DataError` for a frame of more rows, or more text in its cells, than its file can mean."""
    if frame.height > find_most_rows(data, frame.width):
        what = f"The file has {len(data):,} bytes, and more than {frame.height - 1:,} rows."
        raise DataError(Problem(name, what, "If it is a true table, give it as CSV."))
    texts = [column.str.len_bytes() for column in frame if column.dtype == pl.String]
    texts += [column.cat.len_bytes() for column in frame if column.dtype in (pl.Categorical, pl.Enum)]
    if sum(int(lengths.cast(pl.UInt64).sum()) for lengths in texts) > max(MOST_LETTERS, SWELLS * len(data)):
        raise DataError(_tell_letters(name))


def _tell_letters(name: str) -> Problem:
    what = f"The texts of its cells are more than {MOST_LETTERS // 1_000_000} million letters."
    return Problem(name, what, "Save the table as CSV, without the long texts.")


def _find_most(data: bytes) -> int:
    """How many bytes a packed file may hold."""
    return max(ALWAYS_FINE, SWELLS * len(data))


def _tell_swelling(name: str, most: int) -> Problem:
    what = f"The file unpacks to more than {most // 1_000_000} MB, which no table so small when packed would."
    return Problem(name, what, "If it is a true table, give it unpacked, as CSV.")


def _read_parts(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """The parts of a workbook that say what is in its sheets, until there are more bytes than there may be."""
    read = 0
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for part in dict.fromkeys(file.namelist()):
            if part.lower().endswith((".xml", ".rels")) and read <= most:
                with file.open(part) as packed:
                    content = packed.read(most - read + 1)
                read += len(content)
                yield part, content


class _Part:
    """One part of a workbook: the rectangle its cells take up, and the texts that are stored once for many cells.

    Cells without a place of their own stand after the one before them.
    """

    def __init__(self, content: bytes) -> None:
        self.width = self.height = 0
        self.lengths: list[int] = []  # of the texts stored here
        self.uses: Counter[int] = Counter()  # of stored texts, by their number
        self._row = self._column = 0
        self._number: list[str] | None = None  # that of a stored text, while it is being read
        self._is_text = False
        reader = expat.ParserCreate()
        reader.buffer_text = True
        reader.StartElementHandler = self._begin
        reader.EndElementHandler = self._end
        reader.CharacterDataHandler = self._read
        reader.StartDoctypeDeclHandler = self._refuse
        reader.Parse(content, True)  # these are the last of its bytes

    def _begin(self, element: str, words: dict[str, str]) -> None:
        kind = element.rpartition(":")[2]
        if kind == "c":
            column, row = _find_place(words.get("r", ""))
            self._column, self._row = column or self._column + 1, row or self._row
            self.width, self.height = max(self.width, self._column), max(self.height, self._row)
            self._is_text = words.get("t") == "s"
        elif kind == "row":
            self._row, self._column = _find_place(words.get("r", ""))[1] or self._row + 1, 0
        elif kind == "sst" and max(int(words.get(word, 0)) for word in ("count", "uniqueCount")) > MOST_CELLS:
            raise ValueError("more texts than cells")  # the reader would make room for all that are announced
        elif kind == "si":
            self.lengths.append(0)
        elif kind == "v" and self._is_text:
            self._number = []

    def _read(self, text: str) -> None:
        if self._number is not None:
            self._number.append(text)
        elif self.lengths:
            self.lengths[-1] += len(text)

    def _end(self, element: str) -> None:
        if self._number is not None and element.rpartition(":")[2] == "v":
            self.uses[int("".join(self._number)[:20])] += 1
            self._number = None

    @staticmethod
    def _refuse(*_: object) -> None:
        raise ValueError("a workbook has no document type")


def _find_place(words: str) -> tuple[int, int]:
    """Column and row of a place such as `B12`, counted from 1; 0 where it says none."""
    found = _PLACE.match(words[:20])
    letters, digits = found.groups() if found else ("", "")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(digits or 0)


def _check_sheets(parts: Sequence[_Part], name: str) -> None:
    for part in parts:
        if part.width > MOST_COLUMNS or part.width * part.height > MOST_CELLS:
            what = f"A sheet has cells as far away as row {part.height} and column {part.width}."
            raise DataError(Problem(name, what, "Clear what stands far from the table, or save the table as CSV."))
    lengths = [length for part in parts for length in part.lengths]
    uses = [(number, count) for part in parts for number, count in part.uses.items() if number < len(lengths)]
    if sum(lengths[number] * count for number, count in uses) > MOST_LETTERS:
        raise DataError(_tell_letters(name))
