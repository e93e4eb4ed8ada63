"""What a rule writer relies on who runs cases: each is judged by itself, and a failure says what came out and why."""

from pathlib import Path

import pytest

from listerules.law.cases import read_cases
from listerules.law.model import Scenario
from listerules.law.rulebook import load_rules
from listerules.result.cases import judge_cases, run_cases
from listerules.result.result import DisagreementError
from listerules.verdict.evaluate import Verdict

LAW = """\
regime: min-lov
series: mine-lister
title: {da: Min lov, en: My act}
from: 2018-12-01
law: {name: Min lov, url: "https://example.org/lov"}
checked_on: 2026-11-23
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  uden_tilknytning:
    title: {da: Uden tilknytning, en: Without attachment}
    share: uden_tilknytning
    of: beboere_18_64
    mean_of_years: 2
  doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over}
  bruttoindkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}
lists:
  udsat:
    title: {da: Udsat, en: Vulnerable}
    cite: § 1
    all:
      beboere: {at_least: 1000}
      kriterier:
        title: {da: Kriterier, en: Criteria}
        at_least: 1
        of:
          uden_tilknytning: {above: 40 %}
          doemte: {at_least: 3, relative_to: national}
          bruttoindkomst: {below: 55 %, relative_to: region}
  omdannelse: {title: {da: Omdannelse, en: Transformation}, cite: § 2, all: {udsat: {years_running: 2}}}
  plan: {title: {da: Plan, en: Plan}, cite: § 2, all: {omdannelse: ever}}
  fattigt:
    title: {da: Fattigt, en: Poor}
    cite: § 3
    all: {kommune: {measure: bruttoindkomst, below: 80 %, relative_to: municipality}}
"""
BEFORE = LAW.replace("min-lov", "min-gamle-lov").replace("2018-12-01", "2014-02-01")


def run(folder: Path, *cases: str):
    (folder / "law.yaml").write_text(LAW, encoding="utf-8")
    text = "cases_of: min-lov\ncases:\n" + "".join(f"  - {{{case}}}\n" for case in cases)
    (folder / "law.cases.yaml").write_text(text, encoding="utf-8")
    return run_cases(load_rules(folder / "law.yaml"))


def told(folder: Path, *cases: str) -> list[str]:
    return [str(problem) for problem in run(folder, *cases).problems]


ON_LINE = (
    "year: 2024, area: {2023: {uden_tilknytning: 400, beboere_18_64: 1000}, "
    "2024: {beboere: 1000, uden_tilknytning: 400, beboere_18_64: 1000}}"
)


def test_cases_that_get_their_answers_are_counted(tmp_path):
    report = run(
        tmp_path,
        "name: enough, year: 2024, area: {beboere: 1000}, expect: {udsat.beboere: yes}",
        "name: too few, year: 2024, area: {beboere: 999}, expect: {udsat.beboere: no, udsat: no}",
        "name: unknown, year: 2024, area: {}, expect: {udsat: undecided}",
    )
    assert (report.count, report.regimes, report.problems) == (3, 1, ())


def test_cases_inside_a_rule_file_are_run(tmp_path):
    inside = "cases:\n  - {name: wrong, year: 2024, area: {beboere: 999}, expect: {udsat: yes}}\n"
    (tmp_path / "law.yaml").write_text(LAW + inside, encoding="utf-8")
    (problem,) = run_cases(load_rules(tmp_path / "law.yaml")).problems
    assert problem.spot.line == len(LAW.splitlines()) + 2


def test_a_failure_says_where_what_was_expected_what_came_out_and_why(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "law.yaml").write_text(LAW, encoding="utf-8")
    case = f"name: on the line, {ON_LINE}, expect: {{udsat.kriterier.uden_tilknytning: yes}}"
    (tmp_path / "law.cases.yaml").write_text(f"cases_of: min-lov\ncases:\n  - {{{case}}}\n", encoding="utf-8")
    (problem,) = run_cases(load_rules("law.yaml")).problems
    assert problem.slug == "case"
    assert problem.where == "law.cases.yaml:3:207  udsat.kriterier.uden_tilknytning"
    assert problem.excerpt.splitlines()[1].strip(" |") == "^^^"
    assert problem.what == "The case 'on the line' does not get the answer it expects."
    assert problem.details.splitlines() == [
        "Without attachment (udsat.kriterier.uden_tilknytning): expected yes, found no; 40.0 %, above 40 %",
        "  - mean of 2 yearly shares: 400 of 1,000 in 2024, 400 of 1,000 in 2023",
        "  - 1 more in 2024 (401 instead of 400) would turn the answer",
    ]


