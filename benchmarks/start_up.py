"""How long a command takes from the shell to its end, cold, beside importing Polars: `python -m benchmarks.start_up`.

Each program is run in turns with the others, in a process of its own. Beside the time by the clock stands that of the
processor, which others at work on the machine disturb less. What Python compiles is kept for the run, as it is where a
package was installed; the first round, which compiles it, is not counted.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks.baselines import make_baselines
from benchmarks.panels import make_panel
from benchmarks.work import YEARS

ROWS = 1000
IMPORT = "import polars"
RUN = "from listerules.cli import main; main()"
TABLES = ["areas.csv", "--reference", "reference.csv"]
PROGRAMS = {
    "python": ["-c", "pass"],
    IMPORT: ["-c", "import polars"],
    "listerules --version": ["-c", RUN, "--version"],
    "listerules --help": ["-c", RUN, "--help"],
    "listerules classify areas.csv | cat": ["-c", RUN, "classify", "areas.csv"],
    "listerules classify areas.csv --reference": ["-c", RUN, "classify", *TABLES],
    "listerules classify areas.csv --reference -o": ["-c", RUN, "classify", *TABLES, "-o", "out.csv"],
}

Taken = dict[str, list[tuple[float, float]]]


def measure_start_up(runs: int) -> Taken:
    """Seconds by the clock and of the processor, for each run of each program by its name."""
    taken: Taken = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        make_panel(0, ROWS // YEARS).drop("region_code").write_csv(folder / "areas.csv")
        make_baselines().to_reference().write_csv(folder / "reference.csv")
        for _ in range(runs + 1):
            for program, words in PROGRAMS.items():
                taken[program].append(_time([sys.executable, *words], folder))
    return {program: times[1:] for program, times in taken.items()}


def _time(command: list[str], folder: Path) -> tuple[float, float]:
    paths = [str(Path(path).absolute()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **compiled}
    before, start = _processor_seconds(), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start, _processor_seconds() - before


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tabulate(taken: Taken) -> list[str]:
    """A line for each program: milliseconds by the clock and of the processor, and how many above importing Polars."""
    clock, processor = ([_quartiles([each[which] for each in times]) for times in taken.values()] for which in (0, 1))
    base = list(taken).index(IMPORT)
    lines = [f"{'milliseconds':45} {'clock, median (quartiles)':>27} {'above':>6} {'processor':>10} {'above':>6}"]
    for name, (low, middle, high), (_, used, _) in zip(taken, clock, processor, strict=True):
        spread = f"{middle:.0f} ({low:.0f} - {high:.0f})"
        above = f"{middle - clock[base][1]:6.0f} {used:10.0f} {used - processor[base][1]:6.0f}"
        lines.append(f"{name:45} {spread:>27} {above}")
    return lines


def _quartiles(seconds: list[float]) -> tuple[float, float, float]:
    low, middle, high = quantiles([1000 * each for each in seconds], n=4)
    return low, middle, high


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="of each program; 15 where not given")
    print(*_tabulate(measure_start_up(max(2, parser.parse_args().runs))), sep="\n")
