"""A question answered by z3, in the three stages of the package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias

import z3

from listerules.verdict.prove.figures import AREA, PLAIN, WIDE, Measured, Multiplied, Past, Whole, read_number
from listerules.verdict.prove.formulas import ask
from listerules.verdict.prove.questions import Answer, Outcome
from listerules.verdict.prove.witness import confirm

if TYPE_CHECKING:
    from listerules.verdict.prove.figures import Cell, Choices, Share
    from listerules.verdict.prove.questions import Question, Witness

_Engine: TypeAlias = "z3.Solver | z3.Optimize"

# Units counted in whole numbers: none is the easiest to prove of, persons are what tables have.
_FINELY, _PERSONS, _ALL = (), ("persons",), ("persons", "number", "kroner")


@dataclass(frozen=True)
class _Clock:
    """What is left of the time for one question."""

    started: float
    limit: float

    @property
    def spent(self) -> float:
        return monotonic() - self.started

    def left(self, part: float = 1.0) -> int:
        """Milliseconds, at least one."""
        return max(1, int((self.limit - self.spent) * 1000 * part))

    @property
    def is_over(self) -> bool:
        return self.spent >= self.limit


def answer(question: Question, timeout: float) -> Outcome:
    """The answer within so many seconds; unknown where they do not suffice.

    Each question has a context of its own, so that its answer and its witness are the same whatever was asked before.
    """
    clock = _Clock(monotonic(), timeout)
    found, witness = _answer(question, clock)
    return Outcome(found, clock.spent, witness)


def _answer(question: Question, clock: _Clock) -> tuple[Answer, Witness | None]:
    found, shares = _measure(question, clock)
    if found == z3.unsat:
        return Answer.PROVEN, None
    if witness := _look_for_whole(question, shares, clock):
        return Answer.REFUTED, witness
    broken = [year for year in question.years if _measure(question, clock, year)[0] != z3.unsat]
    if question.years and not broken:
        return Answer.PROVEN, None
    for year in broken:
        other = question.move_to(year)
        if (other.year, other.list_date) != (question.year, question.list_date) and (
            witness := _look_for_whole(other, shares, clock)
        ):
            return Answer.REFUTED, witness
    for whole in _FINELY, _PERSONS:
        if _is_impossible(question, whole, clock):
            return Answer.PROVEN, None
    witness = _find_any(question, clock)
    return (Answer.REFUTED, witness) if witness else (Answer.UNKNOWN, None)


def _measure(
    question: Question, clock: _Clock, year: int | None = None
) -> tuple[z3.CheckSatResult, Mapping[Share, Fraction]]:
    """Whether any figures break the claim (`sat`) or none (`unsat`), and the baselines of those that do."""
    context = z3.Context()
    measured = Measured(question.vocabulary, context, year)
    solver = z3.Solver(ctx=context)
    solver.add(ask(question, measured))
    found = _check(solver, clock)
    return found, measured.baselines(solver.model()) if found == z3.sat else {}


def _look_for_whole(question: Question, shares: Mapping[Share, Fraction], clock: _Clock) -> Witness | None:
    """A whole-number area that breaks the claim in this year, among the plain choices first."""
    for choices in (PLAIN, WIDE):
        if witness := _find_whole(question, shares, choices, clock):
            return witness
    return None


def _find_whole(
    question: Question, shares: Mapping[Share, Fraction], choices: Choices, clock: _Clock
) -> Witness | None:
    """The smallest area of whole persons, or any where there is no time to find the smallest."""
    context = z3.Context()
    past = Past(question.year, context)
    positive = {share: value for share, value in shares.items() if value > 0}
    whole = Whole(question.vocabulary, context, past, question.parts, choices, positive)
    formulas = ask(question, whole)
    if not question.any_witness:
        smallest = z3.Optimize(ctx=context)
        smallest.add(formulas)
        for amount in _weigh(whole, past):
            smallest.minimize(amount)
        if _check(smallest, clock, 0.5) == z3.sat:
            return _read(question, smallest.model(), whole.cells, past, is_smallest=True)
    solver = z3.Solver(ctx=context)
    solver.add(formulas)
    if _check(solver, clock, 0.5) != z3.sat:
        return None
    return _read(question, solver.model(), whole.cells, past, is_smallest=False)


def _weigh(whole: Whole, past: Past) -> Iterator[z3.ArithRef]:
    """What is made smallest, in this order.

    The area's persons in all columns and years, its years on earlier lists, how far down the choices those stand that
    are taken, the area's kroner, and last the counts of the baselines.
    """
    context, columns = whole.context, whole.vocabulary.columns
    zero = z3.IntVal(0, context)
    here = {cell: value for cell, value in whole.cells.items() if cell.place == AREA}
    persons = {cell: value for cell, value in here.items() if columns[cell.column].unit in ("persons", "number")}
    ranks = [
        z3.If(each, z3.IntVal(rank, context), zero) for made in whole.chosen.values() for rank, each in enumerate(made)
    ]
    yield z3.Sum([zero, *persons.values()])
    yield z3.Sum([zero, *(z3.If(on, z3.IntVal(1, context), zero) for on in past.lists.values())])
    yield z3.Sum([zero, *ranks])
    yield z3.Sum([zero, *(value for cell, value in here.items() if cell not in persons)])
    yield z3.Sum([zero, *(value for cell, value in whole.cells.items() if cell.place != AREA)])


def _is_impossible(question: Question, whole: Collection[str], clock: _Clock) -> bool:
    """Whether no figures break the claim, where columns in the units `whole` are whole numbers."""
    context = z3.Context()
    free = Measured(question.vocabulary, context)  # of which only the earlier lists are used
    solver = z3.Solver(ctx=context) if whole else z3.SolverFor("QF_NRA", ctx=context)
    solver.add(ask(question, Multiplied(question.vocabulary, context, free, question.parts, whole)))
    return bool(_check(solver, clock, 0.3) == z3.unsat)


def _find_any(question: Question, clock: _Clock) -> Witness | None:
    """Any area of whole persons and kroner, with nothing left out of what ties them; it may have blanks."""
    context = z3.Context()
    past = Past(question.year, context)
    figures = Multiplied(question.vocabulary, context, past, question.parts, _ALL)
    solver = z3.Solver(ctx=context)
    solver.add(ask(question, figures))
    if _check(solver, clock) != z3.sat:
        return None
    model = solver.model()
    given = {cell for cell, formula in figures.given.items() if z3.is_true(model.eval(formula, model_completion=True))}
    cells = {cell: value for cell, value in figures.cells.items() if cell in given}
    return _read(question, model, cells, past, is_smallest=False)


def _read(
    question: Question, model: z3.ModelRef, cells: Mapping[Cell, z3.ArithRef], past: Past, *, is_smallest: bool
) -> Witness | None:
    figures = {cell: read_number(model, value) for cell, value in cells.items()}
    lists = {key: z3.is_true(model.eval(value, model_completion=True)) for key, value in past.lists.items()}
    return confirm(question, figures, lists, is_smallest=is_smallest)


def _check(engine: _Engine, clock: _Clock, part: float = 1.0) -> z3.CheckSatResult:
    if clock.is_over:
        return z3.unknown
    engine.set("timeout", clock.left(part))
    return engine.check()
