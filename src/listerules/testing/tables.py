"""Made-up tables: what a strategy draws, as `classify` takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from listerules.law.rulebook import Rulebook
    from listerules.result.result import Result

Cell: TypeAlias = int | Decimal | str | date | None
Row: TypeAlias = dict[str, Cell]


@dataclass(frozen=True, repr=False)
class Tables:
    """Made-up areas with their baselines and published lists, each a table as a tuple of dicts.

    `areas` has a row per area and list: `area`, `year`, perhaps `list_date`, `municipality`, `region`, and the
    columns the measures of the series count: whole persons (int), persons or kroner with decimals (Decimal), or
    printed rates in per cent (text such as `40.1 %`); None is a blank. `reference` has the same columns for
    `Danmark`, regions and municipalities, `history` the published lists (`area`, `year`, `list`, `on`).
    """

    series: str
    areas: tuple[Row, ...]
    reference: tuple[Row, ...] = field(default=())
    history: tuple[Row, ...] = field(default=())

    def classify(self, rules: Rulebook | str | None = None) -> Result:
        """Judge the tables by these rules, as `listerules.classify` does. Raises what it raises."""
        from listerules.result.classify import classify  # noqa: PLC0415 - polars only when tables are classified

        return classify(
            list(self.areas),
            rules,
            series=self.series,
            reference=list(self.reference) or None,
            history=list(self.history) or None,
        )

    def __repr__(self) -> str:
        named = {"areas": self.areas, "reference": self.reference, "history": self.history}
        shown = (f"{name}:\n{draw_table(rows)}" for name, rows in named.items() if rows)
        return f"made-up tables of the series '{self.series}'\n" + "\n".join(shown)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as Hypothesis asks
        printer.text(repr(self))


def draw_table(rows: Sequence[Mapping[str, object]]) -> str:
    """The rows as text, a column for each key of any row; blanks are `..`."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    lines = [heads, *(["" if row.get(name) is None else str(row[name]) for name in heads] for row in rows)]
    return align(line if number == 0 else [cell or ".." for cell in line] for number, line in enumerate(lines))


def align(lines: object) -> str:
    """Lines of cells as text, each column as wide as its widest cell; the first to the left, others to the right."""
    table = [[str(cell) for cell in line] for line in lines]  # type: ignore[attr-defined]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return "\n".join(
        "  "
        + "  ".join(
            cell.ljust(width) if position == 0 else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    )
