"""What `listerules classify` prints, writes and refuses, as a person or a script at the shell meets it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import listerules as lr
from listerules.cli import main

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "fixtures" / "published"
MADE_UP = ROOT / "fixtures" / "made_up"
BROKEN = sorted((ROOT / "tests" / "bad_data").glob("*.csv"))


COLUMNS = (
    *("area", "year", "regime"),
    *("udsat_boligomraade", "parallelsamfund", "omdannelsesomraade", "forebyggelsesomraade", "udviklingsplan"),
    "undecided",
)


def run(*words, language="en"):
    options = ["--language", language] if words and words[0] in ("classify", "show", "columns") else []
    return CliRunner(env={"COLUMNS": "140"}).invoke(main, [*map(str, words), *options])


@pytest.fixture
def two_areas(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text(
        "area,year,beboere,uden_tilknytning_pct,ikke_vestlige_pct,doemte_pct,doemte_graense_pct,"
        "kun_grundskole_pct,bruttoindkomst_pct\n"
        "Opdigtet A,2022,1500,45.0,60.0,1.00,2.17,70.0,60.0\n"
        "=Opdigtet B,2022,1500,30.5,40.0,1.00,2.17,60.0,80.0\n",
        encoding="utf-8",
    )
    return path


def test_in_a_pipe_the_table_comes_as_csv_in_the_contract_s_columns(two_areas):
    done = run("classify", two_areas)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        ",".join(COLUMNS),
        "Opdigtet A,2022,almenboligloven-2021,true,true,,false,,omdannelsesomraade;udviklingsplan",
        "'=Opdigtet B,2022,almenboligloven-2021,false,false,false,,,forebyggelsesomraade;udviklingsplan",
    ]


def test_what_was_recognised_is_told_on_standard_error_and_can_be_silenced(two_areas):
    assert "note: areas.csv: read as UTF-8" in run("classify", two_areas).stderr
    assert run("classify", two_areas, "--quiet").stderr == ""


def test_an_empty_cell_that_is_not_undecided_means_no_such_list_that_year():
    done = run("classify", MADE_UP / "areas.csv", "--reference", MADE_UP / "reference.csv", "--year", "2018-2021")
    rows = list(pl.read_csv(done.stdout.encode()).iter_rows(named=True))
    of_2018 = [row for row in rows if row["year"] == 2018]
    assert of_2018
    assert all(row["forebyggelsesomraade"] is None for row in of_2018)
    assert not any("forebyggelsesomraade" in (row["undecided"] or "") for row in of_2018)
    assert {row["year"] for row in rows} == {2018, 2019, 2020, 2021}


def test_a_list_and_its_forerunner_share_a_column_under_the_newest_name():
    both = run("classify", PUBLISHED / "areas.csv", "--year", "2019", "--year", "2022").stdout.splitlines()[0]
    assert "parallelsamfund" in both
    assert "ghettoomraade" not in both
    alone = run("classify", PUBLISHED / "areas.csv", "--year", "2019").stdout.splitlines()[0]
    assert "ghettoomraade" in alone


def test_lists_for_people_name_areas_figures_marks_counts_and_who_is_undecided(two_areas):
    text = run("classify", two_areas, "--format", "lists").stdout
    assert "Vulnerable housing area (§ 61 a, stk. 1): 1 on the list" in text
    assert "Opdigtet A" in text
    assert "45.0 *" in text
    assert "at least 2.17 %" in text
    assert "Undecided:" in text
    danish = run("classify", two_areas, "--format", "lists", language="da").stdout
    assert "Udsat boligområde (§ 61 a, stk. 1): 1 på listen" in danish
    assert "45,0 *" in danish


def test_the_published_lists_come_out_with_the_seventeen_plans():
    text = run(
        "classify", PUBLISHED / "areas.csv", "--history", PUBLISHED / "lists.csv", "--year", "2023", "--format", "lists"
    ).stdout
    assert "Area with a development plan (§ 168 a): 17 on the list" in text
    assert "Transformation area (§ 61 a, stk. 4): 8 on the list" in text


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "xlsx"])
def test_a_result_is_written_by_its_ending_and_inputs_are_not_touched(two_areas, tmp_path, ending):
    before = hashlib.sha256(two_areas.read_bytes()).hexdigest()
    target = tmp_path / f"lists.{ending}"
    done = run("classify", two_areas, "-o", target, "--findings", tmp_path / f"findings.{ending}")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert "2 rows, 2022" in done.stderr
    assert target.stat().st_size > 0
    assert hashlib.sha256(two_areas.read_bytes()).hexdigest() == before
    beside = [f"findings.{ending}.manifest.json", *([] if ending == "json" else [f"{target.name}.manifest.json"])]
    expected = ["areas.csv", f"findings.{ending}", target.name, *beside]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(expected)


def test_the_findings_have_the_contract_s_columns_and_verdicts(two_areas, tmp_path):
    run("classify", two_areas, "--findings", tmp_path / "findings.csv")
    findings = pl.read_csv(tmp_path / "findings.csv")
    expected = ["area", "year", "path", "value", "line", "operator", "verdict", "distance", "unit", "reason", "cite"]
    assert set(expected) <= set(findings.columns)
    assert set(findings["verdict"]) == {"yes", "no", "undecided"}
    test = findings.filter(
        (pl.col("path") == "udsat_boligomraade.sociale_kriterier.uden_tilknytning") & (pl.col("area") == "Opdigtet A")
    ).row(0, named=True)
    assert (test["value"], test["line"], test["operator"], test["verdict"]) == (45.0, 40.0, "above", "yes")
    assert (test["distance"], test["unit"]) == (5.0, "percentage points")
    assert test["cite"] == "§ 61 a, stk. 1, nr. 1"


def test_json_holds_table_certainty_findings_and_manifest(two_areas, tmp_path):
    run("classify", two_areas, "-o", tmp_path / "lists.json")
    written = json.loads((tmp_path / "lists.json").read_text(encoding="utf-8"))
    assert set(written) == {"manifest", "table", "certainty", "findings"}
    assert written["manifest"]["inputs"][0]["sha256"] == hashlib.sha256(two_areas.read_bytes()).hexdigest()
    assert any(rule["name"] == "omraadelister/2021-12-01.yaml" for rule in written["manifest"]["rules"])


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_broken_input_is_told_in_words_with_status_2(broken):
    done = run("classify", broken)
    assert done.exit_code in (0, 2), done.exception
    if done.exit_code == 2:
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such.csv"], "no-such.csv: No such file. Expected a table of areas."),
        ([str(PUBLISHED)], "is a folder"),
        ([str(PUBLISHED / "areas.csv"), "--year", "1999"], "The table has no list of 1999."),
        ([str(PUBLISHED / "areas.csv"), "--year", "next"], "'next' is not a year. Write 2019, or 2018-2023"),
        ([str(PUBLISHED / "areas.csv"), "--series", "omraadeliste"], "omraadelister"),
        ([str(PUBLISHED / "areas.csv"), "--rules", "no-rules"], "no-rules"),
        ([str(PUBLISHED / "areas.csv"), "-o", "lists.doc"], ".xlsx"),
    ],
)
def test_a_mistake_is_one_clear_message_and_status_2(words, said):
    done = run("classify", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_input_is_never_written_over(two_areas):
    before = two_areas.read_bytes()
    done = run("classify", two_areas, "-o", two_areas)
    assert done.exit_code == 2
    assert two_areas.read_bytes() == before


def test_a_broken_rule_file_is_shown_with_its_line_and_what_to_do(two_areas, tmp_path):
    text = (ROOT / "rules" / "omraadelister" / "2021-12-01.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace("uden_tilknytning: {above: 40 %", "uden_tilknytning: {abov: 40 %"), encoding="utf-8")
    done = run("classify", two_areas, "--rules", broken)
    assert done.exit_code == 2
    assert "A test does not know the word 'abov'. Did you mean 'above'?" in done.stderr
    assert "^^^^" in done.stderr
    assert "broken.yaml:" in done.stderr


def test_help_and_version_need_neither_polars_nor_pydantic():
    code = (
        "import sys; from click.testing import CliRunner; import listerules; from listerules.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "assert CliRunner().invoke(main, ['classify', '--help']).exit_code == 0\n"
        "assert CliRunner().invoke(main, ['--version']).output.startswith('listerules ')\n"
        "print([name for name in ('polars', 'pydantic', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["classify", "columns", "show", "schema", "example"])
def test_each_command_s_help_has_an_example(command):
    text = (
        run(command, "--help").output
        if command in ("schema", "example")
        else CliRunner().invoke(main, [command, "--help"]).output
    )
    assert "Example" in text
    assert f"listerules {command}" in text


def test_a_list_known_only_in_part_is_not_counted_as_if_it_were_whole():
    history = ["--history", PUBLISHED / "lists.csv", "--year", "2024", "--format", "lists"]
    text = run("classify", PUBLISHED / "areas.csv", *history).stdout
    assert text.count("The published list is known only in part; more may have been on it.") == 3


def test_lists_and_findings_are_not_written_to_one_file(two_areas, tmp_path):
    done = run("classify", two_areas, "-o", tmp_path / "x.csv", "--findings", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "would be one file" in done.stderr


def test_a_full_disk_is_told_in_words(two_areas):
    code = "from listerules.cli import main; main()"
    words = [sys.executable, "-c", code, "classify", str(two_areas)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_year_can_be_given_alone_in_python_and_text_is_refused(two_areas):
    assert lr.classify(two_areas, years=2022).table.height == 2
    with pytest.raises(lr.DataError, match="'2022' is text"):
        lr.classify(two_areas, years="2022")
    assert repr(lr.classify(two_areas)) == "<Result of omraadelister: 2 rows, 2022-2022>"


def test_where_a_list_has_two_lines_for_one_figure_the_first_stands_above_it():
    made_up = [MADE_UP / "areas.csv", "--reference", MADE_UP / "reference.csv", "--year", "2024"]
    text = run("classify", *made_up, "--series", "kombineret-udlejning", "--format", "lists").stdout
    assert "at least 40 %" in text
    assert "at least 30 %" not in text
