"""One hostile input given to the public door: what came out, and whether a user could bear it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from click.testing import CliRunner
from rule_files import KINDS as RULE_FILES
from tables import KINDS as TABLES

import listerules
from listerules.cli import main
from listerules.law.cases import read_cases
from listerules.law.scenario import load_scenario
from listerules.result.show import describe_regime

if TYPE_CHECKING:
    from hostile import Hostile

KINDS = {**RULE_FILES, **TABLES}
LONGEST_MESSAGE = 2_000  # characters of one problem
MOST_MESSAGES = 30_000  # of all that is told at once
MOST_NODES = 100  # of a regime that is judged by, too: what is asked here is how it is read
AREAS = [{"area": "Å-parken", "year": year, "beboere": 1200, "ikke_vestlige": 700} for year in (2018, 2019)]
AREAS_CSV = "area,year,beboere,ikke_vestlige\nÅ-parken,2018,1200,700\nÅ-parken,2019,1200,700\n"


@dataclass(frozen=True)
class Outcome:
    """An answer, a mistake told in words, or a failure of ours; with what was told."""

    word: Literal["answer", "mistake", "failure"]
    told: str = ""


def run_trial(hostile: Hostile, folder: Path, *, by_command: bool) -> Outcome:
    """Write the files into an empty folder and give the first of them to its door, in Python or as a command."""
    paths = [folder / name for name in hostile.files]
    for path, data in zip(paths, hostile.files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    given = folder / "rules" if (folder / "rules").is_dir() else paths[0]
    if by_command and hostile.door != "records":
        return _run_command(hostile.door, given, folder)
    try:
        notes = _open(hostile.door, given)
    except listerules.ListerulesError as mistake:
        faults = [fault for problem in mistake.problems for fault in _find_faults(str(problem), LONGEST_MESSAGE)]
        faults += _find_faults(str(mistake), MOST_MESSAGES)
        return Outcome("failure" if faults else "mistake", "; ".join([*faults[:3], str(mistake)[:500]]))
    faults = _find_faults("\n".join(notes), MOST_MESSAGES)
    return Outcome("failure", f"a note: {faults[0]}") if faults else Outcome("answer")


def _open(door: str, given: Path) -> Iterable[str]:
    """Give a file to its door and use what comes of it."""
    if door == "rules":
        rulebook = listerules.load_rules(given)
        for series in rulebook.series.values():
            if all(len(list(regime.nodes())) <= MOST_NODES for regime in series.regimes):
                listerules.classify(AREAS, rulebook, series=series.name).table  # noqa: B018 - it is made when asked for
            for regime in series.regimes:
                describe_regime(rulebook, regime.regime, "en")
        return ()
    if door == "cases":
        _, problems = read_cases(listerules.load_rules(given))
        if problems:
            raise listerules.RulesError(problems)
        return ()
    if door == "scenario":
        load_scenario(given)
        return listerules.classify(AREAS, scenario=given).notes
    if door == "records":
        return _use(listerules.classify(json.loads(given.read_bytes())))
    return _use(listerules.classify(given) if door == "areas" else listerules.classify(AREAS, **{door: given}))


def _use(result: Any) -> Iterable[str]:
    """Ask for all of a small result, which lets the two engines check each other."""
    if result.table.height <= 20:
        result.findings  # noqa: B018
    return result.notes


def _run_command(door: str, given: Path, folder: Path) -> Outcome:
    areas = folder / "small.csv"
    areas.write_text(AREAS_CSV, encoding="utf-8")
    words = ["classify", str(given)] if door == "areas" else ["classify", str(areas), f"--{door}", str(given)]
    done = CliRunner().invoke(main, ["check", str(given)] if door == "cases" else words)
    faults = [*_find_faults(done.stderr, MOST_MESSAGES)]
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        faults.append(f"{type(done.exception).__name__}: {done.exception}"[:500])
    if done.exit_code not in (0, 1, 2):
        faults.append(f"exit status {done.exit_code}")
    if faults:
        return Outcome("failure", "; ".join(faults[:3]))
    return Outcome("mistake" if done.exit_code else "answer", done.stderr[:500])


def _find_faults(told: str, longest: int) -> list[str]:
    """What is wrong with a message."""
    faults = []
    if len(told) > longest:
        faults.append(f"a message of {len(told)} characters")
    if "Traceback" in told:
        faults.append("a traceback")
    if strange := {letter for letter in told if unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n"}:
        faults.append(f"characters a terminal acts on: {sorted(strange)!r}")
    return faults
