"""Two regimes side by side: the same list and the same condition on one row, with a mark where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from listerules.law.model import Group, ListRule, Measure, Node, Regime, Running, Test
from listerules.result.wording import Language, choose
from listerules.result.wording_of_rules import (
    NARROWEST,
    capitalise,
    describe_group,
    describe_line,
    describe_run,
    describe_span,
    describe_years,
    in_brackets,
    tell,
    title_of_list,
    wrap,
)

if TYPE_CHECKING:
    from listerules.law.rulebook import Rulebook, Series

_GAP = "  "
_NOTHING = "–"


@dataclass(frozen=True)
class _Item:
    """A list or a condition of one regime, ready to be laid beside one of the other.

    `key` is what it goes by within its group, `twin` what it may go by where keys differ; `title` stands in
    `frame`, which is the same on both sides; `text` says where the line is and `basis` what it is counted from.
    """

    key: str
    twin: str
    title: str
    text: str
    cite: str = ""
    frame: str = "{title}"
    basis: str = ""
    members: tuple[_Item, ...] = ()


_Pair: TypeAlias = tuple[_Item | None, _Item | None]


@dataclass(frozen=True)
class _Row:
    """A row of the comparison before it is laid out."""

    title: str
    left: str
    right: str
    mark: str = ""
    depth: int = 0


def compare_regimes(rulebook: Rulebook, first: str, second: str, language: Language, width: int = 100) -> str:
    """Two regimes side by side, list by list and condition by condition, with a mark where they differ.

    A list that changed its name stands on one row. Where a list asks for being on one that the other regime
    does not have, the conditions of that one are laid beside those they replaced. No line is wider than
    `width` (60 at the least). Raises RulesError for an unknown regime.
    """
    width = max(width, NARROWEST)
    left, right = rulebook.regime(first), rulebook.regime(second)
    spans = [describe_span(rulebook.get_series(each.series), each, language) for each in (left, right)]
    head = [
        _Row("", left.regime, right.regime),
        _Row("", choose(left.title, language), choose(right.title, language)),
        _Row(tell("in force", language), spans[0], spans[1]),
        _Row(tell("law", language), left.law.name, right.law.name),
    ]
    blocks = [list(_compare(pair)) for pair in _pair_lists(rulebook, left, right, language)]
    differs = any(row.mark for block in blocks for row in block)
    lines = [*_lay_out(head, width), "", *wrap(tell("legend" if differs else "no difference", language), width)]
    for block in blocks:
        lines += ["", *_lay_out(block, width)]
    return "\n".join(lines)


# A regime as items ---------------------------------------------------------------------------------


def _pair_lists(rulebook: Rulebook, left: Regime, right: Regime, language: Language) -> Iterator[_Pair]:
    """The lists of both regimes by chain, the order being that of the newest regime; None where one lacks it."""
    for series in (rulebook.get_series(name) for name in dict.fromkeys((right.series, left.series))):
        in_left, in_right = _names_by_chain(series, left), _names_by_chain(series, right)
        shared = in_left.keys() & in_right.keys()
        for chain in (each for each in series.chains() if each in in_left or each in in_right):
            # Only a list that both have is worth unfolding: there is something to lay its conditions beside.
            kept = frozenset(shared if chain in shared else (*in_left, *in_right))
            yield (
                _Side(series, left, language, kept).make_list(in_left.get(chain)),
                _Side(series, right, language, kept).make_list(in_right.get(chain)),
            )


def _names_by_chain(series: Series, regime: Regime) -> Mapping[str, str]:
    """The regime's own name of each list, by the newest name; nothing where it is of another series."""
    return {series.newest_name(name): name for name in regime.lists} if regime.series == series.name else {}


