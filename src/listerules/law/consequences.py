"""What a list brings with it, while an area is on it and after it has left: data beside the rules, not rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError

from listerules.errors import Problem, RulesError
from listerules.law.model import Day, Model, Name, Slug, Text, Whole
from listerules.law.source import read_source

_YES_OR_NO = {"ja": True, "nej": False}
YesOrNo = Annotated[bool, BeforeValidator(lambda said: _YES_OR_NO.get(said, said))]


class Until(Model):
    """What ends a consequence; the first that comes does."""

    plan_carried_out: YesOrNo = Field(default=False, description="When the development plan has been carried out.")
    day: Day | None = Field(default=None, description="At the latest on this day.")
    lists_off: Whole | None = Field(default=None, description="After so many lists running without the area.")


class Consequence(Model):
    """What a list brings: while the area is on it, or after it has left it, until something ends it."""

    list: Name = Field(description="The list, by its newest name.")
    binds: Literal["while_on", "after_leaving"]
    title: Text
    cite: str
    from_: Day | None = Field(default=None, alias="from", description="First day in force; always where not given.")
    until: Until = Until()
    source: str


class Consequences(Model):
    """The consequences of one series, by name."""

    series: Slug
    checked_on: Day = Field(description="Last day someone read the law and found this file still true.")
    consequences: dict[Name, Consequence]


def load_consequences(series: str) -> tuple[Consequence, ...]:
    """The consequences that ship for a series, in the order of the file; none where there is no file."""
    path = _find_folder() / f"{series}.yaml"
    if not path.exists():
        return ()
    source = read_source(path)
    try:
        found = Consequences.model_validate(source.tree)
    except ValidationError as error:
        raise RulesError(Problem(source.name, str(error))) from None
    return tuple(found.consequences.values())


def _find_folder() -> Path:
    """Inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "consequences"
    return installed if installed.is_dir() else package.parent.parent / "consequences"
