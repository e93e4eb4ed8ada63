"""The law says "overstiger" or "mindst"; accounts of it often turn the one into the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from listerules.law.demands import settle_line
from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Operator, Regime, Test
from listerules.law.nodes import has_reading, walk_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from listerules.law.source import KeyPath

_OTHERS: Mapping[Operator, Operator] = {
    "above": "at_least",
    "at_least": "above",
    "below": "at_most",
    "at_most": "below",
}
_ABOVE = "'overstiger' is 'above' and 'mindst' is 'at_least'"
_BELOW = "'mindre end' is 'below' and 'højst' is 'at_most'"


def find(subject: Subject) -> Iterator[Mistake]:
    """Tests whose comparison word lets the line in where the regime before kept it out, or the reverse."""
    for path, test, then in _pair_tests(subject):
        swapped = test.operator == _OTHERS[then.operator]
        if swapped and not _is_same(subject.regime, path, test, then) and not has_reading(subject.regime, path):
            before = subject.before.regime if subject.before else ""
            what = f"'{before}' says '{then.operator}' of this measure, and here it is '{test.operator}'."
            words = _ABOVE if test.operator in ("above", "at_least") else _BELOW
            what_to_do = f"Read the paragraph again: {words}. If the law was changed, say so in a 'reading'."
            yield Mistake((*path, test.operator), what, what_to_do)


def _pair_tests(subject: Subject) -> Iterator[tuple[KeyPath, Test, Test]]:
    """Each test with the one that stood for it in the same list of the regime before."""
    if subject.before is None:
        return
    for name in subject.regime.lists:
        former = subject.series.name_in(subject.before, subject.series.newest_name(name))
        earlier = _find_tests(subject.before, former) if former else []
        for placed in _find_tests(subject.regime, name):
            if then := _find_same(placed, earlier):
                yield ("lists", name, *placed.path), placed.test, then


class _Placed(NamedTuple):
    """A test with its place below its list, and what it compares: the columns it counts, and the baseline."""

    path: KeyPath
    test: Test
    compared: tuple[str | None, ...]


def _find_tests(regime: Regime, name: str) -> list[_Placed]:
    return [_place(regime, path, node) for path, node in walk_list((), regime.lists[name]) if isinstance(node, Test)]


def _place(regime: Regime, path: KeyPath, test: Test) -> _Placed:
    measure = regime.measure_of(str(path[-1]), test)
    return _Placed(path, test, (measure.column, measure.of, test.relative_to))


def _find_same(now: _Placed, earlier: Sequence[_Placed]) -> Test | None:
    """The test that compared the same in the list as it was: at the same place, or the only one there was."""
    alike = {then.path: then.test for then in earlier if then.compared == now.compared}
    return alike.get(now.path) or (next(iter(alike.values())) if len(alike) == 1 else None)


def _is_same(regime: Regime, path: KeyPath, test: Test, then: Test) -> bool:
    """Whether the two say the same, as `above 999` and `at_least 1000` do of a count."""
    measure = regime.measure_of(str(path[-1]), test)
    return settle_line(measure, test.operator, test.line) == settle_line(measure, then.operator, then.line)


LINT = Lint(
    "strictness-changed", Level.WARNING, "Does a test let its line in where the regime before kept it out?", find
)
