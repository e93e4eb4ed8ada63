"""A table judged in batches comes out as it does in memory, byte for byte."""

from __future__ import annotations

import gzip
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.source import _from_records
from listerules.cli import main
from listerules.result.stream import classify_stream
from listerules.testing.strategies import panels

RULES = lr.load_rules()
YEARS = range(2019, 2024)
FIGURES = ("beboere", "beboere_18_64", "uden_tilknytning", "beboere_18_og_over", "doemte", "beboere_30_59")


def as_plain_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table as programs write it: 32-bit counts and floats."""
    counts = [name for name, kind in frame.schema.items() if kind == pl.Int128]
    return frame.with_columns(pl.col(counts).cast(pl.Int32))


def write_source(folder: Path, frame: pl.DataFrame, kind: str) -> Path:
    source = folder / f"areas.{kind}"
    if kind == "parquet":
        frame.write_parquet(source)
        return source
    text = frame.select(pl.all().cast(pl.String)).write_csv(separator=";", quote_style="always").encode()
    source.write_bytes(gzip.compress(text) if kind == "csv.gz" else text)
    return source


def write_both(folder: Path, source: Path, ending: str, batch_rows: int, **words) -> tuple[bytes, bytes]:
    """The written table of each path, and its manifest after it."""
    written = []
    for name in ("memory", "stream"):
        (folder / name).mkdir()
        target = folder / name / f"lists.{ending}"
        if name == "memory":
            lr.classify(source, RULES, **words).write(target)
        else:
            classify_stream(source, target, RULES, batch_rows=batch_rows, **words)
        written.append(target.read_bytes() + target.with_name(f"{target.name}.manifest.json").read_bytes())
    return written[0], written[1]


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    tables=panels(RULES, YEARS, "omraadelister"),
    batch_rows=st.integers(1, 12),
    kind=st.sampled_from(["parquet", "plain parquet", "csv", "csv.gz"]),
    ending=st.sampled_from(["parquet", "csv"]),
    one_year=st.booleans(),
    seed=st.sampled_from([None, 1, 2]),
)
def test_the_bytes_are_those_of_the_table_in_memory(tables, batch_rows, kind, ending, one_year, seed):  # noqa: PLR0917
    frame = _from_records(tables.areas)
    frame = as_plain_numbers(frame) if kind.startswith("plain") else frame
    frame = frame if seed is None else frame.sample(fraction=1, shuffle=True, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        in_memory, streamed = write_both(
            Path(folder),
            write_source(Path(folder), frame, kind.removeprefix("plain ")),
            ending,
            batch_rows,
            years=[tables.areas[-1]["year"]] if one_year else None,
            as_printed=one_year,
            reference=list(tables.reference) or None,
            history=list(tables.history) or None,
        )
    assert streamed == in_memory


# --- mistakes and interruptions ----------------------------------------------------------------


def make_panel(areas: int, **columns) -> pl.DataFrame:
    """Made-up areas with five years each, in order; every figure the same."""
    names = [f"Made-up area {number:05}" for number in range(areas)]
    return pl.DataFrame(
        {
            "area": [name for name in names for _ in YEARS],
            "year": [year for _ in names for year in YEARS],
            **{name: [1000] * (areas * len(YEARS)) for name in FIGURES},
        },
        schema_overrides=dict.fromkeys(FIGURES, pl.Int32),
    ).with_columns(**columns)


def refusal_of(source: Path, target: Path, **words) -> str:
    """What is said; and nothing may be left of what was begun."""
    before = sorted(target.parent.iterdir())
    with pytest.raises(lr.DataError) as refused:
        classify_stream(source, target, RULES, **words)
    assert sorted(target.parent.iterdir()) == before
    return str(refused.value)


def test_a_mistake_is_told_with_its_row_in_the_file(tmp_path):
    source = tmp_path / "areas.parquet"
    row = pl.int_range(pl.len()) == 42
    make_panel(20, doemte=pl.when(row).then(-1).otherwise("doemte")).write_parquet(source)
    assert refusal_of(source, tmp_path / "lists.parquet", batch_rows=10) == (
        "areas.parquet: 1 cell is below zero in 'doemte': row 43 (Made-up area 00008 2021): '-1'. "
        "A figure is zero or more."
    )


def test_a_line_of_the_wrong_width_is_told_with_its_number(tmp_path):
    source = tmp_path / "areas.csv"
    lines = make_panel(20).write_csv().splitlines()
    lines[61] += ",7"
    source.write_text("\n".join(lines))
    assert "line 62 has 9" in refusal_of(source, tmp_path / "lists.parquet", batch_rows=10)


def test_names_that_differ_only_in_case_are_found_however_far_apart(tmp_path):
    source = tmp_path / "areas.parquet"
    last = pl.int_range(pl.len()) >= 95
    make_panel(20, area=pl.when(last).then(pl.lit("MADE-UP AREA 00000")).otherwise("area")).write_parquet(source)
    assert "differ only in upper and lower case" in refusal_of(source, tmp_path / "lists.csv", batch_rows=10)


def test_an_area_with_two_rows_for_a_year_is_found_however_far_apart(tmp_path):
    source = tmp_path / "areas.parquet"
    panel = make_panel(20)
    pl.concat([panel, panel.head(1)]).write_parquet(source)
    assert "Made-up area 00000 2019 on rows 1 and 101" in refusal_of(source, tmp_path / "lists.csv", batch_rows=10)


def test_rates_that_are_all_small_are_found_in_the_whole_not_in_a_part(tmp_path):
    source = tmp_path / "areas.parquet"
    panel = make_panel(20).drop("beboere_30_59")
    small = panel.with_columns(kun_grundskole_pct=pl.lit(0.5))
    small.write_parquet(source)
    assert "All of 'kun_grundskole_pct' is 2 or less" in refusal_of(source, tmp_path / "lists.csv", batch_rows=10)
    last = pl.int_range(pl.len()) == 99
    small.with_columns(kun_grundskole_pct=pl.when(last).then(40.0).otherwise(0.5)).write_parquet(source)
    classify_stream(source, tmp_path / "lists.csv", RULES, batch_rows=10)


def test_a_damaged_row_group_leaves_nothing_behind(tmp_path):
    source = tmp_path / "areas.parquet"
    make_panel(2000).write_parquet(source, row_group_size=1000, compression="zstd")
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    source.write_bytes(data)
    assert "damaged or cut short" in refusal_of(source, tmp_path / "lists.parquet", batch_rows=1000)
    source.write_bytes(data[:middle])
    assert "damaged or cut short" in refusal_of(source, tmp_path / "lists.parquet")


def test_a_folder_is_one_table_and_its_paths_say_what_they_say(tmp_path):
    panel = make_panel(20)
    panel.write_parquet(tmp_path / "areas.parquet")
    for year in YEARS:
        place = tmp_path / "areas" / f"year={year}"
        place.mkdir(parents=True)
        panel.filter(pl.col("year") == year).drop("year").write_parquet(place / "0.parquet")
    for source in ("areas", "areas.parquet"):
        classify_stream(tmp_path / source, tmp_path / f"{source}.csv", RULES, batch_rows=30)
    lists = [pl.read_csv(tmp_path / f"{source}.csv").sort("area", "year") for source in ("areas", "areas.parquet")]
    assert lists[0].equals(lists[1])


def test_a_file_of_a_folder_with_other_columns_is_named(tmp_path):
    folder = tmp_path / "areas"
    folder.mkdir()
    make_panel(2).write_parquet(folder / "1.parquet")
    make_panel(2).drop("doemte").with_columns(pl.col("beboere").cast(pl.String)).write_parquet(folder / "2.parquet")
    assert refusal_of(folder, tmp_path / "lists.csv") == (
        "areas/2.parquet: Its columns are not those of 'areas/1.parquet': 'doemte' is missing, "
        "'beboere' is String and not Int32. Write all files of a folder with the same columns."
    )


def test_a_full_disk_leaves_what_was_there(tmp_path):
    """The limit on the size of a file stands for a disk without room."""
    source, target = tmp_path / "areas.parquet", tmp_path / "lists.csv"
    make_panel(2000).write_parquet(source)
    target.write_text("what was there")
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "from listerules.result.stream import classify_stream\n"
        "from listerules.errors import DataError\n"
        "try:\n"
        "    classify_stream(*sys.argv[1:], batch_rows=1000)\n"
        "except DataError as error:\n"
        "    print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, source, target], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"{target}: The file cannot be written: "), ran.stdout
    assert "what was there before is untouched" in ran.stdout
    assert target.read_text() == "what was there"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["areas.parquet", "lists.csv"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_half_way_it_leaves_nothing_behind(tmp_path, number, status):
    source, target = tmp_path / "areas.parquet", tmp_path / "lists.parquet"
    make_panel(20_000).write_parquet(source)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from listerules.cli.shared import Program\n"
        "from listerules.result.stream import classify_stream\n"
        "import click\n"
        "source, target = sys.argv[1:]\n"
        "def told(judged, of):\n"
        "    print(len(list(Path(target).parent.glob('.listerules-*'))), flush=True)\n"
        "@click.command()\n"
        "def run():\n"
        "    classify_stream(source, target, batch_rows=1000, progress=told)\n"
        "program = Program()\n"
        "program.add_command(run, 'run')\n"
        "program.main(['run'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, source, target], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert int(running.stdout.readline()) >= 1  # the file it is made in is there
        running.send_signal(number)
        _, words = running.communicate()
    assert running.returncode == status, words
    assert "Traceback" not in words
    assert [each.name for each in tmp_path.iterdir()] == ["areas.parquet"]


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def folder_of_areas(tmp_path):
    """A folder is always streamed, however small it is."""
    folder = tmp_path / "areas"
    folder.mkdir()
    make_panel(20).write_parquet(folder / "1.parquet")
    return folder


def test_the_command_streams_a_folder(folder_of_areas, tmp_path):
    target = tmp_path / "lists.parquet"
    ran = CliRunner().invoke(main, ["classify", str(folder_of_areas), "-o", str(target)])
    assert ran.exit_code == 0, ran.output
    assert f"{target}: 100 rows, 2019-2023\n" in ran.output
    assert "note: areas: the line of doemte cannot be known without a reference" in ran.output
    assert pl.read_parquet(target).height == 100


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--findings", "findings.csv"], "too large for --findings"),
        (["--lineage", "lineage.csv"], "too large for --lineage"),
        (["--history", "history.csv", "--scenario", "fire-aar"], "too large for --history beside a scenario"),
        (["-o", "lists.json"], "written to .parquet or .csv"),
    ],
)
def test_what_needs_the_whole_table_is_refused_in_words(folder_of_areas, tmp_path, words, said):
    target = [] if "-o" in words else ["-o", str(tmp_path / "lists.csv")]
    named = [str(tmp_path / word) if word.endswith((".csv", ".json")) else word for word in words]
    ran = CliRunner().invoke(main, ["classify", str(folder_of_areas), *target, *named])
    assert ran.exit_code == 2
    assert said in ran.output
    assert [each.name for each in tmp_path.iterdir()] == ["areas"]
