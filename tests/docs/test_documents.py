"""Every example of the README and of docs/ runs, and prints what the page says it prints.

A line `...` stands for lines left out, and ` ...` at the end of one for its rest. Each page has an empty folder of its
own, in which `fixtures` is that of the project; other files are those that `listerules example` and the page's own
commands and YAML blocks write. A YAML block is written to `my-rules.yaml`, or to the file its first line names:
`# scenario.yaml`. A CSV block is written to the file named last before it, such as `streets.csv`; a block of
differences changes the YAML file named last.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from click.testing import CliRunner
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from listerules.cli import main

ROOT = Path(__file__).parents[2]
WRITTEN_ON = "2026-11-23"
WRITTEN_BY_COMMANDS = ("benchmarks", "engines")  # tables of times, without examples
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def run_commands(example):
    """Each `$ listerules ...` or `$ pytest ...` of a console block prints the lines that follow it."""
    for block in re.split(r"(?m)^\$ ", example.parsed)[1:]:
        command, _, expected = block.partition("\n")
        program, *words = shlex.split(command)
        status, said = {"listerules": run_listerules, "pytest": run_pytest}[program](words)
        assert status in (0, 1), f"{command}: {said}"  # 1 is problems found, which a page may show
        assert re.fullmatch(as_pattern(expected), said), f"{command}\n{said}"


def run_listerules(words):
    if words[0] == "check" and "--explain" not in words:
        words += ["--today", WRITTEN_ON]  # rules age, and the page would with them
    done = CliRunner(env={"COLUMNS": "120"}).invoke(main, words)
    return done.exit_code, re.sub(r"(?m)^Now try: .*\n", "", done.output)


def run_pytest(words):
    is_installed = any(each.name == "listerules" for each in entry_points(group="pytest11"))
    plugin = () if is_installed else ("-p", "listerules.testing.plugin")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugin, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def as_pattern(expected):
    lines = (r"(?:.*\n)*?" if line == "..." else as_line(line) for line in expected.splitlines())
    return "".join(lines)


def as_line(line):
    return re.escape(line.removesuffix(" ...")) + (r".*\n" if line.endswith(" ...") else r"\n")


def write_rules(example):
    named = re.match(r"# (\S+\.yaml)\n", example.parsed)
    Path(named[1] if named else "my-rules.yaml").write_text(example.parsed, encoding="utf-8")


def write_table(example):
    find_named(example, "csv").write_text(example.parsed, encoding="utf-8")


def apply_differences(example):
    lines = example.parsed.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] != mark) for mark in "+-")
    file = find_named(example, "yaml")
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file} does not have once:\n{before}"
    file.write_text(text.replace(before, after), encoding="utf-8")


def find_named(example, ending):
    """The file of that kind that the page named last before the example."""
    before = example.document.text[: example.region.start]
    return Path(re.findall(rf"`([\w-]+\.{ending})`", before)[-1])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    parsers = [
        PythonCodeBlockParser(),
        CodeBlockParser("console", run_commands),
        CodeBlockParser("yaml", write_rules),
        CodeBlockParser("csv", write_table),
        CodeBlockParser("diff", apply_differences),
    ]
    examples = list(Sybil(parsers, path=str(ROOT)).parse(page))
    assert examples or page.stem in WRITTEN_BY_COMMANDS
    for example in examples:
        example.evaluate()
