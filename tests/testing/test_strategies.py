"""The strategies: which columns and years they draw, how near the lines, and that they repeat themselves."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.law.model import Group, ListRule, Running, Test
from listerules.testing import areas, panels, rule_trees
from listerules.testing.judging import JudgedArea

RULES = lr.load_rules()
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SEARCH = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])

OWN = """
regime: opdigtet
series: gader
title: {da: Opdigtet, en: Made up}
from: 2020-01-01
law: {name: Made up, url: "https://example.org/law"}
checked_on: 2026-11-23
columns:
  huse: {title: {da: Huse, en: Houses}, unit: persons}
  tomme_huse: {title: {da: Tomme huse, en: Empty houses}, unit: persons}
  husleje: {title: {da: Husleje, en: Rent}, unit: kroner}
measures:
  huse: {title: {da: Huse, en: Houses}, count: huse}
  tomme_huse: {title: {da: Andel tomme huse, en: Share of empty houses}, share: tomme_huse, of: huse, mean_of_years: 3}
  husleje: {title: {da: Husleje, en: Rent}, mean: husleje}
lists:
  tom_gade:
    title: {da: Tom gade, en: Empty street}
    cite: § 1
    all:
      huse: {at_least: 7}
      tomme_huse: {above: 12.5 %}
      husleje: {below: 70 %, relative_to: municipality}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    file = tmp_path_factory.mktemp("rules") / "opdigtet.yaml"
    file.write_text(OWN, encoding="utf-8")
    return lr.load_rules(file)


def test_the_columns_are_those_of_the_measures(own):
    tables = draw(areas(own, 2022, blanks=0, rates=False))
    assert [row["year"] for row in tables.areas] == [2020, 2021, 2022]
    assert set(tables.areas[0]) == {"area", "year", "municipality", "huse", "tomme_huse", "husleje"}
    assert {row["municipality"] for row in tables.reference} == {"Aarhus"}
    assert {"husleje"} <= set(tables.reference[0]) <= {"area", "municipality", "year", "husleje"}
    assert tables.classify(own).table.height == 3


def test_all_years_looked_back_to_have_a_row():
    """A plan is kept from 2018 on; then there were five lists running, and the first of them is of two years."""
    years = [row["year"] for row in draw(areas(RULES, 2021, blanks=0)).areas]
    assert years == list(range(2013, 2022))
    assert [row["year"] for row in draw(areas(RULES, 2021, "kombineret-udlejning", blanks=0)).areas] == [2021]


@pytest.mark.parametrize(("year", "path", "answer"), [
    (year, path, answer)
    for year, paths in {
        2012: ["ghettoomraade"],
        2016: ["ghettoomraade", "ghettoomraade.kriterier.doemte"],
        2020: ["haardt_ghettoomraade"],
        2024: ["udsat_boligomraade", "omdannelsesomraade", "forebyggelsesomraade", "udviklingsplan"],
    }.items()
    for path in paths
    for answer in (True, False)
])  # fmt: skip
def test_a_wish_comes_true_often(year, path, answer):
    """Four of ten: an area that is nearly on a list, but not quite, is worth as much."""
    found = []

    @settings(FEW, max_examples=50, database=None, phases=[Phase.generate])
    @seed(1)
    @given(areas(RULES, year, blanks=0, rates=False, wish={path: answer}))
    def judge(tables):
        verdict = JudgedArea(RULES, RULES.get_series("omraadelister"), tables).findings[path].verdict
        found.append(verdict == ("yes" if answer else "no"))

    judge()
    assert sum(found) > len(found) / 10  # by chance hardly less, whatever is drawn on this machine


def test_many_figures_stand_on_a_line_and_lists_come_out_both_ways():
    on_line, answers = Counter(), Counter()

    @settings(FEW, max_examples=25, database=None)
    @seed(1)
    @given(panels(RULES, range(2015, 2024), blanks=0.02))
    def judge(tables):
        findings = tables.classify(RULES).findings
        tests = findings.filter(
            pl.col("unit").is_not_null(), pl.col("value").is_not_null(), pl.col("line").is_not_null()
        )
        on_line.update((tests["value"] - tests["line"]).abs().lt(1e-12))
        answers.update(findings.filter(~pl.col("path").str.contains(".", literal=True))["verdict"])

    judge()
    assert on_line[True] > 0.1 * on_line.total()
    assert answers["yes"] > 0.03 * answers.total()
    assert answers["undecided"] > 0.01 * answers.total()


