"""What a list asks, although something beside it asks it already, decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.demands import Demand, ListDemand, find_demands, find_scopes, find_strongest
from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WHAT_TO_DO = "Take it out here, for it decides nothing."


def find(subject: Subject) -> Iterator[Mistake]:
    """References and tests that another reference or test of the same list brings with it."""
    asked = find_demands(subject.regime)
    for scope in find_scopes(subject.regime):
        # What references bring comes first: of two that ask the same, the one said here can be taken out.
        strongest = find_strongest(sorted((*scope.around, *scope.own), key=_is_direct))
        for demand in filter(_is_direct, scope.own):
            by = strongest[demand.subject]
            if by is not demand:
                brought = "" if by.through == by.said else f", which '{label_of(by.through)}' brings with it"
                yield Mistake(demand.said, f"This is asked already by '{label_of(by.said)}'{brought}.", _WHAT_TO_DO)
            elif barring := _find_barring(demand, asked, strongest):
                what = f"An area that meets '{label_of(barring.through)}' is never on '{demand.subject[1]}'."
                yield Mistake(demand.said, what, _WHAT_TO_DO)


def _is_direct(demand: Demand) -> bool:
    return demand.said == demand.through


def _find_barring(
    demand: Demand, asked: Mapping[str, tuple[Demand, ...]], strongest: Mapping[tuple[str, str | None, bool], Demand]
) -> Demand | None:
    """What keeps an area off a list that it is not to be on this year, whether that is said or not."""
    if not isinstance(demand, ListDemand) or demand.met or not demand.lists:
        return None
    beside = ((its, strongest.get(its.opposite)) for its in asked[demand.name])
    return next((other for its, other in beside if other and its.contradicts(other)), None)


LINT = Lint("implied-list", Level.WARNING, "Does a list ask what a list it refers to asks already?", find)
