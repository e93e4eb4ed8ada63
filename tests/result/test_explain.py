"""Why an area is on a list: what a municipality reads must be true, prove itself, and say where it comes from."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import listerules as lr
from listerules.areas.lineage import Link
from listerules.result.explain import RunStep, TestStep
from listerules.result.names import find_area
from listerules.result.wording_of_explanations import tell_test, write_figures

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "fixtures" / "published"
MADE_UP = ROOT / "fixtures" / "made_up"
COUNTS = {
    "beboere": 1500,
    "beboere_18_64": 900,
    "uden_tilknytning": 180,
    "beboere_18_og_over": 1000,
    "doemte": 3,
    "beboere_30_59": 500,
    "kun_grundskole": 200,
    "ikke_vestlige": 300,
    "bruttoindkomst": 225000,
}


@cache
def published(*, history=True):
    return lr.classify(PUBLISHED / "areas.csv", history=PUBLISHED / "lists.csv" if history else None)


@cache
def made_up():
    return lr.classify(MADE_UP / "areas.csv", reference=MADE_UP / "reference.csv")


def find_tests(explanation):
    steps = (step for decision in explanation.decisions for top in decision.steps for step in top.walk())
    return [step for step in steps if isinstance(step, TestStep)]


def find_step(explanation, path):
    return next(step for top in explanation.decisions[0].steps for step in top.walk() if step.path == path)


# --- names --------------------------------------------------------------------------------------

NAMES = [
    *("Ringparken, Slagelse", "Tåstrupgård", "Mjølnerparken", "Nørager/Søstjernevej m.fl.", "Vollsmose"),
    *("Vollsmose, haverne", "Rønnebærparken/Æblehaven", "Solbakken mv.", "Byparken/Skovparken", "Skovvejen/Skovparken"),
]


@pytest.mark.parametrize(
    ("word", "area"),
    [
        ("ringparken", "Ringparken, Slagelse"),
        ("RINGPARKEN  slagelse", "Ringparken, Slagelse"),
        ("Taastrupgaard", "Tåstrupgård"),
        ("Tastrupgard", "Tåstrupgård"),
        ("Mjoelnerparken", "Mjølnerparken"),
        ("mjolnerparken", "Mjølnerparken"),
        ("Søstjernevej", "Nørager/Søstjernevej m.fl."),
        ("Vollsmose", "Vollsmose"),
        ("Æblehaven / Rønnebærparken", "Rønnebærparken/Æblehaven"),
        ("aeblehaven", "Rønnebærparken/Æblehaven"),
        ("solbakk", "Solbakken mv."),
        ("Skovparken Svendborg", "Byparken/Skovparken"),
    ],
)
def test_a_name_may_be_loosely_written(word, area):
    assert find_area(NAMES, word, places={"Byparken/Skovparken": "Svendborg"}) == area


def test_a_part_that_fits_several_areas_names_them_with_their_municipality():
    with pytest.raises(lr.DataError) as told:
        find_area(NAMES, "skovparken", places={"Byparken/Skovparken": "Svendborg"})
    assert str(told.value) == (
        "areas: 'skovparken' can be several areas. Which: 'Byparken/Skovparken' (Svendborg), 'Skovvejen/Skovparken'?"
    )


@pytest.mark.parametrize("word", ["Rngparken", "Ringprken", "Ringpaken i Slagelse"])
def test_a_misspelt_name_suggests_the_nearest(word):
    with pytest.raises(lr.DataError, match=r"There is no area '.*'\. Did you mean 'Ringparken, Slagelse'"):
        find_area(NAMES, word)


@pytest.mark.parametrize("word", ["", " ", "?!", "qqqqqq"])
def test_a_name_like_no_other_is_told_which_there_are(word):
    with pytest.raises(lr.DataError, match=r"The areas are 'Ringparken, Slagelse', .* and 2 more"):
        find_area(NAMES, word)


def test_a_former_name_is_the_area_it_became():
    links = [Link("Mellem", 2020, "Agervang"), Link("Grønneparken", 2022, "Mellem")]
    assert find_area(["Grønneparken", "Andet"], "agervang", lineage=links) == "Grønneparken"


def test_a_former_name_of_a_divided_area_asks_which_part():
    links = [Link("Nord", 2020, "Hele"), Link("Syd", 2020, "Hele")]
    with pytest.raises(lr.DataError, match=r"'hele' can be several areas. Which: 'Nord', 'Syd'\?"):
        find_area(["Nord", "Syd"], "hele", lineage=links)


def test_a_renamed_area_is_found_under_either_name_in_every_year():
    rows = [{"area": "Gammel", "year": 2021, **COUNTS}, {"area": "Ny", "year": 2022, **COUNTS}]
    result = lr.classify(rows, lineage=[{"area": "Ny", "from_year": 2022, "was": "Gammel"}])
    explanation = result.explain("gammel", 2022)
    assert (explanation.area, explanation.asked_for) == ("Ny", "Gammel")
    assert explanation.to_text("en").startswith("“Gammel” has no row in 2022; by the lineage it is “Ny”.")
    assert result.explain("ny", 2021).area == "Gammel"
    assert result.explain("gammel", 2021).asked_for is None


# --- what is asked for --------------------------------------------------------------------------


def test_without_a_year_it_is_the_latest_the_area_has():
    rows = [{"area": "A", "year": 2020, **COUNTS}, {"area": "B", "year": 2022, **COUNTS}]
    assert lr.classify(rows).explain("A").year == 2020


def test_an_unknown_year_tells_which_the_area_has():
    with pytest.raises(
        lr.DataError, match=r"--year: The table has no row for 'Askerød' in 2019\. It has 2012, 2013, 2015"
    ):
        published().explain("Askerød", 2019)


def test_a_year_with_two_lists_shows_both_and_a_day_one():
    both = published().explain("Gellerup", 2014)
    assert [str(each.list_date) for each in both.decisions] == ["2014-02-01", "2014-12-01"]
    one = published().explain("Gellerup", day=both.decisions[0].list_date)
    assert one.decisions == both.decisions[:1]


def test_one_list_is_named_loosely_and_under_any_of_its_names():
    for word in ("parallelsamfund", "Ghettoområde", "ghetto", "Parallel society"):
        steps = published().explain("Solbakken", 2019, list_name=word).decisions[0].steps
        assert [step.path for step in steps] == ["ghettoomraade"]


def test_unknown_lists_and_lists_of_other_years_are_told_apart():
    with pytest.raises(lr.RulesError, match=r"--list: There is no list 'paralelsamfund' .* mean 'parallelsamfund'\?"):
        published().explain("Solbakken", 2019, list_name="paralelsamfund")
    with pytest.raises(lr.RulesError, match=r"There was no such list in 2019: 'forebyggelsesomraade'. The lists were"):
        published().explain("Solbakken", 2019, list_name="forebyggelse")


def test_a_year_without_lists_says_so():
    text = lr.classify(PUBLISHED / "areas.csv", series="infrastruktur").explain("Mjølnerparken", 2019).to_text("en")
    assert "No lists: " in text


# --- what it says -------------------------------------------------------------------------------


def test_a_published_area_reads_as_the_law_does():
    lines = published().explain("Tåstrupgård", 2023).to_text("da", 100).splitlines()
    assert lines[:2] == ["Tåstrupgård, listen af 1. december 2023", "Kommune: Høje-Taastrup. Region: Hovedstaden"]
    for line in (
        "ja  Udsat boligområde          efter den offentliggjorte liste; tallene her siger det samme",
        "nej Forebyggelsesområde        ikke opfyldt: Ikke på listen »Udsat boligområde«",
        "  ja  Beboere pr. 1. januar                            1.587  mindst 1.000            § 61 a, stk. 3",
        "      - 588 færre i 2023 (999 i stedet for 1.587) ville vende svaret",
        "    ?   Dømte beboere fyldt 18 år                      1,62 %  mindst 3 x landets tal  nr. 2",
        "        - doemte_graense_pct ikke oplyst for 2023",
        "        - 0,8 procentpoint under grænsen",
        "    ja  2020  Ghettoområde                                    efter den offentliggjorte liste",
    ):
        assert re.sub(r"\s+", " ", line).strip() in [re.sub(r"\s+", " ", each).strip() for each in lines]


def test_a_printed_figure_on_the_line_says_what_it_can_stand_for():
    text = published().explain("Korsløkkeparken Øst", 2020).to_text("da", 120)
    assert "det trykte tal 60 % kan stå for alt fra 59,5 % til 60,5 %, og grænsen ligger derimellem" in text


def test_a_line_worked_out_from_a_printed_one_says_so():
    explanation = published().explain("Fælledvej", 2021)
    udsat = find_step(explanation, "udsat_boligomraade.sociale_kriterier.doemte")
    forebyggelse = find_step(explanation, "forebyggelsesomraade.sociale_kriterier.doemte")
    assert write_figures(udsat, "en") == ("1.79 %", "at least 2.35 %")
    text = explanation.to_text("en", 140)
    assert "line as published, 3 x the national figure" in text
    assert "2 x the national figure, worked out from the published line of 2.35 % (3 x)" in text
    assert forebyggelse.line.middle == Fraction(235, 10000) * 2 / 3


def test_where_the_figures_contradict_the_published_list_it_is_said():
    rows = [{"area": "A", "year": 2022, "region": "Sjælland", **COUNTS}]
    history = [{"area": "A", "year": 2022, "list": "udsat_boligomraade"}]
    result = lr.classify(rows, reference=MADE_UP / "reference.csv", history=history)
    text = result.explain("A").to_text("en")
    assert "by the published list; the figures here cannot decide it" in text  # no row of the year before
    more = [{**rows[0], "year": 2021}, *rows]
    text = lr.classify(more, reference=MADE_UP / "reference.csv", history=history).explain("A").to_text("en")
    assert "by the published list; the figures here say the opposite" in text


def test_an_income_in_kroner_is_told_as_the_part_of_the_mean_that_the_law_speaks_of():
    explanation = made_up().explain("Opdigtet 15", 2024)
    step = find_step(explanation, "udsat_boligomraade.sociale_kriterier.bruttoindkomst")
    assert write_figures(step, "da") == ("55,00 %", "under 55 %")
    text = explanation.to_text("da", 120)
    assert "167.200 kr. mod 304.000 kr. i gennemsnit i regionen; grænsen er 167.200 kr." in text
    assert "1 kr. lavere i 2024 (167.199 kr.) ville vende svaret" in text


def test_an_undecided_condition_says_which_figure_is_missing():
    text = made_up().explain("Opdigtet 53", 2024).to_text("en")
    assert "1 of 4 met, 1 undecided; at least 2 required" in text
    assert "uden_tilknytning withheld for 2023" in text


def test_a_run_has_each_of_its_years_with_name_and_source():
    run = find_step(made_up().explain("Opdigtet 55", 2024), "omdannelsesomraade.parallelsamfund")
    assert isinstance(run, RunStep)
    told = [(year.year, year.title and year.title.en, year.code) for year in run.years]
    assert told == [
        (2024, "Parallel society", "on_list"),
        (2023, "Parallel society", "on_list"),
        (2022, "Parallel society", "no_row"),
        (2021, "Parallel society", "on_list"),
        (2020, "Ghetto area", "on_list"),
    ]
    published_run = find_step(published().explain("Ringparken", 2019), "haardt_ghettoomraade.ghettoomraade")
    assert all(year.by_history for year in published_run.years)


def test_a_plan_names_the_year_that_settled_it():
    step = find_step(published().explain("Mjølnerparken", 2023), "udviklingsplan.omdannelsesomraade")
    assert [(year.year, year.title.da) for year in step.years] == [(2018, "Hårdt ghettoområde")]


def test_another_list_is_unfolded_once_and_then_pointed_to():
    decision = made_up().explain("Opdigtet 24", 2024).decisions[0]
    paths = [step.path for top in decision.steps for step in top.walk()]
    assert len(paths) == len(set(paths))
    alone = made_up().explain("Opdigtet 24", 2024, list_name="parallelsamfund")
    assert find_step(alone, "udsat_boligomraade.beboere").parts
    assert "see above" not in alone.to_text("en")


def test_the_readings_are_those_the_answers_rest_on():
    of_counts = {each.name for each in made_up().explain("Opdigtet 24", 2024).decisions[0].readings}
    assert of_counts >= {"beboere-nu", "gennemsnit", "doemte-fyldt-18", "fem-aar", "forebyggelse-uden-udsatte"}
    of_rates = {each.name for each in published().explain("Tåstrupgård", 2023).decisions[0].readings}
    assert of_rates == {"beboere-nu", "forebyggelse-uden-udsatte", "planen-bliver"}


# --- what is printed is true --------------------------------------------------------------------


def to_number(text, language):
    digits = re.sub(r"[^\d.,/]", "", text)
    plain = digits.replace(".", "").replace(",", ".") if language == "da" else digits.replace(",", "")
    return Fraction(plain)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_printed_figure_and_line_prove_the_verdict(language):
    checked = 0
    for area in made_up().table["area"].unique():
        for step in find_tests(made_up().explain(area, 2024)):
            if step.verdict != "undecided":
                figure, line = (to_number(text, language) for text in write_figures(step, language))
                met = {
                    "above": figure > line,
                    "at_least": figure >= line,
                    "below": figure < line,
                    "at_most": figure <= line,
                }
                assert met[step.operator] == (step.verdict == "yes"), (area, step.path)
                checked += 1
    assert checked > 500


@pytest.mark.parametrize(
    ("known", "out_of", "figure"),
    [
        (200_001, 500_000, "40.0002 %"),
        (400_000_001, 999_999_999, "40.0000001 %"),
        (399_999_999, 999_999_997, "40.00000002 %"),
    ],
)
def test_as_many_decimals_are_printed_as_it_takes(known, out_of, figure):
    rates = {"beboere_18_64": out_of, "uden_tilknytning": known}
    rows = [{"area": "A", "year": year, **COUNTS, **rates} for year in (2023, 2024)]
    step = find_step(lr.classify(rows).explain("A", 2024), "udsat_boligomraade.sociale_kriterier.uden_tilknytning")
    assert write_figures(step, "en") == (figure, "above 40 %")


def test_beyond_nine_decimals_the_exact_fraction_is_printed():
    rates = {"beboere_18_64": 999_999_999, "uden_tilknytning": "399999999.600000001"}
    rows = [{"area": "A", "year": year, **COUNTS, **rates} for year in (2023, 2024)]
    step = find_step(lr.classify(rows).explain("A", 2024), "udsat_boligomraade.sociale_kriterier.uden_tilknytning")
    figure, _ = write_figures(step, "en")
    assert "/" in figure
    assert to_number(figure, "en") > 40


@pytest.mark.parametrize("which", ["02", "05", "08", "11", "16", "20", "26", "35", "45", "51"])
def test_the_stated_number_turns_the_answer_and_one_less_does_not(which):
    explanation = made_up().explain(f"Opdigtet {which}", 2024)
    steps = [step for step in find_tests(explanation) if step.flip is not None]
    assert steps
    turned = classify_copies(explanation.area, [(column_of(step), stated_number(step)) for step in steps])
    nearer = classify_copies(explanation.area, [(column_of(step), nearer_number(step)) for step in steps])
    for number, step in enumerate(steps):
        assert find_step(turned.explain(f"Copy {number}", 2024), step.path).verdict != step.verdict, step.path
        assert find_step(nearer.explain(f"Copy {number}", 2024), step.path).verdict == step.verdict, step.path


def column_of(step):
    return step.path.rpartition(".")[2]


def stated_number(step):
    """What the explanation says the figure should be this year."""
    remark = next(text for text in tell_test(step, "en").remarks if "turn the answer" in text)
    return to_number(re.search(r"\((DKK [^ )]+|[^ )]+)", remark)[1], "en")


def nearer_number(step):
    """One person or krone nearer to what it is."""
    stated = stated_number(step)
    return stated + (1 if stated < step.parts[0].number else -1)


def classify_copies(area, changes, frame=None):
    """A copy of an area per change, called `Copy 0` and so on, with another number in one column in 2024."""
    frame = pl.read_csv(MADE_UP / "areas.csv", infer_schema=False) if frame is None else frame
    frame = frame.filter(pl.col("area") == area)
    here = pl.col("year") == "2024"
    copies = [
        frame.with_columns(
            pl.lit(f"Copy {number}").alias("area"),
            pl.when(here).then(pl.lit(write(new))).otherwise(column).alias(column),
        )
        for number, (column, new) in enumerate(changes)
    ]
    return lr.classify(pl.concat(copies), reference=MADE_UP / "reference.csv", decimal=".")


def write(number):
    return str(number) if number.denominator == 1 else str(float(number))


# --- forms --------------------------------------------------------------------------------------


def test_no_line_is_wider_than_asked_for():
    for area in ("Tåstrupgård", "Vollsmose", "Nørager"):
        for width in (80, 100, 140):
            text = published().explain(area, 2019).to_text("da", width)
            assert max(map(len, text.splitlines())) <= width


def test_json_is_plain_and_exact():
    plain = json.loads(made_up().explain("Opdigtet 05", 2024).to_json("en"))
    udsat = plain["decisions"][0]["lists"][0]
    assert (udsat["path"], udsat["verdict"], udsat["by"]) == ("udsat_boligomraade", "yes", "figures")
    job = udsat["below"][1]["below"][0]
    assert job["value"] == {"number": pytest.approx(40.02777777), "exact": "1441/36"}
    assert job["line"] == {"number": 40.0, "exact": "40"}
    assert job["flip"] == {"amount": 1.0, "unit": "persons"}
    assert job["counts"][0] == {"year": 2024, "number": 360.25, "of": 900.0}
    assert job["cite"] == "§ 61 a, stk. 1, nr. 1"


def test_markdown_has_a_table_per_list_and_no_markup_from_names():
    rows = [{"area": "A|*b*", "year": 2024, **COUNTS}]
    page = lr.classify(rows).explain("A|*b*").to_markdown("en")
    assert page.startswith("# A\\|\\*b\\*, list of 2024\n")
    assert page.count("| Answer | Condition | Figure | Line | Law | Remark |") == 5
    assert {line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("|")} == {7}


# --- the nearest --------------------------------------------------------------------------------


def test_the_nearest_come_first():
    shares = [near.share for near in lr.list_nearest(made_up(), 2024, limit=120).found]
    assert len(shares) == 120
    assert shares == sorted(shares)


@pytest.mark.parametrize("which", ["09", "27", "43", "44", "45", "46", "48", "52"])
def test_the_lists_said_to_change_do_when_the_figure_is_put_in(which):
    found = lr.list_nearest(made_up(), 2024, limit=10_000, every=True).found
    check_changes([near for near in found if f" {which} " in near.area])


def test_a_plan_stays_open_where_earlier_years_are_unknown():
    frame = pl.read_csv(MADE_UP / "areas.csv", infer_schema=False)
    some = frame.filter(pl.col("area").str.contains(" 55 "), pl.col("year") >= "2020")
    result = lr.classify(some, reference=MADE_UP / "reference.csv", decimal=".")
    check_changes(lr.list_nearest(result, 2024, every=True).found, some)


def check_changes(found, frame=None):
    """Each list said to change does, and no other, when the stated number stands in the table."""
    assert found
    cases = [near for near in found if near.step.flip is not None]
    changes = [(column_of(near.step), stated_number(near.step)) for near in cases]
    first = cases[0].step
    result = classify_copies(cases[0].area, [*changes, (column_of(first), first.parts[0].number)], frame)
    before = lists_of(result.explain(f"Copy {len(cases)}", 2024))
    for number, near in enumerate(cases):
        after = lists_of(result.explain(f"Copy {number}", 2024))
        changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        assert changed == {each.list_name: (each.before, each.after) for each in near.changes}, near.step.path


def lists_of(explanation):
    return {step.path: step.verdict for step in explanation.decisions[0].steps}


def test_criteria_that_change_no_list_are_left_out_and_counted():
    some = lr.list_nearest(made_up(), 2024, limit=10_000)
    every = lr.list_nearest(made_up(), 2024, limit=10_000, every=True)
    assert some.left_out > 0
    assert len(every.found) == len(some.found) + some.left_out
    assert all(near.changes for near in some.found)


def test_a_criterion_that_two_lists_share_stands_once():
    found = [near for near in lr.list_nearest(published(), 2023).found if near.area == "Mjølnerparken"]
    assert [near.lists for near in found] == [("udsat_boligomraade", "forebyggelsesomraade")]
    assert "966" in lr.list_nearest(published(), 2023).to_text("da")


def test_nothing_near_is_said():
    rows = [{"area": "A", "year": 2022, "kun_grundskole_pct": "40.0"}]
    assert "No known figure stands so that" in lr.list_nearest(lr.classify(rows)).to_text("en")
