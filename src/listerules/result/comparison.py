"""A comparison: what happened to each area on each list, how many there are, and what improved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from listerules.law.model import Text
from listerules.result.sides import Criterion, NamedList, Side, Standing
from listerules.verdict.evaluate import Reason

if TYPE_CHECKING:
    import polars as pl

    from listerules.result.wording import Language

Kind: TypeAlias = Literal["years", "sides", "published"]


class Change(StrEnum):
    """What happened to an area on a list. Unknown is never taken for off."""

    ENTERED = "entered"
    LEFT = "left"
    STAYED = "stayed"
    OFF = "off"
    ON_FROM_UNKNOWN = "on_from_unknown"
    ON_TO_UNKNOWN = "on_to_unknown"
    OFF_FROM_UNKNOWN = "off_from_unknown"
    OFF_TO_UNKNOWN = "off_to_unknown"
    UNKNOWN = "unknown"
    ON_NEW_LIST = "on_new_list"  # on a list that the other side does not have
    ON_ENDED_LIST = "on_ended_list"


@dataclass(frozen=True)
class Flipped:
    """A criterion of one area whose answer changed, or that only one side has (the other is None)."""

    before: Criterion | None
    after: Criterion | None

    @property
    def newest(self) -> Criterion:
        """The criterion as the later side has it."""
        found = self.after or self.before
        if found is None:
            raise LookupError
        return found

    @property
    def moved(self) -> Fraction | None:
        """How far the figure moved, in the unit it is printed in; None where a side has none."""
        if self.before is None or self.after is None or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class AreaChange:
    """One area on one list. `was` is the name it had before; None for a side means that it has no such area or list."""

    area: str
    change: Change
    before: Standing | None
    after: Standing | None
    was: str | None = None
    flipped: tuple[Flipped, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Count:
    """How many areas a list has. `named` are those known by name; `published` the count given by a table of counts.

    `is_least` says that there may be more than are named; `number` is the published count, or those named.
    """

    named: int
    published: int | None = None
    is_least: bool = False

    @property
    def number(self) -> int:
        """The count to give."""
        return self.named if self.published is None else self.published


@dataclass(frozen=True)
class ListChange:
    """One list: what each side calls it (None where a side has none), its counts, and what happened to each area.

    `added` and `removed` are how many came and went as published, where the two lists follow each other.
    """

    chain: str
    before: NamedList | None
    after: NamedList | None
    count_before: Count | None
    count_after: Count | None
    areas: tuple[AreaChange, ...]
    added: int | None = None
    removed: int | None = None

    @property
    def newest(self) -> NamedList:
        """The list as the later side has it, else as the earlier one had it."""
        found = self.after or self.before
        if found is None:
            raise LookupError
        return found

    def with_change(self, *changes: Change) -> tuple[AreaChange, ...]:
        """The areas to which one of these happened."""
        return tuple(area for area in self.areas if area.change in changes)


@dataclass(frozen=True)
class Renamed:
    """Areas that became others: one that only has a new name, or several split or merged."""

    was: tuple[str, ...]
    now: tuple[str, ...]
    only_name: bool


@dataclass(frozen=True)
class Progress:
    """Of the areas with a figure in both, how many improved, worsened and stood still in one measure.

    Improved is away from meeting the criterion: below it for `above`, above it for `below`. Counted figures
    of a criterion that follows a baseline are compared as parts of it, printed figures as they are printed.
    """

    measure: str
    title: Text
    improved: int
    worsened: int
    unchanged: int

    @property
    def compared(self) -> int:
        """How many have a figure in both."""
        return self.improved + self.worsened + self.unchanged


@dataclass(frozen=True)
class Step:
    """The lists of one day compared with those of another, or with those of another source."""

    before: Side
    after: Side
    lists: tuple[ListChange, ...]
    renamed: tuple[Renamed, ...]
    progress: tuple[Progress, ...]
    lookalikes: tuple[tuple[str, str], ...] = ()

    @property
    def share_improved(self) -> Fraction | None:
        """The share of all criteria with a figure in both that improved; None where there are none."""
        compared = sum(each.compared for each in self.progress)
        return Fraction(sum(each.improved for each in self.progress), compared) if compared else None

    @property
    def flipped_elsewhere(self) -> tuple[tuple[str, Flipped], ...]:
        """Criteria that flipped for areas whose lists did not change, each once, by area."""
        moved = (Change.ENTERED, Change.LEFT)
        changed = {area.area for each in self.lists for area in each.areas if area.change in moved}
        found: dict[tuple[str, str], tuple[str, Flipped]] = {}
        for each in self.lists:
            for area in each.areas:
                for flipped in area.flipped if area.area not in changed else ():
                    if flipped.newest.kind == "test" and flipped.before and flipped.after:
                        found.setdefault((area.area, flipped.newest.path), (area.area, flipped))
        return tuple(found.values())


@dataclass(frozen=True)
class Comparison:
    """What changed, in one step or one for each list day. Made by `compare`.

    `kind` is `years` for two days, `sides` for two sources of the same days, `published` for a result against the
    published lists. `labels` are what the sides are called where the days do not tell them apart.
    """

    kind: Kind
    labels: tuple[str, str]
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()

    @property
    def contradictions(self) -> int:
        """How many times an area is on a list by one side and off it by the other."""
        moved = (Change.ENTERED, Change.LEFT)
        return sum(len(each.with_change(*moved)) for step in self.steps for each in step.lists)

    def note(self, language: Language = "da", *, markdown: bool = False) -> str:
        """The release note: the counts in one sentence, then who came and went by name, then what is undecided."""
        from listerules.result.release_note import write_note  # noqa: PLC0415 - words are loaded when used

        return write_note(self, language, markdown=markdown)

    def to_text(self, language: Language = "da", width: int = 100) -> str:
        """Everything as plain text for a terminal."""
        from listerules.result.release_note import write_report  # noqa: PLC0415

        return write_report(self, language, markdown=False, width=width)

    def to_markdown(self, language: Language = "da") -> str:
        """Everything as Markdown."""
        from listerules.result.release_note import write_report  # noqa: PLC0415

        return write_report(self, language, markdown=True)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON: figures as numbers in the units they are printed in."""
        from listerules.result.comparison_table import describe  # noqa: PLC0415

        return describe(self)

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per list and area: how it stood, what happened, and what flipped."""
        from listerules.result.comparison_table import tabulate_changes  # noqa: PLC0415

        return tabulate_changes(self)
