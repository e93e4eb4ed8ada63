"""Every test of every shipped regime, with an area exactly on its line and one to each side."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.law.model import Test
from listerules.verdict.engine import node_column

RULES = lr.load_rules()

# (series, regime, the last year it judges)
REGIMES = [
    (series.name, regime, (series.regimes[number + 1].from_.year - 1) if series.regimes[number + 1 :] else 2025)
    for series in RULES.series.values()
    for number, regime in enumerate(series.regimes)
    if regime.lists
]

NATIONAL = {"beboere_18_og_over": 1000, "doemte": 6}
ANSWERS = {
    # one under, on the line, one over
    "above": [False, False, True],
    "at_least": [False, True, True],
    "below": [True, False, False],
    "at_most": [True, True, False],
}


def draw_rows(regime, year, path, size):
    """An area under, on and over the line of one test; the years before stand exactly on it."""
    test = dict(regime.nodes())[path]
    measure = regime.measure_of(path.rpartition(".")[2], test)
    line = test.line
    if test.relative_to == "national":
        line *= Fraction(NATIONAL[measure.share], NATIONAL[measure.of])
    if test.relative_to == "region":
        line *= 100 * size  # the region's mean income
    size = line.denominator * size if measure.of else 1
    assert (line * size).denominator == 1
    for step in (-1, 0, 1):
        for back in range(measure.years):
            figures = {measure.column: int(line * size) + (0 if back else step)}
            if measure.of:
                figures[measure.of] = size
            yield {"area": f"{path} {step:+}", "year": year - back, "region": "Syddanmark", **figures}


def reference_of(year, size):
    years = range(year - 3, year + 1)
    national = [{"area": "Danmark", "year": each, **NATIONAL} for each in years]
    return national + [{"area": "Syddanmark", "year": each, "bruttoindkomst": 100 * size} for each in years]


@pytest.mark.parametrize(("series", "regime", "year"), REGIMES, ids=lambda value: getattr(value, "regime", None))
@settings(max_examples=6)
@given(size=st.integers(1, 5000))
def test_on_the_line_and_one_to_each_side(series, regime, year, size):
    paths = [path for path, node in regime.nodes() if isinstance(node, Test)]
    rows = [row for path in paths for row in draw_rows(regime, year, path, size)]
    result = lr.classify(rows, RULES, series=series, years=[year], reference=reference_of(year, size))
    verdicts = {
        (area, path): verdict for area, path, verdict in result.findings.select("area", "path", "verdict").rows()
    }
    for path in paths:
        operator = dict(regime.nodes())[path].operator
        names = [f"{path} {step:+}" for step in (-1, 0, 1)]
        column = result.reported.select("area", node_column(path)).rows()
        assert [dict(column)[name] for name in names] == ANSWERS[operator], path
        assert [verdicts[name, path] == "yes" for name in names] == ANSWERS[operator], path
        assert {verdicts[name, path] for name in names} == {"yes", "no"}, path


def test_the_shipped_rules_have_this_many_lines():
    """So that none is passed over in silence."""
    lines = {regime.regime: sum(isinstance(node, Test) for _, node in regime.nodes()) for _, regime, _ in REGIMES}
    assert lines == {
        "almenboligloven-2010": 4,
        "almenboligloven-2014": 6,
        "almenboligloven-2018": 6,
        "almenboligloven-2021": 12,
        "almenboligloven-92b-2015": 6,
        "almenboligloven-51b": 4,
    }
