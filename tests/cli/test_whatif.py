"""What `listerules whatif` prints and refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from listerules.cli import main

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "fixtures" / "published"
TABLES = (PUBLISHED / "areas.csv", "--history", PUBLISHED / "lists.csv")
SWEEP = "omdannelsesomraade...years_running=4..5/1"


def run(*words, command="whatif"):
    options = ["--language", "en"]
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, [command, *map(str, words), *options])


def test_the_scenarios_that_ship_are_listed_with_what_they_change():
    done = run("--list")
    assert done.exit_code == 0
    assert "Four years instead of five (fire-aar)\n" in done.stdout
    assert "  almenboligloven-2021: omdannelsesomraade.parallelsamfund.years_running: 4 instead of 5\n" in done.stdout
    assert "  almenboligloven-2018: without ghettoomraade.ikke_vestlige\n" in done.stdout


def test_several_scenarios_in_one_run_each_beside_the_law():
    done = run(*TABLES, "--year", "2019", "--scenario", "fire-aar", "--scenario", "uden-oprindelse")
    assert done.exit_code == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "1 December 2019 Hard ghetto area 15 19" in lines
    assert "1 December 2019 Ghetto area 28 40" in lines
    assert "note: fire-aar: what was published of haardt_ghettoomraade, omdannelsesomraade is set aside" in done.stderr
    assert run(*TABLES, "--year", "2019", "--scenario", "fire-aar", "-q").stderr == ""


@pytest.mark.parametrize("words", [("--scenario", "fire-aar"), ("--sweep", SWEEP)])
def test_every_format_is_written(words):
    assert json.loads(run(*TABLES, *words, "--year", "2021", "--format", "json").stdout)["options"]["years"] == [2021]
    csv = run(*TABLES, *words, "--year", "2021", "--format", "csv").stdout.splitlines()
    assert any("Aldersrogade" in line and line.endswith(",2021-12-01") for line in csv)
    assert "Aldersrogade" in run(*TABLES, *words, "--year", "2021", "--format", "markdown").stdout
    assert "Aldersrogade" in run(*TABLES, *words, "--year", "2021").stdout


def test_a_scenario_of_one_s_own_is_a_file(tmp_path):
    file = tmp_path / "tre-aar.yaml"
    path = "omdannelsesomraade.parallelsamfund.years_running"
    file.write_text(
        f"scenario: tre-aar\non: almenboligloven-2021\nchange:\n  {path}: {{was: 5, now: 3}}\n", encoding="utf-8"
    )
    assert "tre-aar" in run(*TABLES, "--year", "2021", "--scenario", file).stdout
    done = run(*TABLES, "--year", "2021", "--scenario", file, "--format", "lists", "-q", command="classify")
    assert "Transformation area (§ 61 a, stk. 4): 11 on the list" in done.stdout
    file.write_text(file.read_text(encoding="utf-8").replace("was: 5", "was: 4"), encoding="utf-8")
    done = run(*TABLES, "--scenario", file)
    assert done.exit_code == 2
    assert f"{file}:4:3\n" in done.stderr
    assert "says '5', not '4'" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name the table of areas"),
        ((*TABLES, "--scenario", "fire-aar", "--sweep", SWEEP), "Give either --scenario or --sweep."),
        ((*TABLES, "--regime", "almenboligloven-2021"), "--regime belongs to --sweep"),
        ((*TABLES, "--sweep", "udsat_boligomraade...uden_tilknytning.above=30%..50%"), "does not say the step"),
        ((*TABLES, "--scenario", "fire-aar", "--year", "2015"), "are not in force in 2015"),
        ((*TABLES, "--scenario", "fire-aar", "--year", "2031"), "The table has no list of 2031."),
        ((*TABLES, "--scenario", "fem-aar"), "No scenario that ships is called 'fem-aar'. Did you mean 'fire-aar'?"),
    ],
)
def test_what_cannot_be_done_is_refused_with_status_2(words, told):
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stdout == ""
