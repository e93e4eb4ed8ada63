"""Every series with its regimes in order of date, as loaded from a folder of rule files or from one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from listerules.errors import Problem, RulesError
from listerules.law.cases import CASES_ENDING, check_cells
from listerules.law.checks import (
    check_added_columns,
    check_chains,
    check_columns_used,
    check_regime,
    check_series,
)
from listerules.law.columns import Vocabulary, read_vocabulary
from listerules.law.mistakes import MOST_MISTAKES, Mistake, explain_errors, label_of, locate_mistakes, suggest
from listerules.law.model import Column, Patch, Reading, Regime, Scenario
from listerules.law.nodes import readings_of, sort_lists
from listerules.law.scenario import (
    PatchedSource,
    Place,
    ScenarioFile,
    apply_patch,
    drop_promises,
    find_place,
    name_scenario,
    patch_regime,
    places_of,
)
from listerules.law.source import KeyPath, Source, Tree, find_files, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

VOCABULARY_FILE = "columns.yaml"


@dataclass(frozen=True)
class RuleFile:
    """A file the rules were read from: its name within the folder, the SHA-256 of its bytes, and its text."""

    name: str
    sha256: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Series:
    """One family of lists: its regimes in order of the day they begin.

    A **chain** is one list through the regimes: a list stays itself while it keeps its name, and under a
    new name that says `formerly`. A chain is called by its newest name.
    """

    name: str
    regimes: tuple[Regime, ...]

    def regime_on(self, day: date) -> Regime | None:
        """The regime in force on a day; None before the first."""
        return next((regime for regime in reversed(self.regimes) if regime.from_ <= day), None)

    def regime_of_year(self, year: int) -> Regime | None:
        """The regime that judges the list of a year: the one in force on 31 December."""
        return self.regime_on(date(year, 12, 31))

    def newest_name(self, list_name: str) -> str:
        """The name a list has today, such as `parallelsamfund` for `ghettoomraade`. Raises RulesError if unknown."""
        if list_name not in self._newest:
            what = f"There is no list '{list_name}' in the series '{self.name}'."
            raise RulesError(Problem(f"series {self.name}", what, suggest(list_name, self._newest, "lists")))
        return self._newest[list_name]

    def chains(self) -> tuple[str, ...]:
        """The newest names: those of the newest regime in its order, then of older lists."""
        names = (self._newest[name] for regime in reversed(self.regimes) for name in regime.lists)
        return tuple(dict.fromkeys(names))

    def name_in(self, regime: Regime, chain: str) -> str | None:
        """The regime's own name for a chain; None where it has no such list."""
        return next((name for name in regime.lists if self._newest[name] == chain), None)

    def first_year(self, chain: str) -> int:
        """The first year with such a list. Raises RulesError for an unknown chain."""
        spans = self.spans(chain)
        if spans:
            return spans[0][0]
        return next(regime.from_.year for regime in self.regimes if self.name_in(regime, chain))

    def spans(self, chain: str) -> tuple[tuple[int, int | None], ...]:
        """The years in which the list existed, as (first, last); last is None where it still does.

        Judged by the regime of each 31 December. Raises RulesError for an unknown chain.
        """
        chain = self.newest_name(chain)
        ends = [later.from_.year - 1 for later in self.regimes[1:]]
        spans: list[tuple[int, int | None]] = []
        for regime, last in zip(self.regimes, [*ends, None], strict=True):
            first = regime.from_.year
            if self.name_in(regime, chain) is None or (last is not None and last < first):
                continue
            if spans and spans[-1][1] == first - 1:
                first = spans.pop()[0]
            spans.append((first, last))
        return tuple(spans)

    @cached_property
    def _newest(self) -> dict[str, str]:
        """The newest name of every list name the series ever had."""
        chain_of = trace_chains(self.regimes)
        newest = {chain_of[name]: name for regime in self.regimes for name in regime.lists}
        return {name: newest[chain] for name, chain in chain_of.items()}


