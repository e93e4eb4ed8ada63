"""A table too large to hold in memory, read in batches of whole areas.

No look-back crosses the border of a batch, so that each can be judged by itself, and the answers are those of the
whole. Where the columns of a batch are plain numbers and surely without a mistake, they are handed on as they are: a
few passes over each column tell. Where anything is in doubt, the batch is read as every table is, by the functions of
`panel`: it comes out exact, or as the same mistakes in the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.check import check_rates, tell_fractions
from listerules.areas.numbers import LIMIT, figure_columns, find_proofs
from listerules.areas.panel import Reader, decide_decimal, read_rows, shape_rows
from listerules.areas.read import read_table, tell_blank_rows
from listerules.areas.structure import FIRST_YEAR, LAST_YEAR, REGIONS, add_structure, read_text
from listerules.errors import DataError
from listerules.law.model import Test

if TYPE_CHECKING:
    from listerules.areas.big import BigTable, Piece
    from listerules.areas.read import Table
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Column

BATCH_ROWS = 2**20
AREA, YEAR = pl.col("area"), pl.col("year")
IS_START = AREA.ne_missing(AREA.shift(1))
WHOLE_NUMBERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
TEXTS = (pl.String, pl.Categorical, pl.Enum)


class ScatteredError(Exception):
    """The rows of an area do not all stand together. Never told to a user: the table is then sorted."""


@dataclass(frozen=True)
class Facts:
    """What is known of a batch of plain columns: see `verdict.engine.Order`."""

    is_sorted: bool
    is_dense: bool
    years: tuple[int, int]
    largest: int


@dataclass(frozen=True)
class Batch:
    """Whole areas as the columns of a panel, without reasons for blanks; `facts` where the columns are plain.

    `numbers` are those of the rows.
    """

    rows: pl.DataFrame
    numbers: pl.Series
    facts: Facts | None = None


def cut_at_areas(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same rows in pieces that end where an area does: what goes on in the next piece is carried over to it."""
    carried: Piece | None = None
    for piece in pieces:
        if not piece.frame.height:
            continue
        if carried is not None and carried.frame["area"][-1] == piece.frame["area"][0]:
            last = carried.frame.select(pl.arg_where(IS_START).last()).item() or 0
            if last:
                yield carried.slice(0, last)
            carried = carried.slice(last).join(piece)
        else:
            if carried is not None:
                yield carried
            carried = piece
    if carried is not None:
        yield carried


def read_ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same, each read while the one before it is worked on."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="listerules reader") as reader:
        following = reader.submit(next, pieces, None)
        while (piece := following.result()) is not None:
            following = reader.submit(next, pieces, None)
            yield piece


