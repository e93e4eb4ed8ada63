"""What numbers are drawn from: the rounded rates of a panel, and the panels that draws make of them.

Within a draw a figure is one number, wherever it is used: for each list of its year, and when later years look back
to it. What a figure is called decides that:

* a rate is that of its area and list date;
* a printed line, such as `doemte_graense_pct`, is one figure of the country that every row repeats. Rows of one list
  date that print the same line share its number; a row that prints it otherwise, with fewer decimals say, is taken to
  mean a figure of its own, since nothing tells which of the two was rounded from which;
* a rate of the reference is that of its place and year, for all areas there.

Where half a unit to each side passes 0, or 100 for a share, the number is drawn from what lies within.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.numbers import SCALE
from listerules.areas.panel import Panel
from listerules.law.columns import Vocabulary
from listerules.law.model import Column, Text
from listerules.result.chance import draw_between, make_keys
from listerules.result.scenario import list_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from listerules.law.rulebook import Series

COUNTRY = "Danmark"
_KEY, _NATIONAL = ".key", "national_"
_OF_DRAW = "\x1f"  # between a place and the number of a draw; stands in no name


@dataclass(frozen=True)
class Stock:
    """The rows of the areas that are drawn, and the reference, each rounded rate with a key beside its two ends.

    `rows` are those of a panel with `place`, where the row stands among all rows, and `code`, the number of its area,
    below `areas`. `vocabulary` has the columns that were made here too.
    """

    rows: pl.DataFrame
    reference: pl.DataFrame | None
    vocabulary: Vocabulary
    areas: int

    def make_panel(self, draws: range) -> Panel:
        """The panel of some draws, one below the other, each figure a single number.

        `area` is a number: that of the draw, the first here being 0, times `areas`, plus the code of the area. It is
        a short one, and in order, so that the engine need not sort. `row` is the place.
        """
        numbers = pl.LazyFrame({"draw": pl.int_range(draws.start, draws.stop, dtype=pl.Int64, eager=True)})
        rows = _draw(numbers.join(self.rows.lazy(), how="cross", maintain_order="left_right"))
        number = (pl.col("draw") - draws.start) * self.areas + pl.col("code")
        rows = rows.with_columns(area=number.cast(pl.Int32), row=pl.col("place"))
        reference = None if self.reference is None else self.reference.lazy()
        if reference is not None and _list_keys(reference):  # a region of its own for each draw
            reference = _draw(numbers.join(reference, how="cross"))
            reference = reference.with_columns(_of_draw("area")).drop("draw")
            rows = rows.with_columns(_of_draw("region"), _of_draw("municipality"))
        made = rows.drop("draw", "code", "place").collect()
        return Panel(made.lazy(), reference, (), ())


def take_stock(panel: Panel, series: Series, vocabulary: Vocabulary, areas: pl.Series, seed: int) -> Stock:
    """What is drawn of these areas of a panel, with all their years."""
    measures = [measure for regime in series.regimes for measure in regime.measures.values()]
    shares = {measure.rate for measure in measures if measure.share and measure.rate}
    lines = {name for name, column in vocabulary.columns.items() if column.line_of}
    used = {measure.rate for measure in measures if measure.rate} | lines
    rows = panel.rows.collect().with_row_index("place").filter(pl.col("area").is_in(areas.implode()))
    rows = _keep_possible(rows, used, shares)
    reference = None if panel.reference is None else _keep_possible(panel.reference.collect(), used, shares)
    if reference is not None:
        rates = {measure.column: measure.rate for measure in measures if measure.share and measure.rate}
        rows, reference, vocabulary = _move_national(rows, reference, vocabulary, rates)
        reference = _add_keys(reference, dict.fromkeys(_list_rounded(reference), ("area", "year")), seed)
    rows = rows.with_columns(day=list_day).sort("area", "day")
    names = {rate: _name_figure(rate, lines) for rate in _list_rounded(rows)}
    rows = _add_keys(rows, names, seed).drop("day")
    rows = rows.with_columns(code=pl.col("area").rle_id().cast(pl.Int64))
    return Stock(rows, reference, vocabulary, rows["area"].n_unique())


def _name_figure(rate: str, lines: Collection[str]) -> tuple[str, ...]:
    """The columns whose values tell one figure from another."""
    if rate.startswith(_NATIONAL):
        return ("year",)
    return ("day", f"{rate}.low", f"{rate}.high") if rate in lines else ("area", "day")


def _keep_possible(frame: pl.DataFrame, used: Collection[str], shares: Collection[str]) -> pl.DataFrame:
    """The rates that can decide anything, each between 0 and, where it is a share, 100; and no reasons for blanks."""
    rates = [name.removesuffix(".low") for name in frame.columns if name.endswith(".low")]
    unused = [f"{rate}.{end}" for rate in rates if rate not in used for end in ("low", "high")]
    kept = frame.drop(*unused, *(name for name in frame.columns if name.endswith(".blank")))
    zero, whole = pl.lit(0, pl.Int128), pl.lit(100 * SCALE, pl.Int128)
    ends = [pl.col(f"{rate}.low").clip(lower_bound=zero) for rate in rates if rate in used]
    ends += [pl.col(f"{rate}.high").clip(upper_bound=whole) for rate in rates if rate in shares]
    return kept.with_columns(ends)


def _list_rounded(frame: pl.DataFrame) -> list[str]:
    """The rates that stand for more than one number in any row."""
    rates = [name.removesuffix(".low") for name in frame.columns if name.endswith(".low")]
    return [rate for rate in rates if frame.select((pl.col(f"{rate}.low") < pl.col(f"{rate}.high")).any()).item()]


def _move_national(
    rows: pl.DataFrame, reference: pl.DataFrame, vocabulary: Vocabulary, rates: Mapping[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame, Vocabulary]:
    """The country's rounded rates as printed lines of the rows: a line once the baseline is that baseline.

    A reference has the country once a year, and stacked draws each need their own. `rates` are by counted column.
    """
    is_country = pl.col("area") == COUNTRY
    moved: dict[str, Column] = {}
    for column, rate in rates.items():
        if rate not in _list_rounded(reference.filter(is_country)):
            continue
        name = f"{_NATIONAL}{column}"
        ends = {f"{rate}.{end}": f"{name}.{end}" for end in ("low", "high")}
        there = reference.filter(is_country).select("year", *ends).rename(ends)
        rows = rows.join(there, on="year", how="left", maintain_order="left")
        reference = reference.with_columns(pl.when(~is_country).then(pl.col(end)).alias(end) for end in ends)
        moved[name] = Column(title=Text(da=name, en=name), unit="percent", line_of=column, times=Fraction(1))
    return rows, reference, Vocabulary({**moved, **vocabulary.columns})  # first, as a reference goes before lines


# --- numbers -------------------------------------------------------------------------------------------


def _add_keys(frame: pl.DataFrame, names: Mapping[str, tuple[str, ...]], seed: int) -> pl.DataFrame:
    """A column of keys for each rate: `names` are the columns that tell one of its figures from another."""
    return frame.with_columns(
        make_keys(seed, ((rate, *map(str, values)) for values in frame.select(columns).iter_rows())).alias(rate + _KEY)
        for rate, columns in names.items()
    )


def _list_keys(frame: pl.LazyFrame) -> list[str]:
    return [name.removesuffix(_KEY) for name in frame.collect_schema().names() if name.endswith(_KEY)]


def _draw(stacked: pl.LazyFrame) -> pl.LazyFrame:
    """Each rate that has a key as a single number, by the draw of the row."""
    rates = _list_keys(stacked)
    drawn = {rate: draw_between(pl.col(rate + _KEY), pl.col("draw"), *_ends(rate)) for rate in rates}
    numbers = stacked.with_columns(each.alias(f"{rate}.low") for rate, each in drawn.items())
    return numbers.with_columns(pl.col(f"{rate}.low").alias(f"{rate}.high") for rate in rates).drop(
        rate + _KEY for rate in rates
    )


def _ends(rate: str) -> tuple[pl.Expr, pl.Expr]:
    return pl.col(f"{rate}.low"), pl.col(f"{rate}.high")


def _of_draw(place: str) -> pl.Expr:
    """The country stays what it is; any other place is one of the draw."""
    own = pl.concat_str(place, pl.lit(_OF_DRAW), "draw")
    return pl.when(pl.col(place) == COUNTRY).then(pl.col(place)).otherwise(own).alias(place)