def test_a_failure_of_a_list_tells_what_settled_it(tmp_path):
    case = "name: blank, year: 2024, area: {beboere: 1000, uden_tilknytning: 1, doemte_pct: 1.0}, expect: {udsat: no}"
    (problem,) = run(tmp_path, case).problems
    assert problem.details.splitlines() == [
        "Vulnerable (udsat): expected no, found undecided",
        "  - Criteria: undecided; 0 of 3 met, 3 undecided; at least 1 required",
        "    - Without attachment: undecided; missing, above 40 %",
        "      - beboere_18_64 not given for 2024; the table has no row for 2023",
        "    - Convicted: undecided; 1.0 %, at least 3 x the national figure",
        "      - no reference gives Danmark for 2024",
        "    - Income: undecided; missing, below 55 % of the region's mean",
        "      - bruttoindkomst not given for 2024; the region is not given",
    ]


def test_a_failure_at_a_printed_income_has_no_empty_line(tmp_path):
    case = "name: n, year: 2024, area: {bruttoindkomst_pct: 54.9}, expect: {udsat.kriterier.bruttoindkomst: no}"
    (problem,) = run(tmp_path, case).problems
    assert problem.details.splitlines()[1:] == [
        "  - of the region's mean",
        "  - 0.1 percentage points below the line",
    ]


def test_all_answers_of_a_case_that_are_wrong_are_told_at_once(tmp_path):
    (problem,) = run(
        tmp_path, "name: few, year: 2024, area: {beboere: 999}, expect: {udsat.beboere: yes, udsat: yes}"
    ).problems
    assert problem.where.endswith("udsat.beboere")
    assert [line.strip() for line in problem.details.splitlines()] == [
        "Residents (udsat.beboere): expected yes, found no; 999, at least 1,000",
        "- 1 more in 2024 (1,000 instead of 999) would turn the answer",
        "Vulnerable (udsat): expected yes, found no; by the figures here",
        "- Residents: no; 999, at least 1,000",
    ]


def test_a_failure_of_a_run_tells_each_year(tmp_path):
    area = "{beboere: 1000, bruttoindkomst_pct: 50}"
    case = f"name: run, year: 2024, area: {area}, lists: {{2023: []}}, expect: {{omdannelse: yes}}"
    (problem,) = run(tmp_path, case).problems
    lines = [line.strip() for line in problem.details.splitlines()]
    assert "- 2024  Vulnerable: yes; by the figures here" in lines
    assert "- 2023  Vulnerable: no; by the published list" in lines


# --- each case by itself --------------------------------------------------------------------------


def test_published_lists_are_of_the_case_alone(tmp_path):
    """A list that one area was on is not one that the others were off."""
    area = "{beboere: 1000, bruttoindkomst_pct: 50}"
    report = run(
        tmp_path,
        f"name: was on, year: 2024, area: {area}, lists: {{2023: [udsat]}}, expect: {{omdannelse: yes}}",
        f"name: was off, year: 2024, area: {area}, lists: {{2023: []}}, expect: {{omdannelse: no}}",
        f"name: who knows, year: 2024, area: {area}, expect: {{omdannelse: undecided}}",
        f"name: other year, year: 2024, area: {area}, lists: {{2022: [udsat]}}, expect: {{omdannelse: undecided}}",
    )
    assert [str(problem) for problem in report.problems] == []
    assert report.count == 4


