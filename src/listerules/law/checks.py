"""What a rule file may not say although every word of it is known: each question one function, or a lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listerules.law.columns import STRUCTURAL, Vocabulary, check_columns
from listerules.law.lint import refuse_by_lints
from listerules.law.mistakes import Mistake, join_words, suggest, words_of
from listerules.law.model import Case, Column, Group, ListRule, Regime, Running, Test
from listerules.law.nodes import list_named, readings_of, walk_nodes
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from listerules.law.source import KeyPath, Tree

_GRAMMAR_WORDS = frozenset(word for kind in (Test, Group, Running, ListRule) for word in words_of(kind))
# Columns of the written table, and the families of a scenario's paths.
_TAKEN = frozenset({*STRUCTURAL, "regime", "undecided", "row", "given", "measures", "columns"})
_COUNTED = ("persons", "number")
MOST_LISTS = 200  # the law has five; each is a stage of the judging, which takes memory
_UNITS: Mapping[str, tuple[str, ...]] = {
    "count": _COUNTED,
    "share": _COUNTED,
    "of": _COUNTED,
    "mean": ("kroner", "number"),
    "published": ("percent",),
}


def check_regime(regime: Regime, tree: dict[str, Tree]) -> list[Mistake]:
    """Every mistake that can be seen in the regime's own file. `tree` is the plain tree it was read from."""
    if len(regime.lists) > MOST_LISTS:
        what = f"This regime has {len(regime.lists)} lists, and at most {MOST_LISTS} are read."
        return [Mistake(("lists",), what, "Make it several series.")]
    return [
        *_check_names(regime),
        *_check_measures(regime),
        *_check_references(regime),
        *refuse_by_lints(regime, tree),
        *_check_reading_names(regime),
        *_check_claims(regime),
        *check_cases(regime, regime.cases),
    ]


def check_columns_used(regime: Regime, vocabulary: Vocabulary) -> list[Mistake]:
    """Columns of measures that the vocabulary does not have, or has in another unit; lists named as a column."""
    mistakes: list[Mistake] = []
    for name, measure in regime.measures.items():
        for word, units in _UNITS.items():
            if (column := getattr(measure, word)) is not None:
                mistakes += _check_column(("measures", name, word), column, units, vocabulary)
        rate = vocabulary.columns.get(measure.rate or "")
        if measure.published is None and rate is not None and rate.unit != "percent":
            what = f"The published rate of '{name}' would be the column '{measure.rate}', which is in {rate.unit}."
            mistakes.append(Mistake(("measures", name), what, "Name the column of the rate as 'published:'."))
    for name in regime.lists:
        if name in vocabulary.columns and name not in _TAKEN:
            mistakes.append(_taken_name(("lists", name), "list", name, "a column of area data"))
    return mistakes


def check_added_columns(regime: Regime, columns: Mapping[str, Column]) -> list[Mistake]:
    """Columns a regime adds that say something else than the vocabulary so far, or claim one of its headings."""
    if not regime.columns:
        return []
    for name, column in regime.columns.items():
        if columns.get(name, column) != column:
            what = f"The column '{name}' is known already, and something else is said of it here."
            return [Mistake(("columns", name), what, "Give it another name, or leave it out here.")]
    return check_columns({**columns, **regime.columns})


def check_series(regimes: Iterable[Regime]) -> list[tuple[str, Mistake]]:
    """Mistakes between the regimes of one series, which come in order of date; each with its regime's name."""
    mistakes: list[tuple[str, Mistake]] = []
    before: dict[str, Regime] = {}
    earlier: dict[str, None] = {}
    for regime in regimes:
        day = regime.from_.isoformat()
        if day in before:
            what = f"'{before[day].regime}' of the series '{regime.series}' is also from {day}."
            mistakes.append(
                (regime.regime, Mistake(("from",), what, "A regime lasts until the next begins.", of_value=True))
            )
        before[day] = regime
        mistakes += [(regime.regime, mistake) for mistake in _check_formerly(regime, earlier)]
        earlier.update(dict.fromkeys(regime.lists))
    return mistakes


def check_chains(regimes: Sequence[Regime], chain_of: Mapping[str, str]) -> list[tuple[str, Mistake]]:
    """Two lists of one regime that `formerly` joins into one; told once, of the newest regime."""
    mistakes: dict[str, tuple[str, Mistake]] = {}
    for regime in reversed(regimes):
        found: dict[str, str] = {}
        for name in regime.lists:
            chain = chain_of[name]
            other = found.setdefault(chain, name)
            if other != name:
                what = f"'{other}' and '{name}' would be one list: 'formerly' or a shared name joins them."
                mistake = Mistake(("lists", name), what, "A former name goes to one list of a regime.")
                mistakes.setdefault(chain, (regime.regime, mistake))
    return list(mistakes.values())


