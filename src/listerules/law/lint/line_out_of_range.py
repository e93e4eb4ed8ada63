"""A line that every figure meets, or none, decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Measure, Regime, Test
from listerules.law.nodes import walk_nodes
from listerules.law.scenario import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from listerules.law.source import Tree

FAR = 10  # times a baseline; the law has 3 at most


def refuse(regime: Regime, tree: dict[str, Tree]) -> Iterator[Mistake]:
    """Lines that cannot be figures of their measure: shares above 100 %, counts with per cent and the like."""
    for path, node in walk_nodes(regime):
        if not isinstance(node, Test):
            continue
        measure = regime.measures.get(node.measure or str(path[-1]))
        written = str(value_at(tree, (*path, node.operator)))
        if measure is not None and (fault := _find_fault(node, measure, written)):
            yield Mistake((*path, node.operator), *fault, of_value=True)


def _find_fault(test: Test, measure: Measure, written: str) -> tuple[str, str] | None:
    """What is wrong with a line of that measure, and what to do; `written` is the number as the file has it."""
    if measure.count:
        return _find_fault_with_count(test, written)
    if measure.share and not test.relative_to and test.line > 1:
        if written.endswith("%") or test.line > 100:
            return (
                f"A share is never above 100 %, and the line is {written}.",
                "Is a baseline meant? Add 'relative_to'.",
            )
        return (
            f"A share is never above 100 %, and the line {written} is {_write(test.line * 100)} %.",
            f"Write '{written} %' if that is meant, or add 'relative_to' for so many times a baseline.",
        )
    if measure.mean and not test.relative_to and written.endswith("%"):
        return "Per cent of what? A mean is in kroner.", "Add 'relative_to: region' or 'relative_to: national'."
    return None


def _find_fault_with_count(test: Test, written: str) -> tuple[str, str] | None:
    if test.relative_to:
        return "A count cannot be compared with a baseline's count.", "Take 'relative_to' out, or test a share."
    if written.endswith("%"):
        return (
            "A count is compared with a number, not with per cent.",
            f"Write '{written.rstrip('% ')}' if that is meant.",
        )
    if test.line.denominator != 1:
        return f"A count is whole, and the line is {written}.", "Write a whole number."
    return None


def _write(number: Fraction) -> str:
    return f"{number.numerator}" if number.denominator == 1 else f"{float(number):g}"


def find(subject: Subject) -> Iterator[Mistake]:
    """Lines at the very edge of what a figure can be."""
    for path, node in walk_nodes(subject.regime):
        if isinstance(node, Test):
            measure = subject.regime.measure_of(str(path[-1]), node)
            place = (*path, node.operator)
            written = str(value_at(subject.tree, place))
            if edge := _find_edge(node, measure):
                what_to_do = "Mend the line or the word before it, or take the test out."
                yield Mistake(place, edge, what_to_do, of_value=True)
            elif _is_far_from_baseline(node, written):
                what = f"The line is {written} times the baseline, and no figure comes near that."
                what_to_do = f"Write '{written} %'; or '{_write(node.line * 100)} %' if so many times is meant."
                yield Mistake(place, what, what_to_do, of_value=True)


def _is_far_from_baseline(test: Test, written: str) -> bool:
    """Whether a per cent sign seems to be forgotten: `55` of the region is 55 times its figure."""
    return test.relative_to is not None and test.line >= FAR and not written.endswith("%")


def _find_edge(test: Test, measure: Measure) -> str | None:
    if test.line == 0 and test.operator == "at_least":
        return "Every figure is at least 0, so this test asks nothing."
    if test.line == 0 and test.operator == "below":
        return "No figure is below 0, so this test is never met."
    if measure.share and not test.relative_to and test.line == 1:
        if test.operator == "at_most":
            return "Every share is at most 100 %, so this test asks nothing."
        if test.operator == "above":
            return "No share is above 100 %, so this test is never met."
    return None


LINT = Lint("line-out-of-range", Level.ERROR, "Is there a line that every figure meets, or none?", find, refuse)
