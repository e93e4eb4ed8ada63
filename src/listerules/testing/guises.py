"""The same table in another guise: known in full, in another order, times a number, or in part.

Judged by `classify`, so that reading and the engine are tried as well as the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from listerules.law.model import Group, ListRule
from listerules.law.rulebook import Rulebook, Series
from listerules.testing.account import tell_area
from listerules.testing.figures import LARGEST, all_measures, all_tests
from listerules.testing.judging import JudgedArea
from listerules.testing.search import search
from listerules.testing.strategies import forget, panels
from listerules.testing.tables import Cell, Row, Tables
from listerules.verdict.engine import list_column, node_column

if TYPE_CHECKING:
    from listerules.law.model import Node, Regime
    from listerules.testing.occasions import Occasion

SPAN = 6  # years of a table: the longest streak of the law, and one more
PATIENCE = 100  # examples tried to make a failing one smaller; each is two tables
TIMES = (2, 3, 7, 1_999, 10_007)
WORDS = {True: "yes", False: "no", None: "undecided"}

Key: TypeAlias = tuple[str, int, date | None]  # area, year and list date
Answers: TypeAlias = Mapping[Key, Mapping[str, bool | None]]


@dataclass(frozen=True, repr=False)
class Side:
    """A table and the rules it is judged by."""

    tables: Tables
    rulebook: Rulebook

    def __repr__(self) -> str:
        return repr(self.tables)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as Hypothesis asks
        printer.text(repr(self))

    def answer(self) -> Answers:
        """The answer to each list and node, by its own path, for each row."""
        result = self.tables.classify(self.rulebook)
        regimes = {regime.regime: regime for regime in result.series.regimes}
        columns = {name: _columns_of(result.series, regime) for name, regime in regimes.items()}
        return {
            (row["area"], row["year"], row["list_date"]): {
                path: row[column] for path, column in columns.get(row["regime"], {}).items()
            }
            for row in result.reported.iter_rows(named=True)
        }


def _columns_of(series: Series, regime: Regime) -> dict[str, str]:
    """The column of each node in a table of answers."""
    return {
        path: list_column(series.newest_name(path)) if isinstance(node, ListRule) else node_column(path)
        for path, node in regime.nodes()
    }


@dataclass(frozen=True)
class Guise:
    """A way to write a table otherwise. `draw` gives both sides; the rows of the second are some of the first.

    `decides` says that the second may decide what the first leaves open.
    """

    what: str
    draw: Callable[[st.DrawFn, Side, Series], tuple[Side, Side]]
    decides: bool = False


def search_guise(guise: Guise, occasions: Sequence[Occasion], max_examples: int, seed: int | None) -> None:
    """Look for a row whose answers depend on how the table is written."""
    asked = [(one, years) for one in {each.series.name: each for each in occasions}.values()
             for years in _find_spans([each for each in occasions if each.series is one.series])]  # fmt: skip

    @st.composite
    def draw_sides(draw: st.DrawFn) -> tuple[Side, Side]:
        one, years = draw(st.sampled_from(asked))
        tables = draw(panels(one.rulebook, years, one.series.name, blanks=0.03, most_areas=3))
        return guise.draw(draw, Side(tables, one.rulebook), one.series)

    search(draw_sides(), lambda sides: _examine(guise, *sides), max_examples, seed, patience=PATIENCE)


def _find_spans(occasions: Sequence[Occasion]) -> Iterator[list[int]]:
    """For each regime, the last of its years with some before them."""
    years = sorted({each.year for each in occasions})
    lasts = {each.regime.regime: each.year for each in occasions}
    for last in sorted(set(lasts.values())):
        yield [year for year in years if last - SPAN < year <= last]


def _examine(guise: Guise, first: Side, second: Side) -> str | None:
    before, after = first.answer(), second.answer()
    for key, answers in after.items():
        for path, now in answers.items():
            then = before[key][path] if key in before else None
            if key in before and then is not now and not (guise.decides and then is None):
                told = f"'{path}' says {WORDS[then]}; {guise.what} it says {WORDS[now]}."
                return f"{told}\n\n{_tell_sides(first, second, key, path)}"
    return None


def _tell_sides(first: Side, second: Side, key: Key, path: str) -> str:
    told = list(dict.fromkeys(_tell_side(side, key, path) for side in (first, second)))
    return "\n\n".join([told[0], *(f"Then:\n{text}" for text in told[1:])])


def _tell_side(side: Side, key: Key, path: str) -> str:
    """The figures of the row's area, up to that row, and what was published of it."""
    series = side.rulebook.get_series(side.tables.series)
    own = [row for row in side.tables.areas if row["area"] == key[0] and _key_of(row)[1:] <= _key_of_list(key)]
    own.sort(key=lambda row: _key_of(row)[1:])
    published = [row for row in side.tables.history if row["area"] == key[0]]
    area = JudgedArea(side.rulebook, series, replace(side.tables, areas=tuple(own)))
    lines = [f"  published {row['year']}: {row['list']} {row['on']}" for row in published]
    return "\n".join([tell_area(area, [path]), *lines])