def _check_names(regime: Regime) -> Iterator[Mistake]:
    for name in regime.lists:
        if name in _TAKEN:
            yield _taken_name(("lists", name), "list", name, "a column of the written table or a word of paths")
        elif name in _GRAMMAR_WORDS:
            yield _taken_name(("lists", name), "list", name, "a word of the grammar")
    for path, node in walk_nodes(regime):
        if path[-1] in _GRAMMAR_WORDS and list_named("", node) is None:
            yield _taken_name(path, "node", str(path[-1]), "a word of the grammar")


def _taken_name(path: KeyPath, kind: str, name: str, by: str) -> Mistake:
    return Mistake(path, f"A {kind} cannot be called '{name}': that is {by}.", "Give it another name.")


def _check_measures(regime: Regime) -> Iterator[Mistake]:
    for path, node in walk_nodes(regime):
        if not isinstance(node, Test):
            continue
        name = node.measure or str(path[-1])
        if name not in regime.measures:
            place = (*path, "measure") if node.measure else path
            what_to_do = suggest(name, regime.measures, "measures")
            yield Mistake(place, f"There is no measure '{name}'.", what_to_do, of_value=bool(node.measure))


def _check_references(regime: Regime) -> Iterator[Mistake]:
    for path, node in walk_nodes(regime):
        name = list_named(str(path[-1]), node)
        if name is not None and name not in regime.lists:
            named = isinstance(node, Running) and node.list is not None
            place = (*path, "list") if named else path
            yield Mistake(place, f"There is no list '{name}'.", suggest(name, regime.lists, "lists"), of_value=named)


def _check_reading_names(regime: Regime) -> Iterator[Mistake]:
    seen: set[str] = set()
    for path, reading in readings_of(regime):
        if reading.name in seen:
            what = f"There are two readings called '{reading.name}' in this regime."
            yield Mistake((*path, "reading", "name"), what, "Give one another name.", of_value=True)
        seen.add(reading.name)


def _check_claims(regime: Regime) -> Iterator[Mistake]:
    known = [path for path, _ in regime.nodes()]
    for number, claim in enumerate(regime.claims):
        for path in (claim.one, claim.other):
            if path not in known:
                what = f"The claim is about '{path}', and no list or node has that path."
                yield Mistake(("claims", number), what, suggest(path, known, "paths"), of_value=True)


def check_cases(regime: Regime, cases: Iterable[Case]) -> Iterator[Mistake]:
    """Cases that share a name, and answers expected of lists or nodes the regime does not have."""
    known = [path for path, _ in regime.nodes()]
    seen: set[str] = set()
    for number, case in enumerate(cases):
        if case.name in seen:
            what = f"There are two cases called '{shorten(case.name)}'."
            yield Mistake(("cases", number, "name"), what, "Give one another name.", of_value=True)
        seen.add(case.name)
        for path in case.expect:
            if path not in known:
                what = f"No list or node of '{regime.regime}' has the path '{shorten(path)}'."
                yield Mistake(("cases", number, "expect", path), what, suggest(path, known, "paths"))


def _check_column(path: KeyPath, column: str, units: tuple[str, ...], vocabulary: Vocabulary) -> Iterator[Mistake]:
    known = vocabulary.columns.get(column)
    if known is None:
        near = vocabulary.nearest(column)
        what_to_do = f"Did you mean {join_words(near)}? " if near else ""
        what_to_do += "A new column is described under 'columns:'."
        yield Mistake(path, f"There is no column '{column}'.", what_to_do, of_value=True)
    elif known.unit not in units or column in STRUCTURAL:
        its = "tells rows apart" if column in STRUCTURAL else f"is in {known.unit}"
        what = f"'{path[-1]}' needs a column in {' or '.join(units)}; '{column}' {its}."
        fitting = [name for name, other in vocabulary.columns.items() if other.unit in units and name not in STRUCTURAL]
        near = vocabulary.nearest(column, fitting)
        what_to_do = f"Did you mean {join_words(near)}?" if near else suggest(column, fitting, "columns that fit")
        yield Mistake(path, what, what_to_do, of_value=True)


def _check_formerly(regime: Regime, earlier: Iterable[str]) -> Iterator[Mistake]:
    known = list(earlier)
    for name, rule in regime.lists.items():
        for index, former in enumerate(rule.formerly):
            if former not in known:
                what = f"No earlier regime of '{regime.series}' has a list '{former}'."
                what_to_do = suggest(former, known, "earlier lists")
                if not known:
                    what_to_do = (
                        "Read the file together with the earlier regimes, in one folder, or leave 'formerly' out."
                    )
                yield Mistake(("lists", name, "formerly", index), what, what_to_do, of_value=True)
