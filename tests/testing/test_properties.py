"""Each property is broken by rules or engines that violate it. That the shipped rules have them: tests/properties."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import listerules as lr
from listerules import testing
from listerules.law.model import Claim, Scenario
from listerules.testing import (
    Tables,
    assert_apart,
    assert_claims,
    assert_distance_flips,
    assert_filling_blanks_keeps_decisions,
    assert_monotone,
    assert_order_does_not_matter,
    assert_parts_equal_the_whole,
    assert_scale_does_not_matter,
    assert_within,
    guises,
    rule_trees,
)
from listerules.testing.account import tell_area
from listerules.testing.guises import find_scalable, turn_regime
from listerules.testing.judging import JudgedArea, read_figure
from listerules.testing.search import BrokenError
from listerules.verdict import evaluate
from listerules.verdict.engine.tests import Tests
from listerules.verdict.evaluate import Interval, Verdict

SHIPPED = lr.load_rules()
ALL = [getattr(testing, name) for name in testing.__all__ if name.startswith("assert_")]

OWN = """
regime: opdigtet
series: gader
title: {da: Opdigtet, en: Made-up act}
from: 2020-01-01
law: {name: Made up, url: "https://example.org/law"}
checked_on: 2026-11-23
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over}
  bruttoindkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}
lists:
  stor: {title: {da: Stor, en: Large}, cite: § 1, all: {beboere: {at_least: 1000}}}
  lovlydig:
    title: {da: Lovlydig, en: Law-abiding}
    cite: § 2
    all: {doemte: {at_most: 2, relative_to: national}, bruttoindkomst: {above: 120 %, relative_to: region}}
    none: {stor: on_list}
  enten:
    title: {da: En af to, en: One of two}
    cite: § 4
    all:
      kriterier: {at_least: 1, of: {beboere: {at_least: 1000}, bruttoindkomst: {above: 120 %, relative_to: region}}}
  begge: {title: {da: Begge, en: Both}, cite: § 3, all: {stor: on_list, lovlydig: on_list}}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    file = tmp_path_factory.mktemp("rules") / "opdigtet.yaml"
    file.write_text(OWN, encoding="utf-8")
    return lr.load_rules(file)


def fails(check, *words, **named):
    with pytest.raises(AssertionError) as failure:
        check(*words, **named)
    return str(failure.value)


# --- they hold ------------------------------------------------------------------------------------


def test_all_of_them_are_one_line_for_rules_in_a_file(tmp_path):
    file = tmp_path / "opdigtet.yaml"
    file.write_text(OWN, encoding="utf-8")
    testing.assert_all(file, max_examples=3)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(rule_trees())
def test_they_hold_of_rules_that_no_lawyer_would_write(rules):
    testing.assert_all(rules, max_examples=1)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_all_take_the_same_words(check):
    words = list(inspect.signature(check).parameters)
    assert words[0] == "rules"
    assert words[-4:] == ["series", "years", "max_examples", "seed"]


# --- claims ---------------------------------------------------------------------------------------


def test_a_list_within_another_holds_and_not_the_other_way_round(own):
    assert_within(SHIPPED, "omdannelsesomraade", "parallelsamfund", max_examples=20)
    assert_within(own, "begge", "lovlydig", max_examples=20)
    text = fails(assert_within, own, "stor", "begge")
    assert "The claim 'stor within begge' does not hold: the first says yes, the second no." in text


def test_lists_apart_and_not_apart(own):
    assert_apart(own, "stor", "lovlydig", max_examples=20)
    text = fails(assert_apart, SHIPPED, "parallelsamfund", "udsat_boligomraade", years=[2024])
    assert "the first says yes, the second yes." in text


def test_every_claim_of_the_rules_is_tried(own):
    claim = Claim(one="stor", relation="within", other="lovlydig")
    wrong = own.regime("opdigtet").model_copy(update={"claims": (claim,)})
    series = replace(own.get_series("gader"), regimes=(wrong,))
    assert "'stor within lovlydig' does not hold" in fails(assert_claims, replace(own, series={"gader": series}))
    assert_claims(own)  # none made


