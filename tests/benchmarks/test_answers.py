"""The yardstick: its panels are what they say, its answers those of the law, and listerules gives them."""

import polars as pl
import pytest

pytest.importorskip("numpy")
pytest.importorskip("pyarrow")

from benchmarks.agreement import check_candidate
from benchmarks.answers import find_difference, judge_exactly
from benchmarks.baselines import make_baselines
from benchmarks.candidates.floor import CANDIDATES as FLOORS
from benchmarks.candidates.ours import CANDIDATES as OURS
from benchmarks.candidates.polars_tuned import CANDIDATES as BY_HAND
from benchmarks.panels import make_checked_panels, make_panel, move_to_lines
from benchmarks.work import COUNTS, LISTS

AREAS = 126  # of eight years each: a thousand rows


@pytest.fixture(scope="module")
def checked():
    panels, baselines = make_checked_panels(AREAS)
    return {name: (panel, judge_exactly(panel, baselines), baselines) for name, panel in panels.items()}


def test_the_same_areas_are_the_same_whatever_is_made_with_them():
    assert make_panel(0, AREAS).equals(make_panel(0, AREAS))
    assert make_panel(AREAS, 2 * AREAS)["area"].to_list()[:1] == [AREAS]


def test_a_random_panel_has_blanks_empty_wholes_and_members_of_every_list():
    panel = make_panel(0, 1000)
    right = judge_exactly(panel, make_baselines())
    assert all(0 < panel[name].null_count() < panel.height / 50 for name in COUNTS)
    assert (panel["beboere_18_64"] == 0).any()
    assert all(right[name].any() and (~right[name]).any() for name in LISTS)


@pytest.mark.parametrize("name", ["full", "gaps"])
def test_the_checked_panels_have_rows_on_lines_and_all_three_answers(checked, name):
    _, right, _ = checked[name]
    assert right.height > 900
    assert right["on_line"].sum() > right.height / 10
    assert all(set(right[each].unique()) == {True, False, None} for each in LISTS)


def test_one_row_in_a_hundred_is_moved_onto_a_line():
    panel, baselines = make_panel(0, 1000), make_baselines()
    before = judge_exactly(panel, baselines)["touches"].mean()
    after = judge_exactly(move_to_lines(panel, baselines), baselines)["touches"].mean()
    assert 0.008 < after - before < 0.012


@pytest.mark.parametrize("name", ["full", "gaps"])
@pytest.mark.parametrize("candidate", OURS, ids=lambda each: f"{each.lane}-{each.name}")
def test_listerules_is_right_in_every_row(checked, candidate, name):
    panel, right, baselines = checked[name]
    found = check_candidate(candidate, name, panel, right, baselines)
    assert (found.error, found.differ) == ("", 0)


def test_floats_are_wrong_on_the_lines_only(checked):
    panel, right, baselines = checked["gaps"]
    found = check_candidate(BY_HAND[0], "gaps", panel, right, baselines)
    assert found.error == ""
    assert found.differ > 0
    assert not found.is_wrong


def test_a_wrong_answer_off_the_lines_is_told(checked):
    _, right, _ = checked["full"]
    turned = right.with_columns(
        pl.when(pl.int_range(pl.len()) == right["on_line"].arg_min()).then(9).otherwise("n_met").alias("n_met")
    )
    assert (find_difference(turned, right).rows, find_difference(turned, right).off_lines) == (1, 1)


def test_an_answer_without_all_rows_is_refused(checked):
    _, right, _ = checked["full"]
    with pytest.raises(ValueError, match="other areas or years"):
        find_difference(right.head(-1), right)


def test_a_floor_gives_no_answers():
    assert all(each.floor for each in FLOORS)
