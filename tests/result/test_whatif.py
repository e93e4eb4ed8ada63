"""Scenarios beside the law as it is, and sweeps: who moves, what is refused, and what holds for any table."""

import json
import re
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.law.model import Scenario
from listerules.result.sweep import read_request, write_step
from listerules.result.whatif import VERDICTS, Tally
from listerules.verdict.evaluate import Verdict

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "fixtures" / "published"
MADE_UP = ROOT / "fixtures" / "made_up"
RULES = lr.load_rules()
NOW = "almenboligloven-2021"
LABOUR = "udsat_boligomraade.sociale_kriterier.uden_tilknytning.above"
RUN = "omdannelsesomraade.parallelsamfund.years_running"


def published(**words):
    return {"areas": PUBLISHED / "areas.csv", "history": PUBLISHED / "lists.csv", **words}


def made_up(**words):
    return {"areas": MADE_UP / "areas.csv", "reference": MADE_UP / "reference.csv", **words}


def area(name="A", **figures):
    row = {"area": name, "year": 2022, "region": "Hovedstaden", "beboere": 1500}
    rates = {"uden_tilknytning": 45, "ikke_vestlige": 60, "doemte": 1, "kun_grundskole": 70, "bruttoindkomst": 60}
    line = {"doemte_graense_pct": 2}
    return {**row, **{f"{key}_pct": f"{value}.0" for key, value in rates.items()}, **line, **figures}


def patch(regime=NOW, **words):
    return Scenario.model_validate({"scenario": "x", "on": regime, **words})


def outcome(whatif, year, name, scenario=0):
    found = whatif.tried[scenario].outcomes
    return next(each for each in found if (each.where.year, each.where.list) == (year, name))


# --- scenarios ----------------------------------------------------------------------------------------


def test_four_years_give_the_four_areas_too_many_that_the_published_lists_rule_out():
    whatif = lr.run_scenarios(**published(), scenarios=["fire-aar"], years=range(2018, 2024))
    hard = outcome(whatif, 2019, "haardt_ghettoomraade")
    assert (hard.law, hard.scenario) == (Tally(15, 0), Tally(19, 0))
    assert set(hard.comes_on) == {"Bispeparken", "Nørager/Søstjernevej m.fl.", "Skovgårdsparken", "Solbakken mv."}
    assert outcome(whatif, 2021, "omdannelsesomraade").comes_on == ("Aldersrogade",)
    assert not outcome(whatif, 2018, "haardt_ghettoomraade").moves
    assert not outcome(whatif, 2019, "ghettoomraade").is_touched


def test_the_law_side_is_what_classify_gives():
    whatif = lr.run_scenarios(**published(), scenarios=["uden-oprindelse"], years=[2019, 2022])
    counts = lr.classify(**published(), years=[2019, 2022]).counts
    told = [(each.where, each.law) for each in whatif.tried[0].outcomes]
    assert len(told) == 9
    names = {"ghettoomraade": "parallelsamfund", "haardt_ghettoomraade": "omdannelsesomraade"}
    for where, tally in told:
        count = counts[str(where.list_date)][names.get(where.list, where.list)]
        assert (tally.on, tally.undecided) == (count["on"], count["undecided"])


def test_the_scenario_side_is_what_classify_gives_under_the_scenario():
    whatif = lr.run_scenarios(**published(), scenarios=["uden-oprindelse"], years=[2022])
    counts = lr.classify(**published(), scenario="uden-oprindelse", years=[2022]).counts["2022-12-01"]
    for each in whatif.tried[0].outcomes:
        assert each.scenario == Tally(counts[each.where.list]["on"], counts[each.where.list]["undecided"])


def test_the_moves_account_for_the_difference_of_the_counts():
    whatif = lr.run_scenarios(**published())
    for tried in whatif.tried:
        for each in tried.outcomes:
            assert not each.contradicted
            gained = sum(move.scenario is Verdict.YES for move in each.moves)
            lost = sum(move.law is Verdict.YES for move in each.moves)
            assert each.scenario.on - each.law.on == gained - lost
            assert all(move.law is not move.scenario for move in each.moves)
            assert each.is_touched or not each.moves