def test_a_year_that_is_not_given_stays_unknown_whatever_other_cases_give(tmp_path):
    """Were there a row of 2023, its two years running would be broken by 2022, though the row itself is blank."""
    off = "2018: [], 2019: [], 2020: [], 2021: [], 2022: []"
    report = run(
        tmp_path,
        f"name: a, year: 2024, area: {{beboere: 999}}, lists: {{{off}}}, expect: {{plan: undecided}}",
        f"name: b, year: 2024, area: {{beboere: 999}}, lists: {{{off}, 2023: []}}, expect: {{plan: no}}",
        f"name: c, year: 2024, area: {{2023: {{}}, 2024: {{beboere: 999}}}}, lists: {{{off}}}, expect: {{plan: no}}",
    )
    assert [str(problem) for problem in report.problems] == []


def test_a_reference_is_of_the_case_alone(tmp_path):
    area = "area: {doemte: 18, beboere_18_og_over: 1000}, expect: {udsat.kriterier.doemte"
    country = "reference: {Danmark: {beboere_18_og_over: 100000, doemte"
    report = run(
        tmp_path,
        f"name: low, year: 2024, {country}: 600}}}}, {area}: yes}}",
        f"name: high, year: 2024, {country}: 601}}}}, {area}: no}}",
        f"name: none, year: 2024, {area}: undecided}}",
    )
    assert [str(problem) for problem in report.problems] == []


def test_shipped_cases_get_the_same_answers_alone_as_together():
    rules = load_rules()
    found = [case for case in read_cases(rules)[0] if case.regime.regime == "almenboligloven-2018"]
    together, _ = judge_cases(found, rules)
    answers = {case.found: answers_of(case) for case in together}
    for case in found[::6]:
        (alone,), _ = judge_cases([case], rules)
        assert answers_of(alone) == answers[case]


def answers_of(judged):
    return {path: (finding.verdict, finding.value, finding.line) for path, finding in judged.findings.items()}


def test_engines_that_differ_on_a_node_are_a_fault_of_the_program(tmp_path, monkeypatch):
    monkeypatch.setattr("listerules.result.cases.ANSWERS", dict.fromkeys((True, False, None), Verdict.YES))
    with pytest.raises(DisagreementError, match="case 'n': udsat"):
        run(tmp_path, "name: n, year: 2024, area: {beboere: 999}, expect: {udsat: no}")


@pytest.mark.parametrize("name", ["-", "..", "Danmark", "æøå", "x" * 300, "'"])
def test_a_case_may_have_any_name(tmp_path, name):
    case = "year: 2024, area: {beboere: 999}, expect: {udsat: no}"
    assert told(tmp_path, f'name: "{name}", {case}', f'name: "{name} ", {case}') == []


# --- what may be given -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "reference", "expect"),
    [
        ("doemte_pct: 1.5, doemte_graense_pct: 1.4", "", "udsat.kriterier.doemte: yes"),  # never 150 per cent
        ("doemte_pct: 1.83, doemte_graense_pct: 1.83", "", "udsat.kriterier.doemte: undecided"),
        ("uden_tilknytning_pct: 40.0", "", "udsat.kriterier.uden_tilknytning: undecided"),
        ("uden_tilknytning_pct: 1.5", "", "udsat.kriterier.uden_tilknytning: no"),
        ("uden_tilknytning_pct: 41 %", "", "udsat.kriterier.uden_tilknytning: yes"),
        ('uden_tilknytning_pct: ".."', "", "udsat.kriterier.uden_tilknytning: undecided"),
        ('beboere: ".."', "", "udsat.beboere: undecided"),
        ("beboere: 1.000.000", "", None),
        ("bruttoindkomst: 219999.99, region: Region Midtjylland", "Midtjylland", "udsat.kriterier.bruttoindkomst: yes"),
        ("bruttoindkomst: 220000, region: Midtjylland", "Midtjylland", "udsat.kriterier.bruttoindkomst: no"),
        ("bruttoindkomst: 1, region: Midtjylland", "Sjælland", "udsat.kriterier.bruttoindkomst: undecided"),
        ("bruttoindkomst: 319999, municipality: Aarhus", "Aarhus", "fattigt: yes"),
        ("bruttoindkomst: 320000, municipality: Aarhus", "Aarhus", "fattigt: no"),
        ("bruttoindkomst: 320000, municipality: Sjælland", "Sjælland", "fattigt: no"),
    ],
)
def test_figures_are_read_as_in_a_table(tmp_path, area, reference, expect):
    given = f", reference: {{{reference}: {{bruttoindkomst: 400000}}}}" if reference else ""
    case = f"name: n, year: 2024, area: {{{area}}}{given}, expect: {{{expect or 'udsat: no'}}}"
    assert (told(tmp_path, case) == []) == (expect is not None)


