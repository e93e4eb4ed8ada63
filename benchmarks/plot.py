"""Time and memory against rows, as one SVG. The same results give the same file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.results import Results, spread_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLES = {"memory": "in memory", "files": "Parquet to Parquet"}
# Those that are drawn, each with its own colour; listerules last, so that it lies on top.
DRAWN = {
    "memory": (
        "floor: memory read and written",
        "numba, one pass",
        "Polars by hand",
        "Polars textbook, .over",
        "NumPy, in blocks",
        "pandas",
        "DuckDB SQL",
        "OpenFisca",
        "GoRules ZEN",
        "listerules",
    ),
    "files": (
        "floor: read, and the same shape written",
        "Polars by hand",
        "Polars textbook, shift",
        "pandas",
        "DuckDB SQL",
        "PySpark",
        "listerules",
    ),
}
COLOURS = {
    "floor: memory read and written": "#999999",
    "floor: read, and the same shape written": "#999999",
    "numba, one pass": "#56b4e9",
    "Polars by hand": "#0072b2",
    "Polars textbook, .over": "#cc79a7",
    "Polars textbook, shift": "#cc79a7",
    "NumPy, in blocks": "#009e73",
    "pandas": "#e69f00",
    "DuckDB SQL": "#f0e442",
    "OpenFisca": "#8c564b",
    "GoRules ZEN": "#9467bd",
    "PySpark": "#d55e00",
    "listerules": "#000000",
}


def draw_plot(results: Results, path: Path) -> None:
    """Four fields: time above memory, in memory beside Parquet to Parquet; both axes by powers of ten."""
    import matplotlib as mpl  # noqa: PLC0415 - only where a plot is drawn

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "listerules", "svg.fonttype": "none", "font.size": 8})
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, fields = plt.subplots(2, 2, figsize=(10, 8), sharex=True)
    for column, (lane, names) in enumerate(DRAWN.items()):
        for name in names:
            _draw(results, lane, name, fields[0][column], fields[1][column])
        fields[0][column].set_title(TITLES[lane])
        fields[0][column].legend(fontsize=7, frameon=False)
        fields[1][column].set_xlabel("rows")
    fields[0][0].set_ylabel("seconds, median")
    fields[1][0].set_ylabel("peak memory of the process, MB")
    for field in fields.ravel():
        field.set_xscale("log")
        field.set_yscale("log")
        field.grid(visible=True, linewidth=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    # matplotlib ends some lines with blanks, which a diff would show.
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


def _draw(results: Results, lane: str, name: str, time: Axes, memory: Axes) -> None:
    found = sorted(
        (each for each in results.measured if results.find(lane, name, each.case.rows) is each),
        key=lambda each: each.case.rows,
    )
    rows = [each.case.rows for each in found]
    style = {"color": COLOURS[name], "linewidth": 2 if name == "listerules" else 1, "marker": "o", "markersize": 3}
    time.plot(rows, [spread_of(each.seconds).middle for each in found], label=name, **style)
    memory.plot(rows, [each.peak / 1e6 for each in found], label=name, **style)
