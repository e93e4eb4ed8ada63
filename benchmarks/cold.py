"""From the shell to a written file, cold: `listerules classify` on a thousand rows, and what importing Polars costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.baselines import make_baselines
from benchmarks.panels import make_panel
from benchmarks.work import YEARS

ROWS = 1000
COMMAND, IMPORT = "listerules classify", "import polars"


def time_cold_starts(rounds: int) -> dict[str, list[float]]:
    """Seconds of each program by name, in turns; the first round of each fills the disk cache and is not counted."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        make_panel(0, ROWS // YEARS).drop("region_code").write_csv(folder / "areas.csv")
        make_baselines().to_reference().write_csv(folder / "reference.csv")
        listerules = str(Path(sys.executable).with_name("listerules"))
        programs = {
            COMMAND: [listerules, "classify", "areas.csv", "--reference", "reference.csv", "-o", "out.csv", "--quiet"],
            IMPORT: [sys.executable, "-c", "import polars"],
        }
        taken: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(rounds + 1):
            for program, command in programs.items():
                taken[program].append(_time(command, folder))
    return {program: seconds[1:] for program, seconds in taken.items()}


def _time(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start
