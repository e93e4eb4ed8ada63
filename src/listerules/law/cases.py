"""Cases beside the rules: those in the rule files, and those in files of their own, `<anything>.cases.yaml`.

A file of cases changes no result, so it is no rule file: `load_rules` leaves it out, and it is read only when cases
are run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from listerules.errors import RulesError
from listerules.law.checks import check_cases
from listerules.law.columns import STRUCTURAL, Vocabulary
from listerules.law.mistakes import Mistake, explain_errors, join_words, locate_mistakes, suggest
from listerules.law.model import Case, CaseFile, Regime
from listerules.law.source import KeyPath, Source, find_files, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from listerules.errors import Problem
    from listerules.law.rulebook import Rulebook

CASES_ENDING = ".cases.yaml"
CASE = "case"  # the slug of what is wrong with one
_WHERE = ("region", "municipality")  # the cells of an area that are no figures


@dataclass(frozen=True, eq=False)
class FoundCase:
    """A case, the regime it is about, and where it stands: which of the cases of which file."""

    case: Case
    regime: Regime
    source: Source
    number: int

    def problem(
        self, path: KeyPath, what: str, what_to_do: str = "", *, label: str = "", of_value: bool = False
    ) -> Problem:
        """A problem at a word of the case, such as `("expect", "udsat_boligomraade")`; `label` names the node."""
        place = ("cases", self.number, *path)
        return replace(self.source.problem(place, what, what_to_do, label=label, of_value=of_value), slug=CASE)


def read_cases(rulebook: Rulebook) -> tuple[tuple[FoundCase, ...], tuple[Problem, ...]]:
    """Every case of every regime, those of the rule files first; and what is wrong with the files beside them.

    The files of cases are found where the rules were read: anywhere in their folder, or `x.cases.yaml` beside a
    single `x.yaml`. Nothing is raised: a file with a mistake gives problems, and the others are read all the same.
    """
    regimes = {regime.regime: regime for series in rulebook.series.values() for regime in series.regimes}
    found = [case for name, regime in regimes.items() for case in _find(regime, regime.cases, rulebook.sources[name])]
    problems: list[Problem] = []
    for path, name in _find_files(rulebook):
        try:
            found += _read_file(read_source(path, name), regimes, rulebook.vocabulary)
        except RulesError as error:
            problems += error.problems
    return tuple(found), tuple(problems)


def check_cells(cases: Iterable[Case], vocabulary: Vocabulary) -> Iterator[Mistake]:
    """Cells of cases in columns that the vocabulary does not have, or that say no figure of a place."""
    for number, case in enumerate(cases):
        for place, _, cells in cells_of(case):
            for column in cells:
                path = ("cases", number, *place, column)
                if column not in vocabulary.columns:
                    near = vocabulary.nearest(column)
                    what_to_do = f"Did you mean {join_words(near)}?" if near else "`listerules columns` lists them."
                    yield Mistake(path, f"There is no column '{column}'.", what_to_do)
                elif column in STRUCTURAL and not (place[0] == "area" and column in _WHERE):
                    what_to_do = "An area has figures, 'region' and 'municipality'; a reference has figures."
                    yield Mistake(path, f"'{column}' cannot stand among the figures of a case.", what_to_do)


def cells_of(case: Case) -> Iterator[tuple[KeyPath, int, Mapping[str, str]]]:
    """The cells of each place and year of a case: where they stand in it, the year, and the figures by column."""
    places = [(("area",), case.area), *((("reference", name), figures) for name, figures in case.reference.items())]
    for path, figures in places:
        for year, cells in case.by_year(figures).items():
            yield (*path, str(year)) if year in figures else path, year, cells


def _find(regime: Regime, cases: Iterable[Case], source: Source) -> list[FoundCase]:
    return [FoundCase(case, regime, source, number) for number, case in enumerate(cases)]


def _find_files(rulebook: Rulebook) -> Iterator[tuple[Path, str]]:
    """The files of cases, each with the name that users know it by: like that of the rule files beside it."""
    top = rulebook.home
    folder = top if top.is_dir() else top.parent
    beside = top.with_name(top.stem + CASES_ENDING)
    found = find_files(top) if top.is_dir() else [beside] if beside.is_file() else []
    first = next(iter(rulebook.sources.values()), None)
    prefix = first.name.removesuffix(rulebook.files[1].name) if first else ""  # the first of the files is the words
    for file in found:
        if file.name.endswith(CASES_ENDING):
            yield file, prefix + file.relative_to(folder).as_posix()


def _read_file(source: Source, regimes: Mapping[str, Regime], vocabulary: Vocabulary) -> list[FoundCase]:
    """The cases of one file. Raises RulesError with every mistake in it."""
    try:
        file = CaseFile.model_validate(source.tree)
    except ValidationError as error:
        raise RulesError(locate_mistakes(explain_errors(error, CaseFile), source)) from None
    if file.cases_of not in regimes:
        what_to_do = suggest(file.cases_of, regimes, "regimes")
        unknown = Mistake(("cases_of",), f"There is no regime '{file.cases_of}'.", what_to_do, of_value=True)
        raise RulesError(unknown.locate(source))
    regime = regimes[file.cases_of]
    mistakes = [*check_cases(regime, file.cases), *check_cells(file.cases, vocabulary)]
    if mistakes:
        raise RulesError(locate_mistakes(mistakes, source))
    return _find(regime, file.cases, source)
