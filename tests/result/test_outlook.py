"""What a municipality relies on in an outlook: the numbers, what is said where they cannot be known, and the runs."""

from datetime import date
from fractions import Fraction

import pytest

import listerules as lr
from listerules.law.consequences import load_consequences
from listerules.law.model import Scenario
from listerules.verdict.evaluate import Verdict

CERTAIN, IMPOSSIBLE, OPEN = Verdict.YES, Verdict.NO, Verdict.UNDECIDED
SOCIAL = "udsat_boligomraade.sociale_kriterier"

# An area that meets no criterion, with groups of round sizes.
PLAIN = {
    "region": "Syddanmark", "beboere": 1500, "beboere_18_64": 1000, "uden_tilknytning": 200,
    "beboere_18_og_over": 1000, "doemte": 2, "beboere_30_59": 500, "kun_grundskole": 200, "ikke_vestlige": 300,
    "bruttoindkomst": 250_000,
}  # fmt: skip
POOR = {**PLAIN, "kun_grundskole": 350, "bruttoindkomst": 150_000, "ikke_vestlige": 900}
COUNTRY = {"area": "Danmark", "beboere_18_og_over": 1000, "doemte": 6}
REGION = {"area": "Syddanmark", "bruttoindkomst": 300_000}


def look(*rows, year=2026, reference=True, known=2025, area="Opdigtet", series="omraadelister", **options):
    """The outlook of one area from rows of (year, figures)."""
    table = [{"area": "Opdigtet", "year": each, **figures} for each, figures in rows]
    baselines = [{**row, "year": each} for row in (COUNTRY, REGION) for each in range(2010, known + 1)]
    tables = {name: options.pop(name) for name in ("history", "lineage") if name in options}
    result = lr.classify(table, series=series, reference=baselines if reference else None, **tables)
    return lr.outlook(result, year, area, **options)


def lists(outlook):
    (area,) = outlook.areas
    return {each.name: each for each in area.lists}


def criteria(outlook):
    return {criterion.path: criterion for each in lists(outlook).values() for criterion in each.walk()}


def test_a_mean_over_two_years_is_solved_for_the_year_to_come():
    """The law of 2021, nr. 1: over 40 % on average. 41.3 % the year before leaves 38.7 %."""
    found = look((2024, PLAIN), (2025, {**PLAIN, "uden_tilknytning": 413}))
    need = criteria(found)[f"{SOCIAL}.uden_tilknytning"].need
    assert (need.operator, need.bound.low, need.bound.high) == ("above", Fraction(387, 1000), Fraction(387, 1000))
    assert (need.met_at, need.unmet_at, need.size, need.size_year) == (388, 387, 1000, 2025)
    text = found.to_text("da", 200)
    assert "I 2026: over 38,7 %, da 2025 var 41,3 % (413 af 1.000)." in text
    assert "Af 1.000 (gruppen som i 2025): opfyldt ved 388, ikke ved 387." in text
    assert "In 2026: above 38.7 %, since 2025 was 41.3 % (413 of 1,000)." in found.to_text("en", 200)


def test_the_year_asked_for_is_the_one_after_the_last_of_the_table():
    assert look((2024, PLAIN), (2025, PLAIN), year=None).year == 2026


def test_groups_of_the_year_are_taken_from_its_own_row_or_as_assumed():
    path = f"{SOCIAL}.uden_tilknytning"
    own = criteria(look((2025, PLAIN), (2026, {"region": "Syddanmark", "beboere_18_64": 800})))[path].need
    assert (own.met_at, own.unmet_at, own.size, own.size_year) == (481, 480, 800, 2026)
    assumed = criteria(look((2025, PLAIN), assume={"beboere_18_64": 800}))[path].need
    assert assumed == own


def test_a_line_of_the_country_is_that_of_the_year_or_said_to_be_that_of_the_year_before():
    path = f"{SOCIAL}.doemte"
    rows = [(2024, PLAIN), (2025, {**PLAIN, "doemte": 18})]
    before = criteria(look(*rows, known=2025))[path]
    assert before.need.line.year == 2025
    assert before.need.is_assumed
    assert "efter landets tal for 2025, da den for 2026 ikke kendes" in look(*rows).to_text("da", 200)
    now = look(*rows, known=2026)
    assert criteria(now)[path].need.line.year == 2026
    assert criteria(now)[path].need.bound.low == Fraction(18, 1000)  # twice 1.8 %, less the 1.8 % of 2025
    assert (criteria(now)[path].need.met_at, criteria(now)[path].need.unmet_at) == (18, 17)
    assert "Grænsen er 1,8 %." in now.to_text("da", 200)


