"""One candidate in a process of its own: `python -m benchmarks.worker LANE NAME KIND ROWS`.

Prepares, says `ready`, and then does what it is told, a line at a time: `run TIMES`, `compare`, `stop`. Each answer is
a line of JSON. Reading the panel, the candidate's own layout, and comparing are not timed.
"""

from __future__ import annotations

import atexit
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.agreement import read_answer
from benchmarks.baselines import make_baselines
from benchmarks.expected import count_differences
from benchmarks.panels import panel_path, read_panel
from benchmarks.processes import read_peak, read_processor_seconds
from benchmarks.registry import find_candidate
from benchmarks.work import FromFiles, InMemory

if TYPE_CHECKING:
    import polars as pl


class Worker:
    """The prepared candidate, and its latest answer."""

    def __init__(self, lane: str, name: str, kind: str, rows: int) -> None:
        self.kind, self.rows = kind, rows
        candidate = find_candidate(lane, name)  # type: ignore[arg-type]
        self.run, self.tabulate = (
            _prepare(candidate, kind, rows) if isinstance(candidate, InMemory) else _open(candidate, kind, rows)
        )
        self.answer: Any = None

    def time(self, times: int) -> dict[str, float]:
        """Run so many times; seconds of one run, of all, of the processors, and the peak of memory since the start."""
        spent, start = read_processor_seconds(), time.perf_counter()
        for _ in range(times):
            self.answer = None  # so that two answers are never held at once
            self.answer = self.run()
        wall = time.perf_counter() - start
        processor = read_processor_seconds() - spent
        return {"seconds": wall / times, "wall": wall, "processor": processor, "peak": read_peak()}

    def compare(self) -> dict[str, int]:
        """In how many rows the latest answer differs from that of listerules."""
        return {"differ": count_differences(self.tabulate(self.answer), self.kind, self.rows)}


def _prepare(candidate: InMemory, kind: str, rows: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    shuffled = kind == "shuffled"
    frame = read_panel(rows, "random" if shuffled else kind)  # type: ignore[arg-type]
    if shuffled:
        frame = frame.sample(fraction=1, shuffle=True, seed=1)
    job = candidate.prepare(frame, make_baselines())
    return job.run, job.tabulate


def _open(candidate: FromFiles, kind: str, rows: int) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    source = panel_path(rows, kind)  # type: ignore[arg-type]
    folder = Path(tempfile.mkdtemp(prefix="written-", dir=source.parent))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = folder / "answer.parquet"
    if candidate.start is not None:
        candidate.start()

    def run() -> Path:
        _remove(target)
        candidate.convert(source, target, make_baselines())
        return target

    def tabulate(written: Path) -> pl.LazyFrame:
        return read_answer(written)

    return run, tabulate


def _remove(target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)


def main(lane: str, name: str, kind: str, rows: str) -> None:
    """Answer the lines of standard input until `stop`."""
    worker = Worker(lane, name, kind, int(rows))
    _say({"ready": read_peak()})
    for line in sys.stdin:
        match line.split():
            case ["run", times]:
                _say(worker.time(int(times)))
            case ["compare"]:
                _say(worker.compare())
            case _:
                break


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
