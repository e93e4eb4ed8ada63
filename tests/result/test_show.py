"""The rules in words: what a lawyer or a journalist reads who has never seen the rule file."""

import re
from datetime import date
from fractions import Fraction
from itertools import product
from textwrap import dedent

import pytest

from listerules.errors import RulesError
from listerules.law.model import Measure, Scenario, Test, Text
from listerules.law.rulebook import load_rules
from listerules.result.show import compare_regimes, describe_regime, list_regimes
from listerules.result.wording_of_rules import describe_line, write_number

RULES = load_rules()
REGIMES = [regime.regime for series in RULES.series.values() for regime in series.regimes]
ANY = Text(da="", en="")

# Lines as they stand where the page is wide enough that none is wrapped.
SOUGHT = {
    ("2010", "da"): """
          I kraft   fra 26. oktober 2010 til 31. januar 2014
          Ghettoområde, § 61 a [ghettoomraade]
            • Mindst 1.000 beboere
            • To af tre kriterier (mindst 2 af 3):
              • Dømte beboere fyldt 18 år: over 2,7 %, gennemsnit af 4 års andele (nr. 3)
        """,
    ("2010", "en"): """
          In force  from 26 October 2010 to 31 January 2014
          Ghetto area, § 61 a [ghettoomraade]
            • At least 1,000 residents
            • Two of three criteria (at least 2 of 3):
              • Convicted residents aged 18 and over: above 2.7 %, mean of 4 yearly shares (nr. 3)
        """,
    ("2014", "da"): """
          I kraft   fra 1. februar 2014 til 30. november 2018
            • Tre af fem kriterier (mindst 3 af 5):
              • Dømte beboere fyldt 18 år: over 2,7 %, gennemsnit af 2 års andele (nr. 3)
              • 30-59-årige med alene grundskole, uoplyst medregnet: over 50 % (nr. 4)
        """,
    ("2014", "en"): """
          In force  from 1 February 2014 to 30 November 2018
            • Three of five criteria (at least 3 of 5):
              • Convicted residents aged 18 and over: above 2.7 %, mean of 2 yearly shares (nr. 3)
        """,
    ("2018", "da"): """
          Lov       Lov nr. 1322 af 27. november 2018 (L 38, 2018-19)
          Udsat boligområde, § 61 a, stk. 1 [udsat_boligomraade]
            • Mindst 1.000 beboere pr. 1. januar (§ 61 a, stk. 3)
              • Dømte beboere fyldt 18 år: mindst 3 gange landets andel, gennemsnit af 2 års andele (nr. 2)
            • På listen »Udsat boligområde«
            • På listen »Ghettoområde«: 5 lister i træk, årets egen medregnet
        """,
    ("2018", "en"): """
          Vulnerable housing area, § 61 a, stk. 1 [udsat_boligomraade]
            • On the list “Ghetto area”: 5 lists running, the year's own included
        """,
    ("2021", "da"): """
          I kraft   fra 1. december 2021
          Læs den   https://elov.dk/almenboligloven/paragraf/61b
          Parallelsamfund, § 61 a, stk. 2 [parallelsamfund]
            Tidligere: Ghettoområde [ghettoomraade]
            • På listen »Parallelsamfund«: 5 lister i træk, årets egen medregnet
              • Dømte beboere fyldt 18 år: mindst 2 gange landets andel, gennemsnit af 2 års andele (nr. 2)
            • Ikke på listen »Udsat boligområde«
            • Nogensinde på listen »Omdannelsesområde«
            Opgjort som  andel af beboere 18-64 år, gennemsnit af 2 års andele
            I tabellen   uden_tilknytning af beboere_18_64
            Eller trykt  uden_tilknytning_pct
            Trykt grænse  doemte_graense_pct
          18-64-årige uden tilknytning til job eller uddannelse [gennemsnit]
            Valgt    Gennemsnittet af to års andele
        """,
    ("2021", "en"): """
          In force  from 1 December 2021
          Transformation area, § 61 a, stk. 4 [omdannelsesomraade]
            Formerly: Hard ghetto area [haardt_ghettoomraade]
              • Mean gross income of those aged 15-64 not in education: below 65 % of the region's mean (nr. 4)
            • Not on the list “Vulnerable housing area”
            • At any time on the list “Transformation area”
            Chosen  The mean of two yearly shares
        """,
}