def test_nothing_is_certain_by_a_line_that_is_only_assumed():
    rows = [(2024, PLAIN), (2025, {**PLAIN, "doemte": 600})]
    path = f"{SOCIAL}.doemte"
    assert criteria(look(*rows, known=2025))[path].prospect is OPEN
    assert criteria(look(*rows, known=2025))[path].need.prospect is CERTAIN
    assert criteria(look(*rows, known=2026))[path].prospect is CERTAIN


def test_without_any_baseline_nothing_is_told_of_the_line():
    found = look((2024, PLAIN), (2025, PLAIN), reference=False)
    need = criteria(found)[f"{SOCIAL}.doemte"].need
    assert (need.bound, [reason.code for reason in need.reasons]) == (None, ["no_baseline"])
    assert "Kan ikke siges: hverken landets tal for 2026 eller for 2025 kendes." in found.to_text("da", 200)


def test_income_is_told_in_kroner_against_the_region():
    need = criteria(look((2025, PLAIN), known=2026))[f"{SOCIAL}.bruttoindkomst"].need
    assert (need.bound.low, need.met_at, need.unmet_at) == (165_000, 164_999, 165_000)
    assert "Opfyldt ved 164.999 kr., ikke ved 165.000 kr." in look((2025, PLAIN), known=2026).to_text("da", 200)


def test_a_published_mean_cannot_be_parted_into_years():
    rates = {"region": "Syddanmark", "beboere": 1500, "uden_tilknytning_pct": 41.3, "kun_grundskole_pct": 61.0}
    found = look((2025, rates))
    need = criteria(found)[f"{SOCIAL}.uden_tilknytning"].need
    assert (need.as_rate, need.bound.low, need.met_at) == (True, Fraction(2, 5), None)
    assert "Hvad 2026 selv skal være, kan ikke vides" in found.to_text("da", 200)
    assert "Det offentliggjorte gennemsnit skal være over 40 %." in found.to_text("da", 200)


def test_a_year_with_only_a_published_mean_before_counts_is_said_to_stand_in_the_way():
    table = [(2024, PLAIN), (2025, {**PLAIN, "uden_tilknytning": None, "uden_tilknytning_pct": 41.3})]
    need = criteria(look(*table))[f"{SOCIAL}.uden_tilknytning"].need
    assert (need.bound, [reason.code for reason in need.reasons]) == (None, ["only_published"])


def test_a_printed_line_leaves_a_gap_where_it_is_too_coarse():
    """1.8 with one decimal is 1.75 to 1.85; twice that, less the year before, are 35 to 37 of 1,000."""
    row = {**PLAIN, "doemte": 0, "doemte_graense_pct": "1.8"}
    found = look(
        (2024, row), (2025, row), (2026, {"region": "Syddanmark", "doemte_graense_pct": "1.8"}), reference=False
    )
    need = criteria(found)[f"{SOCIAL}.doemte"].need
    assert (need.met_at, need.unmet_at) == (37, 34)
    assert "mindst 3,5-3,7 %" in found.to_text("da", 200)
    assert "for grov" in found.to_text("da", 200)


def test_a_year_that_is_missing_before_is_named():
    found = look((2024, PLAIN), (2026, {"region": "Syddanmark", "beboere": 1500}))
    need = criteria(found)[f"{SOCIAL}.uden_tilknytning"].need
    assert need.reasons[0].year == 2025
    assert "tabellen har ingen række for 2025" in found.to_text("da", 200)


def test_certain_and_impossible_are_said_as_such():
    found = look((2024, PLAIN), (2025, {**PLAIN, "uden_tilknytning": 801}))
    assert criteria(found)[f"{SOCIAL}.uden_tilknytning"].prospect is CERTAIN
    group = criteria(found)[SOCIAL]
    assert (group.count(CERTAIN), group.count(OPEN), group.missing) == (1, 3, 1)
    assert "over -0,1 %, da 2025 var 80,1 % (801 af 1.000): det opfylder ethvert tal." in found.to_text("da", 200)
    on_the_edge = look((2024, PLAIN), (2025, {**PLAIN, "uden_tilknytning": 800}))
    assert criteria(on_the_edge)[f"{SOCIAL}.uden_tilknytning"].prospect is OPEN  # over 0 %: one person will do


def test_four_years_can_make_a_mean_impossible():
    """Under the law of 2010 a mean was of four years."""
    rows = [(year, {**PLAIN, "uden_tilknytning": 100}) for year in (2010, 2011, 2012)]
    found = look(*rows, year=2013)
    kriterier = criteria(found)
    assert kriterier["ghettoomraade.kriterier.uden_tilknytning"].prospect is IMPOSSIBLE  # 160 - 30 = 130 %
    assert "over 130 %, da 2012 var 10 % (100 af 1.000) og 2011" in found.to_text("da", 200)
    assert found.day is None  # that list did not come on 1 December


