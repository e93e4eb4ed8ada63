"""Where listerules can run, on one panel: files in memory and in batches, DuckDB, PostgreSQL and Spark.

`python -m benchmarks.engines` writes the table of docs/engines.md. Each is timed as people call it, from the shell to a
written Parquet file, in a process of its own; the tables in databases are filled before. PostgreSQL is that of
`LISTERULES_TEST_POSTGRES` (see `.ci/postgres`), and is left out without it, as Spark is without Java.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.baselines import make_baselines
from benchmarks.candidates.ours import SERIES
from benchmarks.machine import describe_machine
from benchmarks.panels import write_panel
from benchmarks.work import HERE

SIZES = (10**4, 10**5, 10**6)
ROUNDS = 3
PAGE = HERE.parent / "docs" / "engines.md"
BEGIN, END = "<!-- engines: begin, written by make bench-engines -->", "<!-- engines: end -->"
TABLE = "listerules_benchmark"
RULES = HERE / "rules"
# Runs a program, and prints the most memory, in KiB, that it or one it started had.
WATCH = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.stderr if done.returncode else 0)
"""


def main() -> None:
    """Time every place at every size, and write the table."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        make_baselines().to_reference().write_csv(folder / "reference.csv")
        taken = {rows: dict(time_places(folder, rows)) for rows in SIZES}
    write_table(taken)


def time_places(folder: Path, rows: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """Median seconds and peak gigabytes of each place at a size."""
    areas = folder / f"areas-{rows}.parquet"
    pl.read_parquet(write_panel(rows)).drop("region_code").write_parquet(areas)
    for place, address in fill_places(folder, areas):
        measured = [time_once(folder, address) for _ in range(ROUNDS)]
        seconds, peaks = zip(*measured, strict=True)
        yield place, (statistics.median(seconds), max(peaks))
        print(f"{rows:>9,}  {place:<24} {statistics.median(seconds):8.2f} s  {max(peaks):5.2f} GB", flush=True)


def fill_places(folder: Path, areas: Path) -> Iterator[tuple[str, list[str]]]:
    """Each place with the program that judges its table, which is filled."""
    reference = str(folder / "reference.csv")
    yield (
        "a file, in memory",
        judge_file("lr.classify(areas, reference=reference, **rules).write(target)", areas, reference),
    )
    yield (
        "a file, in batches",
        judge_file("lr.classify_stream(areas, target, reference=reference, **rules)", areas, reference),
    )
    file = folder / "areas.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as database:
        database.execute(f"CREATE TABLE {TABLE} AS FROM read_parquet('{areas}')")
    yield "DuckDB", classify(f"duckdb:///{file}?table={TABLE}", "--reference", reference)
    server = os.environ.get("LISTERULES_TEST_POSTGRES")
    if server:
        frame = pl.read_parquet(areas).cast({"region": pl.String})
        frame.write_database(TABLE, server, engine="adbc", if_table_exists="replace")
        yield "PostgreSQL", classify(f"{server}?table={TABLE}", "--reference", reference)
    if shutil.which("java"):
        pl.read_csv(reference).write_parquet(folder / "reference.parquet")
        yield (
            "Spark, on this machine",
            classify(f"spark://local[*]?path={areas}&reference={folder / 'reference.parquet'}"),
        )


def classify(*tables: str) -> list[str]:
    """The command line on a table in a database."""
    listerules = str(Path(sys.executable).with_name("listerules"))
    return [
        listerules,
        "classify",
        *tables,
        "--rules",
        str(RULES),
        "--series",
        SERIES,
        "-o",
        "lists.parquet",
        "--quiet",
    ]


def judge_file(call: str, areas: Path, reference: str) -> list[str]:
    """A program of Python that chooses the way in which a file is judged."""
    given = f"areas, reference, target = {str(areas)!r}, {reference!r}, 'lists.parquet'"
    rules = f"rules = dict(rules={str(RULES)!r}, series={SERIES!r})"
    return [sys.executable, "-c", f"import listerules as lr; {given}; {rules}; {call}"]


def time_once(folder: Path, program: list[str]) -> tuple[float, float]:
    """Seconds from the shell to a written file, and the peak of memory in GB of the programs started for it."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *program], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - start, int(done.stdout) * 1024 / 10**9


def write_table(taken: dict[int, dict[str, tuple[float, float]]]) -> None:
    """Put the table between the marks of the page."""
    machine = describe_machine()
    run = (
        f"Run on {machine['date']}: {machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB. "
        f"Medians of {ROUNDS}, from the shell to a written file; peak memory of the programs started for it."
    )
    lines = [
        run,
        "",
        f"| | {' | '.join(f'{rows:,} rows' for rows in taken)} |",
        f"|---|{'---|' * len(taken)}",
    ]
    for place in next(iter(taken.values())):
        found = (each.get(place) for each in taken.values())
        cells = ("" if each is None else f"{each[0]:.1f} s, {each[1]:.1f} GB" for each in found)
        lines.append(f"| {place} | {' | '.join(cells)} |")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text("\n".join([f"{before}{BEGIN}", *lines, f"{END}{rest.partition(END)[2]}"]))


if __name__ == "__main__":
    main()
