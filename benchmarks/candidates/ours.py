"""listerules itself, from the rules in YAML. How a panel becomes verdicts stands in `judge` alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.work import COMMAND_LINE, COUNTS, HERE, INCOME, LISTS, FromFiles, InMemory, Job

if TYPE_CHECKING:
    from benchmarks.baselines import Baselines
    from listerules.areas.panel import Panel
    from listerules.law.rulebook import Rulebook
    from listerules.verdict.engine import Order

SERIES = "fire-lister"
SOCIAL = "udsat_boligomraade.sociale_kriterier"
CRITERIA = ("uden_tilknytning", "doemte", "kun_grundskole", "bruttoindkomst")


@cache
def load() -> Rulebook:
    """The rules, read once: reading YAML is no part of the work of a row."""
    from listerules import load_rules  # noqa: PLC0415 - only in the process of this candidate

    return load_rules(HERE / "rules")


def judge(rows: pl.LazyFrame, baselines: Baselines, order: Order | None = None) -> pl.LazyFrame:
    """The answers for the rows of a panel, nothing collected. `order` is what is known of them beforehand."""
    from listerules.verdict import engine  # noqa: PLC0415

    rules = load()
    series = rules.get_series(SERIES)
    judged = engine.judge(_make_panel(rows, baselines), series, rules.vocabulary, series.regimes, order)
    return judged.select(_list_answers())


def judge_frame(rows: pl.DataFrame, baselines: Baselines) -> pl.DataFrame:
    """The same at once; looking whether the rows are in order is part of the work."""
    from listerules.verdict import engine  # noqa: PLC0415

    rules = load()
    series = rules.get_series(SERIES)
    panel = _make_panel(rows.lazy(), baselines)
    return engine.judge_frame(panel, series, rules.vocabulary, series.regimes, _list_answers())


def _make_panel(rows: pl.LazyFrame, baselines: Baselines) -> Panel:
    from listerules.areas.panel import Panel  # noqa: PLC0415

    figures = rows.select("area", "year", "region", *COUNTS, INCOME)
    return Panel(figures, shape_reference(baselines), (), ())


def _list_answers() -> list[pl.Expr]:
    from listerules.verdict import engine  # noqa: PLC0415

    lists = (pl.col(engine.list_column(name)).alias(name) for name in LISTS)
    criteria = (pl.col(engine.node_column(f"{SOCIAL}.{name}")) for name in CRITERIA)
    met = reduce(add, (each.fill_null(value=False).cast(pl.UInt8) for each in criteria))
    return [pl.col("area"), pl.col("year"), *lists, met.alias("n_met")]


@cache
def shape_reference(baselines: Baselines) -> pl.LazyFrame:
    """The baselines as exact columns. Some fifty rows, read once."""
    from listerules.areas.panel import lazy_panel  # noqa: PLC0415

    table = baselines.to_reference()
    panel = lazy_panel(table.head(0).lazy(), load(), SERIES, reference=table.lazy())
    if panel.reference is None:
        raise ValueError("the reference was not read")
    return panel.reference.collect().lazy()


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame."""
    shape_reference(baselines)
    return Job(run=lambda: judge_frame(frame, baselines), tabulate=lambda answer: answer)


def convert(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet, with the same columns as everyone."""
    from listerules.verdict.engine import Order, find_order  # noqa: PLC0415

    rows = pl.scan_parquet(source)
    order = find_order(rows.select("area", "year").collect(engine="streaming"))
    # How large the figures are is not known without reading them all.
    judge(rows, baselines, replace(order, largest=Order.largest)).sink_parquet(target, engine="streaming")


def run_command(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet as `listerules classify` does it, within a process that has started already.

    It checks the table, reads the rules, and writes a manifest, the regime and the undecided lists too; and
    not how many criteria are met.
    """
    from listerules.cli import main  # noqa: PLC0415

    reference = target.with_name("reference.csv")
    baselines.to_reference().write_csv(reference)
    tables = [str(source), "--reference", str(reference), "-o", str(target)]
    main.main(
        ["classify", *tables, "--rules", str(HERE / "rules"), "--series", SERIES, "--quiet"], standalone_mode=False
    )


CANDIDATES = (
    InMemory("listerules", prepare, most_rows=10**8, any_order=True),
    FromFiles("listerules", convert, most_rows=10**8, any_order=True),
    FromFiles(COMMAND_LINE, run_command, most_rows=10**8, any_order=True),
)
