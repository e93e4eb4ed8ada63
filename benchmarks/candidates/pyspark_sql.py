"""PySpark on all cores of this machine: the same SQL query, from Parquet to a folder of Parquet files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.candidates.sql import write_query
from benchmarks.work import BUILD, CORES, FromFiles

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from benchmarks.baselines import Baselines


@cache
def start() -> SparkSession:
    """One session a process: starting it is not timed."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only in the process of this candidate

    options = {
        "spark.driver.memory": "6g",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(4 * CORES),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.local.dir": str(BUILD / "spark"),
        "spark.sql.warehouse.dir": str(BUILD / "spark" / "warehouse"),
    }
    builder = SparkSession.builder.master(f"local[{CORES}]")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def convert(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet."""
    session = start()
    session.read.parquet(str(source)).createOrReplaceTempView("panel")
    schema = "year short, region_code byte, national double, regional double"
    session.createDataFrame(baselines.to_table().rows(), schema).createOrReplaceTempView("baselines")
    session.sql(write_query("panel")).write.mode("overwrite").parquet(str(target))


CANDIDATES = (FromFiles("PySpark", convert, quick_rows=0, any_order=True, start=start),)
