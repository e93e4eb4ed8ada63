"""What the laws say of every area there could be: each claim of the rule files, and what follows from them."""

from __future__ import annotations

from shutil import copytree

import pytest

import listerules as lr
from listerules.law.model import Scenario
from listerules.law.rulebook import find_shipped_rules
from listerules.law.scenario import find_scenario
from listerules.result.proofs import find_changes, find_differences, prove_claims, prove_regime
from listerules.verdict.prove.questions import Answer

RULES = lr.load_rules()
OF_2018, OF_2021 = "almenboligloven-2018", "almenboligloven-2021"


@pytest.fixture(scope="module")
def of_2021():
    return prove_regime(RULES, OF_2021)


def test_every_claim_of_the_shipped_rules_is_proven():
    proofs = [proof for regime in prove_claims(RULES) for proof in regime.claims]
    assert len(proofs) == 12
    assert [proof.statement for proof in proofs if not proof.is_proven] == []


def test_of_the_lists_of_2021_just_these_lie_within_or_apart(of_2021):
    assert {proof.statement for proof in of_2021.relations if proof.is_proven} == {
        "parallelsamfund within udsat_boligomraade",
        "omdannelsesomraade within udsat_boligomraade",
        "omdannelsesomraade within parallelsamfund",
        "omdannelsesomraade within udviklingsplan",
        "udsat_boligomraade apart from forebyggelsesomraade",
        "parallelsamfund apart from forebyggelsesomraade",
        "omdannelsesomraade apart from forebyggelsesomraade",
    }
    assert all(proof.answer is not Answer.UNKNOWN for proof in of_2021.proofs)


def test_every_list_of_2021_can_have_an_area_and_every_criterion_can_decide(of_2021):
    assert [proof.statement for proof in (*of_2021.empty, *of_2021.idle) if proof.is_proven] == []


def test_a_plan_outlasts_the_list_and_so_is_not_within_it(of_2021):
    plan = next(each for each in of_2021.relations if each.statement == "udviklingsplan within omdannelsesomraade")
    assert plan.answer is Answer.REFUTED
    on = [(row["list"], row["year"]) for row in plan.tables["history"] if row["on"] == "yes"]
    assert len(on) == 1
    assert on[0][0] == ("omdannelsesomraade" if on[0][1] >= 2021 else "haardt_ghettoomraade")  # the name it had then


def test_neither_of_vulnerable_and_prevention_areas_lies_within_the_other(tmp_path):
    claims = (
        "forebyggelsesomraade.sociale_kriterier within udsat_boligomraade.sociale_kriterier",
        "forebyggelsesomraade within udsat_boligomraade",
        "udsat_boligomraade within forebyggelsesomraade",
    )
    (found,) = prove_claims(claim_instead(tmp_path, "2021-12-01.yaml", claims), OF_2021, seconds=60)
    assert [proof.answer for proof in found.claims] == [Answer.REFUTED] * 3
    assert [problem.what for problem in found.problems] == ["This does not hold of every area."] * 3
    assert all(proof.witness.is_smallest for proof in found.claims)


def claim_instead(folder, file, claims):
    """A copy of the shipped rules with other claims in a file."""
    copytree(find_shipped_rules(), folder / "rules")
    path = folder / "rules" / "omraadelister" / file
    text = path.read_text(encoding="utf-8")
    said = text[text.index("\nclaims:") : text.index("\nlists:")]
    other = "\nclaims:\n" + "".join(f"  - {claim}\n" for claim in claims)
    path.write_text(text.replace(said, other), encoding="utf-8")
    return lr.load_rules(folder / "rules")


# --- between two laws -------------------------------------------------------------------------------


def directions(differences):
    """Of each list, whether some area leaves it, and whether some area joins it."""
    return {each.name: (each.left.answer, each.joined.answer) for each in differences.lists}


SAME = (Answer.PROVEN, Answer.PROVEN)
MORE = (Answer.PROVEN, Answer.REFUTED)
BOTH = (Answer.REFUTED, Answer.REFUTED)


def test_the_law_of_2021_renamed_the_lists_of_2018_and_added_one():
    assert directions(find_differences(RULES, OF_2018, OF_2021)) == {
        "udsat_boligomraade": SAME,
        "parallelsamfund": SAME,
        "omdannelsesomraade": SAME,
        "forebyggelsesomraade": MORE,
        "udviklingsplan": SAME,
    }


def test_the_law_of_2018_moves_areas_both_onto_and_off_the_ghetto_list():
    assert directions(find_differences(RULES, "almenboligloven-2014", OF_2018))["parallelsamfund"] == BOTH


def test_four_years_instead_of_five_only_add():
    for found in find_changes(RULES, find_scenario("fire-aar")):
        moved = {name: moves for name, moves in directions(found).items() if moves != SAME}
        assert moved == {"omdannelsesomraade": MORE, "udviklingsplan": MORE}


def test_without_the_criterion_of_origin_areas_only_join():
    earlier, later = find_changes(RULES, find_scenario("uden-oprindelse"))
    grown = {"parallelsamfund": MORE, "omdannelsesomraade": MORE, "udviklingsplan": MORE}
    assert directions(earlier) == {"udsat_boligomraade": SAME, **grown}
    assert directions(later) == {"udsat_boligomraade": SAME, "forebyggelsesomraade": MORE, **grown}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["kommunens-indkomst", "kriterier-fra-2014"])
def test_other_criteria_move_areas_both_ways(scenario):
    patch = find_scenario(scenario).scenario.patches[OF_2021]
    (found,) = find_changes(RULES, Scenario(scenario=scenario, on={OF_2021: patch}))
    assert set(directions(found).values()) == {BOTH}


READINGS = {
    "fem-aar": {"omdannelsesomraade": MORE, "udviklingsplan": MORE},
    "forebyggelse-uden-udsatte": {"forebyggelsesomraade": MORE},
    "planen-bliver": {"udviklingsplan": (Answer.REFUTED, Answer.PROVEN)},
}


@pytest.mark.parametrize("reading", READINGS)
def test_the_other_choice_of_a_reading_moves_areas_as_it_says(reading):
    (found,) = find_changes(RULES, Scenario(scenario="other", on=OF_2021, readings=(reading,)))
    assert {name: moves for name, moves in directions(found).items() if moves != SAME} == READINGS[reading]


@pytest.mark.slow
def test_pooled_counts_and_the_mean_of_shares_differ_both_ways():
    (found,) = find_changes(RULES, Scenario(scenario="pooled", on=OF_2021, readings=("gennemsnit",)))
    assert directions(found)["udsat_boligomraade"] == BOTH
    rows = found.lists[0].left.tables["areas"]
    groups = [[row.get(group) for row in rows] for group in ("beboere_18_64", "beboere_18_og_over")]
    assert any(earlier != later for earlier, later in groups)  # they differ only where the group has grown or shrunk