@pytest.mark.parametrize(("year", "language"), SOUGHT)
def test_a_regime_says_what_a_lawyer_looks_for(year, language):
    lines = describe_regime(RULES, f"almenboligloven-{year}", language, width=200).splitlines()
    for line in dedent(SOUGHT[year, language]).strip("\n").splitlines():
        assert f"  {line}" in lines


def test_a_tree_of_alternatives_is_indented_and_keeps_the_title_of_each_branch():
    told = describe_regime(RULES, "almenboligloven-51b", "da")
    assert (
        """\
    • Mindst 1.000 beboere pr. 1. januar (stk. 3)
    • Andel uden for arbejdsmarkedet (mindst 1 af 2):
      • 18-64-årige uden for arbejdsmarkedet, ét år: mindst 40 % (stk. 3)
      • Lempeligere grænse for store områder (alle disse; stk. 4):
        • Mindst 5.000 beboere pr. 1. januar
        • 18-64-årige uden for arbejdsmarkedet, ét år: mindst 30 %
"""
        in told
    )
    assert "Eller trykt  uden_tilknytning_et_aar_pct" in told


def test_a_published_line_is_named_only_where_the_line_is_a_multiple_of_the_national_share():
    assert "doemte_graense_pct" in describe_regime(RULES, "almenboligloven-2018", "da")
    assert "doemte_graense_pct" not in describe_regime(RULES, "almenboligloven-2014", "da")


def test_a_repealed_regime_says_that_there_are_no_lists():
    told = describe_regime(RULES, "almenboligloven-92b-ophaevet", "da")
    assert told.endswith("\n\nIngen lister fra denne dag.")


def test_a_scenario_is_told_as_patched():
    change = {"udsat_boligomraade.sociale_kriterier.bruttoindkomst.below": {"was": "55 %", "now": "57.5 %"}}
    scenario = Scenario(scenario="indkomst", on="almenboligloven-2021", change=change)
    told = describe_regime(RULES.with_scenario(scenario), "almenboligloven-2021", "da", width=200)
    assert "under 57,5 % af regionens gennemsnit (nr. 4)" in told


def test_other_ways_of_saying_no_are_told_as_what_must_not_be_so(tmp_path):
    (tmp_path / "toy.yaml").write_text(
        """\
regime: toy
series: toy
title: {da: Legetøj, en: Toy}
from: 2020-01-01
law: {name: Toy, url: "https://example.org"}
checked_on: 2026-01-01
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over, pooled_years: 3}
lists:
  first:
    title: {da: Første, en: First}
    cite: § 1
    all: {beboere: {at_least: 10}}
  second:
    title: {da: Anden, en: Second}
    cite: § 2
    all: {first: {years_running: 1}}
    none:
      third: ever
      beboere: {at_least: 5000}
  third:
    title: {da: Tredje, en: Third}
    cite: § 3
    all: {doemte: {above: 1, relative_to: national}}
""",
        encoding="utf-8",
    )
    told = describe_regime(load_rules(tmp_path), "toy", "da")
    assert (
        """\
  Anden, § 2 [second]
    • På listen »Første«: årets egen liste
    • Aldrig på listen »Tredje«
    • Ingen af disse:
      • Mindst 5.000 beboere
"""
        in told
    )
    assert "• Dømte: over landets andel, 3 års personer lagt sammen" in told


@pytest.mark.parametrize(
    ("test", "measure", "danish", "english"),
    [
        ({"above": "2.7 %"}, {"share": "a", "of": "b"}, "over 2,7 %", "above 2.7 %"),
        ({"at_most": "12345"}, {"count": "a"}, "højst 12.345", "at most 12,345"),
        ({"below": "200000"}, {"mean": "a"}, "under 200.000 kr.", "below DKK 200,000"),
        (
            {"at_least": "1.5", "relative_to": "region"},
            {"mean": "a"},
            "mindst 1,5 gange regionens gennemsnit",
            "at least 1.5 times the region's mean",
        ),
        (
            {"above": "1", "relative_to": "national"},
            {"share": "a", "of": "b"},
            "over landets andel",
            "above the national share",
        ),
        (
            {"below": "50 %", "relative_to": "national"},
            {"count": "a"},
            "under 50 % af landets antal",
            "below 50 % of the national number",
        ),
    ],
)
def test_a_line_is_said_as_the_law_says_it(test, measure, danish, english):
    built = Measure(title=ANY, **measure)
    assert describe_line(Test(**test), built, "da") == danish
    assert describe_line(Test(**test), built, "en") == english


