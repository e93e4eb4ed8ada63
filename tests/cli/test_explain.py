"""What `listerules explain` prints and refuses, as a person or a script at the shell meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from listerules.cli import main

FIXTURES = Path(__file__).parents[2] / "fixtures"
PUBLISHED = FIXTURES / "published" / "areas.csv"
LISTS = FIXTURES / "published" / "lists.csv"
MADE_UP = FIXTURES / "made_up" / "areas.csv"
REFERENCE = FIXTURES / "made_up" / "reference.csv"


def run(*words, language="en"):
    return CliRunner(env={"COLUMNS": "120"}).invoke(main, ["explain", *map(str, words), "--language", language])


def test_an_area_is_explained_on_standard_output_and_the_notes_come_on_standard_error():
    done = run(PUBLISHED, "ringparken", "--year", 2019, "--history", LISTS)
    assert done.exit_code == 0
    assert done.stdout.startswith("Ringparken, Slagelse, list of 1 December 2019\n")
    assert "note: areas.csv: read as UTF-8" in done.stderr
    assert run(PUBLISHED, "ringparken", "--quiet").stderr == ""


def test_it_speaks_danish():
    done = run(PUBLISHED, "ringparken", "--year", 2019, "--history", LISTS, language="da")
    assert "ja  Hårdt ghettoområde         efter den offentliggjorte liste" in done.stdout


def test_the_forms():
    markdown = run(MADE_UP, "opdigtet 09", "--reference", REFERENCE, "--format", "markdown")
    assert markdown.stdout.startswith("# Opdigtet 09 (dømte én over), list of 2024\n")
    told = json.loads(run(MADE_UP, "opdigtet 09", "--reference", REFERENCE, "--format", "json").stdout)
    assert (told["area"], told["year"]) == ("Opdigtet 09 (dømte én over)", 2024)


def test_one_list_and_one_day():
    done = run(PUBLISHED, "gellerup", "--date", "2014-02-01", "--list", "ghettoområde")
    assert done.stdout.startswith("Gellerupparken/Toveshøj, list of 1 February 2014\n")
    assert "December" not in done.stdout


def test_printed_figures_may_be_taken_as_exact():
    assert "printed 60 %" in run(PUBLISHED, "korsløkkeparken", "--year", 2020).stdout
    exact = run(PUBLISHED, "korsløkkeparken", "--year", 2020, "--as-printed").stdout
    assert "exactly on the line" in exact


def test_without_a_name_the_nearest_are_listed():
    done = run(MADE_UP, "--reference", REFERENCE, "--limit", 3, "--quiet")
    lines = done.stdout.splitlines()
    assert lines[0] == "The areas nearest to a line on the list of 2024, the nearest first"
    assert lines[2].split() == ["Area", "Criterion", "Figure", "Line", "Distance"]
    assert lines[3].split("  ")[0] == "Opdigtet 02 (job på stregen)"
    assert lines[4].strip() == "Vulnerable housing area: no → yes"
    assert sum(line.startswith("Opdigtet") for line in lines) == 3
    assert "farther away; --limit shows more." in done.stdout


def test_the_nearest_in_other_forms():
    told = json.loads(run(MADE_UP, "--reference", REFERENCE, "--limit", 2, "--format", "json").stdout)
    assert told["nearest"][0]["would_change"] == [{"list": "udsat_boligomraade", "before": "no", "after": "yes"}]
    page = run(MADE_UP, "--reference", REFERENCE, "--limit", 2, "--format", "markdown").stdout
    assert "| Opdigtet 02 \\(job" not in page
    assert page.count("\n| Opdigtet") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ringprken",), "areas.csv: There is no area 'ringprken'. Did you mean 'Ringparken, Slagelse'"),
        (("skovparken",), "areas.csv: 'skovparken' can be several areas."),
        (("askerød", "--year", 2019), "--year: The table has no row for 'Askerød' in 2019."),
        (("--year", 1999), "--year: The table has no list of 1999."),
        (("askerød", "--date", "2014-13-01"), "--date: '2014-13-01' is not a date. Write it as 2014-02-01."),
        (("askerød", "--list", "gheto"), "--list: There is no list 'gheto'"),
        (("askerød", "--list", "forebyggelse", "--year", 2017), "--list: There was no such list in 2017"),
        (("askerød", "--series", "omraadeliste"), "Did you mean 'omraadelister'?"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(words, said):
    done = run(PUBLISHED, *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.output