def test_published_lists_win_over_the_figures_of_their_year(tmp_path):
    now = "{beboere: 1000, bruttoindkomst_pct: 50}"
    case = f"name: n, year: 2024, area: {{2023: {{beboere: 1}}, 2024: {now}}}, lists: {{2023: [udsat]}}"
    assert told(tmp_path, f"{case}, expect: {{omdannelse: yes}}") == []


def test_a_list_date_chooses_the_regime(tmp_path):
    strict = LAW.replace("at_least: 1000", "at_least: 2000").replace("2018-12-01", "2014-12-01")
    old = BEFORE + (
        "cases:\n  - {name: february, year: 2014, list_date: 2014-02-01, area: {beboere: 1000}, "
        "expect: {udsat.beboere: yes}}\n"
    )
    new = strict + (
        "cases:\n  - {name: december, year: 2014, list_date: 2014-12-01, area: {beboere: 1000}, "
        "expect: {udsat.beboere: no}}\n"
    )
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    report = run_cases(load_rules(tmp_path))
    assert [str(problem) for problem in report.problems] == []
    assert (report.count, report.regimes) == (2, 2)


def test_a_scenario_fails_the_cases_of_what_it_changes(tmp_path):
    run(
        tmp_path,
        "name: too few, year: 2024, area: {beboere: 999}, expect: {udsat.beboere: no}",
        "name: too little, year: 2024, area: {doemte_pct: 1.0, doemte_graense_pct: 1.4}, "
        "expect: {udsat.kriterier.doemte: no}",
    )
    change = {"udsat.beboere.at_least": {"was": "1000", "now": "900"}}
    rules = load_rules(tmp_path / "law.yaml").with_scenario(Scenario(scenario="s", on="min-lov", change=change))
    (problem,) = run_cases(rules).problems
    assert (problem.spot.line, problem.where.partition("  ")[2]) == (3, "udsat.beboere")


