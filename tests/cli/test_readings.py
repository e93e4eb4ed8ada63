"""`listerules readings`: which verdicts depend on how the law is read, and what cannot be tried."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import listerules as lr
from listerules.cli import main
from listerules.result.readings import list_dependence, try_readings

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "fixtures" / "published"
MADE_UP = ROOT / "fixtures" / "made_up"


def run(*words, language="en"):
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, [*map(str, words), "--language", language])


@pytest.fixture(scope="module")
def published():
    return try_readings(lr.classify(PUBLISHED / "areas.csv", history=PUBLISHED / "lists.csv"))


@pytest.fixture(scope="module")
def made_up():
    return try_readings(lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv"))


def find(trials, name):
    return next(trial for trial in trials if trial.reading.name == name)


def test_four_years_instead_of_five_put_four_more_areas_on_the_list_of_2019(published):
    turned = find(published, "fem-aar-2018").turned.filter(pl.col("list") == "omdannelsesomraade")
    assert set(turned["year"]) == {2019}
    assert sorted(turned["area"]) == [
        "Bispeparken",
        "Nørager/Søstjernevej m.fl.",
        "Skovgårdsparken",
        "Solbakken mv.",
    ]
    assert set(turned.select("verdict", "other").iter_rows()) == {("no", "yes")}


def test_pooled_counts_turn_those_made_up_for_it(made_up):
    turned = find(made_up, "gennemsnit").turned
    assert "Opdigtet 07 (job middel mod sammenlagt)" in set(turned["area"])
    assert find(made_up, "gennemsnit").as_rates == ()


def test_counts_pooled_by_hand_give_the_same():
    figures = {"area": "A", "beboere": 1500, "beboere_30_59": 100, "kun_grundskole": 90}
    rows = [
        {**figures, "year": 2023, "beboere_18_64": 1000, "uden_tilknytning": 380},
        {**figures, "year": 2024, "beboere_18_64": 100, "uden_tilknytning": 43},
    ]
    (trial,) = [each for each in try_readings(lr.classify(rows, years=[2024])) if each.reading.name == "gennemsnit"]
    mean, pooled = (380 / 1000 + 43 / 100) / 2, (380 + 43) / (1000 + 100)
    assert mean > 0.40 > pooled
    told = trial.changed.filter(pl.col("list") == "udsat_boligomraade").select("verdict", "other").row(0)
    assert told == ("yes", "undecided")  # for want of the convicted and the incomes, which might be the second


def test_a_published_list_that_the_figures_contradict_is_no_matter_of_reading():
    figures = {"area": "A", "year": 2024, "beboere": 900, "uden_tilknytning_pct": 45, "kun_grundskole_pct": 70}
    history = [{"area": "A", "year": 2024, "list": "udsat_boligomraade"}]
    result = lr.classify([figures], history=history)
    assert result.table["udsat_boligomraade"].to_list() == [True]
    assert find(try_readings(result), "gennemsnit").changed.height == 0


def test_figures_that_are_missing_or_worked_out_already_are_named(published, made_up):
    assert find(published, "gennemsnit").as_rates == ("uden_tilknytning_pct", "doemte_pct")
    assert find(made_up, "beboere-nu").missing == ("beboere_2010",)
    assert find(made_up, "beboere-nu").turned.height == 0
    assert find(made_up, "beboere-nu").lost.height > 0


def test_a_reading_without_another_choice_is_named_as_not_tried(made_up):
    assert not find(made_up, "to-lister-i-2014").was_tried
    text = run("readings", MADE_UP / "areas.csv", "--reference", MADE_UP / "reference.csv", "--quiet").stdout
    told = text.partition("to-lister-i-2014 (almenboligloven-2014, ghettoomraade)")[2].splitlines()[2]
    assert told.strip() == "The rule file has no other reading to try, so what depends on this one is not examined."


def test_only_readings_that_judge_a_reported_year_or_turn_something_there_are_told():
    trials = try_readings(lr.classify(PUBLISHED / "areas.csv", history=PUBLISHED / "lists.csv", years=[2024]))
    by_regime = {(each.regime.regime, each.turned.height > 0) for each in trials}
    assert by_regime == {
        ("almenboligloven-2021", True),
        ("almenboligloven-2021", False),
        ("almenboligloven-2018", True),
    }
    assert all(set(each.changed["year"]) <= {2024} for each in trials)


def test_a_reading_that_a_scenario_has_changed_already_is_said_not_to_fit():
    scenario = {"udviklingsplan.omdannelsesomraade": {"was": "ever", "now": "on_list"}}
    rules = lr.load_rules().with_scenario(_scenario(change=scenario))
    trial = find(try_readings(lr.classify(MADE_UP / "areas.csv", rules, years=[2024])), "planen-bliver")
    assert not trial.was_tried
    assert "udviklingsplan.omdannelsesomraade" in trial.misfit


def _scenario(**patch):
    from listerules.law.model import Scenario  # noqa: PLC0415

    return Scenario.model_validate({"scenario": "proeve", "on": "almenboligloven-2021", **patch})


def test_all_of_it_in_one_frame(published):
    frame = list_dependence(published)
    assert frame.columns == ["regime", "node", "reading", "area", "year", "list", "verdict", "other", "list_date"]
    assert frame.height == sum(trial.changed.height for trial in published)
    assert list_dependence(()).columns == frame.columns


def test_the_text_names_the_areas_by_list_and_date_under_the_titles_of_the_time():
    words = (PUBLISHED / "areas.csv", "--history", PUBLISHED / "lists.csv", "--year", "2019", "--quiet")
    english = run("readings", *words)
    assert english.exit_code == 0
    assert english.stdout.startswith("The rules choose a reading in 5 places where the law is open. Verdicts depend on")
    assert (
        "1 December 2019, Hard ghetto area, off the list -> on the list: "
        "Skovgårdsparken; Bispeparken; Solbakken mv.; Nørager/Søstjernevej m.fl."
    ) in english.stdout
    danish = run("readings", *words, language="da").stdout
    assert "1. december 2019, Hårdt ghettoområde, ikke på listen -> på listen: Skovgårdsparken" in danish
    assert "Valgt: Fem lister i træk" in danish


def test_markdown_json_and_csv():
    words = ("readings", PUBLISHED / "areas.csv", "--history", PUBLISHED / "lists.csv", "--year", "2019", "--quiet")
    assert "\n## fem-aar-2018\n\n`almenboligloven-2018`" in run(*words, "--format", "markdown").stdout
    told = json.loads(run(*words, "--format", "json").stdout)
    five = next(each for each in told if each["reading"] == "fem-aar-2018")
    assert five["changed"][0]["list_date"] == "2019-12-01"
    assert five["alternative"]["change"] == {
        "haardt_ghettoomraade.ghettoomraade.years_running": {"was": "5", "now": "4"}
    }
    frame = pl.read_csv(run(*words, "--format", "csv").stdout.encode())
    assert set(frame["year"]) == {2019}


def test_classify_tells_them_after_the_lists():
    words = ("classify", PUBLISHED / "areas.csv", "--history", PUBLISHED / "lists.csv", "--year", "2019", "--quiet")
    text = run(*words, "--readings", "--format", "lists").stdout
    assert text.index("ghettoområde" if "ghettoområde" in text else "Ghetto area") < text.index("The rules choose")
    refused = run(*words, "--readings")
    assert refused.exit_code == 2
    assert "add --format lists" in refused.stderr


def test_rules_without_readings_say_so(tmp_path):
    (tmp_path / "rules.yaml").write_text(
        "regime: mine\nseries: mine\ntitle: {da: Mine, en: Mine}\nfrom: 2020-01-01\n"
        "law: {name: Made up, url: x}\nchecked_on: 2026-01-01\n"
        "measures: {beboere: {title: {da: B, en: R}, count: beboere}}\n"
        "lists: {stor: {title: {da: Stor, en: Large}, cite: § 1, all: {beboere: {at_least: 1000}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "areas.csv").write_text("area,year,beboere\nA,2022,1200\n", encoding="utf-8")
    done = run("readings", tmp_path / "areas.csv", "--rules", tmp_path / "rules.yaml", "--series", "mine", "--quiet")
    assert done.stdout == "The rules here nowhere choose between readings of the law.\n"


def test_help_has_an_example():
    assert "listerules readings areas.csv" in CliRunner().invoke(main, ["readings", "--help"]).output
