"""A scenario changes what it says, where it fits, and never the baseline."""

from copy import deepcopy

import pytest

from listerules.errors import RulesError
from listerules.law.model import Patch, Scenario
from listerules.law.rulebook import load_rules
from listerules.law.scenario import apply_patch, find_place, list_paths, load_scenario, value_at

RULES = load_rules()
LAW = "almenboligloven-2021"
TREE = RULES.sources[LAW].tree
INCOME = "udsat_boligomraade.sociale_kriterier.bruttoindkomst"


def patch(**words):
    return apply_patch(TREE, Patch.model_validate(words))


def at(tree, path):
    return value_at(tree, find_place(tree, path))


@pytest.mark.parametrize("was", ["55 %", "55%", "0.55", " 55 % "])
def test_a_change_needs_to_know_what_stands_there(was):
    tree = patch(change={f"{INCOME}.below": {"was": was, "now": "60 %"}})
    assert at(tree, f"{INCOME}.below") == "60 %"


def test_the_baseline_is_never_touched():
    before = deepcopy(TREE)
    patch(
        change={f"{INCOME}.below": {"was": "55 %", "now": "60 %"}},
        remove=["parallelsamfund.ikke_vestlige"],
        add={"measures.doemte.pooled_years": 2, "parallelsamfund.doemte": {"above": "1 %"}},
    )
    assert before == TREE


def test_a_node_can_be_taken_away():
    tree = patch(remove=["parallelsamfund.ikke_vestlige"])
    assert list(tree["lists"]["parallelsamfund"]["all"]) == ["udsat_boligomraade"]


def test_a_list_whose_none_is_emptied_has_no_none():
    assert "none" not in patch(remove=["forebyggelsesomraade.udsat_boligomraade"])["lists"]["forebyggelsesomraade"]


def test_a_new_node_goes_under_all_of_a_list_and_among_the_members_of_a_group():
    test = {"above": "1 %"}
    tree = patch(add={"parallelsamfund.doemte": test, "udsat_boligomraade.sociale_kriterier.ikke_vestlige": test})
    assert tree["lists"]["parallelsamfund"]["all"]["doemte"] == test
    assert tree["lists"]["udsat_boligomraade"]["all"]["sociale_kriterier"]["of"]["ikke_vestlige"] == test


def test_words_lists_and_measures_can_be_added():
    tree = patch(
        add={
            "parallelsamfund.ikke_vestlige.cite": "nr. 5",
            "parallelsamfund.sociale": {"at_least": 1, "of": {"doemte": {"above": "1 %"}}},
            "nyt": {"title": {"da": "a", "en": "b"}, "cite": "x", "all": {"parallelsamfund": "ever"}},
            "measures.unge": {"title": {"da": "a", "en": "b"}, "count": "beboere_18_64"},
        }
    )
    assert at(tree, "parallelsamfund.ikke_vestlige.cite") == "nr. 5"
    assert at(tree, "parallelsamfund.sociale.at_least") == "1"
    assert at(tree, "nyt.parallelsamfund") == "ever"
    assert at(tree, "measures.unge.count") == "beboere_18_64"


def test_a_group_may_be_emptied_when_something_else_comes_in():
    tree = patch(remove=["udviklingsplan.omdannelsesomraade"], add={"udviklingsplan.parallelsamfund": "ever"})
    assert tree["lists"]["udviklingsplan"]["all"] == {"parallelsamfund": "ever"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"change": {f"{INCOME}.below": {"was": "50 %", "now": "60 %"}}}, "says '55 %', not '50 %'"),
        ({"change": {f"{INCOME}.belov": {"was": "1", "now": "2"}}}, rf"Did you mean '{INCOME}\.below'"),
        (
            {"change": {INCOME: {"was": "1", "now": "2"}}},
            rf"more than one word\. Change a word of it, such as '{INCOME}",
        ),
        ({"remove": ["parallelsamfund.ikke_vestlig"]}, r"Did you mean 'parallelsamfund\.ikke_vestlige'"),
        ({"remove": ["udviklingsplan.omdannelsesomraade"]}, "last node of its group"),
        ({"add": {"parallelsamfund.ikke_vestlige": {"above": "1 %"}}}, "stands there already"),
        (
            {"add": {"parallelsamfun.doemte": {"above": "1 %"}}},
            "there is no 'parallelsamfun'. Did you mean 'parallelsamfund'",
        ),
        ({"add": {"udviklingsplan.omdannelsesomraade.cite": "x"}}, "is one word"),
        ({"remove": ["zzz"]}, "nothing stands there"),
        ({"remove": [""]}, "nothing stands there"),
        ({"remove": ["..."]}, "nothing stands there"),
    ],
)
def test_a_path_that_does_not_fit_is_refused_in_one_line(words, told):
    with pytest.raises(RulesError, match=told) as raised:
        patch(**words)
    assert len(str(raised.value).splitlines()) == 1


