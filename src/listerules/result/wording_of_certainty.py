"""What is said about how sure a verdict is, what depends on a reading, and whether a result can be made again."""

from __future__ import annotations

from collections.abc import Mapping

from listerules.result.wording import LANGUAGES, Language

_WORDS: Mapping[str, tuple[str, str]] = {
    "only_as_printed": (
        "Afgjort kun, hvis de trykte tal tages som nøjagtige",
        "Decided only if the printed figures are taken as exact",
    ),
}


def phrase(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)
