"""Headings as people write them find their column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listerules.errors import RulesError
from listerules.law.columns import STRUCTURAL, Vocabulary, fold
from listerules.law.model import Column
from listerules.law.rulebook import find_shipped_rules, load_rules

VOCABULARY = load_rules().vocabulary


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Boligområde", "area"),
        ("BOLIGOMRAADE", "area"),
        (" Kommune ", "municipality"),
        ("Antal beboere", "beboere"),
        ("antal_beboere", "beboere"),
        ("Beboere pr. 1. januar", "beboere"),
        ("Residents on 1 January", "beboere"),
        ("beboere_18_64", "beboere_18_64"),
        ("Andel dømte", "doemte_pct"),
        ("dømte %", "doemte_pct"),
        ("Dømte", "doemte"),
        ("noget andet", None),
        ("", None),
    ],
)
def test_a_heading_finds_its_column(heading, column):
    assert VOCABULARY.find(heading) == column


def test_letters_with_loose_accents_are_the_same_letters():
    assert fold("a\u030ar") == fold("år") == fold("AAR") == "aar"
    assert fold("Ærø É") == "aeroee"


def test_a_share_and_a_count_are_told_apart_by_the_per_cent_sign():
    assert fold("Dømte (%)") == fold("Dømte (pct.)") != fold("Dømte")


@pytest.mark.parametrize(
    ("word", "nearest"), [("beboerre", "beboere"), ("andel dømt", "doemte_pct"), ("kommun", "municipality")]
)
def test_an_unknown_heading_has_a_nearest_column(word, nearest):
    assert VOCABULARY.nearest(word)[0] == nearest


def test_the_nearest_can_be_sought_among_some():
    assert VOCABULARY.nearest("beboere", among=["beboere_18_64", "area"]) == ("beboere_18_64",)
    assert VOCABULARY.nearest("qqqqqq") == ()


def test_every_column_is_found_by_its_own_name_and_titles():
    for name, column in VOCABULARY.columns.items():
        for heading in (name, column.title.da, column.title.en, *column.headings):
            assert VOCABULARY.find(heading) == name


def test_the_columns_every_table_has_are_there():
    assert set(STRUCTURAL) <= set(VOCABULARY.columns)
    assert VOCABULARY.STRUCTURAL == STRUCTURAL


def test_more_columns_may_come_but_not_under_a_heading_that_is_taken():
    def column(heading):
        return Column(title={"da": heading, "en": heading}, unit="number")

    more = VOCABULARY.with_columns({"traeer": column("Træer")})
    assert more.find("TRÆER") == "traeer"
    assert VOCABULARY.find("TRÆER") is None
    with pytest.raises(RulesError, match="'beboere' and 'folk' both claim the heading 'antalbeboere'"):
        VOCABULARY.with_columns({"folk": column("Antal beboere")})


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text("aæøåéz 19%-."))
def test_case_makes_no_difference(text):
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize("name", ["row", "given", "regime", "on", "day"])
def test_a_column_may_not_have_a_name_that_tables_use_for_something_else(name, tmp_path):
    text = (find_shipped_rules() / "omraadelister" / "2010-10-26.yaml").read_text(encoding="utf-8")
    more = f"columns: {{{name}: {{title: {{da: x, en: x}}, unit: persons}}}}\n"
    (tmp_path / "rules.yaml").write_text(text + more, encoding="utf-8")
    with pytest.raises(RulesError, match=f"'{name}' is a name that tables and results use for something else"):
        load_rules(tmp_path / "rules.yaml")


def test_a_narrow_column_is_headed_by_its_short_title_or_else_by_what_is_measured():
    rules = load_rules()
    measures = rules.regime("almenboligloven-2021").measures
    assert rules.vocabulary.short_title(measures["doemte"]).da == "Dømte"
    columns = dict(rules.vocabulary.columns)
    columns["doemte"] = columns["doemte"].model_copy(update={"short": None})
    assert Vocabulary(columns).short_title(measures["doemte"]) == measures["doemte"].title
