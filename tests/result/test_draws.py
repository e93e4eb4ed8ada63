"""Draws: printed rates drawn from what rounds to them, and how often each area is on each list."""

from fractions import Fraction
from math import sqrt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import listerules as lr
from listerules.areas.numbers import SCALE
from listerules.areas.records import read_records
from listerules.result.chance import draw_between, make_keys
from listerules.result.draws import draw_lists
from listerules.result.stock import take_stock
from listerules.result.wording_of_draws import format_share
from listerules.verdict.evaluate import judge_areas

ROOT = Path(__file__).parents[2]
MADE_UP = ROOT / "fixtures" / "made_up"
RULES = """
regime: draws-2000
series: omraadelister
title: {da: Prøve, en: Trial}
from: 2000-01-01
law: {name: A law that is made up, url: "https://example.org"}
checked_on: 2026-11-20
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  ikke_vestlige: {title: {da: Ikke-vestlige, en: Non-western}, share: ikke_vestlige, of: beboere}
  kun_grundskole: {title: {da: Grundskole, en: Basic school}, share: kun_grundskole, of: beboere_30_59}
  doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over}
  bruttoindkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}
lists:
"""


@pytest.fixture
def rules(tmp_path):
    """A rulebook of lists that are written in a few words: name -> what its `all` says."""

    def make(**lists):
        said = "".join(
            f"  {name}: {{title: {{da: {name}, en: {name}}}, cite: § 1, all: {asked}}}\n"
            for name, asked in lists.items()
        )
        path = tmp_path / "rules.yaml"
        path.write_text(RULES + said, encoding="utf-8")
        return lr.load_rules(path)

    return make


def area(name="A", year=2020, **figures):
    return {"area": name, "year": year, "beboere": 1500, **figures}


def share_of(drawn, name, where="A", year=2020):
    return drawn.table.row(
        by_predicate=(pl.col("list") == name) & (pl.col("area") == where) & (pl.col("year") == year), named=True
    )["share"]


def is_near(share, exact, draws=10_000):
    """Within five standard deviations of the share there would be with endless draws."""
    return abs(share - exact) <= 5 * sqrt(exact * (1 - exact) / draws)


# --- how often ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "printed", "exact"),
    [
        ("{ikke_vestlige: {above: 40.02 %}}", "40.0", 0.3),
        ("{ikke_vestlige: {below: 40.02 %}}", "40.0", 0.7),
        ("{ikke_vestlige: {at_least: 39.6 %}}", "40", 0.9),
        ("{ikke_vestlige: {above: 40.001 %}}", "40.00", 0.4),
        ("{ikke_vestlige: {above: 0.02 %}}", "0.0", 0.6),  # from 0 and not from -0.05
        ("{ikke_vestlige: {above: 99.96 %}}", "100.0", 0.8),  # to 100 and not to 100.05
    ],
)
def test_the_share_of_draws_is_the_part_of_the_interval_beyond_the_line(rules, asked, printed, exact):
    result = lr.classify([area(ikke_vestlige_pct=printed)], rules(en=asked))
    assert is_near(share_of(draw_lists(result), "en"), exact)


def test_an_income_may_be_above_what_it_is_measured_by(rules):
    book = rules(en="{bruttoindkomst: {below: 99.96 %, relative_to: region}}")
    result = lr.classify([area(region="Sjælland", bruttoindkomst_pct="100.0")], book)
    assert is_near(share_of(draw_lists(result), "en"), 0.1)


def test_rates_are_drawn_each_by_itself(rules):
    two = "{to: {at_least: 2, of: {ikke_vestlige: {above: 40.02 %}, kun_grundskole: {above: 60.03 %}}}}"
    one = two.replace("at_least: 2", "at_least: 1")
    result = lr.classify([area(ikke_vestlige_pct="40.0", kun_grundskole_pct="60.0")], rules(begge=two, en=one))
    drawn = draw_lists(result)
    assert is_near(share_of(drawn, "begge"), 0.3 * 0.2)
    assert is_near(share_of(drawn, "en"), 1 - 0.7 * 0.8)


def test_a_rate_is_one_number_for_all_the_lists_of_a_draw(rules):
    book = rules(
        foerst="{ikke_vestlige: {above: 40.02 %}}",
        begge="{foerst: on_list, ikke_vestlige: {above: 40.02 %}}",
        ingen="{foerst: on_list, ikke_vestlige: {at_most: 40.02 %}}",
    )
    drawn = draw_lists(lr.classify([area(ikke_vestlige_pct="40.0")], book))
    assert share_of(drawn, "begge") == share_of(drawn, "foerst") > 0
    assert share_of(drawn, "ingen") == 0


