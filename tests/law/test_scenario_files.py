"""Scenario files: several regimes, readings by name, and each misfit told with its line in the file."""

import json

import jsonschema
import pytest

from listerules.errors import RulesError
from listerules.law.effects import find_touched
from listerules.law.model import Scenario
from listerules.law.rulebook import find_shipped_rules, load_rules
from listerules.law.scenario import find_scenario, find_shipped_scenarios, list_scenarios, load_scenario, read_scenario
from listerules.law.source import read_source

RULES = load_rules()
SERIES = RULES.get_series("omraadelister")
NOW, THEN = "almenboligloven-2021", "almenboligloven-2018"
LABOUR = "udsat_boligomraade.sociale_kriterier.uden_tilknytning"
WRONG_CONTEXT = f"""\
scenario.yaml:4:3
    4 |   {LABOUR}.above: {{was: 45 %, now: 50 %}}
      |   {"^" * 59}
  '{LABOUR}.above' says '40 %', not '45 %'. Mend 'was', or look at 'on' again."""
SHIPPED = sorted(find_shipped_scenarios().glob("*.yaml"))


def write(tmp_path, text):
    file = tmp_path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal_of(tmp_path, text):
    with pytest.raises(RulesError) as raised:
        RULES.with_scenario(read_scenario(write(tmp_path, text), "scenario.yaml"))
    assert len(raised.value.problems) == 1
    return str(raised.value)


def touched(patches):
    scenario = Scenario.model_validate({"scenario": "x", "on": patches})
    return {name for _, name in find_touched(SERIES, RULES.with_scenario(scenario).get_series("omraadelister"))}


# --- what ships ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_scenario_fits_the_rules_and_says_who_asks(file):
    scenario = load_scenario(file)
    assert scenario.scenario == file.stem
    assert scenario.title
    assert scenario.question
    changed = RULES.with_scenario(scenario)
    assert find_touched(SERIES, changed.get_series("omraadelister"))
    assert RULES.with_scenario(find_scenario(file.stem)).series == changed.series


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_editors_that_use_the_schema_accept_a_shipped_scenario(file):
    first, *_ = file.read_text(encoding="utf-8").splitlines()
    schema = (file.parent / first.partition("$schema=")[2]).resolve()
    assert schema.parent == find_shipped_rules().resolve()
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert list(validator.iter_errors(read_source(file).tree)) == []


def test_the_scenarios_that_ship_are_found_by_name():
    assert set(list_scenarios()) == {file.stem for file in SHIPPED} >= {"fire-aar", "uden-oprindelse"}


def test_an_unknown_scenario_is_refused_with_the_nearest():
    with pytest.raises(RulesError, match=r"called 'fire-år'\. Did you mean 'fire-aar'\?"):
        find_scenario("fire-år")
    with pytest.raises(RulesError, match="There is no such file"):
        find_scenario("mine.yaml")


# --- several regimes, and readings --------------------------------------------------------------------


def test_a_scenario_can_patch_several_regimes():
    rules = RULES.with_scenario(find_scenario("fire-aar"))
    assert rules.regime(THEN).lists["haardt_ghettoomraade"].all["ghettoomraade"].years_running == 4
    assert rules.regime(NOW).lists["omdannelsesomraade"].all["parallelsamfund"].years_running == 4
    assert RULES.regime(NOW).lists["omdannelsesomraade"].all["parallelsamfund"].years_running == 5


def test_a_reading_is_chosen_by_its_name_and_is_no_reading_any_more():
    by_name = RULES.with_scenario(Scenario(scenario="x", on=NOW, readings=["fem-aar"]))
    assert by_name.regime(NOW).lists["omdannelsesomraade"].all["parallelsamfund"].years_running == 4
    assert "fem-aar" not in [reading.name for _, _, reading in by_name.readings()]
    assert "gennemsnit" in [reading.name for _, _, reading in by_name.readings()]


