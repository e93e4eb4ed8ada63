"""What holds of the shipped rules for every table: drawn with figures on the lines, and with blanks."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

import listerules as lr
from listerules.law.model import Scenario
from listerules.testing import (
    assert_apart,
    assert_distance_flips,
    assert_filling_blanks_keeps_decisions,
    assert_monotone,
    assert_order_does_not_matter,
    assert_parts_equal_the_whole,
    assert_scale_does_not_matter,
    assert_within,
    panels,
)
from listerules.testing.strategies import forget

RULES = lr.load_rules()
YEARS = range(2017, 2024)  # two years before 2018 would add nothing: 2017 is the last of its regime
SOME = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = panels(RULES, YEARS).flatmap(lambda tables: forget(RULES, tables, 0.03))


@pytest.mark.parametrize(("check", "examples"), [
    (assert_filling_blanks_keeps_decisions, 30),
    (assert_order_does_not_matter, 20),
    (assert_parts_equal_the_whole, 20),
    (assert_scale_does_not_matter, 20),
    (assert_monotone, 60),
    (assert_distance_flips, 60),
])  # fmt: skip
def test_of_every_series(check, examples):
    check(RULES, max_examples=examples)


# --- the lists among themselves -------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [
    ("haardt_ghettoomraade", "ghettoomraade"),
    ("haardt_ghettoomraade", "udviklingsplan"),
    ("omdannelsesomraade", "parallelsamfund"),
    ("omdannelsesomraade", "udviklingsplan"),
    ("ghettoomraade", "udsat_boligomraade"),
    ("parallelsamfund", "udsat_boligomraade"),
])  # fmt: skip
def test_a_list_lies_within_another(one, other):
    assert_within(RULES, one, other, max_examples=25)


def test_no_prevention_area_is_udsat():
    assert_apart(RULES, "forebyggelsesomraade", "udsat_boligomraade", max_examples=25)


# --- what is told ---------------------------------------------------------------------------------

COMPARE = {
    "above": lambda value, line: value > line,
    "at_least": lambda value, line: value >= line,
    "below": lambda value, line: value < line,
    "at_most": lambda value, line: value <= line,
}


@SOME
@given(TABLES)
def test_the_verdict_follows_from_the_value_and_the_line_beside_it(tables):
    findings = tables.classify(RULES).findings
    told = findings.filter(
        pl.col("value").is_not_null(), pl.col("line").is_not_null(), pl.col("verdict") != "undecided"
    )
    rows = told.select("operator", "value", "line", "verdict", "path").rows()
    for operator, value, line, verdict, path in rows:
        if operator in COMPARE and abs(value - line) > 1e-9 * line:
            assert COMPARE[operator](value, line) == (verdict == "yes"), path


@SOME
@given(TABLES)
def test_every_undecided_list_has_a_reason_below_it(tables):
    findings = tables.classify(RULES).findings
    lists = findings.filter(~pl.col("path").str.contains(".", literal=True), pl.col("verdict") == "undecided")
    below = findings.drop_nulls("reason").select("area", "year").unique()
    assert lists.join(below, on=["area", "year"], how="anti").is_empty()


@SOME
@given(TABLES)
def test_the_rows_of_the_result_stand_in_the_order_of_the_table(tables):
    turned = [*reversed(tables.areas)]
    result = lr.classify(turned, RULES, reference=list(tables.reference) or None, history=list(tables.history) or None)
    assert result.table.select("area", "year").rows() == [(row["area"], row["year"]) for row in turned]


@SOME
@given(TABLES)
def test_a_distance_is_in_kroner_for_an_income_and_in_persons_for_all_else(tables):
    """Of a printed rate it is in percentage points, since there are no persons to count."""
    findings = tables.classify(RULES).findings.drop_nulls("distance")
    for path, unit in findings.select("path", "unit").rows():
        own = "kroner" if path.endswith("bruttoindkomst") else "persons"
        assert unit in (own, "percentage points"), path


# --- embedding ------------------------------------------------------------------------------------


def as_frames(tables):
    """The table and its reference as frames with the types of figures, blanks included."""
    kinds = {"list_date": pl.Date, "uden_tilknytning": pl.Decimal(20, 2), "bruttoindkomst": pl.Decimal(20, 2)}
    texts = ("area", "region")
    both = []
    for rows in (tables.areas, tables.reference):
        names = list(dict.fromkeys(name for row in rows for name in row))
        schema = {name: kinds.get(name, pl.String if name in texts else pl.Int64) for name in names}
        both.append(pl.DataFrame(list(rows), schema=schema))
    return both


@SOME
@given(panels(RULES, YEARS, rates=False))
def test_the_lazy_table_is_that_of_classify(tables):
    areas, reference = as_frames(replace(tables, reference=tables.reference or ({"area": "Danmark", "year": 2020},)))
    eager = lr.classify(areas, RULES, reference=reference).table
    lazy = lr.classify_lazy(areas.lazy(), RULES, reference=reference.lazy())
    heads = [name for name in ("area", "year", "list_date", "regime") if name in eager.columns]
    lists = [name for name in eager.columns if name not in (*heads, "undecided")]
    newest = {name: RULES.get_series("omraadelister").newest_name(name) for name in lists}
    in_memory = lazy.collect()
    assert in_memory.select(*heads, *newest.values()).rows() == eager.select(*heads, *lists).rows()
    unsure = [{newest[name] for name in cell.split(";") if name} for cell in eager["undecided"]]
    assert [set(cell.split(";")) - {""} for cell in in_memory["undecided"]] == unsure
    assert lazy.collect(engine="streaming").sort(heads).equals(in_memory.sort(heads))


def test_the_lazy_table_collects_no_areas_before_it_is_asked_to():
    def refuse(_):
        raise AssertionError("collected")

    schema = {"area": pl.String, "year": pl.Int32, "region": pl.String, "beboere": pl.Int64, "ikke_vestlige": pl.Int64}
    never = pl.DataFrame(schema=schema).lazy().map_batches(refuse, schema=schema)
    lazy = lr.classify_lazy(never, RULES, reference=pl.LazyFrame({"area": ["Danmark"], "year": [2020], "beboere": [1]}))
    assert lazy.collect_schema()["udsat_boligomraade"] == pl.Boolean
    with pytest.raises(AssertionError, match="collected"):
        lazy.collect()


# --- rules ----------------------------------------------------------------------------------------


def test_an_empty_scenario_changes_nothing():
    rules = RULES
    for regime in RULES.get_series("omraadelister").regimes:
        rules = rules.with_scenario(Scenario(scenario="uden-indhold", on=regime.regime))
    assert rules.series == RULES.series
