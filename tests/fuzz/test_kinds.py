"""One input of each kind of hostile file: an answer or a mistake in words. `make fuzz` gives thousands of them."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from trial import KINDS, run_trial

LIGHT = [name for name, kind in KINDS.items() if kind.weight >= 0.05]
# Most of these are made to fill the memory, so they get a process of their own with a limit.
HEAVY = [name for name, kind in KINDS.items() if kind.weight < 0.05]


@pytest.mark.parametrize("kind", LIGHT)
def test_a_hostile_file_is_answered_in_words(tmp_path, kind):
    outcome = run_trial(KINDS[kind].make(Random(f"0 {kind}")), tmp_path, by_command=False)  # noqa: S311
    assert outcome.word != "failure", outcome.told


@pytest.mark.parametrize("kind", ["rules: altered", "scenario: altered", "cases: altered", "tables: hostile cells"])
def test_a_hostile_file_is_answered_in_words_by_the_command(tmp_path, kind):
    outcome = run_trial(KINDS[kind].make(Random(f"0 {kind}")), tmp_path, by_command=True)  # noqa: S311
    assert outcome.word != "failure", outcome.told


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_files_made_to_fill_the_memory_do_not():
    soak = Path(__file__).with_name("soak.py")
    kinds = [word for name in HEAVY for word in ("--kind", name)]
    run = [sys.executable, str(soak), *kinds, "--inputs", "1", "--workers", "1", "--patience", "3600"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
