"""What must hold of every area that is on a list: what it asks itself, and what the lists it refers to ask.

Only what is surely asked is a demand: the members of an `all`, the opposite of those of a `none`, and the same of
lists the area must be on. A member of `at_least ... of` is not, unless all of its fellows are asked for too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from listerules.law.model import Group, Measure, Node, Operator, Regime, Running, Test
from listerules.law.nodes import group_word, list_named, sort_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from listerules.law.source import KeyPath

Subject: TypeAlias = tuple[str, str | None, bool]
Demand: TypeAlias = "ListDemand | FigureDemand"

_OPPOSITES: Mapping[Operator, Operator] = {
    "above": "at_most",
    "at_most": "above",
    "at_least": "below",
    "below": "at_least",
}


class ListDemand(NamedTuple):
    """To be on a list, or with `met` False not to be on it.

    `lists` is how often: 0 at any time, 1 this year, 2 this year and the last, and so on. `said` is the node that says
    it, and `through` the node of the list itself that brings it: the same, or a reference to another list.
    """

    said: KeyPath
    through: KeyPath
    name: str
    lists: int
    met: bool

    @property
    def subject(self) -> Subject:
        """What it is about: of two demands with one subject, the stronger carries the other with it."""
        return "list", self.name, self.met

    @property
    def opposite(self) -> Subject:
        """The subject of demands that may contradict this."""
        return "list", self.name, not self.met

    @property
    def strength(self) -> tuple[Fraction | int, bool]:
        """To be on more lists is more; not to be on fewer is more."""
        return self.lists if self.met else -self.lists, False

    def contradicts(self, other: Demand) -> bool:
        """Whether nobody meets both."""
        if not isinstance(other, ListDemand) or other.subject != self.opposite:
            return False
        wanted, barred = (self, other) if self.met else (other, self)
        return wanted.lists >= barred.lists


class FigureDemand(NamedTuple):
    """A measure on one side of a line; `said` and `through` as for lists.

    `test` is what stands there, and with `met` False it is asked not to be met. `operator` and `line` are what that
    comes to; a count is whole, so `above 999` is kept as `at_least 1000`.
    """

    said: KeyPath
    through: KeyPath
    measure: str
    test: Test
    met: bool
    operator: Operator
    line: Fraction

    @property
    def subject(self) -> Subject:
        """What it is about: of two demands with one subject, the stronger carries the other with it."""
        return self.measure, self.test.relative_to, self._is_floor

    @property
    def opposite(self) -> Subject:
        """The subject of demands that may contradict this."""
        return self.measure, self.test.relative_to, not self._is_floor

    @property
    def strength(self) -> tuple[Fraction | int, bool]:
        """A higher line that a figure must reach is more, and so is a lower one that it may not pass."""
        return self.line if self._is_floor else -self.line, self.operator in ("above", "below")

    def contradicts(self, other: Demand) -> bool:
        """Whether no figure meets both."""
        if not isinstance(other, FigureDemand) or other.subject != self.opposite:
            return False
        floor, ceiling = (self, other) if self._is_floor else (other, self)
        on_the_line = floor.operator == "at_least" and ceiling.operator == "at_most"
        return floor.line > ceiling.line or (floor.line == ceiling.line and not on_the_line)

    @property
    def _is_floor(self) -> bool:
        return self.operator in ("above", "at_least")


def find_strongest(demands: Iterable[Demand]) -> dict[Subject, Demand]:
    """The strongest demand of each subject; of equals the first."""
    strongest: dict[Subject, Demand] = {}
    for demand in demands:
        if demand.strength > strongest.setdefault(demand.subject, demand).strength:
            strongest[demand.subject] = demand
    return strongest


@dataclass(frozen=True)
class Scope:
    """A list, or a group of one that is met or not by itself, with what it asks.

    `own` is said in the scope or through its references; `around` holds as well, since the list asks it anyway.
    """

    path: KeyPath
    own: tuple[Demand, ...]
    around: tuple[Demand, ...] = ()


def find_scopes(regime: Regime) -> Iterator[Scope]:
    """Every list, and every `all` group that is one of several choices, each after what it lies in."""
    reader = _Reader(regime, find_demands(regime))
    for name, rule in regime.lists.items():
        own = reader.collect_list(name)
        yield Scope(("lists", name), own)
        yield from reader.find_inner(("lists", name, "all"), rule.all, own, part_of_it=True)
        yield from reader.find_inner(("lists", name, "none"), rule.none or {}, own, part_of_it=False)


def find_demands(regime: Regime) -> dict[str, tuple[Demand, ...]]:
    """The most each list asks of every area on it. Raises CycleError where lists refer to each other in a circle.

    Of what is asked more than once only the strongest is kept, or lists that share lists would ask for ever more.
    """
    asked: dict[str, tuple[Demand, ...]] = {}
    reader = _Reader(regime, asked)
    for name in sort_lists(regime):
        asked[name] = tuple(find_strongest(reader.collect_list(name)).values())
    return asked


@dataclass(frozen=True)
class _Reader:
    """Reads the demands of a regime; `asked` has the strongest of the lists that others refer to."""

    regime: Regime
    asked: Mapping[str, tuple[Demand, ...]]

    def collect_list(self, name: str) -> tuple[Demand, ...]:
        rule = self.regime.lists[name]
        return (
            *self.collect(("lists", name, "all"), rule.all, met=True),
            *self.collect(("lists", name, "none"), rule.none or {}, met=False),
        )

    def collect(self, path: KeyPath, members: Mapping[str, Node], *, met: bool) -> Iterator[Demand]:
        """What is asked where all those members must be met, or with `met` False, none of them."""
        for key, node in members.items():
            here = (*path, key)
            if isinstance(node, Test):
                yield _ask_figure(self.regime, here, node, met=met)
            elif isinstance(node, Group):
                if met and (_asks_all(node) or node.none):
                    yield from self.collect((*here, group_word(node)), node.members, met=not node.none)
            else:
                name = list_named(key, node) or key
                lists = node.years_running if isinstance(node, Running) else 1 if node == "on_list" else 0
                yield ListDemand(here, here, name, lists, met)
                if met and lists:
                    yield from (demand._replace(through=here) for demand in self.asked[name])

    def find_inner(
        self, path: KeyPath, members: Mapping[str, Node], around: tuple[Demand, ...], *, part_of_it: bool
    ) -> Iterator[Scope]:
        """The scopes below a group; `part_of_it` says whether its members are asked by the scope around it."""
        for key, node in members.items():
            if not isinstance(node, Group):
                continue
            here, below, beside = (*path, key), (*path, key, group_word(node)), around
            if _asks_all(node) and not part_of_it:
                own = tuple(self.collect(below, node.members, met=True))
                yield Scope(here, own, around)
                beside = (*around, *own)
            yield from self.find_inner(below, node.members, beside, part_of_it=_asks_all(node))


def _asks_all(group: Group) -> bool:
    return group.all is not None or group.at_least == len(group.of or ())


def _ask_figure(regime: Regime, path: KeyPath, test: Test, *, met: bool) -> FigureDemand:
    name = test.measure or str(path[-1])
    operator = test.operator if met else _OPPOSITES[test.operator]
    operator, line = settle_line(regime.measures[name], operator, test.line)
    return FigureDemand(path, path, name, test, met, operator, line)


def settle_line(measure: Measure, operator: Operator, line: Fraction) -> tuple[Operator, Fraction]:
    """A comparison in one way where there are two: a count is whole, so `above 999` is `at_least 1000`."""
    if measure.count and operator == "above":
        return "at_least", line + 1
    if measure.count and operator == "below":
        return "at_most", line - 1
    return operator, line
