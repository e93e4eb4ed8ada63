"""Which lists a change of the rules touches: by itself, or through a list that they refer to.

A list is named here by its regime and its name in that regime.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from listerules.law.model import ListRule, Measure, Node, Regime, Test
from listerules.law.nodes import list_named

if TYPE_CHECKING:
    from listerules.law.rulebook import Series

ListOf: TypeAlias = tuple[str, str]  # regime, list


def find_touched(before: Series, after: Series) -> frozenset[ListOf]:
    """The lists of either series that may come out otherwise in the other; of the same regimes by name."""
    changed = {regime.regime: regime for regime in before.regimes}
    touched = {
        (regime.regime, name)
        for regime in after.regimes
        for name in {**changed[regime.regime].lists, **regime.lists}
        if _judged_by(changed[regime.regime], name) != _judged_by(regime, name)
    }
    references = {pair for series in (before, after) for pair in _find_references(series)}
    while more := {user for user, used in references if used in touched} - touched:
        touched |= more
    return frozenset(touched)


def _judged_by(regime: Regime, name: str) -> object:
    """All that decides a list: its conditions and the measures they are about, without titles and citations."""
    judged: dict[str, object] = {}
    for path, node in regime.nodes():
        if path == name or path.startswith(f"{name}."):
            measure = regime.measure_of(path.rpartition(".")[2], node) if isinstance(node, Test) else None
            judged[path] = _bare(node), measure and _bare(measure)
    return judged


_SAID_ONLY = frozenset({"title", "cite", "reading", "formerly"})


def _bare(thing: Node | ListRule | Measure) -> object:
    """What a node or measure asks, without its members (they have paths of their own) and what is only said."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, ListRule):
        return sorted(thing.none or ())
    fields = {name: getattr(thing, name) for name in type(thing).model_fields if name not in _SAID_ONLY}
    return {name: sorted(value) if isinstance(value, dict) else value for name, value in fields.items()}


def _find_references(series: Series) -> Iterator[tuple[ListOf, ListOf]]:
    """Each list with a list it is judged by: of the same regime, and of earlier ones for words that look back."""
    for number, regime in enumerate(series.regimes):
        for path, node in regime.nodes():
            name, _, rest = path.partition(".")
            referred = list_named(path.rpartition(".")[2], node) if rest and not isinstance(node, ListRule) else None
            if referred is None:
                continue
            yield (regime.regime, name), (regime.regime, referred)
            if node == "on_list":
                continue
            chain = series.newest_name(referred)
            for earlier in series.regimes[:number]:
                if then := series.name_in(earlier, chain):
                    yield (regime.regime, name), (earlier.regime, then)
