"""What nobody can beat: reading every figure once and writing as much as an answer holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from benchmarks.work import COUNTS, INCOME, INPUT, LISTS, FromFiles, InMemory, Job

if TYPE_CHECKING:
    from benchmarks.baselines import Baselines


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:  # noqa: ARG001 - a floor judges nothing
    """Go through all columns in memory, and fill one byte per list and count."""
    from benchmarks.candidates.numba_kernels import read_and_write  # noqa: PLC0415
    from benchmarks.candidates.numba_pass import lay_out  # noqa: PLC0415

    columns = lay_out(frame)
    answer = np.zeros((len(LISTS) + 1, frame.height), np.int8)
    read_and_write(*(column[:8] for column in columns), answer[:, :8].copy())  # compiles, which is not timed
    return Job(run=lambda: read_and_write(*columns, answer), tabulate=_no_answer)


def sort(frame: pl.DataFrame, baselines: Baselines) -> Job:  # noqa: ARG001
    """What sorting costs Polars: a floor for work on rows that come in any order."""
    return Job(run=lambda: frame.sort("area", "year"), tabulate=_no_answer)


def read(source: Path, target: Path, baselines: Baselines) -> None:  # noqa: ARG001
    """Read every column of a Parquet file."""
    pl.scan_parquet(source).select(pl.col(INPUT).max()).collect(engine="streaming")


def read_and_write(source: Path, target: Path, baselines: Baselines) -> None:  # noqa: ARG001
    """Read every column, and write an answer of the right shape, made by the least work there can be."""
    lists = dict(zip(LISTS, ("beboere", "ikke_vestlige", "beboere_18_64", "beboere_18_og_over"), strict=True))
    others = [name for name in (*COUNTS, INCOME, "region_code") if name not in lists.values()]
    pl.scan_parquet(source).select(
        "area",
        "year",
        *((pl.col(figure) >= 900).alias(name) for name, figure in lists.items()),
        n_met=sum(((pl.col(name) > 100).fill_null(False).cast(pl.UInt8) for name in others), pl.lit(0, pl.UInt8)),
    ).sink_parquet(target, engine="streaming")


def _no_answer(_: object) -> pl.DataFrame:
    raise NotImplementedError("a floor gives no answers")


CANDIDATES = (
    InMemory("floor: memory read and written", prepare, most_rows=10**8, floor=True),
    InMemory("floor: rows sorted by Polars", sort, floor=True, any_order=True),
    FromFiles("floor: every column read", read, most_rows=10**8, floor=True),
    FromFiles("floor: read, and the same shape written", read_and_write, most_rows=10**8, floor=True),
)