def find_decimal(table: BigTable, reader: Reader, batch_rows: int) -> tuple[DecimalMark, list[str]]:
    """The decimal mark of a table, and a note of how it is known. Where there is text, all of it is looked through."""
    figures = figure_columns(table.head.frame.columns, reader.rulebook.vocabulary.columns)
    figures = {name: column for name, column in figures.items() if table.head.frame.schema[name] == pl.String}
    texts = list(figures)
    if reader.decimal or not texts:
        return decide_decimal(table.head, figures, reader.decimal)
    telling: list[Piece] = []
    for each in table.pieces(max(1, batch_rows // 4), texts):
        piece = replace(each, frame=each.frame.select(pl.col(texts).str.strip_chars()))
        proofs = find_proofs(piece.frame, figures).values()
        marked = piece.frame.select(pl.arg_where(pl.any_horizontal(pl.col(texts).str.contains(r"\d[.,]\d"))).first())
        rows = sorted({proof.position for proof in proofs} | {row for row in marked.to_series() if row is not None})
        telling += [piece.slice(row, 1) for row in rows]
        telling = _keep_telling(telling, figures)
    frames = [piece.frame for piece in telling]
    numbers = [piece.numbers for piece in telling]
    cells = pl.concat(frames) if frames else table.head.frame.select(texts)
    known = replace(table.head, frame=cells, row_numbers=pl.concat(numbers) if numbers else table.head.row_numbers)
    return decide_decimal(known, figures, None)


def _keep_telling(pieces: list[Piece], figures: Mapping[str, Column]) -> list[Piece]:
    """The first row of any mark, and the first that proves each."""
    if not pieces:
        return pieces
    proofs = find_proofs(pl.concat([piece.frame for piece in pieces]), figures).values()
    return [pieces[row] for row in sorted({0, *(proof.position for proof in proofs)})]


class BatchReader:
    """Reads pieces of one table, and remembers what only the whole table tells."""

    def __init__(self, table: BigTable, reader: Reader, decimal: DecimalMark, *, is_parted: bool = False) -> None:
        """`is_parted`: the pieces will not be those of the table, but partitions of it."""
        self._is_parted = is_parted
        self._table = table
        self._reader = reader
        self._decimal = decimal
        self._figures = figure_columns(table.head.frame.columns, reader.rulebook.vocabulary.columns)
        self._needs_municipality = any(
            isinstance(node, Test) and node.relative_to == "municipality"
            for regime in reader.series.regimes
            for _, node in regime.nodes()
        )
        self._is_plain = self._find_plain(table.head.frame.schema)
        self._parts = sorted({(each.share, each.of) for each in reader.measures if each.share and each.of})
        self._starts: list[pl.Series] = []
        self.blank_rows = 0
        self.first_blank = 0
        self.rows_read = 0
        self.has_region = False
        self._telling: tuple[pl.DataFrame, Table] | None = None

    def _find_plain(self, schema: pl.Schema) -> bool:
        """Whether all columns are of types that can be handed on as they are."""
        plain = (*WHOLE_NUMBERS, pl.Float64)
        return (
            schema["area"] in (*WHOLE_NUMBERS, *TEXTS)
            and schema.get("year") in WHOLE_NUMBERS
            and "list_date" not in schema
            and schema.get("region", pl.String) in TEXTS
            and not (self._needs_municipality and "municipality" in schema)
            and all(schema[name] in plain and column.unit != "percent" for name, column in self._figures.items())
        )

    def find_rows(self, batch_rows: int) -> int:
        """How many rows to read at a time: cell by cell takes some four times the memory of plain columns."""
        return batch_rows if self._is_plain else max(1, batch_rows // 4)

    @property
    def columns(self) -> list[str] | None:
        """The columns that need be read; None for all."""
        return (
            [*(["region"] if "region" in self._table.head.frame.columns else []), "area", "year", *self._figures]
            if (self._is_plain)
            else None
        )

    def outline(self) -> pl.DataFrame:
        """A panel of these columns without rows."""
        head = self._table.head.frame.lazy().with_columns(row=pl.lit(None, pl.Int64))
        return shape_rows(head, self._reader, self._decimal).collect()

    def read(self, piece: Piece) -> Batch:
        """The rows of a piece, which holds whole areas. Raises `DataError` with every mistake in it.

        Raises `ScatteredError` where an area stands in several places of the piece.
        """
        if self._is_plain:
            batch = self._read_plain(piece)
            if batch is not None:
                self.rows_read += piece.frame.height
                return batch
        return self._read_carefully(piece)

    def check_names(self) -> None:
        """Raise `ScatteredError` if two runs of rows are of one area, or of names that differ only in case.

        Names are known by 64-bit hashes; two that are the same by chance cost time, and no wrong answer.
        """
        names = pl.concat(self._starts) if self._starts else pl.Series([], dtype=pl.UInt64)
        if names.n_unique() < len(names):
            raise ScatteredError

    def check_rates(self) -> None:
        """Raise `DataError` if all of a rate is so small that it seems to be a fraction of one."""
        if self._telling is None:
            return
        rows, cells = self._telling
        problems = list(check_rates(cells, rows, self._figures))
        if problems:
            raise DataError(problems)

    def tell_fractions(self) -> Iterator[str]:
        """Say which small rates look like fractions of one."""
        return iter(()) if self._telling is None else tell_fractions(self._telling[0], self._figures)

    def tell_blanks(self) -> Iterator[str]:
        """Say how many rows are wholly empty."""
        if self.blank_rows:
            yield tell_blank_rows(self.blank_rows, self.first_blank, self._table.head.row_word)

    # --- plain columns ------------------------------------------------------------------------

    def _read_plain(self, piece: Piece) -> Batch | None:
        """The columns as they are; None where anything is in doubt."""
        frame = piece.frame
        facts = _look_at(frame, self._figures, self._parts)
        region = _read_regions(frame["region"]) if "region" in frame.columns else _no_place(frame.height)
        if facts is None or region is None or not self._add_starts(frame):
            return None
        self.has_region |= region.null_count() < frame.height
        municipality = [pl.lit(None, pl.String).alias("municipality")] if self._needs_municipality else []
        rows = frame.select(
            "area",
            YEAR.cast(pl.Int32),
            region.alias("region"),
            *municipality,
            *(_hand_on(name, column, frame.schema[name]) for name, column in self._figures.items()),
        )
        return Batch(rows, piece.numbers, facts)

    def _add_starts(self, frame: pl.DataFrame) -> bool:
        """Remember the names of the areas; False where one is not written as it is read."""
        starts = frame.select(AREA.filter(IS_START))
        if starts.schema["area"] in WHOLE_NUMBERS:
            self._remember(starts["area"].cast(pl.UInt64, wrap_numerical=True))
            return True
        names = starts.select(AREA.cast(pl.String))
        as_read = names.select(read_text("area", names.schema)).to_series()
        if not as_read.eq_missing(names["area"]).all() or as_read.null_count():
            return False
        hashes = _hash_names(as_read)
        if self._is_parted and hashes.n_unique() < len(hashes):
            return False
        self._remember(hashes)
        return True

    def _remember(self, names: pl.Series) -> None:
        if self._is_parted:
            return
        if names.n_unique() < len(names):
            raise ScatteredError
        self._starts.append(names)

    # --- everything else ----------------------------------------------------------------------

    def _read_carefully(self, piece: Piece) -> Batch:
        """The rows by the ordinary reader."""
        whole = self._table.reread(piece) if self._is_plain and not self._is_parted else piece
        grid = read_table(whole.frame, self._reader.rulebook.vocabulary, name=self._table.name, may_be_empty=True)
        numbers = whole.numbers.gather(grid.row_numbers - 1)
        table = replace(grid, row_numbers=numbers, row_word=self._table.head.row_word)
        self._count_blanks(whole, numbers)
        rows = read_rows(table, self._reader, self._decimal, is_whole=False)
        if rows.height:
            is_number = table.frame.schema["area"] in WHOLE_NUMBERS
            starts = (table.frame if is_number else rows).select(AREA.filter(IS_START))["area"]
            self._remember(starts.cast(pl.UInt64, wrap_numerical=True) if is_number else _hash_names(starts))
        self.rows_read += rows.height
        self.has_region |= rows["region"].null_count() < rows.height
        self._keep_telling(rows, table)
        return Batch(rows.drop(name for name in rows.columns if name.endswith(".blank")), numbers)

    def _count_blanks(self, whole: Piece, numbers: pl.Series) -> None:
        if len(numbers) == len(whole.numbers):
            return
        blank = whole.numbers.filter(~whole.numbers.is_in(numbers.implode()))
        if not self.blank_rows:
            self.first_blank = blank[0]
        self.blank_rows += len(blank)

    def _keep_telling(self, rows: pl.DataFrame, table: Table) -> None:
        """Keep of each rate the largest, and three rows more: what is said of all its cells shows in these."""
        lows = [name for name in rows.columns if name.endswith(".low")]
        if not lows:
            return
        if self._telling is not None:
            before, cells = self._telling
            frame, numbers = pl.concat([cells.frame, table.frame]), pl.concat([cells.row_numbers, table.row_numbers])
            rows, table = pl.concat([before, rows]), replace(table, frame=frame, row_numbers=numbers)
        telling = rows.select(
            pl.any_horizontal(
                ((pl.col(low).is_not_null().cum_sum() <= 3) & pl.col(low).is_not_null())
                | (pl.int_range(pl.len()) == pl.col(low).arg_max())
                for low in lows
            )
        ).to_series()
        kept = replace(table, frame=table.frame.filter(telling), row_numbers=table.row_numbers.filter(telling))
        self._telling = (rows.filter(telling), kept)


def _hash_names(names: pl.Series) -> pl.Series:
    return names.str.to_lowercase().hash()


def _no_place(height: int) -> pl.Series:
    return pl.Series("region", [None], dtype=pl.Enum(REGIONS)).new_from_index(0, height)


def _look_at(frame: pl.DataFrame, figures: Mapping[str, Column], parts: Collection[tuple[str, str]]) -> Facts | None:
    """What is known of the rows; None where there may be a mistake, or an order that only sorting mends."""
    certain = [YEAR.is_between(FIRST_YEAR, LAST_YEAR).all() & (YEAR.null_count() == 0), AREA.null_count() == 0]
    certain += [_is_certain(name, column, frame.schema[name]) for name, column in figures.items()]
    certain += [~(pl.col(part) > pl.col(whole)).any() for part, whole in parts if part in figures and whole in figures]
    largest = [
        pl.col(name).max().cast(pl.Int64).alias(f"largest:{name}")
        for name in figures
        if _is_whole(frame, figures, name)
    ]
    start, step = pl.col("start:"), pl.col("step:")
    found = (
        frame.lazy()
        .with_columns(IS_START.alias("start:"), YEAR.cast(pl.Int32).diff().alias("step:"))
        .select(
            reduce(and_, certain).alias("certain"),
            (start | (step > 0)).all().alias("ascending"),
            (start | (step == 1)).all().alias("dense"),
            YEAR.min().alias("first"),
            YEAR.max().alias("last"),
            *largest,
        )
        .collect(engine="in-memory")
        .row(0)
    )
    certainly, ascending, dense, first, last, *most = found
    if not (certainly and ascending):
        return None
    return Facts(
        is_sorted=True, is_dense=dense, years=(first, last), largest=max((each or 0 for each in most), default=0)
    )


def _is_whole(frame: pl.DataFrame, figures: Mapping[str, Column], name: str) -> bool:
    return frame.schema[name] in WHOLE_NUMBERS or figures[name].unit == "persons"


def _is_certain(name: str, column: Column, kind: pl.DataType) -> pl.Expr:
    """Whether all figures of a column can be handed on as they are.

    Floats of one or more, up to the limit, have at most 16 decimals, which is less than there may be.
    """
    figure = pl.col(name)
    if not kind.is_float():
        return (figure.min().fill_null(0) >= 0) & (figure.max().fill_null(0) < LIMIT)
    figure = figure.fill_nan(None)
    within = ((figure == 0) | (figure >= 1)) & (figure < LIMIT)
    return (within & (figure == figure.floor()) if column.unit == "persons" else within).all()


def _hand_on(name: str, column: Column, kind: pl.DataType) -> pl.Expr:
    figure = pl.col(name)
    if not kind.is_float():
        return figure
    figure = figure.fill_nan(None)
    return figure.cast(pl.Int32) if column.unit == "persons" else figure


def _read_regions(column: pl.Series) -> pl.Series | None:
    """The regions by their names; None where one is not known."""
    kind = pl.Enum(REGIONS)
    regions = column.cast(kind, strict=False)
    if regions.null_count() == column.null_count():
        return regions
    words = column.cast(pl.String).unique().alias("region").to_frame()
    read = words.with_columns(
        add_structure(words.lazy()).select(name="region").collect().to_series(),
        words.select(given=read_text("region", words.schema)).to_series(),
    )
    if read.filter(pl.col("given").is_not_null() & pl.col("name").is_null()).height:
        return None
    return column.cast(pl.String).replace_strict(read["region"], read["name"], return_dtype=kind)
