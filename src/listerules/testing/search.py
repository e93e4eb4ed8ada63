"""Looks for an example that breaks a property, and tells the least one in words, without Hypothesis's own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
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


class _EnoughError(BaseException):
    """Enough has been tried to make it smaller. Not an Exception, so that Hypothesis lets it through."""


def search(
    examples: st.SearchStrategy[T],
    examine: Callable[[T], str | None],
    max_examples: int,
    seed: int | None,
    patience: int = 300,
) -> None:
    """Raise BrokenError with what `examine` says of the least example found that it has something to say of.

    `patience` is how many examples may be tried to make the first one smaller.
    """
    sown = secrets.randbelow(10**8) if seed is None else seed

    tried, texts = 0, [""]

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
        nonlocal tried
        tried += texts != [""]
        if tried > patience:
            raise _EnoughError
        if text := examine(example):
            texts.append(text)
            raise _FoundError

    with suppress(_FoundError, _EnoughError):
        look()
    if texts[-1]:
        raise BrokenError(texts[-1], sown)
