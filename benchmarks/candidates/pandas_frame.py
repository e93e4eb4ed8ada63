"""pandas, with its own types for blanks: a merge for the baselines, and `groupby().shift()` to look back."""

from __future__ import annotations

from functools import reduce
from operator import add, and_
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.work import ANSWER, COUNTS, INCOME, RUN, FromFiles, InMemory, Job

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.baselines import Baselines


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From frame to frame."""
    panel, table = _lay_out(frame), _to_pandas(baselines.to_table(), {"national": "Float64", "regional": "Float64"})
    return Job(run=lambda: classify(panel, table), tabulate=pl.from_pandas)


def convert(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet, all of it in memory."""
    job = prepare(pl.read_parquet(source), baselines)
    job.run().to_parquet(target, compression="zstd")


def classify(panel: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The work, on rows sorted by area and year."""
    rows = panel.merge(table, on=["year", "region_code"], how="left")
    areas = rows.groupby("area", sort=False)
    rows["work"] = _share(rows, "uden_tilknytning", "beboere_18_64")
    rows["crime"] = _share(rows, "doemte", "beboere_18_og_over")
    year_before = rows["year"] - areas["year"].shift(1) == 1
    work = (rows["work"] + areas["work"].shift(1).where(year_before)) / 2
    crime = (rows["crime"] + areas["crime"].shift(1).where(year_before)) / 2
    non_western = _share(rows, "ikke_vestlige", "beboere")
    schooled = _share(rows, "kun_grundskole", "beboere_30_59") > 0.60
    income, regional, national = rows[INCOME], rows["regional"], rows["national"]
    social = (work > 0.40, crime >= 3 * national, schooled, income < 0.55 * regional)
    at_risk = (work > 0.30, crime >= 2 * national, schooled, income < 0.65 * regional)
    large = rows["beboere"] >= 1000
    rows["udsat_boligomraade"] = large & _two_of(*social)
    rows["parallelsamfund"] = rows["udsat_boligomraade"] & (non_western > 0.50)
    rows["forebyggelsesomraade"] = ~rows["udsat_boligomraade"] & large & (non_western > 0.30) & _two_of(*at_risk)
    years_back = range(1, RUN)
    recent = (rows["year"] - areas["year"].shift(back) < RUN for back in years_back)
    earlier = (areas["parallelsamfund"].shift(back) for back in years_back)
    known = (then.where(near) for then, near in zip(earlier, recent, strict=True))
    rows["omdannelsesomraade"] = reduce(and_, known, rows["parallelsamfund"])
    rows["n_met"] = reduce(add, (test.fillna(False).astype("uint8") for test in social))
    return rows[list(ANSWER)]


def _two_of(first: pd.Series, second: pd.Series, third: pd.Series, fourth: pd.Series) -> pd.Series:
    return (first & second) | (third & fourth) | ((first | second) & (third | fourth))


def _share(rows: pd.DataFrame, part: str, whole: str) -> pd.Series:
    return rows[part].astype("Float64") / rows[whole].where(rows[whole] > 0).astype("Float64")


def _lay_out(frame: pl.DataFrame) -> pd.DataFrame:
    return _to_pandas(frame.drop("region"), {**dict.fromkeys(COUNTS, "Int32"), INCOME: "Float64"})


def _to_pandas(frame: pl.DataFrame, types: dict[str, str]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - only in the process of this candidate

    plain = frame.to_pandas()
    for name, kind in types.items():
        plain[name] = pd.array(plain[name], dtype=kind)
    return plain


CANDIDATES = (InMemory("pandas", prepare), FromFiles("pandas", convert))
