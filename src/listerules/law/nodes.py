"""The nodes of a regime with their places in its file, and what they refer to."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from listerules.law.model import Group, ListRule, Node, Reading, Regime, Running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from listerules.law.source import KeyPath


def walk_nodes(regime: Regime) -> Iterator[tuple[KeyPath, Node]]:
    """Every node below the lists, with its place in the tree."""
    for name, rule in regime.lists.items():
        yield from walk_list(("lists", name), rule)


def walk_list(path: KeyPath, rule: ListRule) -> Iterator[tuple[KeyPath, Node]]:
    """Every node below one list, which stands at that path."""
    yield from _walk_members((*path, "all"), rule.all)
    yield from _walk_members((*path, "none"), rule.none or {})


def _walk_members(path: KeyPath, members: Mapping[str, Node]) -> Iterator[tuple[KeyPath, Node]]:
    for key, node in members.items():
        yield (*path, key), node
        if isinstance(node, Group):
            yield from _walk_members((*path, key, group_word(node)), node.members)


def group_word(group: Group) -> str:
    """The word its members stand under."""
    return "all" if group.all else "of" if group.of else "none"


def trace_node(regime: Regime, path: KeyPath) -> tuple[ListRule | Node, ...]:
    """The list a path lies in, and the nodes down to the one that stands at the path."""
    rule = regime.lists[str(path[1])]
    trail: list[ListRule | Node] = [rule]
    for word, key in zip(path[2::2], path[3::2], strict=True):
        trail.append(getattr(trail[-1], str(word))[key])
    return tuple(trail)


def has_reading(regime: Regime, path: KeyPath) -> bool:
    """Whether the node at a path, its list or a group between them says why it is as it is."""
    return any(not isinstance(node, str) and node.reading for node in trace_node(regime, path))


def readings_of(regime: Regime) -> Iterator[tuple[KeyPath, Reading]]:
    """Every reading with the place of the thing that carries it."""
    for name, measure in regime.measures.items():
        if measure.reading:
            yield ("measures", name), measure.reading
    for name, rule in regime.lists.items():
        if rule.reading:
            yield ("lists", name), rule.reading
    for path, node in walk_nodes(regime):
        if not isinstance(node, str) and node.reading:
            yield path, node.reading


def list_named(key: str, node: Node) -> str | None:
    """The list a node refers to; None for tests and groups."""
    if isinstance(node, Running):
        return node.list or key
    return key if isinstance(node, str) else None


def sort_lists(regime: Regime) -> tuple[str, ...]:
    """The regime's lists, each after every list it refers to. Raises CycleError where they go in a circle."""
    graph = {
        name: [other for other in _lists_named_by(rule) if other in regime.lists] for name, rule in regime.lists.items()
    }
    return tuple(TopologicalSorter(graph).static_order())


def _lists_named_by(rule: ListRule) -> list[str]:
    named = (list_named(str(path[-1]), node) for path, node in walk_list((), rule))
    return [name for name in named if name is not None]
