"""listerules: one number of the rules in a thousand steps over one table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.candidates.ours import SERIES, SOCIAL, load
from benchmarks.work import COUNTS, INCOME, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

# Two sweeps of 500 scenarios each, which is as many as one may have.
HALVES = ("30.02%..40%/0.02%", "40.02%..50%/0.02%")


def prepare(halves: tuple[str, ...], frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to what happens at each step."""
    from listerules import sweep  # noqa: PLC0415 - only in the process of this candidate

    rules, reference = load(), baselines.to_reference()
    figures = frame.select("area", "year", "region", *COUNTS, INCOME)

    def run() -> list[Any]:
        return [
            sweep(figures, f"{SOCIAL}.uden_tilknytning.above={half}", rules, series=SERIES, reference=reference)
            for half in halves
        ]

    return Job(run=run, tabulate=_no_answer)


def _no_answer(_: object) -> pl.DataFrame:
    raise NotImplementedError("a sweep gives how many are on each list, not one answer")


CANDIDATES = (
    InMemory(
        "listerules, sweep of 1,000 scenarios",
        partial(prepare, HALVES),
        most_rows=10**5,
        quick_rows=0,
        floor=True,
        scenarios=1000,
        lane="scenarios",
    ),
)