def test_each_way_to_move_is_told():
    harder = {"change": {LABOUR: {"was": "40 %", "now": "50 %"}}}
    rows = [
        area("A"),
        area("B", uden_tilknytning_pct="30.0", bruttoindkomst_pct="50.0"),
        area("C", kun_grundskole_pct=""),
    ]
    off = outcome(lr.run_scenarios(rows, scenarios=[patch(**harder)]), 2022, "udsat_boligomraade")
    assert (off.goes_off, off.comes_on) == (("A",), ())
    assert off.moved(Verdict.UNDECIDED, Verdict.NO) == ("C",)
    easier = {
        "change": {LABOUR: {"was": "40 %", "now": "20 %"}},
        "remove": ["udsat_boligomraade.sociale_kriterier.doemte"],
    }
    rows = [area("D", uden_tilknytning_pct="30.0"), area("E", uden_tilknytning_pct="30.0", kun_grundskole_pct="")]
    on = outcome(lr.run_scenarios(rows, scenarios=[patch(**easier)]), 2022, "udsat_boligomraade")
    assert on.comes_on == ("D",)
    assert on.moved(Verdict.NO, Verdict.UNDECIDED) == ("E",)


def test_an_area_that_the_figures_move_without_the_scenario_is_named_apart():
    history = [{"area": "A", "year": 2022, "list": "udsat_boligomraade", "on": "nej"}]
    easier = patch(change={LABOUR: {"was": "40 %", "now": "39 %"}})
    found = outcome(lr.run_scenarios([area("A")], scenarios=[easier], history=history), 2022, "udsat_boligomraade")
    assert (found.law, found.scenario) == (Tally(0, 0), Tally(1, 0))
    assert (found.moves, found.contradicted) == ((), ("A",))


def test_what_was_published_stands_where_the_scenario_does_not_reach():
    history = [
        {"area": "A", "year": 2022, "list": name, "on": "nej"} for name in ("udsat_boligomraade", "parallelsamfund")
    ]
    whatif = lr.run_scenarios([area("A")], scenarios=[patch(remove=["parallelsamfund.ikke_vestlige"])], history=history)
    assert outcome(whatif, 2022, "udsat_boligomraade").scenario == Tally(0, 0)
    assert any("published of parallelsamfund is set aside" in note for note in whatif.notes)
    assert not any("published of udsat" in note for note in whatif.notes)


def test_a_list_can_be_added_and_taken_away():
    rule = {"title": {"da": "Stort", "en": "Large"}, "cite": "§ 1", "all": {"beboere": {"at_least": 1200}}}
    added = outcome(lr.run_scenarios([area()], scenarios=[patch(add={"stort": rule})]), 2022, "stort")
    assert (added.law, added.scenario, added.comes_on) == (None, Tally(1, 0), ("A",))
    history = [{"area": "A", "year": 2020, "list": "haardt_ghettoomraade"}]
    gone = patch(remove=["udviklingsplan", "omdannelsesomraade"])
    whatif = lr.run_scenarios([area(), {**area(), "year": 2020}], scenarios=[gone], history=history)
    assert outcome(whatif, 2022, "omdannelsesomraade").scenario is None
    assert outcome(whatif, 2020, "haardt_ghettoomraade").scenario == Tally(1, 0)
    history.append({"area": "A", "year": 2022, "list": "omdannelsesomraade"})
    assert "omdannelsesomraade" not in lr.classify([area()], scenario=gone, history=history).table.columns


def income(name, municipality, kroner):
    figures = {"beboere": 1500, "beboere_30_59": 500, "kun_grundskole": 400, "bruttoindkomst": kroner}
    return {"area": name, "year": 2022, "region": "Hovedstaden", "municipality": municipality, **figures}


INCOMES = [income("A", "Albertslund", 160000), income("B", "Gentofte", 160000), income("C", "Ishøj", 160000)]
REGION = {"area": "Hovedstaden", "year": 2022, "bruttoindkomst": 320000}
MUNICIPALITIES = [
    {"municipality": "Albertslund", "year": 2022, "bruttoindkomst": 280000},
    {"municipality": "Gentofte", "year": 2022, "bruttoindkomst": 500000},
]


