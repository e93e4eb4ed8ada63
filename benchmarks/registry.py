"""All candidates, by module."""

from __future__ import annotations

from importlib import import_module

from benchmarks.work import Candidate, Lane

MODULES = (
    "ours",
    "ours_floats",
    "ours_sweep",
    "floor",
    "numba_pass",
    "polars_tuned",
    "polars_textbook",
    "duckdb_sql",
    "pandas_frame",
    "numpy_blocks",
    "openfisca_core",
    "zen_rows",
    "pyspark_sql",
)


def list_candidates(lane: Lane | None = None) -> list[Candidate]:
    """The candidates of a lane, or of all. Libraries of peers are only imported when a candidate is prepared."""
    found = [each for module in MODULES for each in import_module(f"benchmarks.candidates.{module}").CANDIDATES]
    return [each for each in found if lane is None or each.lane == lane]


def find_candidate(lane: Lane, name: str) -> Candidate:
    """One candidate by lane and name. Raises KeyError where there is none."""
    return {each.name: each for each in list_candidates(lane)}[name]