def test_years_looked_back_to_are_drawn_too(rules):
    book = rules(en="{ikke_vestlige: {above: 40.02 %}}", to="{en: {years_running: 2}}", nogensinde="{en: ever}")
    rows = [area(year=year, ikke_vestlige_pct="40.0") for year in (2019, 2020)]
    result = lr.classify(rows, book, years=[2020])
    drawn = draw_lists(result)
    assert set(drawn.table["year"]) == {2020}
    assert is_near(share_of(drawn, "to"), 0.3**2)
    assert is_near(share_of(drawn, "nogensinde"), 1 - 0.7**2)


def test_a_printed_line_is_one_number_for_the_rows_that_print_it_alike(rules):
    book = rules(en="{doemte: {at_least: 3, relative_to: national}}")
    exact = {"doemte": 217, "beboere_18_og_over": 10_000}
    rows = [area(name, doemte_graense_pct=line, **exact) for name, line in (("A", "2.17"), ("B", "2.17"), ("C", "2.2"))]
    together = draw_lists(lr.classify(rows[:2], book))
    assert share_of(together, "en", "A") == share_of(together, "en", "B")
    assert is_near(share_of(together, "en"), 0.5)
    apart = draw_lists(lr.classify(rows, book))
    assert is_near(share_of(apart, "en", "C"), 0.2)
    low, high = (together.lengths[word].item() for word in ("least", "most"))
    assert (low, high) == (0, 2)
    assert together.lengths["mean"].item() == pytest.approx(2 * share_of(together, "en"))
    assert together.lengths["high"].item() == 2  # never one of them alone, or the mean were the middle of all


@pytest.mark.parametrize("place", ["Danmark", "Sjælland"])
def test_a_rate_of_the_reference_is_drawn_too(rules, place):
    baseline = "national" if place == "Danmark" else "region"
    book = rules(en=f"{{doemte: {{at_least: 3, relative_to: {baseline}}}}}")
    rows = [area(name, region="Sjælland", doemte=151, beboere_18_og_over=10_000) for name in "AB"]
    reference = [{"area": place, "year": 2020, "doemte_pct": "0.50"}]  # three times it is 1.485 to 1.515
    drawn = draw_lists(lr.classify(rows, book, reference=reference))
    assert is_near(share_of(drawn, "en"), 5 / 6)
    assert share_of(drawn, "en", "B") == share_of(drawn, "en")


def test_the_reference_goes_before_a_printed_line(rules):
    book = rules(en="{doemte: {at_least: 3, relative_to: national}}")
    rows = [area(doemte=151, beboere_18_og_over=10_000, doemte_graense_pct="9.00")]
    reference = [{"area": "Danmark", "year": 2020, "doemte_pct": "0.50"}]
    assert is_near(share_of(draw_lists(lr.classify(rows, book, reference=reference)), "en"), 5 / 6)


def test_the_interval_holds_what_endless_draws_would_give(rules):
    result = lr.classify([area(ikke_vestlige_pct="40.0")], rules(en="{ikke_vestlige: {above: 40.02 %}}"))
    held = 0
    for seed in range(40):
        row = draw_lists(result, 200, seed).table.row(0, named=True)
        held += row["share_low"] <= 0.3 <= row["share_high"]
        assert 0.05 < row["share_high"] - row["share_low"] < 0.15
    assert 34 <= held < 40


# --- what needs no draws ------------------------------------------------------------------------------


def test_what_is_certain_is_not_drawn(rules):
    book = rules(en="{ikke_vestlige: {above: 40 %}}", to="{kun_grundskole: {above: 60 %}}")
    drawn = draw_lists(lr.classify([area(ikke_vestlige_pct="45.0"), area("B", ikke_vestlige_pct="30.0")], book))
    assert drawn.drawn == 0
    told = drawn.table.select("area", "list", "on", "off", "undecided", "share_low", "share_high", "certain")
    assert told.rows() == [
        ("A", "en", 10_000, 0, 0, 1.0, 1.0, True),
        ("A", "to", 0, 0, 10_000, 0.0, 0.0, False),  # for want of figures
        ("B", "en", 0, 10_000, 0, 0.0, 0.0, True),
        ("B", "to", 0, 0, 10_000, 0.0, 0.0, False),
    ]
    assert drawn.open.is_empty()


def test_what_was_published_and_what_was_counted_is_not_drawn():
    made_up = lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv")
    assert draw_lists(made_up).drawn == 0
    row = {"area": "A", "year": 2022, "beboere": 1500, "uden_tilknytning_pct": "40.0", "kun_grundskole_pct": "70.0"}
    row |= {
        "ikke_vestlige_pct": "60.0",
        "doemte_pct": "1.00",
        "doemte_graense_pct": "2.17",
        "bruttoindkomst_pct": "70.0",
    }
    history = [{"area": "A", "year": 2022, "list": "udsat_boligomraade"}]
    assert not draw_lists(lr.classify([row])).open.is_empty()
    told = draw_lists(lr.classify([row], history=history)).table.filter(list="udsat_boligomraade")
    assert told.select("on", "certain").row(0) == (10_000, True)