@pytest.mark.parametrize(
    ("number", "danish"),
    [("1000", "1.000"), ("2.70", "2,7"), ("1234567.125", "1.234.567,125"), ("0.05", "0,05"), ("1/3", "1/3")],
)
def test_a_number_has_every_digit_and_none_more(number, danish):
    assert write_number(Fraction(number), "da") == danish


@pytest.mark.parametrize(("regime", "language", "width"), [*product(REGIMES, ("da", "en"), (60, 80, 200))])
def test_no_line_is_wider_than_asked_but_an_address(regime, language, width):
    lines = describe_regime(RULES, regime, language, width=width).splitlines()
    assert all(len(line) <= width for line in lines if "://" not in line)
    assert RULES.regime(regime).law.url in " ".join(lines)


@pytest.mark.parametrize(("language", "width"), [*product(("da", "en"), (60, 80, 100, 200))])
def test_no_line_of_a_comparison_or_of_the_list_of_regimes_is_wider_than_asked(language, width):
    told = [compare_regimes(RULES, *pair, language, width=width) for pair in product(REGIMES, REGIMES)]
    told.append(list_regimes(RULES, language, width=width))
    assert all(len(line) <= width for text in told for line in text.splitlines())


def test_text_is_plain_and_numbers_are_not_parted_from_what_they_count():
    told = [describe_regime(RULES, regime, language) for regime in REGIMES for language in ("da", "en")]
    told += [compare_regimes(RULES, *pair, "da") for pair in product(REGIMES, REGIMES)]
    for text in told:
        assert text.replace("\n", "").isprintable()
        assert not re.search(r"(§|stk\.|nr\.|pr\.)$|^\s*(%|kr\.|års )", text, flags=re.MULTILINE)
        assert not re.search(r"[0-9]\.\n\s*(januar|februar|november|december)", text)


def rows_of(text):
    """The rows of a comparison: mark, title, left, right. Wrapped lines are not expected."""
    rows = (line for line in text.splitlines() if line)
    return [(row[:2].strip(), *(cell.strip() for cell in re.split(r"\s{2,}", row[2:].strip()))) for row in rows]


def test_2018_and_2021_side_by_side_show_the_renamed_lists_and_the_new_one():
    rows = rows_of(compare_regimes(RULES, "almenboligloven-2018", "almenboligloven-2021", "da", width=240))
    assert ("~", "Ghettoområde -> Parallelsamfund", "§ 61 a, stk. 2", "§ 61 a, stk. 2") in rows
    assert ("~", "Hårdt ghettoområde -> Omdannelsesområde", "§ 61 a, stk. 4", "§ 61 a, stk. 4") in rows
    assert ("+", "Forebyggelsesområde", "–", "§ 61 b") in rows
    assert ("+", "På listen »Udsat boligområde«", "–", "nej") in rows
    assert ("", "Udsat boligområde", "§ 61 a, stk. 1", "§ 61 a, stk. 1") in rows
    run = "5 lister i træk, årets egen medregnet"
    assert ("~", "På listen »Ghettoområde« -> »Parallelsamfund«", run, run) in rows
    assert sum(title == "Beboere pr. 1. januar" for _, title, *_ in rows) == 2


def test_2014_and_2018_side_by_side_show_each_line_beside_the_one_it_replaced():
    rows = rows_of(compare_regimes(RULES, "almenboligloven-2014", "almenboligloven-2018", "da", width=240))
    of_ghetto = rows[rows.index(("§", "Ghettoområde", "§ 61 a, stk. 1", "§ 61 a, stk. 2")) :]
    years = "gennemsnit af 2 års andele"
    assert of_ghetto[:10] == [
        ("§", "Ghettoområde", "§ 61 a, stk. 1", "§ 61 a, stk. 2"),
        ("+", "På listen »Udsat boligområde«", "–", "ja; dens krav følger her"),
        ("§", "Beboere pr. 1. januar", "mindst 1.000", "mindst 1.000 (§ 61 a, stk. 3)"),
        ("~", "Tre af fem kriterier -> To af fire sociale kriterier", "mindst 3 af 5", "mindst 2 af 4"),
        ("-", "Ikke-vestlige indvandrere og efterkommere", "over 50 % (nr. 1)", "–"),
        (
            "§",
            "18-64-årige uden tilknytning til job eller uddannelse",
            f"over 40 %, {years} (nr. 2)",
            f"over 40 %, {years} (nr. 1)",
        ),
        (
            "~",
            "Dømte beboere fyldt 18 år",
            f"over 2,7 %, {years} (nr. 3)",
            f"mindst 3 gange landets andel, {years} (nr. 2)",
        ),
        (
            "~",
            "30-59-årige med alene grundskole, uoplyst medregnet",
            "over 50 % (nr. 4)",
            "over 60 % (nr. 3)",
        ),
        (
            "§",
            "Gennemsnitlig bruttoindkomst for 15-64-årige uden for uddannelse",
            "under 55 % af regionens gennemsnit (nr. 5)",
            "under 55 % af regionens gennemsnit (nr. 4)",
        ),
        ("+", "Ikke-vestlige indvandrere og efterkommere", "–", "over 50 %"),
    ]


