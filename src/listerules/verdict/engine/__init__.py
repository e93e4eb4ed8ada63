"""Every area at once: the rule tree as Polars expressions, one named Boolean column per node.

| module | what it makes |
|---|---|
| `rows` | the rows in order, and what an area was in earlier years |
| `baselines` | the country's and the regions' figures, as exact fractions |
| `figures` | rates, numbers and quotients of each row |
| `lines` | where floats decide as the fractions do, and why |
| `exact` | whole numbers of any size, for those too near a line |
| `tests` | a figure against a line |
| `lists` | groups, words about time, lists |
| `sheet` | all of these as columns, each worked out once |

Nothing is joined, no window is opened, and Python sees a batch of rows only where some are too near a line. The same
expressions run in memory and streaming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from listerules.law.model import Test
from listerules.verdict.engine.baselines import Reference
from listerules.verdict.engine.figures import Figures
from listerules.verdict.engine.lists import UNDECIDED, Lists
from listerules.verdict.engine.rows import LookBack, Order, arrange, find_order, find_places, put_back, return_to
from listerules.verdict.engine.sheet import Sheet
from listerules.verdict.engine.tests import Tests

if TYPE_CHECKING:
    from listerules.areas.panel import Panel
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Regime
    from listerules.law.rulebook import Series

__all__ = ["Order", "find_order", "judge", "judge_frame", "list_column", "node_column"]

STREAMING_FROM = 1_000_000  # rows, from which batches on all cores are faster than columns as a whole


def list_column(chain: str) -> str:
    """The column of a list under its newest name, over all regimes."""
    return f"list:{chain}"


def node_column(path: str) -> str:
    """The column of a node below a list, over all regimes."""
    return f"node:{path}"


def judge(
    panel: Panel,
    series: Series,
    vocabulary: Vocabulary,
    regimes: Sequence[Regime] | None = None,
    order: Order | None = None,
) -> pl.LazyFrame:
    """Add to `panel.rows` a column per node path, one per list (`list:NAME`), and `regime` (the regime's name).

    Rows come back in the order they had, those made for looking back included. The areas are not collected; the
    reference, which is small, is. `regimes` names those that occur, where that is known; the others are then not
    computed. `order` says what `find_order` found; without it the rows are sorted first.
    """
    regimes = series.regimes if regimes is None else tuple(regimes)
    order = order or Order(is_dated="list_date" in panel.rows.collect_schema())
    sheet = Sheet(arrange(panel.rows, order))
    back = LookBack(sheet, order)
    reference = None if panel.reference is None else Reference(panel.reference.collect(), vocabulary)
    asked = [
        (regime.measure_of(path.rpartition(".")[2], node), node)
        for regime in regimes
        for path, node in regime.nodes()
        if isinstance(node, Test)
    ]
    tests = Tests(sheet, Figures(sheet, back, vocabulary), reference, asked, order.largest)
    lists = Lists(sheet, order, back, tests, series)
    for regime in regimes:
        lists.add_regime(regime)
    return put_back(sheet.finish(_name_answers(sheet, lists, series, regimes)), order)


def judge_frame(
    panel: Panel,
    series: Series,
    vocabulary: Vocabulary,
    regimes: Sequence[Regime] | None = None,
    answers: Sequence[pl.Expr] | None = None,
) -> pl.DataFrame:
    """The same at once, for rows that are in memory; only the `answers` where they are named, each one column.

    Rows that are out of order are put in order first and then looked at again: what is known of them saves more than
    it costs to know it.
    """
    rows = panel.rows.collect(engine="in-memory")  # which copies nothing
    judging = series.regimes if regimes is None else regimes
    wholes = {measure.of for regime in judging for measure in regime.measures.values() if measure.of}
    order = find_order(rows, wholes)
    if order.is_sorted or order.is_dated:
        judged = judge(panel, series, vocabulary, regimes, order)
        return _collect(judged if answers is None else judged.select(answers), order, rows.height)
    places = find_places(rows, order)
    read = {name for answer in answers or () for name in answer.meta.root_names()}
    arranged = rows.select(name for name in rows.columns if name in read or not name.endswith(".blank"))[places]
    known = find_order(arranged, wholes)
    judged = judge(replace(panel, rows=arranged.lazy()), series, vocabulary, regimes, known)
    if answers is None:
        answers = [pl.col(name) for name in _names(judged) if name not in rows.columns]
        return rows.hstack(return_to(places, _collect(judged.select(answers), known, rows.height)))
    # What came in need not be carried back.
    came_in = [answer for answer in answers if _is_input(answer, rows)]
    made = [answer for answer in answers if not _is_input(answer, rows)]
    found = return_to(places, _collect(judged.select(made), known, rows.height)) if made else pl.DataFrame()
    together = pl.DataFrame([*rows.select(came_in).get_columns(), *found.get_columns()])
    return together.select(answer.meta.output_name() for answer in answers)


def _is_input(answer: pl.Expr, rows: pl.DataFrame) -> bool:
    """Whether it is a column of the rows, under that or another name."""
    root = answer.meta.undo_aliases()
    return any(root.meta.eq(pl.col(name)) for name in root.meta.root_names() if name in rows.columns)


def _names(judged: pl.LazyFrame) -> list[str]:
    return judged.collect_schema().names()


def _collect(judged: pl.LazyFrame, order: Order, height: int) -> pl.DataFrame:
    """In batches on all cores where the rows are many and in order, else at once."""
    streams = order.is_sorted and height >= STREAMING_FROM
    return judged.collect(engine="streaming" if streams else "in-memory")


def _name_answers(sheet: Sheet, lists: Lists, series: Series, regimes: Sequence[Regime]) -> list[pl.Expr]:
    """The columns that come out: all that came in, the regime, the lists and the nodes."""
    came_in = [pl.col(name) for name in sheet.schema if not name.startswith("row:day")]
    regime = pl.col(sheet.add("regime:name", lists.name_regimes(regimes))).alias("regime")
    answers = {
        list_column(chain): pl.col(lists.newest[chain]) if chain in lists.newest else UNDECIDED
        for chain in series.chains()
    }
    answers |= {node_column(path): _first_of(columns) for path, columns in lists.nodes.items()}
    return [*came_in, regime, *(answer.alias(name) for name, answer in answers.items())]


def _first_of(columns: Sequence[str]) -> pl.Expr:
    """The answer of the regime that has one."""
    return pl.col(columns[0]) if len(columns) == 1 else pl.coalesce(columns)
