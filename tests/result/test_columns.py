"""The columns a table may have, as someone with a spreadsheet reads them."""

import pytest

from listerules.areas.history import read_history
from listerules.areas.lineage import read_lineage
from listerules.law.columns import STRUCTURAL, Vocabulary
from listerules.law.model import Column, Text
from listerules.law.rulebook import load_rules
from listerules.result.columns import OTHER_TABLES, describe_columns

RULES = load_rules()


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_column_stands_there_once_and_no_line_is_too_wide(language):
    lines = describe_columns(RULES.vocabulary, language).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert len(lines) < 100
    starts = [line.split()[0] for line in lines if line.startswith("  ") and line[2:3].strip()]
    for name in RULES.vocabulary.columns:
        assert starts.count(name) == 1


def test_a_column_says_its_unit_title_and_other_headings():
    told = describe_columns(RULES.vocabulary, "da")
    assert (
        "  beboere_18_64                personer  Beboere 18-64 år\n      også: antal 18-64-årige, 18-64-årige\n"
        in told
    )
    assert "  list_date                    dato      Listens dato\n" in told
    assert "Boligområde\n      også: område, områdenavn, navn" in told  # and not boligområde over again


def test_every_heading_told_is_one_that_is_recognised():
    columns = RULES.vocabulary.columns
    told = describe_columns(RULES.vocabulary, "da").replace("\n        ", " ").splitlines()
    also = [line.strip() for line in told if line.startswith("      også: ")]
    assert len(also) == len(columns)
    for name, line in zip(columns, also, strict=True):
        assert {RULES.vocabulary.find(heading) for heading in line.removeprefix("også: ").split(", ")} == {name}


def test_a_published_rate_says_which_count_it_stands_for():
    told = " ".join(describe_columns(RULES.vocabulary, "en").split())
    assert "doemte_pct % Convicted (%); in place of doemte also:" in told
    assert "one year (%); in place of uden_tilknytning also:" in told
    assert "The line for convictions (%); 3 times the national share of doemte also:" in told


def test_a_rate_is_of_the_count_it_is_named_after_and_not_of_one_with_a_shorter_name():
    more = {
        "doemte_unge": Column(title=Text(da="Unge", en="Young"), unit="persons"),
        "doemte_unge_pct": Column(title=Text(da="Andel unge", en="Share young"), unit="percent"),
    }
    told = describe_columns(RULES.vocabulary.with_columns(more), "en")
    assert "Share young; in place of doemte_unge\n" in told


def test_structural_columns_stand_first_and_say_what_is_needed():
    told = describe_columns(RULES.vocabulary, "en")
    head, _, rest = told.partition("\n\nFIGURES\n")
    assert all(f"\n  {name} " in head and f"\n  {name} " not in rest for name in STRUCTURAL)
    assert "Needed are area, and either year or list_date." in head
    assert "Sjælland" in head


def test_the_other_tables_are_told_with_columns_that_can_be_read():
    series = RULES.get_series("omraadelister")
    row = {"area": "A", "year": 2019, "list_date": "2019-12-01", "list": "ghettoomraade", "on": "ja", "complete": "ja"}
    assert tuple(row) == OTHER_TABLES["history"]
    table, _, _ = read_history([row], RULES, series)
    assert set(table.frame.columns) == set(OTHER_TABLES["history"])
    link = {"area": "A", "from_year": 2020, "was": "B"}
    assert tuple(link) == OTHER_TABLES["lineage"]
    table, _ = read_lineage([link], RULES, ["A", "B"])
    assert set(table.frame.columns) == set(OTHER_TABLES["lineage"])
    told = describe_columns(RULES.vocabulary, "en")
    assert "  --history    area, year, list_date, list, on, complete. " in told
    assert "  --reference  The same columns as above." in told


def test_a_column_that_a_rule_file_adds_is_told_as_well():
    more = {"trapper": Column(title=Text(da="Trapper", en="Stairs"), unit="number")}
    told = describe_columns(RULES.vocabulary.with_columns(more), "da")
    assert "  trapper                      tal       Trapper\n" in told


def test_a_vocabulary_without_rates_has_no_empty_heading():
    columns = {name: column for name, column in RULES.vocabulary.columns.items() if column.unit != "percent"}
    assert "TRYKTE PROCENTER" not in describe_columns(Vocabulary(columns), "da")
