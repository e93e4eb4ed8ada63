"""Whole made-up rulebooks: every word of the grammar, in trees no lawyer would write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import yaml
from hypothesis import strategies as st

from listerules.law.rulebook import Rulebook, Series, load_rules, read_regime
from listerules.law.source import Source

MADE_UP = "made-up"  # the series of a drawn rulebook
STARTS = ("2014-01-01", "2017-06-01", "2019-12-01")
SHARES = {
    "uden_tilknytning": "beboere_18_64",
    "doemte": "beboere_18_og_over",
    "kun_grundskole": "beboere_30_59",
    "ikke_vestlige": "beboere",
}
OPERATORS = ("above", "at_least", "below", "at_most")
BASELINES = ("national", "region", "municipality")
WINDOWS: Sequence[Mapping[str, str]] = (
    {},
    {},
    {"mean_of_years": "2"},
    {"pooled_years": "2"},
    {"mean_of_years": "4"},
    {"pooled_years": "3"},
)
LINES: Mapping[str, Sequence[str]] = {
    "count": ("1000", "100", "0", "5000"),
    "share": ("40 %", "30 %", "50 %", "60 %", "2.7 %", "33.333 %", "12.5 %", "40.05 %", "0 %", "100 %"),
    "mean": ("200000", "181500", "250000.5"),
    "times": ("3", "2", "2.5", "1", "0.5"),
    "of a mean": ("55 %", "65 %", "1", "2"),
}

Tree = dict[str, Any]


class MadeUpRulebook(Rulebook):
    """A rulebook that was drawn. It shows itself as the files it would be read from."""

    def __repr__(self) -> str:
        return "\n---\n".join(
            yaml.safe_dump(source.tree, sort_keys=False, allow_unicode=True) for source in self.sources.values()
        )

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - as Hypothesis asks
        printer.text(repr(self))


def rule_trees(*, most_regimes: int = 3, most_lists: int = 3, depth: int = 3) -> st.SearchStrategy[Rulebook]:
    """Rulebooks of one series, `made-up`, over the columns that ship.

    A rulebook has up to `most_regimes` regimes in order of date, each with up to `most_lists` lists that refer to each
    other by every word there is, now and then repealed, carried on under another name, or judged by groups within
    groups up to `depth` deep. Measures are counts, shares and means, of one year or several.
    """
    vocabulary = load_rules().vocabulary

    @st.composite
    def draw_rulebook(draw: st.DrawFn) -> Rulebook:
        author = _Author(draw, most_lists, depth)
        starts = STARTS[: author.choose(most_regimes) + 1]
        trees = [author.draw_regime(number, start) for number, start in enumerate(starts)]
        sources = {tree["regime"]: Source(f"{tree['regime']}.yaml", "", tree) for tree in trees}
        return MadeUpRulebook({MADE_UP: _read_series(trees)}, vocabulary, (), sources)

    return draw_rulebook()


def _read_series(trees: Sequence[Tree]) -> Series:
    read = [read_regime(tree) for tree in trees]
    if mistakes := [mistake for _, found in read for mistake in found]:
        raise AssertionError(f"A drawn regime is wrong: {mistakes}")
    return Series(MADE_UP, tuple(regime for regime, _ in read if regime))


@dataclass(frozen=True)
class _Author:
    """Writes the plain trees of one example, one regime after the other."""

    draw: st.DrawFn
    most_lists: int
    depth: int
    measures: Tree = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)  # every list there was so far, with the first name it had

    def choose(self, many: int) -> int:
        """A whole number from 0 up to, but not including, `many`."""
        return self.draw(st.integers(0, many - 1)) if many > 1 else 0

    def pick(self, among: Sequence[Any]) -> Any:
        """One of them; the first is the plainest."""
        return among[self.choose(len(among))]

    def draw_regime(self, number: int, start: str) -> Tree:
        """The tree of one regime, which may carry on the lists of those before it."""
        measures = self._draw_measures()
        tree: Tree = {
            "regime": f"made-up-{number + 1}",
            "series": MADE_UP,
            "title": {"da": f"Opdigtet lov {number + 1}", "en": f"Made-up act {number + 1}"},
            "from": start,
            "law": {"name": "Made up", "url": "https://example.org/law"},
            "checked_on": str(date(2026, 1, 1)),
            "measures": measures,
        }
        if number and self.choose(6) == 5:
            return tree  # a repeal
        return tree | {"lists": replace(self, measures=measures).draw_lists(number)}

    def _draw_measures(self) -> Tree:
        found: Tree = {"beboere": {"count": "beboere"}}
        for column, group in SHARES.items():
            found[column] = {"share": column, "of": group, **self.pick(WINDOWS)}
        # A group counted with decimals: in no shipped rule, but the grammar allows it.
        found["af_aarsvaerk"] = {"share": "doemte", "of": "uden_tilknytning"}
        found["bruttoindkomst"] = {"mean": "bruttoindkomst", **self.pick(({}, {}, {"mean_of_years": "2"}))}
        return {name: {"title": {"da": name, "en": name}, **measure} for name, measure in found.items()}

    def draw_lists(self, number: int) -> Tree:
        """The lists of a regime, each referring to those before it: new ones, kept ones, and some renamed."""
        lists: Tree = {}
        taken: set[str] = set()  # no two lists of a regime are one and the same
        for index in range(self.choose(self.most_lists) + 1):
            free = [name for name, chain in self.chains.items() if chain not in taken]
            name = self.pick([new := f"liste_{number + 1}_{index + 1}", *free])
            rule = self._draw_list(name, list(lists))
            if name == new and free and self.choose(2):
                rule["formerly"] = [former := self.pick(free)]
                name_before = self.chains[former]
            else:
                name_before = self.chains.get(name, name)
            self.chains[name] = name_before
            taken.add(name_before)
            lists[name] = rule
        return lists

    def _draw_list(self, name: str, lists: Sequence[str]) -> Tree:
        rule: Tree = {
            "title": {"da": name, "en": name},
            "cite": "§ 1",
            "all": self._draw_members(lists, self.depth - 1),
        }
        if self.choose(3) == 2:
            barred = self._draw_members(lists, 1, most=2, prefix="m")
            barred = {key: node for key, node in barred.items() if key not in rule["all"]}
            rule |= {"none": barred} if barred else {}
        return rule

    def _draw_members(self, lists: Sequence[str], depth: int, most: int = 4, prefix: str = "n") -> Tree:
        found: Tree = {}
        for number in range(self.choose(most) + 1):
            key, node = self._draw_node(lists, depth)
            found[key or f"{prefix}{number}"] = node
        return found

    def _draw_node(self, lists: Sequence[str], depth: int) -> tuple[str | None, Any]:
        """A node, with its key where the key says something: a list, or a measure that names itself."""
        kind = self.pick(["test", "test", "test", *["group"] * min(depth, 1), *["list"] * min(len(lists), 1)])
        if kind == "test":
            return self._draw_test()
        if kind == "list":
            return self._draw_reference(lists)
        inner = self._draw_members(lists, depth - 1)
        word = self.pick(["of", "all", "none"])
        if word == "of":
            return None, {"at_least": str(self.choose(len(inner)) + 1), "of": inner}
        return None, {word: inner}

    def _draw_reference(self, lists: Sequence[str]) -> tuple[str | None, Any]:
        name = self.pick(lists)
        word = self.pick(["on_list", "ever", "2", "3", "4", "1"])
        if word in ("on_list", "ever"):
            return name, word
        return (name, {"years_running": word}) if self.choose(2) else (None, {"years_running": word, "list": name})

    def _draw_test(self) -> tuple[str | None, Tree]:
        measure = self.pick(list(self.measures))
        kind = next(word for word in ("count", "share", "mean") if word in self.measures[measure])
        relative = kind != "count" and self.choose(3 if kind == "share" else 2) == 1
        lines = LINES[kind] if not relative else LINES["times" if kind == "share" else "of a mean"]
        test: Tree = {self.pick(OPERATORS): self.pick(lines)}
        test |= {"relative_to": self.pick(BASELINES)} if relative else {}
        return (measure, test) if self.choose(3) == 0 else (None, {"measure": measure, **test})