def test_the_income_of_the_municipality_can_take_the_place_of_the_region_s():
    patched = patch(
        change={
            "udsat_boligomraade.sociale_kriterier.bruttoindkomst.relative_to": {"was": "region", "now": "municipality"},
        },
        remove=[f"udsat_boligomraade.sociale_kriterier.{name}" for name in ("uden_tilknytning", "doemte")],
    )
    reference = [{"municipality": None, **REGION}, *({"area": None, **row} for row in MUNICIPALITIES)]
    whatif = lr.run_scenarios(INCOMES, scenarios=[patched], reference=reference)
    found = outcome(whatif, 2022, "udsat_boligomraade")
    assert (found.law, found.scenario) == (Tally(3, 0), Tally(1, 1))
    assert found.goes_off == ("A",)  # 160,000 is 57 % of 280,000, and 32 % of 500,000
    assert found.moved(Verdict.YES, Verdict.UNDECIDED) == ("C",)
    result = lr.classify(INCOMES, scenario=patched, reference=reference)
    findings = result.findings.filter(path="udsat_boligomraade.sociale_kriterier.bruttoindkomst")
    assert findings["line"].to_list() == [154000, 275000, None]
    assert findings["reason"].to_list() == [None, None, "the reference has no Ishøj for 2022"]


def test_without_municipalities_in_the_reference_their_income_is_not_tried_unless_asked_for():
    whatif = lr.run_scenarios(INCOMES, reference=[REGION])
    assert "kommunens-indkomst" not in [tried.scenario.scenario for tried in whatif.tried]
    told = "the line of bruttoindkomst cannot be known without a reference with 'bruttoindkomst' for the municipalities"
    assert any(note.startswith(f"kommunens-indkomst is not tried: {told}") for note in whatif.notes)
    whatif = lr.run_scenarios(INCOMES, reference=[REGION], scenarios=["kommunens-indkomst"])
    assert any(note.startswith(f"kommunens-indkomst: {told}") for note in whatif.notes)


def test_a_column_that_only_a_scenario_knows_is_read():
    title = {"da": "Unge", "en": "Young"}
    add = {
        "columns.unge": {"title": title, "unit": "persons"},
        "measures.unge": {"title": title, "count": "unge"},
        "udsat_boligomraade.unge": {"at_least": 100},
    }
    whatif = lr.run_scenarios([area(unge=99), area("B", unge=100)], scenarios=[patch(add=add)])
    assert outcome(whatif, 2022, "udsat_boligomraade").goes_off == ("A",)
    table = lr.classify([area(unge=99), area("B", unge=100)], scenario=patch(add=add)).table
    assert table["udsat_boligomraade"].to_list() == [False, True]


def test_left_out_all_that_ship_are_tried_and_those_that_judge_nothing_are_told():
    whatif = lr.run_scenarios(**published(years=[2019]))
    assert {tried.scenario.scenario for tried in whatif.tried} >= {"fire-aar", "uden-oprindelse"}
    assert any(
        note.startswith("kriterier-fra-2014 is not tried: 'almenboligloven-2021' is not") for note in whatif.notes
    )


@pytest.mark.parametrize(
    ("scenario", "words", "told"),
    [
        ("fire-aar", {"years": [2015]}, "'almenboligloven-2018' and 'almenboligloven-2021' are not in force in 2015"),
        ("fire-aar", {"series": "infrastruktur"}, r"about the series 'omraadelister'.* Give --series omraadelister\."),
        (patch(), {}, "changes nothing that decides a list"),
        (
            patch(change={"parallelsamfund.title.en": {"was": "Parallel society", "now": "Other"}}),
            {},
            "changes nothing that decides a list",
        ),
        (patch(remove=["parallelsamfund.ikke_vestlig"]), {}, "Did you mean 'parallelsamfund.ikke_vestlige'"),
        ("fire", {}, "Did you mean 'fire-aar'"),
    ],
)
def test_what_could_only_change_nothing_is_refused_in_one_sentence(scenario, words, told):
    for ask in (
        lambda: lr.run_scenarios(**published(**words), scenarios=[scenario]),
        lambda: lr.classify(**published(**words), scenario=scenario),
    ):
        with pytest.raises(lr.RulesError, match=told) as raised:
            ask()
        assert len(str(raised.value).splitlines()) == 1


def test_no_scenario_and_the_same_one_twice_are_refused():
    with pytest.raises(lr.RulesError, match="None of the scenarios"):
        lr.run_scenarios(**published(years=[2012]))
    with pytest.raises(lr.RulesError, match="Two scenarios are called 'fire-aar'"):
        lr.run_scenarios(**published(), scenarios=["fire-aar", "fire-aar"])


