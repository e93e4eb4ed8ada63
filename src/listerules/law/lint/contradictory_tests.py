"""Tests that no figure can meet together leave a list empty for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.demands import Demand, FigureDemand, Scope, find_scopes, find_strongest
from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(subject: Subject) -> Iterator[Mistake]:
    """Two demands of a list, or of an `all` group that is one of several choices, that nobody meets together."""
    for scope in find_scopes(subject.regime):
        for first, second in _find_pairs(scope):
            so = "nobody can be on this list" if len(scope.path) == 2 else "this group is never met"
            what = f"{_tell(subject, first, second)}, so {so}."
            yield Mistake(second.through, what, "Mend a line, or take one of the two out.")


def _find_pairs(scope: Scope) -> Iterator[tuple[Demand, Demand]]:
    """Contradicting demands, in the order they come; not those that one reference brings, for it is told there."""
    demands = (*scope.around, *scope.own)
    strongest = find_strongest(demands)
    for first in strongest.values():
        second = strongest.get(first.opposite)
        if second is None or second.through == first.through or not first.contradicts(second):
            continue
        if demands.index(first) < demands.index(second) and second in scope.own:
            yield first, second


def _tell(subject: Subject, first: Demand, second: Demand) -> str:
    if isinstance(first, FigureDemand) and isinstance(second, FigureDemand):
        return f"No figure of '{first.measure}' is both {_say(subject, first)} and {_say(subject, second)}"
    wanted, barred = (first, second) if first.met else (second, first)
    return f"'{label_of(wanted.said)}' asks for what '{label_of(barred.said)}' rules out"


def _say(subject: Subject, demand: FigureDemand) -> str:
    said = subject.say_test(demand.said, demand.test)
    return f"{'' if demand.met else 'not '}{said} ({label_of(demand.said)})"


LINT = Lint(
    "contradictory-tests", Level.ERROR, "Are there tests that must hold together, and that no area can meet?", find
)
