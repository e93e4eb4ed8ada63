"""The words of a rule file one by one: what each takes, on its edges, and what it then says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from pydantic import TypeAdapter, ValidationError

from listerules.law.model import (
    Case,
    CaseFile,
    Column,
    Day,
    Group,
    ListRule,
    ListYear,
    Measure,
    Name,
    Node,
    Number,
    Reading,
    Regime,
    Running,
    Scenario,
    Slug,
    Test,
    Text,
    Whole,
    WrittenClaim,
    Years,
    parse_number,
)

TITLE = {"da": "Opdigtet", "en": "Made up"}
OVER = {"above": "40 %"}


def read(kind, value):
    return TypeAdapter(kind).validate_python(value)


def refuse(kind, value, message="validation error"):
    with pytest.raises(ValidationError, match=message):
        read(kind, value)


def regime(**words):
    start = {"regime": "r", "series": "s", "title": TITLE, "law": {"name": "x", "url": "x"}}
    return Regime.model_validate({**start, "from": "2020-01-01", "checked_on": "2026-11-23", **words})


# --- single words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", Fraction(1000)),
        ("2.7", Fraction(27, 10)),
        ("40 %", Fraction(2, 5)),
        ("40%", Fraction(2, 5)),
        (" 0.5 % ", Fraction(1, 200)),
        ("0", Fraction(0)),
        (1000, Fraction(1000)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("9" * 15 + "." + "9" * 15, Fraction(10**30 - 1, 10**15)),
    ],
)
def test_a_number_is_the_fraction_it_names(text, number):
    assert parse_number(text) == read(Number, text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1,5", ".5", "5.", "1e3", "٤٠", "40 %%", "1_000", "9" * 16, "nan"])
def test_what_is_no_number_is_refused(text):
    refuse(Number, text, "is not a number. Write 1000, 2.7 or 40 %")


@pytest.mark.parametrize(
    ("kind", "taken", "refused"),
    [
        (Whole, ["1", "5", "999999", 1], ["0", "1000000", "5.0", "-1", "1_000", "+5", "٥", "", "5 ", 0]),
        (Years, ["1", "50", 50], ["0", "51", "5.0", 0, 51]),
        (ListYear, ["1900", "2200"], ["1899", "2201", "2020.0"]),
        (Day, ["2021-12-01", date(2021, 12, 1)], ["86400", "2021-12-32", "20211201", "2021-W48-3", "1-12-2021", ""]),
        (Name, ["a", "udsat_boligomraade", "a1"], ["", "1a", "_a", "A", "å", "a-b", "a b"]),
        (Slug, ["a", "1", "almenboligloven-2021"], ["", "-a", "A", "a_b", "a b"]),
    ],
    ids=["whole", "years", "list year", "day", "name", "slug"],
)
def test_what_a_word_takes(kind, taken, refused):
    for value in taken:
        assert str(read(kind, value)) == str(value)
    for value in refused:
        refuse(kind, value)


def test_a_mistake_in_a_word_says_what_to_write():
    refuse(Years, "fem", "'fem' is not a whole number, such as 5")
    refuse(Day, "1. december 2021", "'1. december 2021' is not a day. Write year, month and day, such as 2021-12-01")


def test_what_has_been_read_cannot_be_changed_and_holds_no_other_words():
    text = Text(da="x", en="y")
    with pytest.raises(ValidationError, match="frozen"):
        text.da = "z"
    refuse(Text, {"da": "x", "en": "y", "sv": "z"}, "sv")


# --- measures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "column", "years", "rate"),
    [
        ({"count": "a"}, "a", 1, None),
        ({"share": "a", "of": "b"}, "a", 1, "a_pct"),
        ({"share": "a", "of": "b", "mean_of_years": "2"}, "a", 2, "a_pct"),
        ({"share": "a", "of": "b", "pooled_years": "4"}, "a", 4, "a_pct"),
        ({"share": "a", "of": "b", "published": "c"}, "a", 1, "c"),
        ({"mean": "a", "mean_of_years": "2"}, "a", 2, "a_pct"),
        ({"count": "a", "mean_of_years": "1"}, "a", 1, None),
    ],
)
def test_a_measure_counts_one_column_over_its_years(words, column, years, rate):
    measure = read(Measure, {"title": TITLE, **words})
    assert (measure.column, measure.years, measure.rate) == (column, years, rate)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "exactly one of 'count', 'share' and 'mean'"),
        ({"count": "a", "mean": "b"}, "exactly one of"),
        ({"share": "a", "of": "b", "mean": "c"}, "exactly one of"),
        ({"share": "a"}, "'share' and 'of' go together"),
        ({"count": "a", "of": "b"}, "'share' and 'of' go together"),
        ({"mean": "a", "of": "b"}, "'share' and 'of' go together"),
        ({"share": "a", "of": "b", "mean_of_years": "2", "pooled_years": "2"}, "not both"),
        ({"mean": "a", "pooled_years": "2"}, "so it needs a 'share'"),
        ({"count": "a", "mean_of_years": "2"}, "A count is of one day"),
    ],
)
def test_a_measure_counts_in_one_way(words, message):
    refuse(Measure, {"title": TITLE, **words}, message)


# --- nodes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", ["above", "at_least", "below", "at_most"])
@pytest.mark.parametrize("line", ["0", "40 %"])
def test_a_test_knows_its_comparison_and_its_line(operator, line):
    test = read(Test, {operator: line})
    assert (test.operator, test.line) == (operator, parse_number(line))


def test_a_test_has_one_comparison():
    refuse(Test, {"cite": "§ 1"}, "A test has one of 'above', 'at_least', 'below' and 'at_most'")
    refuse(Test, {"below": "1", "above": "0"}, "here are 'above' and 'below'")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"all": {"a": OVER}, "none": {"b": OVER}}, "exactly one of 'all', 'at_least' with 'of', and 'none'"),
        ({"title": TITLE}, "exactly one of"),
        ({"of": {"a": OVER}}, "'at_least' and 'of' go together"),
        ({"all": {"a": OVER}, "at_least": "1"}, "'at_least' and 'of' go together"),
        ({"at_least": "0", "of": {"a": OVER}}, "greater than or equal to 1"),
        ({"all": {}}, "at least 1 item"),
        ({"none": {}}, "at least 1 item"),
        ({"at_least": "1", "of": {}}, "at least 1 item"),
    ],
)
def test_a_group_is_of_one_kind_and_holds_something(words, message):
    refuse(Group, words, message)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (OVER, Test),
        ({"at_least": "1"}, Test),
        ({"all": {"a": OVER}}, Group),
        ({"at_least": "1", "of": {"a": OVER}}, Group),
        ({"none": {"a": OVER}}, Group),
        ({"years_running": "5"}, Running),
        ("on_list", str),
        ("ever", str),
    ],
)
def test_a_node_is_known_by_its_words(written, kind):
    node = read(Node, written)
    assert isinstance(node, kind)
    assert read(Node, node) == node
    if kind is Group:
        assert list(node.members) == ["a"]


def test_no_other_word_is_a_node():
    refuse(Node, "on_lists", "'on_list' or 'ever'")


# --- lists and regimes ----------------------------------------------------------------------------


def test_a_list_needs_something_that_puts_an_area_on_it():
    rule = {"title": TITLE, "cite": "§ 1"}
    assert read(ListRule, {**rule, "all": {"a": OVER}}).none is None
    refuse(ListRule, {**rule, "all": {}}, "at least 1 item")
    refuse(ListRule, {**rule, "all": {"a": OVER}, "none": {}}, "at least 1 item")
    refuse(ListRule, rule, "all")


def test_one_key_stands_under_all_or_under_none():
    rule = {"title": TITLE, "cite": "§ 1", "all": {"b": OVER, "a": OVER, "c": OVER}}
    assert read(ListRule, {**rule, "none": {"d": OVER}})
    refuse(ListRule, {**rule, "none": {"b": OVER, "a": OVER}}, "'a' stands under both 'all' and 'none'")


def test_the_nodes_of_a_regime_come_from_the_top_with_their_paths():
    group = {"at_least": "1", "of": {"b": OVER, "c": {"none": {"d": OVER}}}}
    rules = regime(
        measures={name: {"title": TITLE, "share": name, "of": "beboere"} for name in "abcde"},
        lists={
            "one": {"title": TITLE, "cite": "§ 1", "all": {"a": OVER, "g": group}, "none": {"e": OVER}},
            "two": {"title": TITLE, "cite": "§ 2", "all": {"one": "on_list", "other": {"measure": "a", **OVER}}},
        },
    )
    paths = [path for path, _ in rules.nodes()]
    assert paths == ["one", "one.a", "one.g", "one.g.b", "one.g.c", "one.g.c.d", "one.e", "two", "two.one", "two.other"]
    nodes = dict(rules.nodes())
    assert rules.measure_of("a", nodes["one.a"]) is rules.measures["a"]
    assert rules.measure_of("other", nodes["two.other"]) is rules.measures["a"]


def test_a_regime_may_be_empty_and_a_column_plain():
    assert list(regime().nodes()) == []
    column = read(Column, {"title": TITLE, "unit": "percent", "line_of": "doemte", "times": "3"})
    assert (column.times, column.headings) == (3, ())
    refuse(Column, {"title": TITLE, "unit": "apples"}, "unit")


def test_a_reading_may_have_no_alternative():
    reading = {"name": "a", "choice": TITLE, "why": TITLE}
    assert read(Reading, reading).alternative is None
    assert read(Reading, {**reading, "alternative": {"remove": ["a.b"]}}).alternative.remove == ("a.b",)


# --- scenarios ------------------------------------------------------------------------------------

CHANGE = {"a.b.below": {"was": "55 %", "now": "60 %"}}


def test_a_scenario_patches_the_regime_it_names():
    scenario = read(Scenario, {"scenario": "x", "on": "r-1", "change": CHANGE, "readings": ["c"]})
    assert list(scenario.patches) == ["r-1"]
    patch = scenario.patches["r-1"]
    assert (patch.change["a.b.below"].now, patch.readings, patch.remove) == ("60 %", ("c",), ())


def test_a_scenario_may_patch_several_regimes_each_in_its_own_way():
    scenario = read(Scenario, {"scenario": "x", "on": {"r-1": {"change": CHANGE}, "r-2": {"remove": ["a.b"]}}})
    assert [list(patch.change) for patch in scenario.patches.values()] == [["a.b.below"], []]
    assert scenario.patches["r-2"].remove == ("a.b",)
    message = "'change' belongs to a regime; move it below one of those under 'on'"
    refuse(Scenario, {"scenario": "x", "on": {"r-1": {}}, "change": CHANGE, "remove": ["a.b"]}, message)


# --- cases and claims -----------------------------------------------------------------------------

CASE = {"name": "on the line", "year": "2024", "area": {"beboere": "1000"}, "expect": {"liste": "yes"}}


def test_the_figures_of_a_case_are_of_its_year_or_of_several():
    case = read(Case, CASE)
    assert case.by_year(case.area) == {2024: {"beboere": "1000"}}
    several = read(Case, {**CASE, "area": {"2023": {"beboere": "999"}, "2024": {"beboere": "1000"}}})
    assert several.by_year(several.area) == {2023: {"beboere": "999"}, 2024: {"beboere": "1000"}}
    one = read(Case, {**CASE, "name": "x", "area": {"2023": {"beboere": "999"}}})
    assert one.by_year(one.area) == {2023: {"beboere": "999"}}
    none = read(Case, {**CASE, "area": {}})
    assert none.by_year(none.area) == {2024: {}}


@pytest.mark.parametrize(
    "words",
    [
        {"name": ""},
        {"expect": {}},
        {"expect": {"liste": "maybe"}},
        {"year": "1899"},
        {"area": {"2023": {}, "beboere": "1"}},
        {"area": {"20233": {}}},
    ],
    ids=str,
)
def test_a_case_says_what_it_expects_of_whom_and_when(words):
    refuse(Case, {**CASE, **words})


def test_a_file_of_cases_holds_some():
    assert read(CaseFile, {"cases_of": "r", "cases": [CASE]}).cases[0].year == 2024
    refuse(CaseFile, {"cases_of": "r", "cases": []}, "at least 1 item")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("a within b", ("a", "within", "b")),
        (" a.b_2  apart from  c ", ("a.b_2", "apart from", "c")),
    ],
)
def test_a_claim_is_read_in_words(written, parts):
    claim = read(WrittenClaim, written)
    assert (claim.one, claim.relation, claim.other) == parts
    assert str(claim) == " ".join(parts)
    assert read(WrittenClaim, claim) is claim


@pytest.mark.parametrize("written", ["", "a", "a inside b", "a within", "a within b c", "A within b", "a. within b"])
def test_what_is_no_claim_is_refused(written):
    refuse(WrittenClaim, written, "is not a claim. Write 'one_list within other_list'")