def test_a_result_made_as_printed_is_drawn_from_what_was_rounded(rules):
    book = rules(en="{ikke_vestlige: {above: 40.02 %}}")
    rows = [area(ikke_vestlige_pct="40.0")]
    printed, rounded = lr.classify(rows, book, as_printed=True), lr.classify(rows, book)
    assert_frame_equal(draw_lists(printed).table, draw_lists(rounded).table)


# --- the same again -----------------------------------------------------------------------------------


def mixed(xor, multiplier, state):
    return ((state ^ (state >> xor)) * multiplier) % 2**64


def test_numbers_are_those_of_splitmix_in_plain_python():
    key = make_keys(1, [("ikke_vestlige_pct", "A", "2020-12-31")])
    draws = pl.DataFrame(
        {"draw": [0, 1, 9999], "low": [0] * 3, "high": [10**17] * 3},
        schema_overrides={"low": pl.Int128, "high": pl.Int128},
    ).with_columns(key=key.item())
    told = draws.select(draw_between(pl.col("key").cast(pl.UInt64), pl.col("draw"), pl.col("low"), pl.col("high")))
    for number, draw in zip(told.to_series(), draws["draw"], strict=True):
        state = (key.item() + (draw + 1) * 0x9E3779B97F4A7C15) % 2**64
        state = mixed(27, 0x94D049BB133111EB, mixed(30, 0xBF58476D1CE4E5B9, state))
        assert number == (state ^ (state >> 31)) * (10**17 + 1) >> 64


def test_the_numbers_of_a_seed_are_these_for_good(rules):
    """On every machine and with every version of what lies below; change them only with a word in the changelog."""
    assert make_keys(1, [("ikke_vestlige_pct", "A", "2020-12-31"), ("",)]).to_list() == KEYS
    result = lr.classify([area(ikke_vestlige_pct="40.0")], rules(en="{ikke_vestlige: {above: 40.02 %}}"))
    assert [draw_lists(result, seed=seed).table["on"].item() for seed in (1, 2, -7)] == COUNTS


KEYS, COUNTS = [735057978753205617, 14129511784058951648], [3017, 2994, 2990]


ROWS = [
    area(name, year, ikke_vestlige_pct=rate, kun_grundskole_pct="60.0")
    for year in (2019, 2020)
    for name, rate in (("A", "40.0"), ("B", "40.1"), ("C", "39.9"), ("D", "40.0"))
]
TWO_LISTS = {
    "en": "{ikke_vestlige: {above: 40.02 %}, kun_grundskole: {above: 60 %}}",
    "to": "{en: {years_running: 2}}",
}


def test_neither_batches_nor_order_nor_other_areas_change_a_number(rules):
    book = rules(**TWO_LISTS)
    whole = draw_lists(lr.classify(ROWS, book), 100)
    for rows_at_once in (1, 3, 777, 10**6):
        again = draw_lists(lr.classify(ROWS, book), 100, rows_at_once=rows_at_once)
        assert_frame_equal(again.table, whole.table)
        assert_frame_equal(again.lengths, whole.lengths)
    shuffled = [ROWS[place] for place in (5, 0, 3, 7, 2, 6, 1, 4)]
    other = draw_lists(lr.classify(shuffled, book), 100).table
    assert_frame_equal(other.sort("area", "year", "list"), whole.table.sort("area", "year", "list"))
    part = draw_lists(lr.classify([row for row in ROWS if row["area"] != "B"], book), 100).table
    assert_frame_equal(part, whole.table.filter(pl.col("area") != "B"))


def test_another_seed_draws_other_numbers(rules):
    result = lr.classify(ROWS, rules(**TWO_LISTS))
    one, two = (draw_lists(result, 1000, seed).table["on"].to_list() for seed in (1, 2))
    assert one != two


# --- any table ----------------------------------------------------------------------------------------