# --- cases that cannot be run ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "marked", "what", "what_to_do"),
    [
        (
            "year: 2017, area: {}",
            "2017",
            "The case is of 'min-lov', and the list of 2017 is judged by no regime of the series.",
            "It judges the lists from 2018 on.",
        ),
        (
            "year: 2024, list_date: 2023-12-01, area: {}",
            "2023-12-01",
            "The year of the case is 2024, and its list date is in 2023.",
            "Mend whichever is wrong.",
        ),
        (
            "year: 2018, list_date: 2018-10-01, area: {}",
            "2018-10-01",
            "The case is of 'min-lov', and the list of 2018-10-01 is judged by no regime of the series.",
            "It judges the lists from 2018 on.",
        ),
        (
            "year: 2024, area: {2023: {}}",
            "area",
            "The case is of 2024, and its area has no figures of that year.",
            "Add them; '2024: {}' says that none is known.",
        ),
        (
            "year: 2024, area: {}, lists: {2024: [udsat]}",
            "2024",
            "The published lists of 2024 would be the answer of a case of 2024, not its question.",
            "Name those of earlier years.",
        ),
        (
            "year: 2024, area: {}, lists: {2023: [udsatt]}",
            "udsatt",
            "There was no list 'udsatt' in 2023.",
            "Did you mean 'udsat'?",
        ),
        (
            "year: 2024, area: {}, lists: {2016: [udsat]}",
            "udsat",
            "There was no list 'udsat' in 2016.",
            "There were none at all.",
        ),
        (
            "year: 2024, area: {2023: {beboere: 1}, 2024: {beboere: many}}",
            "many",
            "1 cell is not a number with a decimal point in 'beboere': row 2 (the area 2024): 'many'.",
            "Leave a cell empty where nothing is known, or write '..' where it is withheld.",
        ),
        (
            "year: 2024, area: {beboere: 1.5}",
            "1.5",
            "1 cell is not a whole number of persons in 'beboere': row 1 (the area 2024): '1.5'.",
            "Persons are counted whole.",
        ),
        (
            "year: 2024, area: {bruttoindkomst: '400000,5'}",
            "'400000,5'",
            "1 cell is not a number with a decimal point in 'bruttoindkomst': row 1 (the area 2024): '400000,5'.",
            None,
        ),
        (
            "year: 2024, area: {doemte: 5, beboere_18_og_over: 4}",
            "5",
            "'doemte' is larger than 'beboere_18_og_over', which it is a part of: row 1 (the area 2024): '5' and '4'.",
            "Mend whichever is wrong.",
        ),
        (
            "year: 2024, area: {}, reference: {Danmark: {doemte: -1}}",
            "-1",
            "1 cell is below zero in 'doemte': row 1 (Danmark 2024): '-1'.",
            "A figure is zero or more.",
        ),
        (
            "year: 2024, area: {doemte: 5}, reference: {Danmark: {doemte: -1}}",
            "-1",
            "1 cell is below zero in 'doemte': row 1 (Danmark 2024): '-1'.",
            None,
        ),
        (
            "year: 2024, area: {}, reference: {Danmarks: {doemte: 1}}",
            "{",
            "The area is neither Danmark nor a region: row 1 (2024): 'Danmarks'.",
            None,
        ),
        (
            "year: 2024, area: {region: Jylland}",
            "{",
            "There is no such region: row 1 (the area 2024): 'Jylland'.",
            None,
        ),
    ],
)
def test_a_case_that_cannot_be_run_is_told_at_its_line(tmp_path, case, marked, what, what_to_do):
    (problem,) = run(tmp_path, f"name: n, {case}, expect: {{udsat: no}}").problems
    line = (tmp_path / "law.cases.yaml").read_text(encoding="utf-8").splitlines()[problem.spot.line - 1]
    start = problem.spot.column - 1
    assert line[start : start + problem.spot.length] == marked
    assert (problem.slug, problem.what) == ("case", what)
    assert what_to_do in (None, problem.what_to_do)


def test_cases_in_another_regimes_years_are_told_which(tmp_path):
    (tmp_path / "before.yaml").write_text(
        BEFORE + "cases:\n  - {name: late, year: 2018, area: {}, expect: {udsat: no}}\n", encoding="utf-8"
    )
    run(tmp_path, "name: n, year: 2024, area: {}, expect: {udsat: undecided}")
    (problem,) = run_cases(load_rules(tmp_path)).problems
    assert problem.what == "The case is of 'min-gamle-lov', and the list of 2018 is judged by 'min-lov'."
    assert problem.what_to_do == "It judges the lists of 2014-2017."


def test_one_case_that_cannot_be_read_does_not_keep_the_others_from_being_run(tmp_path):
    fine = "year: 2024, area: {beboere: 999}, expect: {udsat.beboere"
    cases = [f"name: n{number}, {fine}: no}}" for number in range(9)]
    cases[2] = "name: unreadable, year: 2024, area: {beboere: x}, expect: {udsat: no}"
    cases[6] = f"name: wrong, {fine}: yes}}"
    cases[7] = "name: negative, year: 2024, area: {beboere: -1}, expect: {udsat: no}"
    report = run(tmp_path, *cases)
    assert report.count == 9
    assert [problem.spot.line for problem in report.problems] == [5, 9, 10]


def test_a_file_of_cases_with_a_mistake_is_a_problem_of_the_report(tmp_path):
    (tmp_path / "other.cases.yaml").write_text("cases_of: min-lv\ncases: []\n", encoding="utf-8")
    run(tmp_path, "name: n, year: 2024, area: {}, expect: {udsat: yes}")
    problems = run_cases(load_rules(tmp_path)).problems
    assert [problem.slug for problem in problems] == ["", "case"]
    assert problems[0].what == "'cases' is empty."
