"""Does every candidate give the right answers? Each is given the checked panels, and compared with exact fractions.

listerules must be right in every row. A peer that computes with floats may differ in rows where a figure stands exactly
on a line, which is told; a difference anywhere else is a wrong answer.

`python -m benchmarks.agreement FILE [--quick]` writes what came out to FILE.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from benchmarks.answers import find_difference, judge_exactly
from benchmarks.baselines import Baselines
from benchmarks.panels import make_checked_panels
from benchmarks.registry import list_candidates
from benchmarks.work import Candidate, InMemory, must_be_exact


@dataclass(frozen=True)
class Checked:
    """One candidate against the exact answers of one panel: rows given, rows that differ, and those off the lines.

    `error` is what went wrong where there is no answer.
    """

    lane: str
    candidate: str
    panel: str
    rows: int
    on_lines: int
    differ: int = 0
    off_lines: int = 0
    error: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether this is a wrong answer, rather than a float on a line or a peer that is not installed."""
        ours = must_be_exact(self.candidate)
        return bool(self.off_lines or (ours and (self.differ or self.error)))


def check_candidates(candidates: list[Candidate], areas: int = 2700) -> list[Checked]:
    """Compare each candidate with the exact answers on panels of that many areas."""
    panels, baselines = make_checked_panels(areas)
    found = []
    for name, panel in panels.items():
        right = judge_exactly(panel, baselines)
        for candidate in candidates:
            if candidate.gapless and name == "gaps":
                continue
            checked = check_candidate(candidate, name, panel, right, baselines)
            print(f"{checked.lane:7} {checked.panel:5} {checked.candidate:40} {_tell(checked)}", flush=True)
            found.append(checked)
    return found


def check_candidate(
    candidate: Candidate, name: str, panel: pl.DataFrame, right: pl.DataFrame, baselines: Baselines
) -> Checked:
    """Compare one candidate; it is given the rows shuffled where it takes any order."""
    given = panel.sample(fraction=1, shuffle=True, seed=1) if candidate.any_order else panel
    about = (candidate.lane, candidate.name, name, panel.height, int(right["on_line"].sum()))
    try:
        difference = find_difference(_answer(candidate, given, baselines), right)
    except Exception as error:  # noqa: BLE001 - whatever a peer throws is told beside its name
        return Checked(*about, error=f"{type(error).__name__}: {error}"[:200])
    return Checked(*about, difference.rows, difference.off_lines)


def _answer(candidate: Candidate, panel: pl.DataFrame, baselines: Baselines) -> pl.DataFrame:
    if isinstance(candidate, InMemory):
        job = candidate.prepare(panel, baselines)
        return job.tabulate(job.run())
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    try:
        source, target = folder / "panel.parquet", folder / "answer.parquet"
        panel.write_parquet(source)
        candidate.convert(source, target, baselines)
        return read_answer(target).collect()
    finally:
        shutil.rmtree(folder)


def read_answer(target: Path) -> pl.LazyFrame:
    """What a candidate wrote: a file, or a folder of them."""
    return pl.scan_parquet(target / "*.parquet" if target.is_dir() else target)


def _tell(checked: Checked) -> str:
    if checked.error:
        return checked.error
    word = "WRONG" if checked.is_wrong else "ok"
    return f"{word}: {checked.differ} of {checked.rows} rows differ, {checked.off_lines} of them off the lines"


def main(file: str, *words: str) -> int:
    """Check the candidates, or with `--quick` those that take part in the quick run, and write the outcome."""
    quick = "--quick" in words
    candidates = [each for each in list_candidates() if not each.floor and (each.quick_rows or not quick)]
    checked = check_candidates(candidates)
    Path(file).write_text(json.dumps([asdict(each) for each in checked], indent=1, ensure_ascii=False))
    return int(any(each.is_wrong for each in checked))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