near_a_line = st.sampled_from(["39.9", "40.0", "40", "40.05", "30", "45.0", None])
near_another = st.sampled_from(["60.0", "60", "59.95", "61.0", None])
tables = st.lists(
    st.builds(
        lambda name, year, *rates: {
            **area(name, year, doemte_graense_pct="2.17"),
            **dict(zip(("ikke_vestlige_pct", "kun_grundskole_pct", "doemte_pct"), rates, strict=True)),
        },
        st.sampled_from("AB"),
        st.integers(2018, 2020),
        near_a_line,
        near_another,
        st.sampled_from(["2.17", "2.2", "2", None]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: (row["area"], row["year"]),
)
MANY_LISTS = {
    "en": "{to: {at_least: 2, of: {ikke_vestlige: {above: 40 %}, kun_grundskole: {above: 60 %}, "
    "doemte: {at_least: 3, relative_to: national}}}}",
    "to": "{en: {years_running: 2}}",
    "tre": "{en: ever, uden: {none: {ikke_vestlige: {at_most: 30.4 %}}}}",
}


@settings(max_examples=25)
@given(rows=tables)
def test_what_is_certain_is_so_in_every_draw_of_any_table(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    said = (f"  {name}: {{title: {{da: x, en: x}}, cite: § 1, all: {asked}}}\n" for name, asked in MANY_LISTS.items())
    path.write_text(RULES + "".join(said), encoding="utf-8")
    result = lr.classify(rows, lr.load_rules(path))
    drawn = draw_lists(result, 20)
    verdicts = result.certainty["verdict"].to_list()
    assert drawn.table["certain"].to_list() == [verdict != "undecided" for verdict in verdicts]
    for verdict, on, off in zip(verdicts, drawn.table["on"], drawn.table["off"], strict=True):
        assert verdict != "yes" or (on, off) == (20, 0)
        assert verdict != "no" or (on, off) == (0, 20)
    assert drawn.table.select((pl.col("on") + pl.col("off") + pl.col("undecided") == 20).all()).item()
    assert count_by_evaluate(result, 20) == {
        (place, name): (on, off)
        for place, (name, on, off) in zip(
            (number for number in range(len(rows)) for _ in MANY_LISTS),
            drawn.table.select("list", "on", "off").iter_rows(),
            strict=True,
        )
    }


def count_by_evaluate(result, draws):
    """The same counts, each draw judged one area at a time in exact fractions."""
    stock = take_stock(result.panel, result.series, result.rulebook.vocabulary, result.table["area"], 1)
    panel = stock.make_panel(range(draws))
    records = read_records(panel.rows.collect(), stock.vocabulary)
    counts = {(place, name): (0, 0) for place in range(result.table.height) for name in MANY_LISTS}
    for record, findings in judge_areas(records, result.series, stock.vocabulary):
        for finding in findings:
            on, off = counts[record.row, finding.path]
            counts[record.row, finding.path] = on + (finding.verdict == "yes"), off + (finding.verdict == "no")
    return counts


@given(low=st.integers(0, 100 * SCALE), width=st.integers(0, 10**18), seed=st.integers(), draw=st.integers(0, 10**6))
def test_a_number_lies_within_its_interval(low, width, seed, draw):
    ends = pl.DataFrame({"low": [low], "high": [low + width]}, schema={"low": pl.Int128, "high": pl.Int128})
    made = ends.with_columns(key=make_keys(seed, [("x",)]), draw=pl.lit(draw))
    number = made.select(draw_between(*(pl.col(name) for name in ("key", "draw", "low", "high")))).item()
    assert low <= number <= low + width


# --- pages and mistakes -------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [0, -1, 1_000_001])
def test_numbers_of_draws_that_make_no_sense_are_refused(rules, draws):
    result = lr.classify(ROWS, rules(**TWO_LISTS))
    with pytest.raises(lr.DataError, match=r"--draws: .* draws cannot be made\. Expected 1 to 1,000,000\."):
        draw_lists(result, draws)


def test_the_page_names_what_rounding_leaves_open(rules):
    drawn = lr.draw_lists(lr.classify([*ROWS, area("E", ikke_vestlige_pct="45.0")], rules(**TWO_LISTS)), 1000)
    english, danish = drawn.to_text("en"), drawn.to_text("da")
    assert english.startswith("Each printed figure was drawn 1,000 times from those that round to it (seed 1).")
    assert "2020, en: 0-3 areas, 0.8 on average" in english
    assert "1.000 gange er hvert trykt tal trukket" in danish
    assert "| Area | On the list | 95 % interval |" in drawn.to_markdown("en")
    assert max(map(len, drawn.to_text("en", 60).splitlines())) <= 60
    told = drawn.to_dict()
    assert told["draws"], told["seed"] == (1000, 1)
    assert told["lists"] == drawn.table.to_dicts()


def test_a_share_is_told_as_all_or_nothing_only_where_it_is():
    assert [format_share(share, "en") for share in (0, 1e-5, 0.5, 1 - 1e-5, 1)] == [
        "0.0",
        "<0.1",
        "50.0",
        ">99.9",
        "100.0",
    ]
    assert format_share(Fraction(1, 3), "da") == "33,3"
