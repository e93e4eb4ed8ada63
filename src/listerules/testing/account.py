"""What a failed property says: one area, its figures and baselines by year, and what the two sides said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from listerules.law.model import Group, ListRule, Running, Test
from listerules.law.nodes import list_named
from listerules.result.wording import explain_reason, format_figure
from listerules.testing.aims import find_first_year
from listerules.testing.judging import JudgedArea, year_of
from listerules.testing.reach import find_tests
from listerules.testing.tables import Cell, Row, align

if TYPE_CHECKING:
    from listerules.law.model import Column, Measure, Regime
    from listerules.verdict.evaluate import Finding

WORDS = {"above": "above", "at_least": "at least", "below": "below", "at_most": "at most"}


def tell_area(area: JudgedArea, paths: Collection[str]) -> str:
    """Who the area is and the law it is judged by, with the figures and baselines that have a say in some nodes."""
    law = f"{area.regime.title.en} ({area.regime.regime})"
    places = [str(area.row[word]) for word in ("municipality", "region") if area.row.get(word)]
    day = area.row.get("list_date") or area.row["year"]
    head = f"{', '.join([str(area.row['area']), *places])}: the list of {day} by {law}"
    return "\n".join([head, *_write_figures(area, paths)])


def tell_findings(area: JudgedArea, paths: Iterable[str], indent: str = "  ") -> str:
    """Nodes with answer, value and line, each with all below it."""
    return "\n".join(line for path in paths for line in _write_finding(area, area.findings[path], path, indent))


def tell_finding(area: JudgedArea, path: str, name: str | None = None) -> str:
    """One node: its title, its path or another name, its answer, and value and line where it has any."""
    finding = area.findings[path]
    said = ", ".join(part for part in (finding.verdict.value, _tell_value(area, finding)) if part)
    return f"{_title(area.regime, path, finding)} ({name or path}): {said}"


def _write_finding(area: JudgedArea, finding: Finding, name: str, indent: str) -> Iterator[str]:
    yield f"{indent}{tell_finding(area, finding.path, name)}"
    for below in finding.below:
        yield from _write_finding(area, below, below.path.rpartition(".")[2], f"{indent}  ")


def _title(regime: Regime, path: str, finding: Finding) -> str:
    node = finding.node
    if not isinstance(node, str) and node.title:
        return node.title.en
    key = path.rpartition(".")[2]
    if isinstance(node, Test):
        return regime.measure_of(key, node).title.en
    name = list_named(key, node) if not isinstance(node, ListRule) else None
    return regime.lists[name].title.en if name in regime.lists else key


def _tell_value(area: JudgedArea, finding: Finding) -> str:
    node = finding.node
    if isinstance(node, Test):
        return _tell_test(area, finding, node)
    if isinstance(node, Group):
        verdicts = [below.verdict.value for below in finding.below]
        found = f"{verdicts.count('yes')} of {len(verdicts)} yes"
        word = "none may be" if node.none else f"at least {node.at_least}" if node.at_least else "all must be"
        return f"{found}; {word}"
    if isinstance(node, Running):
        running = finding.value.low if finding.value else 0
        return f"{running} lists running of {node.years_running}"
    return ""


def _tell_test(area: JudgedArea, finding: Finding, test: Test) -> str:
    measure = area.regime.measure_of(finding.path.rpartition(".")[2], test)
    if finding.value is None or finding.line is None:
        return "; ".join(dict.fromkeys(explain_reason(reason, "en") for reason in finding.reasons))
    factor, unit = (100, " %") if measure.of else (1, "")
    value, line = (format_figure(each.middle * factor, "en", 6) for each in (finding.value, finding.line))
    times = f" ({format_figure(test.line, 'en')} times {test.relative_to})" if test.relative_to else ""
    printed = "" if finding.value.is_exact else " as printed"
    return f"{value}{unit}{printed}; {WORDS[test.operator]} {line}{unit}{times}"


# --- figures ----------------------------------------------------------------------------------------


def _write_figures(area: JudgedArea, paths: Collection[str]) -> Iterator[str]:
    """A line for each column that has a say in the nodes, with a figure for each year that has."""
    nodes = dict(area.regime.nodes())
    asked = [
        measure
        for path in paths
        for _, measure, _ in find_tests(area.series, area.regime, path.rpartition(".")[2], nodes[path])
    ]
    first = find_first_year(area.series, area.regime, area.record.year, {path.partition(".")[0] for path in paths})
    years = [row for row in area.tables.areas if year_of(row) >= first]
    lines = [["", "unit", *(str(row.get("list_date") or row["year"]) for row in years)]]
    lines += _write_place(area, "", _columns_asked(asked, years), years)
    for place in dict.fromkeys(map(_place_of, area.tables.reference)):
        if place in ("Danmark", area.row.get("region"), area.row.get("municipality")):
            by_year = {year_of(row): row for row in area.tables.reference if _place_of(row) == place}
            there = [by_year.get(year_of(row), {}) for row in years]
            lines += _write_place(area, f"{place}: ", _columns_asked(asked, there), there)
    yield align(lines)


def _columns_asked(measures: Iterable[Measure], rows: Collection[Row]) -> list[str]:
    """The columns of some measures that any of the rows has."""
    names = (name for each in measures for name in (each.column, each.of, each.rate) if name)
    return [name for name in dict.fromkeys(names) if any(name in row for row in rows)]


def _place_of(row: Row) -> str:
    """The country, region or municipality of a row of a reference."""
    return str(row["area"] or row.get("municipality"))


def _write_place(area: JudgedArea, prefix: str, columns: Iterable[str], rows: Sequence[Row]) -> Iterator[list[str]]:
    """A line for each column with the figures of the rows; baselines of which none is known are left out."""
    known = area.rulebook.vocabulary.columns
    for name in columns:
        cells = [row.get(name) for row in rows]
        if not prefix or any(cell is not None for cell in cells):
            yield [f"{prefix}{known[name].title.en} ({name})", _unit(known[name]), *map(write_cell, cells)]


def _unit(column: Column) -> str:
    return {"percent": "%", "number": "persons"}.get(column.unit, column.unit)


def write_cell(cell: Cell) -> str:
    """A figure with commas between thousands; `..` for a blank."""
    if cell is None:
        return ".."
    return f"{cell:,}" if isinstance(cell, int | Decimal) else str(cell)
