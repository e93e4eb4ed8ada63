"""Titles and reasons are read in Danish and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from listerules.law.lint.lint import Level, Lint, Subject
from listerules.law.mistakes import Mistake
from listerules.law.model import Model, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from listerules.law.source import KeyPath

_LANGUAGES = {"da": "Danish", "en": "English"}


def find(subject: Subject) -> Iterator[Mistake]:
    """Texts that are blank in one language, or have the same words in both."""
    for path, text in _walk_texts((), subject.regime):
        said = {language: " ".join(getattr(text, language).split()).casefold() for language in _LANGUAGES}
        if blank := [language for language, words in said.items() if not words]:
            what = f"The {_LANGUAGES[blank[0]]} of this {path[-1]} is blank."
            yield Mistake((*path, blank[0]), what, "Write it in both languages.", of_value=True)
        elif said["da"] == said["en"] and any(letter.isalpha() for letter in said["da"]):
            what = f"The Danish and the English of this {path[-1]} are the same words."
            yield Mistake((*path, "en"), what, "Translate it.", of_value=True)


def _walk_texts(path: KeyPath, thing: object) -> Iterator[tuple[KeyPath, Text]]:
    """Every text in two languages below a thing, with its place in the file."""
    if isinstance(thing, Text):
        yield path, thing
    elif isinstance(thing, Model):
        for name, info in type(thing).model_fields.items():
            yield from _walk_texts((*path, info.alias or name), getattr(thing, name))
    elif isinstance(thing, Mapping):
        for name, value in thing.items():
            yield from _walk_texts((*path, name), value)


LINT = Lint("untranslated", Level.NOTE, "Does a text lack its Danish or its English?", find)