def test_every_path_leads_to_something():
    paths = list(list_paths(TREE))
    assert len(paths) > 100
    assert all(at(TREE, path) is not None for path in paths)
    for path, _ in RULES.regime(LAW).nodes():
        assert path in paths


def test_a_scenario_gives_a_new_rulebook():
    said = {
        "scenario": "fire-aar",
        "on": LAW,
        "change": {"omdannelsesomraade.parallelsamfund.years_running": {"was": "5", "now": "4"}},
    }
    other = RULES.with_scenario(Scenario.model_validate(said))
    assert other.regime(LAW).lists["omdannelsesomraade"].all["parallelsamfund"].years_running == 4
    assert RULES.regime(LAW).lists["omdannelsesomraade"].all["parallelsamfund"].years_running == 5
    assert other.regime("almenboligloven-2018") == RULES.regime("almenboligloven-2018")
    assert other.get_series("omraadelister").newest_name("ghettoomraade") == "parallelsamfund"


def test_an_empty_scenario_changes_nothing():
    other = RULES.with_scenario(Scenario(scenario="intet", on=LAW))
    assert other.series == RULES.series
    assert other.position(LAW, INCOME) == RULES.position(LAW, INCOME)


def test_claims_and_cases_are_about_the_law_as_it_stands():
    assert any("forebyggelsesomraade" in str(claim) for claim in RULES.regime(LAW).claims)
    without = RULES.with_scenario(Scenario(scenario="without", on=LAW, remove=("forebyggelsesomraade",)))
    assert (without.regime(LAW).claims, without.regime(LAW).cases) == ((), ())
    assert RULES.with_scenario(Scenario(scenario="same", on=LAW)).regime(LAW) == RULES.regime(LAW)


def test_scenarios_stack():
    first = Scenario.model_validate(
        {"scenario": "a", "on": LAW, "change": {f"{INCOME}.below": {"was": "55 %", "now": "60 %"}}}
    )
    second = Scenario.model_validate(
        {"scenario": "b", "on": LAW, "change": {f"{INCOME}.below": {"was": "60 %", "now": "65 %"}}}
    )
    both = RULES.with_scenario(first).with_scenario(second)
    assert both.sources[LAW].tree != TREE
    assert at(both.sources[LAW].tree, f"{INCOME}.below") == "65 %"


def test_a_scenario_that_breaks_the_rules_says_where():
    said = {"scenario": "for-meget", "on": LAW, "change": {f"{INCOME}.below": {"was": "55 %", "now": "mange"}}}
    with pytest.raises(RulesError) as raised:
        RULES.with_scenario(Scenario.model_validate(said))
    assert str(raised.value) == f"scenario for-meget  {INCOME}: 'mange' is not a number. Write 1000, 2.7 or 40 %."
    with pytest.raises(RulesError, match="There is no regime 'almenboligloven-2022'"):
        RULES.with_scenario(Scenario(scenario="a", on="almenboligloven-2022"))


def test_a_scenario_is_read_from_a_file(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(
        "scenario: indkomst-60\n"
        f"on: {LAW}\n"
        "change:\n"
        f"  {INCOME}.below: {{was: 55 %, now: 60 %}}\n"
        "remove: [parallelsamfund.ikke_vestlige]\n",
        encoding="utf-8",
    )
    scenario = load_scenario(file)
    assert scenario.change[f"{INCOME}.below"].now == "60 %"
    rule = RULES.with_scenario(scenario).regime(LAW).lists["parallelsamfund"]
    assert list(rule.all) == ["udsat_boligomraade"]


def test_a_broken_scenario_file_names_the_place(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(f"scenario: x\non: {LAW}\nchange:\n  a.b: {{was: 1, then: 2}}\n", encoding="utf-8")
    with pytest.raises(RulesError) as raised:
        load_scenario(file)
    assert "scenario.yaml:4:17" in str(raised.value)
    assert "A change does not know the word 'then'." in str(raised.value)
