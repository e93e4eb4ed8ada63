"""Change the code one word at a time, and see whether a test fails: which mutants of a module do the tests kill?

`python tests/mutation/run.py numbers` (or `engine.lines`) works on a copy of the tree in build/mutants. Run again after
adding a test, it tries only the mutants that lived, unless the module itself has changed. Mutants that nobody could
tell from the code as it is are named in equivalent.toml, with the reason, and are left out, as are type annotations.

cosmic-ray makes the mutants. Each is tested in a fork of this process, which has imported all that does not depend on
the module, and has started no thread of Polars; that is several times faster than a new Python each time.
"""

from __future__ import annotations

import ast
import importlib
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from math import ceil
from pathlib import Path

import pytest
from cosmic_ray.commands import init
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutants"
KNOWN = Path(__file__).with_name("equivalent.toml")
AGREEMENT = "tests/agreement/test_agreement.py::test_the_meaning_and_the_speed_agree[0]"
BROAD = [f"tests/spec/test_{name}.py" for name in ("answers", "operators", "made_up_table", "means", "running")]
LAW = [f"tests/law/test_{name}.py" for name in ("model", "scenario", "bad_rules", "rulebook", "schema")]
VERDICTS = (*BROAD, "tests/spec", "tests/properties/test_lines.py", AGREEMENT)
ENGINE = ("tests/verdict/test_lines.py", *VERDICTS)

# Each module: its file, the tests run against its mutants (the quick ones first), and what may be imported before.
MODULES = {
    "numbers": ("areas/numbers.py", ("tests/areas/test_numbers.py", "tests/areas/test_panel.py"), ["law.rulebook"]),
    "evaluate": ("verdict/evaluate.py", VERDICTS, ["areas.panel", "verdict.engine"]),
    "model": ("law/model.py", tuple(LAW), ["errors"]),
} | {
    f"engine.{part}": (f"verdict/engine/{part}.py", ENGINE, ["areas.panel", "verdict.evaluate"])
    for part in ("lines", "exact", "figures", "baselines", "tests", "lists", "rows")
}
LIBRARIES = ("polars", "pydantic", "yaml", "click")
PYTEST = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutants")
NOT_TRIED, ANNOTATION = "not tried", "a type annotation"
PATIENCE = 600  # seconds for one mutant, by the clock

SIGNS = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"}
SIGNS |= {"BitOr": "|", "BitAnd": "&", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}
SIGNS |= {"Is": "is", "IsNot": "is not"}
WORDS = {"ReplaceAndWithOr": "or", "ReplaceOrWithAnd": "and", "ReplaceTrueWithFalse": "False"}
WORDS |= {"ReplaceFalseWithTrue": "True", "ZeroIterationForLoop": "[]", "RemoveDecorator": ""}

# What each sign is replaced with. The tool knows more, such as `+` for `<<`, which fail at once or tell nothing new.
ORDER = {"Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"}
SWAPS = dict.fromkeys(("Lt", "LtE", "Gt", "GtE"), ORDER)
SWAPS |= {"Eq": {"NotEq"}, "NotEq": {"Eq"}, "Is": {"IsNot"}, "IsNot": {"Is"}}
SWAPS |= {"Add": {"Sub"}, "Sub": {"Add"}, "Mul": {"Add", "Div"}, "Div": {"Mul"}, "FloorDiv": {"Div", "Mul"}}
SWAPS |= {"Mod": {"Mul"}, "Pow": {"Mul"}, "BitOr": {"BitAnd"}, "BitAnd": {"BitOr"}, "Delete": {"Not", "USub", "Invert"}}


def main(name: str) -> int:
    """Try the mutants of one module, and tell which lived; 1 if one did."""
    file, tests, before = MODULES[name]
    module = f"src/listerules/{file}"
    source = (ROOT / module).read_text(encoding="utf-8")
    copy, session, mutated = BUILD / name, BUILD / f"{name}.sqlite", BUILD / f"{name}.txt"
    copy_tree(copy)
    os.chdir(copy)
    import_before([*LIBRARIES, *(f"listerules.{each}" for each in before)])
    if run_tests(tests) != TestOutcome.SURVIVED:
        sys.exit(f"Without any change, the tests of {name} fail: {' '.join(tests)}")
    sys.dont_write_bytecode = True  # a mutant may be as old and as long as the one before it
    # Work, not time, since the machine may have more to do: with a multiple of what they need, only endless tests stop.
    work = 3 * ceil(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime) + 5
    with use_db(session) as mutants:
        if not mutated.exists() or mutated.read_text(encoding="utf-8") != source:
            mutated.write_text(source, encoding="utf-8")
            init([Path(module)], mutants, {})
        forget_all_but_kills(session)
        skip_equivalents(name, mutants, source)
        # Comparisons first: they are what the law turns on.
        for item in sorted(
            mutants.pending_work_items, key=lambda each: "Comparison" not in each.mutations[0].operator_name
        ):
            change = item.mutations[0]
            with use_mutation(Path(module), get_operator(change.operator_name)(), change.occurrence):
                outcome = run_tests(tests, work)
            mutants.set_result(item.job_id, WorkResult(WorkerOutcome.NORMAL, "", outcome))
        return report(name, mutants, source)


