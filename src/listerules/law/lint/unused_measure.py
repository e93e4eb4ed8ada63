"""A measure that no test uses is left over, or its test was forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Regime, Test
from listerules.law.nodes import readings_of, walk_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(subject: Subject) -> Iterator[Mistake]:
    """Measures that neither the lists test nor the alternative of a reading."""
    used = {*_find_tested(subject.regime), *_find_in_alternatives(subject.regime)}
    for name in subject.regime.measures:
        if name not in used:
            yield Mistake(
                ("measures", name), f"No test uses the measure '{name}'.", "Test it in a list, or take it out."
            )


def _find_tested(regime: Regime) -> Iterator[str]:
    for path, node in walk_nodes(regime):
        if isinstance(node, Test):
            yield node.measure or str(path[-1])


def _find_in_alternatives(regime: Regime) -> Iterator[str]:
    """Every word of what alternatives put in: the measures they may test are among them."""
    for _, reading in readings_of(regime):
        if reading.alternative:
            yield from _find_words({path.rpartition(".")[2]: node for path, node in reading.alternative.add.items()})
            yield from (change.now for change in reading.alternative.change.values())


def _find_words(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield key
            yield from _find_words(value)
    elif isinstance(thing, str):
        yield thing


LINT = Lint("unused-measure", Level.WARNING, "Is there a measure that no test uses?", find)