def test_the_options_of_a_result_name_the_scenario_with_its_hash():
    told = lr.classify(**published(years=[2019]), scenario="fire-aar").manifest["options"]["scenario"]
    assert told["file"] == "fire-aar.yaml"
    assert re.fullmatch("[0-9a-f]{64}", told["sha256"])


def test_pages_say_the_same_in_each_form():
    whatif = lr.run_scenarios(**published(years=[2019]), scenarios=["fire-aar"])
    danish, english = whatif.to_text("da"), whatif.to_text("en")
    assert "Kommer på: Skovgårdsparken; Bispeparken" in danish
    assert "Comes on: Skovgårdsparken; Bispeparken" in english
    assert all(len(line) <= 100 for line in (danish + english).splitlines())
    assert "| 1 December 2019 | Hard ghetto area | 15 | 19 | Skovgårdsparken; " in whatif.to_markdown("en")
    lists = json.loads(json.dumps(whatif.to_dict()))["scenarios"][0]["lists"]
    told = next(each for each in lists if each["list"] == "haardt_ghettoomraade")
    assert (told["law"], told["scenario"]) == ({"on": 15, "undecided": 0}, {"on": 19, "undecided": 0})
    row = whatif.table.row(by_predicate=pl.col("list") == "haardt_ghettoomraade", named=True)
    assert row["comes_on"].split("; ") == told["comes_on"]


def test_nothing_that_moves_is_said():
    assert "No area moves." in lr.run_scenarios(**published(years=[2018]), scenarios=["fire-aar"]).to_text("en")


# --- sweeps -------------------------------------------------------------------------------------------


def test_a_sweep_at_today_s_line_equals_classify():
    swept = lr.sweep(**made_up(years=[2023, 2024]), asked=f"{LABOUR}=30%..50%/5%")
    table = lr.classify(**made_up(years=[2023, 2024])).table
    today = swept.steps.index(Fraction(2, 5))
    for each in swept.lists:
        then = table.filter(pl.col("year") == each.where.year)[each.where.list]
        assert each.tallies[today] == Tally(int(then.sum()), then.null_count())


def test_each_step_of_a_sweep_equals_the_scenario_that_says_it():
    swept = lr.sweep(**made_up(years=[2024]), asked=f"{LABOUR}=30%..50%/10%")
    for number, step in enumerate(("30 %", None, "50 %")):
        if step is None:
            continue
        whatif = lr.run_scenarios(
            **made_up(years=[2024]), scenarios=[patch(change={LABOUR: {"was": "40 %", "now": step}})]
        )
        for each in swept.lists:
            assert each.tallies[number] == outcome(whatif, 2024, each.where.list).scenario


def test_an_area_leaves_where_its_own_figure_is():
    rows = [area(str(value), uden_tilknytning_pct=f"{value}.00") for value in (33, 34, 45)]
    swept = lr.sweep(rows, f"{LABOUR}=32%..36%/1%", as_printed=True)
    leaves = {each.area: each.leaves for each in swept.lists[0].areas}
    assert leaves == {
        "33": (Fraction(32, 100), Fraction(33, 100)),
        "34": (Fraction(33, 100), Fraction(34, 100)),
        "45": None,
    }
    assert "on the list up to 32 %, off the list from 33 %: 33" in swept.to_text("en")
    assert "på listen ved alle trin: 45" in swept.to_text("da")
    table = swept.table.filter(pl.col("list") == "udsat_boligomraade")
    assert table["step"].to_list() == [32, 33, 34, 35, 36]
    assert table["on"].to_list() == [3, 2, 1, 1, 1]
    assert table["leave"].to_list() == ["33", "34", None, None, None]


def test_an_area_may_come_on_and_be_undecided_on_the_way():
    income = "udsat_boligomraade...bruttoindkomst.below"
    swept = lr.sweep([area(uden_tilknytning_pct="10.0")], f"{income}=59.95%..60.1%/0.05%")
    stretches = [(each.verdict.value, each.first * 100, each.last * 100) for each in swept.lists[0].areas[0].stretches]
    assert stretches == [
        ("no", Fraction("59.95"), Fraction("59.95")),
        ("undecided", Fraction(60), Fraction("60.05")),
        ("yes", Fraction("60.1"), Fraction("60.1")),
    ]
    assert "off the list up to 59.95 %, undecided from 60 % to 60.05 %, on the list from 60.1 %: A" in swept.to_text()


