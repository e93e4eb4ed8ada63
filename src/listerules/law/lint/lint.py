"""What a lint is: one question about a regime, with a name, a level and a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from listerules.law.scenario import value_at

if TYPE_CHECKING:
    from listerules.errors import Problem
    from listerules.law.mistakes import Mistake
    from listerules.law.model import Regime, Test
    from listerules.law.rulebook import Series
    from listerules.law.source import KeyPath, Tree

_BASELINES = {
    "national": "the national figure",
    "region": "the region's figure",
    "municipality": "the municipality's figure",
}


class Level(StrEnum):
    """How bad it is: the rules are wrong, may well be wrong, or could be better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Subject:
    """What a lint is asked about: one regime, its plain tree, the series it stands in, and the day of asking."""

    regime: Regime
    tree: dict[str, Tree]
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
        regimes = self.series.regimes
        number = [regime.regime for regime in regimes].index(self.regime.regime) + step
        return regimes[number] if 0 <= number < len(regimes) else None

    def say_test(self, path: KeyPath, test: Test) -> str:
        """A test in words, with the number as the file has it: `above 40 %`, `at least 3 times the national figure`."""
        written = str(value_at(self.tree, (*path, test.operator)))
        said = f"{test.operator.replace('_', ' ')} {written}"
        if test.relative_to is None:
            return said
        return f"{said} {'of' if written.endswith('%') else 'times'} {_BASELINES[test.relative_to]}"


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
