"""Each broken rule file of tests/bad_rules, or file of cases, gets the message beside it, and only that."""

from pathlib import Path

import pytest

from listerules.errors import Problem, RulesError
from listerules.law.cases import read_cases
from listerules.law.rulebook import load_rules

FOLDER = Path(__file__).parent.parent / "bad_rules"
MESSAGES = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda path: path.stem)
def test_a_broken_file_gets_its_message(message: Path):
    file = message.with_suffix(".yaml")
    broken = file if file.exists() else message.with_suffix("")
    told = str(RulesError(problems_of(broken))).replace(FOLDER.as_posix() + "/", "").replace(str(FOLDER), "")
    assert told + "\n" == message.read_text(encoding="utf-8")


def problems_of(broken: Path) -> tuple[Problem, ...]:
    """What is wrong with rules; or, where nothing is, with the cases beside them."""
    try:
        rules = load_rules(broken)
    except RulesError as error:
        return error.problems
    return read_cases(rules)[1]


def test_every_broken_file_has_a_message():
    broken = {path.stem for path in FOLDER.iterdir() if path.is_dir() or path.suffix == ".yaml"}
    assert broken == {message.stem for message in MESSAGES}
    assert len(broken) > 70


def test_one_mistake_gives_one_message():
    mistakes = {"two_mistakes": 2, "mistakes_in_two_files": 3}
    for message in MESSAGES:
        underlines = [line for line in message.read_text(encoding="utf-8").splitlines() if line.startswith("      | ")]
        assert len(underlines) <= mistakes.get(message.stem, 1), message.stem
