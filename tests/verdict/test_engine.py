"""The engine where random rules hardly ever go: small laws and tables, through `classify`, both engines compared."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest

import listerules as lr
from listerules.areas.panel import Panel
from listerules.verdict.engine import judge_frame
from listerules.verdict.engine.exact import compare, read
from listerules.verdict.engine.lines import holds_ties_only

TITLE = "{da: Opdigtet, en: Made up}"
COUNT = f"  beboere: {{title: {TITLE}, count: beboere}}"


def write_regime(first, measures, *lists):
    """A regime of the made-up series; each list a name and what all must hold."""
    made = "\n".join(f"  {name}:\n    title: {TITLE}\n    cite: § 1\n    all: {members}" for name, members in lists)
    return f"""
regime: fra-{first}
series: opdigtet
title: {TITLE}
from: {first}
law: {{name: Made up, url: "https://example.org/law"}}
checked_on: 2026-11-23
measures:
{measures}
lists:
{made}
"""


@pytest.fixture
def rules(tmp_path):
    def load(*regimes):
        for number, text in enumerate(regimes):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        return lr.load_rules(tmp_path)

    return load


def judge(rules, rows, **more):
    """The answers of each list, after comparing them with those of `evaluate`."""
    result = lr.classify(rows, rules, series="opdigtet", **more)
    assert len(list(result.traces())) == result.table.height
    return result.table


def test_two_lines_that_are_one_float_are_told_apart(rules):
    share = f"  uden: {{title: {TITLE}, share: uden_tilknytning, of: beboere_18_64, mean_of_years: 2}}"
    members = "{a: {measure: uden, at_least: 40 %}, b: {measure: uden, at_least: 40.000000000000001 %}}"
    law = rules(write_regime("2010-01-01", share, ("begge", members), ("den_ene", "{uden: {at_least: 40 %}}")))
    rows = [{"area": "A", "year": year, "uden_tilknytning": 40.0, "beboere_18_64": 100} for year in (2019, 2020)]
    assert judge(law, rows)["begge"].to_list() == [None, False]
    assert judge(law, rows)["den_ene"].to_list() == [None, True]


def test_a_list_of_february_counts_though_its_year_ended_without_that_list(rules):
    """On it in February 2018, when it was; away from June to June; whether on it in 2017 nobody knows."""
    on = ("liste", "{beboere: {above: 0}}")
    law = rules(
        write_regime("2010-01-01", COUNT, on),
        write_regime("2018-06-01", COUNT, ("anden", "{beboere: {above: 0}}")),
        write_regime("2019-06-01", COUNT, on, ("laenge", "{liste: {years_running: 4}}")),
    )
    rows = [{"area": "A", "list_date": day, "beboere": 5} for day in ("2018-02-01", "2019-12-01", "2020-12-01")]
    assert judge(law, rows)["laenge"].to_list()[-1] is None
    assert judge(law, rows[1:])["laenge"].to_list()[-1] is False  # 2018 ended without it, and no row says otherwise


def test_a_municipality_may_be_called_as_the_country(rules):
    mean = f"  indkomst: {{title: {TITLE}, mean: bruttoindkomst}}"
    law = rules(write_regime("2010-01-01", mean, ("rig", "{indkomst: {above: 1, relative_to: municipality}}")))
    rows = [{"area": "A", "year": 2020, "municipality": "Danmark", "bruttoindkomst": 300}]
    assert judge(law, rows, reference=[{"area": "Danmark", "year": 2020, "bruttoindkomst": 200}])["rig"].item() is True


def test_a_belt_is_as_wide_as_its_roundings():
    """Fifty years of counts added before one division: a hundred roundings, and a gap of one division."""

    line = Fraction(2_000_003, 10**7)
    assert holds_ties_only(line, 2, 1, 50 * 826_667)
    assert not holds_ties_only(line, 100, 1, 50 * 826_667)


def test_factors_beyond_any_float_are_compared():
    rows = pl.DataFrame({"part": [5, 7, 9], "whole": [7, 7, 7]})
    assert compare(rows, read("part"), read("whole"), (10**320, 10**320)).to_list() == [-1, 0, 1]


@pytest.mark.parametrize("answers", [
    ["list:liste"],
    ["area", "list:liste"],
    ["list:liste", "regime", "year"],
    ["year"],
])  # fmt: skip
def test_the_answers_asked_for_come_in_any_order_of_rows(rules, answers):
    law = rules(write_regime("2010-01-01", COUNT, ("liste", "{beboere: {above: 3}}")))
    series = law.get_series("opdigtet")
    rows = pl.DataFrame({"area": ["B", "A", "B"], "year": [2020, 2021, 2019], "beboere": [5, None, 3]})
    whole = judge_frame(Panel(rows.lazy(), None, (), ()), series, law.vocabulary)
    asked = [pl.col(name) for name in answers]
    assert whole.columns[:3] == rows.columns
    assert whole["list:liste"].to_list() == [True, None, False]
    assert judge_frame(Panel(rows.lazy(), None, (), ()), series, law.vocabulary, answers=asked).equals(
        whole.select(answers)
    )
    renamed = [pl.col("list:liste").alias("beboere"), pl.col("year").alias("area")]
    said = judge_frame(Panel(rows.lazy(), None, (), ()), series, law.vocabulary, answers=renamed)
    assert said.rows() == [(True, 2020), (None, 2021), (False, 2019)]
