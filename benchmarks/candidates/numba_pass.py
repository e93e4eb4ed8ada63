"""numba: one compiled pass over sorted rows, a small state per area. The practical limit of hand-written code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.candidates.codes import from_codes
from benchmarks.work import CORES, COUNTS, FIRST_YEAR, INCOME, LISTS, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines


def lay_out(frame: pl.DataFrame) -> list[np.ndarray]:
    """Area, year, region code, the counts with -1 for blanks, and the income with NaN: one array each."""
    columns = [frame[name].to_numpy() for name in ("area", "year", "region_code")]
    columns += [frame[name].fill_null(-1).to_numpy() for name in COUNTS]
    columns.append(frame[INCOME].fill_null(np.nan).to_numpy())
    return [np.require(column, requirements=["C", "W"]) for column in columns]


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From arrays to arrays."""
    import numba  # noqa: PLC0415 - only in the process of this candidate

    from benchmarks.candidates.numba_kernels import classify  # noqa: PLC0415

    numba.set_num_threads(CORES)
    columns = lay_out(frame)
    answer = np.zeros((len(LISTS) + 1, frame.height), np.int8)
    baseline_arrays = (baselines.national_shares(), baselines.regional_incomes())
    few, answers_to_few = [column[:8] for column in columns], answer[:, :8].copy()
    classify(*few, *baseline_arrays, FIRST_YEAR, CORES, answers_to_few)  # compiles, which is not timed
    return Job(
        run=lambda: classify(*columns, *baseline_arrays, FIRST_YEAR, CORES, answer),
        tabulate=lambda _: from_codes(columns[0], columns[1], answer),
    )


CANDIDATES = (InMemory("numba, one pass", prepare, most_rows=10**8),)
