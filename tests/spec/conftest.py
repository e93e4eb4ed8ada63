"""Small tables in, verdicts out: how the specs write their rules and areas, and ask for answers."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent
from typing import Any

import pytest

import listerules as lr
from listerules.verdict.engine import node_column

SHIPPED = lr.load_rules()
ANSWERS = {True: "yes", False: "no", None: "undecided"}

MEASURES = """
beboere: {title: {da: Beboere, en: Residents}, count: beboere}
beboere_2010: {title: {da: Beboere i 2010, en: Residents in 2010}, count: beboere_2010}
kun_grundskole: {title: {da: Grundskole, en: School}, share: kun_grundskole, of: beboere_30_59}
ikke_vestlige: {title: {da: Ikke-vestlige, en: Non-western}, share: ikke_vestlige, of: beboere}
doemte: {title: {da: Dømte, en: Convicted}, share: doemte, of: beboere_18_og_over}
bruttoindkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}
"""

REGIME = """
regime: {name}
series: omraadelister
title: {{da: Opdigtet, en: Made up}}
from: {from_}
law: {{name: Made up, url: "https://example.org/law"}}
checked_on: 2026-11-23
measures:
{measures}
lists:
{lists}
"""


def read_table(text: str) -> list[dict[str, str]]:
    """A table drawn with spaces: a heading, then a row per line; `..` is a figure withheld."""
    heading, *rows = [line.split() for line in dedent(text).strip().splitlines()]
    return [dict(zip(heading, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Judged:
    """What came out of a small table."""

    result: lr.Result

    def finding(self, path: str, area: str | None = None, year: int | None = None) -> dict[str, Any]:
        """The finding of one node: of the first area and the newest year if not said, the last list of the year."""
        area = area or self.result.table["area"][0]
        year = year or self.result.findings["year"].max()
        rows = self.result.findings.filter(area=area, year=year, path=path).sort("list_date").rows(named=True)
        assert rows, f"no finding of {path} for {area} in {year}"
        return rows[-1]

    def verdict(self, path: str, area: str | None = None, year: int | None = None) -> str:
        return self.finding(path, area, year)["verdict"]

    def verdicts(self, path: str, year: int | None = None) -> dict[str, str]:
        """The answers to one node, by area."""
        areas = self.result.findings["area"].unique(maintain_order=True)
        return {area: self.verdict(path, area, year) for area in areas}

    def by_year(self, path: str, area: str = "A") -> dict[int, str]:
        """The answers to one node in each year there was such a node."""
        found = self.result.findings.filter(area=area, path=path).sort("year", "list_date")
        return dict(found.select("year", "verdict").rows())


def assert_table_and_findings_agree(result: lr.Result) -> None:
    """Every node is answered alike by the table's engine and by the findings; lists are compared as they are told."""
    for row in result.reported.iter_rows(named=True):
        told = result.findings.filter(area=row["area"], year=row["year"])
        told = told.filter(told["list_date"].eq_missing(row["list_date"]))
        for path, verdict in told.select("path", "verdict").iter_rows():
            if "." in path:
                assert ANSWERS[row[node_column(path)]] == verdict, path


@pytest.fixture
def make_rules(tmp_path):
    """A rulebook of regimes given as (first day, lists); `measures` are the same in all."""

    def make(*regimes: tuple[str, str], measures: str = MEASURES) -> lr.Rulebook:
        for number, (from_, lists) in enumerate(regimes):
            body = {"measures": measures, "lists": lists}
            inner = {word: indent(dedent(text).strip(), "  ") for word, text in body.items()}
            text = REGIME.format(name=f"made-up-{number}", from_=from_, **inner)
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        return lr.load_rules(tmp_path)

    return make


@pytest.fixture
def judge():
    """Classify a small table, by the shipped rules unless others are given."""

    def judge_table(areas: str, rules: lr.Rulebook = SHIPPED, **tables: Any) -> Judged:
        read = {
            name: read_table(given) if isinstance(given, str) and "\n" in given else given
            for name, given in tables.items()
        }
        result = lr.classify(read_table(areas), rules, **read)
        assert_table_and_findings_agree(result)
        return Judged(result)

    return judge_table