@dataclass(frozen=True)
class Rulebook:
    """The rules: every series by name, the vocabulary of their data, and the files they were read from.

    `place` is the file or folder they were read from, None for the rules that ship; `scenarios` are those that
    changed them since, in order, and `baseline` is the rulebook before the first of them.
    """

    series: Mapping[str, Series]
    vocabulary: Vocabulary
    files: tuple[RuleFile, ...]
    sources: Mapping[str, Source] = field(repr=False)  # by regime
    place: Path | None = None
    scenarios: tuple[Scenario, ...] = ()
    baseline: Rulebook | None = field(default=None, repr=False)

    @property
    def home(self) -> Path:
        """The file or folder the rules were read from, that of the rules that ship too."""
        return self.place or find_shipped_rules()

    def regime(self, name: str) -> Regime:
        """The regime of that name. Raises RulesError, naming the nearest."""
        regimes = {regime.regime: regime for series in self.series.values() for regime in series.regimes}
        if name not in regimes:
            raise RulesError(Problem("rules", f"There is no regime '{name}'.", suggest(name, regimes, "regimes")))
        return regimes[name]

    def get_series(self, name: str) -> Series:
        """The series of that name. Raises RulesError, naming the nearest."""
        if name not in self.series:
            raise RulesError(Problem("rules", f"There is no series '{name}'.", suggest(name, self.series, "series")))
        return self.series[name]

    def position(self, regime_name: str, path: str = "") -> str:
        """Where a node or word stands, such as `omraadelister/2021-12-01.yaml:42:36`."""
        source = self.sources[self.regime(regime_name).regime]
        return source.where(find_place(source.tree, path) or ())

    def readings(self) -> Iterator[tuple[Regime, str, Reading]]:
        """Every reading with its regime and the dotted path of what carries it."""
        for series in self.series.values():
            for regime in series.regimes:
                for path, reading in readings_of(regime):
                    yield regime, label_of(path), reading

    def with_scenario(self, scenario: Scenario | ScenarioFile) -> Rulebook:
        """A new rulebook with those regimes patched; this one is untouched. Raises RulesError where it does not fit."""
        said = scenario.scenario if isinstance(scenario, ScenarioFile) else scenario
        # Mistakes of a patched tree have no line in any rule file: they are told where the patch says them.
        sources = {name: Source(name, "", source.tree) for name, source in self.sources.items()}
        trees: dict[str, dict[str, Tree]] = {}
        for name, place in places_of(scenario).items():
            before, patch = self._source_of(name, place), said.patches[name]
            trees[name] = patch_regime(before.tree, self._alternatives(name), patch, place)
            if trees[name] != before.tree:  # so that no page takes it for the law as it is
                trees[name] = drop_promises(name_scenario(trees[name], said.scenario))
            sources[name] = PatchedSource(place.source.name, "", trees[name], patch=patch, place=place)
        # The alternatives of readings are patches of the law as it stands, not of the law as patched.
        rulebook = _assemble(list(sources.values()), self.vocabulary, self.files, alternatives=False)
        patched = {name: replace(self.sources[name], tree=tree) for name, tree in trees.items()}
        return replace(
            rulebook,
            sources={**self.sources, **patched},
            place=self.place,
            scenarios=(*self.scenarios, said),
            baseline=self.baseline or self,
        )

    def _source_of(self, regime_name: str, place: Place) -> Source:
        """What a regime was read from. Raises RulesError at the place of the patch that names it, with the nearest."""
        try:
            return self.sources[self.regime(regime_name).regime]
        except RulesError as error:
            problem = error.problems[0]
            at = place.above or ("on",)
            found = place.source.problem(at, problem.what, problem.what_to_do, of_value=not place.above)
            raise RulesError(found) from None

    def _alternatives(self, regime_name: str) -> dict[str, tuple[KeyPath, Patch | None]]:
        """The other choice of each reading of a regime by the reading's name, with the place of what carries it."""
        return {reading.name: (path, reading.alternative) for path, reading in readings_of(self.regime(regime_name))}


def load_rules(path: str | Path | None = None) -> Rulebook:
    """Load the rules that ship, or those of a folder or a single file.

    A folder is read with its subfolders; a `columns.yaml` at its top is its vocabulary, otherwise the one
    that ships is. Raises RulesError with every mistake of every file.
    """
    top = find_shipped_rules() if path is None else Path(path)
    folder = top if top.is_dir() else top.parent
    # Users are shown the path they gave; the rules that ship are known by their place in the folder.
    prefix = "" if path is None else "" if folder == Path() else f"{folder.as_posix().rstrip('/')}/"
    files = _find_files(top) if top.is_dir() else [top]
    sources, problems = _read_sources((file, prefix + file.relative_to(folder).as_posix()) for file in files)
    words = _read_words(top, prefix)
    rule_files = [
        RuleFile(source.name.removeprefix(prefix), source.sha256, source.text) for source in (words, *sources)
    ]
    # The alternatives in the rules that ship were tried before they shipped.
    rulebook = _assemble(sources, read_vocabulary(words), tuple(rule_files), problems, alternatives=path is not None)
    return replace(rulebook, place=None if path is None else top.absolute())


def _read_words(top: Path, prefix: str) -> Source:
    """The vocabulary file of a folder of rules, or else the one that ships."""
    own = top / VOCABULARY_FILE
    if own.is_file():
        return read_source(own, prefix + VOCABULARY_FILE)
    return read_source(find_shipped_rules() / VOCABULARY_FILE, VOCABULARY_FILE)


def find_shipped_rules() -> Path:
    """The folder of the rules that ship: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent.parent / "rules"


def lists_in_order(regime: Regime) -> tuple[str, ...]:
    """The regime's lists, each after every list it refers to."""
    return sort_lists(regime)


def trace_chains(regimes: Iterable[Regime]) -> dict[str, str]:
    """Which chain every list name belongs to; regimes come in order of date, and a chain is any of its names."""
    chain_of: dict[str, str] = {}
    for regime in regimes:
        for name, rule in regime.lists.items():
            chain = chain_of.setdefault(name, name)
            joined = {chain_of[former] for former in rule.formerly if former in chain_of}
            chain_of.update({other: chain for other, its in chain_of.items() if its in joined})
    return chain_of


