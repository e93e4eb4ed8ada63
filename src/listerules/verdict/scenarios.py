"""Many scenarios over the same rows: what does not depend on the scenario is worked out once.

First the law as it is, and with it every figure that a test of any scenario reads: rows are sorted, earlier years
found, shares, means and baselines worked out, and figures near any of the lines compared exactly. All of that is
collected. A scenario then pays for the comparisons, groups and lists that it moves, and for nothing else: a list it
does not touch has the columns it had. Several scenarios are collected at a time, so that what they have in common
besides is done once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from listerules.law.model import Group, Test
from listerules.law.nodes import list_named
from listerules.verdict.engine.baselines import Reference
from listerules.verdict.engine.figures import Figures
from listerules.verdict.engine.lists import Lists
from listerules.verdict.engine.rows import ROW, LookBack, Order, arrange, find_order
from listerules.verdict.engine.sheet import Sheet
from listerules.verdict.engine.tests import Tests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from listerules.areas.panel import Panel
    from listerules.law.columns import Vocabulary
    from listerules.law.effects import ListOf
    from listerules.law.model import ListRule, Measure, Node, Regime
    from listerules.law.rulebook import Series

AT_ONCE = 16


@dataclass(frozen=True)
class Variant:
    """The rules under one scenario, and the lists that may come out otherwise than by the law as it is."""

    series: Series
    touched: frozenset[ListOf]


def judge_many(  # noqa: PLR0913, PLR0917 - what `judge` takes, and the variants
    panel: Panel,
    series: Series,
    variants: Sequence[Variant],
    vocabulary: Vocabulary,
    regimes: Collection[str],
    at_once: int = AT_ONCE,
) -> tuple[pl.Series, Iterator[Mapping[str, pl.Series]]]:
    """Where each row judged stands in the panel; and of each variant the list columns of these rows, as `judge` has.

    `series` is the law as it is; a variant has the same regimes by name, and `regimes` names those that judge any
    row. The columns are by the newest names of the lists, of the law and of the variant. Where a variant moves
    nothing of a list, its column is that of the law, the same object each time.
    """
    ground = _Ground.prepare(panel, series, variants, vocabulary, frozenset(regimes))
    parts = (variants[first : first + at_once] for first in range(0, len(variants), at_once))
    return ground.places, (answers for part in parts for answers in ground.judge(part))


class _Ledger(Sheet):
    """A sheet that knows which column each name it was given stands for."""

    def __init__(self, rows: pl.LazyFrame) -> None:
        super().__init__(rows)
        self.known: dict[str, str] = {}

    def add(self, name: str, expression: pl.Expr) -> str:
        self.known[name] = super().add(name, expression)
        return self.known[name]


class _Branch(Sheet):
    """A sheet as one scenario sees it: what it does not move are the columns of the ground, the rest its own."""

    def __init__(self, sheet: Sheet, ground: Mapping[str, str], number: int) -> None:
        self._sheet = sheet
        self._ground = ground
        self._number = number
        self.schema = sheet.schema
        self.moved: set[str] = set()  # lists by their newest names

    def __contains__(self, name: str) -> bool:
        return name in self._sheet

    def add(self, name: str, expression: pl.Expr) -> str:
        if name in self._ground and not self._is_own(name):
            return self._ground[name]
        return self._sheet.add(f"{name}#{self._number}", expression)

    def _is_own(self, name: str) -> bool:
        """Whether a column of the lists, `regime:kind:about`, is about something that the scenario moves."""
        _, kind, about, *_ = (*name.split(":"), "", "")
        return kind == "node" or (kind in ("list", "then", "on", "off") and about in self.moved)


class _Variant(Lists):
    """The lists of one scenario; nodes and lists it does not move are not made again."""

    def __init__(self, branch: _Branch, ground: _Ground, variant: Variant) -> None:
        super().__init__(branch, ground.order, LookBack(branch, ground.order), ground.tests, variant.series)
        self._branch = branch
        self._ground = ground
        self._touched = variant.touched

    def add_list(self, regime: Regime, name: str) -> None:
        chain = self._series.newest_name(name)
        column = self._ground.known.get(f"{regime.regime}:list:{chain}")
        is_moved = (regime.regime, name) in self._touched or chain in self._branch.moved
        if column is not None and not is_moved:
            self.newest[chain] = column
            return
        self._branch.moved.add(chain)
        super().add_list(regime, name)

    def _add_node(self, regime: Regime, above: str, key: str, node: Node) -> str:
        column = self._ground.known.get(f"{regime.regime}:node:{above}.{key}")
        if column is not None and self._is_law(regime, f"{above}.{key}", key, node):
            return column
        return super()._add_node(regime, above, key, node)

    def _is_law(self, regime: Regime, path: str, key: str, node: Node) -> bool:
        """Whether a node says what it says by the law as it is, of figures and lists that are not moved either."""
        law = self._ground.regimes[regime.regime]
        there = self._ground.nodes.get((regime.regime, path))
        if node is not there and node != there:
            return False
        if isinstance(node, Group):
            return all(self._is_law(regime, f"{path}.{each}", each, below) for each, below in node.members.items())
        if isinstance(node, Test):
            measures = regime.measure_of(key, node), law.measure_of(key, node)
            return measures[0] is measures[1] or measures[0] == measures[1]
        named = list_named(key, node)
        return named is not None and self._series.newest_name(named) not in self._branch.moved


@dataclass(frozen=True)
class _Ground:
    """Rows in order with every column that scenarios share."""

    rows: pl.DataFrame
    known: Mapping[str, str]
    order: Order
    tests: Tests
    regimes: Mapping[str, Regime]  # as the law is, by name
    nodes: Mapping[tuple[str, str], Node | ListRule]  # by regime and path
    law: Mapping[str, pl.Series]  # the list columns of the law as it is
    newest: Mapping[str, str]  # their names among the rows
    places: pl.Series

    @staticmethod
    def prepare(
        panel: Panel,
        series: Series,
        variants: Sequence[Variant],
        vocabulary: Vocabulary,
        regimes: frozenset[str],
    ) -> _Ground:
        order = find_order(panel.rows.collect())
        sheet = _Ledger(arrange(panel.rows, order).collect().lazy())
        back = LookBack(sheet, order)
        reference = None if panel.reference is None else Reference(panel.reference.collect(), vocabulary)
        asked = _list_tests([series, *(variant.series for variant in variants)], regimes)
        tests = Tests(sheet, Figures(sheet, back, vocabulary), reference, asked, order.largest)
        lists = Lists(sheet, order, back, tests, series)
        for regime in series.regimes:
            if regime.regime in regimes:
                lists.add_regime(regime)
        for measure, test in asked:  # for the columns that these read
            tests.answer(measure, test)
        rows = sheet.finish([pl.all()]).collect()
        places = rows[ROW] if ROW in rows.columns else pl.int_range(rows.height, eager=True)
        law = {chain: _read(rows, lists.newest.get(chain)) for chain in series.chains()}
        there = {regime.regime: regime for regime in series.regimes if regime.regime in regimes}
        nodes = {(name, path): node for name, regime in there.items() for path, node in regime.nodes()}
        return _Ground(rows, sheet.known, order, tests, there, nodes, law, lists.newest, places)

    def judge(self, variants: Sequence[Variant]) -> Iterator[Mapping[str, pl.Series]]:
        """The list columns of each of these variants."""
        sheet = Sheet(self.rows.lazy())
        newest = [self._add(sheet, number, variant) for number, variant in enumerate(variants)]
        own = {name for columns in newest for name in columns.values()} - set(self.rows.columns)
        made = sheet.finish([pl.col(name) for name in sorted(own)]).collect() if own else pl.DataFrame()
        for variant, columns in zip(variants, newest, strict=True):
            chains = dict.fromkeys((*self.law, *variant.series.chains()))
            yield {chain: self._answer(chain, columns.get(chain), made) for chain in chains}

    def _add(self, sheet: Sheet, number: int, variant: Variant) -> Mapping[str, str]:
        lists = _Variant(_Branch(sheet, self.known, number), self, variant)
        for regime in variant.series.regimes:
            if regime.regime in self.regimes:
                lists.add_regime(regime)
        return lists.newest

    def _answer(self, chain: str, column: str | None, made: pl.DataFrame) -> pl.Series:
        if column == self.newest.get(chain) and chain in self.law:
            return self.law[chain]
        return _read(made if column in made.columns else self.rows, column)


def _read(frame: pl.DataFrame, column: str | None) -> pl.Series:
    """The column; undecided where there is none."""
    return pl.repeat(None, frame.height, dtype=pl.Boolean, eager=True) if column is None else frame[column]


def _list_tests(many: Sequence[Series], regimes: Collection[str]) -> list[tuple[Measure, Test]]:
    """Every test of any of them with its measure; what scenarios share once."""
    found: dict[tuple[int, int], tuple[Measure, Test]] = {}
    for series in many:
        for regime in series.regimes:
            if regime.regime not in regimes:
                continue
            for path, node in regime.nodes():
                if isinstance(node, Test):
                    measure = regime.measure_of(path.rpartition(".")[2], node)
                    found.setdefault((id(measure), id(node)), (measure, node))
    return list(found.values())
