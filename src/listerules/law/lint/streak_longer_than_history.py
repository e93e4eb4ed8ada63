"""Nobody can have been on five lists running when there have been four."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Running
from listerules.law.nodes import has_reading, walk_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(subject: Subject) -> Iterator[Mistake]:
    """Runs of years that no area can have when the regime begins."""
    for path, node in walk_nodes(subject.regime):
        if not isinstance(node, Running):
            continue
        name = node.list or str(path[-1])
        begun = _find_first_year(subject, name)
        year = subject.regime.from_.year
        had = year - begun + 1
        if node.years_running > had and not has_reading(subject.regime, path):
            lists = "one list" if had == 1 else f"{had} lists"
            what = (
                f"In {year} there will have been {lists} of '{name}', so nobody can have been on "
                f"{node.years_running} running before {begun + node.years_running - 1}."
            )
            what_to_do = (
                "Add the regimes before this one, with 'formerly' where the list had another name; "
                "if it is meant so, say it in a 'reading'."
            )
            yield Mistake((*path, "years_running"), what, what_to_do, of_value=True)


def _find_first_year(subject: Subject, name: str) -> int:
    """The first year of the unbroken row of lists that the regime's first list belongs to, or comes right after.

    A regime that is over before the end of its first year has a list in it all the same.
    """
    year = subject.regime.from_.year
    spans = subject.series.spans(name)
    return next((first for first, last in spans if first <= year and (last is None or last >= year - 1)), year)


LINT = Lint(
    "streak-longer-than-history",
    Level.WARNING,
    "Does a list ask for more years running than there have been lists?",
    find,
)
