"""All that has a say in a node: the tests below it, and those of the lists it refers to, of this year or earlier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listerules.law.model import Group, ListRule, Test
from listerules.law.nodes import list_named

if TYPE_CHECKING:
    from listerules.law.model import Measure, Node, Regime
    from listerules.law.rulebook import Series


def find_tests(
    series: Series, regime: Regime, key: str, node: Node | ListRule, *, barred: bool = False
) -> Iterator[tuple[Test, Measure, bool]]:
    """Each test that has a say in a node with that key, with what it measures, and whether it stands under `none`."""
    if isinstance(node, Test):
        yield node, regime.measure_of(key, node), barred
        return
    for then, member, below, under_none in _members_of(series, regime, key, node):
        yield from find_tests(series, then, member, below, barred=barred or under_none)


def _members_of(
    series: Series, regime: Regime, key: str, node: Node | ListRule
) -> Iterator[tuple[Regime, str, Node | ListRule, bool]]:
    """What a group, list or reference is made of, with the regime it is judged by, and whether it is barred."""
    if isinstance(node, ListRule):
        yield from ((regime, *member, False) for member in node.all.items())
        yield from ((regime, *member, True) for member in (node.none or {}).items())
    elif isinstance(node, Group):
        yield from ((regime, *member, node.none is not None) for member in node.members.items())
    else:
        chain = series.newest_name(list_named(key, node) or key)
        now = series.regimes.index(regime)
        for then in series.regimes[now if node == "on_list" else 0 : now + 1]:
            if name := series.name_in(then, chain):
                yield then, name, then.lists[name], False
