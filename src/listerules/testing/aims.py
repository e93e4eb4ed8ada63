"""What each test must answer so that a list comes out as wished, just so: one answer more or less turns it.

Random answers to random rules are almost always no. An area drawn for a list is on it, or off it for want of one
thing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from listerules.law.model import Group, ListRule, Measure, Node, Regime, Running, Test

if TYPE_CHECKING:
    from listerules.law.rulebook import Series

# A whole number from 0 up to, but not including, the one given.
Choose: TypeAlias = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Aim:
    """A test and the answer it is to give."""

    test: Test
    measure: Measure
    met: bool


@dataclass
class Aims:
    """Aims by year and column, the first wish before later ones, which may contradict it.

    Lists of earlier years are wished for by what looks back to them, by the law of each 31 December.
    """

    series: Series
    choose: Choose
    by_year: dict[int, dict[str, list[Aim]]] = field(default_factory=dict)
    _wished: set[tuple[int, str]] = field(default_factory=set)

    def wish(self, regime: Regime, year: int, path: str, *, met: bool) -> None:
        """Aim at an answer of a list or of a node below one, by that regime. A path it does not have is passed over."""
        node = dict(regime.nodes()).get(path)
        if node is None:
            return
        if isinstance(node, ListRule):
            self._wish_list(regime, year, path, met=met)
        else:
            self._wish_node(regime, year, path.rpartition(".")[2], node, met=met)

    def _wish_list(self, regime: Regime, year: int, name: str, *, met: bool) -> None:
        if (year, name) in self._wished:
            return
        self._wished.add((year, name))
        rule = regime.lists[name]
        members = [(key, node, True) for key, node in rule.all.items()]
        members += [(key, node, False) for key, node in (rule.none or {}).items()]
        fails = None if met else self._pick_failing(regime, year, members)
        for key, node, wanted in members:
            self._wish_node(regime, year, key, node, met=wanted != (key == fails))

    def _pick_failing(self, regime: Regime, year: int, members: Sequence[tuple[str, Node, bool]]) -> str:
        """The member that keeps an area off a list: one of those not wished to be as the list wants them."""
        free = [
            key for key, node, wanted in members if self._inclination(regime, year, key, node) != (1 if wanted else -1)
        ]
        keys = free or [key for key, _, _ in members]
        return keys[self.choose(len(keys))]

    def _wish_node(self, regime: Regime, year: int, key: str, node: Node, *, met: bool) -> None:
        if isinstance(node, Test):
            measure = regime.measure_of(key, node)
            self.by_year.setdefault(year, {}).setdefault(measure.column, []).append(Aim(node, measure, met))
        elif isinstance(node, Group):
            self._wish_group(regime, year, node, met=met)
        elif isinstance(node, Running):
            self._wish_years(year, node.list or key, range(node.years_running), met=met)
        elif node == "ever":
            self._wish_ever(year, key, met=met)
        else:
            self._wish_list(regime, year, key, met=met)

    def _wish_group(self, regime: Regime, year: int, group: Group, *, met: bool) -> None:
        """Just enough members as the group asks for, or just one too few; first those that are wished for already."""
        members = list(group.members.items())
        needed = (group.at_least or len(members)) - (not met)
        start = self.choose(len(members)) if 0 < needed < len(members) else 0
        turned = [*members[start:], *members[:start]]
        counts = group.none is None
        turned.sort(key=lambda member: self._inclination(regime, year, *member) * (-1 if counts else 1))
        for position, (key, node) in enumerate(turned):
            self._wish_node(regime, year, key, node, met=(position < needed) == counts)

    def _inclination(self, regime: Regime, year: int, key: str, node: Node) -> int:
        """1 where a test of the column is wished to be met already, -1 where it is wished not to be; else 0."""
        column = regime.measure_of(key, node).column if isinstance(node, Test) else ""
        wished = self.by_year.get(year, {}).get(column, [])
        return (1 if wished[0].met else -1) if wished else 0

    def _wish_years(self, year: int, name: str, back: range, *, met: bool) -> None:
        """On the list in all of the years, or in all but one."""
        chain = self.series.newest_name(name)
        fails = None if met else self.choose(len(back))
        for position, years in enumerate(back):
            regime = self.series.regime_of_year(year - years)
            then = self.series.name_in(regime, chain) if regime else None
            if regime is not None and then is not None:
                self._wish_list(regime, year - years, then, met=position != fails)

    def _wish_ever(self, year: int, name: str, *, met: bool) -> None:
        """On the list some years before, or now; off it in all years."""
        first = self.series.first_year(name)
        if met:
            back = self.choose(min(year - first, 5) + 1) if year > first else 0
            self._wish_years(year, name, range(back, back + 1), met=True)
            return
        for earlier in range(max(first, year - 10), year + 1):
            then = self.series.regime_of_year(earlier)
            own = self.series.name_in(then, self.series.newest_name(name)) if then else None
            if then is not None and own is not None:
                self._wish_list(then, earlier, own, met=False)


def find_first_year(series: Series, regime: Regime, year: int, names: Collection[str] | None = None) -> int:
    """The earliest year whose figures have a say in the lists of a year: in all of them, or in those of some names."""
    seen: dict[tuple[str, int], int] = {}
    chosen = regime.lists if names is None else names
    return min((_first_year(series, regime, name, year, seen) for name in chosen), default=year)


def _first_year(series: Series, regime: Regime, name: str, year: int, seen: dict[tuple[str, int], int]) -> int:
    if (name, year) in seen:
        return seen[name, year]
    seen[name, year] = year
    found = [year]
    for path, node in regime.nodes():
        if not path.startswith(f"{name}.") or isinstance(node, ListRule):
            continue
        key = path.rpartition(".")[2]
        if isinstance(node, Test):
            found.append(year - regime.measure_of(key, node).years + 1)
        elif not isinstance(node, Group):
            for earlier, then in _looked_back_to(series, regime, key, node, year).items():
                found.append(_first_year(series, then[0], then[1], earlier, seen))
    seen[name, year] = min(found)
    return seen[name, year]


def _looked_back_to(
    series: Series, regime: Regime, key: str, node: Node, year: int
) -> Mapping[int, tuple[Regime, str]]:
    """The lists a reference reads, by year: the regime of that year and the name the list has in it."""
    name = (node.list if isinstance(node, Running) else None) or key
    chain = series.newest_name(name)
    first = year
    if isinstance(node, Running):
        first = year - node.years_running + 1
    elif node == "ever":
        first = series.first_year(name)
    found = {year: (regime, name)}
    for earlier in range(first, year):
        then = series.regime_of_year(earlier)
        own = series.name_in(then, chain) if then else None
        if then is not None and own is not None:
            found[earlier] = then, own
    return found
