"""The rows in order of area and day, so that what an area was earlier stands just above.

Looking back is then a shift: the row above is the same area's last one, or another area's. Where an area has several
lists in one year, only the last of them is looked back to; then the places of those rows are worked out first.
Nothing is joined, and no window is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.numbers import LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection

    from listerules.verdict.engine.sheet import Sheet

ROW, DAY = "row:number", "row:day"
SHORT = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
COUNTED = (*SHORT, pl.Int64, pl.UInt64)
FOUR = 4
OTHERS = ("area", "year", "row", ROW)
AREA, YEAR = pl.col("area"), pl.col("year")


@dataclass(frozen=True)
class Order:
    """What is known of the rows before they are judged; what is not known is not assumed.

    `is_sorted`: the rows of each area stand together, by year, each year once. `is_dense`: no area skips a year.
    `is_dated`: list dates are given, so that an area may have several lists in a year. `years`: the first and the
    last. `largest`: no column of whole numbers that shares are taken of has a larger one.
    """

    is_sorted: bool = False
    is_dense: bool = False
    is_dated: bool = True
    years: tuple[int, int] | None = None
    largest: int = LIMIT


def find_order(rows: pl.DataFrame, wholes: Collection[str] | None = None) -> Order:
    """Look at the rows, which have `area`, `year` and perhaps `list_date`. Costs a pass over them.

    `wholes` are the columns that shares are taken of, all columns of whole numbers where they are not named.
    """
    is_dated = "list_date" in rows.columns and rows["list_date"].null_count() < rows.height
    counted = [name for name, kind in rows.schema.items() if kind in COUNTED and name not in OTHERS]
    whole = counted if wholes is None else [name for name in counted if name in wholes]
    starts = AREA.ne_missing(AREA.shift(1))
    step = YEAR.cast(pl.Int64, strict=False).diff()
    first, last, areas, rising, ascending, dense, *largest = (
        rows.lazy()
        .select(
            YEAR.min().alias("first"),
            YEAR.max().alias("last"),
            starts.sum().alias("areas"),
            (AREA.shift(1) <= AREA).all().alias("rising"),
            (starts | (step > 0)).all().alias("ascending"),
            (starts | (step == 1)).all().alias("dense"),
            *(pl.col(name).max().alias(f"largest {name}") for name in whole),
        )
        .collect(engine="in-memory")
        .row(0)
    )
    if first is None or rows["year"].null_count() or not MINYEAR <= first <= last <= MAXYEAR:
        return Order(is_dated=is_dated)
    is_complete = rows["area"].null_count() == 0
    # In which order the areas come does not matter, if none begins twice.
    is_together = rising or (areas <= rows.height // 2 and rows.select(AREA.filter(starts).n_unique()).item() == areas)
    is_sorted = is_complete and ascending and not is_dated and is_together
    most = max((each or 0 for each in largest), default=LIMIT)
    return Order(is_sorted, is_sorted and dense, is_dated, (first, last), most)


def arrange(rows: pl.LazyFrame, order: Order) -> pl.LazyFrame:
    """The rows of each area together, by year and day, each with its day where days are given.

    Rows that had to be moved have the place they came from in `row:number`.
    """
    if order.is_dated:
        rows = rows.with_columns(pl.coalesce("list_date", pl.date("year", 12, 31)).alias(DAY))
        return rows.with_row_index(ROW).sort("area", "year", DAY, maintain_order=True)
    if order.is_sorted:
        return rows
    # In which order the areas come does not matter, so one number for area and year sorts faster than the two.
    key = _number_areas(rows.collect_schema()["area"]) * 2**20 + YEAR
    return rows.with_columns(key.arg_sort().alias(ROW)).select(pl.col(ROW), pl.exclude(ROW).gather(pl.col(ROW)))


def _number_areas(kind: pl.DataType) -> pl.Expr:
    """A number of 32 bits for each area."""
    if kind.is_integer() and kind in SHORT:
        return AREA.cast(pl.Int64)
    return AREA.cast(pl.String).cast(pl.Categorical).to_physical().cast(pl.Int64)


def put_back(rows: pl.LazyFrame, order: Order) -> pl.LazyFrame:
    """The rows in the order in which they came."""
    if order.is_sorted:
        return rows
    if order.is_dated:
        return rows.sort(ROW).drop(ROW)
    rows = rows.with_columns(pl.col(ROW).map_batches(_invert, return_dtype=pl.UInt32))
    return rows.select(pl.exclude(ROW).gather(pl.col(ROW)))


def _invert(places: pl.Series) -> pl.Series:
    """Where each row is now, from where each row was."""
    numbers = pl.int_range(len(places), dtype=pl.UInt32, eager=True)
    return pl.repeat(0, len(places), dtype=pl.UInt32, eager=True).scatter(places, numbers)


def find_places(rows: pl.DataFrame, order: Order) -> pl.Series:
    """Where the rows of each area stand, area by area and year by year; for rows without list dates."""
    numbered = rows.select(area=_number_areas(rows.schema["area"]), year=YEAR.cast(pl.Int64))
    least, most = numbered["area"].min(), numbered["area"].max()
    is_complete = numbered["area"].null_count() == numbered["year"].null_count() == 0
    if order.years and is_complete and isinstance(least, int) and isinstance(most, int):
        first, last = order.years
        years, height = last - first + 1, rows.height
        if (most - least + 1) * years * height < 2**63:
            # One number for area, year and row: numbers are sorted twice as fast as their places.
            key = ((AREA - least) * years + (YEAR - first)) * height + pl.int_range(height, dtype=pl.Int64)
            return numbered.select((key.sort() % height).cast(pl.UInt32)).to_series()
    return numbered.select((AREA * 2**20 + YEAR).arg_sort()).to_series()


def return_to(places: pl.Series, answers: pl.DataFrame) -> pl.DataFrame:
    """The answers of rows taken from those places, in the order in which the rows came."""
    back = _invert(places)
    others = [name for name, kind in answers.schema.items() if kind != pl.Boolean]
    yes_or_no = [name for name, kind in answers.schema.items() if kind == pl.Boolean]
    moved = [answers[name].gather(back) for name in others]
    # Four answers fit in a byte, and a byte is moved as fast as one of them.
    for first in range(0, len(yes_or_no), FOUR):
        names = yes_or_no[first : first + FOUR]
        packed = answers.select(reduce(add, (_pack(name, place) for place, name in enumerate(names)))).to_series()
        byte = packed.gather(back).alias("byte").to_frame()
        moved += byte.select(_unpack(place).alias(name) for place, name in enumerate(names)).get_columns()
    return pl.DataFrame(moved).select(answers.columns)


def _pack(name: str, place: int) -> pl.Expr:
    """No is 0, yes is 1 and undecided is 2, in one of the four places of a byte."""
    return pl.col(name).cast(pl.UInt8).fill_null(2) * int(FOUR**place)


def _unpack(place: int) -> pl.Expr:
    answer = pl.col("byte") // FOUR**place % FOUR
    return pl.when(answer < 2).then(answer == 1)


class LookBack:
    """Reads columns of the same area's earlier years.

    `number` counts the earlier years that the area has: 1 is the one before, whichever year that is.
    """

    def __init__(self, sheet: Sheet, order: Order) -> None:
        self._sheet = sheet
        self._order = order

    def read(self, column: str, number: int) -> pl.Expr:
        """The column as it was in that earlier year; without meaning where the area has none."""
        return self.read_any(pl.col(column), number)

    def read_any(self, expression: pl.Expr, number: int) -> pl.Expr:
        """The same of any expression."""
        if not self._order.is_dated:
            return expression.shift(number)
        return expression.gather(pl.col(self._place(number)))

    def has(self, number: int) -> pl.Expr:
        """Whether the area has so many earlier years: yes or no."""
        if self._order.is_dated:
            return pl.col(self._place(number)).is_not_null()
        same = (AREA.shift(1) == AREA).fill_null(value=False)
        if number > 1:
            same = self.has(1) & self.has(number - 1).shift(1, fill_value=False)
        return pl.col(self._sheet.add(f"back:{number}:has", same))

    def within(self, number: int, years: int) -> pl.Expr:
        """Whether the area has so many earlier years and that one is at most `years` back: yes or no."""
        if self._order.is_dense and number <= years:
            return self.has(number)
        gap = self._sheet.add(f"back:{number}:gap", YEAR - self.read("year", number))
        is_near = self.has(number) & (pl.col(gap) <= years).fill_null(value=False)
        return pl.col(self._sheet.add(f"back:{number}:within:{years}", is_near))

    def has_all(self, years: int) -> pl.Expr:
        """Whether the area has each of so many years before: yes or no. They are then those that `read` reads."""
        return self.within(years, years)

    def is_first_of_area(self) -> pl.Expr:
        """Whether no row of the area stands above, of this year or another."""
        return pl.col(self._sheet.add("back:first", (AREA.shift(1) != AREA).fill_null(value=True)))

    def is_last_of_year(self) -> pl.Expr:
        """Whether the row is the last list of its year."""
        if not self._order.is_dated:
            return pl.lit(value=True)
        is_last = (AREA.shift(-1) != AREA) | (YEAR.shift(-1) != YEAR)
        return pl.col(self._sheet.add("back:last", is_last.fill_null(value=True)))

    def _place(self, number: int) -> str:
        """Where the last list of that earlier year stands; null where the area has none."""
        name = f"back:{number}:place"
        if number > 1:
            return self._sheet.add(name, pl.col(self._place(1)).gather(pl.col(self._place(number - 1))))
        starts = self.is_first_of_area() | (YEAR.shift(1) != YEAR).fill_null(value=True)
        above = pl.int_range(pl.len(), dtype=pl.Int64) - 1
        none = pl.lit(-1, pl.Int64)
        at_start = self._sheet.add(
            "back:at_start", pl.when(starts).then(pl.when(self.is_first_of_area()).then(none).otherwise(above))
        )
        filled = self._sheet.add("back:filled", pl.col(at_start).forward_fill())
        return self._sheet.add(name, pl.when(pl.col(filled) >= 0).then(pl.col(filled)).cast(pl.UInt32))

    def count(self, name: str, answer: pl.Expr) -> pl.Expr:
        """How many rows of the area, this one and those above it, have yes."""
        yes = self._sheet.add(f"{name}:yes", answer.fill_null(value=False).cast(pl.Int32))
        total = self._sheet.add(f"{name}:total", pl.col(yes).cum_sum())
        before = pl.when(self.is_first_of_area()).then(pl.col(total) - pl.col(yes)).forward_fill()
        return pl.col(total) - pl.col(self._sheet.add(f"{name}:before", before))
