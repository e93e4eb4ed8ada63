"""`listerules outlook` as a person meets it: what is printed where, and how mistakes are told."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from listerules.cli import main

FIXTURES = Path(__file__).parents[2] / "fixtures"
MADE_UP = FIXTURES / "made_up"
TABLES = [str(MADE_UP / "areas.csv"), "--reference", str(MADE_UP / "reference.csv")]
PUBLISHED = [str(FIXTURES / "published" / "areas.csv"), "--history", str(FIXTURES / "published" / "lists.csv")]


def run(*words, status=0):
    done = CliRunner(env={"COLUMNS": "120", "LC_ALL": "da_DK.UTF-8"}).invoke(main, ["outlook", *words])
    assert done.exit_code == status, done.output
    return done


def test_all_areas_get_a_line_for_each_list_of_the_year_after_the_last():
    told = run(*TABLES, "-q").stdout.splitlines()
    assert told[0] == "Listen af 1. december 2025. Efter almenboligloven fra 1. december 2021 (almenboligloven-2021)."
    line = next(line for line in told if line.startswith("Opdigtet 46 (fire år 2021-2024)"))
    assert "Udsat boligområde" in line
    assert "* med grænsen for 2024, da den for 2025 ikke kendes" in told


def test_one_area_is_told_whole_with_the_assumed_size_of_a_group():
    told = run(*TABLES[:1], "opdigtet 03", *TABLES[1:], "--assume", "beboere_18_64=1000", "-q").stdout
    assert told.startswith("Opdigtet 03 (job én over): listen af 1. december 2025\n")
    assert "Af 1.000 (gruppen i 2025): opfyldt ved 399, ikke ved 398." in told


def test_notes_go_to_standard_error_and_quiet_keeps_them():
    assert "note: " in run(*TABLES).stderr
    assert not run(*TABLES, "-q").stderr


def test_json_and_csv_and_markdown_are_whole():
    found = json.loads(run(*TABLES, "--format", "json", "-q").stdout)
    assert (found["year"], len(found["areas"])) == (2025, 55)
    lines = run(*TABLES, "--format", "csv", "-q").stdout.splitlines()
    assert lines[0].startswith("area,year,path,title,prospect,operator,bound,bound_exactly,unit,met_at,unmet_at,")
    assert run(*TABLES, "--format", "markdown", "--language", "en", "-q").stdout.startswith("# The list of 1 December")


def test_an_area_that_left_in_2020_is_told_what_bound_it_and_until_when():
    """By the published lists: Agervang was hard until 2019 and off in 2020."""
    told = " ".join(run(*PUBLISHED, "Agervang", "--for", "2023", "-q").stdout.split())
    assert "Gik ud af listen »Omdannelsesområde« i 2020. Udviklingsplanen og planens redskaber" in told
    assert "3 til og med 2022, altså 1. december 2023, hvis det bliver væk" in told


def test_an_area_that_entered_in_2022_by_the_published_lists_can_be_omdannelse_in_2026():
    told = " ".join(run(*PUBLISHED, "Askerød", "--for", "2024", "-q").stdout.split())
    assert "Til og med 2023: 2 lister i træk (2022-2023)." in told
    assert "Tidligst omdannelsesområde 1. december 2026" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["Opdigtet 99"], "There is no area 'Opdigtet 99'."),
        (["--for", "1999"], "There was no list of 'omraadelister' in 1999."),
        (["--assume", "beboere=12"], "Name the area."),
        (["--assume", "beboere"], "'beboere' is not COLUMN=NUMBER. Write beboere_18_64=900."),
        (["--assume", "beboere=1", "--assume", "beboere=2"], "'beboere' is given twice."),
    ],
)
def test_mistakes_end_with_status_2_and_a_sentence(words, message):
    done = run(*TABLES, *words, "-q", status=2)
    assert message in done.stderr
    assert not done.stdout
