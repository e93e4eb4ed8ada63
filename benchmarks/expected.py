"""The answers of listerules to the timed panels, which all others are compared with.

`python -m benchmarks.expected KIND ROWS` writes them, compares a sample of whole areas with exact fractions, and prints
in how many rows of it they differ.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from benchmarks.answers import find_difference, judge_exactly, shape_answer
from benchmarks.baselines import make_baselines
from benchmarks.panels import panel_path
from benchmarks.work import YEARS

SAMPLE = 1000 * YEARS  # rows from the start of the panel, and as many from its end
AT_ONCE = 2**22  # rows


class UnsortedError(Exception):
    """The rows of an answer do not stand in the order of the panel."""


def expected_path(kind: str, rows: int) -> Path:
    """Where the answers to a panel are kept; those to shuffled rows are those to the same rows in order."""
    source = panel_path(rows, "random" if kind == "shuffled" else kind)  # type: ignore[arg-type]
    return source.with_name(f"answer-{source.name}")


def write_expected(kind: str, rows: int) -> int:
    """Write the answers anew, and give in how many rows of the sample they are not those of exact fractions."""
    from benchmarks.candidates.ours import convert  # noqa: PLC0415 - a change of candidates need not load it

    source, target = panel_path(rows, kind), expected_path(kind, rows)  # type: ignore[arg-type]
    target.unlink(missing_ok=True)
    convert(source, target, make_baselines())
    ordered = shape_answer(pl.scan_parquet(target)).sort("area", "year")
    ordered.sink_parquet(part := target.with_suffix(".part"))
    part.rename(target)
    return sum(_check_sample(source, target, start) for start in sorted({0, max(0, rows // YEARS * YEARS - SAMPLE)}))


def _check_sample(source: Path, target: Path, start: int) -> int:
    panel = pl.scan_parquet(source).slice(start, SAMPLE).collect()
    answer = pl.scan_parquet(target).slice(start, SAMPLE).collect()
    return find_difference(answer, judge_exactly(panel, make_baselines())).rows


def count_differences(answer: pl.DataFrame | pl.LazyFrame, kind: str, rows: int) -> int:
    """In how many rows an answer differs from what listerules answered; rows in any order."""
    given, expected = shape_answer(answer), pl.scan_parquet(expected_path(kind, rows))
    try:
        return _count_in_order(given, expected)
    except UnsortedError:
        return _count_in_order(given.sort("area", "year").collect().lazy(), expected)


def _count_in_order(given: pl.LazyFrame, expected: pl.LazyFrame) -> int:
    rows = expected.select(pl.len()).collect().item()
    if given.select(pl.len()).collect().item() != rows:
        raise ValueError(f"other rows than the {rows} that went in")
    return sum(_count_part(given, expected, start) for start in range(0, rows, AT_ONCE))


def _count_part(given: pl.LazyFrame, expected: pl.LazyFrame, start: int) -> int:
    one, other = (frame.slice(start, AT_ONCE).collect() for frame in (given, expected))
    if not one.select("area", "year").equals(other.select("area", "year")):
        raise UnsortedError
    columns = [name for name in one.columns if name not in ("area", "year")]
    differs = [one[name].ne_missing(other[name]) for name in columns]
    return int(pl.DataFrame(differs).select(pl.any_horizontal(pl.all()).sum()).item())


if __name__ == "__main__":
    print(write_expected(sys.argv[1], int(sys.argv[2])))
