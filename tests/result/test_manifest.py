"""What a written result says of how it was made: all of it, the same each time, and nothing of the machine."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

import listerules as lr
from listerules.errors import DataError
from listerules.law.model import Scenario
from listerules.result.manifest import Manifest, read_manifest
from listerules.result.write import write_findings

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rules"

AREAS = (
    "area,year,region,beboere,uden_tilknytning_pct,ikke_vestlige_pct,doemte_pct,doemte_graense_pct,"
    "kun_grundskole_pct,bruttoindkomst_pct\n"
    "Opdigtet A,2022,Hovedstaden,1500,45.0,60.0,1.00,2.17,70.0,60.0\n"
    "=Opdigtet B,2022,Hovedstaden,1500,30.5,40.0,1.00,2.17,60.0,80.0\n"
)
ENDINGS = ["csv", "parquet", "json", "xlsx"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "areas.csv").write_text(AREAS, encoding="utf-8")
    (tmp_path / "in" / "history.csv").write_text(
        "area,year,list,complete\nOpdigtet A,2021,parallelsamfund,nej\n", encoding="utf-8"
    )
    return tmp_path


def classify(folder, **options):
    return lr.classify(folder / "in" / "areas.csv", history=folder / "in" / "history.csv", **options)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_read_back(ending, folder):
    result = classify(folder, years=[2022], as_printed=True)
    target = folder / "out" / f"lists.{ending}"
    result.write(target, "en")
    manifest = read_manifest(target)
    assert manifest.listerules == lr.__version__
    assert manifest.options.model_dump() == {
        "series": "omraadelister",
        "years": (2022,),
        "as_printed": True,
        "decimal": None,
    }
    assert [(each.option, each.path, each.rows) for each in manifest.inputs] == [
        ("areas", "../in/areas.csv", 2),
        ("history", "../in/history.csv", 1),
    ]
    assert manifest.rules_from == "shipped"
    assert len(manifest.rules) == len(result.rulebook.files)
    assert manifest.regimes == ("almenboligloven-2021",)
    assert manifest.counts["2022"]["parallelsamfund"] == {"on": 1, "off": 1, "undecided": 0}
    assert manifest.written is not None
    assert (manifest.written.name, manifest.written.holds) == (f"lists.{ending}", "table")


def test_the_same_table_has_the_same_hash_in_every_format(folder):
    for ending in ENDINGS:
        classify(folder).write(folder / "out" / f"lists.{ending}")
    manifests = [read_manifest(folder / "out" / f"lists.{ending}") for ending in ENDINGS]
    assert len({each.written.sha256 for each in manifests}) == 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_findings_have_theirs_beside_them(ending, folder):
    target = folder / "out" / f"findings.{ending}"
    write_findings(classify(folder), target, "da")
    manifest = read_manifest(target)
    assert (folder / "out" / f"findings.{ending}.manifest.json").is_file()
    assert (manifest.written.holds, manifest.written.language) == ("findings", "da")


def test_a_parquet_file_carries_its_own_too(folder):
    target = folder / "out" / "lists.parquet"
    classify(folder).write(target)
    beside = read_manifest(target)
    (folder / "out" / "lists.parquet.manifest.json").unlink()
    assert read_manifest(target) == beside


def test_nothing_in_it_is_of_the_clock_or_the_machine(folder):
    def write():
        classify(folder).write(folder / "out" / "lists.csv")
        return (folder / "out" / "lists.csv.manifest.json").read_bytes()

    text = write()
    assert write() == text
    assert str(folder).encode() not in text
    assert not re.search(rb"\d\d:\d\d", text)
    elsewhere = folder / "elsewhere"
    shutil.copytree(folder / "in", elsewhere / "in")
    (elsewhere / "out").mkdir()
    classify(elsewhere).write(elsewhere / "out" / "lists.csv")
    assert (elsewhere / "out" / "lists.csv.manifest.json").read_bytes() == text


def test_rules_of_ones_own_are_told_from_the_folder_of_the_manifest(folder):
    shutil.copytree(SHIPPED, folder / "my rules")
    classify(folder, rules=folder / "my rules").write(folder / "out" / "lists.csv")
    assert read_manifest(folder / "out" / "lists.csv").rules_from == "../my rules"


def test_a_scenario_stands_in_it_with_all_it_says(folder):
    change = {"udsat_boligomraade.sociale_kriterier.kun_grundskole.above": {"was": "60 %", "now": "65 %"}}
    scenario = Scenario.model_validate({"scenario": "skole-65", "on": "almenboligloven-2021", "change": change})
    classify(folder, rules=lr.load_rules().with_scenario(scenario)).write(folder / "out" / "lists.csv")
    assert read_manifest(folder / "out" / "lists.csv").scenarios == (scenario,)


def test_a_result_tells_it_as_plain_data_too(folder):
    manifest = classify(folder).manifest
    assert {"listerules", "rules", "inputs", "options", "readings", "counts", "notes"} <= set(manifest)
    assert Manifest.model_validate(json.loads(json.dumps(manifest))).to_mapping() == manifest
    assert manifest["inputs"][0]["path"] == "areas.csv"
    in_memory = lr.classify(pl.DataFrame({"area": ["A"], "year": [2022], "beboere": [1200]})).manifest
    assert (in_memory["inputs"][0]["path"], in_memory["inputs"][0]["sha256"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("no such.csv", None, "No such file."),
        ("lists.csv", "area,year\n", "This file has no manifest. Expected 'lists.csv.manifest.json'"),
        ("lists.parquet", "no parquet", "This file has no manifest."),
        ("some.json", "{", "This is no manifest of listerules: it is not JSON."),
        ("some.json", "[1]", "This is no manifest of listerules."),
        ("some.json", '{"manifest": 3}', "This is no manifest of listerules."),
        ("some.json", f'{{"listerules": "{lr.__version__}"}}', "This is no manifest of listerules as they are"),
        ("some.json", '{"listerules": "99.0"}', "It was written by listerules 99.0: use that."),
        ("some.json", "\xff", "This is no manifest of listerules: it is not JSON."),
    ],
)
def test_what_is_no_manifest_is_said_in_one_line(name, text, said, tmp_path):
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_manifest(tmp_path / name)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_bytes_that_are_no_text_and_folders_are_refused(tmp_path):
    (tmp_path / "some.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.json").mkdir()
    for name in ("some.json", "folder.json"):
        with pytest.raises(DataError, match="The file cannot be read"):
            read_manifest(tmp_path / name)


def test_where_the_manifest_cannot_be_nothing_is_written(folder):
    (folder / "out" / "lists.csv.manifest.json").mkdir()
    with pytest.raises(DataError, match="The manifest belongs here"):
        classify(folder).write(folder / "out" / "lists.csv")
    assert not (folder / "out" / "lists.csv").exists()
