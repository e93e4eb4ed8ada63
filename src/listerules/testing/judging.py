"""Made-up tables judged by their meaning, `evaluate`, without going through a frame: a hundred areas a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from listerules.areas.records import Interval, Record
from listerules.law.columns import STRUCTURAL
from listerules.testing.tables import Cell, Row, Tables
from listerules.verdict.evaluate import AreaJudge, Finding

if TYPE_CHECKING:
    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook, Series


@dataclass(frozen=True, repr=False)
class JudgedArea:
    """The last list of one made-up area, judged. `findings` are those of every node by path."""

    rulebook: Rulebook
    series: Series
    tables: Tables

    def __repr__(self) -> str:
        return repr(self.tables)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as Hypothesis asks
        printer.text(repr(self))

    @property
    def row(self) -> Row:
        """The row of the list."""
        return self.tables.areas[-1]

    @cached_property
    def record(self) -> Record:
        """The same, exactly."""
        return read_record(self.row)

    @property
    def regime(self) -> Regime:
        """The law of the list. Raises LookupError where there was none yet."""
        regime = self.series.regime_on(self.record.day)
        if regime is None:
            raise LookupError(self.record.day)
        return regime

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """What was found of each list and node, by path."""
        records = [read_record(row) for row in self.tables.areas]
        reference = {(each.area, each.year): each for each in map(read_record, self.tables.reference)}
        judge = AreaJudge(records, self.series, self.rulebook.vocabulary, reference)
        return {below.path: below for found in judge.judge(records[-1]) for below in found.walk()}

    def change(self, year: int, column: str, cell: Cell) -> JudgedArea:
        """The same with another figure of the area in one year."""
        return self.change_rows(lambda row: {**row, column: cell} if row["year"] == year else row)

    def change_rows(self, change: Callable[[Row], Row]) -> JudgedArea:
        """The same with each row of the area changed."""
        return replace(self, tables=replace(self.tables, areas=tuple(map(change, self.tables.areas))))


def read_record(row: Row) -> Record:
    """A row as a record: counts as they are, printed rates as the interval they are rounded from, None as a blank.

    Of a row of a reference, the area is the place.
    """
    figures = {name: cell for name, cell in row.items() if name not in STRUCTURAL}
    texts = {name: cell if isinstance(cell := row.get(name), str) else None for name in ("municipality", "region")}
    day = row.get("list_date")
    return Record(
        area=str(row["area"] or texts["municipality"]),
        year=year_of(row),
        list_date=day if isinstance(day, date) else None,
        municipality=texts["municipality"],
        region=texts["region"],
        row=None,
        given=True,
        values={name: read_figure(cell) for name, cell in figures.items() if cell is not None},
        blanks={name: "not given" for name, cell in figures.items() if cell is None},
        published={},
    )


def year_of(row: Row) -> int:
    """The year of a row."""
    return int(str(row["year"]))


def read_figure(cell: Cell) -> Interval:
    """A count, or a rate printed as `40.1 %`: what it is, or what it may have been before it was rounded."""
    if not isinstance(cell, str):
        value = Fraction(cell) if isinstance(cell, int | Decimal) else Fraction(0)
        return Interval(value, value)
    printed = Decimal(cell.removesuffix(" %"))
    half = Fraction(Decimal(1).scaleb(int(printed.as_tuple().exponent))) / 2
    return Interval((Fraction(printed) - half) / 100, (Fraction(printed) + half) / 100)