@settings(FEW, max_examples=30)
@given(areas(RULES, 2024, blanks=0, rates=False))
def test_parts_are_within_their_wholes_and_persons_are_whole(tables):
    for row in tables.areas:
        assert 0 <= row["uden_tilknytning"] <= row["beboere_18_64"]
        assert 0 <= row["ikke_vestlige"] <= row["beboere"]
        assert isinstance(row["doemte"], int)
        assert (row["uden_tilknytning"] * 4) % 1 == 0  # quarters of a full-time person


def test_the_mean_of_several_years_can_lie_on_the_line_without_any_of_them(own):
    """Each year near it, so that only their mean is on it."""

    def is_found(tables):
        shares = [Fraction(row["tomme_huse"], row["huse"]) for row in tables.areas if row["huse"]]
        return len(shares) == 3 and sum(shares) / 3 == Fraction(1, 8) and shares[2] != Fraction(1, 8)

    assert find(areas(own, 2022, blanks=0, rates=False), is_found, settings=SEARCH)


def cells_of(tables):
    return [cell for row in tables.areas for cell in row.values()]


@pytest.mark.parametrize("is_drawn", [
    pytest.param(lambda tables: any(str(cell).endswith(" %") for cell in cells_of(tables)), id="rates"),
    pytest.param(lambda tables: None in cells_of(tables), id="blanks"),
    pytest.param(lambda tables: any(row.get("list_date") for row in tables.areas), id="two lists in a year"),
    pytest.param(lambda tables: bool(tables.history), id="published lists"),
    pytest.param(lambda tables: not tables.reference, id="no reference"),
    pytest.param(lambda tables: len({row["area"] for row in tables.areas}) > 1, id="several areas"),
])  # fmt: skip
def test_panels_have_everything_that_users_tables_have(is_drawn):
    """Searched for, not counted: how often Hypothesis draws what differs from machine to machine."""
    assert find(panels(RULES, range(2021, 2024)), is_drawn, settings=SEARCH)


def test_a_strategy_and_its_tables_show_themselves_in_few_words():
    """A rulebook in it would be many pages of words."""
    assert len(repr(areas(RULES, 2024))) < 200
    text = repr(draw(areas(RULES, 2024, "kombineret-udlejning", blanks=0)))
    assert text.startswith("made-up tables of the series 'kombineret-udlejning'\nareas:\n  area ")


def test_an_unknown_series_is_told():
    with pytest.raises(lr.RulesError, match="Did you mean 'omraadelister'"):
        areas(RULES, 2024, "omraadeliste")


# --- whole rulebooks --------------------------------------------------------------------------------


@settings(FEW, max_examples=15)
@given(rule_trees())
def test_a_drawn_rulebook_is_read_again_from_the_files_it_shows(tmp_path_factory, rules):
    folder = tmp_path_factory.mktemp("drawn")
    for number, text in enumerate(repr(rules).split("\n---\n")):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    assert lr.load_rules(folder).series == rules.series


def test_drawn_rulebooks_have_every_word_of_the_grammar():
    seen = set()

    @settings(FEW, max_examples=200, phases=[Phase.generate], database=None)
    @seed(1)
    @given(rule_trees())
    def look(rules):
        for regime in rules.series["made-up"].regimes:
            seen.update({"formerly"} if any(rule.formerly for rule in regime.lists.values()) else ())
            seen.update({"repeal"} if not regime.lists else ())
            for path, node in regime.nodes():
                seen.update(words_of(node, path))

    look()
    assert seen >= {
        "formerly", "repeal", "on_list", "ever", "years_running", "deep", "all", "of", "none", "none of a list",
        *("above", "at_least", "below", "at_most", "national", "region", "municipality"),
    }  # fmt: skip


def words_of(node, path):
    if isinstance(node, str):
        yield node
    elif isinstance(node, Running):
        yield "years_running"
    elif isinstance(node, ListRule):
        yield from ["none of a list"] if node.none else []
    elif isinstance(node, Group):
        yield from (word for word in ("all", "of", "none") if getattr(node, word))
    elif isinstance(node, Test):
        yield from (node.operator, node.relative_to)
        yield from ["deep"] if path.count(".") == 3 else []


def draw(strategy: st.SearchStrategy):
    """The plainest example there is."""
    return find(strategy, lambda _: True, settings=SEARCH)
