"""The outlook is put back: the number it gives meets the criterion, one person or krone less or more does not.

Areas with made-up years are looked at before their next list; then a row with the number is added, and the area is
judged by `evaluate`.
"""

from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.panel import build_panel
from listerules.areas.records import Interval, read_records
from listerules.law.model import Scenario
from listerules.result.outlook import outlook
from listerules.result.result import Result
from listerules.verdict.evaluate import AreaJudge, Verdict

SHIPPED = lr.load_rules()
SHARES = {
    "uden_tilknytning": "beboere_18_64",
    "doemte": "beboere_18_og_over",
    "kun_grundskole": "beboere_30_59",
    "ikke_vestlige": "beboere",
}
# What is asked of a year ahead, by the regime in force: the earlier years stand in the table.
ASKED = [
    ("omraadelister", 2013, "shipped"),
    ("omraadelister", 2016, "shipped"),
    ("omraadelister", 2020, "shipped"),
    ("omraadelister", 2024, "shipped"),
    ("omraadelister", 2024, "pooled"),
    ("infrastruktur", 2017, "shipped"),
    ("kombineret-udlejning", 2020, "shipped"),
]
AREAS = [f"Opdigtet {number}" for number in range(4)]
QUICK = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


def read_pooled():
    """The law of 2021 with the other reading of a mean: persons of both years over both years' groups."""
    regime = SHIPPED.regime("almenboligloven-2021")
    other = regime.measures["uden_tilknytning"].reading.alternative
    return SHIPPED.with_scenario(Scenario(scenario="pooled", on=regime.regime, **other.model_dump()))


RULES = {"shipped": SHIPPED, "pooled": read_pooled()}


@st.composite
def shares(draw, least=1):
    """A part and its whole: anywhere, or near a line of the law."""
    whole = draw(st.integers(least, 2000))
    line = draw(st.sampled_from([Fraction(2, 5), Fraction(3, 5), Fraction(1, 2), Fraction(3, 10), Fraction(1, 50)]))
    near = int(whole * line) + draw(st.integers(-1, 1))
    part = draw(st.sampled_from([near, draw(st.integers(0, whole)), 0, whole]))
    return min(max(part, 0), whole), whole


@st.composite
def rows(draw, area, year, *, blanks=True):
    row = {"area": area, "year": year}
    if area not in ("Danmark", "Syddanmark"):
        row["region"] = "Syddanmark"
    for column, group in SHARES.items():
        row[column], row[group] = draw(shares())
    if draw(st.booleans()) and row["uden_tilknytning"] < row["beboere_18_64"]:
        row["uden_tilknytning"] += draw(st.sampled_from([0.25, 0.5, 0.125]))  # full-time equivalents
    row["bruttoindkomst"] = draw(st.integers(100_000, 400_000))
    if blanks and draw(st.integers(0, 3)) == 0:
        row[draw(st.sampled_from([*SHARES, *SHARES.values(), "bruttoindkomst"]))] = None
    return row


@st.composite
def histories(draw, area, year, *, of_the_year=True):
    """Four years of an area, and perhaps some figures of the year itself."""
    years = [draw(rows(area, each)) for each in range(year - 4, year)]
    if of_the_year and draw(st.booleans()):
        known = draw(rows(area, year))
        kept = draw(st.sets(st.sampled_from([*SHARES, *SHARES.values(), "bruttoindkomst"])))
        years.append({name: cell for name, cell in known.items() if name in (*kept, "area", "year", "region")})
    return years


