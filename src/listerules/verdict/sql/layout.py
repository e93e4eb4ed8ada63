"""Which columns the query reads, and in which form its tables hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from listerules.errors import DataError, Problem
from listerules.law.mistakes import suggest
from listerules.law.model import Test

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Measure, Regime
    from listerules.law.rulebook import Series

DECIMALS = 2  # of persons and kroner with decimals, where nothing else is said
MOST_DECIMALS = 9
PUBLISHED = "published_"
ENDS = ("_low", "_high")
COUNTED = ("persons", "number", "kroner")

Kind: TypeAlias = Literal["exact", "rounded", "ends"]


@dataclass(frozen=True)
class Form:
    """How a table holds a figure: with up to how many decimals, and what it says of the value.

    `exact` is the value itself. A printed rate is `rounded`: the value is within half a unit of its last decimal; or
    it stands with both `ends`, in two columns, `x_low` and `x_high`. Rates are in per cent.
    """

    decimals: int = 0
    kind: Kind = "exact"

    @property
    def power(self) -> int:
        """How many decimals its whole number has: one more than printed, for the half unit."""
        return self.decimals + (self.kind == "rounded")


@dataclass(frozen=True)
class Table:
    """A table in the database: its name, the figures it has with their forms, and its other columns.

    `area` and `year` are always there. `others` may name `list_date`, `municipality`, `region` and, for published
    lists, `published_LIST` (true, false or null), where LIST is the newest name of a list.
    """

    name: str
    figures: Mapping[str, Form] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column but `area` and `year`, by the name of its figure."""
        return (*self.figures, *sorted(self.others))

    def add(self, vocabulary: Vocabulary, series: Series, names: Iterable[str]) -> Table:
        """The table with more columns, or with other decimals: each `NAME` or `NAME=DECIMALS`.

        `doemte_pct=1` is a rate printed with one decimal, `doemte_pct_low=3` one with both ends. Raises `DataError`
        for a column that no table has.
        """
        figures, others = dict(self.figures), set(self.others)
        known = {*vocabulary.columns, *(f"{PUBLISHED}{chain}" for chain in series.chains())}
        for text in names:
            name, _, digits = text.partition("=")
            figure, is_end = _without_end(name, vocabulary)
            decimals = _read_decimals(text, digits)
            if figure not in known:
                what = f"There is no column '{name}'."
                raise DataError(Problem("--column", what, suggest(name, sorted(known), "columns")))
            unit = vocabulary.columns[figure].unit if figure in vocabulary.columns else "text"
            if unit in ("text", "date"):
                others.add(name)
            elif name != "year":
                figures[figure] = Form(decimals, "ends" if is_end else "rounded" if unit == "percent" else "exact")
        return Table(self.name, figures, frozenset(others - {"area"}))

    def remove(self, names: Collection[str]) -> Table:
        """The table without some columns, where it has them."""
        figures = {name: form for name, form in self.figures.items() if name not in names}
        return Table(self.name, figures, self.others - set(names))


def _without_end(name: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    ends = [name.removesuffix(end) for end in ENDS if name.endswith(end)]
    is_end = name not in vocabulary.columns and any(base in vocabulary.columns for base in ends)
    return (ends[0], True) if is_end else (name, False)


def _read_decimals(text: str, digits: str) -> int:
    if digits and not (digits.isascii() and digits.isdigit() and int(digits) <= MOST_DECIMALS):
        what = f"'{text}' does not say how many decimals there are."
        raise DataError(
            Problem("--column", what, f"Write NAME=DECIMALS, with 0 to {MOST_DECIMALS}, such as doemte_pct=1.")
        )
    return int(digits or 0)


def plan_table(
    name: str, series: Series, vocabulary: Vocabulary, regimes: Iterable[Regime] | None = None, *, areas: bool = True
) -> Table:
    """The table that the rules ask for where nothing else is said: every column they count, in plain form.

    Persons are whole; persons and kroner with decimals have up to two. A table of `areas` has `municipality` or
    `region` where a line is relative to that of one's own. `regimes` are those judged by, all where not given.
    """
    regimes = series.regimes if regimes is None else tuple(regimes)
    columns = dict.fromkeys(column for regime in regimes for column in _columns_of(regime))
    figures = {
        column: Form(0 if vocabulary.columns[column].unit == "persons" else DECIMALS)
        for column in columns
        if vocabulary.columns[column].unit in COUNTED
    }
    places = {test.relative_to for regime in regimes for _, test in tests_of(regime)} - {None, "national"}
    return Table(name, figures, frozenset(str(place) for place in places) if areas else frozenset())


def tests_of(regime: Regime) -> Iterator[tuple[Measure, Test]]:
    """Every test of a regime with what it measures."""
    for path, node in regime.nodes():
        if isinstance(node, Test):
            yield regime.measure_of(path.rpartition(".")[2], node), node


def _columns_of(regime: Regime) -> Iterator[str]:
    for measure, _ in tests_of(regime):
        yield measure.column
        if measure.of:
            yield measure.of
