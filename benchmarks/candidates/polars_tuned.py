"""Polars by hand, as fast as we know how to write it: sorted rows, shifts with masks, no joins, no windows.

Single shares are compared by cross-multiplied whole numbers; a two-year mean is a sum of two float shares against twice
its line, which can fall on the wrong side of a line that it stands on. Baselines are gathered by an index made of year
and region. Each stage of `with_columns` uses columns of the stages before, so that nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import polars as pl

from benchmarks.candidates.polars_textbook import two_of
from benchmarks.work import ANSWER, FIRST_YEAR, INCOME, RUN, YEARS, FromFiles, InMemory, Job

if TYPE_CHECKING:
    from benchmarks.baselines import Baselines

Build: TypeAlias = Callable[[pl.LazyFrame, "Baselines"], pl.LazyFrame]
SLOTS = 8  # of the gathered tables: eight a year, of which the region codes 1 to 5 are used

col = pl.col


def classify(rows: pl.LazyFrame, baselines: Baselines, *, gapless: bool = False) -> pl.LazyFrame:
    """The plan. `gapless` is only right where no area has a gap in its years, and then runs a shorter chain."""
    rows = rows.with_columns(
        work=_share("uden_tilknytning", "beboere_18_64"),
        crime=_share("doemte", "beboere_18_og_over"),
        slot=((col("year") - FIRST_YEAR) * SLOTS + col("region_code")).cast(pl.UInt32),
        same_area=col("area") == col("area").shift(1),
        step=col("year") - col("year").shift(1),
        school=_above("kun_grundskole", "beboere_30_59", 3, 5),
        large=col("beboere") >= 1000,
        above_half=_above("ikke_vestlige", "beboere", 1, 2),
        above_three_tenths=_above("ikke_vestlige", "beboere", 3, 10),
    )
    rows = rows.with_columns(
        work_twice=col("work") + col("work").shift(1),
        crime_twice=col("crime") + col("crime").shift(1),
        year_before=col("same_area") & (col("step") == 1),
    )
    national, regional = _gather_tables(baselines)
    masked = partial(_where, col("year_before"))
    rows = rows.with_columns(
        work_40=masked(col("work_twice") > 0.8),
        work_30=masked(col("work_twice") > 0.6),
        crime_3=masked(col("crime_twice") >= _at_slot(6 * national)),
        crime_2=masked(col("crime_twice") >= _at_slot(4 * national)),
        income_55=col(INCOME) < _at_slot(0.55 * regional),
        income_65=col(INCOME) < _at_slot(0.65 * regional),
    )
    social = [col(name) for name in ("work_40", "crime_3", "school", "income_55")]
    rows = rows.with_columns(
        udsat_boligomraade=col("large") & two_of(*social),
        n_met=sum(
            (each.fill_null(False).cast(pl.UInt8) for each in social[1:]), social[0].fill_null(False).cast(pl.UInt8)
        ),
    )
    at_risk = two_of(col("work_30"), col("crime_2"), col("school"), col("income_65"))
    rows = rows.with_columns(
        parallelsamfund=col("udsat_boligomraade") & col("above_half"),
        forebyggelsesomraade=~col("udsat_boligomraade") & col("large") & col("above_three_tenths") & at_risk,
    )
    run = _run_without_gaps() if gapless else _run_with_gaps()
    return rows.with_columns(omdannelsesomraade=run).select(ANSWER)


def _share(part: str, whole: str) -> pl.Expr:
    return col(part) / pl.when(col(whole) > 0).then(col(whole))


def _above(part: str, whole: str, numerator: int, denominator: int) -> pl.Expr:
    return pl.when(col(whole) > 0).then(col(part) * denominator > col(whole) * numerator)


def _where(mask: pl.Expr, verdict: pl.Expr) -> pl.Expr:
    return pl.when(mask).then(verdict)


def _gather_tables(baselines: Baselines) -> tuple[np.ndarray, np.ndarray]:
    """National shares and regional incomes, by slot."""
    national, regional = np.full((YEARS, SLOTS), np.nan), np.full((YEARS, SLOTS), np.nan)
    national[:, 1:6] = baselines.national_shares()[:, None]
    regional[:, 1:6] = baselines.regional_incomes()
    return national.ravel(), regional.ravel()


def _at_slot(table: np.ndarray) -> pl.Expr:
    return pl.lit(pl.Series(table).fill_nan(None)).gather(col("slot"))


def _run_without_gaps() -> pl.Expr:
    run = col("parallelsamfund")
    for _ in range(RUN - 1):
        run = col("parallelsamfund") & pl.when(col("year_before")).then(run.shift(1))
    return run


def _run_with_gaps() -> pl.Expr:
    run, same_area = col("parallelsamfund"), col("same_area")
    for back in range(1, RUN):
        if back > 1:
            same_area = same_area & col("same_area").shift(back - 1)
        recent = col("year") - col("year").shift(back) < RUN
        run = run & pl.when(same_area & recent).then(col("parallelsamfund").shift(back))
    return run


def prepare(build: Build, engine: Literal["in-memory", "streaming"], frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame, the plan built within the timed part."""
    return Job(run=lambda: build(frame.lazy(), baselines).collect(engine=engine), tabulate=lambda answer: answer)


def convert(build: Build, source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet, streaming."""
    build(pl.scan_parquet(source), baselines).sink_parquet(target, engine="streaming")


_gapless = partial(classify, gapless=True)

CANDIDATES = (
    InMemory("Polars by hand", partial(prepare, classify, "streaming"), most_rows=10**8),
    InMemory("Polars by hand, no gaps", partial(prepare, _gapless, "streaming"), most_rows=10**8, gapless=True),
    InMemory("Polars by hand, in-memory engine", partial(prepare, classify, "in-memory")),
    FromFiles("Polars by hand", partial(convert, classify), most_rows=10**8),
    FromFiles("Polars by hand, no gaps", partial(convert, _gapless), most_rows=10**8, gapless=True),
)