def copy_tree(copy: Path) -> None:
    """Copy all that git knows or would add; a run that is broken off leaves a mutant behind, but not in the tree."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    shutil.rmtree(copy, ignore_errors=True)
    for each in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines():
        if (ROOT / each).exists():
            (copy / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / each, copy / each)


def import_before(names: list[str]) -> None:
    """Import, from the copy, what no mutant changes."""
    sys.path.insert(0, str(Path.cwd() / "src"))
    for name in names:
        importlib.import_module(name)


def run_tests(tests: tuple[str, ...], work: int = resource.RLIM_INFINITY) -> TestOutcome:
    """Run the tests in a fork: killed where one fails, incompetent where they do not end in `work` seconds of work."""
    fork = multiprocessing.get_context("fork").Process(target=_run_tests, args=(tests, work))
    fork.start()
    fork.join(PATIENCE)
    if fork.exitcode is None:
        fork.kill()
        fork.join()
    if fork.exitcode in (-signal.SIGXCPU, -signal.SIGKILL):
        return TestOutcome.INCOMPETENT
    return TestOutcome.KILLED if fork.exitcode else TestOutcome.SURVIVED


def _run_tests(tests: tuple[str, ...], work: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (work, work))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(pytest.main([*PYTEST, *tests]))


def forget_all_but_kills(session: Path) -> None:
    """There may be new tests, and other equivalents. (The tool can set a result, but not take one away.)"""
    with closing(sqlite3.connect(session)) as database, database:
        database.execute("DELETE FROM work_results WHERE test_outcome IS NULL OR test_outcome = 'SURVIVED'")


def skip_equivalents(name: str, mutants: WorkDB, source: str) -> None:
    """Mark as done, with the reason, the mutants that nobody could tell from the code as it is."""
    groups = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    known = {
        each: group["why"]
        for part in ("everywhere", name)
        for group in groups.get(part, [])
        for each in group["mutants"]
    }
    annotations = find_annotations(source)
    for item in mutants.pending_work_items:
        change = item.mutations[0]
        written = describe(change, source)
        why = next((why for mutant, why in known.items() if mutant in written), "")
        if not tells_something(change):
            why = NOT_TRIED
        elif any(start <= change.start_pos and change.end_pos <= end for start, end in annotations):
            why = ANNOTATION
        if why:
            mutants.set_result(item.job_id, WorkResult(WorkerOutcome.SKIPPED, why))


def tells_something(change: MutationSpec) -> bool:
    """Whether a sign is replaced with one of those worth a try; true of all other changes."""
    pair = re.search(r"_([A-Za-z]+)_([A-Za-z]+)$", change.operator_name)
    return pair is None or pair[2] in SWAPS.get(pair[1], ())


def find_annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where each type annotation stands."""
    nodes = [getattr(node, word, None) for node in ast.walk(ast.parse(source)) for word in ("annotation", "returns")]
    found = [node for node in nodes if isinstance(node, ast.expr)]
    return [((a.lineno, a.col_offset), (a.end_lineno or 0, a.end_col_offset or 0)) for a in found]


def describe(change: MutationSpec, source: str) -> str:
    """The line with the change in it: `value «> to >=» line`."""
    line = source.splitlines()[change.start_pos[0] - 1]
    start, end = change.start_pos[1], change.end_pos[1] if change.end_pos[0] == change.start_pos[0] else len(line)
    word = change.operator_name.removeprefix("core/")
    if word == "NumberReplacer":
        new = "one less" if change.occurrence % 2 else "one more"
    elif word == "AddNot" or "_Delete_" in word:
        new = "the opposite"
    elif pair := re.search(r"_([A-Za-z]+)$", word):
        new = SIGNS.get(pair[1], pair[1])
    else:
        new = WORDS.get(word, word)
    return f"{line[:start]}«{line[start:end]} to {new}»{line[end:]}".strip()


def report(name: str, mutants: WorkDB, source: str) -> int:
    """Print the score and every mutant that lived; 1 if one did."""
    done = [(item.mutations[0], result) for item, result in mutants.completed_work_items]
    tried = [(change, result) for change, result in done if result.worker_outcome != WorkerOutcome.SKIPPED]
    lived = [change for change, result in tried if result.test_outcome == TestOutcome.SURVIVED]
    endless = [change for change, result in tried if result.test_outcome == TestOutcome.INCOMPETENT]
    left_out = [result.output for _, result in done if result.worker_outcome == WorkerOutcome.SKIPPED]
    equivalent = sum(why not in (NOT_TRIED, ANNOTATION) for why in left_out)
    lines = [
        f"{name}:{change.start_pos[0]}  {words}  {describe(change, source)}"
        for words, changes in (("lived", lived), ("did not end", endless))
        for change in sorted(changes, key=lambda each: each.start_pos)
    ]
    killed = len(tried) - len(lived)
    lines.append(
        f"{name}: {killed} of {len(tried)} mutants killed, {killed / max(1, len(tried)):.1%}. Left out:"
        f" {equivalent} that change nothing, {left_out.count(ANNOTATION)} in annotations.\n"
    )
    sys.stdout.write("\n".join(lines))
    return int(bool(lived))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in MODULES:
        sys.exit(f"Name one module: {', '.join(MODULES)}.")
    sys.exit(main(sys.argv[1]))
