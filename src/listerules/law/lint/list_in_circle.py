"""A list that is judged by itself, directly or through others, has no answer."""

from __future__ import annotations

from graphlib import CycleError
from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint
from listerules.law.mistakes import Mistake
from listerules.law.nodes import sort_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from listerules.law.model import Regime
    from listerules.law.source import Tree


def refuse(regime: Regime, _: dict[str, Tree]) -> Iterator[Mistake]:
    """The first circle of lists, told at the one of them that stands first in the file."""
    try:
        sort_lists(regime)
    except CycleError as error:
        # The sorter tells each list before the one that refers to it, and the first again at the end.
        circle = list(reversed(error.args[1][1:]))
        first = min(range(len(circle)), key=lambda index: list(regime.lists).index(circle[index]))
        circle = [*circle[first:], *circle[: first + 1]]
        shown = " -> ".join(circle if len(circle) <= 10 else [*circle[:9], "...", circle[-1]])
        what = f"The list '{circle[0]}' refers to itself: {shown}."
        if len(circle) > 2:
            what = f"These lists refer to each other in a circle: {shown}."
        yield Mistake(("lists", circle[0]), what, "Take one of the references out.")


LINT = Lint("list-in-circle", Level.ERROR, "Does a list refer to itself, directly or through others?", refuse=refuse)
