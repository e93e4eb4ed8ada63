"""The work that everyone does: which columns go in, which come out, and what a candidate is.

In goes a panel: one row per area and year, the eight counts as 32-bit whole numbers with blanks, the mean income in
kroner, and the region by name and by code (1 to 5). Out come the four lists of the 2021 rules for every row, each yes,
no or blank, and how many of the four social criteria are surely met.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "benchmarks"
CORES = len(os.sched_getaffinity(0))

FIRST_YEAR, YEARS = 2015, 8
REGIONS = ("Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland")
COUNTS = (
    "beboere",
    "beboere_18_64",
    "uden_tilknytning",
    "ikke_vestlige",
    "doemte",
    "beboere_18_og_over",
    "beboere_30_59",
    "kun_grundskole",
)
INCOME = "bruttoindkomst"
INPUT = ("area", "year", "region_code", *COUNTS, INCOME)
LISTS = ("udsat_boligomraade", "parallelsamfund", "omdannelsesomraade", "forebyggelsesomraade")
ANSWER = ("area", "year", *LISTS, "n_met")
RUN = 5  # years running on the list of parallel societies make a transformation area

OURS, FLOATS_ONLY, COMMAND_LINE = "listerules", "listerules, floats only", "listerules, command line"

Lane = Literal["memory", "files", "scenarios"]


@dataclass(frozen=True)
class Job:
    """Prepared work: `run` is what is timed; `tabulate` brings what it gave into the columns of `ANSWER`."""

    run: Callable[[], Any]
    tabulate: Callable[[Any], pl.DataFrame]


@dataclass(frozen=True)
class InMemory:
    """A candidate from frame to frame. `prepare` makes its own layout of the panel, which is not timed.

    `most_rows` is the largest panel it is given, `quick_rows` the largest in the quick run; `any_order` says that it
    may be given rows in any order, `gapless` that it is wrong where an area has a gap in its years; a `floor` gives no
    answers. `scenarios` is how often one run judges the panel.
    """

    name: str
    prepare: Callable[[pl.DataFrame, Baselines], Job]
    most_rows: int = 10**7
    quick_rows: int = 10**6
    any_order: bool = False
    gapless: bool = False
    floor: bool = False
    scenarios: int = 1
    lane: Lane = "memory"


@dataclass(frozen=True)
class FromFiles:
    """A candidate from Parquet to Parquet. `start` is what a session pays once (Spark), which is not timed.

    `answers` are the columns of `ANSWER` that it writes; the other words are those of `InMemory`.
    """

    name: str
    convert: Callable[[Path, Path, Baselines], object]
    most_rows: int = 10**7
    quick_rows: int = 10**6
    any_order: bool = False
    gapless: bool = False
    floor: bool = False
    start: Callable[[], object] | None = None
    answers: tuple[str, ...] = ANSWER
    scenarios: int = 1
    lane: Lane = "files"


Candidate = InMemory | FromFiles


def must_be_exact(name: str) -> bool:
    """Whether a candidate of that name is listerules as people use it: every answer must be right."""
    return name.startswith(OURS) and name != FLOATS_ONLY
