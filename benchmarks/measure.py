"""Time candidates side by side: each in a process of its own, taking turns in a new random order every round.

Small panels keep their processes alive between rounds; large ones get a fresh process every time, since they would not
fit beside each other. The first run of a process warms it up and is not counted, unless it takes so long that another
would cost more than it tells. A sample is repeated while others use the machine, and is marked where that does not end.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.processes import read_machine_seconds
from benchmarks.work import BUILD, HERE

LEAST_SAMPLE = 0.1  # seconds: shorter runs are repeated within one sample
MOST_REPEATS = 2000
LONG = 5.0  # seconds of a first run that then counts
PATIENCE = 900  # seconds, after which a worker is given up
FRESH_FROM = 10**7  # rows
OTHERS = 0.10  # of the time of a sample may be others' work on the machine


@dataclass(frozen=True)
class Case:
    """A candidate on a panel: `kind` is random, lines or shuffled. A floor gives no answer to `compare`."""

    lane: str
    candidate: str
    rows: int
    kind: str = "random"
    compare: bool = True


@dataclass
class Measured:
    """What came out for a case: seconds of one run in each round, and memory in bytes.

    `ready` is the peak of memory when everything was prepared, `peak` that after the first sample; `disturbed` counts
    the rounds that others disturbed; `differ` the rows of the answer that differ from those of listerules, None where
    they were not compared; `error` says what went wrong.
    """

    case: Case
    seconds: list[float] = field(default_factory=list)
    warm_up: float = 0.0
    ready: int = 0
    peak: int = 0
    disturbed: int = 0
    differ: int | None = None
    error: str = ""


@dataclass(frozen=True)
class Plan:
    """How often, and how long at most: a case has another round while its turns took less than `budget` seconds.

    A sample that others disturb is taken up to `tries` times.
    """

    rounds: int
    budget: float
    tries: int = 3


class WorkerError(Exception):
    """A worker ended, or said nothing for too long."""


class Worker:
    """A running `benchmarks.worker`."""

    def __init__(self, case: Case) -> None:
        words = ["-W", "ignore", "-m", "benchmarks.worker", case.lane, case.candidate, case.kind, str(case.rows)]
        self.log = BUILD / "worker.log"
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=HERE.parent,
            env={**os.environ, "NUMBA_CACHE_DIR": str(BUILD / "numba")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )
        self.ready = int(self._read()["ready"])
        first = self.ask("run 1")
        self.warm_up = first if first["wall"] > LONG else self.ask("run 1")
        self.first = first
        self.repeats = max(1, min(MOST_REPEATS, int(LEAST_SAMPLE / max(self.warm_up["seconds"], 1e-6))))

    def sample(self, tries: int) -> dict[str, float]:
        """A sample, tried again while others use the machine; `disturbed` says that they still did."""
        if self.first["wall"] > LONG:
            return {**self.first, "disturbed": 0}
        for _ in range(tries):
            before = read_machine_seconds()
            taken = self.ask(f"run {self.repeats}")
            after = read_machine_seconds()
            others = 0.0 if before is None or after is None else after - before - taken["processor"]
            taken["disturbed"] = others > OTHERS * taken["wall"] + 0.04  # the clock ticks in hundredths
            if not taken["disturbed"]:
                break
        return taken

    def ask(self, words: str) -> dict[str, float]:
        """Send a line and read the answer."""
        if self.process.stdin is None:
            raise WorkerError("has no input")
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, float]:
        while True:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                self.process.kill()
                raise WorkerError(f"said nothing for {PATIENCE} seconds")
            line = self.process.stdout.readline() if self.process.stdout else ""
            if not line:
                said = self.log.read_text(errors="replace").strip().splitlines()
                raise WorkerError(said[-1][:200] if said else "ended without a word")
            if line.startswith("{"):
                answer: dict[str, float] = json.loads(line)
                return answer

    def close(self) -> None:
        """End the process."""
        try:
            self.process.communicate("stop\n", timeout=30)
        except (subprocess.TimeoutExpired, BrokenPipeError, ValueError):
            self.process.kill()
            self.process.wait()


def measure_cases(cases: Sequence[Case], plan: Plan) -> list[Measured]:
    """Measure each case in interleaved rounds. What goes wrong is told in `error`, and ends only that case."""
    measured = {case: Measured(case) for case in cases}
    live: dict[Case, Worker] = {}
    spent = dict.fromkeys(cases, 0.0)
    try:
        for number in range(plan.rounds):
            for case in Random(number).sample(list(cases), len(cases)):  # noqa: S311 - an order, not a secret
                if measured[case].error or spent[case] > plan.budget:
                    continue
                spent[case] += _take_turn(measured[case], live, plan.tries)
    finally:
        for worker in live.values():
            worker.close()
    return list(measured.values())


def _take_turn(measured: Measured, live: dict[Case, Worker], tries: int) -> float:
    """One sample of one case, in its process; the seconds it ran. The first one is compared too."""
    case, is_first = measured.case, not measured.seconds
    start = time.perf_counter()
    worker = live.pop(case, None)
    try:
        worker = worker or Worker(case)
        taken = worker.sample(tries)
        measured.seconds.append(taken["seconds"])
        measured.disturbed += int(taken["disturbed"])
        if is_first:
            measured.warm_up, measured.ready, measured.peak = worker.first["seconds"], worker.ready, int(taken["peak"])
            if case.compare:
                measured.differ = int(worker.ask("compare")["differ"])
    except (WorkerError, BrokenPipeError) as error:
        measured.error = str(error)
    _tell(measured)
    if worker is not None:
        if case.rows < FRESH_FROM and not measured.error and worker.first["wall"] <= LONG:
            live[case] = worker
        else:
            worker.close()
    return time.perf_counter() - start


def _tell(measured: Measured) -> None:
    case = measured.case
    said = measured.error or f"{measured.seconds[-1] * 1e3:12.3f} ms  {measured.peak / 2**20:7.0f} MB"
    differ = f"  {measured.differ} rows differ" if measured.differ else ""
    print(f"{case.rows:>11,} {case.lane:9} {case.kind:8} {case.candidate:40} {said}{differ}", flush=True)
