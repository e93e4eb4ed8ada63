"""Written results read back: the table as CSV, Parquet, JSON or Excel, and with JSON the findings."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.source import open_source
from listerules.areas.structure import add_structure
from listerules.errors import DataError, Problem
from listerules.law.model import Test, Text
from listerules.law.rulebook import Rulebook, load_rules
from listerules.result.result import title_of
from listerules.result.sides import Criterion, ListDay, NamedList, Side, Standing, count_how, order_days
from listerules.verdict.evaluate import Finding, Flip, Verdict

if TYPE_CHECKING:
    from listerules.law.model import ListRule, Node, Regime
    from listerules.law.rulebook import Series

STRUCTURE = ("area", "year", "regime", "undecided", "list_date")
REQUIRED = ("area", "year", "regime", "undecided")

_ANSWERS = {
    **dict.fromkeys(("true", "sand", "sandt", "1"), True),
    **dict.fromkeys(("false", "falsk", "0"), False),
    "": None,
}
_UNHARMED = r"^'([\s\"]*[=+\-@＝＋－＠\t\r\n])"  # the apostrophe that keeps a spreadsheet from running a cell
_KINDS = {"years_running": "run", "ever": "ever", "on_list": "on_list", "all": "group", "none": "group"}


@dataclass(frozen=True)
class WrittenResult:
    """A result as it was written. `table` is the written table; `findings` are rows, none where it has no findings."""

    name: str
    table: pl.DataFrame
    findings: tuple[Mapping[str, Any], ...] = ()
    series_name: str | None = None
    rulebook: Rulebook = field(default_factory=load_rules, repr=False)

    @cached_property
    def regimes(self) -> Mapping[str, Regime]:
        """The regimes of the table that the rules know."""
        known = {each.regime: each for series in self.rulebook.series.values() for each in series.regimes}
        return {name: known[name] for name in self.table["regime"].unique().drop_nulls() if name in known}

    @cached_property
    def series(self) -> Series | None:
        """The series of the regimes in the table, None where the rules know none of them."""
        named = next((regime.series for regime in self.regimes.values()), None)
        return self.rulebook.series[named] if named else None

    @cached_property
    def days(self) -> tuple[ListDay, ...]:
        """The list days of the table."""
        return order_days(self.table.select("year", "list_date").unique().rows())

    @property
    def list_names(self) -> tuple[str, ...]:
        """The columns that are lists, as the file names them."""
        return tuple(name for name in self.table.columns if name not in STRUCTURE)

    def __post_init__(self) -> None:
        """Raises `DataError` where its lists are of more than one series, or twice in a day."""
        found = sorted({regime.series for regime in self.regimes.values()})
        if len(found) > 1:
            what = f"The file mixes the series {' and '.join(found)}."
            raise DataError(Problem(self.name, what, "Write a result of one series at a time."))
        twice = self.table.filter(pl.struct("area", "year", "list_date").is_duplicated())
        if twice.height:
            what = f"{twice['area'][0]} has more than one row for {twice['list_date'][0] or twice['year'][0]}."
            raise DataError(Problem(self.name, what, "Write the result again."))

    def newest_name(self, name: str) -> str:
        """The newest name of a list, or the name itself where the rules do not know it."""
        names = {name for regime in self.series.regimes for name in regime.lists} if self.series else set()
        return self.series.newest_name(name) if self.series and name in names else name

    def side(self, day: ListDay) -> Side:
        """The lists of one day, with the criteria where the file has findings."""
        rows = self.table.filter(pl.col("year") == day.year)
        if day.list_date:
            rows = rows.filter(pl.col("list_date").is_null() | (pl.col("list_date") == day.list_date))
        standings: dict[str, dict[str, Standing]] = {}
        for cells in rows.iter_rows(named=True):
            unsure = (cells["undecided"] or "").split(";")
            for name in self.list_names:
                if cells[name] is None and name not in unsure:
                    continue
                verdict = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}[cells[name]]
                criteria = self._criteria(cells, name)
                standings.setdefault(self.newest_name(name), {})[cells["area"]] = Standing(verdict, criteria)
        regimes = rows["regime"].drop_nulls().unique(maintain_order=True).to_list()
        regime = self.regimes.get(regimes[-1]) if regimes else None
        lists = {chain: self._name(chain, regime) for chain in standings}
        title = regime.title if regime else None
        named = regimes[-1] if regimes else ""
        has_criteria = bool(self.findings)
        return Side(day, named, lists, standings, frozenset(rows["area"]), self.days, has_criteria, title)

    def _name(self, chain: str, regime: Regime | None) -> NamedList:
        name = self.series.name_in(regime, chain) if self.series and regime else None
        if regime is None or name is None:
            return NamedList(chain, Text(da=chain, en=chain))
        rule = regime.lists[name]
        return NamedList(name, rule.title, rule.cite, all(node == "ever" for node in rule.all.values()))

    def _criteria(self, cells: Mapping[str, Any], name: str) -> dict[str, Criterion]:
        chain = self.newest_name(name)
        its = self._findings.get((cells["area"], cells["year"], cells["list_date"]), {})
        found: dict[str, Criterion] = {}
        for key, criterion in self._gather(its, chain, frozenset()):
            found.setdefault(key, criterion)
        return found

    def _gather(
        self, its: Mapping[str, Sequence[Criterion]], chain: str, seen: frozenset[str]
    ) -> Iterator[tuple[str, Criterion]]:
        for each in its.get(chain, ()) if chain not in seen else ():
            tail = each.path.rpartition(".")[2]
            other = self.newest_name(tail)
            if each.kind == "on_list" and not each.is_barred:
                yield from self._gather(its, other, seen | {chain})
            else:
                yield f"{each.kind} {tail if each.kind in ('test', 'group') else other}", each
                if each.kind == "run":
                    yield from self._gather(its, other, seen | {chain})

    @cached_property
    def _findings(self) -> dict[tuple[str, int, date | None], dict[str, list[Criterion]]]:
        found: dict[tuple[str, int, date | None], dict[str, list[Criterion]]] = {}
        for row in self.findings:
            first, _, rest = row["path"].partition(".")
            if rest:
                day = date.fromisoformat(row["list_date"]) if row.get("list_date") else None
                its = found.setdefault((row["area"], row["year"], day), {})
                its.setdefault(self.newest_name(first), []).append(self._make_criterion(row, first, rest))
        return found

    def _make_criterion(self, row: Mapping[str, Any], name: str, rest: str) -> Criterion:
        regime = self.regimes.get(row["regime"])
        nodes = dict(regime.nodes()) if regime else {}
        node = nodes.get(row["path"])
        kind = _KINDS.get(row["operator"] or "", "group" if row["value_unit"] == "criteria met" else "test")
        key = (node.measure if isinstance(node, Test) else None) or rest.rpartition(".")[2]
        measure = regime.measures.get(key) if regime and isinstance(node, Test) else None
        rule = regime.lists.get(name) if regime else None
        value, line = _to_fraction(row["value"]), _to_fraction(row["line"])
        return Criterion(
            row["path"],
            kind,
            _find_title(regime, node, row),
            Verdict(row["verdict"]),
            bool(rule and rule.none and rest.partition(".")[0] in rule.none),
            operator=row["operator"] if kind == "test" else None,
            measure=key if kind == "test" else None,
            counted=count_how(measure) if measure else (key,),
            times=node.relative_to if isinstance(node, Test) else None,
            value=value,
            decimals=_count_decimals(value, line, row["value_unit"]) if kind == "test" else 0,
            line=line,
            unit=row["value_unit"],
            flip=Flip(Fraction(str(row["distance"])), row["unit"]) if row["distance"] is not None else None,
        )


def read_result(path: str | Path, rules: Rulebook | str | None = None) -> WrittenResult:
    """Read a written result back: `.csv`, `.parquet`, `.json` or `.xlsx`, also where Excel has saved it anew.

    JSON carries the findings too; of a workbook its sheet with the table is read. `rules` are those whose regimes the
    file names; the rules that ship where it is left out. Raises `DataError` where it is no written result.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    path = Path(path)
    if path.suffix.lower() == ".json":
        return _read_json(path, rulebook)
    grid = open_source(path, None, lambda heading: heading if heading == "undecided" else None)
    frame = grid.frame.rename(dict(zip(grid.frame.columns, _distinct(grid.headings), strict=True)))
    return WrittenResult(grid.name, _shape(frame, grid.name), (), None, rulebook)


