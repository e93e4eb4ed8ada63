"""listerules: one number of the rules in a thousand steps over one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.candidates.ours import SERIES, SOCIAL, load
from benchmarks.work import COUNTS, INCOME, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

STEPS = "30.02%..50%/0.02%"


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to what happens at each step."""
    from listerules import sweep  # noqa: PLC0415 - only in the process of this candidate

    rules, reference = load(), baselines.to_reference()
    figures = frame.select("area", "year", "region", *COUNTS, INCOME)
    asked = f"{SOCIAL}.uden_tilknytning.above={STEPS}"
    return Job(run=lambda: sweep(figures, asked, rules, series=SERIES, reference=reference), tabulate=_no_answer)


def _no_answer(_: object) -> pl.DataFrame:
    raise NotImplementedError("a sweep gives how many are on each list, not one answer")


CANDIDATES = (
    InMemory(
        "listerules, sweep of 1,000 scenarios",
        prepare,
        most_rows=10**5,
        quick_rows=0,
        floor=True,
        scenarios=1000,
        lane="scenarios",
    ),
)
