"""`listerules classify` of a table in a database: the same lists as of a file, in every format, and nothing else."""

from __future__ import annotations

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
MADE_UP = ROOT / "fixtures" / "made_up"
PUBLISHED = ROOT / "fixtures" / "published"


@pytest.fixture
def tables(place, published_areas, published_lists):
    place.load("areas", published_areas)
    place.load("lists", published_lists)
    return f"{place.address}?table=areas"


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--year", "2018-2023"),
        ("--as-printed",),
        ("--scenario", "uden-oprindelse"),
        ("--series", "infrastruktur"),
    ],
)
def test_the_published_figures_give_the_same_bytes_as_from_a_file(run, tables, published_areas, tmp_path, options):
    published_areas.write_csv(tmp_path / "areas.csv")
    history = () if "infrastruktur" in options else ("--history", PUBLISHED / "lists.csv")
    here = run(tmp_path / "areas.csv", *history, *options)
    there = run(tables, *history, *options)
    assert there.exit_code == 0, there.stderr
    assert there.stdout_bytes == here.stdout_bytes
    assert len(there.stdout.splitlines()) > 30


def test_published_lists_and_baselines_may_be_tables_too(run, place, tables, tmp_path, published_areas):
    published_areas.write_csv(tmp_path / "areas.csv")
    here = run(tmp_path / "areas.csv", "--history", PUBLISHED / "lists.csv")
    assert run(f"{tables}&history=lists").stdout_bytes == here.stdout_bytes
    for name in ("areas", "reference"):
        place.load(f"made_up_{name}", pl.read_csv(MADE_UP / f"{name}.csv", null_values=["..", "."]))
    here = run(MADE_UP / "areas.csv", "--reference", MADE_UP / "reference.csv")
    assert len(here.stdout.splitlines()) > 100
    for words in (["&reference=made_up_reference"], ["", "--reference", MADE_UP / "reference.csv"]):
        there = run(f"{place.address}?table=made_up_areas{words[0]}", *words[1:])
        assert there.stdout_bytes == here.stdout_bytes, there.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "xlsx"])
