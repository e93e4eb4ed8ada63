"""NumPy over whole arrays, in blocks that stay in the processor's cache. Codes: 0 no, 1 unknown, 2 yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.candidates.codes import from_codes
from benchmarks.candidates.numba_pass import lay_out
from benchmarks.work import FIRST_YEAR, LISTS, RUN, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

BLOCK = 1 << 15  # rows
HALO = RUN  # rows before a block, that its first rows look back to
YES, UNKNOWN = 2, 1


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From arrays to arrays."""
    columns = lay_out(frame)
    national, regional = baselines.national_shares(), baselines.regional_incomes()

    def run() -> list[np.ndarray]:
        answer = [np.empty(frame.height, np.int8) for _ in range(len(LISTS) + 1)]
        for start in range(0, frame.height, BLOCK):
            first = max(0, start - HALO)
            block = classify([column[first : start + BLOCK] for column in columns], national, regional)
            for whole, part in zip(answer, block, strict=True):
                whole[start : start + BLOCK] = part[start - first :]
        return answer

    return Job(run=run, tabulate=lambda answer: from_codes(columns[0], columns[1], answer))


def classify(columns: Sequence[np.ndarray], national: np.ndarray, regional: np.ndarray) -> list[np.ndarray]:
    """The answers for rows sorted by area and year: the four lists, and how many criteria are met."""
    area, year, region, residents, of_working_age, outside, non_western = columns[:7]
    convicted, adults, of_middle_age, schooled, income = columns[7:]
    with np.errstate(all="ignore"):
        year_before = (area == _back(area, 1, -1)) & (year - _back(year, 1, 0) == 1)
        work = _mean_of_two(_share(outside, of_working_age), year_before)
        crime = _mean_of_two(_share(convicted, adults), year_before)
        school, foreign = _share(schooled, of_middle_age), _share(non_western, residents)
        country, around = national[year - FIRST_YEAR], regional[year - FIRST_YEAR, region - 1]
        school_60 = _code(school > 0.60, school)
        social = (
            _code(work > 0.40, work),
            _code(crime >= 3 * country, crime + country),
            school_60,
            _code(income < 0.55 * around, income + around),
        )
        at_risk = (
            _code(work > 0.30, work),
            _code(crime >= 2 * country, crime + country),
            school_60,
            _code(income < 0.65 * around, income + around),
        )
        above_half, above_three_tenths = _code(foreign > 0.50, foreign), _code(foreign > 0.30, foreign)
    large = np.where(residents < 0, UNKNOWN, (residents >= 1000) * YES).astype(np.int8)
    met, enough = _two_of(social)
    vulnerable = np.minimum(large, enough)
    parallel = np.minimum(vulnerable, above_half)
    others = np.minimum(np.minimum(large, above_three_tenths), _two_of(at_risk)[1])
    return [vulnerable, parallel, _run(area, year, parallel), np.minimum(YES - vulnerable, others), met]


def _back(column: np.ndarray, rows: int, missing: float) -> np.ndarray:
    earlier = np.full_like(column, missing)
    earlier[rows:] = column[:-rows]
    return earlier


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.where((whole > 0) & (part >= 0), part / whole, np.nan)


def _mean_of_two(share: np.ndarray, year_before: np.ndarray) -> np.ndarray:
    return np.where(year_before, (share + _back(share, 1, np.nan)) / 2, np.nan)


def _code(is_met: np.ndarray, figure: np.ndarray) -> np.ndarray:
    """A blank figure is not met, and unknown."""
    return is_met.astype(np.int8) * YES + np.isnan(figure)


def _two_of(tests: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """How many are met, and whether two are."""
    surely = sum((test == YES).astype(np.int8) for test in tests)
    possibly = sum((test > 0).astype(np.int8) for test in tests)
    return surely, (surely >= 2).astype(np.int8) + (possibly >= 2)


def _run(area: np.ndarray, year: np.ndarray, parallel: np.ndarray) -> np.ndarray:
    answer = parallel
    for rows in range(1, min(RUN, len(area))):
        near = (area == _back(area, rows, -1)) & (year - _back(year, rows, 0) < RUN)
        answer = np.minimum(answer, np.where(near, _back(parallel, rows, UNKNOWN), np.int8(UNKNOWN)))
    return answer if len(area) >= RUN else np.minimum(answer, np.int8(UNKNOWN))


CANDIDATES = (InMemory("NumPy, in blocks", prepare),)