def test_criteria_and_years_can_be_swept_under_any_name_of_the_list():
    swept = lr.sweep(**published(years=[2019, 2021]), asked="omdannelsesomraade...years_running=3..6/1")
    assert [(word.regime, word.path) for word in swept.words] == [
        ("almenboligloven-2018", "haardt_ghettoomraade.ghettoomraade.years_running"),
        (NOW, RUN),
    ]
    counts = {(each.where.year, each.where.list): [tally.on for tally in each.tallies] for each in swept.lists}
    assert counts[2019, "haardt_ghettoomraade"] == [20, 19, 15, 15]
    assert counts[2021, "omdannelsesomraade"] == [11, 11, 10, 10]


def test_a_sweep_can_be_of_one_regime():
    asked = "omdannelsesomraade...years_running=4..5/1"
    swept = lr.sweep(**published(years=[2019, 2021]), asked=asked, regimes=[NOW])
    assert [word.regime for word in swept.words] == [NOW]
    assert {each.where.year for each in swept.lists} == {2021}


def test_the_number_of_criteria_can_be_swept():
    swept = lr.sweep(**made_up(years=[2024]), asked="udsat_boligomraade.sociale_kriterier.at_least=1..4/1")
    counts = [tally.on for tally in swept.lists[0].tallies]
    assert counts == sorted(counts, reverse=True)
    assert counts[1] == lr.classify(**made_up(years=[2024])).table["udsat_boligomraade"].sum()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (f"{LABOUR}=30%..50%", "'30%..50%' does not say the step. Write PATH=FROM..TO/STEP"),
        (f"{LABOUR}=30%", "does not say from where to where"),
        (LABOUR, "does not say what to sweep"),
        ("=30%..50%/1%", "does not say what to sweep"),
        (f"{LABOUR}=30%..50%/0%", "A step of 0% leads nowhere"),
        (f"{LABOUR}=50%..30%/1%", "From 50% to 30% leads nowhere. Write the smaller number first"),
        (f"{LABOUR}=30%..30%/1%", "From 30% to 30% leads nowhere"),
        (f"{LABOUR}=30%..50%/3%", r"do not end on 50%\. End on \.\.48 % or \.\.51 %\."),
        (f"{LABOUR}=30%..31%/3%", r"do not end on 31%\. End on \.\.33 %\."),
        (f"{LABOUR}=30..50%/1%", "per cent on some of its numbers"),
        (f"{LABOUR}=30..50/1", "is written in per cent: 40 %"),
        (f"{LABOUR}=-30%..50%/1%", "'-30%' is not a number"),
        (f"{LABOUR}=0%..90%/0.001%", "90,001 steps, and 10,000 are the most"),
        (f"{LABOUR}=30%..130%/50%", "At the step 130 %: A share is never above 100 %"),
        ("udsat_boligomraade...sociale_kriterier.at_least=1..5/1", "At the step 5: At least 5 of 4 can never be met"),
        ("udsat_boligomraade...sociale_kriterier.at_least=1..2/0.5", "At the step 1.5: '1.5' is not a whole number"),
        ("udsat_boligomraade...above=30%..50%/1%", "could be '.*uden_tilknytning.above' or '.*kun_grundskole.above'"),
        ("udsat_boligomraade...uden_tilknytning=30%..50%/1%", rf"Did you mean '{LABOUR}'"),
        ("udsat_boligomraade...uden_tilknytning.abov=30%..50%/1%", rf"Did you mean '{LABOUR}"),
        ("udsat_boligomraade.title.da=1..2/1", "which is no number"),
        ("...=1..2/1", r"There is no '\.\.\.'"),
    ],
)
def test_a_sweep_that_leads_nowhere_is_refused_in_one_line(asked, told):
    with pytest.raises(lr.RulesError, match=told) as raised:
        lr.sweep([area()], asked)
    assert len(str(raised.value).splitlines()) == 1
    assert str(raised.value).startswith("--sweep: ")


@pytest.mark.parametrize(
    ("regime", "told"),
    [
        (
            "almenboligloven-2018",
            r"'almenboligloven-2018' is not in force in any of the years, which 'almenboligloven-2021'",
        ),
        ("almenboligloven-2022", "Did you mean 'almenboligloven-2021'"),
        ("infrastruktur-2015", "There is no regime|of the series"),
    ],
)
def test_a_regime_that_judges_nothing_is_refused(regime, told):
    with pytest.raises(lr.RulesError, match=told):
        lr.sweep([area()], f"{LABOUR}=30%..50%/10%", regimes=[regime])