def test_the_other_way_round_marks_are_the_other_way_round():
    forwards = rows_of(compare_regimes(RULES, "almenboligloven-2014", "almenboligloven-2018", "en", width=240))
    backwards = rows_of(compare_regimes(RULES, "almenboligloven-2018", "almenboligloven-2014", "en", width=240))
    marks = {mark: sum(row[0] == mark for row in forwards[5:]) for mark in "~§+-"}
    assert {"~": marks["~"], "§": marks["§"], "-": marks["+"], "+": marks["-"]} == {
        mark: sum(row[0] == mark for row in backwards[5:]) for mark in "~§+-"
    }


def test_a_measure_counted_from_other_columns_is_a_difference(tmp_path):
    text = """\
regime: first
series: toy
title: {da: Legetøj, en: Toy}
from: 2020-01-01
law: {name: Toy, url: "https://example.org"}
checked_on: 2026-01-01
measures:
  doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over}
lists:
  listed: {title: {da: Liste, en: List}, cite: § 1, all: {doemte: {above: 1 %}}}
"""
    (tmp_path / "first.yaml").write_text(text, encoding="utf-8")
    second = text.replace("first", "second").replace("2020", "2030").replace("beboere_18_og_over", "beboere")
    (tmp_path / "second.yaml").write_text(second, encoding="utf-8")
    rows = rows_of(compare_regimes(load_rules(tmp_path), "first", "second", "en", width=200))
    left, right = "above 1 %, doemte of beboere_18_og_over", "above 1 %, doemte of beboere"
    assert ("~", "Convicted", left, right) in rows


def test_a_regime_beside_itself_has_no_difference():
    told = compare_regimes(RULES, "almenboligloven-2021", "almenboligloven-2021", "da")
    assert "Der er ingen forskel på kravene." in told
    assert all(line[:1] in ("", " ", "D") for line in told.splitlines())


def test_lists_of_different_series_are_not_taken_for_each_other():
    rows = rows_of(compare_regimes(RULES, "almenboligloven-92b-2015", "almenboligloven-2014", "da", width=240))
    assert ("-", "Udsat boligområde på infrastrukturlisten", "§ 92 b", "–") in rows
    assert {row[0] for row in rows if row[0] in ("~", "§")} <= {"~"}
    assert not any(row[0] in ("~", "§") and "ændret" not in row[1] for row in rows)


def test_all_regimes_stand_by_date_with_their_lists():
    told = list_regimes(RULES, "da")
    assert (
        "  1. februar 2014   Ghettolisten 2014-2017 [almenboligloven-2014]\n                      Ghettoområde\n"
        in told
    )
    assert all(f"[{regime}]" in told for regime in REGIMES)
    days = re.findall(r"^  \d+\. \w+ (\d{4})", told.split("omraadelister")[1], flags=re.MULTILINE)
    assert days == ["2010", "2014", "2018", "2021"]


def test_on_a_day_only_what_is_in_force_then_is_shown():
    told = list_regimes(RULES, "en", on=date(2018, 11, 30))
    assert told.startswith("In force on 30 November 2018\n")
    assert re.findall(r"\[(.*)\]", told) == ["almenboligloven-92b-2015", "almenboligloven-51b", "almenboligloven-2014"]
    later = list_regimes(RULES, "en", on=date(2018, 12, 1))
    assert "[almenboligloven-2018]" in later
    assert "no lists" in later


def test_before_the_first_regime_it_is_said_which_is_the_first():
    told = list_regimes(RULES, "da", on=date(2009, 12, 31))
    assert told == "Ingen regler er i kraft 31. december 2009. De første er fra 26. oktober 2010."


def test_an_unknown_regime_is_named_with_the_nearest():
    with pytest.raises(RulesError, match="Did you mean 'almenboligloven-2021'"):
        describe_regime(RULES, "almenboligloven-2012", "da")
    with pytest.raises(RulesError, match="There is no regime 'nothing'"):
        compare_regimes(RULES, "almenboligloven-2021", "nothing", "da")