def is_result(source: object) -> bool:
    """Whether a path looks like a written result: JSON, or a table with the columns only a result has."""
    if not isinstance(source, str | os.PathLike):
        return False
    path = Path(source)
    if path.suffix.lower() == ".json":
        return True
    grid = open_source(path, None, lambda heading: heading if heading in ("undecided", "area") else None)
    return {"regime", "undecided"} <= set(grid.headings)


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings as names of columns: blank and repeated ones by their place."""
    return [
        heading if heading and heading not in headings[:place] else f"column {place + 1}"
        for place, heading in enumerate(headings)
    ]


def _read_json(path: Path, rulebook: Rulebook) -> WrittenResult:
    what_to_do = "Expected what 'listerules classify -o result.json' writes: manifest, table and findings."
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        open_source(path, None, lambda _: None)  # says which file was meant
        raise
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise DataError(Problem(path.name, "The file cannot be read as JSON.", what_to_do)) from error
    table = read.get("table") if isinstance(read, dict) else None
    if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
        raise DataError(Problem(path.name, "This is not a written result: there is no 'table'.", what_to_do))
    findings = read.get("findings") or []
    wanted = ("area", "year", "path", "value", "line", "value_unit", "operator", "verdict", "distance", "unit")
    if not isinstance(findings, list) or any(
        not isinstance(row, dict) or not {*wanted, "title", "regime"} <= row.keys() for row in findings
    ):
        raise DataError(Problem(path.name, "The findings lack columns that a written result has.", what_to_do))
    manifest = read.get("manifest")
    options = manifest.get("options") if isinstance(manifest, dict) else None
    series = options.get("series") if isinstance(options, dict) else None
    names = list(dict.fromkeys(name for row in table for name in row))
    frame = pl.DataFrame({name: [_to_text(row.get(name)) for row in table] for name in names})
    return WrittenResult(path.name, _shape(frame, path.name), tuple(findings), series, rulebook)


def _to_text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _shape(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The cells as the written table has them. Raises `DataError` for columns or cells that it never has."""
    missing = [column for column in REQUIRED if column not in frame.columns]
    if missing:
        what = f"This is not a written result: there is no column {', '.join(repr(each) for each in missing)}."
        what_to_do = (
            "Two files must both be written by 'listerules classify -o'; one table of areas is compared by year."
        )
        raise DataError(Problem(name, what, what_to_do))
    lists = [column for column in frame.columns if column not in STRUCTURE and not column.startswith("column ")]
    structured = add_structure(frame.lazy()).collect()
    unread = structured.filter(pl.col("area").is_null() | pl.col("year").is_null())
    if unread.height:
        what = f"{unread.height} {'row has' if unread.height == 1 else 'rows have'} no area or no year."
        raise DataError(Problem(name, what, "Write the result again."))
    answers = {column: [_answer(cell) for cell in frame[column]] for column in lists}
    for column, cells in answers.items():
        if "?" in cells:
            what = f"'{frame[column][cells.index('?')]}' in '{column}' is neither true nor false."
            raise DataError(Problem(name, what, "Expected true, false or an empty cell: write the result again."))
    return structured.select(
        pl.col("area").str.replace(_UNHARMED, "${1}"),
        "year",
        pl.col("regime").cast(pl.String),
        *(pl.Series(column, cells, dtype=pl.Boolean) for column, cells in answers.items()),
        pl.col("undecided").cast(pl.String),
        "list_date",
    )


def _answer(cell: object) -> bool | str | None:
    text = "" if cell is None else str(cell).strip().lower()
    return _ANSWERS.get(re.sub(r"\.0$", "", text), "?")


def _find_title(regime: Regime | None, node: Node | ListRule | None, row: Mapping[str, Any]) -> Text:
    """The title in both languages where the rules know the node, else as the file has it."""
    if regime is None or node is None:
        return Text(da=row["title"], en=row["title"])
    finding = Finding(row["path"], node, Verdict(row["verdict"]))
    return Text(da=title_of(regime, finding, "da"), en=title_of(regime, finding, "en"))


def _to_fraction(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(str(number))


def _count_decimals(value: Fraction | None, line: Fraction | None, unit: str | None) -> int:
    """One decimal for shares, two for small ones, none for persons and kroner; more where rounding would cross."""
    fewest = 0 if unit in ("persons", "kroner") or value is None else 2 if line is not None and line < 10 else 1
    if value is None or line is None:
        return fewest
    side = (value > line) - (value < line)
    return next((n for n in range(fewest, 9) if (round(value, n) > line) - (round(value, n) < line) == side), 9)
