"""Laws change without telling their copies: someone must read them again each year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT_TO_DO = "Read the law, mend this file where it differs, and write that day as 'checked_on'."


def find(subject: Subject) -> Iterator[Mistake]:
    """A `checked_on` that is too old, still to come, or before the first day of a law that is in force."""
    checked, today = subject.regime.checked_on, subject.today
    if checked > today:
        what = f"This file was last checked on {checked}, which is still to come."
        yield Mistake(("checked_on",), what, "Write the last day someone read the law.", of_value=True)
    elif checked < subject.regime.from_ <= today:
        what = f"This law is in force from {subject.regime.from_}, and was last read before that, on {checked}."
        yield Mistake(("checked_on",), what, _WHAT_TO_DO, of_value=True)
    elif _add_year(checked) < today and not _was_read_after_its_end(subject):
        what = f"The law was last read on {checked}, more than a year ago."
        yield Mistake(("checked_on",), what, _WHAT_TO_DO, of_value=True)


def _was_read_after_its_end(subject: Subject) -> bool:
    """A law that was over when it was last read does not change any more."""
    return subject.after is not None and subject.after.from_ <= subject.regime.checked_on


def _add_year(day: date) -> date:
    """The same day a year later; 1 March for 29 February."""
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


LINT = Lint("stale-check", Level.WARNING, "Has nobody read the law as it is in force within a year?", find)
