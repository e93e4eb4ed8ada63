"""One run of everything: `python -m benchmarks`, `python -m benchmarks --quick`, or `python -m benchmarks report`.

Makes the panels, checks that all agree, times them in turns, and writes results, tables and plot. Ends with 1 where
an answer is wrong, and only then.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time

from benchmarks.agreement import Checked
from benchmarks.cold import time_cold_starts
from benchmarks.machine import describe_machine
from benchmarks.measure import Plan, measure_cases
from benchmarks.panels import panel_path
from benchmarks.plan import QUICK_SIZES, SIZES, list_cases
from benchmarks.report import print_report, write_report
from benchmarks.results import Results, read_results, write_results
from benchmarks.work import BUILD, HERE, Lane

KEPT = HERE / "results.json"
LANES: tuple[Lane, ...] = ("memory", "files", "scenarios")


def main() -> int:
    """Do what the words of the command line ask for."""
    asked = _read_words()
    if asked.what == "report":
        write_report(read_results(KEPT))
        return 0
    sizes = [int(float(size)) for size in asked.sizes.split(",")] if asked.sizes else None
    results = Results(describe_machine())
    start = time.monotonic()
    BUILD.mkdir(parents=True, exist_ok=True)
    for left in BUILD.glob("data/written-*"):  # by a run that was ended
        shutil.rmtree(left)
    results.agreement = check_agreement(quick=asked.quick)
    for rows in sizes or (QUICK_SIZES if asked.quick else SIZES):
        time_size(results, rows, asked)
    results.cold = time_cold_starts(3 if asked.quick else 15)
    # What is asked of a full run is kept beside the code; what came of any other run under build/.
    complete = not (asked.quick or asked.only or sizes)
    write_results(results, KEPT if complete else BUILD / "results.json")
    if complete:
        write_report(results)
    print_report(results)
    print(f"{(time.monotonic() - start) / 60:.1f} minutes")
    return tell_mistakes(results)


def _read_words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=["run", "report"], default="run", help="report: tables and plot anew"
    )
    parser.add_argument("--quick", action="store_true", help="small panels, and peers that are quick to install")
    parser.add_argument("--sizes", help="rows of the panels, such as 1e3,1e6")
    parser.add_argument("--only", default="", metavar="TEXT", help="candidates with this text in their name")
    parser.add_argument("--rounds", type=int, help="samples of each candidate and size")
    parser.add_argument("--budget", type=float, help="seconds, after which a candidate gets no further round of a size")
    return parser.parse_args()


def check_agreement(*, quick: bool) -> list[Checked]:
    """Compare all candidates with exact fractions, in a process of its own so that this one stays small."""
    path = BUILD / "agreement.json"
    path.unlink(missing_ok=True)
    words = ["--quick"] if quick else []
    with (BUILD / "agreement.log").open("w") as log:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.agreement", str(path), *words]
        subprocess.run(command, cwd=HERE.parent, check=False, stderr=log)
    if not path.exists():
        raise SystemExit(f"the answers could not be compared: see {BUILD / 'agreement.log'}")
    return [Checked(**each) for each in json.loads(path.read_text())]


def time_size(results: Results, rows: int, asked: argparse.Namespace) -> None:
    """Time every lane on the panels of a size. Each is a batch of its own, in which all take turns."""
    cases = {lane: list_cases(lane, rows, quick=asked.quick, only=asked.only) for lane in LANES}
    kinds = sorted({case.kind for lane in cases.values() for case in lane} - {"shuffled"})
    for kind in kinds:
        subprocess.run([sys.executable, "-m", "benchmarks.panels", str(rows), kind], cwd=HERE.parent, check=True)
        results.samples[f"{kind} {rows}"] = _write_expected(kind, rows)
    for lane in LANES:
        results.measured += measure_cases(cases[lane], _plan(rows, asked))


def _write_expected(kind: str, rows: int) -> int:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.expected", kind, str(rows)]
    done = subprocess.run(command, cwd=HERE.parent, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"listerules could not judge {panel_path(rows).name}:\n{done.stderr[-2000:]}")
    return int(done.stdout)


def _plan(rows: int, asked: argparse.Namespace) -> Plan:
    if asked.quick:
        return Plan(asked.rounds or 2, asked.budget or 3, tries=1)
    usual = 12 if rows < 10**7 else 25 if rows < 10**8 else 60
    return Plan(asked.rounds or (7 if rows < 10**8 else 3), asked.budget or usual)


def tell_mistakes(results: Results) -> int:
    """Say what is wrong; 1 where anything is."""
    mistakes = results.list_mistakes()
    for mistake in mistakes:
        print(f"WRONG: {mistake}")
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
