"""Answers of engines without blanks: 0 no, 1 unknown, 2 yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.work import LISTS

if TYPE_CHECKING:
    import numpy as np


def from_codes(area: np.ndarray, year: np.ndarray, answer: Sequence[np.ndarray] | np.ndarray) -> pl.DataFrame:
    """The answer columns from four arrays of codes and one of counts."""
    codes = {name: pl.Series(answer[place]) for place, name in enumerate(LISTS)}
    return pl.DataFrame(
        {
            "area": area,
            "year": year,
            **{name: pl.select(pl.when(code != 1).then(code == 2)).to_series() for name, code in codes.items()},
            "n_met": pl.Series(answer[len(LISTS)]),
        }
    )
