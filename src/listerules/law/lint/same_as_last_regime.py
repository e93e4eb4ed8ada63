"""A new regime that says what the last one said is a copy in which the change was forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from listerules.law.model import Regime

_SAID_OF_THE_RULES = frozenset({"reading", "formerly"})


def find(subject: Subject) -> Iterator[Mistake]:
    """A regime with the measures and lists, titles and citations of the one before it."""
    before = subject.before
    if before is not None and _take_rules(subject.regime) == _take_rules(before):
        what = f"The lists and measures are those of '{before.regime}', which this regime takes over from."
        what_to_do = "Change here what the new law changed; if that was nothing, take this file out."
        yield Mistake(("regime",), what, what_to_do, of_value=True)


def _take_rules(regime: Regime) -> object:
    return _drop_remarks(regime.model_dump(include={"measures", "lists"}))


def _drop_remarks(thing: object) -> object:
    """A plain tree without what is only said of the rules; the order of its keys does not matter."""
    if not isinstance(thing, dict):
        return thing
    return {key: _drop_remarks(value) for key, value in thing.items() if key not in _SAID_OF_THE_RULES}


LINT = Lint("same-as-last-regime", Level.WARNING, "Does a regime say the same as the one before it?", find)
