"""`listerules compare`: which is compared with which, what is printed, exit status, and refusals in one sentence."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from listerules.cli import main

FIXTURES = Path(__file__).parents[2] / "fixtures"
AREAS, LISTS, COUNTS = (str(FIXTURES / "published" / f"{name}.csv") for name in ("areas", "lists", "counts"))
MADE_UP = [str(FIXTURES / "made_up" / "areas.csv"), "--reference", str(FIXTURES / "made_up" / "reference.csv")]


def run(*words):
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, ["compare", *map(str, words)])


def test_the_release_note_of_two_years():
    done = run(AREAS, "--years", 2022, 2023, "--history", LISTS, "--counts", COUNTS, "--note", "--language", "da", "-q")
    assert done.exit_code == 0
    assert "19 udsatte boligområder (17 året før), 12 parallelsamfund (10)" in done.stdout
    assert done.stderr == ""


def test_differences_are_no_problem_and_contradictions_of_the_published_are(tmp_path):
    assert run(*MADE_UP, "--years", 2023, 2024, "-q").exit_code == 0
    lists = tmp_path / "lists.csv"
    lists.write_text("area,year,list\nOpdigtet 01 (opfylder intet),2024,udsat_boligomraade\n", encoding="utf-8")
    done = run(*MADE_UP, "--against", lists, "--year", 2024, "-q", "--language", "en")
    assert done.exit_code == 1
    assert "Published, not on the list by the figures (1):" in done.stdout


def test_figures_that_agree_with_the_published_end_well():
    done = run(AREAS, "--against", LISTS, "--year", 2020, "-q", "--language", "en")
    assert done.exit_code == 0
    assert done.stdout.endswith("The figures nowhere contradict the published lists.\n")


def test_csv_has_a_row_for_each_list_and_area():
    done = run(*MADE_UP, "--years", 2023, 2024, "-q", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    left = [row["area"] for row in rows if row["list"] == "udsat_boligomraade" and row["change"] == "left"]
    assert left == ["Opdigtet 44 (fem år 2019-2023)", "Opdigtet 48 (under 1.000 beboere i 2024)"]


def test_json_has_counts_changes_and_what_flipped():
    told = json.loads(run(*MADE_UP, "--years", 2023, 2024, "-q", "--format", "json").stdout)
    udsat = told["steps"][0]["lists"][0]
    assert udsat["after"] == {"count": 20, "named": 20, "published": None, "is_least": True}
    flipped = next(each for each in udsat["flipped"] if each["path"] == "udsat_boligomraade.beboere")
    assert (flipped["before"]["value"], flipped["after"]["value"], flipped["distance"]) == (1500, 999, 1)


def test_markdown_has_tables():
    done = run(*MADE_UP, "--years", 2023, 2024, "-q", "--format", "markdown", "--language", "en")
    assert "| List | 2023 | 2024 | New | Off | Stayed | Unknown |" in done.stdout


def test_two_sets_of_rules_are_named_in_the_result(tmp_path):
    scenario = tmp_path / "fri.yaml"
    scenario.write_text("scenario: fri\non: almenboligloven-2021\nremove: [parallelsamfund.ikke_vestlige]\n")
    done = run(*MADE_UP, "--scenario", scenario, "--year", 2024, "-q", "--note", "--language", "da")
    assert "Listerne for 2024: »fri« mod loven" in done.stdout
    assert "mindst 20 parallelsamfund (mindst 5)" in done.stdout


def test_a_scenario_of_a_regime_not_in_force_is_refused(tmp_path):
    scenario = tmp_path / "fri.yaml"
    scenario.write_text("scenario: fri\non: almenboligloven-2021\nremove: [parallelsamfund.ikke_vestlige]\n")
    done = run(*MADE_UP, "--scenario", scenario, "--year", 2019, "-q")
    assert done.exit_code == 2
    assert "It changes almenboligloven-2021, which judges none of these lists." in done.stderr


def test_two_files_are_written_results(tmp_path):
    for year in (2023, 2024):
        words = ["classify", *MADE_UP, "--year", str(year), "-o", str(tmp_path / f"{year}.json"), "-q"]
        CliRunner().invoke(main, words)
    done = run(tmp_path / "2023.json", tmp_path / "2024.json", "-q", "--language", "en")
    assert done.exit_code == 0
    assert "1,500 → 999 (at least 1,000), 1 person from turning back" in done.stdout
    wrong = run(AREAS, tmp_path / "2024.json", "-q")
    assert wrong.exit_code == 2
    assert "This is not a written result" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new.csv", "--against", LISTS], "two files and --against are different comparisons"),
        (["--against", LISTS, "--scenario", "s.yaml"], "--against and --scenario are different comparisons"),
        (["--against", LISTS, "--years", "2022", "2023"], "with --against give --year"),
        (["--year", "2022"], "two years are --years"),
        (["new.csv", "--history", LISTS], "--history goes with a table of areas"),
        (["--note", "--format", "json"], "A release note is text or markdown"),
        (["--years", "2022", "2033", "--history", LISTS], "The nearest is 2024-12-01"),
        (["--list", "paralelsamfund", "--history", LISTS], "Did you mean 'parallelsamfund'?"),
        (["--counts", "nope.csv", "--history", LISTS], "No such file"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(words, said):
    done = run(AREAS, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
