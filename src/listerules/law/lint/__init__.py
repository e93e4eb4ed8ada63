"""The lints: questions about rules that can be read, each in a file of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from listerules.law.lint import (
    contradictory_tests,
    implied_list,
    line_out_of_range,
    list_in_circle,
    missing_citation,
    same_as_last_regime,
    stale_check,
    streak_longer_than_history,
    strictness_changed,
    unreachable_group,
    untranslated,
    unused_measure,
)
from listerules.law.lint.lint import Level, Lint, Remark, Subject
from listerules.law.lint.page import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from listerules.law.mistakes import Mistake
    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook
    from listerules.law.source import Tree

__all__ = ["LINTS", "Level", "Lint", "Remark", "Subject", "ask_lints", "read_page", "refuse_by_lints"]

LINTS: tuple[Lint, ...] = (
    unreachable_group.LINT,
    contradictory_tests.LINT,
    implied_list.LINT,
    line_out_of_range.LINT,
    unused_measure.LINT,
    list_in_circle.LINT,
    missing_citation.LINT,
    stale_check.LINT,
    strictness_changed.LINT,
    streak_longer_than_history.LINT,
    same_as_last_regime.LINT,
    untranslated.LINT,
)


def ask_lints(rulebook: Rulebook, today: date) -> Iterator[Remark]:
    """What the lints find in every regime, in order of file and line. `today` is the day of asking."""
    remarks = [
        Remark(lint.slug, lint.level, replace(mistake, slug=lint.slug).locate(source))
        for series in rulebook.series.values()
        for regime in series.regimes
        for source in (rulebook.sources[regime.regime],)
        for lint in LINTS
        for mistake in lint.find(Subject(regime, source.tree, series, today))
    ]
    yield from sorted(remarks, key=lambda remark: remark.problem.place)


def refuse_by_lints(regime: Regime, tree: dict[str, Tree]) -> Iterator[Mistake]:
    """What the lints find that keeps a file from being loaded. `tree` is the plain tree the regime was read from."""
    for lint in LINTS:
        for mistake in lint.refuse(regime, tree):
            yield replace(mistake, slug=lint.slug)
