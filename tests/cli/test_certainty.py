"""`listerules certainty`: how often an area is on a list, whatever print has rounded."""

import json

import polars as pl
import pytest
from click.testing import CliRunner

from listerules.cli import main

AREAS = """area,year,beboere,uden_tilknytning_pct,ikke_vestlige_pct,doemte_pct,kun_grundskole_pct,bruttoindkomst_pct
Made up,2019,1500,40.0,55.0,1.00,70.0,60.0
Sure,2019,1500,45.0,55.0,1.00,70.0,60.0
"""


@pytest.fixture
def areas(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")


def run(*words):
    return CliRunner().invoke(main, ["certainty", "areas.csv", *words])


@pytest.mark.usefixtures("areas")
def test_the_answer_is_told_in_both_languages():
    assert "Made up" in run("--draws", "1000", "--language", "da").stdout
    english = run("--draws", "1000", "--language", "en").stdout
    assert english.startswith("Each printed figure was drawn 1,000 times")
    assert "Sure" not in english  # is certain


@pytest.mark.usefixtures("areas")
def test_every_format_and_file_has_the_same_counts(tmp_path):
    words = ("--draws", "1000", "--seed", "7", "--quiet")
    printed = pl.read_csv(run(*words, "--format", "csv").stdout.encode())["on"].to_list()
    assert [row["on"] for row in json.loads(run(*words, "--format", "json").stdout)["lists"]] == printed
    for ending, read in ((".csv", pl.read_csv), (".parquet", pl.read_parquet), (".json", pl.read_json)):
        done = run(*words, "-o", f"out{ending}")
        assert done.stderr == f"out{ending}: {len(printed)} rows, 1000 draws, seed 7\n"
        assert read(tmp_path / f"out{ending}")["on"].to_list() == printed
    assert run(*words, "-o", "out.xlsx").exit_code == 0
    assert pl.read_excel(tmp_path / "out.xlsx")["on"].to_list() == printed
    assert "| Made up |" in run(*words, "--format", "markdown", "--language", "en").stdout


@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--draws", "0"), "--draws: 0 draws cannot be made."),
        (("--draws", "many"), "Invalid value for '--draws'"),
        (("--as-printed",), "leaves nothing to draw"),
        (("-o", "areas.csv"), "one of the tables to be read"),
        (("-o", "out.docx"), "not one we write"),
    ],
)
def test_a_mistake_is_told_in_words(words, told):
    done = run(*words)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.output