def test_figures_of_the_year_that_are_known_decide():
    found = look((2025, PLAIN), (2026, {**PLAIN, "beboere": 999, "kun_grundskole": 301}), known=2026)
    assert [lists(found)[name].prospect for name in ("udsat_boligomraade", "parallelsamfund")] == [IMPOSSIBLE] * 2
    assert all(each.is_known for each in lists(found).values() if each.name != "udviklingsplan")
    assert "I 2026 er tallet 60,2 %: opfyldt." in found.to_text("da", 200)


def test_residents_below_a_thousand_keep_an_area_off_whatever_else():
    found = look((2025, POOR), (2026, {"region": "Syddanmark", "beboere": 966}))
    assert lists(found)["udsat_boligomraade"].prospect is IMPOSSIBLE
    assert lists(found)["parallelsamfund"].prospect is IMPOSSIBLE


def test_an_area_that_entered_in_2022_can_be_omdannelse_on_1_december_2026():
    rows = [(2020, PLAIN), (2021, PLAIN), *((year, POOR) for year in (2022, 2023))]
    found = look(*rows, year=2024, known=2024)
    run = criteria(found)["omdannelsesomraade.parallelsamfund"]
    assert (run.standing.surely, run.standing.since, run.earliest, run.earliest_surely) == (2, 2022, 2026, 2026)
    assert lists(found)["omdannelsesomraade"].prospect is IMPOSSIBLE
    assert (
        "Tidligst omdannelsesområde 1. december 2026, hvis området er på listen »Parallelsamfund« hvert år fra 2024."
        in found.to_text("da", 200)
    )
    a_year_short = look(*rows, (2024, POOR), year=2025, known=2025)
    assert lists(a_year_short)["omdannelsesomraade"].prospect is IMPOSSIBLE
    later = look(*rows, (2024, POOR), (2025, POOR), known=2026)
    assert lists(later)["omdannelsesomraade"].prospect is OPEN
    assert criteria(later)["omdannelsesomraade.parallelsamfund"].earliest == 2026


def test_off_a_list_a_run_starts_anew_and_impossible_this_year_a_year_later():
    rows = [(2024, POOR), (2025, PLAIN)]
    assert criteria(look(*rows))["omdannelsesomraade.parallelsamfund"].earliest == 2030
    small = (2026, {"region": "Syddanmark", "beboere": 966})
    run = criteria(look(*rows, small))["omdannelsesomraade.parallelsamfund"]
    assert (run.earliest, run.from_year) == (2031, 2027)


def test_lists_that_are_undecided_give_the_earliest_and_the_sure_year():
    rows = [(2022, POOR), (2023, POOR), (2025, POOR)]
    run = criteria(look(*rows))["omdannelsesomraade.parallelsamfund"]
    assert (run.standing.surely, run.earliest, run.earliest_surely) == (1, 2026, 2029)


def test_what_binds_an_area_that_left_omdannelse():
    """Plan until carried out, at the latest 1 January 2030; letting rules also until four lists running without it."""
    history = [{"area": "Opdigtet", "year": year, "list": "omdannelsesomraade"} for year in (2021, 2022)]
    history += [{"area": "En anden", "year": year, "list": "omdannelsesomraade"} for year in (2023, 2024, 2025, 2026)]

    def bind(year):
        rows = [(each, PLAIN) for each in range(2021, year)]
        found = look(*rows, year=year, history=[row for row in history if row["year"] < year])
        (area,) = found.areas
        return found, [each for each in area.bindings if each.left]

    found, (plan, letting) = bind(2025)
    assert (plan.left, plan.consequence.until.day, plan.has_ended) == (2023, date(2030, 1, 1), False)
    assert (letting.off_surely, letting.ends, letting.has_ended) == (2, 2026, False)
    text = found.to_text("da", 200)
    assert "Gik ud af listen »Omdannelsesområde« i 2023." in text
    assert "§ 51 c; § 59, stk. 6-7" in text
    assert "til planen er gennemført, senest 1. januar 2030" in text
    _, (plan, letting) = bind(2027)
    assert (plan.has_ended, letting.ends, letting.has_ended) == (False, 2026, True)


def test_an_area_that_never_was_on_the_list_is_not_bound():
    (area,) = look((2024, PLAIN), (2025, PLAIN)).areas
    assert area.bindings == ()


def test_the_consequences_that_ship_name_lists_there_are():
    chains = lr.load_rules().get_series("omraadelister").chains()
    found = load_consequences("omraadelister")
    assert {each.list for each in found} <= set(chains)
    assert all(each.source.startswith("https://") and "§" in each.cite for each in found)
    assert load_consequences("kombineret-udlejning") == ()


