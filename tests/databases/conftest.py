"""Databases for tests: a file of DuckDB, and a database of a PostgreSQL server where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from listerules.cli import main
from listerules.result.databases.values import quote, write_table

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"
TYPES = {pl.Int64: "BIGINT", pl.Float64: "DOUBLE PRECISION", pl.Date: "DATE", pl.Boolean: "BOOLEAN"}


@dataclass
class Place:
    """A database to load tables into, and its address. `run` takes statements."""

    system: str
    address: str
    run: Callable

    def load(self, name, frame, **types):
        """Make a table of a frame; `types` are those of some columns, else they follow from the frame."""
        kinds = {column: types.get(column, TYPES.get(kind, "TEXT")) for column, kind in frame.schema.items()}
        texts = frame.with_columns(pl.all().cast(pl.String))
        made = f"CREATE TABLE {quote(name)} AS WITH {write_table('given_rows', kinds, texts.rows())}"
        self.run(f"DROP TABLE IF EXISTS {quote(name)}", f"{made} SELECT * FROM given_rows")  # noqa: S608


@pytest.fixture(params=["duckdb", "postgres"])
def place(request, tmp_path):
    if request.param == "postgres":
        return Place("postgres", request.getfixturevalue("postgres"), request.getfixturevalue("run_on_postgres"))
    return make_duckdb(tmp_path)


@pytest.fixture
def register(tmp_path):
    return make_duckdb(tmp_path)


def make_duckdb(folder):
    path = folder / "register.db"

    def run(*statements):
        with duckdb.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)

    return Place("duckdb", f"duckdb:///{path.as_posix()}", run)


@pytest.fixture
def run():
    """The command line, as a person at the shell meets it, in English."""

    def run(*words, **environment):
        runner = CliRunner(env={"COLUMNS": "140", **environment})
        return runner.invoke(main, ["classify", *map(str, words), "--language", "en"])

    return run


@pytest.fixture
def published_areas():
    """The published figures, in the order in which answers of a database come."""
    return pl.read_csv(PUBLISHED / "areas.csv", try_parse_dates=True).sort("area", "year", "list_date")


@pytest.fixture
def published_lists():
    return pl.read_csv(PUBLISHED / "lists.csv", try_parse_dates=True)


@pytest.fixture
def two_areas():
    """Made up, with names that would be something else in a query that is badly written."""
    return pl.DataFrame(
        {
            "area": ["Opdigtet A", "'; DROP TABLE areas; -- ?$1%s{}\\"],
            "year": [2022, 2022],
            "beboere": [1500, 1500],
            "uden_tilknytning_pct": [45.0, 30.5],
            "ikke_vestlige_pct": [60.0, 40.0],
            "doemte_pct": [1.0, 1.0],
            "doemte_graense_pct": [2.17, 2.17],
            "kun_grundskole_pct": [70.0, 60.0],
            "bruttoindkomst_pct": [60.0, 80.0],
        }
    )
