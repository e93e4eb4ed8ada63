"""Groups, words about time, and the lists themselves.

Yes, no and undecided are true, false and null, for which `&`, `|` and `~` do what the law's words do: an answer that
is undecided stays so only where it matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl

from listerules.law.model import Group, Running, Test
from listerules.law.rulebook import lists_in_order
from listerules.verdict.engine.rows import DAY, YEAR

if TYPE_CHECKING:
    from datetime import date

    from listerules.law.model import Node, Regime
    from listerules.law.rulebook import Series
    from listerules.verdict.engine.rows import LookBack, Order
    from listerules.verdict.engine.sheet import Sheet
    from listerules.verdict.engine.tests import Tests

YES, NO, UNDECIDED = pl.lit(value=True), pl.lit(value=False), pl.lit(None, pl.Boolean)
PUBLISHED = "published."


class Lists:
    """Makes a column for each node and list of each regime, and for each list over all regimes."""

    def __init__(self, sheet: Sheet, order: Order, back: LookBack, tests: Tests, series: Series) -> None:
        self._sheet = sheet
        self._order = order
        self._back = back
        self._tests = tests
        self._series = series
        self.nodes: dict[str, list[str]] = {}  # path -> its column in each regime, the rows of others being null
        self.newest: dict[str, str] = {}  # list -> its column over the regimes so far

    def add_regime(self, regime: Regime) -> None:
        """Judge the rows of a regime. Regimes come in order, since later ones look back to earlier ones."""
        for name in lists_in_order(regime):
            self.add_list(regime, name)

    def add_list(self, regime: Regime, name: str) -> None:
        """Judge the rows of a regime for one list; those it refers to come first."""
        rule = regime.lists[name]
        met = [pl.col(self._add_node(regime, name, key, node)) for key, node in rule.all.items()]
        met += [~pl.col(self._add_node(regime, name, key, node)) for key, node in (rule.none or {}).items()]
        chain = self._series.newest_name(name)
        own = reduce(and_, met)
        if PUBLISHED + chain in self._sheet:
            own = pl.coalesce(pl.col(PUBLISHED + chain), own)
        before = self.newest.get(chain)
        if not self._judges_all(regime):
            own = pl.when(self._judges(regime)).then(own).otherwise(UNDECIDED if before is None else pl.col(before))
        self.newest[chain] = self._sheet.add(f"{regime.regime}:list:{chain}", own)

    # --- regimes ------------------------------------------------------------------------------

    def _judges_all(self, regime: Regime) -> bool:
        """Whether every row there is falls under this regime."""
        first, last = self._order.years or (None, None)
        if first is None or last is None or self._order.is_dated:
            return False
        return all(self._series.regime_of_year(year) is regime for year in (first, last))

    def _judges(self, regime: Regime) -> pl.Expr:
        """Whether a row falls under this regime."""
        number = self._series.regimes.index(regime)
        later = self._series.regimes[number + 1 :]
        here = self._is_from(regime.from_)
        here = here & ~self._is_from(later[0].from_) if later else here
        return pl.col(self._sheet.add(f"{regime.regime}:judges", here))

    def _is_from(self, first: date) -> pl.Expr:
        """Whether a row's list is of that day or later; where there are no dates, that of 31 December."""
        return pl.col(DAY) >= first if self._order.is_dated else first.year <= YEAR

    def name_regimes(self, regimes: Sequence[Regime]) -> pl.Expr:
        """The name of the regime of each row; null before the first."""
        if len(regimes) == 1 and self._judges_all(regimes[0]):
            return pl.lit(regimes[0].regime)
        names = pl.lit(None, pl.String)
        for regime in self._series.regimes:
            names = pl.when(self._is_from(regime.from_)).then(pl.lit(regime.regime)).otherwise(names)
        return names

    # --- nodes --------------------------------------------------------------------------------

    def _add_node(self, regime: Regime, above: str, key: str, node: Node) -> str:
        path = f"{above}.{key}"
        if isinstance(node, Group):
            answer = self._group(regime, path, node)
        elif isinstance(node, Test):
            answer = self._tests.answer(regime.measure_of(key, node), node)
        elif isinstance(node, Running):
            answer = self._running(regime, self._series.newest_name(node.list or key), node.years_running)
        elif node == "ever":
            answer = self._ever(regime, self._series.newest_name(key))
        else:
            answer = self._now(self._series.newest_name(key))
        if not self._judges_all(regime):
            answer = pl.when(self._judges(regime)).then(answer)
        column = self._sheet.add(f"{regime.regime}:node:{path}", answer)
        self.nodes.setdefault(path, []).append(column)
        return column

    def _group(self, regime: Regime, path: str, node: Group) -> pl.Expr:
        members = [pl.col(self._add_node(regime, path, key, each)) for key, each in node.members.items()]
        if node.none is not None:
            return ~reduce(or_, members)
        return at_least(node.at_least or len(members), members)

    def _now(self, chain: str) -> pl.Expr:
        return pl.col(self.newest[chain]) if chain in self.newest else UNDECIDED

    # --- words about time ---------------------------------------------------------------------

    def _then(self, regime: Regime, chain: str) -> str:
        """A column saying whether a row was on the list, no where its regime had none; as known to this regime."""
        having = [each for each in self._series.regimes if self._series.name_in(each, chain)]
        answer = self._now(chain)
        if not any(self._judges_all(each) for each in having):
            had = reduce(or_, (self._judges(each) for each in having))
            answer = pl.when(had).then(answer).otherwise(NO)
        return self._sheet.add(f"{regime.regime}:then:{chain}", answer)

    def _existed(self, chain: str, year: pl.Expr) -> pl.Expr:
        """Whether there was such a list at the end of a year."""
        spans = self._series.spans(chain)
        within = [year >= first if last is None else year.is_between(first, last) for first, last in spans]
        return reduce(or_, within) if within else NO

    def _existed_throughout(self, chain: str, years: int) -> pl.Expr:
        """Whether there was such a list at the end of each of so many years before."""
        first, last = self._order.years or (None, None)
        if first is not None and last is not None:
            needed = range(first - years, last)
            spans = [range(start, (end or last) + 1) for start, end in self._series.spans(chain)]
            if all(any(year in span for span in spans) for year in needed):
                return YES
        return reduce(and_, (self._existed(chain, YEAR - back) for back in range(1, years + 1)))

    def _running(self, regime: Regime, chain: str, years: int) -> pl.Expr:
        """On the list now and in each of the years before. A year without a row is a blank, unless no list existed."""
        if years == 1:
            return self._now(chain)
        then = self._then(regime, chain)
        if self._order.is_dense:
            # A row has been on the list that long if it is on it, and the row above had been for a year less.
            answer = pl.col(then)
            for back in range(1, years):
                above = pl.when(self._back.has(1)).then(self._back.read_any(answer, 1))
                own = self._now(chain) if back == years - 1 else pl.col(then)
                answer = own & above.otherwise(self._if_missing(chain, back))
            return answer
        inside = [(number, self._back.within(number, years - 1)) for number in range(1, years)]
        answers = [self._back.read(then, number) | ~is_inside for number, is_inside in inside]
        missing = self._if_some_missing(chain, years - 1, inside) if self._order.is_dated else None
        missing = self._if_missing(chain, years - 1) if missing is None else missing
        # All earlier years have a row if the last of them has.
        return reduce(and_, [self._now(chain), *answers, inside[-1][1] | missing])

    def _if_missing(self, chain: str, years: int) -> pl.Expr:
        """What is known of so many years before where a row is missing: undecided, or no where no list existed.

        It does not matter which row is missing: one that stands in a year without the list says no itself.
        """
        return self._existed_throughout(chain, years) & UNDECIDED

    def _if_some_missing(self, chain: str, years: int, inside: Sequence[tuple[int, pl.Expr]]) -> pl.Expr:
        """The same where rows have dates: a list of February may have been on it in a year that ended without it.

        So it is no only if a year without the list has no row at all.
        """
        gone = self._sheet.add(f"gone:{chain}", ~self._existed(chain, YEAR))
        without = _count(~self._existed(chain, YEAR - back) for back in range(1, years + 1))
        seen = _count(self._back.read(gone, number) & is_inside for number, is_inside in inside)
        return (without <= seen) & UNDECIDED

    def _ever(self, regime: Regime, chain: str) -> pl.Expr:
        """Yes where any list up to the day had the area; no where it is known to be off that of every year."""
        then = pl.col(self._then(regime, chain))
        off = self._back.is_last_of_year() & self._existed(chain, YEAR) & ~then
        times_on = self._back.count(f"{regime.regime}:on:{chain}", then)
        name = f"{regime.regime}:off:{chain}"
        years_off = self._back.count(name, off) - off.fill_null(value=False).cast(pl.Int32)
        years_before = pl.sum_horizontal(
            pl.lit(0, pl.Int32),
            *(
                (pl.min_horizontal(YEAR.cast(pl.Int32) - 1, pl.lit(last, pl.Int32)) - (first - 1)).clip(0)
                for first, last in self._series.spans(chain)
            ),
        )
        off_now = ~self._now(chain)
        return pl.when(times_on > 0).then(YES).when((years_off >= years_before) & off_now).then(NO)


def _count(answers: Iterable[pl.Expr]) -> pl.Expr:
    """How many are yes."""
    return pl.sum_horizontal(answer.fill_null(value=False).cast(pl.Int32) for answer in answers)


def at_least(needed: int, members: Sequence[pl.Expr]) -> pl.Expr:
    """At least so many of the members: yes where they surely are, no where they cannot be, else undecided.

    A network of `&` and `|`. Read with undecided as no it is yes where enough are surely met, and read with undecided
    as yes it is no where even the possible ones are too few; `&` and `|` of nulls answer both readings at once, since
    there is no `~` among them.
    """
    # met[j]: at least j + 1 of the members so far.
    met: list[pl.Expr] = []
    for member in members:
        longer = [member if not met else met[0] | member]
        longer += [met[number] | (met[number - 1] & member) for number in range(1, len(met))]
        longer += [met[-1] & member] if met else []
        met = longer[:needed]
    return met[needed - 1] if len(met) >= needed else NO
