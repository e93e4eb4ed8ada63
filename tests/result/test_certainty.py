"""How sure a verdict is: what counts decide, what survives the rounding of print, and what needs print to be exact."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import listerules as lr
from listerules.areas.panel import build_panel
from listerules.result.certainty import Certainty, judge_certainty
from listerules.result.terminal import print_lists

ROOT = Path(__file__).parents[2]
MADE_UP = ROOT / "fixtures" / "made_up"
PUBLISHED = ROOT / "fixtures" / "published"

RATES = {
    "year": 2022,
    "beboere": 1500,
    "uden_tilknytning_pct": "45.0",
    "ikke_vestlige_pct": "60.0",
    "doemte_pct": "1.00",
    "doemte_graense_pct": "2.17",
    "kun_grundskole_pct": "70.0",
    "bruttoindkomst_pct": "60.0",
}


def classify(*areas, **options):
    return lr.classify([{"area": f"A{number}", **RATES, **area} for number, area in enumerate(areas)], **options)


def sureness(result, name="udsat_boligomraade"):
    rows = judge_certainty(result).filter(pl.col("list") == name)
    return [(verdict, certainty) for verdict, certainty in rows.select("verdict", "certainty").iter_rows()]


def test_a_verdict_from_counts_is_exact():
    made_up = lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv")
    told = judge_certainty(made_up)
    assert set(told["certainty"]) == {"exact", "undecided"}
    assert (told["certainty"] == "undecided").to_list() == (told["verdict"] == "undecided").to_list()


def test_a_rate_away_from_the_line_survives_rounding():
    assert sureness(classify({})) == [("yes", "survives rounding")]
    assert sureness(classify({"ikke_vestlige_pct": "40.0"}), "parallelsamfund") == [("no", "survives rounding")]


def test_a_rate_on_the_line_decides_only_as_printed():
    on_the_line = {"uden_tilknytning_pct": "40.0", "doemte_pct": "2.17"}
    assert sureness(classify(on_the_line)) == [("undecided", "only as printed")]
    assert sureness(classify(on_the_line, as_printed=True)) == [("yes", "only as printed")]


def test_a_rate_that_is_not_given_stays_undecided():
    bare = {"uden_tilknytning_pct": None, "kun_grundskole_pct": None}
    assert sureness(classify(bare)) == [("undecided", "undecided")]
    assert sureness(classify(bare, as_printed=True)) == [("undecided", "undecided")]


def test_what_counts_decide_whatever_the_rates_are_is_exact():
    assert sureness(classify({"beboere": 999})) == [("no", "exact")]


def test_what_the_published_list_decides_is_exact():
    history = [{"area": "A0", "year": 2022, "list": "udsat_boligomraade"}]
    assert sureness(classify({"uden_tilknytning_pct": "40.0"}, history=history)) == [("yes", "exact")]


def test_every_list_of_every_row_is_told_in_the_order_of_the_table():
    told = classify({}, {"beboere": 999}).certainty
    assert told.columns == ["area", "year", "list", "verdict", "certainty", "list_date"]
    assert told["area"].to_list() == ["A0"] * 5 + ["A1"] * 5
    assert told["list"].to_list()[:2] == ["udsat_boligomraade", "parallelsamfund"]
    dated = lr.classify([{"area": "A", **RATES, "list_date": date(2022, 12, 1)}]).certainty
    assert set(dated["list_date"]) == {date(2022, 12, 1)}


def test_a_list_that_did_not_exist_has_no_certainty():
    told = lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv", years=[2019, 2022]).certainty
    assert "forebyggelsesomraade" not in set(told.filter(year=2019)["list"])
    assert "forebyggelsesomraade" in set(told.filter(year=2022)["list"])


@pytest.mark.parametrize("history", [None, PUBLISHED / "lists.csv"])
def test_the_three_ways_of_judging_agree_with_the_tables_made_so(history):
    rounded = lr.classify(PUBLISHED / "areas.csv", history=history)
    printed = lr.classify(PUBLISHED / "areas.csv", history=history, as_printed=True)
    sure = rounded.certainty["certainty"].is_in([Certainty.EXACT.value, Certainty.SURVIVES_ROUNDING.value])
    assert (rounded.certainty["verdict"] != "undecided").to_list() == sure.to_list()
    decided = printed.certainty["certainty"] != Certainty.UNDECIDED.value
    assert (printed.certainty["verdict"] != "undecided").to_list() == decided.to_list()
    assert rounded.certainty["certainty"].to_list() == printed.certainty["certainty"].to_list()


def test_print_taken_as_exact_later_is_what_reading_it_as_exact_gives():
    rules = lr.load_rules()
    rows = [{"area": "A", **RATES, "doemte_pct": "0.00"}, {"area": "B", **RATES, "ikke_vestlige_pct": "33.333"}]
    later = build_panel(rows, rules, "omraadelister").take_as_printed().rows.collect()
    assert_frame_equal(later, build_panel(rows, rules, "omraadelister", as_printed=True).rows.collect())


def test_the_lists_name_who_is_decided_only_as_printed_where_that_was_asked_for():
    areas = ({"uden_tilknytning_pct": "40.0", "doemte_pct": "2.17"}, {})
    lines = list(print_lists(classify(*areas, as_printed=True), "en"))
    told = [line.strip() for line in lines if "taken as exact" in line]
    assert told[0] == "Decided only if the printed figures are taken as exact: A0"
    assert not any("taken as exact" in line for line in print_lists(classify(*areas), "en"))
    danish = "\n".join(print_lists(classify(*areas, as_printed=True), "da"))
    assert "Afgjort kun, hvis de trykte tal tages som nøjagtige: A0" in danish
