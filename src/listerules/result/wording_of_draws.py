"""What is said to people about draws, in Danish and English."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from listerules.result.wording import LANGUAGES, Language, format_number

_WORDS: Mapping[str, tuple[str, str]] = {
    "drawn": (
        "{draws} gange er hvert trykt tal trukket tilfældigt blandt dem, der afrundes til det (seed {seed}).",
        "Each printed figure was drawn {draws} times from those that round to it (seed {seed}).",
    ),
    "sure": (
        "{certain} af {all} afgørelser er sikre uanset afrundingen.",
        "{certain} of {all} verdicts are certain whatever was rounded.",
    ),
    "lacking": (
        "{count} kan ikke afgøres, fordi tal mangler.",
        "{count} cannot be decided for want of figures.",
    ),
    "open": ("{count} beror på afrundingen.", "{count} depend on the rounding."),
    "open one": ("1 beror på afrundingen.", "1 depends on the rounding."),
    "nothing open": ("Ingen beror på afrundingen.", "None depends on the rounding."),
    "length": ("{least}-{most} områder, {mean} i gennemsnit", "{least}-{most} areas, {mean} on average"),
    "length one": ("{least} områder i hver trækning", "{least} areas in each draw"),
    "list": ("Liste", "List"),
    "area": ("Område", "Area"),
    "on": ("På listen", "On the list"),
    "interval": ("95 %-interval", "95 % interval"),
    "undecided": ("Kan ikke afgøres", "Undecided"),
    "per cent": ("{number} %", "{number} %"),
    "range": ("{low}-{high} %", "{low}-{high} %"),
}


def say(word: str, language: Language, **parts: object) -> str:
    """A word or sentence in one language, its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def format_share(share: float, language: Language, decimals: int = 1) -> str:
    """A share as per cent without the sign. Only what is everything or nothing is told as 100 or 0."""
    number = format_number(Fraction(share) * 100, decimals, language)
    least = Fraction(1, 10**decimals)
    if share > 0 and Fraction(number.replace(",", ".")) == 0:
        return f"<{format_number(least, decimals, language)}"
    if share < 1 and Fraction(number.replace(",", ".")) == 100:
        return f">{format_number(100 - least, decimals, language)}"
    return number