@st.composite
def baselines(draw, year, *, of_the_year):
    """Four years of the country and a region, with or without the year itself."""
    found = [
        draw(rows(place, each, blanks=False))
        for place in ("Danmark", "Syddanmark")
        for each in range(year - 4, year + of_the_year)
    ]
    for row in found:
        row["doemte"] = min(row["doemte"], row["beboere_18_og_over"] // 20)
    return found


class Ahead:
    """The outlook of one area, with what it takes to put an answer back."""

    def __init__(self, area, result, reference, year):
        self.area, self.result, self.year, self.reference = area, result, year, reference
        records = list(read_records(result.panel.rows.collect(), result.rulebook.vocabulary))
        own = [record for record in records if record.area == area.area]
        self.past = [record for record in own if record.year < year]
        there = [record for record in own if record.year == year]
        self.row = there[0] if there else replace(self.past[-1], year=year, values={}, blanks={})

    def judge(self, *, as_assumed=False, **figures):
        """The findings of the year by path, with these figures added to its row."""
        added = {name: Interval(Fraction(each), Fraction(each)) for name, each in figures.items()}
        row = replace(self.row, values={**self.row.values, **added})
        moved = {(area, year + 1): record for (area, year), record in self.reference.items()}
        judge = AreaJudge(
            [*self.past, row],
            self.result.series,
            self.result.rulebook.vocabulary,
            moved if as_assumed else self.reference,
        )
        return {below.path: below for found in judge.judge(row) for below in found.walk()}

    def learn(self, rows):
        """Take in baselines of the year that were not known when it was looked ahead to."""
        for row in rows:
            figures = {name: Fraction(cell) for name, cell in row.items() if name not in ("area", "year")}
            values = {name: Interval(each, each) for name, each in figures.items()}
            before = self.reference[row["area"], self.year - 1]
            self.reference.setdefault((row["area"], self.year), replace(before, year=self.year, values=values))

    def verdict(self, criterion, number, size=None):
        """The verdict of a criterion with a number of persons or kroner, in a group of a size."""
        measure = criterion.measure
        group = {} if measure.of is None else {measure.of: size if size is not None else criterion.need.size}
        found = self.judge(as_assumed=criterion.need.is_assumed, **{measure.column: number}, **group)
        return found[criterion.path].verdict

    def criteria(self):
        """The tests whose figure of the year is not known, each with its need."""
        for each in self.area.lists:
            for criterion in each.walk():
                if criterion.need is not None and criterion.need.value is None:
                    yield criterion


def look_ahead(areas, reference, rules, series, year):
    """Each area with its outlook. Nothing is judged by the table's engine, which the outlook does not use."""
    panel = build_panel(areas, rules, series, reference=reference)
    result = Result(rules, rules.get_series(series), panel, pl.DataFrame(), {})
    there = {(each.area, each.year): each for each in read_records(panel.reference.collect(), rules.vocabulary)}
    return [Ahead(area, result, there, year) for area in outlook(result, year).areas]


def ask(series, year, data, rules, *, of_the_year=True):
    areas = [row for name in AREAS for row in data.draw(histories(name, year, of_the_year=of_the_year))]
    known = data.draw(st.booleans())
    return look_ahead(areas, data.draw(baselines(year, of_the_year=known)), RULES[rules], series, year)


def each_criterion(looks):
    return [(ahead, criterion) for ahead in looks for criterion in ahead.criteria()]


@pytest.mark.parametrize(("series", "year", "rules"), ASKED)
@QUICK
@given(data=st.data())
def test_the_number_meets_the_criterion_and_one_to_the_side_does_not(series, year, rules, data):
    for ahead, criterion in each_criterion(ask(series, year, data, rules)):
        need, measure = criterion.need, criterion.measure
        if need.bound is None or (measure.of and need.size is None):
            continue
        most = int(need.size) if measure.of else 10**9 - 1
        if need.met_at is not None:
            assert ahead.verdict(criterion, need.met_at) is Verdict.YES, criterion.path
        if need.unmet_at is not None:
            assert ahead.verdict(criterion, need.unmet_at) is Verdict.NO, criterion.path
        if need.met_at is not None and need.unmet_at is not None:
            assert abs(need.met_at - need.unmet_at) == 1
        else:  # no number of the group does, or does not
            only = Verdict.NO if need.met_at is None else Verdict.YES
            assert {ahead.verdict(criterion, number) for number in (0, most // 2, most)} == {only}, criterion.path


@pytest.mark.parametrize(("series", "year", "rules"), ASKED)
@QUICK
@given(data=st.data(), times=st.integers(1, 50))
def test_the_bound_is_exact_for_a_group_of_any_size(series, year, rules, data, times):
    """On the bound, `above` and `below` are not met; a person to the right side, they are."""
    answers = {
        "above": ["no", "no", "yes"],
        "at_least": ["no", "yes", "yes"],
        "below": ["yes", "no", "no"],
        "at_most": ["yes", "yes", "no"],
    }
    for ahead, criterion in each_criterion(ask(series, year, data, rules, of_the_year=False)):
        need = criterion.need
        if (
            need.bound is None
            or criterion.measure.of is None
            or criterion.measure.pooled_years
            or not 0 < need.bound.low < 1
        ):
            continue
        size = need.bound.low.denominator * times
        on = need.bound.low * size
        found = [ahead.verdict(criterion, on + step, size).value for step in (-1, 0, 1)]
        assert found == answers[need.operator], criterion.path


@pytest.mark.parametrize(("series", "year", "rules"), ASKED)
@QUICK
@given(data=st.data())
def test_certain_and_impossible_hold_whatever_the_figures(series, year, rules, data):
    for ahead in ask(series, year, data, rules):
        ahead.learn([row for row in data.draw(baselines(year, of_the_year=True)) if row["year"] == year])
        complete = data.draw(rows("", year, blanks=False))
        unknown = {
            name: Fraction(cell)
            for name, cell in complete.items()
            if name not in ahead.row.values and name not in ("area", "year", "region")
        }
        now = {**{name: each.low for name, each in ahead.row.values.items()}, **unknown}
        if any(now[part] > now[whole] for part, whole in SHARES.items()):
            continue  # a part is no larger than its whole
        found = ahead.judge(**unknown)
        for each in ahead.area.lists:
            prospects = [(each.name, each.prospect), *((below.path, below.prospect) for below in each.walk())]
            for path, prospect in prospects:
                verdict = found[path].verdict
                if Verdict.UNDECIDED not in (prospect, verdict):
                    assert verdict is prospect, path


@pytest.mark.parametrize(("series", "year", "prospects"), [
    ("omraadelister", 2013, {"none": "no", "all": "yes", "some": "undecided"}),  # a mean over four years
    ("omraadelister", 2016, {"none": "undecided", "all": "yes", "some": "undecided"}),
    ("omraadelister", 2024, {"none": "undecided", "all": "yes", "some": "undecided"}),
    ("kombineret-udlejning", 2024, {"none": "undecided", "all": "undecided", "some": "undecided"}),
])  # fmt: skip
def test_what_earlier_years_decide_is_certain_or_impossible(series, year, prospects):
    part = {"none": 0, "all": 1000, "some": 400}
    areas = [
        {"area": name, "year": each, "beboere": 1500, "beboere_18_64": 1000, "uden_tilknytning": number}
        for name, number in part.items()
        for each in range(year - 3, year)
    ]
    reference = [{"area": "Danmark", "year": year, "beboere": 6_000_000}]
    looks = look_ahead(areas, reference, SHIPPED, series, year)
    found = [
        (ahead.area.area, criterion.prospect.value)
        for ahead, criterion in each_criterion(looks)
        if criterion.measure.column == "uden_tilknytning"
    ]
    assert set(found) == set(prospects.items())


@pytest.mark.parametrize(("series", "year", "rules"), ASKED)
@QUICK
@given(data=st.data())
def test_a_list_that_one_criterion_decides_turns_with_it(series, year, rules, data):
    """All figures of the year are known but one; where a list is open for that alone, its number turns the list."""
    areas, missing = [], {}
    for name in AREAS:
        missing[name] = data.draw(st.sampled_from(["uden_tilknytning", "doemte", "kun_grundskole", "bruttoindkomst"]))
        areas += [data.draw(rows(name, each, blanks=False)) for each in range(year - 4, year)]
        now = data.draw(rows(name, year, blanks=False))
        areas.append({**now, "beboere": 1500, "ikke_vestlige": 1200, missing[name]: None})
    reference = data.draw(baselines(year, of_the_year=True))
    for ahead in look_ahead(areas, reference, RULES[rules], series, year):
        for each in ahead.area.lists:
            opens = [below for below in each.walk() if below.prospect is Verdict.UNDECIDED and not below.below]
            if each.prospect is not Verdict.UNDECIDED or len(opens) != 1 or opens[0].need is None:
                continue
            column = {missing[ahead.area.area]: opens[0].need.met_at}
            assert ahead.judge(**column)[each.name].verdict is Verdict.YES, each.name
            column = {missing[ahead.area.area]: opens[0].need.unmet_at}
            assert ahead.judge(**column)[each.name].verdict is Verdict.NO, each.name
