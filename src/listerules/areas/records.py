"""The panel as plain Python records, for judging one area at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from listerules.areas.numbers import SCALE

if TYPE_CHECKING:
    import polars as pl

    from listerules.law.columns import Vocabulary

PUBLISHED = "published."


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between `low` and `high`, both included; a single value where they are equal."""

    low: Fraction
    high: Fraction

    def times(self, factor: Fraction) -> Interval:
        """The interval stretched by a factor that is not negative."""
        return Interval(self.low * factor, self.high * factor)

    @property
    def middle(self) -> Fraction:
        """The printed figure of a published rate; the value itself where it is exact."""
        return (self.low + self.high) / 2

    @property
    def is_exact(self) -> bool:
        """Whether the interval is a single value."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Record:
    """One area on one list: exact values, reasons for blanks, and published memberships."""

    area: str
    year: int
    list_date: date | None
    municipality: str | None
    region: str | None
    row: int | None
    given: bool
    values: Mapping[str, Interval]
    blanks: Mapping[str, str]
    published: Mapping[str, bool]

    @property
    def day(self) -> date:
        """The day of the list: as given, or the last of the year."""
        return self.list_date or date(self.year, 12, 31)


def read_records(frame: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Record]:
    """Yield each row of a collected panel; counts are persons or kroner, published rates fractions of 1."""
    units = {name: column.unit for name, column in vocabulary.columns.items()}
    counted = [name for name in frame.columns if units.get(name) in ("persons", "number", "kroner") and name != "year"]
    rates = [name for name, unit in units.items() if unit == "percent" and f"{name}.low" in frame.columns]
    published = [name for name in frame.columns if name.startswith(PUBLISHED)]
    scales = {name: 1 if units[name] == "persons" else SCALE for name in counted}
    for cells in frame.iter_rows(named=True):
        values = {name: _exactly(cells[name], scales[name]) for name in counted if cells[name] is not None}
        values |= {name: _rate(cells, name) for name in rates if cells[f"{name}.low"] is not None}
        yield Record(
            area=cells["area"],
            year=cells["year"],
            list_date=cells["list_date"],
            municipality=cells["municipality"],
            region=cells["region"],
            row=cells["row"],
            given=cells["given"],
            values=values,
            blanks={name: cells[f"{name}.blank"] for name in (*counted, *rates) if cells.get(f"{name}.blank")},
            published={name.removeprefix(PUBLISHED): cells[name] for name in published if cells[name] is not None},
        )


def _exactly(cell: int, scale: int) -> Interval:
    value = Fraction(cell, scale)
    return Interval(value, value)


def _rate(cells: Mapping[str, Any], name: str) -> Interval:
    return Interval(Fraction(cells[f"{name}.low"], 100 * SCALE), Fraction(cells[f"{name}.high"], 100 * SCALE))
