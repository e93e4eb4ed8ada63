"""How often an area is on a list: printed rates drawn by chance from what they may have been before they were rounded.

A rate printed as 40.0 stands for anything from 39.95 to 40.05. In each draw every such rate is one number between,
each as likely as the others and whatever the other rates are, as an exact whole number at the scale of the panel; the
engine judges what was drawn as it judges any table of exact figures. What is certain needs no draws: the intervals are
judged first, and only areas of which some answer then is open are drawn, with all their years.

`stock` says what is drawn as one number. Counts were not rounded, and published lists stand.

Many draws are stacked into one tall table, in which each draw has areas of its own, and judged together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.errors import DataError, Problem
from listerules.law.model import Test
from listerules.result.scenario import regimes_of
from listerules.result.stock import Stock, take_stock
from listerules.verdict.engine import find_order, judge, list_column, node_column

if TYPE_CHECKING:
    from listerules.areas.panel import Panel
    from listerules.law.model import Regime
    from listerules.result.result import Result
    from listerules.result.wording import Language

DRAWS, SEED = 10_000, 1
MOST_DRAWS = 1_000_000
ROWS_AT_ONCE = 120_000  # judged together: about 2 kB each, so that memory stays within a few hundred megabytes
_SURE = 1.959963984540054  # within so many standard deviations lie 95 % of a normal distribution
COLUMNS = (
    *("area", "year", "list", "on", "off", "undecided", "share", "share_low", "share_high", "certain", "list_date"),
)
SPREAD = ("least", "low", "mean", "high", "most")
_NO_LENGTHS = pl.DataFrame(schema={"year": pl.Int32, "list_date": pl.Date, "on": pl.Int64})


@dataclass(frozen=True, repr=False)
class Draws:
    """How often each area is on each list. Made by `draw_lists`.

    `table` has a row for each area, year and list: `on`, `off` and `undecided` count the draws; `share` is the share
    of them with the area on the list, and with endless draws it would be, with 95 per cent confidence, from `share_low`
    to `share_high` (Wilson's interval). `certain` says that the area is on the list, or off it, whatever the rates
    were before they were rounded. What is certain, or undecided for want of figures only, needs no draws: there all
    three shares are the same. `list_date` is null where the areas have none.

    `lengths` has a row for each year and list: how many areas of the table were on it in the draw with fewest (`least`)
    and with most (`most`), `mean`, and `low` and `high`, between which 95 per cent of the draws lie. `drawn` is how
    many areas were drawn.
    """

    result: Result
    draws: int
    seed: int
    table: pl.DataFrame
    lengths: pl.DataFrame
    drawn: int

    def __repr__(self) -> str:
        return f"<{self.draws} draws of {self.drawn} areas, seed {self.seed}>"

    @cached_property
    def open(self) -> pl.DataFrame:
        """The rows of `table` that rounding leaves open: not certain, and decided in some draw."""
        return self.table.filter(~pl.col("certain") & (pl.col("undecided") < self.draws))

    def to_text(self, language: Language = "en", width: int = 100) -> str:
        """The lists of each year that the rounding bears on, and how often each area is on them."""
        from listerules.result.draws_page import describe_draws  # noqa: PLC0415 - pages know what they show

        return "\n".join(describe_draws(self, language, width))

    def to_markdown(self, language: Language = "en") -> str:
        """The same as tables."""
        from listerules.result.draws_page import describe_draws_in_markdown  # noqa: PLC0415

        return "\n".join(describe_draws_in_markdown(self, language))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, with what it was made from."""
        return {
            **self.result.manifest,
            "draws": self.draws,
            "seed": self.seed,
            "areas_drawn": self.drawn,
            "lists": self.table.to_dicts(),
            "lengths": self.lengths.to_dicts(),
        }


def draw_lists(
    result: Result,
    draws: int = DRAWS,
    seed: int = SEED,
    *,
    tell: Callable[[str], None] = lambda _: None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> Draws:
    """How often each area of a result is on each list, when its printed rates are anything that rounds to them.

    The same seed gives the same answer: also for a part of the table, in another order, on another machine, and
    however many rows are judged at once. `tell` is told how far it has come. Raises `DataError` for a number of draws
    that makes no sense.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise DataError(Problem("--draws", f"{draws:,} draws cannot be made.", f"Expected 1 to {MOST_DRAWS:,}."))
    rounded = result.rounded or result.panel
    years = result.options["years"]
    reported = pl.col("given") if years is None else pl.col("given") & pl.col("year").is_in(list(years))
    regimes = regimes_of(rounded.rows.select("year", "list_date").collect(), result.series)
    intervals = judge(rounded, result.series, result.rulebook.vocabulary, regimes).collect()
    sure = intervals.with_row_index("place").filter(reported)
    unsure = sure.filter(_is_open(result), pl.col("area").is_in(_find_near(result, rounded, intervals, regimes)))
    stock = take_stock(rounded, result.series, result.rulebook.vocabulary, unsure["area"].unique(), seed)
    counted = []
    for batch in _split(draws, stock, rows_at_once):
        tell(f"draw {batch.start + 1:,} of {draws:,}")
        panel = stock.make_panel(batch)
        order = find_order(panel.rows.collect())
        judged = judge(panel, result.series, stock.vocabulary, regimes, order)
        counted.append(_count(judged.filter(pl.col("row").is_in(sure["place"].implode())), stock, result, batch.start))
    tallies = pl.concat(tally for tally, _ in counted).group_by("place").sum() if counted else None
    lengths = pl.concat(lengths for _, lengths in counted) if counted else None
    table = _tabulate(result, sure, tallies, draws)
    return Draws(result, draws, seed, table, _measure(result, sure, stock, lengths), stock.areas)


def _find_near(result: Result, rounded: Panel, judged: pl.DataFrame, regimes: Sequence[Regime]) -> pl.Series:
    """The areas with a rate so near a line that rounding decides a test: undecided now, and decided as printed.

    All other tests are decided, or for want of figures undecided, alike in every draw, and so are their lists.
    """
    printed = judge(rounded.take_as_printed(), result.series, result.rulebook.vocabulary, regimes).collect()
    tests = [node_column(path) for regime in regimes for path, node in regime.nodes() if isinstance(node, Test)]
    near = pl.Series([False]).new_from_index(0, judged.height)
    for name in dict.fromkeys(tests):
        near |= judged[name].is_null() & printed[name].is_not_null()
    return judged.filter(near)["area"].unique().implode()


def _is_open(result: Result) -> pl.Expr:
    """Whether any list of the row is undecided."""
    chains = result.lists.values()
    return pl.any_horizontal(
        pl.lit(value=False), *(_exists(result, chain) & pl.col(list_column(chain)).is_null() for chain in chains)
    )


def _exists(result: Result, chain: str) -> pl.Expr:
    """Whether there was such a list under the regime of the row."""
    return pl.col("regime").is_in([each.regime for each in result.regimes if result.series.name_in(each, chain)])


# --- draws ---------------------------------------------------------------------------------------------


def _split(draws: int, stock: Stock, rows_at_once: int) -> Iterator[range]:
    """The draws that are judged together; none where nothing is drawn."""
    if stock.areas:
        many = max(1, rows_at_once // stock.rows.height)
        yield from (range(first, min(first + many, draws)) for first in range(0, draws, many))


def _count(judged: pl.LazyFrame, stock: Stock, result: Result, first: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """By place, in how many draws each list has the row (`on:`) or not (`off:`); by draw and list date, how many."""
    columns = [list_column(chain) for chain in result.lists.values()]
    numbers = {"place": pl.col("row"), "draw": pl.col("area") // stock.areas + first}
    answers = judged.select("year", "list_date", *columns, **numbers).collect()
    on = [pl.col(name).sum().cast(pl.Int64).alias(f"on:{name}") for name in columns]
    off = [(~pl.col(name)).sum().cast(pl.Int64).alias(f"off:{name}") for name in columns]
    return answers.group_by("place").agg(*on, *off), answers.group_by("draw", "year", "list_date").agg(*on)


# --- tables --------------------------------------------------------------------------------------------


def _tabulate(result: Result, sure: pl.DataFrame, tallies: pl.DataFrame | None, draws: int) -> pl.DataFrame:
    """The table of `Draws`: what was drawn, and what needed no draws."""
    if tallies is not None:
        sure = sure.join(tallies.with_columns(pl.col("place").cast(sure.schema["place"])), on="place", how="left")
    parts = [
        _tabulate_list(sure.filter(_exists(result, chain)), name, list_column(chain), draws).with_columns(order=order)
        for order, (name, chain) in enumerate(result.lists.items())
    ]
    return pl.concat(parts).sort("place", "order").drop("place", "order")


def _tabulate_list(sure: pl.DataFrame, name: str, column: str, draws: int) -> pl.DataFrame:
    answers = {"on": pl.col(column), "off": ~pl.col(column)}
    fixed = {word: pl.when(answer).then(draws).otherwise(0).cast(pl.Int64) for word, answer in answers.items()}
    drawn = [word for word in answers if f"{word}:{column}" in sure.columns]
    counts = {**fixed, **{word: pl.coalesce(f"{word}:{column}", fixed[word]) for word in drawn}}
    was_drawn = pl.col(f"on:{column}").is_not_null() if drawn else pl.lit(value=False)
    certain = pl.col(column).is_not_null()
    share = pl.col("on") / draws
    low, high = _find_interval(pl.col("on"), draws)
    return (
        sure.with_columns(list=pl.lit(name), certain=certain, varies=was_drawn & ~certain, **counts)
        .with_columns(undecided=draws - pl.col("on") - pl.col("off"), share=share)
        .with_columns(
            share_low=pl.when("varies").then(low).otherwise(share),
            share_high=pl.when("varies").then(high).otherwise(share),
        )
        .select("place", *COLUMNS)
    )


def _find_interval(count: pl.Expr, draws: int) -> tuple[pl.Expr, pl.Expr]:
    """Wilson's interval for the share of something seen that many times in so many draws."""
    share, square = count / draws, _SURE**2
    middle = (share + square / (2 * draws)) / (1 + square / draws)
    half = _SURE / (1 + square / draws) * (share * (1 - share) / draws + square / (4 * draws**2)).sqrt()
    low, high = pl.when(count > 0).then(middle - half), pl.when(count < draws).then(middle + half)
    return low.otherwise(0.0), high.otherwise(1.0)


def _measure(result: Result, sure: pl.DataFrame, stock: Stock, lengths: pl.DataFrame | None) -> pl.DataFrame:
    """How long the lists of each year are: the areas that are drawn, and those that are not."""
    still = sure.filter(~pl.col("place").is_in(stock.rows["place"].implode()))
    keys = ["year", "list_date"]
    found = []
    for order, (name, chain) in enumerate(result.lists.items()):
        column = list_column(chain)
        always = still.group_by(keys).agg(pl.col(column).sum().cast(pl.Int64).alias("always"))
        there = sure.filter(_exists(result, chain)).select(keys).unique()
        there = there.join(always, on=keys, how="left", nulls_equal=True).with_columns(pl.col("always").fill_null(0))
        drawn = _spread(lengths, f"on:{column}") if lengths is not None else _spread(_NO_LENGTHS, "on")
        spread = there.join(drawn, on=keys, how="left", nulls_equal=True).with_columns(pl.col(SPREAD).fill_null(0))
        named = spread.with_columns(pl.col(SPREAD) + pl.col("always"), list=pl.lit(name), order=order)
        found.append(named.select("year", "list", *SPREAD, "list_date", "order"))
    return pl.concat(found).sort("year", "list_date", "order", nulls_last=True).drop("order")


def _spread(lengths: pl.DataFrame, column: str) -> pl.DataFrame:
    length = pl.col(column)
    return lengths.group_by("year", "list_date").agg(
        length.min().alias("least"),
        length.quantile(0.025, "nearest").cast(pl.Int64).alias("low"),
        length.mean().alias("mean"),
        length.quantile(0.975, "nearest").cast(pl.Int64).alias("high"),
        length.max().alias("most"),
    )
