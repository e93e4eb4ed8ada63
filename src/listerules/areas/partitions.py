"""A table whose areas stand in no order, parted into files so that each area is whole in one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.batches import WHOLE_NUMBERS
from listerules.areas.big import Piece
from listerules.areas.structure import add_structure, read_text

if TYPE_CHECKING:
    from listerules.areas.big import BigTable

NUMBER = "row number:"  # no column of the vocabulary has a colon
MOST_PARTITIONS = 256


def part(table: BigTable, folder: Path, rows: int, columns: Collection[str] | None) -> Iterator[int]:
    """Write every row to a partition of `folder`, about `rows` in each; yield how many are written so far.

    Names of areas that differ only in case come to the same partition.
    """
    count = min(MOST_PARTITIONS, max(1, -(-(table.last_number or 0) // rows)))
    for number, piece in enumerate(table.pieces(rows, columns)):
        marked = piece.frame.with_columns(
            piece.numbers.alias(NUMBER), (_hash_areas(piece.frame) % count).alias("partition:")
        )
        for (partition,), frame in marked.partition_by("partition:", as_dict=True, include_key=False).items():
            place = folder / f"{partition}"
            place.mkdir(exist_ok=True)
            frame.write_ipc(place / f"{number}.arrow", compression="lz4")
        yield piece.first + piece.frame.height


def read_partitions(folder: Path) -> Iterator[Piece]:
    """Each partition as a piece, its rows by area and year as they are written there."""
    for place in sorted(folder.iterdir(), key=lambda place: int(place.name)):
        frames = [pl.read_ipc(file) for file in sorted(place.iterdir())]
        keys = [name for name in ("area", "year", "list_date") if name in frames[0].columns]
        rows = pl.concat(frames).sort(keys, maintain_order=True)
        yield Piece(rows.drop(NUMBER), 0, rows[NUMBER])


def read_names(frame: pl.DataFrame) -> pl.DataFrame:
    """`area`, `year` and `list_date` of each row, as the ordinary reader reads them; each spelling is read once."""
    keys = [name for name in ("year", "list_date") if name in frame.columns]
    spelled = frame.select("area").unique()
    names = spelled.with_columns(spelled.select(read_text("area", spelled.schema)).to_series().alias("as read:"))
    given = frame.select(keys).unique()
    read = add_structure(given.lazy()).select(pl.col("year").alias("year:"), pl.col("list_date").alias("day:"))
    days = given.with_columns(read.collect().get_columns())
    joined = frame.select("area", *keys).join(names, on="area", how="left", nulls_equal=True, maintain_order="left")
    joined = joined.join(days, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(area="as read:", year="year:", list_date="day:")


def _hash_areas(frame: pl.DataFrame) -> pl.Series:
    """A number that is the same for all rows of an area."""
    if frame.schema["area"] in WHOLE_NUMBERS:
        return frame["area"].hash()
    spelled = frame.select("area").unique()
    read = spelled.select(read_text("area", spelled.schema)).to_series()
    hashed = spelled.with_columns(read.str.to_lowercase().hash().alias("hash:"))
    return frame.select("area").join(hashed, on="area", how="left", nulls_equal=True, maintain_order="left")["hash:"]
