"""Every example of the README runs, and prints what the README says it prints.

A line `...` stands for lines left out. Files named by the examples are those that `listerules example` writes.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from listerules.cli import main

ROOT = Path(__file__).parents[2]


def run_commands(example):
    """Each `$ listerules ...` of a console block prints the lines that follow it."""
    for block in re.split(r"(?m)^\$ listerules ", example.parsed)[1:]:
        command, _, expected = block.partition("\n")
        done = CliRunner(env={"COLUMNS": "120"}).invoke(main, shlex.split(command))
        assert done.exit_code == 0, f"{command}: {done.output}"
        said = re.sub(r"(?m)^Now try: .*\n", "", done.output)
        assert re.fullmatch(as_pattern(expected), said), f"{command}\n{said}"


def as_pattern(expected):
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in expected.splitlines()]
    return "".join(lines)


def write_rules(example):
    Path("my-rules.yaml").write_text(example.parsed, encoding="utf-8")


def test_the_readme_s_examples(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parsers = [
        PythonCodeBlockParser(),
        CodeBlockParser("console", run_commands),
        CodeBlockParser("yaml", write_rules),
    ]
    examples = list(Sybil(parsers, path=str(ROOT)).parse(ROOT / "README.md"))
    assert len(examples) >= 6
    for example in examples:
        example.evaluate()
