"""listerules itself, from the rules in YAML. How a panel becomes verdicts stands in `judge` alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.work import COUNTS, HERE, INCOME, LISTS, FromFiles, InMemory, Job

if TYPE_CHECKING:
    from benchmarks.baselines import Baselines
    from listerules.law.rulebook import Rulebook

SERIES = "fire-lister"
SOCIAL = "udsat_boligomraade.sociale_kriterier"
CRITERIA = tuple(f"node:{SOCIAL}.{key}" for key in ("uden_tilknytning", "doemte", "kun_grundskole", "bruttoindkomst"))
STREAMING_FROM = 10**6  # rows, below which the in-memory engine is faster


@cache
def load() -> Rulebook:
    """The rules, read once: reading YAML is no part of the work of a row."""
    from listerules import load_rules  # noqa: PLC0415 - only in the process of this candidate

    return load_rules(HERE / "rules")


def judge(rows: pl.LazyFrame, baselines: Baselines) -> pl.LazyFrame:
    """The answer for the rows of a panel, nothing collected."""
    from listerules.areas.panel import lazy_panel  # noqa: PLC0415
    from listerules.verdict.engine import judge as judge_panel  # noqa: PLC0415

    rules = load()
    figures = rows.select("area", "year", "region", *COUNTS, INCOME)
    panel = lazy_panel(figures, rules, SERIES, reference=baselines.to_reference().lazy())
    judged = judge_panel(panel, rules.get_series(SERIES), rules.vocabulary)
    met = sum((pl.col(name).fill_null(False).cast(pl.UInt8) for name in CRITERIA), pl.lit(0, pl.UInt8))
    return judged.select("area", "year", *(pl.col(f"list:{name}").alias(name) for name in LISTS), n_met=met)


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame."""
    load()
    engine = "streaming" if frame.height >= STREAMING_FROM else "in-memory"
    return Job(
        run=lambda: judge(frame.lazy(), baselines).collect(engine=engine),
        tabulate=lambda answer: answer.cast({"area": pl.Int32}),
    )


def convert(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet, with the same columns as everyone."""
    judge(pl.scan_parquet(source), baselines).sink_parquet(target, engine="streaming")


CANDIDATES = (
    InMemory("listerules", prepare, most_rows=10**8, any_order=True),
    FromFiles("listerules", convert, most_rows=10**8, any_order=True),
)
