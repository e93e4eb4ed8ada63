"""Polars as one would first write it: baselines by a join, shares by division, and `.over` or a shift to look back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from benchmarks.work import ANSWER, INCOME, RUN, FromFiles, InMemory, Job

if TYPE_CHECKING:
    from benchmarks.baselines import Baselines

# The value of an expression some rows back within the area, blank where the years between are not as asked.
Back: TypeAlias = Callable[[pl.Expr, int, bool], pl.Expr]

col = pl.col


def two_of(first: pl.Expr, second: pl.Expr, third: pl.Expr, fourth: pl.Expr) -> pl.Expr:
    """At least two of four, right for blanks as well: an answer stands where no blank could change it."""
    return (first & second) | (third & fourth) | ((first | second) & (third | fourth))


def back_by_window(value: pl.Expr, rows: int, exactly: bool) -> pl.Expr:  # noqa: FBT001 - a plain condition
    """Look back by `.over`: right for rows in any order."""
    earlier = partial(pl.Expr.over, partition_by="area", order_by="year")
    year = earlier(col("year").shift(rows))
    return pl.when(_is_near(year, rows, exactly)).then(earlier(value.shift(rows)))


def back_by_shift(value: pl.Expr, rows: int, exactly: bool) -> pl.Expr:  # noqa: FBT001
    """Look back by a shift, masked where the area changes: for rows sorted by area and year."""
    same = col("area").shift(rows) == col("area")
    return pl.when(same & _is_near(col("year").shift(rows), rows, exactly)).then(value.shift(rows))


def _is_near(year: pl.Expr, rows: int, exactly: bool) -> pl.Expr:  # noqa: FBT001
    return year == col("year") - rows if exactly else year > col("year") - RUN


def classify(back: Back, rows: pl.LazyFrame, baselines: Baselines) -> pl.LazyFrame:
    """The plan, with one way to look back."""
    table = baselines.to_table().lazy()
    rows = rows.join(table, on=["year", "region_code"], how="left", maintain_order="left")
    rows = rows.with_columns(
        work=_share("uden_tilknytning", "beboere_18_64"),
        crime=_share("doemte", "beboere_18_og_over"),
        school=_share("kun_grundskole", "beboere_30_59"),
        non_western=_share("ikke_vestlige", "beboere"),
    )
    rows = rows.with_columns(
        work=(col("work") + back(col("work"), 1, True)) / 2, crime=(col("crime") + back(col("crime"), 1, True)) / 2
    )
    rows = rows.with_columns(
        work_40=col("work") > 0.40,
        work_30=col("work") > 0.30,
        crime_3=col("crime") >= 3 * col("national"),
        crime_2=col("crime") >= 2 * col("national"),
        school=col("school") > 0.60,
        income_55=col(INCOME) < 0.55 * col("regional"),
        income_65=col(INCOME) < 0.65 * col("regional"),
        large=col("beboere") >= 1000,
    )
    social = ("work_40", "crime_3", "school", "income_55")
    rows = rows.with_columns(
        udsat_boligomraade=col("large") & two_of(*map(col, social)),
        n_met=pl.sum_horizontal(social).cast(pl.UInt8),
    )
    at_risk = two_of(col("work_30"), col("crime_2"), col("school"), col("income_65"))
    rows = rows.with_columns(
        parallelsamfund=col("udsat_boligomraade") & (col("non_western") > 0.50),
        forebyggelsesomraade=~col("udsat_boligomraade") & col("large") & (col("non_western") > 0.30) & at_risk,
    )
    run = col("parallelsamfund")
    for years in range(1, RUN):
        run = run & back(col("parallelsamfund"), years, False)
    return rows.with_columns(omdannelsesomraade=run).select(ANSWER)


def _share(part: str, whole: str) -> pl.Expr:
    return col(part) / pl.when(col(whole) > 0).then(col(whole))


def prepare(back: Back, engine: Literal["in-memory", "streaming"], frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame, the plan built within the timed part."""
    return Job(
        run=lambda: classify(back, frame.lazy(), baselines).collect(engine=engine), tabulate=lambda answer: answer
    )


def convert(back: Back, source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet, streaming."""
    classify(back, pl.scan_parquet(source), baselines).sink_parquet(target, engine="streaming")


CANDIDATES = (
    InMemory("Polars textbook, shift", partial(prepare, back_by_shift, "in-memory")),
    InMemory("Polars textbook, .over", partial(prepare, back_by_window, "in-memory"), any_order=True),
    InMemory(
        "Polars textbook, .over, streaming",
        partial(prepare, back_by_window, "streaming"),
        most_rows=10**6,
        quick_rows=0,
        any_order=True,
    ),
    FromFiles("Polars textbook, shift", partial(convert, back_by_shift)),
)
