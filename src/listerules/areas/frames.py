"""How frames are worked out, by how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_SMALL = 100_000  # rows


def collect(frame: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """Work out a frame of about so many rows: a small one in memory, as the streaming engine is slow to begin."""
    return frame.collect(engine="in-memory" if rows < _SMALL else "auto")
