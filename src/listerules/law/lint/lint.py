"""What a lint is: one question about a regime, with a name, a level and a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from listerules.errors import Problem
    from listerules.law.mistakes import Mistake
    from listerules.law.model import Regime
    from listerules.law.rulebook import Series
    from listerules.law.source import Tree


class Level(StrEnum):
    """How bad it is: the rules are wrong, may well be wrong, or could be better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Subject:
    """What a lint is asked about: one regime, the series it stands in, and the day of asking."""

    regime: Regime
    series: Series
    today: date

    @property
    def before(self) -> Regime | None:
        """The regime that this one took over from."""
        return self._neighbour(-1)

    @property
    def after(self) -> Regime | None:
        """The regime that took over from this one."""
        return self._neighbour(+1)

    def _neighbour(self, step: int) -> Regime | None:
        number = self.series.regimes.index(self.regime) + step
        return self.series.regimes[number] if 0 <= number < len(self.series.regimes) else None


def find_nothing(_: Subject) -> Iterable[Mistake]:
    """For a lint whose every finding keeps a file from being loaded."""
    return ()


def refuse_nothing(_: Regime, __: dict[str, Tree]) -> Iterable[Mistake]:
    """For a lint that keeps no file from being loaded."""
    return ()


@dataclass(frozen=True)
class Lint:
    """One question about a regime.

    `find` yields the mistakes of a regime that is loaded; `refuse` those that keep a file from being loaded, from the
    regime alone and the plain tree it was read from. Either yields each mistake at its place in the file.
    """

    slug: str
    level: Level
    question: str
    find: Callable[[Subject], Iterable[Mistake]] = find_nothing
    refuse: Callable[[Regime, dict[str, Tree]], Iterable[Mistake]] = refuse_nothing


@dataclass(frozen=True)
class Remark:
    """What a lint found, with the lint's name and level."""

    slug: str
    level: Level
    problem: Problem
