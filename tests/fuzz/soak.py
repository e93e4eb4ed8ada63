"""Thousands of hostile inputs through the public door: `python tests/fuzz/soak.py --inputs 5000 --seed 1`.

Each input is made from the seed, its kind and its number, so that a failure can be made again alone
(`--kind NAME --first NUMBER --inputs 1`). Workers have a limit of memory; one that stays silent too long is ended.
Every tenth input goes through the command line. Linux only, for its limits.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

GIGABYTE = 2**30


class Task(NamedTuple):
    """One input: the how manieth of its kind, by which seed."""

    kind: str
    number: int
    seed: int


class Done(NamedTuple):
    """What came of one input: answer, mistake or failure, what was told, seconds, and peak memory in MB.

    `is_spent` says that the worker keeps so much room for later that the next input would not have its share.
    """

    word: str
    told: str
    seconds: float
    megabytes: int
    is_spent: bool = False


@dataclass
class Worker:
    """A process at work on one task since some time."""

    process: SpawnProcess
    line: Connection
    task: Task | None = None
    since: float = 0.0


def work(line: Connection, more_memory: int) -> None:
    """Take tasks and send back what came of them, until there are none."""
    from hostile import Hostile  # noqa: PLC0415, F401 - the parent process needs none of this
    from trial import KINDS, run_trial  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        run_trial(KINDS["tables: damaged"].make(Random(0)), Path(folder), by_command=False)  # noqa: S311
    used = _read_room()
    resource.setrlimit(resource.RLIMIT_AS, (used + more_memory, used + more_memory))
    line.send(None)
    while (task := line.recv()) is not None:
        hostile = KINDS[task.kind].make(Random(f"{task.seed} {task.kind} {task.number}"))  # noqa: S311
        _forget_peak()
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = run_trial(hostile, Path(folder), by_command=task.number % 10 == 9)
                word, told = outcome.word, outcome.told
            except BaseException:  # noqa: BLE001 - whatever it is, a user would have seen it
                word, told = "failure", traceback.format_exc(limit=-6)[-3000:]
        line.send(Done(word, told, time.monotonic() - start, _read_peak(), _read_room() > used + more_memory // 4))


def _read_room() -> int:
    """Bytes of addresses, which is what the limit is of."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _read_peak() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def draw_tasks(kinds: dict[str, float], inputs: int, first: int, seed: int) -> list[Task]:
    """The inputs by kind, as often as their weights say, in an order that mixes them."""
    total = sum(kinds.values())
    tasks = [
        Task(kind, number, seed)
        for kind, weight in kinds.items()
        for number in range(first, first + max(1, round(inputs * weight / total)))
    ]
    Random(seed).shuffle(tasks)  # noqa: S311
    return tasks


def run_all(tasks: list[Task], workers: int, more_memory: int, patience: float) -> Iterator[tuple[Task, Done]]:
    """Give the tasks to workers, each to the next that is free; one that dies or hangs is replaced."""
    left = list(reversed(tasks))
    crew = [_start(more_memory) for _ in range(min(workers, len(tasks)))]
    while crew:
        ready = wait([worker.line for worker in crew], timeout=1)
        for worker in list(crew):
            if worker.line in ready:
                try:
                    done = worker.line.recv()
                except EOFError:
                    worker.process.join()
                    done = Done("failure", f"the process died: {worker.process.exitcode}", 0, 0)
                    if worker.task is None:
                        raise RuntimeError("a worker could not start") from None
                    crew[crew.index(worker)] = _start(more_memory)
                    yield worker.task, done
                    continue
                if worker.task:
                    yield worker.task, done
                if worker.task and done.is_spent:
                    worker.line.send(None)
                    worker.process.join()
                    crew[crew.index(worker)] = _start(more_memory)
                else:
                    _give(worker, left, crew)
            elif worker.task and time.monotonic() - worker.since > patience:
                worker.process.kill()
                worker.process.join()
                yield worker.task, Done("failure", "no answer in time", patience, 0)
                crew[crew.index(worker)] = _start(more_memory)


def _start(more_memory: int) -> Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, more_memory), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def _give(worker: Worker, left: list[Task], crew: list[Worker]) -> None:
    worker.task, worker.since = (left.pop() if left else None), time.monotonic()
    worker.line.send(worker.task)
    if worker.task is None:
        worker.process.join()
        crew.remove(worker)


def tell(results: list[tuple[Task, Done]]) -> Iterator[str]:
    """A table of kinds and outcomes, and the failures."""
    counts: dict[str, Counter[str]] = {}
    peaks: dict[str, tuple[float, int]] = {}
    for task, done in results:
        counts.setdefault(task.kind, Counter())[done.word] += 1
        seconds, megabytes = peaks.get(task.kind, (0.0, 0))
        peaks[task.kind] = max(seconds, done.seconds), max(megabytes, done.megabytes)
    yield f"{'kind':34}{'answer':>8}{'mistake':>9}{'failure':>9}{'slowest':>9}{'peak MB':>9}"
    for kind, count in sorted(counts.items()):
        seconds, megabytes = peaks[kind]
        yield (f"{kind:34}{count['answer']:8}{count['mistake']:9}{count['failure']:9}{seconds:8.1f}s{megabytes:9}")
    total = sum(counts.values(), Counter())
    most = max(megabytes for _, megabytes in peaks.values())
    slowest = max(seconds for seconds, _ in peaks.values())
    yield f"{'all':34}{total['answer']:8}{total['mistake']:9}{total['failure']:9}{slowest:8.1f}s{most:9}"


def say(words: str) -> None:
    """Write at once, so that one can watch."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the inputs asked for; 1 where any of them failed."""
    from trial import KINDS  # noqa: PLC0415 - only for the names of the kinds

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), metavar="NAME")
    parser.add_argument("--first", type=int, default=0, help="number of the first input of each kind")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", type=float, default=2, help="GB above what a worker has at the start")
    parser.add_argument("--patience", type=float, default=60, help="seconds for one input")
    asked: Any = parser.parse_args()
    kinds = {name: kind.weight for name, kind in KINDS.items() if not asked.kind or name in asked.kind}
    tasks = draw_tasks(kinds, asked.inputs, asked.first, asked.seed)
    results = []
    for task, done in run_all(tasks, asked.workers, int(asked.memory * GIGABYTE), asked.patience):
        results.append((task, done))
        if done.word == "failure":
            say(f"--kind {task.kind!r} --first {task.number} --inputs 1 --seed {task.seed}\n  {done.told}\n")
    say("\n".join(tell(results)))
    return any(done.word == "failure" for _, done in results)


if __name__ == "__main__":
    sys.exit(main())
