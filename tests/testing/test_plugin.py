"""`pytest --listerules rules/`, run as a user runs it, in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import listerules
from listerules.law.rulebook import find_shipped_rules

IS_INSTALLED = any(each.name == "listerules" for each in entry_points(group="pytest11"))
SOURCES = str(Path(listerules.__file__).parents[1])

RULES = """
regime: opdigtet
series: gader
title: {{da: Opdigtet, en: Made-up act}}
from: 2020-01-01
law: {{name: Made up, url: "https://example.org/law"}}
checked_on: 2026-11-23
measures:
  beboere: {{title: {{da: Beboere, en: Residents}}, count: beboere}}
  ikke_vestlige: {{title: {{da: Ikke-vestlige, en: Non-western}}, share: ikke_vestlige, of: beboere}}
lists:
  stor: {{title: {{da: Stor, en: Large}}, cite: § 1, all: {{beboere: {{at_least: 1000}}}}}}
  blandet:
    title: {{da: Blandet, en: Mixed}}
    cite: § 2
    all: {{beboere: {{at_least: {least}}}, ikke_vestlige: {{above: 12.5 %}}}}
claims:
  - blandet within stor
  - blandet.ikke_vestlige within blandet.ikke_vestlige
cases:
  - {{name: one on the line, year: 2024, area: {{beboere: 1000}}, expect: {{stor: {answer}}}}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules").mkdir()
    write(tmp_path)
    return tmp_path


def write(folder, least="1500", answer="yes"):
    (folder / "rules" / "gader.yaml").write_text(RULES.format(least=least, answer=answer), encoding="utf-8")


def run(folder, *words, status=0):
    """What pytest prints, without colours; the plugin is named where it is not installed."""
    plugin = () if IS_INSTALLED else ("-p", "listerules.testing.plugin")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, "-p", "no:cacheprovider", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": SOURCES, "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


ALL = [
    "rules/gader.yaml::claim blandet within stor",
    "rules/gader.yaml::claim blandet.ikke_vestlige within blandet.ikke_vestlige",
    "rules/gader.yaml::case one on the line",
]


def test_each_claim_and_case_is_an_item(folder):
    said = run(folder, "--listerules", "rules/", "--collect-only", "-q")
    assert said.splitlines()[:3] == ALL
    assert "3 passed" in run(folder, "--listerules", "rules")


def test_items_can_be_chosen_by_word_and_by_name(folder):
    assert "1 passed, 2 deselected" in run(folder, "--listerules", "rules/gader.yaml", "-k", "claim and stor")
    assert "1 passed" in run(folder, "--listerules", "rules", "-q", ALL[2])


def test_they_run_on_several_cores(folder):
    assert "1 passed" in run(folder, "--listerules", "rules", "-n", "2", "-k", "case")


def test_a_path_given_twice_and_another_beside_are_each_collected_once(folder):
    shutil.copytree(find_shipped_rules() / "kombineret-udlejning", folder / "more")
    said = run(
        folder, "--listerules", "rules", "--listerules", "rules/", "--listerules", "more", "--collect-only", "-q"
    )
    assert all(said.count(f"{name}\n") == 1 for name in ALL)
    assert "more/2012-10-01.yaml::claim kombineret_udlejning.andel.stort_omraade within" in said
    assert "more/2012-10-01.cases.yaml::case " in said
    beside = run(folder, "--listerules", "rules", ".", "--collect-only", "-q")
    assert all(beside.count(f"{name}\n") == 1 for name in ALL)


def test_python_tests_beside_them_run_as_ever(folder):
    (folder / "test_own.py").write_text("def test_own(): pass\n", encoding="utf-8")
    assert "1 passed" in run(folder)
    assert "2 passed, 2 deselected" in run(folder, "--listerules", "rules", ".", "-k", "own or case")


def test_a_claim_that_does_not_hold_fails_with_an_area_and_is_seen_again_by_its_seed(folder):
    write(folder, least="999")
    said = run(folder, "--listerules", "rules", "-k", "stor", status=1)
    assert "The claim 'blandet within stor' does not hold: the first says yes, the second no." in said
    assert "Made-up area: the list of 2020 by Made-up act (opdigtet)" in said
    assert re.search(r"Residents on 1 January \(beboere\) +persons +999\n", said)
    assert "  Residents (beboere): no, 999; at least 1,000" in said
    seed = re.search(r"--hypothesis-seed=\d+", said)[0]
    again = run(folder, "--listerules", "rules", "-k", "stor", seed, status=1)
    assert tell_area(again) == tell_area(said)


def tell_area(said):
    return re.search(r"The claim .*?(?=\n=)", said, re.DOTALL)[0]


def test_a_case_that_fails_is_told_at_its_place(folder):
    write(folder, answer="no")
    said = run(folder, "--listerules", "rules", "-k", "case", status=1)
    assert re.search(r"rules/gader\.yaml:\d+:\d+  stor\n", said)
    assert "The case 'one on the line' does not get the answer it expects" in said


def test_a_broken_rule_file_is_one_item_that_says_what_is_wrong(folder):
    write(folder, least="many")
    (folder / "rules" / "other.yaml").write_text("regime: other\n", encoding="utf-8")
    said = run(folder, "--listerules", "rules", status=1)
    assert "2 failed" in said
    assert "rules/gader.yaml::can be read" in said
    assert "'many' is not a number." in said


def test_a_broken_file_of_cases_leaves_the_others_as_they_are(folder):
    (folder / "rules" / "more.cases.yaml").write_text("cases_of: opdigtet\ncases: []\n", encoding="utf-8")
    said = run(folder, "--listerules", "rules", status=1)
    assert "1 failed, 3 passed" in said
    assert "rules/more.cases.yaml::can be read" in said


@pytest.mark.parametrize(("path", "message"), [
    ("nowhere", "there is no file or folder 'nowhere'"),
    ("empty", "there is no rule file in 'empty'"),
])  # fmt: skip
def test_a_path_without_rules_is_told_before_anything_runs(folder, path, message):
    (folder / "empty").mkdir()
    assert message in run(folder, "--listerules", path, status=4)


def test_the_start_of_every_other_run_of_pytest_stays_light():
    heavy = ("polars", "pydantic", "hypothesis", "listerules.law.rulebook")
    check = f"import listerules.testing.plugin, sys; sys.exit(str([each for each in {heavy} if each in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", check],
        env=os.environ | {"PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.strip() == "[]"
