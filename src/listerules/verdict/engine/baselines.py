"""The figures that lines are times of: those of the country, a region or a municipality, worked out before any row is.

A reference has few rows, so its shares and means are taken here as exact fractions, once for each place and year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from listerules.areas.numbers import SCALE

if TYPE_CHECKING:
    import polars as pl

    from listerules.law.columns import Vocabulary
    from listerules.law.model import Measure

COUNTRY = "Danmark"


@dataclass(frozen=True)
class Interval:
    """What a baseline's figure is between, both ends included; they are the same where it is known exactly."""

    low: Fraction
    high: Fraction

    def end(self, *, high: bool) -> Fraction:
        """One of the two."""
        return self.high if high else self.low


@dataclass(frozen=True)
class Baseline:
    """A measure of one kind of place (`national`, `region` or `municipality`), by place and year."""

    name: str
    kind: str
    figures: Mapping[tuple[str, int], Interval]

    @property
    def places(self) -> tuple[str, ...]:
        """The places that have a figure, in order of name."""
        return tuple(sorted({place for place, _ in self.figures}))

    @property
    def years(self) -> range:
        """From the first year with a figure to the last."""
        years = [year for _, year in self.figures]
        return range(min(years), max(years) + 1)

    def in_order(self, places: Sequence[str]) -> list[Interval | None]:
        """Year by year, and in each year place by place; None where it is not known."""
        return [self.figures.get((place, year)) for year in self.years for place in places]

    @property
    def is_exact(self) -> bool:
        """Whether every figure is a single number."""
        return all(each.low == each.high for each in self.figures.values())

    @property
    def is_positive(self) -> bool:
        """Whether every figure is more than nothing for sure, so that others can be divided by it."""
        return all(each.low > 0 for each in self.figures.values())


class Reference:
    """The rows of a reference table, read by place and year."""

    def __init__(self, rows: pl.DataFrame, vocabulary: Vocabulary) -> None:
        self._columns = vocabulary.columns
        self._rows = {(row["area"], row["year"]): row for row in rows.iter_rows(named=True)}
        self._found: dict[str, Baseline | None] = {}

    def measure(self, measure: Measure, kind: str) -> Baseline | None:
        """The measure of each place of a kind (`national`, or another) and year; None where nothing is known."""
        words = (kind, measure.column, measure.of, measure.years, measure.pooled_years, measure.rate)
        name = ":".join(str(word) for word in words)
        if name not in self._found:
            figures = {
                (place, year): interval
                for place, year in self._rows
                if kind != "national" or place == COUNTRY
                if (interval := self._figure(measure, place, year)) is not None
            }
            self._found[name] = Baseline(name, kind, figures) if figures else None
        return self._found[name]

    def _figure(self, measure: Measure, place: str, year: int) -> Interval | None:
        """The published rate where there is one, else that of the counts."""
        row = self._rows[place, year]
        low, high = row.get(f"{measure.rate}.low"), row.get(f"{measure.rate}.high")
        if measure.share and low is not None and high is not None:
            return Interval(Fraction(low, 100 * SCALE), Fraction(high, 100 * SCALE))
        rows = [self._rows.get((place, year - back), {}) for back in range(measure.years)]
        counted = self._count(measure, rows)
        return None if counted is None else Interval(counted, counted)

    def _count(self, measure: Measure, rows: Sequence[Mapping[str, Any]]) -> Fraction | None:
        above = self._read(measure.column, rows)
        under = self._read(measure.of, rows) if measure.of else [Fraction(1)] * len(rows)
        if above is None or under is None:
            return None
        if measure.pooled_years is not None:
            return sum(above, Fraction()) / sum(under) if sum(under) > 0 else None
        if any(each <= 0 for each in under):
            return None
        return sum((part / whole for part, whole in zip(above, under, strict=True)), Fraction()) / len(rows)

    def _read(self, column: str, rows: Sequence[Mapping[str, Any]]) -> list[Fraction] | None:
        """The column's figures in all the rows; None where one is not known."""
        scale = 1 if self._columns[column].unit == "persons" else SCALE
        numbers = [Fraction(row[column], scale) for row in rows if row.get(column) is not None]
        return numbers if len(numbers) == len(rows) else None