def test_the_published_list_of_the_year_decides():
    history = [{"area": "Opdigtet", "year": 2026, "list": "parallelsamfund"}]
    found = look((2025, PLAIN), history=history)
    assert lists(found)["parallelsamfund"].prospect is CERTAIN
    assert "Afgjort af den offentliggjorte liste for 2026." in found.to_text("da", 200)


def test_names_are_found_loosely_and_misses_suggest():
    result = lr.classify([{"area": "Tåstrupgård", "year": 2025, **PLAIN}])
    assert lr.outlook(result, area="taastrupgaard").areas[0].area == "Tåstrupgård"
    with pytest.raises(lr.DataError, match="Did you mean 'Tåstrupgård'"):
        lr.outlook(result, area="Tåstrupgaardd")


def test_without_a_name_each_area_has_a_line_for_each_list_and_those_without_rows_are_told():
    table = [{"area": "A", "year": 2025, **POOR}, {"area": "B", "year": 2023, **PLAIN}]
    found = lr.outlook(lr.classify(table), 2026)
    assert [area.area for area in found.areas] == ["A"]
    assert found.notes == ("1 area has no row for 2025 or 2026 and not shown: 'B'",)
    assert sum(line.startswith("A  ") for line in found.to_text("da").splitlines()) == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"year": 2005}, "There was no list of 'omraadelister' in 2005. The first was in 2010."),
        ({"year": 2031, "area": None}, "The table has no area for 2031 or 2030. It has 2025-2025: ask for 2026"),
        ({"year": 20260}, "20260 is not a year of a list."),
        ({"series": "infrastruktur"}, "There is no list of 'infrastruktur' in 2026: it was repealed from 2018-12-01."),
        ({"assume": {"beboere_18_65": 5}}, "Did you mean 'beboere_18_64'"),
        ({"assume": {"beboere": Fraction(3, 2)}}, "'beboere' cannot be 3/2. Give a whole number of persons."),
        ({"assume": {"year": 3}}, "'year' is no column of persons or kroner."),
        ({"assume": {"beboere": 3}, "area": None}, "Name the area."),
    ],
)
def test_mistakes_are_told_in_a_sentence(options, message):
    with pytest.raises(lr.DataError) as mistake:
        look((2025, PLAIN), **options)
    assert message in str(mistake.value)
    assert len(mistake.value.problems) == 1


def test_a_figure_the_table_has_is_not_assumed_over():
    with pytest.raises(lr.DataError, match="The table has 'beboere' for Opdigtet in 2026 already: 1500"):
        look((2025, PLAIN), (2026, PLAIN), assume={"beboere": 900})


def test_plain_data_keeps_the_exact_bound():
    found = look((2024, PLAIN), (2025, {**PLAIN, "uden_tilknytning": 413})).to_dict("en")
    udsat = found["areas"][0]["lists"][0]
    group = udsat["criteria"][1]
    test = group["below"][0]
    assert (udsat["prospect"], group["missing"], test["bound"], test["met_at"]) == ("open", 2, "387/1000", 388)


def test_markdown_of_an_area_is_a_list_of_criteria():
    told = look((2024, PLAIN), (2025, PLAIN)).to_markdown("en")
    assert told.startswith("# Opdigtet: the list of 1 December 2026\n")
    assert "- **open** Residents on 1 January (§ 61 a, stk. 3): at least 1,000" in told


def test_csv_cells_that_a_spreadsheet_would_run_are_made_harmless():
    result = lr.classify([{"area": "=1+1", "year": 2025, **PLAIN}])
    assert "'=1+1" in lr.outlook(result).to_csv("en")


def test_pooled_persons_are_certain_only_where_the_size_of_the_group_is_known():
    """All of 1,000 the year before and none of 1,000 now are 50 %; but none of 5,000 would not be over 40 %."""
    shipped = lr.load_rules()
    regime = shipped.regime("almenboligloven-2021")
    other = regime.measures["uden_tilknytning"].reading.alternative
    pooled = shipped.with_scenario(Scenario(scenario="pooled", on=regime.regime, **other.model_dump()))
    rows = [{"area": "A", "year": 2025, **PLAIN, "uden_tilknytning": 1000}]

    def need(*more):
        return criteria(lr.outlook(lr.classify([*rows, *more], pooled), 2026, "A"))[f"{SOCIAL}.uden_tilknytning"].need

    assumed = need()
    assert (assumed.met_at, assumed.unmet_at, assumed.size_year, assumed.is_certain) == (0, None, 2025, OPEN)
    known = need({"area": "A", "year": 2026, "region": "Syddanmark", "beboere_18_64": 1000})
    assert (known.met_at, known.size_year, known.is_certain) == (0, 2026, CERTAIN)
