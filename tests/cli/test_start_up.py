"""A command loads what it needs and no more, so that a short one is over soon."""

import subprocess
import sys
from pathlib import Path

import pytest

MADE_UP = Path(__file__).resolve().parents[2] / "fixtures" / "made_up"
# What other commands, other kinds of file and the tests of rule writers need.
OF_OTHERS = {"pandas", "pyarrow", "jinja2", "hypothesis", "z3", "duckdb", "sqlglot", "fastexcel", "xlsxwriter", "numpy"}


def find_loaded(*words):
    """The modules a command has loaded when it ends, in a process of its own."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from listerules.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("is_written", [False, True])
def test_classifying_a_csv_loads_no_library_for_other_files_or_other_commands(is_written, tmp_path):
    output = ["-o", tmp_path / "lists.csv"] if is_written else []
    loaded = find_loaded("classify", MADE_UP / "areas.csv", "--reference", MADE_UP / "reference.csv", "-q", *output)
    assert {"polars", "listerules.result.classify"} <= loaded
    assert not loaded & OF_OTHERS
    assert "listerules.result.workbook" not in loaded


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["classify", "--help"]])
def test_help_and_version_load_no_library_but_that_of_commands(words):
    loaded = find_loaded(*words)
    assert "click" in loaded
    assert not loaded & {"polars", "pydantic", "yaml", *OF_OTHERS}
