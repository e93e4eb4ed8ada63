"""Text -> plain strings, lists and dicts, and the position of each.

YAML is taken as a stream of events and never constructed: every value stays the text that was written
(`no` is `no`, `40.0` is `40.0`), and no tag can run code. What could make a file mean something other
than what it shows - anchors, tags, merge keys, a key twice - is refused.
"""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import yaml

from listerules.errors import Problem, RulesError, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
KeyPath: TypeAlias = tuple[str | int, ...]

LARGEST_FILE = 1_000_000  # bytes
DEEPEST_NESTING = 50
MOST_VALUES = 10_000  # a regime has some four hundred
_WIDEST_LINE = 120
_LONGEST_SENTENCE = 500  # letters, whatever names and values it quotes

# The parser in C, where PyYAML was built with it, gives the same events five times as fast.
_QUICK: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# What the two do not read alike: tabs, byte order marks, question marks (but for those of an address in quotes),
# a comment right behind `|` or `>`, and a key without a value in brackets.
_PARSERS_DIFFER = re.compile(r"""[\t\ufeff]|\?(?!\w+=\w+"[,}\]\n])|[|>][-+0-9]*#|:\s*[],}]""")

# Letters of the classes Cc and Cs, but for line feeds and tabs.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_BEGINNINGS = "A rule file begins with 'regime:', a file of cases with 'cases_of:', a scenario with 'scenario:'."