def _find_files(folder: Path) -> list[Path]:
    """The rule files of a folder and its subfolders, in order of name."""
    found = find_files(folder)
    files = [file for file in found if file != folder / VOCABULARY_FILE and not file.name.endswith(CASES_ENDING)]
    if misnamed := next((file for file in files if file.suffix != ".yaml"), None):
        raise RulesError(Problem(str(misnamed), "This is not read: rule files end in '.yaml'.", "Rename it."))
    if not files:
        raise RulesError(Problem(str(folder), "There is no rule file in this folder.", "Rule files end in '.yaml'."))
    return files


def _read_sources(files: Iterable[tuple[Path, str]]) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for file, name in files:
        try:
            sources.append(read_source(file, name))
        except RulesError as error:
            problems += error.problems
    return sources, problems


def _assemble(
    sources: Sequence[Source],
    vocabulary: Vocabulary,
    files: tuple[RuleFile, ...],
    problems: Sequence[Problem] = (),
    *,
    alternatives: bool = True,
) -> Rulebook:
    """Build the rulebook, or raise every problem there is.

    Each file is checked by itself; what needs the other files is asked only once all of them can be read,
    so that one mistake gives one message.
    """
    problems = list(problems)
    regimes: dict[str, tuple[Source, Regime]] = {}
    for source in sources:
        regime, mistakes = read_regime(source.tree)
        if regime is not None and regime.regime in regimes:
            what = f"The regime '{regime.regime}' stands in {regimes[regime.regime][0].name} as well."
            mistakes = [Mistake(("regime",), what, "Give one another name.", of_value=True)]
        elif regime is not None:
            regimes[regime.regime] = source, regime
        problems += locate_mistakes(mistakes, source)
    if problems:
        raise RulesError(problems)
    series = _group_by_series(regime for _, regime in regimes.values())
    vocabulary, problems = _add_columns(vocabulary, regimes.values())
    for one in series.values():
        found = check_series(one.regimes) or check_chains(one.regimes, trace_chains(one.regimes))
        for regime in one.regimes:
            own = [mistake for name, mistake in found if name == regime.regime]
            problems += locate_mistakes(own, regimes[regime.regime][0])
    for source, regime in regimes.values():
        mistakes = [*check_columns_used(regime, vocabulary), *check_cells(regime.cases, vocabulary)]
        if alternatives and not mistakes:
            mistakes = _check_alternatives(regime, source.tree, vocabulary)
        problems += locate_mistakes(mistakes, source)
    if problems:
        raise RulesError(problems)
    return Rulebook(series, vocabulary, files, {name: source for name, (source, _) in regimes.items()})


def _add_columns(vocabulary: Vocabulary, regimes: Iterable[tuple[Source, Regime]]) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary with the columns that regimes add, and what is wrong with those."""
    columns: dict[str, Column] = dict(vocabulary.columns)
    problems: list[Problem] = []
    for source, regime in regimes:
        mistakes = check_added_columns(regime, columns)
        problems += locate_mistakes(mistakes, source)
        # A column with a mistake is added all the same, or each of its uses would be a mistake as well.
        columns = {**regime.columns, **columns}
    return Vocabulary(columns), problems


def read_regime(tree: dict[str, Tree]) -> tuple[Regime | None, list[Mistake]]:
    """The regime a plain tree says, or the mistakes in it."""
    if "cases_of" in tree and "regime" not in tree:
        what_to_do = f"Cases stand beside the rules, in a file that ends in '{CASES_ENDING}'; name the rules."
        return None, [Mistake(("cases_of",), "These are cases, and a rule file was asked for.", what_to_do)]
    try:
        regime = Regime.model_validate(tree)
    except ValidationError as error:
        return None, explain_errors(error, Regime)
    mistakes = check_regime(regime, tree)
    return (None if mistakes else regime), mistakes


def _group_by_series(regimes: Iterable[Regime]) -> dict[str, Series]:
    grouped: dict[str, list[Regime]] = {}
    for regime in sorted(regimes, key=lambda regime: regime.from_):
        grouped.setdefault(regime.series, []).append(regime)
    return {name: Series(name, tuple(ordered)) for name, ordered in sorted(grouped.items())}


def _check_alternatives(regime: Regime, tree: dict[str, Tree], vocabulary: Vocabulary) -> list[Mistake]:
    """Alternatives of readings that do not fit the regime they stand in."""
    mistakes: list[Mistake] = []
    for path, reading in readings_of(regime):
        if reading.alternative is None or len(mistakes) > MOST_MISTAKES:
            continue
        place = (*path, "reading", "alternative")
        try:
            patched = drop_promises(apply_patch(tree, reading.alternative))
        except RulesError as error:
            problem = error.problems[0]
            mistakes.append(Mistake(place, problem.what, problem.what_to_do))
            continue
        other, wrong = read_regime(patched)
        if other is not None:
            wrong = check_columns_used(other, vocabulary)
        if wrong:
            what = f"With this alternative, '{label_of(wrong[0].path)}' would be wrong: {wrong[0].what}"
            mistakes.append(Mistake(place, what, wrong[0].what_to_do))
    return mistakes
