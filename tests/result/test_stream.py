"""A table judged in batches comes out as it does in memory, byte for byte."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.source import _from_records
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
        )
    assert streamed == in_memory