def test_a_scenario_can_break_what_holds_of_the_law():
    """Without its exception, a prevention area may be a vulnerable area as well."""
    apart = ("forebyggelsesomraade", "udsat_boligomraade")
    assert_apart(SHIPPED, *apart, max_examples=20)
    scenario = Scenario(scenario="uden", on="almenboligloven-2021", remove=(".".join(apart),))
    text = fails(assert_apart, SHIPPED.with_scenario(scenario), *apart)
    assert "'forebyggelsesomraade apart from udsat_boligomraade' does not hold" in text


def test_a_path_that_is_not_there_is_told_with_the_nearest(own):
    with pytest.raises(lr.RulesError, match="Did you mean 'lovlydig'"):
        assert_within(own, "lovlydige", "stor")
    with pytest.raises(lr.RulesError, match="No regime has both"):
        assert_within(SHIPPED, "ghettoomraade", "parallelsamfund")
    with pytest.raises(lr.RulesError, match="There is no list of 2009 to try"):
        assert_claims(SHIPPED, years=[2009])


# --- what a failure says ------------------------------------------------------------------------


def test_a_failure_is_the_least_area_in_words(own):
    text = fails(assert_within, own, "stor", "lovlydig", years=[2024], seed=5)
    lines = text.splitlines()
    assert lines[2] == "Made-up area, Hovedstaden: the list of 2024 by Made-up act (opdigtet)"
    assert lines[3].split() == ["unit", "2024"]
    assert any(line.split()[-3:] == ["(beboere)", "persons", "1,000"] for line in lines)
    assert any(line.startswith("  Danmark: Convicted residents") for line in lines)
    assert "  Large (stor): yes\n    Residents (beboere): yes, 1,000; at least 1,000\n" in text
    assert "  Law-abiding (lovlydig): no\n" in text
    assert "(2 times national)" in text
    assert lines[-1] == "The same examples are drawn again with seed=5."


def test_a_seed_draws_the_same_again(own):
    first, again = (fails(assert_within, own, "stor", "begge", seed=7) for _ in range(2))
    assert first == again


def test_a_failure_comes_without_the_words_of_hypothesis(own):
    with pytest.raises(BrokenError) as failure:
        assert_within(own, "stor", "begge")
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None
    assert not getattr(failure.value, "__notes__", ())


# --- one figure moved, by meanings that are broken ----------------------------------------------


def test_a_test_that_turns_back_further_from_its_line_is_not_monotone(own, monkeypatch):
    compare = evaluate.compare

    def turn_back(test, value, line):
        return Verdict.NO if value.low > 2 * line.low else compare(test, value, line)

    monkeypatch.setattr(evaluate, "compare", turn_back)
    text = fails(assert_monotone, own)
    assert "asks for more of 'beboere', and turned from yes to no when there was more." in text
    assert "Residents on 1 January (beboere) of " in text


def test_a_group_that_counts_exactly_is_not_monotone(own, monkeypatch):
    def exactly(needed, verdicts):
        return Verdict.YES if sum(each is Verdict.YES for each in verdicts) == needed else Verdict.NO

    monkeypatch.setattr(evaluate, "at_least", exactly)
    assert "'enten" in fails(assert_monotone, own)


def test_a_distance_that_is_not_stated_is_noticed(own, monkeypatch):
    monkeypatch.setattr(evaluate, "_flip", lambda *_: None)
    assert "is said to turn by no whole number, and it does." in fails(assert_distance_flips, own)


def test_a_list_is_not_asked_to_be_monotone_in_what_stands_under_none(own):
    """More residents put an area on `stor`, and so off `lovlydig`."""
    assert_monotone(own, max_examples=60)