def test_every_format_is_written_with_its_manifest(run, place, two_areas, tmp_path, ending):
    place.load("areas", two_areas)
    target = tmp_path / f"lists.{ending}"
    done = run(f"{place.address}?table=areas", "-o", target)
    assert done.exit_code == 0, done.stderr
    assert "2 rows, 2022" in done.stderr
    if ending == "json":
        written = json.loads(target.read_text(encoding="utf-8"))
        assert set(written) == {"manifest", "table"}
        manifest = written["manifest"]
    else:
        manifest = json.loads(target.with_name(f"{target.name}.manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"][0]["rows"] == 2
    assert manifest["inputs"][0]["path"] is None
    assert manifest["inputs"][0]["name"].endswith("?table=areas")
    if ending == "parquet":
        assert pl.read_parquet(target)["parallelsamfund"].to_list() == [False, True]


def test_lists_for_people_name_areas_counts_and_who_is_undecided(run, place, two_areas):
    place.load("areas", two_areas)
    for options in ((), ("--as-printed",)):
        done = run(f"{place.address}?table=areas", "--format", "lists", *options)
        assert done.exit_code == 0, done.stderr
        assert "Vulnerable housing area (§ 61 a, stk. 1): 1 on the list\n  Opdigtet A" in done.stdout
        assert "the figures are in the database: Opdigtet A" in done.stdout


def test_headings_and_types_are_read_as_those_of_files(run, place, two_areas, tmp_path):
    two_areas.write_csv(tmp_path / "areas.csv")
    headings = {
        "area": "Boligområde",
        "year": "Listeår",
        "beboere": "Antal beboere",
        "kun_grundskole_pct": "Andel grundskole",
    }
    place.load("Områder 2022", two_areas.rename(headings), uden_tilknytning_pct="DECIMAL(5, 1)", doemte_pct="TEXT")
    done = run(f"{place.address}?table=Områder%202022", "--format", "csv")
    assert sorted(done.stdout.splitlines()) == sorted(run(tmp_path / "areas.csv").stdout.splitlines())
    assert "note: Områder 2022: read 'Boligområde' as area, 'Listeår' as year" in done.stderr


@pytest.mark.parametrize(
    ("kind", "cell", "printed"),
    [
        ("DECIMAL(5, 1)", "40.0", "40.0 %"),
        ("DECIMAL(5, 2)", "40.05", "40.05 %"),
        ("DECIMAL(8, 4)", "40.0000", "40.0000 %"),
        ("DOUBLE PRECISION", "40.1", "40.1 %"),
        ("DOUBLE PRECISION", "40", "40 %"),
        ("REAL", "40.1", "40.1 %"),
        ("DOUBLE PRECISION", "NaN", ".."),
        ("DOUBLE PRECISION", "Infinity", ".."),
        ("DOUBLE PRECISION", "33.333333333333336", "33.333333333333336 %"),
        ("INTEGER", "40", "40 %"),
        ("TEXT", " 40.10 % ", "40.10 %"),
        ("TEXT", "..", ".."),
        ("TEXT", "NaN", ".."),
        ("NUMERIC", "40", "40 %"),
    ],
)
def test_a_rate_has_as_many_decimals_as_it_was_printed_with(place, kind, cell, printed):
    if kind == "NUMERIC" and place.system == "duckdb":
        kind = "DECIMAL(18, 0)"  # where DuckDB says NUMERIC, it means DECIMAL(18, 3)
    frame = pl.DataFrame({"area": ["A", "B"], "year": 2022, "beboere": 1500, "ikke_vestlige_pct": [cell, "50.5"]})
    more = {"kun_grundskole_pct": "70.0", "bruttoindkomst_pct": "50.0"}
    if kind in ("INTEGER", "DECIMAL(18, 0)"):
        frame = frame.head(1)
    frame = frame.with_columns(pl.lit(value).alias(name) for name, value in more.items())
    place.load("areas", frame, ikke_vestlige_pct=kind)
    rows = frame.with_columns(pl.col("ikke_vestlige_pct").replace(cell, printed))
    assert lr.classify(f"{place.address}?table=areas").table.equals(lr.classify(rows).table)


@pytest.mark.parametrize(("doemte", "line"), [("2.2", "2.25"), ("2.2", "2.26"), ("2.3", "2.25"), ("2.3", "2.24")])
def test_a_printed_rate_reaches_half_a_unit_to_either_side(place, doemte, line):
    """2.2 may be 2.25, and a line printed as 2.25 may be 2.245; one printed as 2.26 is above any 2.2."""
    row = {"area": "A", "year": 2022, "beboere": 1500, "doemte_pct": doemte, "doemte_graense_pct": line}
    others = {"uden_tilknytning_pct": "20.0", "kun_grundskole_pct": "70.0", "bruttoindkomst_pct": "90.0"}
    rows = pl.DataFrame([{**row, **others}])
    place.load("areas", rows, doemte_pct="DECIMAL(5, 1)", doemte_graense_pct="DECIMAL(5, 2)")
    there = lr.classify(f"{place.address}?table=areas").table
    assert there["udsat_boligomraade"].to_list() == [{"2.25": None, "2.26": False, "2.24": True}[line]]
    assert there.equals(lr.classify(rows).table)


def test_a_history_that_may_mean_an_area_says_nothing_of_it(place, two_areas):
    place.load("areas", two_areas.drop("ikke_vestlige_pct"))
    history = pl.DataFrame({"area": ["Opdigtet AA"], "year": [2022], "list": ["parallelsamfund"]})
    there = lr.classify(f"{place.address}?table=areas", history=history)
    assert there.table["parallelsamfund"].to_list() == [False, None]
    assert "'Opdigtet AA' (did you mean 'Opdigtet A'?)" in " ".join(there.notes)
    here = lr.classify(two_areas.drop("ikke_vestlige_pct"), history=history)
    assert there.table.equals(here.table.sort("area"))


def test_exact_decimals_decide_where_floats_would_not(place):
    """0.1 + 0.2 is 0.3 here: 30 % of 1,000 is not above 300.0, and 300.1 is."""
    rows = {"area": ["A", "B"], "year": [2022] * 2, "beboere": [1500] * 2, "ikke_vestlige": [751, 750]}
    frame = pl.DataFrame({**rows, "beboere_18_64": [1000] * 2, "uden_tilknytning": ["400.1", "400.0"]})
    earlier = frame.with_columns(year=pl.lit(2021, pl.Int64), uden_tilknytning=pl.lit("399.9"))
    both = pl.concat([frame, earlier]).with_columns(beboere_30_59=pl.lit(10), kun_grundskole=pl.lit(7))
    here = lr.classify(both).table.sort("area", "year")
    for kind in ("DOUBLE PRECISION", "DECIMAL(30, 12)", "TEXT"):
        place.load("areas", both, uden_tilknytning=kind)
        there = lr.classify(f"{place.address}?table=areas").table
        assert there.equals(here), kind


def test_blanks_that_were_no_numbers_are_told(run, place, two_areas):
    place.load("areas", two_areas.with_columns(doemte_pct=pl.Series([float("nan"), float("inf")])))
    done = run(f"{place.address}?table=areas")
    assert "note: areas: 1 cell of 'doemte_pct' not a number, taken as blank" in done.stderr
    assert "note: areas: 1 cell of 'doemte_pct' infinite, taken as blank" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--findings", "findings.csv"], "Findings need the figures, which stay in the database."),
        (["--readings", "--format", "lists"], "Other readings need the figures, which stay in the database."),
        (["--lineage", "lineage.csv"], "Areas that were renamed, split and merged need the figures"),
    ],
)
def test_what_needs_the_figures_is_refused_with_a_way_out(run, register, two_areas, words, said):
    register.load("areas", two_areas)
    done = run(f"{register.address}?table=areas", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Copy the rows that may leave it to a file" in done.stderr


def test_in_python_too(register, two_areas):
    register.load("areas", two_areas)
    result = lr.classify(f"{register.address}?table=areas", years=2022)
    assert repr(result) == "<Result of omraadelister: 2 rows, 2022-2022>"
    for ask in (lambda: result.findings, lambda: result.certainty, lambda: result.explain("Opdigtet A")):
        with pytest.raises(lr.DataError, match="need the figures, which stay in the database"):
            ask()


def test_other_commands_say_that_they_need_a_file_and_not_the_password():
    for words in (["explain", "duckdb:///register.db?table=areas", "A"], ["readings", "postgresql://u:hemmelig@h"]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2
        assert done.stderr.startswith(f"{words[1].partition(':')[0]}://...: This is the address of a database")
        assert "hemmelig" not in done.stderr


def test_nothing_is_said_beside_the_answer(register, two_areas):
    """Also not when the program ends, where libraries may have something to say."""
    register.load("areas", two_areas)
    code = "import sys; sys.argv[0] = 'listerules'; from listerules.cli import main; main()"
    command = [sys.executable, "-c", code, "classify", f"{register.address}?table=areas", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == ""
