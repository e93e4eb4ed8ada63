"""The rule tree as formulas: for each node, when it is surely met, and when it is surely not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import z3

from listerules.law.model import Group, ListRule, Node, Running, Test
from listerules.verdict.evaluate import Verdict
from listerules.verdict.prove.questions import Counted

if TYPE_CHECKING:
    from listerules.law.model import Operator
    from listerules.verdict.prove.questions import Question, Side


@dataclass(frozen=True)
class Either:
    """When a node is surely met, and when it is surely not; neither where a group has nobody in it."""

    yes: z3.BoolRef
    no: z3.BoolRef

    def opposite(self) -> Either:
        """Met where this is not."""
        return Either(self.no, self.yes)


class Figures(Protocol):
    """What can be said of an area's figures and its earlier lists, as formulas of one context."""

    context: z3.Context

    def judge_test(self, counted: Counted, test: Test) -> Either:
        """A measure against its line."""

    def judge_past(self, side: Side, name: str, back: int) -> Either:
        """On what was that list so many years before."""

    def judge_ever(self, side: Side, name: str) -> Either:
        """On what was that list at any time before."""

    def constraints(self) -> list[z3.BoolRef]:
        """What holds of all figures that were asked for."""


def ask(question: Question, figures: Figures) -> list[z3.BoolRef]:
    """The question as formulas that hold together for an area that breaks the claim."""
    trees = {side: _Tree(side, figures) for side in question.sides}
    found = []
    for conditions in question.alternatives:
        met = [
            each.yes if condition.verdict is Verdict.YES else each.no
            for condition in conditions
            for each in [trees[condition.side].judge_path(condition.path)]
        ]
        found.append(z3.And(met))
    return [z3.Or(found), *figures.constraints()]


@dataclass
class _Tree:
    """The regime of one side; each list becomes a formula once."""

    side: Side
    figures: Figures
    _lists: dict[str, Either] = field(default_factory=dict)

    def judge_path(self, path: str) -> Either:
        node = dict(self.side.regime.nodes())[path]
        if isinstance(node, ListRule):
            return self._judge_list(path)
        return self._judge_node(path.rpartition(".")[2], node)

    def _judge_list(self, name: str) -> Either:
        if name not in self._lists:
            rule = self.side.regime.lists[name]
            met = [self._judge_node(key, node) for key, node in rule.all.items()]
            barred = [self._judge_node(key, node).opposite() for key, node in (rule.none or {}).items()]
            self._lists[name] = _meet(len(met) + len(barred), [*met, *barred], self.figures.context)
        return self._lists[name]

    def _judge_node(self, key: str, node: Node) -> Either:
        if isinstance(node, Test):
            return self.figures.judge_test(Counted.by(self.side.regime.measure_of(key, node)), node)
        if isinstance(node, Group):
            return self._judge_group(node)
        if isinstance(node, Running):
            return self._judge_running(node.list or key, node.years_running)
        if node == "ever":
            return self._judge_ever(key)
        return self._judge_list(key)

    def _judge_group(self, node: Group) -> Either:
        members = [self._judge_node(key, member) for key, member in node.members.items()]
        if node.none is not None:
            members = [each.opposite() for each in members]
        return _meet(node.at_least or len(members), members, self.figures.context)

    def _judge_running(self, name: str, years: int) -> Either:
        past = [self.figures.judge_past(self.side, name, back) for back in range(1, years)]
        return _meet(years, [self._judge_list(name), *past], self.figures.context)

    def _judge_ever(self, name: str) -> Either:
        return _meet(1, [self._judge_list(name), self.figures.judge_ever(self.side, name)], self.figures.context)


def _meet(needed: int, members: Sequence[Either], context: z3.Context) -> Either:
    """At least so many of them: surely met, or not met by too many."""
    return Either(
        _count(needed, [each.yes for each in members], context),
        _count(len(members) - needed + 1, [each.no for each in members], context),
    )


def _count(needed: int, members: Sequence[z3.BoolRef], context: z3.Context) -> z3.BoolRef:
    """At least so many are true. `so_far[n]` is that at least n of those looked at are."""
    so_far = [z3.BoolVal(number <= 0, context) for number in range(needed + 1)]
    for member in members:
        so_far = [
            so_far[0],
            *(z3.Or(so_far[number], z3.And(so_far[number - 1], member)) for number in range(1, needed + 1)),
        ]
    return z3.simplify(so_far[max(needed, 0)])


def compare(operator: Operator, value: z3.ArithRef, line: z3.ArithRef) -> z3.BoolRef:
    """Whether a value is on the side of the line that the word asks for."""
    if operator == "above":
        return value > line
    if operator == "at_least":
        return value >= line
    return value < line if operator == "below" else value <= line