@pytest.mark.parametrize("wrong_by", [1, -1])
def test_a_distance_that_is_one_off_is_noticed(own, monkeypatch, wrong_by):
    flip = evaluate._flip

    def miscount(*words):
        found = flip(*words)
        return found and evaluate.Flip(max(Fraction(0), found.amount + wrong_by), found.unit)

    monkeypatch.setattr(evaluate, "_flip", miscount)
    assert " from turning, and " in fails(assert_distance_flips, own)


# --- another guise, by engines that are broken --------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    """Failing tables are hardly made smaller: that they fail is all that is asked."""
    monkeypatch.setattr(guises, "PATIENCE", 10)


def change_tests(monkeypatch, change):
    """Break the engine where it answers the tests of the law."""
    answer = Tests.answer
    monkeypatch.setattr(Tests, "answer", lambda *words: change(answer(*words)))


@pytest.mark.usefixtures("quick")
def test_a_blank_taken_for_no_is_noticed_when_it_is_filled_in(own, monkeypatch):
    change_tests(monkeypatch, lambda answer: answer.fill_null(value=False))
    text = fails(assert_filling_blanks_keeps_decisions, own)
    assert "says no; with more figures filled in it says yes." in text
    assert "\n\nThen:\n" in text


@pytest.mark.usefixtures("quick")
def test_an_engine_that_knows_the_row_numbers_is_noticed(own, monkeypatch):
    change_tests(monkeypatch, lambda answer: answer & (pl.col("row") < 4))
    assert "with rows, columns and rules in another order it says" in fails(assert_order_does_not_matter, own)
    assert "with other areas left out it says" in fails(assert_parts_equal_the_whole, own)


@pytest.mark.usefixtures("quick")
def test_an_engine_that_counts_where_it_should_divide_is_noticed(own, monkeypatch):
    change_tests(monkeypatch, lambda answer: answer & (pl.col("doemte").fill_null(0) < 5000))
    text = fails(assert_scale_does_not_matter, own)
    assert "with parts and wholes times a number it says no" in text


def test_what_counts_by_itself_is_not_scaled(own):
    assert find_scalable(own.get_series("gader")) == ["beboere_18_og_over", "doemte", "bruttoindkomst"]
    shipped = find_scalable(SHIPPED.get_series("omraadelister"))
    assert not {"beboere", "ikke_vestlige"} & set(shipped)
    assert {"kun_grundskole", "beboere_30_59", "bruttoindkomst"} <= set(shipped)


def test_rules_are_turned_to_the_last_member():
    regime = SHIPPED.regime("almenboligloven-2021")
    turned = turn_regime(regime)
    assert list(turned.lists) == list(reversed(regime.lists))
    group = turned.lists["udsat_boligomraade"].all["sociale_kriterier"]
    assert list(group.members) == ["bruttoindkomst", "kun_grundskole", "doemte", "uden_tilknytning"]


def test_a_year_with_two_lists_is_told_with_both(own):
    rows = [
        {"area": "Made-up area", "year": year, "list_date": day, "beboere": beboere}
        for year, day, beboere in [(2022, None, 7), (2023, date(2023, 2, 1), 8), (2023, date(2023, 12, 1), 1009)]
    ]
    tables = Tables("gader", tuple(rows))
    text = tell_area(JudgedArea(own, own.get_series("gader"), tables), ["stor"])
    assert text.splitlines()[0].endswith("the list of 2023-12-01 by Made-up act (opdigtet)")
    assert text.splitlines()[1].split() == ["unit", "2023-02-01", "2023-12-01"]
    assert text.splitlines()[2].split()[-3:] == ["persons", "8", "1,009"]


# --- the light reading of tables ----------------------------------------------------------------


def test_a_printed_rate_is_what_it_may_have_been_before_it_was_rounded():
    assert read_figure("40.1 %") == Interval(Fraction(4005, 10_000), Fraction(4015, 10_000))
    assert read_figure(7) == Interval(Fraction(7), Fraction(7))