@given(st.integers(1, 999), st.integers(1, 200), st.integers(1, 50), st.integers(0, 4), st.booleans())
def test_steps_are_exact_and_written_as_they_are(first, count, step, decimals, is_percent):
    def write(number):
        return write_step(Fraction(number, 10**decimals * (100 if is_percent else 1)), is_percent=is_percent)

    request = read_request(f"a.b={write(first)}..{write(first + count * step)}/{write(step)}")
    assert len(request.steps) == count + 1
    assert [write_step(each, is_percent=is_percent) for each in request.steps] == [
        write(first + number * step) for number in range(count + 1)
    ]


# --- for any table ------------------------------------------------------------------------------------

FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
RATES = st.sampled_from(["39.9", "40.0", "40.1", "50.0", "54.9", "55.0", "60.0", "60.1", "30.1", "6.0", ""])
TABLES = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.sampled_from([2020, 2021, 2022]),
            "beboere": st.sampled_from(["999", "1000", "1500", ""]),
            **{
                f"{name}_pct": RATES
                for name in ("uden_tilknytning", "ikke_vestlige", "doemte", "kun_grundskole", "bruttoindkomst")
            },
            "doemte_graense_pct": st.just("2.0"),
        }
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [{"area": f"Opdigtet {number}", "region": "Sjælland", **row} for number, row in enumerate(rows)])


@FEW
@given(TABLES)
def test_an_empty_scenario_changes_nothing(rows):
    empty = RULES.with_scenario(Scenario(scenario="uden-indhold", on=NOW))
    assert lr.classify(rows, empty).table.equals(lr.classify(rows, RULES).table)


@FEW
@given(
    TABLES,
    st.sampled_from(
        [
            f"{LABOUR}=39.9%..40.2%/0.1%",
            "udsat_boligomraade...at_least=1..4/1",
            "omdannelsesomraade...years_running=1..3/1",
            "measures.uden_tilknytning.mean_of_years=1..3/1",
            "forebyggelsesomraade...doemte.at_least=1..4/1",
        ]
    ),
)
def test_each_step_of_any_sweep_says_what_its_scenario_does(rows, asked):
    """The steps share their columns; the scenario is judged by itself."""
    rows = [*rows, {**rows[0], "year": 2019 + rows[0]["year"] % 2 * 4}]  # an area with several years
    try:
        swept = lr.sweep(rows, asked, RULES)
    except lr.RulesError:  # no such regime in these years
        return
    for number, step in enumerate(swept.steps):
        change = {
            word.regime: {"change": {word.path: {"was": word.said, "now": swept.write(step)}}}
            for word in swept.words
            if word.today != step
        }
        book = RULES.with_scenario(Scenario(scenario="trin", on=change)) if change else RULES
        series = book.get_series("omraadelister")
        table = lr.classify(rows, book).table
        for each in swept.lists:
            its = table.filter(pl.col("year") == each.where.year)
            known = {name for regime in series.regimes for name in regime.lists}
            names = {series.newest_name(name): name for name in table.columns if name in known}
            answers = its[names[series.newest_name(each.where.list)]]
            assert each.tallies[number] == Tally(int(answers.sum()), answers.null_count())
            told = {area.area: find_answer(area, step) for area in each.areas}
            assert {area: told.get(area, Verdict.NO) for area in its["area"]} == {
                area: VERDICTS[answer] for area, answer in zip(its["area"], answers, strict=True)
            }


def find_answer(area, step):
    return next(each.verdict for each in area.stretches if each.first <= step <= each.last)


@FEW
@given(TABLES)
def test_a_sweep_goes_through_what_classify_says_at_today_s_line(rows):
    rows = [{**row, "year": 2022} for row in rows]
    swept = lr.sweep(rows, f"{LABOUR}=39%..41%/1%", RULES)
    table = lr.classify(rows, RULES).table
    for each in swept.lists:
        assert each.tallies[1] == Tally(int(table[each.where.list].sum()), table[each.where.list].null_count())
    udsat = next(each for each in swept.lists if each.where.list == "udsat_boligomraade")
    assert [tally.on for tally in udsat.tallies] == sorted((tally.on for tally in udsat.tallies), reverse=True)
