"""The SQL query, run in process, says what `evaluate` says: over random rules, and on the fixtures in full.

DuckDB runs it as it is, and once more in the form for databases without true and false. SQLite runs those whose
numbers fit in its 64 bits.

Rules and figures are drawn as for the engine. The tables are what `listerules sql` asks for: whole persons, DECIMAL
for what has decimals, printed rates with both ends, published lists as columns.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listerules.areas.numbers import LIMIT, PLACES, SCALE
from listerules.areas.panel import build_panel
from listerules.areas.records import read_records
from listerules.errors import RulesError
from listerules.law.rulebook import load_rules
from listerules.result.query import QueryWording
from listerules.verdict.evaluate import judge_areas
from listerules.verdict.sql import DIALECTS, Form, Table, write_query


def import_beside(name):
    """The module of that name in this folder: tests are no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_for_sql", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawn = import_beside("test_agreement")
FIXTURES = Path(__file__).parents[2] / "fixtures"
RULES = load_rules()
VOCABULARY = RULES.vocabulary
UNITS = {name: column.unit for name, column in VOCABULARY.columns.items()}
TREES = drawn.TREES
STRUCTURE = {
    "area": "VARCHAR",
    "year": "INTEGER",
    "list_date": "DATE",
    "municipality": "VARCHAR",
    "region": "VARCHAR",
}
DECIMALS = 3  # of printed rates: two, and half a unit of the last


# --- tables -----------------------------------------------------------------------------------------


def plan(frame, name, decimals):
    """The plain form of a panel's rows."""
    counted = [each for each in frame.columns if UNITS.get(each) in ("persons", "number", "kroner")]
    rates = [each.removesuffix(".low") for each in frame.columns if each.endswith(".low")]
    published = [each.replace(".", "_", 1) for each in frame.columns if each.startswith("published.")]
    figures = {each: Form(0 if UNITS[each] == "persons" else decimals) for each in counted if each not in STRUCTURE}
    figures |= {each: Form(DECIMALS, "ends") for each in rates}
    return Table(name, figures, frozenset({"list_date", "municipality", "region", *published}))


def fill(connection, frame, table):
    """Write the panel's rows as that table, exactly."""
    kinds, cells = list_cells(frame, table)
    connection.execute(f"DROP TABLE IF EXISTS {table.name}")
    connection.execute(f"CREATE TABLE {table.name} ({', '.join(f'{name} {kinds[name]}' for name in cells)})")
    rows = ", ".join(f"({', '.join(map(write_cell, row))})" for row in zip(*cells.values(), strict=True))
    if rows:
        connection.execute(f"INSERT INTO {table.name} VALUES {rows}")  # noqa: S608 - a test's own figures


def list_cells(frame, table):
    """The types and the values of each column of that table."""
    kinds, cells = dict(STRUCTURE), {name: frame[name].to_list() for name in STRUCTURE}
    for name, form in table.figures.items():
        ends = {f"{name}_{end}": f"{name}.{end}" for end in ("low", "high")} if form.kind == "ends" else {name: name}
        for column, of_panel in ends.items():
            is_whole = UNITS[name] == "persons"
            kinds[column] = "BIGINT" if is_whole else "DECIMAL(38, 9)"
            cells[column] = [value if is_whole or value is None else unscale(value, form) for value in frame[of_panel]]
    for name in sorted(table.others - set(STRUCTURE)):
        kinds[name] = "BOOLEAN"
        cells[name] = frame[name.replace("_", ".", 1)].to_list()
    return kinds, cells


def unscale(value, form):
    number = Decimal(value).scaleb(-PLACES)
    assert number == round(number, form.decimals), "the table would round this figure"
    return number


