"""`listerules verify`: the same again, or what is not, named one by one."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

import listerules as lr
from listerules.cli import main

ROOT = Path(__file__).parents[2]
RULES = "rules"
RULE = "omraadelister/2021-12-01.yaml"
ENDINGS = ["csv", "parquet", "json", "xlsx"]

HEADING = (
    "area,year,region,beboere,uden_tilknytning_pct,ikke_vestlige_pct,doemte_pct,doemte_graense_pct,"
    "kun_grundskole_pct,bruttoindkomst_pct\n"
)
ON = "Opdigtet A,2022,Hovedstaden,1500,45.0,60.0,1.00,2.17,70.0,60.0\n"
OFF = "=Opdigtet B,2022,Hovedstaden,1500,30.5,40.0,1.00,2.17,60.0,80.0\n"


def run(*words, language="en"):
    return CliRunner().invoke(main, [*map(str, words), "--language", language])


@pytest.fixture
def folder(tmp_path):
    """A folder with rules of its own, tables, and the lists and findings made of them in every format."""
    shutil.copytree(ROOT / "rules", tmp_path / RULES)
    (tmp_path / "areas.csv").write_text(HEADING + ON + OFF, encoding="utf-8")
    (tmp_path / "history.csv").write_text(
        "area,year,list,complete\nOpdigtet A,2021,parallelsamfund,nej\n", encoding="utf-8"
    )
    return tmp_path


def classify(folder, ending="csv"):
    given = (folder / "areas.csv", "--history", folder / "history.csv", "--rules", folder / RULES)
    targets = ("-o", folder / f"lists.{ending}", "--findings", folder / f"findings.{ending}")
    done = run("classify", *given, *targets)
    assert done.exit_code == 0, done.stderr
    return folder / f"lists.{ending}"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_just_written_comes_out_the_same(ending, folder):
    lists = classify(folder, ending)
    findings = folder / f"findings.{ending}"
    beside = folder / f"findings.{ending}.manifest.json"
    for path in (lists, findings, beside):
        done = run("verify", path)
        assert done.exit_code == 0, done.output
        assert "The same again: rules, tables, 2 rows, every verdict and every count are as they were." in done.stdout
        assert "history.csv and the rules in rules." in done.stdout
    assert "Det samme igen" in run("verify", lists, language="da").stdout


def test_the_folder_may_be_moved_as_a_whole(folder, tmp_path_factory):
    classify(folder)
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "moved"
    shutil.move(folder, elsewhere)
    assert run("verify", elsewhere / "lists.csv").exit_code == 0


def test_tables_may_also_lie_beside_the_manifest(folder):
    (folder / "out").mkdir()
    done = run("classify", folder / "areas.csv", "-o", folder / "out" / "lists.csv")
    assert done.exit_code == 0
    shutil.move(folder / "areas.csv", folder / "out" / "areas.csv")
    assert run("verify", folder / "out" / "lists.csv").exit_code == 0


def test_a_changed_byte_of_a_rule_is_named_with_what_comes_of_it(folder):
    lists = classify(folder)
    change(folder / RULES / RULE, "kun_grundskole: {above: 60 %", "kun_grundskole: {above: 80 %")
    done = run("verify", lists)
    assert done.exit_code == 1
    assert f"The rule file {RULE} has changed. Its SHA-256 was " in done.stdout
    assert "Opdigtet A, 2022, Vulnerable housing area: was on the list, now off the list." in done.stdout
    assert "2022, Vulnerable housing area: was 1 on the list, 1 off, 0 undecided; now 0 on" in done.stdout
    assert "Opdigtet B, 2022, Vulnerable housing area" not in done.stdout


def test_a_change_that_changes_nothing_else_is_named_as_such(folder):
    lists = classify(folder)
    with (folder / RULES / RULE).open("a", encoding="utf-8") as file:
        file.write("\n")
    done = run("verify", lists)
    assert done.exit_code == 1
    assert f"The rule file {RULE} has changed." in done.stdout
    assert "Even so, every verdict and every count comes out the same." in done.stdout


def test_rule_files_that_came_or_went_are_named(folder):
    lists = classify(folder)
    (folder / RULES / "infrastruktur" / "2015-12-01.yaml").rename(folder / RULES / "moved.yaml")
    done = run("verify", lists)
    assert done.exit_code == 1
    assert "The rule file infrastruktur/2015-12-01.yaml is no longer there." in done.stdout
    assert "The rule file moved.yaml has been added." in done.stdout


def test_rules_that_can_no_longer_be_read_are_told_with_their_line(folder):
    lists = classify(folder)
    change(folder / RULES / RULE, "kun_grundskole: {above:", "kun_grundskole: {abov:")
    done = run("verify", lists)
    assert done.exit_code == 1
    assert f"The rule file {RULE} has changed." in done.stdout
    assert "Did you mean 'above'?" in done.stdout
    assert "The same again" not in done.stdout


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_changed_byte_of_a_table_is_named_with_the_areas_it_moves(ending, folder):
    lists = classify(folder, ending)
    change(folder / "areas.csv", "1500,45.0", "1500,35.0")
    for path in (lists, folder / f"findings.{ending}"):
        done = run("verify", path)
        assert done.exit_code == 1
        assert "The table areas.csv has changed. Its SHA-256 was " in done.stdout
        assert "Opdigtet A, 2022, Vulnerable housing area: was on the list, now off the list." in done.stdout


def test_of_many_areas_the_first_are_named_and_the_rest_counted(folder):
    rows = [ON.replace("Opdigtet A", f"Opdigtet {number:02}") for number in range(30)]
    (folder / "areas.csv").write_text(HEADING + "".join(rows), encoding="utf-8")
    lists = classify(folder)
    change(folder / "areas.csv", "1500,45.0", "999,45.0")
    done = run("verify", lists)
    named = [line for line in done.stdout.splitlines() if line.startswith("  Opdigtet")]
    assert len(named) == 20
    told = json.loads(run("verify", lists, "--format", "json").stdout)
    everyone = [each for each in told["differences"] if each["kind"] == "verdict"]
    assert f"and {len(everyone) - 20} other verdicts." in done.stdout


def test_what_is_gone_is_named_with_where_to_put_it(folder):
    lists = classify(folder)
    (folder / "history.csv").unlink()
    shutil.rmtree(folder / RULES)
    done = run("verify", lists)
    assert done.exit_code == 1
    assert "The table history.csv (history) is not there, so nothing can be made again." in done.stdout
    assert "The rules in rules are not there" in done.stdout


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_result_that_was_changed_by_hand_is_named(ending, folder):
    lists = classify(folder, ending)
    if ending == "csv":
        change(lists, "Opdigtet A,2022,almenboligloven-2021,true", "Opdigtet A,2022,almenboligloven-2021,false")
    elif ending == "json":
        change(lists, '"udsat_boligomraade": true', '"udsat_boligomraade": false')
    else:
        frame = pl.read_parquet(lists) if ending == "parquet" else pl.read_excel(lists, sheet_name="Table")
        beside = Path(f"{lists}.manifest.json").read_bytes()
        frame = frame.with_columns(udsat_boligomraade=~pl.col("udsat_boligomraade").cast(pl.Boolean))
        frame.write_parquet(lists) if ending == "parquet" else frame.write_excel(lists, "Table")
        Path(f"{lists}.manifest.json").write_bytes(beside)
    done = run("verify", lists)
    assert done.exit_code == 1
    assert f"What lists.{ending} holds has changed since it was written." in done.stdout
    assert "Opdigtet A, 2022, Vulnerable housing area: was off the list, now on the list." in done.stdout


def test_without_the_written_file_the_counts_are_compared(folder):
    lists = classify(folder)
    lists.unlink()
    done = run("verify", f"{lists}.manifest.json")
    assert done.exit_code == 0
    assert "Note: lists.csv is not here, so what it holds is not checked." in done.stdout
    change(folder / "areas.csv", "1500,45.0", "999,45.0")
    done = run("verify", f"{lists}.manifest.json")
    assert done.exit_code == 1
    assert "now 0 on the list, 2 off" in done.stdout
    assert "Without lists.csv one cannot say which areas come out otherwise." in done.stdout


def test_another_version_is_said_and_is_no_difference(folder):
    lists = classify(folder)
    change(Path(f"{lists}.manifest.json"), f'"listerules": "{lr.__version__}"', '"listerules": "0.0.1"')
    change(Path(f"{lists}.manifest.json"), f'"polars": "{pl.__version__}"', '"polars": "0.9"')
    done = run("verify", lists)
    assert done.exit_code == 0
    assert f"Note: listerules was 0.0.1 and is now {lr.__version__}." in done.stdout
    assert "Note: Polars was 0.9" in done.stdout


def test_options_and_scenarios_are_taken_up_again(folder):
    (folder / "scenario.yaml").write_text(
        "scenario: skole-80\non: almenboligloven-2021\n"
        "change: {udsat_boligomraade.sociale_kriterier.kun_grundskole.above: {was: 60 %, now: 80 %}}\n",
        encoding="utf-8",
    )
    words = ("--scenario", folder / "scenario.yaml", "--as-printed", "--year", 2022, "-o", folder / "lists.json")
    assert run("classify", folder / "areas.csv", *words).exit_code == 0
    (folder / "scenario.yaml").unlink()  # the manifest says all of it
    done = run("verify", folder / "lists.json")
    assert done.exit_code == 0, done.output
    assert "the rules that ship under the scenario skole-80." in done.stdout
    table = json.loads((folder / "lists.json").read_text(encoding="utf-8"))["table"]
    assert [row["udsat_boligomraade"] for row in table] == [False, False]


def test_a_single_rule_file_is_found_again_and_named(folder):
    shutil.copy(folder / RULES / RULE, folder / "mine.yaml")
    change(folder / "mine.yaml", "formerly: [ghettoomraade]", "")
    change(folder / "mine.yaml", "formerly: [haardt_ghettoomraade]", "")
    words = ("--rules", folder / "mine.yaml", "-o", folder / "lists.csv")
    assert run("classify", folder / "areas.csv", *words).exit_code == 0
    done = run("verify", folder / "lists.csv")
    assert (done.exit_code, "and the rules in mine.yaml." in done.stdout) == (0, True)
    change(folder / "mine.yaml", "kun_grundskole: {above: 60 %", "kun_grundskole: {above: 80 %")
    done = run("verify", folder / "lists.csv")
    assert done.exit_code == 1
    assert "The rule file mine.yaml has changed." in done.stdout


def test_differences_as_json_have_whole_hashes(folder):
    lists = classify(folder)
    assert json.loads(run("verify", lists, "--format", "json").stdout)["same"] is True
    change(folder / "areas.csv", "1500,45.0", "1500,46.0")
    told = json.loads(run("verify", lists, "--format", "json").stdout)
    assert told["made_again"] is True
    assert [each["kind"] for each in told["differences"]] == ["changed table"]
    assert len(told["differences"][0]["was"]) == 64


def test_what_was_made_in_memory_cannot_be_made_again(tmp_path):
    lr.classify(pl.DataFrame({"area": ["A"], "year": [2022], "beboere": [1200]})).write(tmp_path / "lists.csv")
    done = run("verify", tmp_path / "lists.csv")
    assert done.exit_code == 2
    assert "made from tables in memory (areas), so it cannot be made again" in done.stderr


def test_what_has_no_manifest_is_refused_in_one_line(folder):
    for name in ("areas.csv", "no such file"):
        done = run("verify", folder / name)
        assert done.exit_code == 2
        assert len(done.stderr.splitlines()) == 1
        assert done.stdout == ""


def test_help_has_an_example():
    assert "listerules verify lists.csv" in CliRunner().invoke(main, ["verify", "--help"]).output
