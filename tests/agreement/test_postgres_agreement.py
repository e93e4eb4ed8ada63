"""The SQL query, run by a PostgreSQL server, says what `evaluate` says: over random rules, and the fixtures in full.

Rules and figures are drawn as for the engine. They need no tables: the query is given them within itself.
"""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listerules.areas.address import parse_address
from listerules.areas.numbers import PLACES, SCALE
from listerules.areas.panel import build_panel
from listerules.areas.records import read_records
from listerules.law.rulebook import load_rules
from listerules.result.databases.connection import open_database
from listerules.result.databases.values import write_table
from listerules.result.query import QueryWording
from listerules.verdict.evaluate import judge_areas
from listerules.verdict.sql import Form, Table, write_query


def import_beside(name):
    """The module of that name in this folder: tests are no package."""
    spec = importlib.util.spec_from_file_location(f"{name}_for_postgres", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawn = import_beside("test_agreement")
FIXTURES = Path(__file__).parents[2] / "fixtures"
RULES = load_rules()
UNITS = {name: column.unit for name, column in RULES.vocabulary.columns.items()}
STRUCTURE = {"area": "TEXT", "year": "INTEGER", "list_date": "DATE", "municipality": "TEXT", "region": "TEXT"}


@pytest.fixture(scope="module")
def database(postgres):
    with open_database(parse_address(f"{postgres}?table=none")) as opened:
        yield opened


def write_panel(name, frame):
    """The rows of a panel as a named query, exactly, and the table that the rules are told of."""
    types, cells, figures = dict(STRUCTURE), {each: frame[each].to_list() for each in STRUCTURE}, {}
    for column in frame.columns:
        figure, _, part = column.partition(".")
        unit = UNITS.get(figure)
        if figure == "published":
            types[column.replace(".", "_", 1)] = "BOOLEAN"
            cells[column.replace(".", "_", 1)] = frame[column].to_list()
        elif part == "blank" or figure in STRUCTURE or unit not in ("persons", "number", "kroner", "percent"):
            continue
        else:
            places = 0 if unit == "persons" else PLACES
            figures[figure] = Form(9 if places else 0, "ends" if part else "exact")
            types[column.replace(".", "_")] = "NUMERIC"
            values = frame[column].to_list()
            cells[column.replace(".", "_")] = [None if v is None else Decimal(v).scaleb(-places) for v in values]
    others = frozenset({*types} - {"area", "year"} - {each for each in types if types[each] == "NUMERIC"})
    return Table(name, figures, others), write_table(name, types, zip(*cells.values(), strict=True))


def assert_agreement(database, panel, series, vocabulary):
    """Every row is there once; every list and node is as `evaluate` says."""
    rows = panel.rows.collect()
    areas, text = write_panel("areas", rows)
    parts, reference, baselines = [text], None, []
    if panel.reference is not None:
        frame = panel.reference.collect()
        baselines = list(read_records(frame, vocabulary))
        reference, text = write_panel("reference", frame)
        parts.append(text)
    wording = QueryWording(series, vocabulary, "da")
    query = write_query(
        series, vocabulary, wording, areas=areas, reference=reference, dialect="postgres", nodes=True, largest=SCALE
    )
    parts.append(f"answers AS (\n{query.rstrip().removesuffix(';')})")
    answers = database.fetch("WITH " + ",\n".join(parts) + "\nSELECT * FROM answers")
    assert answers.height == rows.height
    found = {(row["area"], row["year"], row["list_date"]): row for row in answers.iter_rows(named=True)}
    for record, findings in judge_areas(read_records(rows, vocabulary), series, vocabulary, baselines):
        row = found[record.area, record.year, record.list_date]
        regime = series.regime_on(record.day)
        assert row["regime"] == (regime.regime if regime else None)
        for finding in findings:
            assert row[series.newest_name(finding.path)] is drawn.ANSWER[finding.verdict], finding.path
            for node in finding.walk():
                if "." in node.path:
                    assert row[node.path] is drawn.ANSWER[node.verdict], (node.path, node)


@st.composite
def rules_and_frames(draw):
    rulebook = draw(drawn.TREES)
    return rulebook, draw(drawn.frames(rulebook.series["made-up"], areas=6))  # many cases in one query


@pytest.mark.parametrize("part", range(2))  # parts, so that the test runs on as many cores as there are
@settings(max_examples=110, **drawn.SLOW)
@given(given_rules=rules_and_frames())
def test_the_meaning_and_postgres_agree(part, database, given_rules):  # noqa: ARG001 - each part draws its own cases
    rulebook, panel = given_rules
    assert_agreement(database, panel, rulebook.series["made-up"], rulebook.vocabulary)


@pytest.mark.parametrize(
    ("areas", "others", "series"),
    [
        ("made_up/areas.csv", {"reference": "made_up/reference.csv"}, "omraadelister"),
        ("made_up/areas.csv", {"reference": "made_up/reference.csv"}, "kombineret-udlejning"),
        ("published/areas.csv", {"history": "published/lists.csv"}, "omraadelister"),
        ("published/areas.csv", {}, "infrastruktur"),
    ],
)
def test_they_agree_on_the_tables_of_the_project(database, areas, others, series):
    given_files = {option: FIXTURES / name for option, name in others.items()}
    panel = build_panel(FIXTURES / areas, RULES, series, **given_files)
    assert panel.rows.collect().height > 100
    assert_agreement(database, panel, RULES.get_series(series), RULES.vocabulary)
