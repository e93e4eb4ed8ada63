"""Cases are found beside the rules, and are no part of them."""

from pathlib import Path

import pytest

from listerules.errors import RulesError
from listerules.law.cases import read_cases
from listerules.law.model import Case
from listerules.law.rulebook import find_shipped_rules, load_rules

LAW = """\
regime: min-lov
series: mine-lister
title: {da: Min lov, en: My act}
from: 2024-12-01
law: {name: Min lov, url: "https://example.org/lov"}
checked_on: 2026-11-23
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
lists:
  stort: {title: {da: Stort, en: Large}, cite: § 1, all: {beboere: {at_least: 1000}}}
"""


def write_cases(name: str, of: str = "min-lov", expect: str = "stort: yes") -> str:
    return f"cases_of: {of}\ncases:\n  - {{name: {name}, year: 2024, area: {{beboere: 1000}}, expect: {{{expect}}}}}\n"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        file = folder / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def names_in(path: Path | None) -> list[str]:
    found, problems = read_cases(load_rules(path))
    assert problems == ()
    return [case.case.name for case in found]


def test_cases_stand_in_a_rule_file_and_in_files_anywhere_in_its_folder(tmp_path):
    inside = LAW + write_cases("inside").partition("\n")[2]
    folder = write(tmp_path, law=inside, **{"a.cases": write_cases("a"), "sub__b.cases": write_cases("b")})
    assert names_in(folder) == ["inside", "a", "b"]


def test_a_single_file_has_the_cases_of_its_own_name(tmp_path):
    write(tmp_path, law=LAW, **{"law.cases": write_cases("of this law"), "other.cases": write_cases("of another")})
    assert names_in(tmp_path / "law.yaml") == ["of this law"]


def test_an_editors_own_file_is_left_alone(tmp_path):
    hidden = {".#law.cases": write_cases("half written"), ".copies__law": LAW, ".copies__law.cases": write_cases("old")}
    assert names_in(write(tmp_path, law=LAW, **hidden)) == []


def test_rules_may_lie_below_a_hidden_folder(tmp_path):
    folder = tmp_path / ".work"
    assert names_in(write(folder, law=LAW, **{"law.cases": write_cases("a")})) == ["a"]


@pytest.mark.parametrize("name", ["law.YAML", "law.yml", "law.cases.yml", "law.cases.YAML"])
def test_no_ending_is_passed_over_in_silence(tmp_path, name):
    write(tmp_path, other=LAW)
    (tmp_path / name).write_text(LAW.replace("min-lov", "anden-lov"), encoding="utf-8")
    with pytest.raises(RulesError, match=rf"{name}: This is not read: rule files end in '\.yaml'\. Rename it\."):
        load_rules(tmp_path)


def test_rules_without_cases_have_none(tmp_path):
    assert names_in(write(tmp_path, law=LAW) / "law.yaml") == []


def test_cases_are_no_part_of_the_rules(tmp_path):
    folder = write(tmp_path, law=LAW)
    before = load_rules(folder)
    write(tmp_path, **{"law.cases": "cases_of: [not even readable"})
    after = load_rules(folder)
    assert after.files == before.files
    assert [file.name for file in after.files] == ["columns.yaml", "law.yaml"]


def test_the_shipped_cases_are_found_and_are_no_rule_files():
    rules = load_rules()
    found, problems = read_cases(rules)
    assert problems == ()
    assert {case.regime.regime for case in found} == {
        regime.regime for series in rules.series.values() for regime in series.regimes if regime.lists
    }
    assert not any("cases" in file.name for file in rules.files)


def test_a_file_with_a_mistake_does_not_keep_the_others_from_being_read(tmp_path):
    broken = {"b.cases": write_cases("b", of="min-lv"), "c.cases": write_cases("c", expect="stor: yes")}
    folder = write(tmp_path, law=LAW, **{"a.cases": write_cases("a"), **broken, "d.cases": write_cases("d")})
    found, problems = read_cases(load_rules(folder))
    assert [case.case.name for case in found] == ["a", "d"]
    assert [(Path(problem.spot.file).name, problem.spot.line) for problem in problems] == [
        ("b.cases.yaml", 1),
        ("c.cases.yaml", 3),
    ]


@pytest.mark.parametrize("given", [".", "law.yaml"])
def test_a_file_of_cases_is_called_as_the_rules_beside_it_are(tmp_path, monkeypatch, given):
    monkeypatch.chdir(write(tmp_path, law=LAW, **{"law.cases": write_cases("a", of="min-lv")}))
    (problem,) = read_cases(load_rules(given))[1]
    assert problem.where == "law.cases.yaml:1:11"


def test_a_file_of_cases_in_a_folder_is_called_by_the_path_given(tmp_path, monkeypatch):
    monkeypatch.chdir(
        write(tmp_path, rules__law=LAW, **{"rules__sub__law.cases": write_cases("a", of="min-lv")}).parent
    )
    (problem,) = read_cases(load_rules(f"{tmp_path.name}/rules"))[1]
    assert problem.where == f"{tmp_path.name}/rules/sub/law.cases.yaml:1:11"


def test_a_file_of_cases_is_not_taken_for_rules(tmp_path):
    write(tmp_path, law=LAW, **{"law.cases": write_cases("a")})
    with pytest.raises(RulesError, match=r"These are cases, and a rule file was asked for\."):
        load_rules(tmp_path / "law.cases.yaml")


def test_figures_without_a_year_are_of_the_cases_own():
    words = {"name": "n", "year": "2024", "expect": {"stort": "no"}}
    by_year = {2023: {"beboere": "1"}, 2024: {"beboere": "2"}}
    assert (case := Case(**words, area=by_year)).by_year(case.area) == by_year
    assert (case := Case(**words, area={"beboere": "2"})).by_year(case.area) == {2024: {"beboere": "2"}}
    assert (case := Case(**words, area={})).by_year(case.area) == {2024: {}}


def test_the_shipped_cases_say_that_they_are_made_up():
    for file in find_shipped_rules().rglob("*.cases.yaml"):
        assert file.read_text(encoding="utf-8").splitlines()[1].startswith("# Made-up areas: none of them exists")
