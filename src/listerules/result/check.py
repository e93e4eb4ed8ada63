"""Whether rules can be trusted: grammar, lints and cases, and on request proofs, put together as one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, overload

from listerules.errors import Problem, RulesError
from listerules.law.lint import Level, Remark, ask_lints
from listerules.law.rulebook import Rulebook, load_rules

if TYPE_CHECKING:
    from listerules.result.cases import CaseReport
    from listerules.result.proofs import RegimeProofs

GRAMMAR = "grammar"
SECONDS = 5.0  # for one question of a proof


@dataclass(frozen=True)
class Checked(Sequence[Remark]):
    """What checking some rules found: a sequence of remarks, empty when all is well.

    `files` are the rule files and `regimes` the names of the regimes in them, both empty where the rules cannot be
    read. `cases` is what became of the cases, and `proofs` what was proven of each regime, empty where that was not
    asked for.
    """

    remarks: tuple[Remark, ...]
    files: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    cases: CaseReport | None = None
    proofs: tuple[RegimeProofs, ...] = ()

    def __len__(self) -> int:
        return len(self.remarks)

    @overload
    def __getitem__(self, index: int) -> Remark: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Remark, ...]: ...
    def __getitem__(self, index: int | slice) -> Remark | tuple[Remark, ...]:
        return self.remarks[index]

    def count_level(self, level: Level) -> int:
        """How many remarks there are of a level."""
        return sum(remark.level == level for remark in self.remarks)

    def has(self, least: Level) -> bool:
        """Whether there is a remark of that level or a graver one."""
        graver = list(Level)[: list(Level).index(least) + 1]
        return any(remark.level in graver for remark in self.remarks)


def check(
    path: str | Path | None = None,
    *,
    today: date | None = None,
    prove: bool = False,
    seconds: float = SECONDS,
    tell: Callable[[str], None] = lambda _: None,
) -> Checked:
    """Check the rules that ship, or those of a file or folder.

    The grammar first; where that is sound, the lints and the cases; with `prove` also the claims, and which list lies
    within which, for all possible areas (this needs the extra `prove`), each question within `seconds`. `today` is the
    day from which the age of a file is reckoned. `tell` is told what is being done.

    Whatever is wrong with the rules is a remark; raises RulesError only where there is nothing at `path`, or z3 is not
    installed.
    """
    tell("reading the rules")
    try:
        rulebook = load_rules(path)
    except RulesError as error:
        if path is not None and not Path(path).exists():
            raise
        return Checked(tuple(_refuse(problem) for problem in error.problems))
    return _check_rulebook(rulebook, today or datetime.now(tz=UTC).date(), seconds if prove else None, tell)


def _refuse(problem: Problem) -> Remark:
    return Remark(problem.slug or GRAMMAR, Level.ERROR, problem)


def _check_rulebook(rulebook: Rulebook, today: date, seconds: float | None, tell: Callable[[str], None]) -> Checked:
    from listerules.result.cases import run_cases  # noqa: PLC0415 - judging takes Polars, the grammar does not

    remarks = list(ask_lints(rulebook, today))
    tell("running the cases")
    cases = run_cases(rulebook)
    remarks += [_refuse(problem) for problem in cases.problems]
    proofs: tuple[RegimeProofs, ...] = ()
    if seconds is not None:
        from listerules.result.proofs import prove_rules  # noqa: PLC0415 - z3 is an extra

        proofs = prove_rules(rulebook, seconds, tell)
        remarks += [_refuse(problem) for proof in proofs for problem in proof.problems]
    files = tuple(source.name for source in rulebook.sources.values())
    in_order = tuple(sorted(remarks, key=lambda remark: remark.problem.place))
    return Checked(in_order, files, tuple(rulebook.sources), cases, proofs)
