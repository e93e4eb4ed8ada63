"""The tables of a run: ratios, targets and wrong answers are told as they are."""

import pytest

pytest.importorskip("numpy")

from benchmarks.agreement import Checked
from benchmarks.cold import COMMAND, IMPORT
from benchmarks.measure import Case, Measured
from benchmarks.report import BEGIN, END, put_between_marks, write_details, write_summary
from benchmarks.results import Results, ratio_of, read_results, spread_of, write_results
from benchmarks.targets import judge_targets

MACHINE = {
    "date": "2026-11-23",
    "processor": "a made-up one",
    "cores": 2,
    "memory_gb": 24,
    "system": "Linux, Python 3.11.7",
    "versions": {"polars": "2.1.0"},
}


def measure(candidate, seconds, rows=10**6, lane="memory", kind="random", **found):
    return Measured(Case(lane, candidate, rows, kind), list(seconds), peak=200_000_000, **found)


def make_results():
    return Results(
        MACHINE,
        [Checked("memory", "listerules", "full", 100, 10), Checked("memory", "DuckDB SQL", "full", 100, 10, 4, 0)],
        {"random 1000000": 0},
        [
            measure("listerules", (0.04, 0.05, 0.06), differ=0),
            measure("DuckDB SQL", (0.3, 0.4, 0.5), differ=3),
            measure("Polars by hand, no gaps", (0.05, 0.05, 0.05), differ=3),
            measure("listerules", (0.2,), kind="shuffled"),
            measure("floor: rows sorted by Polars", (0.1,), kind="shuffled"),
            Measured(Case("memory", "pandas", 10**6), error="ModuleNotFoundError: No module named 'pandas'"),
        ],
        {COMMAND: [0.4, 0.5, 0.6], IMPORT: [0.2, 0.2, 0.2]},
    )


def reached(results):
    return {each.target.what: each for each in judge_targets(results)}


def test_a_ratio_is_of_medians_and_its_spread_of_far_quartiles():
    spread = ratio_of([4.0, 5.0, 6.0], [2.0, 2.5, 3.0])
    assert (spread.middle, spread.low, spread.high) == (2.0, 4.5 / 2.75, 5.5 / 2.25)
    assert spread_of([7.0]).low == spread_of([7.0]).high == 7.0


def test_a_target_is_met_by_the_median_at_most_or_at_least():
    found = reached(make_results())
    assert found["in memory, 10⁶ sorted rows, time against Polars by hand, no gaps"].is_met
    assert found["times faster than DuckDB SQL, 10⁶"].is_met  # eight times, at least eight
    assert found["cold, 1,000-row CSV to CSV, above importing Polars"].is_met is False  # 300 ms, at most 150


def test_unsorted_rows_are_asked_what_they_cost_more_than_sorted_ones():
    outcome = reached(make_results())["unsorted rows: what they cost more, against Polars sorting them, 10⁶"]
    assert outcome.reached.middle == pytest.approx(1.5)  # (200 - 50) ms, where sorting takes 100
    assert outcome.is_met is False


def test_what_was_not_measured_is_said_and_not_met():
    found = reached(make_results())["Parquet to Parquet by the command line, 10⁸ rows, peak memory"]
    assert found.reached is None
    assert found.is_met is None
    assert (
        "| Parquet to Parquet by the command line, 10⁸ rows, peak memory | at most 1.5 GB | not measured | | |"
        in list(write_details(make_results()))
    )


def test_tables_show_times_ratios_and_what_failed():
    text = "\n".join(write_details(make_results()))
    assert "| DuckDB SQL | 400 ms (8× [6.36-10]) |" in text
    assert "| **listerules** | 50 ms |" in text
    assert "pandas (memory, random, 10⁶) failed: ModuleNotFoundError" in text
    assert "On the timed panel of 10⁶ rows, 3 rows differ from listerules for: DuckDB SQL; Polars by hand" in text
    assert "a made-up one, 2 cores, 24 GB" in "\n".join(write_summary(make_results()))


def test_floats_on_lines_are_no_mistake_and_anything_else_is():
    results = make_results()
    assert results.list_mistakes() == []
    results.agreement.append(Checked("files", "pandas", "full", 100, 10, 5, 1))
    results.agreement.append(Checked("files", "listerules", "full", 100, 10, 1, 0))
    results.samples["lines 1000000"] = 2
    results.measured.append(measure("listerules", (0.1,), lane="files", differ=1))
    assert len(results.list_mistakes()) == 4


def test_a_peer_that_is_not_there_is_no_mistake_but_listerules_is():
    missing = "ModuleNotFoundError: No module named 'x'"
    assert not Checked("memory", "pandas", "full", 100, 10, error=missing).is_wrong
    assert Checked("memory", "listerules", "full", 100, 10, error=missing).is_wrong


def test_results_are_read_as_they_were_written(tmp_path):
    write_results(make_results(), tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == make_results()


def test_only_what_stands_between_the_marks_of_a_page_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    put_between_marks(page, "new")
    assert page.read_text() == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    page.write_text("no marks\n")
    with pytest.raises(ValueError, match=r"page\.md has no marks"):
        put_between_marks(page, "new")


def test_the_plot_is_the_same_for_the_same_results(tmp_path):
    pytest.importorskip("matplotlib")
    plot = pytest.importorskip("benchmarks.plot")
    for name in ("first.svg", "second.svg"):
        plot.draw_plot(make_results(), tmp_path / name)
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()
    assert "2026" not in (tmp_path / "first.svg").read_text()
