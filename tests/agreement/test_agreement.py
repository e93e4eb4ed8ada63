"""`evaluate` and `engine` share no code; over random rules and figures on the lines they must say the same.

The rules are whole rulebooks: deep groups, `none` within `at_least`, streaks of lists of lists, renamed and repealed.
Their figures are drawn twice over. As tables that `classify` reads: whatever anyone may give. And as frames that no
door has checked: parts larger than their wholes, two lists in a year, rates rounded to any number of decimals, rows
that are only looked back to, areas without a region.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl
import polars.selectors as cs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listerules.areas.numbers import LIMIT, SCALE
from listerules.areas.records import read_records
from listerules.testing import panels, rule_trees
from listerules.testing.figures import all_tests
from listerules.verdict.engine import find_order, judge, judge_frame, list_column, node_column
from listerules.verdict.evaluate import judge_areas


@dataclass(frozen=True)
class Rows:
    """What the engine asks of a panel."""

    rows: pl.LazyFrame
    reference: pl.LazyFrame | None


SHARES = {
    "uden_tilknytning": "beboere_18_64",
    "doemte": "beboere_18_og_over",
    "kun_grundskole": "beboere_30_59",
    "ikke_vestlige": "beboere",
}
# Besides those of the rules: twice and three times a baseline of 1.5 per cent, and what no text can say exactly.
LINES = [Fraction(p, q) for p, q in [(2, 5), (27, 1000), (1, 3), (0, 1), (1, 1), (9, 200), (6, 200)]]
REGIONS = ["Hovedstaden", "Sjælland"]
MUNICIPALITIES = ["Aarhus", "Odense"]
YEARS = range(2015, 2021)
PERSONS = (
    "beboere",
    "beboere_18_64",
    "beboere_18_og_over",
    "beboere_30_59",
    "doemte",
    "kun_grundskole",
    "ikke_vestlige",
)
RATES = (
    "uden_tilknytning_pct",
    "doemte_pct",
    "kun_grundskole_pct",
    "ikke_vestlige_pct",
    "bruttoindkomst_pct",
    "doemte_graense_pct",
)
BLANK = "not given"
# Besides one list a year: none, and two of them.
UNUSUAL = {"dated": [[], ["02-01", None], ["02-01", "12-01"]], "years": [[], []], "every year": []}
TREES = rule_trees()  # reads the shipped rules, so it is made once


# --- figures ----------------------------------------------------------------------------------------


def find_lines(series):
    """The shares that the rules draw a line at."""
    tests = (each for regime in series.regimes for each in all_tests(regime))
    return list(dict.fromkeys([*(test.line for test, measure in tests if measure.of and test.line <= 1), *LINES]))


def share_on_a_line(draw, lines):
    line = draw(st.sampled_from(lines))
    under = line.denominator * draw(st.integers(1, 60))
    above = line.numerator * (under // line.denominator) + draw(
        st.sampled_from([0, 0, 1, -1, draw(st.integers(-9, 9))])
    )
    return max(0, above), draw(st.sampled_from([under, under, under, 0]))


def rate_near(draw):
    decimals = draw(st.sampled_from([0, 1, 2]))
    unit = SCALE // 10**decimals
    value = draw(st.sampled_from([40, 30, 50, 60, 55, 65, 2, 3, 6, 0])) * SCALE + draw(st.integers(-2, 2)) * unit // 2
    half = draw(st.sampled_from([unit // 2, unit // 2, 0]))
    return max(0, value - half), max(0, value + half)


def figures(draw, lines, blanks):
    cells = {}
    factor = draw(st.sampled_from([1, 1, 1, 1, 10_007]))  # large numbers need more than 128 bits to compare
    for column, group in SHARES.items():
        above, under = share_on_a_line(draw, lines)
        if column == "ikke_vestlige":
            under = draw(st.sampled_from([under, 1000, 999, 100]))
        times = factor if max(above, under) * factor <= LIMIT else 1  # no table holds more
        cells[column], cells[group] = above * times, under * times
    tenths = draw(st.sampled_from([0, 0, SCALE // 10, -SCALE // 10]))
    cells["uden_tilknytning"] = max(0, cells["uden_tilknytning"] * SCALE + tenths)
    cells["bruttoindkomst"] = draw(st.sampled_from([181_500, 330_000, 214_500, 181_499, 200_000])) * SCALE + tenths
    for column in list(cells):
        if draw(st.integers(0, 99)) < blanks:
            cells[column] = None
        cells[f"{column}.blank"] = BLANK if cells[column] is None else None
    for rate in RATES:
        low, high = rate_near(draw) if draw(st.integers(0, 5)) == 0 else (None, None)
        cells |= {f"{rate}.low": low, f"{rate}.high": high, f"{rate}.blank": BLANK if low is None else None}
    return cells


FIGURE_TYPES = (
    dict.fromkeys(PERSONS, pl.Int64)
    | {"uden_tilknytning": pl.Int128, "bruttoindkomst": pl.Int128}
    | {f"{rate}.{end}": pl.Int128 for rate in RATES for end in ("low", "high")}
    | {f"{name}.blank": pl.String for name in (*PERSONS, "uden_tilknytning", "bruttoindkomst", *RATES)}
)
ROW_TYPES = {
    "area": pl.String,
    "year": pl.Int32,
    "list_date": pl.Date,
    "municipality": pl.String,
    "region": pl.String,
    "row": pl.Int64,
    "given": pl.Boolean,
}


@st.composite
def frames(draw, series, areas=3):
    rows, number = [], 0
    lines = find_lines(series)
    blanks = draw(st.sampled_from([0, 5, 15]))
    days = draw(st.sampled_from(["dated", "dated", "years", "every year"]))
    pool = st.sampled_from([figures(draw, lines, blanks) for _ in range(draw(st.integers(1, 6)))])
    for area in range(draw(st.integers(1, areas))):
        for year in YEARS:
            dates = draw(st.sampled_from([[None]] * 6 + UNUSUAL[days]))
            for list_date in dates:
                number += 1
                row = {
                    "area": f"Made up {area}",
                    "year": year,
                    "list_date": list_date and date.fromisoformat(f"{year}-{list_date}"),
                    "municipality": draw(st.sampled_from([*MUNICIPALITIES, None])),
                    "region": draw(st.sampled_from([*REGIONS, None])),
                    "row": number,
                    "given": draw(st.integers(0, 9)) > 0,
                    **draw(pool),
                }
                for chain in series.chains():
                    row[f"published.{chain}"] = draw(st.sampled_from([None] * 8 + [True, False]))
                rows.append(row)
    rows = draw(st.permutations(rows)) if len(rows) < 40 else rows
    types = ROW_TYPES | FIGURE_TYPES | {f"published.{chain}": pl.Boolean for chain in series.chains()}
    reference = [
        {
            "area": place,
            "year": year,
            "list_date": None,
            "municipality": None,
            "region": None,
            "row": 1,
            "given": True,
            **draw(pool),
        }
        for place in ["Danmark", *REGIONS, *MUNICIPALITIES]
        for year in YEARS
        if draw(st.integers(0, 9)) > 0
    ]
    return Rows(
        rows=pl.DataFrame(rows, schema=types).lazy(),
        reference=pl.DataFrame(reference, schema=ROW_TYPES | FIGURE_TYPES).lazy() if draw(st.booleans()) else None,
    )


def make_plain(rows):
    """The same rows as a program may hold them: floats for what has decimals, and nothing about blanks."""
    floats = {
        name: pl.Series(
            [None if each is None else float(Fraction(each, SCALE)) for each in rows[name]], dtype=pl.Float64
        )
        for name in ("uden_tilknytning", "bruttoindkomst")
    }
    fits = rows["doemte"].max() is None or rows["doemte"].max() < 2**31
    convicted = rows["doemte"].cast(pl.Int32 if fits else pl.Int64)
    regions = rows["region"].cast(pl.Enum(["Sjælland", "Nordjylland", "Hovedstaden"]))
    return rows.with_columns(**floats, doemte=convicted, region=regions).drop(cs.ends_with(".blank"))


def answers_of(judged):
    return [name for name in judged.columns if name.startswith(("list:", "node:"))] + ["regime"]


@st.composite
def rules_and_frames(draw):
    rulebook = draw(TREES)
    return rulebook, draw(frames(rulebook.series["made-up"]))


@st.composite
def rules_and_tables(draw):
    rulebook = draw(TREES)
    return rulebook, draw(panels(rulebook, YEARS, blanks=draw(st.sampled_from([0, 0.02, 0.1]))))


ANSWER = {"yes": True, "no": False, "undecided": None}
SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.mark.parametrize("part", range(4))  # parts, so that the test runs on as many cores as there are
@settings(max_examples=350, **SLOW)
@given(given_rules=rules_and_frames())
def test_the_meaning_and_the_speed_agree(part, given_rules):  # noqa: ARG001 - each part draws its own cases
    rulebook, panel = given_rules
    series, vocabulary = rulebook.series["made-up"], rulebook.vocabulary
    rows = panel.rows.collect()
    judged = judge(panel, series, vocabulary).collect()
    assert judged["row"].to_list() == rows["row"].to_list()
    found = {row["row"]: row for row in judged.iter_rows(named=True)}
    in_order = make_plain(rows.sort("area", "year", pl.coalesce("list_date", pl.date("year", 12, 31))))
    for each, engine in ((make_plain(rows), "in-memory"), (in_order, "streaming")):
        other = Rows(rows=each.lazy(), reference=panel.reference)
        same = judge(other, series, vocabulary, order=find_order(each)).collect(engine=engine)
        assert same["row"].to_list() == each["row"].to_list()
        assert same.sort("row").select(answers_of(judged)).equals(judged.sort("row").select(answers_of(judged)))
    plain = Rows(rows=make_plain(rows).lazy(), reference=panel.reference)
    at_once = judge_frame(plain, series, vocabulary, answers=[pl.col("row"), *map(pl.col, answers_of(judged))])
    assert at_once.equals(judged.select(at_once.columns))
    records = list(read_records(rows, vocabulary))
    reference = [] if panel.reference is None else list(read_records(panel.reference.collect(), vocabulary))
    for record, findings in judge_areas(records, series, vocabulary, reference):
        assert_agree(found[record.row], findings, series)


@pytest.mark.parametrize("part", range(4))
@settings(max_examples=100, **SLOW)
@given(given_rules=rules_and_tables())
def test_they_agree_on_tables_as_people_give_them(part, given_rules):  # noqa: ARG001
    rulebook, tables = given_rules
    result = tables.classify(rulebook)
    found = {row["row"]: row for row in result.reported.iter_rows(named=True)}
    traces = list(result.traces())
    assert len(traces) == len(found)
    for record, _, findings in traces:
        assert_agree(found[record.row], findings, result.series)


def assert_agree(row, findings, series):
    for finding in findings:
        assert row[list_column(series.newest_name(finding.path))] is ANSWER[finding.verdict], finding.path
        for node in finding.walk():
            if "." in node.path:
                assert row[node_column(node.path)] is ANSWER[node.verdict], (node.path, node)
