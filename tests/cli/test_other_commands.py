"""`columns`, `show`, `schema` and `example` at the shell."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from listerules.cli import main


def run(*words):
    return CliRunner().invoke(main, list(words))


def test_show_lists_every_series_and_regime():
    text = run("show", "--language", "en").output
    for regime in (
        "almenboligloven-2010",
        "almenboligloven-2021",
        "almenboligloven-92b-ophaevet",
        "almenboligloven-51b",
    ):
        assert regime in text


def test_show_of_a_day_names_what_was_in_force():
    text = run("show", "--on", "2019-12-01", "--language", "en").output
    assert "almenboligloven-2018" in text
    assert "almenboligloven-2021" not in text


def test_show_of_one_regime_and_of_two():
    assert "mindst 3 gange" in run("show", "almenboligloven-2021", "--language", "da").output
    both = run("show", "almenboligloven-2018", "almenboligloven-2021", "--language", "da").output
    assert "Forebyggelsesområde" in both


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "almenboligloven-2022"], "almenboligloven-2021"),
        (["show", "--on", "yesterday"], "'yesterday' is not a date."),
        (["show", "a", "b", "c"], "give no more"),
    ],
)
def test_a_mistake_names_the_way_out(words, said):
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_columns_names_units_and_headings():
    text = run("columns", "--language", "da").output
    assert "beboere_18_64" in text
    assert "Boligområde" in text


@pytest.mark.parametrize("which", ["regime", "columns", "scenario", "cases"])
def test_schema_is_json(which):
    assert "$schema" in json.loads(run("schema", which).output)


def test_the_example_can_be_classified_at_once(tmp_path):
    written = run("example", str(tmp_path))
    assert written.exit_code == 0
    done = run("classify", str(tmp_path / "areas.csv"), "--reference", str(tmp_path / "reference.csv"), "--quiet")
    assert done.exit_code == 0
    assert "Opdigtet" in done.stdout
    again = run("example", str(tmp_path))
    assert again.exit_code == 2