@dataclass(frozen=True)
class _Side:
    """One of the two regimes. A list that is not in `kept` is unfolded: its conditions follow its name."""

    series: Series
    regime: Regime
    language: Language
    kept: frozenset[str]

    def make_list(self, name: str | None) -> _Item | None:
        if name is None:
            return None
        rule = self.regime.lists[name]
        members = tuple(self._make_conditions(rule))
        return _Item(name, name, choose(rule.title, self.language), "", rule.cite, members=members)

    def _make_conditions(self, rule: ListRule) -> Iterator[_Item]:
        """What a list asks for; all of a list that is unfolded is asked for as well, so it stands beside the rest."""
        for key, node in rule.all.items():
            if node == "on_list" and self.series.newest_name(key) not in self.kept:
                yield self._make_reference(key, key, tell("on the list unfolded", self.language))
                yield from self._make_conditions(self.regime.lists[key])
            else:
                yield self._make(key, node)
        exceptions = rule.none or {}
        for key, node in exceptions.items():
            if isinstance(node, str):
                word = "off the list" if node == "on_list" else "never on the list"
                yield self._make_reference(key, key, tell(word, self.language))
        others = tuple(self._make(key, node) for key, node in exceptions.items() if not isinstance(node, str))
        if others:
            title, text = tell("except", self.language), tell("none", self.language)
            yield _Item("none", "none", title, text, members=others)

    def _make(self, key: str, node: Node) -> _Item:
        if isinstance(node, Test):
            return self._make_test(key, node)
        if isinstance(node, Group):
            title = choose(node.title, self.language) if node.title else tell("criteria", self.language)
            members = tuple(self._make(each, member) for each, member in node.members.items())
            return _Item(key, "group", title, describe_group(node, self.language), node.cite, members=members)
        if isinstance(node, Running):
            return self._make_reference(key, node.list or key, describe_run(node, self.language), node.cite)
        word = "on the list" if node == "on_list" else "ever on the list"
        return self._make_reference(key, key, tell(word, self.language))

    def _make_test(self, key: str, test: Test) -> _Item:
        measure = self.regime.measure_of(key, test)
        told = (describe_line(test, measure, self.language), describe_years(measure, self.language))
        return _Item(
            key,
            f"measure {test.measure or key}",
            choose(test.title or measure.title, self.language),
            ", ".join(filter(None, told)),
            test.cite,
            basis=_describe_basis(measure, self.language),
        )

    def _make_reference(self, key: str, name: str, text: str, cite: str = "") -> _Item:
        quoted = tell("quoted", self.language, title=title_of_list(self.series, self.regime, name, self.language))
        twin = f"list {self.series.newest_name(name)}"
        return _Item(key, twin, quoted, text, cite, frame=tell("on", self.language, title="{title}"))


def _describe_basis(measure: Measure, language: Language) -> str:
    """The columns a measure is counted from."""
    return tell("of", language, share=measure.share, group=measure.of) if measure.of else measure.column


# Items as rows -------------------------------------------------------------------------------------


def _compare(pair: _Pair, depth: int = 0) -> Iterator[_Row]:
    """The row of a pair and of everything below it."""
    yield _make_row(pair, depth)
    left, right = pair
    for below in _align(left.members if left else (), right.members if right else ()):
        yield from _compare(below, depth + 1)


def _make_row(pair: _Pair, depth: int) -> _Row:
    there = [item for item in pair if item is not None]
    titles = dict.fromkeys(item.title for item in there)
    bases = {item.basis for item in there}
    left, right = (_NOTHING if item is None else _tell_cell(item, with_basis=len(bases) > 1) for item in pair)
    return _Row(capitalise(there[-1].frame.format(title=" -> ".join(titles))), left, right, _mark(pair), depth)


def _tell_cell(item: _Item, *, with_basis: bool) -> str:
    told = ", ".join(filter(None, (item.text, item.basis if with_basis else "")))
    return told + in_brackets(item.cite) if told else item.cite


def _mark(pair: _Pair) -> str:
    left, right = pair
    if left is None:
        return "+"
    if right is None:
        return "-"
    if (left.title, left.text, left.basis) != (right.title, right.text, right.basis):
        return "~"
    return "" if left.cite == right.cite else "§"


def _align(left: Sequence[_Item], right: Sequence[_Item]) -> Iterator[_Pair]:
    """Pairs in an order that keeps that of either side: twins together, and the others where they stood."""
    partners = _find_partners(left, right)
    taken = set(partners.values())
    shown = 0
    for position, item in enumerate(left):
        partner = partners.get(position)
        if partner is None:
            yield item, None
            continue
        yield from ((None, right[each]) for each in range(shown, partner) if each not in taken)
        yield item, right[partner]
        shown = max(shown, partner + 1)
    yield from ((None, right[each]) for each in range(shown, len(right)) if each not in taken)


def _find_partners(left: Sequence[_Item], right: Sequence[_Item]) -> dict[int, int]:
    """Which item on the left is which on the right: by its key, or else by what it is about."""
    partners: dict[int, int] = {}
    for word in ("key", "twin"):
        for position, item in enumerate(left):
            free = (each for each in range(len(right)) if each not in partners.values())
            match = next((each for each in free if getattr(right[each], word) == getattr(item, word)), None)
            if position not in partners and match is not None:
                partners[position] = match
    return partners


# Rows as lines -------------------------------------------------------------------------------------


def _lay_out(rows: Sequence[_Row], width: int) -> list[str]:
    """A margin for the mark, a column of titles, and a column for either regime, every cell wrapped."""
    margin = 2
    cell = (width - margin - 2 * len(_GAP)) * 3 // 10
    title = width - margin - 2 * len(_GAP) - 2 * cell
    lines = []
    for row in rows:
        cells = (
            _wrap_cell(row.title, title, "  " * row.depth),
            _wrap_cell(row.left, cell),
            _wrap_cell(row.right, cell),
        )
        for number, (name, left, right) in enumerate(zip_longest(*cells, fillvalue="")):
            mark = row.mark if number == 0 else ""
            lines.append(f"{mark:{margin}}{name:{title}}{_GAP}{left:{cell}}{_GAP}{right}".rstrip())
    return lines


def _wrap_cell(text: str, width: int, indent: str = "") -> list[str]:
    return wrap(text, width, indent, indent + "  ", part_words=True)