def _key_of(row: Row) -> tuple[object, int, date]:
    day = row.get("list_date")
    year = int(str(row["year"]))
    return row["area"], year, day if isinstance(day, date) else date(year, 12, 31)


def _key_of_list(key: Key) -> tuple[int, date]:
    return key[1], key[2] or date(key[1], 12, 31)


# --- the guises -------------------------------------------------------------------------------------


def _fill_in(draw: st.DrawFn, side: Side, _: Series) -> tuple[Side, Side]:
    return replace(side, tables=draw(forget(side.rulebook, side.tables))), side


def _order_otherwise(draw: st.DrawFn, side: Side, series: Series) -> tuple[Side, Side]:
    tables = replace(
        side.tables,
        areas=_shuffle(draw, side.tables.areas),
        reference=_shuffle(draw, side.tables.reference),
        history=_shuffle(draw, side.tables.history),
    )
    turned = Series(series.name, tuple(turn_regime(regime) for regime in series.regimes))
    return side, Side(tables, replace(side.rulebook, series={**side.rulebook.series, series.name: turned}))


def _shuffle(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[Row, ...]:
    random = draw(st.randoms(use_true_random=False))
    shuffled = random.sample(list(rows), len(rows))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    random.shuffle(columns)
    return tuple({name: row[name] for name in columns if name in row} for row in shuffled)


def turn_regime(regime: Regime) -> Regime:
    """The regime with its lists, and the members of every group, from the last to the first."""
    lists = {
        name: rule.model_copy(update={"all": _turn(rule.all), "none": _turn(rule.none)})
        for name, rule in reversed(regime.lists.items())
    }
    return regime.model_copy(update={"lists": lists})


def _turn(members: Mapping[str, Node] | None) -> dict[str, Node] | None:
    if members is None:
        return None
    return {key: _turn_node(node) for key, node in reversed(list(members.items()))}


def _turn_node(node: Node) -> Node:
    if not isinstance(node, Group):
        return node
    return node.model_copy(update={word: _turn(getattr(node, word)) for word in ("all", "of", "none")})


def _multiply(draw: st.DrawFn, side: Side, series: Series) -> tuple[Side, Side]:
    columns = find_scalable(series)
    rows = (*side.tables.areas, *side.tables.reference)
    largest = max(
        (cell for row in rows for name in columns if isinstance(cell := row.get(name), int | Decimal)), default=1
    )
    times = draw(st.sampled_from([each for each in TIMES if largest * each < LARGEST * 10] or [1]))
    grown = replace(
        side.tables,
        areas=tuple(_grow(row, columns, times) for row in side.tables.areas),
        reference=tuple(_grow(row, columns, times) for row in side.tables.reference),
    )
    return side, replace(side, tables=grown)


def _grow(row: Row, columns: Sequence[str], times: int) -> Row:
    return {name: _times(cell, times) if name in columns else cell for name, cell in row.items()}


def _times(cell: Cell, times: int) -> Cell:
    return cell * times if isinstance(cell, int | Decimal) else cell


def find_scalable(series: Series) -> list[str]:
    """The columns of which only ratios matter: parts and wholes together, and kroner compared with a baseline.

    Those that are linked by a share with a figure that is compared with a number of its own are left out.
    """
    measures = all_measures(series)
    fixed: set[str | None] = {each.count for each in measures}
    tests = [each for regime in series.regimes for each in all_tests(regime)]
    fixed |= {measure.mean for test, measure in tests if measure.mean and test.relative_to is None}
    shares = [(each.share, each.of) for each in measures if each.share]
    for _ in shares:
        fixed |= {name for pair in shares if fixed & set(pair) for name in pair}
    return list(
        dict.fromkeys(name for each in measures for name in (each.of, each.column) if name and name not in fixed)
    )


def _take_part(draw: st.DrawFn, side: Side, _: Series) -> tuple[Side, Side]:
    names = list(dict.fromkeys(row["area"] for row in side.tables.areas))
    kept = draw(st.sets(st.sampled_from(names), min_size=1))
    part = tuple(row for row in side.tables.areas if row["area"] in kept)
    return side, replace(side, tables=replace(side.tables, areas=part))


GUISES: Mapping[str, Guise] = {
    "filled in": Guise("with more figures filled in", _fill_in, decides=True),
    "in another order": Guise("with rows, columns and rules in another order", _order_otherwise),
    "times a number": Guise("with parts and wholes times a number", _multiply),
    "in part": Guise("with other areas left out", _take_part),
}
