"""`listerules check`: what a rule writer, a hook and a code review see."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import listerules as lr
from listerules.cli import main
from listerules.law.lint import LINTS, Level
from listerules.law.rulebook import find_shipped_rules

TODAY = "2026-11-23"
RULES = """\
regime: gader-2024
series: gader
title: {da: Gader, en: Streets}
from: 2024-01-01
law: {name: Made up, url: "https://example.org"}
checked_on: 2026-11-20
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  ikke_vestlige: {title: {da: Ikke-vestlige, en: Non-western}, share: ikke_vestlige, of: beboere}
lists:
  stor_gade:
    title: {da: Stor gade, en: Large street}
    cite: § 1
    all:
      beboere: {at_least: 100}
"""
SHARE = "      ikke_vestlige: {above: 50 %}\n"
CASE = """\
cases:
  - {name: præcis 100, year: 2024, area: {beboere: 100, ikke_vestlige: 51}, expect: {stor_gade: %s}}
"""
LOUD = "claims: [stor_gade apart from stor_gade.beboere]\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="rules.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write


def run(*words):
    return CliRunner().invoke(main, ["check", *words, "--today", TODAY])


# --- what ends with which status ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (RULES + SHARE, 0, "nothing found"),
        (RULES, 1, "warning unused-measure: rules.yaml:9:3  measures.ikke_vestlige"),
        (RULES + SHARE + CASE % "yes", 0, "1 case: nothing found"),
        (RULES + SHARE + CASE % "no", 1, "error case: rules.yaml:18:"),
        (RULES.replace("cite:", "cit:"), 1, "error grammar: rules.yaml:13:5  stor_gade"),
        (RULES.replace("beboere: {at_least: 100}", "stor_gade: on_list"), 1, "error list-in-circle: rules.yaml:11:3"),
        ("", 1, "error grammar: rules.yaml: This file is empty."),
    ],
)
def test_a_file_is_told_what_is_wrong_with_it(write, text, status, said):
    done = run(write(text))
    assert said in done.output
    assert done.exit_code == status


def test_nothing_to_check_is_not_a_finding(write):
    write(RULES)
    done = run("rule.yaml")
    assert done.exit_code == 2
    assert "rule.yaml: There is no such file." in done.output


def test_how_grave_a_remark_must_be_can_be_chosen(write):
    text = (RULES + SHARE).replace("{da: Stor gade, en: Large street}", "{da: Stor gade, en: Stor gade}")
    name = write(text)  # untranslated is a note
    assert [run(name, "--fail-on", level).exit_code for level in ("error", "warning", "note")] == [0, 0, 1]
    name = write(RULES)  # unused-measure is a warning
    assert [run(name, "--fail-on", level).exit_code for level in ("error", "warning", "note")] == [0, 1, 1]


def test_what_cannot_be_read_keeps_lints_and_cases_waiting(write):
    done = run(write(RULES.replace("cite:", "cit:") + CASE % "no"))
    assert "The rules cannot be read: 1 error. Mend that first; lints and cases come after." in done.output


def test_the_age_of_a_file_is_reckoned_from_the_day_given(write):
    name = write(RULES + SHARE)
    later = CliRunner().invoke(main, ["check", name, "--today", "2027-12-24"])
    assert "stale-check" in later.output


def test_the_hook_checks_the_rules_of_the_project_it_is_used_in(write):
    (hook,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    listerules, check, *words = [*hook["entry"].split(), *hook["args"]]
    assert (listerules, check) == ("listerules", "check")
    assert run(*words).exit_code == 2  # there are none
    write(RULES, "rules/gader.yaml")
    assert "rules/gader.yaml:9:3  measures.ikke_vestlige" in run(*words).output


# --- for programs ---------------------------------------------------------------------------------


def test_json_has_the_place_of_each_remark(write):
    report = json.loads(run(write(RULES), "--format", "json").output)
    assert report["regimes"] == ["gader-2024"]
    assert [(each["lint"], each["level"], each["file"], each["line"]) for each in report["remarks"]] == [
        ("unused-measure", "warning", "rules.yaml", 9)
    ]


def test_json_and_sarif_name_the_file_of_what_is_wrong_with_the_whole_of_it(write):
    (remark,) = json.loads(run(write(""), "--format", "json").output)["remarks"]
    assert (remark["file"], remark["what"]) == ("rules.yaml", "This file is empty.")


def test_a_file_that_is_not_utf8_is_marked_at_its_letter(write, tmp_path):
    (tmp_path / write("")).write_bytes("regime: gader\nseries: små".encode("cp1252"))
    (result,) = json.loads(run("rules.yaml", "--format", "sarif").output)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules.yaml"
    assert place["region"] == {"startLine": 2, "startColumn": 11, "endColumn": 12}


def test_sarif_has_each_lint_with_its_page_and_each_result_with_its_region(write):
    write(RULES, "my rules/gader 2024.yaml")
    log = json.loads(run("my rules", "--format", "sarif").output)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    lints = {rule["id"]: rule for rule in one["tool"]["driver"]["rules"]}
    assert {lint.slug for lint in LINTS} | {"grammar", "case", "claim"} == set(lints)
    assert "## Prefer" in lints["unused-measure"]["help"]["markdown"]
    (result,) = one["results"]
    assert one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unused-measure"
    assert result["level"] == "warning"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20rules/gader%202024.yaml"
    assert place["region"] == {"startLine": 9, "startColumn": 3, "endColumn": 16}


@pytest.mark.parametrize("text", ["", "a: [", RULES.replace("cite:", "cit:")])
def test_sarif_tells_what_cannot_be_read_as_well(write, text):
    log = json.loads(run(write(text), "--format", "sarif").output)
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("grammar", "error")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rules.yaml"


def test_in_python_it_is_a_sequence_empty_when_all_is_well(write):
    assert not lr.check(write(RULES + SHARE), today=date(2026, 11, 23))
    found = lr.check(write(RULES), today=date(2026, 11, 23))
    assert [remark.slug for remark in found] == ["unused-measure"]
    assert found[0].problem.spot.line == 9
    assert found.count_level(Level.WARNING) == 1
    assert (found.has(Level.ERROR), found.has(Level.WARNING)) == (False, True)


# --- pages and proofs -----------------------------------------------------------------------------


def test_the_page_of_a_lint_is_printed_and_a_misspelt_one_names_the_nearest():
    assert "## Avoid" in run("--explain", "unused-measure").output
    done = run("--explain", "unused-measures")
    assert done.exit_code == 2
    assert "Did you mean 'unused-measure'?" in done.output


def test_a_claim_that_does_not_hold_is_an_error_at_its_line(write):
    pytest.importorskip("z3")
    done = run(write(RULES.replace("lists:\n", LOUD + "lists:\n") + SHARE), "--prove")
    assert "error claim: rules.yaml:10:10  stor_gade apart from stor_gade.beboere" in done.output
    assert "0 of 1 claim proven: 1 error." in done.output
    assert done.exit_code == 1


def test_rules_without_claims_have_none_to_prove(write):
    pytest.importorskip("z3")
    assert "no cases, no claims: nothing found." in run(write(RULES + SHARE), "--prove").output


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e30", "0", "-1"])
def test_the_time_to_think_is_a_number_of_seconds(write, seconds):
    done = run(write(RULES + SHARE), "--prove", "--seconds", seconds)
    assert done.exit_code == 2
    assert "is not from 0.1 to 3600 seconds." in done.output


def test_only_one_question_at_a_time():
    assert run("--explain", "unused-measure", "--scenario", "fire-aar").exit_code == 2
    assert run("--scenario", "fire-aar", "--format", "sarif").exit_code == 2


def test_the_rules_that_ship_pass_with_no_exception(tmp_path, monkeypatch):
    shutil.copytree(find_shipped_rules(), tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    done = run("rules", "--fail-on", "note")
    assert done.exit_code == 0, done.output
    assert "7 regimes, 12 lints, " in done.output
