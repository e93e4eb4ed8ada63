"""A rule without a citation cannot be checked against the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Regime, Running, Test
from listerules.law.nodes import trace_node, walk_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from listerules.law.source import KeyPath


def find(subject: Subject) -> Iterator[Mistake]:
    """A law without a name or address, lists without a paragraph, and choices without the number they have in it."""
    law = subject.regime.law
    if not law.name.strip():
        what_to_do = "Write name, number and date of the act."
        yield Mistake(("law", "name"), "The law has no name.", what_to_do, of_value=True)
    if not law.url.strip():
        yield Mistake(("law", "url"), "The law has no address.", "Write where its text can be read.", of_value=True)
    for name, rule in subject.regime.lists.items():
        if not rule.cite.strip():
            what_to_do = "Write the paragraph that makes it, such as '§ 61 a, stk. 1'."
            yield Mistake(("lists", name, "cite"), f"The list '{name}' has no citation.", what_to_do, of_value=True)
    for path, node in walk_nodes(subject.regime):
        if isinstance(node, Test | Running) and "of" in path[2::2] and not _is_cited(subject.regime, path):
            what = f"'{path[-1]}' is one of several conditions, and its number in the law is not said."
            yield Mistake(path, what, "Add 'cite:', such as 'cite: nr. 2', to it or to the group.")


def _is_cited(regime: Regime, path: KeyPath) -> bool:
    """Whether the node or one between it and its list has a citation; the list's own names no number."""
    _, *nodes = trace_node(regime, path)
    return any(not isinstance(node, str) and node.cite.strip() for node in nodes)


LINT = Lint(
    "missing-citation", Level.WARNING, "Does a law, a list or one of several conditions lack its citation?", find
)