@pytest.mark.parametrize(
    ("regime", "reading"),
    [(regime.regime, reading) for regime, _, reading in RULES.readings()],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_reading_can_be_chosen_or_says_why_not(regime, reading):
    scenario = Scenario(scenario="x", on=regime, readings=[reading.name])
    if reading.alternative is None:
        with pytest.raises(RulesError, match="has no other choice that the rules can follow"):
            RULES.with_scenario(scenario)
        return
    by_patch = RULES.with_scenario(Scenario(scenario="x", on=regime, **reading.alternative.model_dump()))
    by_name = RULES.with_scenario(scenario)
    series = RULES.regime(regime).series
    assert not find_touched(by_patch.get_series(series), by_name.get_series(series))
    assert find_touched(RULES.get_series(series), by_name.get_series(series))


def test_a_patched_rulebook_remembers_what_it_was_made_of():
    rules = RULES.with_scenario(find_scenario("fire-aar")).with_scenario(find_scenario("uden-oprindelse"))
    assert [scenario.scenario for scenario in rules.scenarios] == ["fire-aar", "uden-oprindelse"]
    assert rules.baseline is RULES


def test_a_patched_regime_is_not_taken_for_the_law_as_it_is():
    rules = RULES.with_scenario(find_scenario("kriterier-fra-2014"))
    assert rules.regime(NOW).title.en == "Social Housing Act from 1 December 2021, scenario kriterier-fra-2014"
    assert rules.regime(NOW).title.da == "Almenboligloven fra 1. december 2021, scenario kriterier-fra-2014"
    assert rules.regime(THEN).title == RULES.regime(THEN).title


# --- what does not fit --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"scenario: x\non: {NOW}\nchange:\n  {LABOUR}.above: {{was: 45 %, now: 50 %}}\n",
            WRONG_CONTEXT,
        ),
        (
            f"scenario: x\non: {NOW}\nchange:\n  {LABOUR}.above: {{was: 40 %, now: 40.0%}}\n",
            "says '40 %' already. Write under 'now' what it should say instead.",
        ),
        (
            f"scenario: x\non: {NOW}\nchange:\n  {LABOUR}.above: {{was: 40 %, now: mange}}\n",
            "scenario.yaml:4:",
        ),
        (
            f"scenario: x\non:\n  {NOW}:\n    remove:\n      - parallelsamfund.ikke_vestlig\n",
            "scenario.yaml:5:9",
        ),
        (f"scenario: x\non: {NOW}\nreadings: [fem-aa]\n", "has no reading 'fem-aa'. Did you mean 'fem-aar'?"),
        ("scenario: x\non: almenboligloven-2022\nremove: [a]\n", "scenario.yaml:2:5"),
        ("scenario: x\non: {almenboligloven-2022: {remove: [a]}}\n", "scenario.yaml:2:6"),
        (
            f"scenario: x\non: {NOW}\nadd:\n  parallelsamfund.doemte: {{abov: 3 %}}\n",
            "scenario.yaml:4:28  parallelsamfund.doemte\n",
        ),
        (f"scenario: x\non: {{{NOW}: {{}}}}\nremove: [a]\n", "'remove' belongs to a regime"),
        (
            f"scenario: x\non: {{{NOW}: {{chang: 1}}}}\n",
            "A patch does not know the word 'chang'. Did you mean 'change'?",
        ),
        ("scenario: x\non: {Lov 2021: {}}\n", "'Lov 2021' cannot be a name. A regime's name has a-z, 0-9 and '-'"),
        (f"scenario: x\non: [{NOW}]\n", "'on' is a text; here is a list."),
    ],
)
def test_what_does_not_fit_is_one_message_with_its_line(tmp_path, text, told):
    assert told in refusal_of(tmp_path, text)


def test_a_mistake_in_a_new_value_underlines_the_value(tmp_path):
    text = f"scenario: x\non: {NOW}\nchange:\n  {LABOUR}.above: {{was: 40 %, now: mange}}\n"
    assert refusal_of(tmp_path, text).splitlines()[2].endswith("^^^^^")


# --- what a change touches ----------------------------------------------------------------------------


def test_a_change_touches_the_lists_that_look_at_it_and_no_other():
    line = {"change": {"parallelsamfund.ikke_vestlige.above": {"was": "50 %", "now": "60 %"}}}
    assert touched({NOW: line}) == {"parallelsamfund", "omdannelsesomraade", "udviklingsplan"}
    measure = {"change": {"measures.kun_grundskole.of": {"was": "beboere_30_59", "now": "beboere_18_64"}}}
    assert "forebyggelsesomraade" in touched({NOW: measure})


def test_a_change_of_an_earlier_regime_touches_lists_that_look_back_to_it():
    line = {"change": {"ghettoomraade.ikke_vestlige.above": {"was": "50 %", "now": "60 %"}}}
    assert touched({THEN: line}) == {"ghettoomraade", "haardt_ghettoomraade", "omdannelsesomraade", "udviklingsplan"}


def test_titles_and_citations_decide_nothing():
    said = {"change": {"parallelsamfund.title.en": {"was": "Parallel society", "now": "Other"}}}
    assert touched({NOW: said}) == set()
    assert touched({NOW: {}}) == set()
