"""DuckDB: one SQL query with window functions, from table to table or from Parquet to Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.candidates.sql import write_query
from benchmarks.work import CORES, FromFiles, InMemory, Job

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from benchmarks.baselines import Baselines


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From a table in DuckDB's memory to another one there."""
    connection = _connect(baselines)
    connection.register("given", frame.drop("region").to_arrow())
    connection.execute("CREATE TABLE panel AS SELECT * FROM given")
    connection.unregister("given")
    query = f"CREATE OR REPLACE TABLE answer AS {write_query('panel')}"
    return Job(run=lambda: connection.execute(query), tabulate=lambda _: connection.sql("SELECT * FROM answer").pl())


def convert(source: Path, target: Path, baselines: Baselines) -> None:
    """From Parquet to Parquet."""
    query = write_query(f"'{source}'")
    _connect(baselines).execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _connect(baselines: Baselines) -> duckdb.DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - only in the process of this candidate

    connection = duckdb.connect(config={"threads": CORES})
    connection.execute("SET preserve_insertion_order = false")
    connection.register("given_baselines", baselines.to_table().to_arrow())
    connection.execute("CREATE TABLE baselines AS SELECT * FROM given_baselines")
    return connection


CANDIDATES = (
    InMemory("DuckDB SQL", prepare, any_order=True),
    FromFiles("DuckDB SQL", convert, most_rows=10**8, any_order=True),
)
