"""A group that asks for more than it has can never be met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint
from listerules.law.mistakes import Mistake
from listerules.law.model import Group, Regime
from listerules.law.nodes import walk_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from listerules.law.source import Tree


def refuse(regime: Regime, _: dict[str, Tree]) -> Iterator[Mistake]:
    """Groups whose `at_least` is higher than the number of their members."""
    for path, node in walk_nodes(regime):
        if isinstance(node, Group) and node.at_least is not None and node.at_least > len(node.members):
            what = f"At least {node.at_least} of {len(node.members)} can never be met."
            yield Mistake((*path, "at_least"), what, f"Write at most {len(node.members)}.", of_value=True)


LINT = Lint("unreachable-group", Level.ERROR, "Does a group ask for more than it has?", refuse=refuse)
