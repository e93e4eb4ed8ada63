"""The vocabulary of area data: the columns there are, their units, and the headings people give them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from listerules.errors import RulesError
from listerules.law.mistakes import Mistake, explain_errors, find_nearest, locate_mistakes, suggest
from listerules.law.model import Column, Name
from listerules.law.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from listerules.law.model import Measure, Text

STRUCTURAL = ("area", "year", "list_date", "municipality", "region")

# Columns that are made while reading and judging, and those of the other tables.
TAKEN = frozenset(
    {"row", "given", "regime", "undecided", "day", "on", "complete", "list", "chain", "path", "from_year", "was"}
)

_COLUMNS: TypeAdapter[dict[str, Column]] = TypeAdapter(dict[Name, Column])
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "%": "pct"})


def fold(text: str) -> str:
    """A heading without case, accents, spaces and punctuation: `Andel dømte (%)` is `andeldoemtepct`.

    The per cent sign is kept as letters, since a share and a count often differ in nothing else.
    """
    letters = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", letters).casefold() if letter.isalnum())
    return bare.translate(_LETTERS)  # an accented æ is an æ only now


@dataclass(frozen=True)
class Vocabulary:
    """The columns a table may have, by name."""

    columns: Mapping[str, Column]
    STRUCTURAL = STRUCTURAL

    def find(self, heading: str) -> str | None:
        """The column a heading means: its name, its title in either language, or one of its other headings."""
        return self._by_heading.get(fold(heading))

    def nearest(self, word: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
        """Up to three columns known under something like this word, best first; `among` limits which."""
        chosen = set(self.columns if among is None else among)
        headings = {heading: name for heading, name in self._by_heading.items() if name in chosen}
        near = find_nearest(fold(word), headings, most=12)
        return tuple(dict.fromkeys(headings[heading] for heading in near))[:3]

    def with_columns(self, more: Mapping[str, Column]) -> Vocabulary:
        """The vocabulary with more columns. Raises RulesError where a heading would mean two of them."""
        columns = {**self.columns, **more}
        mistakes = check_columns(columns)
        if mistakes:
            raise RulesError(locate_mistakes(mistakes, Source("columns", "", {})))
        return Vocabulary(columns)

    def short_title(self, measure: Measure) -> Text:
        """What a measure is called at the head of a narrow column: as its column there, or else by its own title."""
        return self.columns[measure.column].short or measure.title

    @cached_property
    def _by_heading(self) -> dict[str, str]:
        return {heading: name for name, column in self.columns.items() for heading in headings_of(name, column)}


def headings_of(name: str, column: Column) -> tuple[str, ...]:
    """All folded headings of a column, each once: its name, its titles, and the others."""
    texts = (name, column.title.da, column.title.en, *column.headings)
    return tuple(dict.fromkeys(folded for text in texts if (folded := fold(text))))


def read_vocabulary(source: Source) -> Vocabulary:
    """The vocabulary a columns.yaml says. Raises RulesError, naming the place of each mistake."""
    try:
        columns = _COLUMNS.validate_python(source.tree)
    except ValidationError as error:
        raise RulesError(locate_mistakes(explain_errors(error, Column), source)) from None
    mistakes = check_columns(columns, base=())
    missing = [name for name in STRUCTURAL if name not in columns]
    if missing:
        mistakes.append(Mistake((), f"The vocabulary needs the column '{missing[0]}'.", "Every table has it."))
    if mistakes:
        raise RulesError(locate_mistakes(mistakes, source))
    return Vocabulary(columns)


def check_columns(columns: Mapping[str, Column], base: tuple[str, ...] = ("columns",)) -> list[Mistake]:
    """A heading that two columns claim, and published lines of columns there are not. `base` is where they stand."""
    mistakes = []
    claimed: dict[str, str] = {}
    for name, column in columns.items():
        if name in TAKEN:
            what = f"'{name}' is a name that tables and results use for something else."
            mistakes.append(Mistake((*base, name), what, "Give the column another name."))
        for heading in headings_of(name, column):
            other = claimed.setdefault(heading, name)
            if other != name:
                what = f"The columns '{other}' and '{name}' both claim the heading '{heading}'."
                mistakes.append(Mistake((*base, name), what, "Let one of them have it."))
                break
        if column.line_of is not None and column.line_of not in columns:
            what = f"'{name}' is a line of the column '{column.line_of}', which there is not."
            what_to_do = suggest(column.line_of, columns, "columns")
            mistakes.append(Mistake((*base, name, "line_of"), what, what_to_do, of_value=True))
        elif column.line_of is not None and column.unit != "percent":
            what = f"'{name}' is a printed line, and its unit is {column.unit}."
            mistakes.append(Mistake((*base, name, "unit"), what, "Lines are read as they are printed: in percent."))
    return mistakes
