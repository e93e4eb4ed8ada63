"""Which candidates are timed on which panels."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.candidates.ours_sweep import CANDIDATES as SWEEPS
from benchmarks.measure import Case
from benchmarks.registry import list_candidates
from benchmarks.work import FLOATS_ONLY, OURS, Candidate, Lane

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7, 10**8)
QUICK_SIZES = (10**3, 10**5, 10**6)
FILES_FROM = {True: 10**6, False: 10**4}  # rows, in the quick run or not: opening files says little about the work
COMPARED = (10**6, 10**7)  # rows, at which figures on lines and unsorted rows are asked about
SORTED = "floor: rows sorted by Polars"
KINDS = {"lines": (OURS, FLOATS_ONLY), "shuffled": (OURS, SORTED)}


def list_cases(lane: Lane, rows: int, *, quick: bool = False, only: str = "") -> list[Case]:
    """The cases of a lane at a size; `only` keeps candidates with that text in their name."""
    if (lane == "files" and rows < FILES_FROM[quick]) or (lane == "scenarios" and rows != 10**5):
        return []
    candidates = [each for each in list_candidates(lane) if rows <= _most_rows(each, quick=quick) and only in each.name]
    plain = [_make_case(each, rows, "random") for each in candidates if each.name != SORTED]
    return plain + (list(_compare_kinds(candidates, rows)) if lane == "memory" and rows in COMPARED else [])


def _compare_kinds(candidates: list[Candidate], rows: int) -> Iterator[Case]:
    for kind, names in KINDS.items():
        yield from (_make_case(each, rows, kind) for each in candidates if each.name in names)


def _make_case(candidate: Candidate, rows: int, kind: str) -> Case:
    # A peer's floats may be wrong on the many lines of such a panel: that is told by the agreement, not here.
    compare = not candidate.floor and (kind != "lines" or candidate.name == OURS)
    return Case(candidate.lane, candidate.name, rows, kind, compare)


def _most_rows(candidate: Candidate, *, quick: bool) -> int:
    return candidate.quick_rows if quick else candidate.most_rows


def count_scenarios(name: str) -> int:
    """How many scenarios one run of a sweep judges."""
    return {each.name: each.scenarios for each in SWEEPS}[name]
