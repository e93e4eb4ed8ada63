"""Regimes in words: one of them, two side by side, or all by date. For people who read law and not YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from listerules.law.model import Column, Group, ListRule, Measure, Node, Regime, Running, Test
from listerules.result.side_by_side import compare_regimes
from listerules.result.wording import Language, choose, format_day
from listerules.result.wording_of_rules import (
    NARROWEST,
    capitalise,
    describe_group,
    describe_line,
    describe_reference,
    describe_span,
    describe_years,
    in_brackets,
    kind_of,
    lower,
    tell,
    title_of_list,
    wrap,
)

if TYPE_CHECKING:
    from listerules.law.rulebook import Rulebook, Series

__all__ = ["compare_regimes", "describe_regime", "list_regimes"]

_BULLET = "• "


def describe_regime(rulebook: Rulebook, regime_name: str, language: Language, width: int = 80) -> str:
    """A regime in words: law and dates, the conditions of each list, what is counted, and the readings.

    No line is wider than `width` (60 at the least) but one that holds a single longer word, such as an address.
    Raises RulesError for an unknown regime.
    """
    regime = rulebook.regime(regime_name)
    page = _Page(rulebook, rulebook.get_series(regime.series), regime, language, max(width, NARROWEST))
    parts = (page.tell_head(), page.tell_lists(), page.tell_measures(), page.tell_readings())
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def list_regimes(rulebook: Rulebook, language: Language, on: date | None = None, width: int = 80) -> str:
    """Every series with its regimes by date and the lists of each; with `on`, only those in force that day.

    No line is wider than `width` (60 at the least), but for a single longer word.
    """
    width = max(width, NARROWEST)
    chosen = {name: _regimes_on(series, on) for name, series in rulebook.series.items()}
    shown = [regime for regimes in chosen.values() for regime in regimes]
    if on is not None and not shown:
        first = min(regime.from_ for series in rulebook.series.values() for regime in series.regimes)
        told = {"day": format_day(on, language), "first": format_day(first, language)}
        return "\n".join(wrap(tell("nothing in force", language, **told), width))
    room = max(len(format_day(regime.from_, language)) for regime in shown)
    heads = [] if on is None else [tell("in force on", language, day=format_day(on, language))]
    blocks = [
        "\n".join((name, *(line for each in regimes for line in _tell_entry(each, room, width, language))))
        for name, regimes in chosen.items()
        if regimes
    ]
    return "\n\n".join((*heads, *blocks))


def _regimes_on(series: Series, on: date | None) -> tuple[Regime, ...]:
    if on is None:
        return series.regimes
    regime = series.regime_on(on)
    return () if regime is None else (regime,)


def _tell_entry(regime: Regime, room: int, width: int, language: Language) -> list[str]:
    """A regime in a list of them: its first day, title and name, and below them its lists."""
    day = f"  {format_day(regime.from_, language):{room}}  "
    titles = ", ".join(choose(rule.title, language) for rule in regime.lists.values())
    return [
        *wrap(f"{choose(regime.title, language)} [{regime.regime}]", width, day, " " * len(day)),
        *wrap(titles or tell("no lists short", language), width, " " * (len(day) + 2)),
    ]


@dataclass(frozen=True)
class _Page:
    """One regime, being put into words."""

    rulebook: Rulebook
    series: Series
    regime: Regime
    language: Language
    width: int

    def tell_head(self) -> list[str]:
        name = tell("name in series", self.language, regime=self.regime.regime, series=self.regime.series)
        fields = {
            "name": name,
            "in force": describe_span(self.series, self.regime, self.language),
            "law": self.regime.law.name,
            "read it": self.regime.law.url,
            "checked on": format_day(self.regime.checked_on, self.language),
        }
        return [
            *wrap(choose(self.regime.title, self.language), self.width),
            "",
            *self._tell_fields(fields, "  "),
        ]

    def tell_lists(self) -> list[str]:
        if not self.regime.lists:
            return wrap(tell("no lists", self.language), self.width)
        lines = [self._tell_heading("lists"), *wrap(tell("list rule", self.language), self.width, "  ")]
        for name, rule in self.regime.lists.items():
            lines += ["", *self._tell_list(name, rule)]
        return lines

    def tell_measures(self) -> list[str]:
        measures = [name for name in self.regime.measures if self._tests_of(name)]
        lines = [line for name in measures for line in ("", *self._tell_measure(name, self.regime.measures[name]))]
        return [self._tell_heading("measures"), *lines[1:]] if lines else []

    def tell_readings(self) -> list[str]:
        lines = []
        for regime, path, reading in self.rulebook.readings():
            if regime.regime == self.regime.regime:
                title = f"{self._title_at(path)} [{reading.name}]"
                fields = {"chosen": choose(reading.choice, self.language), "why": choose(reading.why, self.language)}
                lines += ["", *wrap(title, self.width, "  ", "    "), *self._tell_fields(fields, "    ")]
        return [self._tell_heading("readings"), *lines[1:]] if lines else []

    def _tell_heading(self, word: str) -> str:
        return tell(word, self.language).upper()

    def _tell_fields(self, fields: Mapping[str, str], indent: str) -> list[str]:
        """Words with what they stand for, the latter below each other."""
        room = max(len(tell(word, self.language)) for word in fields)
        return [
            line
            for word, text in fields.items()
            for line in wrap(text, self.width, f"{indent}{tell(word, self.language):{room}}  ")
        ]

    def _tell_list(self, name: str, rule: ListRule) -> list[str]:
        lines = wrap(f"{choose(rule.title, self.language)}, {rule.cite} [{name}]", self.width, "  ", "    ")
        if rule.formerly:
            names = ", ".join(f"{self._title_of(former)} [{former}]" for former in rule.formerly)
            lines += wrap(tell("formerly", self.language, names=names), self.width, "    ")
        for depth, text in (*self._tell_members(rule.all, 1), *self._tell_exceptions(rule.none or {})):
            lines += wrap(text, self.width, "  " * depth + "  " + _BULLET)
        return lines

    def _tell_members(self, members: Mapping[str, Node], depth: int) -> Iterator[tuple[int, str]]:
        for key, node in members.items():
            yield depth, capitalise(self._describe(key, node))
            if isinstance(node, Group):
                yield from self._tell_members(node.members, depth + 1)

    def _tell_exceptions(self, members: Mapping[str, Node]) -> Iterator[tuple[int, str]]:
        """The lists one must not be on, each by itself, and then everything else that must not be so."""
        for key, node in members.items():
            if isinstance(node, str):
                quoted = tell("quoted", self.language, title=self._title_of(key))
                yield 1, capitalise(tell("off" if node == "on_list" else "never on", self.language, title=quoted))
        others = {key: node for key, node in members.items() if not isinstance(node, str)}
        if others:
            yield 1, capitalise(tell("none", self.language)) + ":"
            yield from self._tell_members(others, 2)

    def _describe(self, key: str, node: Node) -> str:
        """A condition in one sentence, with its citation; a colon where its members follow."""
        if isinstance(node, Test):
            return self._describe_test(key, node) + in_brackets(node.cite)
        if isinstance(node, Group):
            told = describe_group(node, self.language)
            if node.title is None:
                return f"{told}{in_brackets(node.cite)}:"
            return choose(node.title, self.language) + in_brackets("; ".join(filter(None, (told, node.cite)))) + ":"
        referred = (node.list if isinstance(node, Running) else None) or key
        sentence = describe_reference(node, self._title_of(referred), self.language)
        return sentence + in_brackets(node.cite) if isinstance(node, Running) else sentence

    def _describe_test(self, key: str, test: Test) -> str:
        measure = self.regime.measure_of(key, test)
        line = describe_line(test, measure, self.language)
        if measure.count and test.relative_to is None and test.title is None:
            return f"{line} {lower(choose(measure.title, self.language))}"
        told = ", ".join(filter(None, (line, describe_years(measure, self.language))))
        return f"{choose(test.title or measure.title, self.language)}: {told}"

    def _tell_measure(self, name: str, measure: Measure) -> list[str]:
        columns = {**self.rulebook.vocabulary.columns, **self.regime.columns}
        group = lower(choose(columns[measure.of].title, self.language)) if measure.of else ""
        what = (tell(kind_of(measure), self.language, group=group), describe_years(measure, self.language))
        own = tell("of", self.language, share=measure.share, group=measure.of) if measure.of else measure.column
        fields = {
            "counted as": ", ".join(filter(None, what)) + in_brackets(measure.cite),
            "columns": own,
            "or published": measure.rate if measure.rate in columns else None,
            "line published": self._find_line_column(name, measure, columns),
        }
        given = {word: text for word, text in fields.items() if text}
        title = wrap(choose(measure.title, self.language), self.width, "  ", "    ")
        return [*title, *self._tell_fields(given, "    ")]

    def _find_line_column(self, name: str, measure: Measure, columns: Mapping[str, Column]) -> str | None:
        """The column of the published line that can stand in for the national figure of the measure."""
        if not any(test.relative_to == "national" for test in self._tests_of(name)):
            return None
        return next((line for line, each in columns.items() if each.line_of == measure.column and each.times), None)

    def _tests_of(self, measure_name: str) -> list[Test]:
        """Every test of the regime that compares this measure."""
        tests = ((path.rpartition(".")[2], node) for path, node in self.regime.nodes() if isinstance(node, Test))
        return [test for key, test in tests if (test.measure or key) == measure_name]

    def _title_of(self, list_name: str) -> str:
        return title_of_list(self.series, self.regime, list_name, self.language)

    def _title_at(self, path: str) -> str:
        """What carries a reading: a measure by its title, and a list or a condition of it by that of the list."""
        first, _, rest = path.partition(".")
        if first == "measures":
            return choose(self.regime.measures[rest].title, self.language)
        return self._title_of(first)
