"""The wheel alone, in an environment of its own and away from the checkout, does the work."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words, folder):
    return subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=True)


@pytest.mark.wheel
def test_a_wheel_in_an_empty_environment_classifies_from_another_folder(tmp_path):
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", ROOT, folder=tmp_path)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    venv.create(tmp_path / "empty", with_pip=True)
    programs = tmp_path / "empty" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, folder=tmp_path)

    published = ROOT / "fixtures" / "published"
    done = run(
        *(programs / "listerules", "classify", published / "areas.csv", "--history", published / "lists.csv"),
        *("--year", "2023", "--language", "en", "--format", "lists"),
        folder=tmp_path,
    )
    assert "Area with a development plan (§ 168 a): 17 on the list" in done.stdout

    listed = run(programs / "listerules", "whatif", "--list", "--language", "en", folder=tmp_path)
    assert "Four years instead of five (fire-aar)" in listed.stdout

    written = run(programs / "listerules", "example", folder=tmp_path)
    assert written.stdout.split() == ["areas.csv", "reference.csv", "areas_dansk_excel.csv"]

    checked = run(programs / "listerules", "check", "--fail-on", "error", folder=tmp_path)
    assert "7 regimes, 12 lints, " in checked.stdout
    assert "no cases" not in checked.stdout

    explained = run(programs / "listerules", "check", "--explain", "stale-check", folder=tmp_path)
    assert explained.stdout.startswith("# stale-check")

    without_z3 = subprocess.run(
        [programs / "listerules", "check", "--prove"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert without_z3.returncode == 2
    assert 'pip install "listerules[prove]"' in without_z3.stderr
