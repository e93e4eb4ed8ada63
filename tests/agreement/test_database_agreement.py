"""A table in a database comes out as `evaluate` says of the same table in memory: over random rules and tables.

The tables are such as people have: whole numbers, decimals, rates as printed text, published lists, list dates. They
are loaded into DuckDB and PostgreSQL, looked at and checked as any table of a database is, and judged there.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings

import listerules as lr
from listerules.result.databases.values import quote, write_table, write_value


def import_beside(name):
    """The module of that name in this folder: tests are no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_for_databases", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawn = import_beside("test_agreement")


@dataclass
class Place:
    """A database to load tables into, and its address."""

    address: str
    run: Callable


@pytest.fixture(params=["duckdb", "postgres"])
def place(request, tmp_path_factory):
    if request.param == "postgres":
        return Place(request.getfixturevalue("postgres"), request.getfixturevalue("run_on_postgres"))
    path = tmp_path_factory.mktemp("register") / "register.db"

    def run(*statements):
        with duckdb.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)

    return Place(f"duckdb:///{path.as_posix()}", run)


def load(place, name, rows):
    """Make a table of these rows. Decimals have as many places as the widest needs."""
    columns = dict.fromkeys(column for row in rows for column in row)
    types = {column: find_type([row.get(column) for row in rows]) for column in columns}
    values = write_table("rows", types, [[row.get(column) for column in columns] for row in rows])
    made = f"CREATE TABLE {quote(name)} AS WITH {values} SELECT * FROM rows"  # noqa: S608 - a test's own figures
    place.run(f"DROP TABLE IF EXISTS {quote(name)}", made)


def find_type(cells):
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int}:
        return "BIGINT"
    if kinds <= {bool}:
        return "BOOLEAN"
    if kinds <= {int, Decimal}:
        places = max(-cell.as_tuple().exponent for cell in cells if isinstance(cell, Decimal))
        return f"DECIMAL(30, {max(places, 0)})"
    assert len(kinds) == 1, kinds
    return "DATE" if kinds == {date} else "TEXT"


def test_values_are_written_as_they_are():
    assert [write_value(value) for value in (None, True, 1, Decimal("0.10"), date(2024, 12, 1), "o'er")] == [
        *("NULL", "TRUE", "1", "0.10", "DATE '2024-12-01'", "'o''er'")
    ]


@settings(max_examples=25, **drawn.SLOW)
@given(given_rules=drawn.rules_and_tables())
def test_a_table_of_a_database_is_judged_as_in_memory(place, given_rules):
    rulebook, tables = given_rules
    address = f"{place.address}?table=areas"
    for name in ("areas", "reference", "history"):
        if rows := getattr(tables, name):
            load(place, name, rows)
            address += f"&{name}={name}" if name != "areas" else ""
    there = lr.classify(address, rulebook, series=tables.series)
    here = tables.classify(rulebook)
    found = {(row["area"], row["year"], row["list_date"]): row for row in there.reported.iter_rows(named=True)}
    assert len(found) == here.reported.height
    for record, regime, findings in here.traces():
        row = found[record.area, record.year, record.list_date]
        assert row["regime"] == regime.regime
        for finding in findings:
            answer = row[f"list:{here.series.newest_name(finding.path)}"]
            assert answer is drawn.ANSWER[finding.verdict], (record, finding.path)
