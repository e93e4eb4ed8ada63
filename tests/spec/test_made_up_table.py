"""The whole made-up table: every answer that was written down beforehand is the answer given."""

import csv
from pathlib import Path

import pytest

import listerules as lr

MADE_UP = Path(__file__).parents[2] / "fixtures" / "made_up"
ANSWERS = {True: "yes", False: "no", None: "undecided"}


def read_expected():
    with (MADE_UP / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {(row["area"], int(row["year"]), row["list"]): row["expected"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module", params=["areas.csv", "areas_dansk_excel.csv"])
def result(request):
    return lr.classify(MADE_UP / request.param, reference=MADE_UP / "reference.csv", years=range(2018, 2025))


def test_the_table_gives_every_expected_answer(result):
    found = {}
    for row in result.table.iter_rows(named=True):
        regime = result.rulebook.regime(row["regime"])
        unsure = row["undecided"].split(";")
        for column, chain in result.lists.items():
            name = result.series.name_in(regime, chain)
            assert name is not None or (row[column] is None and column not in unsure)
            assert (row[column] is None) == (name is None or column in unsure)
            if name is not None:
                found[row["area"], row["year"], name] = ANSWERS[row[column]]
    assert found == read_expected()


def test_the_findings_give_every_expected_answer(result):
    lists = {name for regime in result.regimes for name in regime.lists}
    found = {
        (area, year, path): verdict
        for area, year, path, verdict in result.findings.select("area", "year", "path", "verdict").iter_rows()
        if path in lists
    }
    assert found == read_expected()


def test_what_is_undecided_is_told_why(result):
    """Below each list that cannot be decided stands a test or a time word with a reason."""
    undecided = result.findings.filter(result.findings["verdict"] == "undecided")
    reasons = undecided.drop_nulls("reason").select("area", "year").unique().rows()
    assert set(undecided.select("area", "year").unique().rows()) == set(reasons)


def test_the_danish_file_gives_the_same_findings_as_the_plain_one():
    frames = [
        lr.classify(MADE_UP / name, reference=MADE_UP / "reference.csv").findings
        for name in ("areas.csv", "areas_dansk_excel.csv")
    ]
    assert frames[0].equals(frames[1])


def test_what_was_only_needed_on_the_way_is_not_among_the_columns(result):
    parts = ("regime:", "national:", "region:", "municipality:", "then:", "ever:", "never:")
    assert [name for name in result.reported.columns if name.startswith(parts) or "@" in name] == []