def write_cell(cell):
    if cell is None:
        return "NULL"
    if isinstance(cell, bool | int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return f"'{cell}'" if isinstance(cell, date) else "'" + cell.replace("'", "''") + "'"


def find_largest(panel):
    """The largest figure of a panel, rounded up: persons, kroner or per cent."""
    frames = [panel.rows.collect(), *([panel.reference.collect()] if panel.reference is not None else [])]
    found = [100]
    for frame in frames:
        for name in frame.columns:
            unit = UNITS.get(name.partition(".")[0])
            if unit in ("persons", "number", "kroner", "percent") and not name.endswith(".blank") and name != "year":
                scale = 1 if unit == "persons" else SCALE
                found += [-(-value // scale) for value in frame[name].drop_nulls()]
    return max(found)


# --- agreement --------------------------------------------------------------------------------------


# The form for SQL Server and Oracle, in words that DuckDB takes: conditions are 1 and 0, rows are matched by their
# area and day, and a figure above the largest is made an error.
NUMBERED = replace(
    DIALECTS["tsql"],
    name="numbered",
    whole="HUGEINT",
    quotes=('"', '"'),
    quotient="({a} - {a} % {b}) // {b}",
    failure="CAST(CONCAT('{text} ', {column}) AS HUGEINT)",
    year_end="MAKE_DATE({year}, 12, 31)",
)


# And the form for Spark: all steps over all rows, and windows over the years.
FLAT = replace(DIALECTS["duckdb"], name="flat", flat=True, materializes=False)
FORMS = {"numbered": NUMBERED, "flat": FLAT}


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect(config={"threads": 1}) as made:
        yield made


@pytest.fixture(scope="module")
def sqlite():
    with closing(sqlite3.connect(":memory:")) as made:
        yield made


def assert_agreement(connection, panel, series, vocabulary, decimals, dialect="duckdb"):  # noqa: PLR0917
    """Every row is there once; every list and node of those that are reported is as `evaluate` says."""
    rows = panel.rows.collect()
    areas, reference, baselines = plan(rows, "areas", decimals), None, []
    fill(connection, rows, areas)
    if panel.reference is not None:
        frame = panel.reference.collect()
        baselines, reference = list(read_records(frame, vocabulary)), plan(frame, "reference", decimals)
        fill(connection, frame, reference)
    text = write_query(
        series,
        vocabulary,
        QueryWording(series, vocabulary, "da"),
        areas=areas,
        reference=reference,
        dialect=dialect,
        nodes=True,
        largest=find_largest(panel),
    )
    answers = connection.execute(text)
    names = [column[0] for column in answers.description]
    found = [dict(zip(names, row, strict=True)) for row in answers.fetchall()]
    assert len(found) == len(rows)
    by_list = {(row["area"], row["year"], row["list_date"] and str(row["list_date"])): row for row in found}
    for record, findings in judge_areas(read_records(rows, vocabulary), series, vocabulary, baselines):
        row = by_list[record.area, record.year, record.list_date and str(record.list_date)]
        regime = series.regime_on(record.day)
        assert row["regime"] == (regime.regime if regime else None)
        for finding in findings:
            assert as_answer(row[series.newest_name(finding.path)]) is drawn.ANSWER[finding.verdict], finding.path
            for node in finding.walk():
                if "." in node.path:
                    assert as_answer(row[node.path]) is drawn.ANSWER[node.verdict], (node.path, node)


def as_answer(cell):
    """True, false or None, of a database that may say 1 and 0."""
    assert cell in (0, 1, None)
    return None if cell is None else bool(cell)


@st.composite
def rules_and_frames(draw):
    rulebook = draw(TREES)
    return rulebook, draw(drawn.frames(rulebook.series["made-up"]))


@pytest.mark.parametrize("part", range(2))  # parts, so that the test runs on as many cores as there are
@settings(max_examples=165, **drawn.SLOW)
@given(given_rules=rules_and_frames())
def test_the_meaning_and_the_query_agree(part, connection, given_rules):  # noqa: ARG001 - each part draws its own cases
    rulebook, panel = given_rules
    try:
        assert_agreement(connection, panel, rulebook.series["made-up"], rulebook.vocabulary, decimals=1)
    except RulesError:
        assert find_largest(panel) >= LIMIT  # no table that can be read has such figures


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=80, **drawn.SLOW)
@given(given_rules=rules_and_frames())
def test_they_agree_in_the_forms_for_other_databases(form, connection, given_rules):
    rulebook, panel = given_rules
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DIALECTS, form, FORMS[form])
        try:
            assert_agreement(connection, panel, rulebook.series["made-up"], rulebook.vocabulary, 1, form)
        except RulesError:
            assert find_largest(panel) >= LIMIT // 10


@settings(max_examples=120, **drawn.SLOW)
@given(given_rules=rules_and_frames())
def test_they_agree_in_sqlite_where_its_numbers_do(sqlite, given_rules):
    rulebook, panel = given_rules
    with suppress(RulesError):  # about two in five
        assert_agreement(sqlite, panel, rulebook.series["made-up"], rulebook.vocabulary, 1, "sqlite")


@pytest.mark.parametrize(
    ("areas", "others", "series"),
    [
        ("made_up/areas.csv", {"reference": "made_up/reference.csv"}, "omraadelister"),
        ("made_up/areas.csv", {"reference": "made_up/reference.csv"}, "infrastruktur"),
        ("made_up/areas.csv", {"reference": "made_up/reference.csv"}, "kombineret-udlejning"),
        ("published/areas.csv", {"history": "published/lists.csv"}, "omraadelister"),
        ("published/areas.csv", {}, "omraadelister"),
        ("published/areas.csv", {}, "infrastruktur"),
    ],
)
def test_they_agree_on_the_tables_of_the_project(connection, areas, others, series):
    given_files = {option: FIXTURES / name for option, name in others.items()}
    panel = build_panel(FIXTURES / areas, RULES, series, **given_files)
    assert panel.rows.collect().height > 100
    assert_agreement(connection, panel, RULES.get_series(series), VOCABULARY, decimals=2)


@pytest.mark.parametrize("series", ["infrastruktur", "kombineret-udlejning"])
def test_sqlite_agrees_on_the_series_it_has_the_width_for(sqlite, series):
    files = {"reference": FIXTURES / "made_up/reference.csv"}
    panel = build_panel(FIXTURES / "made_up/areas.csv", RULES, series, **files)
    assert_agreement(sqlite, panel, RULES.get_series(series), VOCABULARY, 2, "sqlite")
