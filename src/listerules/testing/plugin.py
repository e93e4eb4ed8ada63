"""`pytest --listerules rules/`: the claims and cases of rule files as tests, without any Python.

pytest imports this module at the start of every run in its environment, so all that is heavy is imported when used.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from listerules.errors import Problem
    from listerules.law.cases import FoundCase
    from listerules.law.model import Claim, Regime
    from listerules.law.rulebook import Rulebook
    from listerules.result.cases import JudgedCase

ENDINGS = (".yaml", ".yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--listerules PATH`, which may be given several times."""
    group = parser.getgroup("listerules", "rules of listerules")
    group.addoption(
        "--listerules",
        action="append",
        default=[],
        metavar="PATH",
        help="test the claims and cases of a rule file or of a folder of them; may be given several times",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect the given paths beside whatever else is collected, unless items of theirs are asked for by name."""
    given = [Rules(Path(path)) for path in config.getoption("listerules")]
    if given and find_spec("hypothesis") is None:
        raise pytest.UsageError('--listerules needs Hypothesis. Install it: pip install "listerules[testing]"')
    for rules in given:
        if not rules.path.exists():
            raise pytest.UsageError(f"--listerules: there is no file or folder '{rules.path}'.")
        if not rules.files:
            raise pytest.UsageError(f"--listerules: there is no rule file in '{rules.path}'. They end in '.yaml'.")
        if not any(_within(Path(arg.partition("::")[0]), rules.path) for arg in config.args):
            config.args.append(str(rules.path))
    config.stash[_BOOKS] = given


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A rule file within one of the given paths."""
    for rules in parent.config.stash[_BOOKS]:
        if file_path.suffix in ENDINGS and _within(file_path, rules.path):
            return RuleFile.from_parent(parent, path=file_path, rules=rules)
    return None


def _within(path: Path, folder: Path) -> bool:
    return folder.absolute() in (path.absolute(), *path.absolute().parents)


class Rules:
    """The rules of one path, read when they are first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[Rulebook | None, tuple[Problem, ...]] | None = None
        self._cases: tuple[tuple[FoundCase, ...], tuple[Problem, ...]] | None = None
        self._judged: dict[FoundCase, JudgedCase] | None = None

    @property
    def files(self) -> list[Path]:
        """Every file that may hold rules or cases, in order of name."""
        if self.path.is_file():
            return [self.path.absolute()]
        return sorted(file.absolute() for ending in ENDINGS for file in self.path.rglob(f"*{ending}"))

    def read(self) -> tuple[Rulebook | None, tuple[Problem, ...]]:
        """The rulebook, or the problems with it."""
        from listerules.errors import RulesError  # noqa: PLC0415
        from listerules.law.rulebook import load_rules  # noqa: PLC0415

        if self._read is None:
            try:
                self._read = load_rules(self.path), ()
            except RulesError as error:
                self._read = None, error.problems
        return self._read

    def read_cases(self) -> tuple[tuple[FoundCase, ...], tuple[Problem, ...]]:
        """The cases of every regime, and the problems with the files beside them."""
        from listerules.law.cases import read_cases  # noqa: PLC0415

        rulebook, _ = self.read()
        if self._cases is None:
            self._cases = read_cases(rulebook) if rulebook else ((), ())
        return self._cases

    def judge_case(self, found: FoundCase) -> JudgedCase | None:
        """The case as it was judged together with all others, which is quicker; None where it cannot be."""
        from listerules.result.cases import judge_cases  # noqa: PLC0415

        rulebook, _ = self.read()
        if self._judged is None and rulebook:
            self._judged = {each.found: each for each in judge_cases(self.read_cases()[0], rulebook)[0]}
        return (self._judged or {}).get(found)


_BOOKS: pytest.StashKey[list[Rules]] = pytest.StashKey()


class RuleFile(pytest.File):
    """A rule file, or a file of cases: an item for each claim and each case, or one for what is wrong with it."""

    def __init__(self, *, rules: Rules, **words: Any) -> None:
        super().__init__(**words)
        self.rules = rules

    def collect(self) -> Iterable[pytest.Item]:
        """The items of the file."""
        rulebook, problems = self.rules.read()
        _, problems_of_cases = self.rules.read_cases()
        own = [problem for problem in (*problems, *problems_of_cases) if self._is_about(problem)]
        if own:
            yield self._make("can be read", _fail, own)
        if rulebook is not None:
            yield from self._collect_claims(rulebook)
            yield from self._collect_cases(rulebook)

    def _collect_claims(self, rulebook: Rulebook) -> Iterator[pytest.Item]:
        for series in rulebook.series.values():
            for regime in series.regimes:
                if self._is_called(rulebook.sources[regime.regime].name):
                    for claim in regime.claims:
                        yield self._make(f"claim {claim}", _try_claim, self, regime, claim)

    def _collect_cases(self, rulebook: Rulebook) -> Iterator[pytest.Item]:
        for case in self.rules.read_cases()[0]:
            if self._is_called(case.source.name):
                yield self._make(f"case {case.case.name}", _run_case, self, rulebook, case)

    def _make(self, name: str, run: Callable[..., None], *given: Any) -> pytest.Item:
        return RuleItem.from_parent(self, name=name, run=partial(run, *given))

    def _is_called(self, name: str) -> bool:
        return Path(name).absolute() == self.path

    def _is_about(self, problem: Problem) -> bool:
        """Whether a problem is with this file; what is with none of the files is told at the first."""
        named = Path(problem.spot.file if problem.spot else problem.where).absolute()
        if named == self.path:
            return True
        return named not in self.rules.files and self.rules.files[:1] == [self.path]


class RuleItem(pytest.Item):
    """One claim or case."""

    def __init__(self, *, run: Callable[[], None], **words: Any) -> None:
        super().__init__(**words)
        self.run = run

    def runtest(self) -> None:
        """Run it."""
        self.run()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """What is wrong, in words; a traceback only of what is no mistake of the rules."""
        if isinstance(excinfo.value, AssertionError):
            return tell_broken(excinfo.value)
        if _is_told(excinfo.value):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands, for the line above a failure."""
        return self.path, None, self.name


def tell_broken(error: AssertionError) -> str:
    """What broke a claim, and how to see it again with this command."""
    from listerules.testing.search import BrokenError  # noqa: PLC0415

    if not isinstance(error, BrokenError):
        return str(error)
    return f"{error.text}\n\nThe same areas are drawn again with --hypothesis-seed={error.seed}."


def _is_told(error: BaseException) -> bool:
    from listerules.errors import ListerulesError  # noqa: PLC0415

    return isinstance(error, ListerulesError)


def _fail(problems: Iterable[Problem]) -> None:
    from listerules.errors import RulesError  # noqa: PLC0415

    raise RulesError(problems)


def _try_claim(file: RuleFile, regime: Regime, claim: Claim) -> None:
    from listerules.testing.properties import assert_claim  # noqa: PLC0415

    rulebook, _ = file.rules.read()
    sown = file.config.getoption("--hypothesis-seed", None)
    if rulebook is not None:
        assert_claim(rulebook, regime, claim, seed=int(sown) if sown not in (None, "random") else None)


def _run_case(file: RuleFile, rulebook: Rulebook, found: FoundCase) -> None:
    from listerules.result.cases import judge_cases, tell_failure  # noqa: PLC0415

    judged = file.rules.judge_case(found)
    if judged is None:
        _fail(judge_cases([found], rulebook)[1])
    elif judged.failed:
        _fail([tell_failure(judged)])
