"""Columns that are worked out once each, in as few passes over the rows as their order of need allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Sheet:
    """Rows, and named columns to be added to them.

    A column may be made from any columns named before it. Those that need nothing but what the rows have are worked
    out together in a first pass, those made from these in a second, and so on. A name is given once: whoever
    needs the column again reads it, so nothing is computed twice. What nobody selects in the end is never computed.
    """

    def __init__(self, rows: pl.LazyFrame) -> None:
        self._rows = rows
        self.schema: Mapping[str, pl.DataType] = rows.collect_schema()
        self._passes: list[list[pl.Expr]] = []
        self._pass_of: dict[str, int] = dict.fromkeys(self.schema, 0)

    def __contains__(self, name: str) -> bool:
        return name in self._pass_of

    def add(self, name: str, expression: pl.Expr) -> str:
        """Make a column, if there is none of that name yet, and give back the name of the one that holds it."""
        roots = [] if name in self else expression.meta.root_names()
        if len(roots) == 1 and expression.meta.eq(pl.col(roots[0])):
            return roots[0]  # a second name for a column would cost a pass
        if name not in self:
            number = 1 + max((self._pass_of[root] for root in roots), default=0)
            self._pass_of[name] = number
            self._passes.extend([] for _ in range(number - len(self._passes)))
            self._passes[number - 1].append(expression.alias(name))
        return name

    def finish(self, answers: Iterable[pl.Expr]) -> pl.LazyFrame:
        """The rows with all that was added, and of that only the answers."""
        rows = self._rows
        for expressions in self._passes:
            rows = rows.with_columns(expressions)
        return rows.select(answers)
