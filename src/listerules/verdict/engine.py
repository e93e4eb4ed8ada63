"""Every area at once: the rule tree as Polars expressions, one named Boolean column per node.

The rows pass through a chain of stages, each adding columns: the day and regime of each row, figures of
earlier years and of the baselines, and then, list by list in order of need, the tests, the groups and the
list itself. A blank is null, and `&`, `|` and counts of nulls give the three answers.

A test compares fractions by cross-multiplying whole numbers, never by dividing. Both sides are written
once, as formulas over named columns, and read in four ways: with the largest value each column can hold
(do the products fit in 128 bits?), with 128-bit columns (the test itself), and, only where they may not fit,
with floats (does this row fit?) and with Python's own whole numbers (the rows that do not).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import gcd
from operator import and_, mul
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from listerules.areas.numbers import LIMIT, SCALE
from listerules.law.model import Group, Measure, Node, Regime, Running, Test
from listerules.law.rulebook import lists_in_order

if TYPE_CHECKING:
    from listerules.areas.panel import Panel
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series

LARGEST: Mapping[str, int] = {
    "persons": LIMIT,
    "number": LIMIT * SCALE,
    "kroner": LIMIT * SCALE,
    "percent": LIMIT * SCALE,
}
FITS = 2**127
FITS_FOR_SURE = 1e37  # far enough below 2^127 that the rounding of floats cannot matter

REGIME, DAY, LAST, ROW = "regime:", "regime:day", "regime:last", "regime:row"

Read: TypeAlias = Callable[[str], Any]
Formula: TypeAlias = Callable[[Read], Any]


@dataclass(frozen=True)
class Ratio:
    """A figure or a line: `times * low / under` to `times * high / under`, over `scale`, where `known` holds.

    The whole numbers `times` and `scale` stand apart, so that they are shortened before anything is multiplied.
    """

    known: pl.Expr
    low: Formula
    high: Formula
    under: Formula
    columns: tuple[str, ...]
    times: int = 1
    scale: int = 1


def list_column(chain: str) -> str:
    """The column of a list under its newest name, over all regimes."""
    return f"list:{chain}"


def node_column(path: str) -> str:
    """The column of a node below a list, over all regimes."""
    return f"node:{path}"


def judge(
    panel: Panel, series: Series, vocabulary: Vocabulary, regimes: Sequence[Regime] | None = None
) -> pl.LazyFrame:
    """Add to `panel.rows` a column per node path, one per list (`list:NAME`), and `regime` (the regime's name).

    Rows come back in the order they had, those made for looking back included. Nothing is collected. `regimes`
    names those that occur, where that is known; the others are then not computed.
    """
    regimes = series.regimes if regimes is None else tuple(regimes)
    rows = _add_days(panel.rows, series)
    rows = _add_earlier_rows(rows, max((_years_back(regime) for regime in regimes), default=0))
    stage = _Stages(rows, panel.reference, series, vocabulary)
    for regime in regimes:
        stage.add_regime(regime)
    return stage.finish()


def _years_back(regime: Regime) -> int:
    runs = [node.years_running for _, node in regime.nodes() if isinstance(node, Running)]
    return max([1, *runs, *(measure.years for measure in regime.measures.values())]) - 1


def _add_days(rows: pl.LazyFrame, series: Series) -> pl.LazyFrame:
    """The day each row is judged on, the regime in force then, and whether it is the last of its year."""
    rows = rows.with_columns(pl.coalesce("list_date", pl.date("year", 12, 31)).alias(DAY))
    regime = pl.lit(None, pl.Int16)
    for number, each in enumerate(series.regimes):
        regime = pl.when(pl.col(DAY) >= each.from_).then(pl.lit(number, pl.Int16)).otherwise(regime)
    last = pl.col(DAY) == pl.col(DAY).max().over("area", "year")
    return rows.with_columns(regime.alias(REGIME), last.alias(LAST)).with_row_index(ROW)


def _back(years: int) -> str:
    return f"regime:{years}_years_back"


def _add_earlier_rows(rows: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """For each row, where the same area's last row of each earlier year stands; null where there is none."""
    last = rows.filter(pl.col(LAST)).select("area", "year", ROW)
    for back in range(1, years + 1):
        there = last.select("area", pl.col("year") + back, pl.col(ROW).alias(_back(back)))
        rows = rows.join(there, on=["area", "year"], how="left", maintain_order="left")
    return rows


def _years_ago(column: str, years: int) -> pl.Expr:
    return pl.col(column).gather(pl.col(_back(years))) if years else pl.col(column)


class _Stages:
    """The chain of stages, and the columns there are so far."""

    def __init__(
        self, rows: pl.LazyFrame, reference: pl.LazyFrame | None, series: Series, vocabulary: Vocabulary
    ) -> None:
        self.rows = rows
        self.series = series
        self.vocabulary = vocabulary
        self.columns = set(rows.collect_schema().names())
        self.reference = reference
        self.reference_columns = set(reference.collect_schema().names()) if reference is not None else set()
        self.verdicts: dict[str, list[str]] = {}  # node path -> its column in each regime
        self._add({list_column(chain): pl.lit(None, pl.Boolean) for chain in series.chains()})

    def _add(self, columns: Mapping[str, pl.Expr]) -> None:
        new = [expression.alias(name) for name, expression in columns.items() if name not in self.columns]
        if new:
            self.rows = self.rows.with_columns(new)
            self.columns |= set(columns)

    def finish(self) -> pl.LazyFrame:
        """Name the regimes, gather each node over its regimes, and drop what was only needed on the way."""
        names = pl.lit(None, pl.String)
        for number, regime in enumerate(self.series.regimes):
            names = pl.when(pl.col(REGIME) == number).then(pl.lit(regime.regime)).otherwise(names)
        self._add({"regime": names})
        self._add({node_column(path): pl.coalesce(columns) for path, columns in self.verdicts.items()})
        kept = [name for name in self.rows.collect_schema().names() if not _is_internal(name)]
        return self.rows.select(kept)

    # --- regimes and lists --------------------------------------------------------------------

    def add_regime(self, regime: Regime) -> None:
        number = self.series.regimes.index(regime)
        here = pl.col(REGIME) == number
        for name in lists_in_order(regime):
            rule = regime.lists[name]
            members = {**rule.all, **(rule.none or {})}
            self._add_nodes(regime, number, name, members)
            met = [pl.col(_node_column(number, f"{name}.{key}")) for key in rule.all]
            met += [~pl.col(_node_column(number, f"{name}.{key}")) for key in rule.none or {}]
            own = reduce(and_, met)
            chain = self.series.newest_name(name)
            published = f"published.{chain}"
            final = pl.coalesce(pl.col(published), own) if published in self.columns else own
            column = list_column(chain)
            self.rows = self.rows.with_columns(pl.when(here).then(final).otherwise(pl.col(column)).alias(column))

    def _remember(self, number: int, path: str, verdict: pl.Expr) -> None:
        column = _node_column(number, path)
        self.verdicts.setdefault(path, []).append(column)
        self._add({column: verdict})

    def _add_nodes(self, regime: Regime, number: int, path: str, members: Mapping[str, Node]) -> None:
        """Tests and references first, all in one stage of this level; then the groups, deepest first."""
        here = pl.col(REGIME) == number
        for key, node in members.items():
            below = f"{path}.{key}"
            if isinstance(node, Group):
                self._add_nodes(regime, number, below, node.members)
                verdict = _group(node, [pl.col(_node_column(number, f"{below}.{each}")) for each in node.members])
            elif isinstance(node, Test):
                verdict = self._test(regime.measure_of(key, node), node)
            elif isinstance(node, Running):
                verdict = self._running(number, self.series.newest_name(node.list or key), node.years_running)
            elif node == "ever":
                verdict = self._ever(number, self.series.newest_name(key))
            else:
                verdict = pl.col(list_column(self.series.newest_name(key)))
            self._remember(number, below, pl.when(here).then(verdict))

    # --- time words ---------------------------------------------------------------------------

    def _had_list(self, chain: str) -> pl.Expr:
        """Whether the list existed under the regime of the row."""
        having = [n for n, regime in enumerate(self.series.regimes) if self.series.name_in(regime, chain)]
        return pl.col(REGIME).is_in(having)

    def _existed(self, chain: str, year: pl.Expr) -> pl.Expr:
        """Whether there was such a list at the end of a year."""
        spans = self.series.spans(chain)
        within = [(year >= first) & (year <= last if last is not None else True) for first, last in spans]
        return pl.any_horizontal(pl.lit(value=False), *within)

    def _on_list_then(self, number: int, chain: str) -> str:
        """A column saying whether a row was on the list, no where its regime had none; as known to this regime."""
        name = f"then:{number}:{chain}"
        self._add({name: pl.when(self._had_list(chain)).then(pl.col(list_column(chain))).otherwise(False)})
        return name

    def _running(self, number: int, chain: str, years: int) -> pl.Expr:
        then = self._on_list_then(number, chain)
        answers = [pl.col(list_column(chain))]
        for back in range(1, years):
            no_row = pl.when(self._existed(chain, pl.col("year") - back)).then(None).otherwise(False)
            there = pl.col(_back(back)).is_not_null()
            answers.append(pl.when(there).then(_years_ago(then, back)).otherwise(no_row))
        return reduce(and_, answers)

    def _ever(self, number: int, chain: str) -> pl.Expr:
        """Yes where any list up to the day had the area; no where it is known to be off that of every year."""
        then = pl.col(self._on_list_then(number, chain))
        yes, no = f"ever:{number}:{chain}", f"never:{number}:{chain}"
        off = pl.col(LAST) & self._existed(chain, pl.col("year")) & ~then
        self._add({yes: then.fill_null(False).cast(pl.Int32), no: off.fill_null(False).cast(pl.Int32)})
        order = ["year", DAY]
        times_on = pl.col(yes).cum_sum().over("area", order_by=order)
        years_off = pl.col(no).cum_sum().over("area", order_by=order) - pl.col(no)
        years_before = pl.sum_horizontal(
            pl.lit(0, pl.Int32),
            *(
                (pl.min_horizontal(pl.col("year") - 1, pl.lit(last, pl.Int32)) - (first - 1)).clip(0)
                for first, last in self.series.spans(chain)
            ),
        )
        off_now = ~pl.col(list_column(chain))
        return pl.when(times_on > 0).then(True).when((years_off >= years_before) & off_now).then(False)

    # --- tests --------------------------------------------------------------------------------

    def _test(self, measure: Measure, test: Test) -> pl.Expr:
        """The first figure that is known against the first line that is known."""
        lines: list[Ratio]
        if test.relative_to is None:
            figures, lines = self._figures(measure), [_fixed()]
            return self._first_known(test, figures, lines)
        prefix = f"{test.relative_to}:"
        self._join_reference(measure, test.relative_to)
        lines = [*self._figures(measure, prefix), *self._published_lines(measure, test)]
        answer = self._first_known(test, self._figures(measure), lines)
        if measure.mean is None or test.relative_to != "region":
            return answer
        rates = self._rate(measure.rate or "", "")
        return self._first_known(test, rates, [_fixed()], otherwise=answer)

    def _first_known(
        self, test: Test, figures: Sequence[Ratio], lines: Sequence[Ratio], otherwise: pl.Expr | None = None
    ) -> pl.Expr:
        answer = pl.lit(None, pl.Boolean) if otherwise is None else otherwise
        for figure in reversed(figures):
            against: pl.Expr = pl.lit(None, pl.Boolean)
            for line in reversed(lines):
                against = pl.when(line.known).then(_compare(test, figure, line, self._largest)).otherwise(against)
            answer = pl.when(figure.known).then(against).otherwise(answer)
        return answer

    def _figures(self, measure: Measure, prefix: str = "") -> list[Ratio]:
        """The measure as it can be read from the columns there are: the published rate, then the counts."""
        rates = self._rate(measure.rate or "", prefix) if measure.share else []
        return [*rates, *self._counts(measure, prefix)]

    def _rate(self, name: str, prefix: str) -> list[Ratio]:
        low, high = f"{prefix}{name}.low", f"{prefix}{name}.high"
        if low not in self.columns:
            return []
        known = pl.col(low).is_not_null() & pl.col(high).is_not_null()
        return [Ratio(known, _read(low), _read(high), _one, (low, high), scale=100 * SCALE)]

    def _counts(self, measure: Measure, prefix: str) -> list[Ratio]:
        """`sum(n / d) / years`, or `sum(n) / sum(d)` where pooled, over the years of the measure."""
        numerators = self._yearly(measure.column, measure.years, prefix)
        if numerators is None:
            return []
        scale = 1 if self.vocabulary.columns[measure.column].unit == "persons" else SCALE
        known = pl.all_horizontal(pl.col(name).is_not_null() for name in numerators)
        if measure.of is None:
            total = _sum_of(numerators)
            return [Ratio(known, total, total, _one, tuple(numerators), scale=scale * measure.years)]
        denominators = self._yearly(measure.of, measure.years, prefix)
        if denominators is None:
            return []
        times = 1 if self.vocabulary.columns[measure.of].unit == "persons" else SCALE
        columns = (*numerators, *denominators)
        if measure.pooled_years is not None:
            known &= pl.all_horizontal(pl.col(name).is_not_null() for name in denominators)
            known &= pl.sum_horizontal(pl.col(name).cast(pl.Int128) for name in denominators) > 0
            above, whole = _sum_of(numerators), _sum_of(denominators)
            return [Ratio(known, above, above, whole, columns, times, scale)]
        known &= pl.all_horizontal(pl.col(name).is_not_null() & (pl.col(name) > 0) for name in denominators)
        above = _sum_of_shares(numerators, denominators)
        return [Ratio(known, above, above, _product_of(denominators), columns, times, scale * measure.years)]

    def _yearly(self, column: str, years: int, prefix: str) -> list[str] | None:
        """The columns holding this column's figures of the year and of the years before it."""
        names = [f"{prefix}{column}@{back}" if prefix or back else column for back in range(years)]
        if not prefix and column in self.columns:
            self._add({name: _years_ago(column, back) for back, name in enumerate(names)})
        return names if all(name in self.columns for name in names) else None

    def _published_lines(self, measure: Measure, test: Test) -> list[Ratio]:
        """The national share that a printed line stands for: the line over its multiple."""
        if test.relative_to != "national":
            return []
        lines = []
        for name, column in self.vocabulary.columns.items():
            if column.line_of == measure.column and column.times:
                up, down = column.times.denominator, column.times.numerator
                lines += [replace(r, times=r.times * up, scale=r.scale * down) for r in self._rate(name, "")]
        return lines

    def _join_reference(self, measure: Measure, baseline: str) -> None:
        """Bring the baseline's figures of the year and of the years before it to each row."""
        if self.reference is None:
            return
        wanted = [(column, back) for column in (measure.column, measure.of) if column for back in range(measure.years)]
        if measure.share and measure.rate:
            wanted += [(f"{measure.rate}.low", 0), (f"{measure.rate}.high", 0)]
        for column, back in wanted:
            name = f"{baseline}:{column}" if column.endswith((".low", ".high")) else f"{baseline}:{column}@{back}"
            if name in self.columns or column not in self.reference_columns:
                continue
            there = self.reference
            figure = [(pl.col("year") + back).alias("year"), pl.col(column).alias(name)]
            if baseline == "national":
                there, on = there.filter(pl.col("area") == "Danmark").select(figure), ["year"]
            else:
                there, on = there.select(pl.col("area").alias(baseline), *figure), ["year", baseline]
            self.rows = self.rows.join(there, on=on, how="left", maintain_order="left")
            self.columns.add(name)

    def _largest(self, column: str) -> int:
        """The largest value a figure column can hold; its name may carry a baseline, a year and an end."""
        name = column.rpartition(":")[2].partition("@")[0].removesuffix(".low").removesuffix(".high")
        return LARGEST[self.vocabulary.columns[name].unit]


def _node_column(number: int, path: str) -> str:
    return f"regime:{number}:{path}"


def _is_internal(name: str) -> bool:
    return (
        name.startswith(("regime:", "national:", "region:", "municipality:", "then:", "ever:", "never:")) or "@" in name
    )


def _group(node: Group, members: Iterable[pl.Expr]) -> pl.Expr:
    """How many are surely met, and how many possibly."""
    answers = [~member for member in members] if node.none is not None else list(members)
    needed = node.at_least or len(answers)
    surely = pl.sum_horizontal(answer.fill_null(False).cast(pl.Int32) for answer in answers)
    possibly = pl.sum_horizontal(answer.fill_null(True).cast(pl.Int32) for answer in answers)
    return pl.when(surely >= needed).then(True).when(possibly < needed).then(False)


# --- formulas -------------------------------------------------------------------------------------


def _one(_: Any) -> int:
    return 1


def _read(name: str) -> Formula:
    return lambda read: read(name)


def _fixed() -> Ratio:
    """The line of a test that has no baseline: the number beside the comparison word alone."""
    return Ratio(pl.lit(value=True), _one, _one, _one, ())


def _sum_of(names: Sequence[str]) -> Formula:
    return lambda read: reduce(lambda left, right: left + right, (read(name) for name in names))


def _product_of(names: Sequence[str]) -> Formula:
    return lambda read: reduce(mul, (read(name) for name in names))


def _sum_of_shares(numerators: Sequence[str], denominators: Sequence[str]) -> Formula:
    """The numerator of `n0/d0 + n1/d1 + ...` over the product of all denominators."""

    def formula(read: Read) -> Any:
        def term(year: int) -> Any:
            others = (read(name) for each, name in enumerate(denominators) if each != year)
            return reduce(mul, others, read(numerators[year]))

        return reduce(lambda left, right: left + right, (term(year) for year in range(len(numerators))))

    return formula


def _compare(test: Test, figure: Ratio, line: Ratio, largest: Callable[[str], int]) -> pl.Expr:
    """Yes where the test holds for all values the two intervals allow, no where for none, null between."""
    left_factor = figure.times * line.scale * test.line.denominator
    right_factor = line.times * figure.scale * test.line.numerator
    common = gcd(left_factor, right_factor)
    left_factor, right_factor = left_factor // common, right_factor // common

    def against(value: Formula, bound: Formula) -> tuple[Formula, Formula]:
        """The value over `figure.under` and the line's bound over `line.under`, multiplied out."""
        return (
            lambda read: value(read) * line.under(read) * left_factor,
            lambda read: bound(read) * figure.under(read) * right_factor,
        )

    columns = tuple(dict.fromkeys((*figure.columns, *line.columns)))
    least, most = against(figure.low, line.high), against(figure.high, line.low)
    operators: dict[str, tuple[tuple[Formula, Formula], str, tuple[Formula, Formula], str]] = {
        "above": (least, ">", most, "<="),
        "at_least": (least, ">=", most, "<"),
        "below": (most, "<", least, ">="),
        "at_most": (most, "<=", least, ">"),
    }
    surely, yes_sign, surely_not, no_sign = operators[test.operator]
    yes = _exactly(*surely, yes_sign, columns, largest)
    if figure.low is figure.high and line.low is line.high:
        return yes  # single values: what is not yes is no
    no = _exactly(*surely_not, no_sign, columns, largest)
    return pl.when(yes).then(True).when(no).then(False)


_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


def _exactly(
    left: Formula, right: Formula, sign: str, columns: tuple[str, ...], largest: Callable[[str], int]
) -> pl.Expr:
    """Compare two formulas as whole numbers of whatever size they have."""
    decide = _SIGNS[sign]

    def in_128_bits(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Int128)

    def in_floats(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Float64)

    def in_python(rows: pl.Series) -> pl.Series:
        too_large = rows.struct.unnest().with_row_index(ROW).filter(~pl.col("fits")).drop_nulls()
        answers = pl.repeat(None, len(rows), dtype=pl.Boolean, eager=True)
        if too_large.is_empty():
            return answers
        decided = [decide(left(row.get), right(row.get)) for row in too_large.iter_rows(named=True)]
        return answers.scatter(too_large[ROW], decided)

    def beyond_128_bits(fits: pl.Expr) -> pl.Expr:
        return pl.struct(fits.alias("fits"), *columns).map_batches(in_python, return_dtype=pl.Boolean)

    if max(left(_one), right(_one)) >= FITS:  # the constant factors alone do not fit
        return beyond_128_bits(pl.lit(value=False))
    exact: pl.Expr = decide(_wide(left(in_128_bits)), _wide(right(in_128_bits)))
    if max(left(largest), right(largest)) < FITS:
        return exact
    # Products wrap around at 128 bits, but sums and products of wrapped numbers are right again whenever the
    # final number fits, so the size of the final numbers is all that need be looked at.
    size = pl.max_horizontal(abs(pl.lit(0.0) + left(in_floats)), abs(pl.lit(0.0) + right(in_floats)))
    fits = (size < FITS_FOR_SURE).fill_null(value=True)
    return pl.when(fits).then(exact).otherwise(beyond_128_bits(fits))


def _wide(side: Any) -> pl.Expr:
    return side if isinstance(side, pl.Expr) else pl.lit(side, pl.Int128)
