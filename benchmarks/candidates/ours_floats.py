"""listerules with floats only: the same plan without the exact look at figures near a line. What exactness costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.candidates.ours import judge, shape_reference
from benchmarks.work import FLOATS_ONLY, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame."""
    from listerules.verdict.engine import STREAMING_FROM, find_order  # noqa: PLC0415 - only in the process of this candidate
    from listerules.verdict.engine.tests import Tests  # noqa: PLC0415

    shape_reference(baselines)
    engine = "streaming" if frame.height >= STREAMING_FROM else "in-memory"

    def run() -> pl.DataFrame:
        order = find_order(frame.select("area", "year"))  # how large the figures are matters to exactness alone
        with patch.object(Tests, "_as_floats", take_floats):  # while the plan is made
            plan = judge(frame.lazy(), baselines, order)
        return plan.collect(engine=engine)

    return Job(run=run, tabulate=lambda answer: answer)


def take_floats(tests: Any, figure: Any, line: Any, test: Any, *, least: bool) -> tuple[str, float]:
    """The column of a quotient, or of its part of a baseline, and the line, as floats have them."""
    if line is None:
        return figure.floats, float(test.line * figure.unit)
    relation = tests._relate(figure, line, high=least)  # noqa: SLF001 - this stands in for a method
    return tests._sheet.add(f"{figure.floats}:of:{line.name}", relation), float(test.line)  # noqa: SLF001


CANDIDATES = (InMemory(FLOATS_ONLY, prepare, quick_rows=0, any_order=True),)
