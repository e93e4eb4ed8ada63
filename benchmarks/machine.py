"""What a run was made on: the machine, the day, and the versions of everyone."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.work import CORES

PACKAGES = (
    "listerules",
    "polars",
    "duckdb",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "openfisca-core",
    "zen-engine",
    "pyspark",
)


def describe_machine() -> dict[str, object]:
    """The processor, how many cores may be used, gigabytes of memory, and the system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _name_processor(),
        "cores": CORES,
        "memory_gb": round(memory / 2**30),
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "date": datetime.now(tz=UTC).date().isoformat(),
        "versions": {name: found for name in PACKAGES if (found := _find_version(name))},
    }


def _name_processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
