"""What can go wrong for a user, said as where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import indent


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a file, for programs that mark it: line and column from 1, and how many characters it covers.

    Spots are in order of file, line and column.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a rule file or a table.

    `where` is a file, a file with line and column, or a row and column; `what` is one sentence;
    `what_to_do` names the way out; `excerpt` shows the place, with the words underlined; `details` are lines of
    figures that show it. `slug` is the name of the lint that asks about such mistakes, where one does; `spot` is the
    place in a rule file.
    """

    where: str
    what: str
    what_to_do: str = ""
    excerpt: str = ""
    slug: str = ""
    spot: Spot | None = None
    details: str = ""

    @property
    def place(self) -> Spot:
        """Its spot; or the top of the file that `where` names, where the problem is with the whole of it."""
        return self.spot or Spot(self.where)

    def __str__(self) -> str:
        sentences = " ".join(part for part in (self.what, self.what_to_do) if part)
        said = f"{self.where}\n{self.excerpt}\n  {sentences}" if self.excerpt else f"{self.where}: {sentences}"
        return f"{said}\n{indent(self.details, '    ')}" if self.details else said


class ListerulesError(Exception):
    """A mistake the user can mend. `problems` holds each of them; `str()` prints them all."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RulesError(ListerulesError):
    """A rule file says something the grammar or the law's own logic does not allow."""


class DataError(ListerulesError):
    """A table of areas, baselines, history or lineage cannot be read as it stands."""
