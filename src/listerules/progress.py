"""A line on standard error saying what is being done, for work that lasts longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic

PATIENCE = 1.0  # seconds before anything is shown
CLEAR_LINE = "\r\x1b[2K"


@contextmanager
def show_progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that is told what is being done now, and `""` before anything else is printed.

    Nothing is shown where standard error is not a terminal, or within the first second.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    display = _Display()
    try:
        yield display.tell
    finally:
        display.tell("")


class _Display:
    """One line that is written over and over."""

    def __init__(self) -> None:
        self.since = monotonic()
        self.doing = ""
        self.timer: Timer | None = None

    def tell(self, doing: str) -> None:
        if self.timer:
            self.timer.cancel()
        if self.doing or doing:
            self._write("")
        self.doing = doing
        if doing:
            self.timer = Timer(max(0.0, PATIENCE - (monotonic() - self.since)), self._tick)
            self.timer.daemon = True
            self.timer.start()

    def _tick(self) -> None:
        self._write(f"{self.doing} ... {monotonic() - self.since:.0f} s")
        self.timer = Timer(1.0, self._tick)
        self.timer.daemon = True
        self.timer.start()

    def _write(self, text: str) -> None:
        sys.stderr.write(CLEAR_LINE + text)
        sys.stderr.flush()