# What the YAML reader says, with what to do about it.
_HINTS = {
    "mapping values are not allowed": "Put quotes around a text that has a colon in it.",
    "found character '\\t'": "Indent with spaces, not tabs.",
    "cannot start any token": "Put quotes around a text that begins with a special character.",
    "but got ':'": "Put quotes around a text that has a colon in it, or close the bracket before it.",
    "expected ',' or '}'": "A bracket { is not closed, or a comma is missing.",
    "expected ',' or ']'": "A bracket [ is not closed, or a comma is missing.",
    "found unexpected end of stream": "A quote is not closed.",
    "could not find expected ':'": "A key is followed by a colon and a space.",
    "expected <block end>": "Check that the lines of one level are indented alike.",
}


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: line and column counted from 1, and how many characters it covers on that line."""

    line: int
    column: int
    length: int


_TOP = Position(1, 1, 0)


@dataclass(frozen=True)
class Source:
    """One YAML file as plain values.

    `name` is what users are shown. `positions` has the place of every key and list item by its path from
    the top, `values` that of what stands there. `sha256` is of the file as it was, byte for byte.
    """

    name: str
    text: str = field(repr=False)
    tree: dict[str, Tree] = field(repr=False)
    sha256: str = ""
    positions: Mapping[KeyPath, Position] = field(default_factory=dict, repr=False)
    values: Mapping[KeyPath, Position] = field(default_factory=dict, repr=False)

    def position(self, path: KeyPath, *, of_value: bool = False) -> Position:
        """The place of a key (or of its value); of the nearest key above where there is none."""
        if of_value and path in self.values:
            return self.values[path]
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, _TOP)

    def where(self, path: KeyPath, *, of_value: bool = False) -> str:
        """`file.yaml:42:36`, or only the name where nothing is known of places in it."""
        if not self.positions:
            return self.name
        position = self.position(path, of_value=of_value)
        return f"{self.name}:{position.line}:{position.column}"

    def problem(
        self, path: KeyPath, what: str, what_to_do: str = "", *, label: str = "", of_value: bool = False
    ) -> Problem:
        """A problem at a key (or its value), with the line underlined; `label` names the node for the reader."""
        where = self.where(path, of_value=of_value)
        position = self.position(path, of_value=of_value)
        excerpt = draw_excerpt(self.text, position) if self.positions else ""
        spot = Spot(self.name, position.line, position.column, max(1, position.length))
        where = f"{where}  {shorten(label, _LONGEST_SENTENCE)}" if label else where
        what, what_to_do = shorten(what, _LONGEST_SENTENCE), shorten(what_to_do, _LONGEST_SENTENCE)
        return Problem(where, what, what_to_do, excerpt, spot=spot)


def find_files(folder: Path) -> list[Path]:
    """Every YAML file of a folder and its subfolders, however its ending is written, in order of name.

    Hidden files and folders are those of editors and other programs, not the law.
    """
    found = (file for file in folder.rglob("*") if file.suffix.lower() in (".yaml", ".yml"))
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def read_source(path: Path, name: str | None = None) -> Source:
    """Read one YAML file of at most 1 MB. Raises RulesError where it cannot be read or is not plain YAML."""
    name = name or str(path)
    try:
        if path.exists() and not path.is_file():
            raise RulesError(Problem(name, "This is not a file.", "Name a YAML file of rules."))
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise RulesError(Problem(name, "There is no such file.", "Check the name and the folder.")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RulesError(Problem(name, f"This file cannot be read: {reason}.")) from None
    return parse_source(data, name)


def parse_source(data: bytes, name: str) -> Source:
    """Take the bytes of a YAML file apart. Raises RulesError, naming the place, for what rule files may not say."""
    if len(data) > LARGEST_FILE:
        raise RulesError(Problem(name, "This file is larger than 1 MB.", "A rule file is a few pages of YAML."))
    text = _decode(data, name)
    try:
        reader, tree = _read(name, text, yaml.BaseLoader if _PARSERS_DIFFER.search(text) else _QUICK)
    except RulesError:  # told alike on every machine: in the words of the parser that they all have
        reader, tree = _read(name, text, yaml.BaseLoader)
    return Source(name, text, tree, hashlib.sha256(data).hexdigest(), reader.positions, reader.values)


def _read(name: str, text: str, loader: Any) -> tuple[_Reader, dict[str, Tree]]:
    reader = _Reader(name, text, loader)
    return reader, reader.read()


def _decode(data: bytes, name: str) -> str:
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        read = data[: error.start].decode()
        position = Position(read.count("\n") + 1, len(read) - read.rfind("\n"), 1)
        shown = data.decode(errors="replace")
        raise RulesError(_tell_at(name, shown, position, "This file is not UTF-8 text.", "Save it as UTF-8.")) from None


def _tell_at(name: str, text: str, position: Position, what: str, what_to_do: str) -> Problem:
    where = f"{name}:{position.line}:{position.column}"
    spot = Spot(name, position.line, position.column, max(1, position.length))
    return Problem(where, what, what_to_do, draw_excerpt(text, position), spot=spot)


def draw_excerpt(text: str, position: Position) -> str:
    """The line of a position with its number, and the words underlined below it."""
    lines = _split_lines(text)
    line = lines[position.line - 1] if position.line <= len(lines) else ""
    # A long line is cut to the part around the place; what a terminal would act on is shown as a mark.
    start = max(0, position.column - 1 - _WIDEST_LINE // 2) if len(line) > _WIDEST_LINE else 0
    cut = line[start : start + _WIDEST_LINE]
    shown = "".join(letter if letter.isprintable() else " " if letter == "\t" else "\ufffd" for letter in cut)
    before = min(position.column - 1 - start, len(shown))
    length = max(1, min(position.length, len(shown) - before))
    return f"{position.line:5} | {shown}".rstrip() + f"\n      | {' ' * before}{'^' * length}"


@lru_cache(maxsize=1)  # a file with one mistake often has many
def _split_lines(text: str) -> list[str]:
    return text.splitlines()


class _Reader:
    """Walks the events of one text once, building the plain tree and noting positions on the way."""

    def __init__(self, name: str, text: str, loader: Any) -> None:
        self.name = name
        self.text = text
        self.loader = loader
        self.positions: dict[KeyPath, Position] = {}
        self.values: dict[KeyPath, Position] = {}

    def read(self) -> dict[str, Tree]:
        try:
            return self._read_document(iter(yaml.parse(self.text, Loader=self.loader)))
        except yaml.reader.ReaderError as error:
            at = int(error.position)
            position = Position(self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at) if at else 1, 1)
            self._refuse(position, "This file has a character that cannot stand in YAML.", "Take it out.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            position = Position(mark.line + 1, mark.column + 1, 1) if mark else _TOP
            problem = error.problem or "it ends too soon"
            hint = next((hint for words, hint in _HINTS.items() if words in problem), "")
            self._refuse(position, f"This is not readable YAML: {problem}.", hint)
        except (ValueError, OverflowError):  # the scanner does not check the numbers of escapes and directives
            what = "This is not readable YAML: a number after '\\' or '%YAML' is out of range."
            raise RulesError(Problem(self.name, what, "Write the character itself.")) from None

    def _read_document(self, events: Iterator[yaml.Event]) -> dict[str, Tree]:
        next(events)  # the start of the stream
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            raise RulesError(Problem(self.name, "This file is empty.", _BEGINNINGS))
        event = next(events)
        if not isinstance(event, yaml.MappingStartEvent):
            self._refuse_features(event)
            self._refuse(
                _span(event), "A rule file is made of keys and values, such as 'regime: my-law'.", "Begin with a key."
            )
        self.positions[()] = _span(event)
        tree = self._read_mapping(event, events, ())
        next(events)  # the end of the document
        event = next(events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(_span(event), "A second document begins here.", "Put each regime in a file of its own.")
        return tree

    def _read_node(self, event: yaml.Event, events: Iterator[yaml.Event], path: KeyPath) -> Tree:
        if isinstance(event, yaml.ScalarEvent):
            self._note(self.values, path, _span(event))
            return self._read_text(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._read_mapping(event, events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_sequence(event, events, path)
        self._refuse_features(event)
        raise AssertionError(f"an event of an unknown kind: {event}")

    def _read_mapping(self, start: yaml.Event, events: Iterator[yaml.Event], path: KeyPath) -> dict[str, Tree]:
        self._enter(start, path)
        mapping: dict[str, Tree] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._read_key(event)
            below = (*path, key)
            if key in mapping:
                first = self.positions[below].line
                self._refuse(
                    _span(event), f"The key '{shorten(key)}' stands here twice; first on line {first}.", "Keep one."
                )
            self._note(self.positions, below, _span(event))
            mapping[key] = self._read_node(next(events), events, below)
        return mapping

    def _read_key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse_features(event)
            self._refuse(_span(event), "A key is one word, not a list or a mapping.", "Write the key as a plain word.")
        if event.value == "<<" and not event.style:
            self._refuse(_span(event), "Merge keys '<<' cannot stand in a rule file.", "Write out what the rule says.")
        return self._read_text(event)

    def _read_text(self, event: yaml.ScalarEvent) -> str:
        self._refuse_features(event)
        text = str(event.value)
        if _CONTROL.search(text):
            self._refuse(_span(event), "This text has a control character.", "Take it out.")
        return text

    def _read_sequence(self, start: yaml.Event, events: Iterator[yaml.Event], path: KeyPath) -> list[Tree]:
        self._enter(start, path)
        items: list[Tree] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            below = (*path, len(items))
            self._note(self.positions, below, _span(event))
            items.append(self._read_node(event, events, below))
        return items

    def _enter(self, start: yaml.Event, path: KeyPath) -> None:
        self._refuse_features(start)
        if len(path) >= DEEPEST_NESTING:
            self._refuse(
                _span(start), f"This is nested more than {DEEPEST_NESTING} levels deep.", "A rule has a handful."
            )
        self._note(self.values, path, _span(start))

    def _note(self, places: dict[KeyPath, Position], path: KeyPath, position: Position) -> None:
        if len(self.values) >= MOST_VALUES:
            self._refuse(position, f"This file has more than {MOST_VALUES} values.", "Split it into several regimes.")
        places[path] = position

    def _refuse_features(self, event: yaml.Event) -> None:
        """Refuse what would make a file mean something other than what stands on the page."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse(_span(event), "Aliases cannot stand in a rule file.", "Write out what the rule says.")
        if anchor := getattr(event, "anchor", None):
            position = replace(_span(event), length=len(anchor) + 1)
            self._refuse(position, f"The anchor '&{shorten(anchor)}' cannot stand in a rule file.", "Take it out.")
        if getattr(event, "tag", None) is not None:
            self._refuse(
                _span(event), "Tags, which begin with '!', cannot stand in a rule file.", "Take it out, or use quotes."
            )

    def _refuse(self, position: Position, what: str, what_to_do: str = "") -> NoReturn:
        raise RulesError(_tell_at(self.name, self.text, position, what, what_to_do))


def _span(event: yaml.Event) -> Position:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return _TOP
    length = end.column - start.column if end.line == start.line else 1
    return Position(start.line + 1, start.column + 1, max(1, length))


def shorten(word: str, longest: int = 60) -> str:
    """A word as a message can show it: on one line, and not longer than so many characters."""
    shown = "".join(letter if letter.isprintable() else " " for letter in word[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
