"""Looks for an example that breaks a property, and tells the least one in words, without Hypothesis's own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as sow
from hypothesis import strategies as st

T = TypeVar("T")


class BrokenError(AssertionError):
    """A property does not hold. `text` says of which area, and `seed` draws the same examples again."""

    def __init__(self, text: str, seed: int) -> None:
        self.text, self.seed = text, seed
        super().__init__(f"{text}\n\nThe same examples are drawn again with seed={seed}.")


class _FoundError(Exception):
    """An example that breaks the property."""


def search(
    examples: st.SearchStrategy[T], examine: Callable[[T], str | None], max_examples: int, seed: int | None
) -> None:
    """Raise BrokenError with what `examine` says of the least example it has something to say of."""
    sown = secrets.randbelow(10**8) if seed is None else seed

    @sow(sown)
    @settings(
        max_examples=max_examples,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def look(example: T) -> None:
        if text := examine(example):
            raise _FoundError(text)

    try:
        look()
    except _FoundError as found:
        text = str(found)
    else:
        return
    raise BrokenError(text, sown)
