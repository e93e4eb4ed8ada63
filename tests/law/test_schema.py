"""The schemas in rules/ are those of the models, and editors that use them accept the shipped rules."""

import copy
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from listerules.law.rulebook import find_shipped_rules
from listerules.law.schema import render_schemas, write_schemas

RULES = find_shipped_rules()
FILES = sorted(RULES.rglob("*.yaml"))
REGIME = RULES / "omraadelister" / "2021-12-01.yaml"


class AsEditorsDo(yaml.SafeLoader):
    """YAML 1.2: `yes` and `no` are words."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the library has it
        letter: [(tag, shape) for tag, shape in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def load(path: Path):
    return dates_as_text(yaml.load(path.read_text(encoding="utf-8"), AsEditorsDo))  # noqa: S506 - a safe one


def dates_as_text(value):
    if isinstance(value, dict):
        return {str(key): dates_as_text(below) for key, below in value.items()}
    if isinstance(value, list):
        return [dates_as_text(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((RULES / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", sorted(render_schemas()))
def test_the_schema_that_ships_is_fresh(name):
    told = "Run: python -m listerules.law.schema rules"
    assert (RULES / name).read_text(encoding="utf-8") == render_schemas()[name], told


def test_schemas_are_written_where_asked(tmp_path):
    assert sorted(path.name for path in write_schemas(tmp_path)) == sorted(render_schemas())
    assert (tmp_path / "regime.schema.json").read_text(encoding="utf-8").endswith("}\n")


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(RULES).as_posix())
def test_a_shipped_file_fits_the_schema_it_names(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (file.parent / first.partition("$schema=")[2]).resolve()
    assert schema.parent == RULES.resolve()
    assert list(validator(schema.name).iter_errors(load(file))) == []


BROKEN = {
    "unknown word": lambda tree: test_of(tree).update(abov="40 %"),
    "two comparisons": lambda tree: test_of(tree).update(below="40 %"),
    "no comparison": lambda tree: test_of(tree).pop("above"),
    "not a number": lambda tree: test_of(tree).update(above="mange"),
    "unknown baseline": lambda tree: test_of(tree).update(relative_to="kommune"),
    "no citation": lambda tree: tree["lists"]["udsat_boligomraade"].pop("cite"),
    "capital in a name": lambda tree: tree["lists"].update(Udsat=tree["lists"]["udsat_boligomraade"]),
    "unknown list word": lambda tree: tree["lists"]["parallelsamfund"]["all"].update(udsat_boligomraade="onlist"),
    "empty list": lambda tree: tree["lists"]["parallelsamfund"].update(all={}),
    "group without a number": lambda tree: criteria_of(tree).pop("at_least"),
    "group with two ways": lambda tree: criteria_of(tree).update(all=criteria_of(tree)["of"]),
    "share without of": lambda tree: tree["measures"]["doemte"].pop("of"),
    "two ways of counting": lambda tree: tree["measures"]["beboere"].update(mean="bruttoindkomst"),
    "no title": lambda tree: tree.pop("title"),
    "a null": lambda tree: tree["measures"]["doemte"].update(published=None),
    "an end": lambda tree: tree.update(until="2030-01-01"),
}


def criteria_of(tree):
    return tree["lists"]["udsat_boligomraade"]["all"]["sociale_kriterier"]


def test_of(tree):
    return criteria_of(tree)["of"]["uden_tilknytning"]


test_of.__test__ = False


@pytest.mark.parametrize("name", BROKEN)
def test_an_editor_marks_a_broken_tree(name):
    tree = load(REGIME)
    BROKEN[name](tree)
    assert list(validator("regime.schema.json").iter_errors(tree))


def test_an_editor_accepts_a_scenario():
    scenario = {"scenario": "x", "on": "y", "change": {"a.b": {"was": 5, "now": "60 %"}}, "remove": ["c.d"]}
    assert list(validator("scenario.schema.json").iter_errors(scenario)) == []
    assert list(validator("scenario.schema.json").iter_errors({**scenario, "onn": 1}))


CASES = {"cases_of": "x", "cases": [{"name": "n", "year": 2021, "area": {"beboere": 999}, "expect": {"a.b": "no"}}]}
BROKEN_CASES = {
    "unknown word": lambda case: case.update(yaer=2021),
    "neither yes, no nor undecided": lambda case: case["expect"].update({"a.b": "maybe"}),
    "no answers": lambda case: case.update(expect={}),
    "no name": lambda case: case.pop("name"),
    "year as a word": lambda case: case.update(year="last"),
    "figures in a list": lambda case: case.update(area=[999]),
    "years and figures mixed": lambda case: case.update(area={"2021": {"beboere": 1}, "beboere": 1}),
}


@pytest.mark.parametrize(
    "area", [{}, {"beboere": 999}, {"2020": {}, "2021": {"beboere": "..", "uden_tilknytning": 40.5}}], ids=str
)
def test_an_editor_accepts_cases(area):
    cases = copy.deepcopy(CASES)
    cases["cases"][0]["area"] = area
    assert list(validator("cases.schema.json").iter_errors(cases)) == []


@pytest.mark.parametrize("name", BROKEN_CASES)
def test_an_editor_marks_a_broken_case(name):
    cases = copy.deepcopy(CASES)
    BROKEN_CASES[name](cases["cases"][0])
    assert list(validator("cases.schema.json").iter_errors(cases))
