"""The codebook: the last sheet of a workbook, with what its columns mean and what it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from listerules.law.model import Regime, Running, Test
from listerules.result.sheet import Entry, Sheet
from listerules.result.wording import Language, choose, say
from listerules.result.wording_of_rules import describe_line, describe_run, describe_years, kind_of

if TYPE_CHECKING:
    from listerules.law.model import ListRule, Measure
    from listerules.result.result import Result

Line = list[Entry]


def make_codebook(name: str, result: Result, language: Language) -> Sheet:
    """Columns, figures with line and paragraph, readings, marks, and the manifest, one below the other."""
    book = _Codebook(result, language)
    parts = (
        book.tell_columns(),
        book.tell_marks(),
        book.tell_figures(),
        book.tell_readings(),
        book.tell_manifest(),
    )
    lines = [line for part in parts for line in (*part, [])]
    return Sheet(name, [], lines[:-1], widest=40)


@dataclass(frozen=True)
class _Codebook:
    result: Result
    language: Language

    def tell_columns(self) -> Iterator[Line]:
        """The columns of the table and what their values say."""
        yield [Entry(self._say("columns_of_table", sheet=self._say("table_sheet")), bold=True)]
        yield self._name("column", "title", "meaning", "paragraph")
        for column in self.result.table.columns:
            rule = self._rule_of(column)
            if rule is not None:
                yield _line(column, self._choose(rule.title), self._explain_list(rule), rule.cite)
            else:
                yield _line(column, self._say(f"column_{column}"))

    def tell_marks(self) -> Iterator[Line]:
        """What bold, grey and two points say."""
        yield from self._head("marks")
        yield [Entry("12,3" if self.language == "da" else "12.3", bold=True), Entry(self._say("mark_met"))]
        yield [Entry("12,3" if self.language == "da" else "12.3", faint=True), Entry(self._say("mark_undecided"))]
        yield [Entry("..", faint=True), Entry(self._say("mark_blank"))]

    def tell_figures(self) -> Iterator[Line]:
        """Every test of every list in force: its line, what it is counted from, and its paragraph."""
        words = ("title", "line", "unit", "source", "paragraph", "rules")
        yield from self._head("figures_of_lists", "list", *words)
        for regime in reversed(self.result.regimes):
            for path, node in regime.nodes():
                if isinstance(node, Test):
                    yield self._tell_test(regime, path, node)
                elif isinstance(node, Running):
                    yield self._tell_run(regime, path, node)

    def _tell_test(self, regime: Regime, path: str, test: Test) -> Line:
        name, key = path.partition(".")[0], path.rpartition(".")[2]
        measure = regime.measure_of(key, test)
        return _line(
            self._choose(regime.lists[name].title),
            self._choose(test.title or measure.title),
            describe_line(test, measure, self.language),
            self._say({"count": "persons", "share": "per_cent"}.get(kind_of(measure), "kroner")),
            self._tell_source(measure, test),
            cite_path(regime, path),
            regime.regime,
        )

    def _tell_run(self, regime: Regime, path: str, node: Running) -> Line:
        title = self._choose(regime.lists[path.partition(".")[0]].title)
        counted = node.list or path.rpartition(".")[2]
        line = describe_run(node, self.language)
        return _line(title, self._say("running"), line, "", counted, cite_path(regime, path), regime.regime)

    def _tell_source(self, measure: Measure, test: Test) -> str:
        """The columns a figure is taken from: counts, over how many years, or the rate or line as published."""
        columns = self.result.rulebook.vocabulary.columns
        counted = f"{measure.column} / {measure.of}" if measure.of else measure.column
        parts = [", ".join(filter(None, (counted, describe_years(measure, self.language))))]
        if measure.rate in columns:
            parts.append(self._say("or_published", column=measure.rate))
        for name, column in columns.items():
            if column.line_of == measure.column and test.relative_to == "national":
                parts.append(self._say("line_published", column=name))
        return "; ".join(parts)

    def tell_readings(self) -> Iterator[Line]:
        """The choices made where the law leaves room."""
        yield from self._head("readings", "rules", "place", "reading", "choice", "why_chosen")
        names = {regime.regime for regime in self.result.regimes}
        for regime, path, reading in self.result.rulebook.readings():
            if regime.regime in names:
                choice, why = self._choose(reading.choice), self._choose(reading.why)
                yield _line(regime.regime, path, reading.name, choice, why)

    def tell_manifest(self) -> Iterator[Line]:
        """Version, options, the rules and tables with their hashes, and what was noted while reading."""
        manifest = self.result.manifest
        yield from self._head("made_from")
        yield _line("listerules", manifest["listerules"])
        for name, value in manifest["options"].items():
            if value is not None:
                yield _line(self._say("option", name=name), self._tell_option(value))
        for regime in self.result.regimes:
            yield _line(regime.regime, self._choose(regime.title), regime.law.name, regime.law.url)
        yield []
        yield from self._head("files", "file", "rows", "sha256")
        for file in manifest["rules"]:
            yield _line(file["name"], "", file["sha256"])
        for table in manifest["inputs"]:
            yield [Entry(table["name"]), Entry(table["rows"]), Entry(table["sha256"])]
        if manifest["notes"]:
            yield []
            yield from self._head("notes")
            yield from (_line(note) for note in manifest["notes"])

    def _tell_option(self, value: Any) -> str:
        if isinstance(value, bool):
            return self._say("yes" if value else "no")
        if isinstance(value, Mapping):
            return ", ".join(str(part) for part in value.values() if part is not None)
        return value if isinstance(value, str) else ", ".join(map(str, value))

    def _head(self, title: str, *words: str) -> Iterator[Line]:
        yield [Entry(self._say(title), bold=True)]
        if words:
            yield self._name(*words)

    def _name(self, *words: str) -> Line:
        return [Entry(self._say(word), faint=True) for word in words]

    def _rule_of(self, column: str) -> ListRule | None:
        """The newest rule of a list column; None for any other column."""
        rules = [regime.lists[column] for regime in self.result.regimes if column in regime.lists]
        return rules[-1] if column in self.result.lists else None

    def _explain_list(self, rule: ListRule) -> str:
        meaning = self._say("column_list")
        if not rule.formerly:
            return meaning
        return f"{meaning} {self._say('formerly', names=', '.join(rule.formerly))}"

    def _say(self, word: str, **parts: object) -> str:
        return say(word, self.language, **parts)

    def _choose(self, text: Any) -> str:
        return choose(text, self.language)


def cite_path(regime: Regime, path: str) -> str:
    """The citations along a path, from the list down, as the findings have them."""
    nodes = dict(regime.nodes())
    keys = path.split(".")
    above = [nodes[".".join(keys[:depth])] for depth in range(1, len(keys) + 1)]
    return ", ".join(node.cite for node in above if not isinstance(node, str) and node.cite)


def _line(*texts: str) -> Line:
    return [Entry(text or None) for text in texts]
