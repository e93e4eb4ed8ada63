"""A rule file of any content runs no code and reads no other file, seen through Python's own audit of a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hostile import SHIPPED_COLUMNS, SHIPPED_RULES, render
from rule_files import KINDS, TAGGED, TREES, made_up

import listerules
from listerules.law.rulebook import find_shipped_rules, load_rules
from listerules.law.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[2]
# What is imported or compiled on first use is so before the watch begins: by the rules that ship, and by files with
# mistakes of many kinds.
WATCH = """
import json, sys
from pathlib import Path
import listerules
from listerules.law.scenario import load_scenario

def load(path):
    for read in (listerules.load_rules, load_scenario):
        try:
            read(path)
        except listerules.ListerulesError as mistake:
            str(mistake)

given, known = json.loads(sys.stdin.read())
seen, watching = [], False
sys.addaudithook(lambda event, words: seen.append([event, *map(str, words[:2])]) if watching else None)
for path in known:
    load(path)
listerules.load_rules()
watching = True
for path in given:
    load(path)
watching = False
print(json.dumps(seen))
"""
READING = {"os.listdir", "os.scandir", "glob.glob", "pathlib.Path.glob", "pathlib.Path.rglob"}
COLUMNS = str(find_shipped_rules() / "columns.yaml")
LIGHT = [
    name for name, kind in KINDS.items() if kind.weight >= 0.2 and name.startswith(("rules", "scenario", "columns"))
]


def watch(given: list[Path]) -> list[list[str]]:
    """Every event of loading these files, as rules and as scenarios."""
    known = [str(path) for path in sorted((ROOT / "tests" / "bad_rules").glob("*.yaml"))[::4]]
    asked = json.dumps([[str(path) for path in given], known])
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", WATCH], input=asked, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def strange(events: list[list[str]], folder: Path) -> list[list[str]]:
    """The events that are not the reading of something in the folder, or of the columns that ship."""
    return [
        [event, *words]
        for event, *words in events
        if event != "builtins.id"  # copying asks for it
        and not (event in READING and words[0].startswith(str(folder)))
        and not (event == "open" and words[0].startswith((str(folder), COLUMNS)) and words[1] in ("r", "rb"))
    ]


def write(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "rules" if (folder / "rules").is_dir() else folder / next(iter(files))


def test_hostile_rule_files_run_no_code_and_read_no_other_file(tmp_path):
    given = [
        write(dict(KINDS[kind].make(Random(f"{number} {kind}")).files), tmp_path / f"{place} {number}")  # noqa: S311
        for place, kind in enumerate(LIGHT)
        for number in range(2)
    ]
    for number, tag in enumerate(TAGGED):
        data = render(made_up(regime="MARK", x=["MARK"], law={"MARK": "x"})).replace(b'"MARK"', tag.encode())
        given += [
            write({"tagged.yaml": data}, tmp_path / f"tag {number}"),
            write(
                {"tagged.yaml": render(made_up(lists="MARK")).replace(b'"MARK"', tag.encode())}, tmp_path / f"{number}"
            ),
        ]
    assert strange(watch(given), tmp_path) == []
    assert not [*Path.cwd().glob("owned"), *tmp_path.rglob("owned")]


def test_a_folder_of_rules_reads_what_is_in_it_and_not_what_it_names(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.yaml").write_bytes(SHIPPED_RULES[0])
    folder = tmp_path / "rules"
    write({"a.yaml": render(made_up()), "columns.yaml": SHIPPED_COLUMNS}, folder)
    (folder / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    outside = write({"b.yaml": b"x"}, tmp_path / "elsewhere")
    events = watch([folder, outside])
    opened = {words[0] for event, *words in events if event == "open"}
    assert opened - {str(outside), COLUMNS} == {str(folder / "a.yaml"), str(folder / "columns.yaml")}
    assert strange(events, folder) == [["open", str(outside), "r"]] * 2  # the watch does see what is read elsewhere


def test_what_a_rule_file_may_not_do_is_strange(tmp_path):
    events = [["import", "os", ""], ["exec", "x", ""], ["open", str(tmp_path / "x"), "w"], ["os.system", "x", ""]]
    assert strange(events, tmp_path) == events


@pytest.mark.parametrize("name", ["../../owned", "/etc/passwd", "..", ".", "a/b", "a\\b", "~", "C:owned", "a\nb"])
@pytest.mark.parametrize("word", ["regime", "series", "lists", "measures", "columns"])
def test_no_name_in_a_rule_file_can_be_a_path(tmp_path, word, name):
    value = {name: TREES[0]["lists"] if word == "lists" else {}} if word in ("lists", "measures", "columns") else name
    (tmp_path / "rules.yaml").write_bytes(render(made_up(**{word: value})))
    with pytest.raises(listerules.RulesError):
        load_rules(tmp_path / "rules.yaml")


@pytest.mark.parametrize("name", ["../../owned", "/etc/passwd", "..", "a/b", "~"])
def test_no_name_in_a_scenario_can_be_a_path(tmp_path, name):
    for word in ("scenario", "on"):
        tree = {"scenario": "s", "on": "almenboligloven-2021", word: name}
        (tmp_path / "scenario.yaml").write_bytes(render(tree))
        with pytest.raises(listerules.RulesError):
            load_scenario(tmp_path / "scenario.yaml")
