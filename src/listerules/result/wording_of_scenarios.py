"""What is said to people about scenarios and sweeps, in Danish and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from listerules.result.wording import LANGUAGES, Language, format_figure
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.law.model import RegimePatch, Scenario

_WORDS: Mapping[str, tuple[str, str]] = {
    "year": ("År", "Year"),
    "list": ("Liste", "List"),
    "law": ("Som loven er", "As the law is"),
    "scenario": ("I scenariet", "In the scenario"),
    "comes_on": ("Kommer på", "Comes on"),
    "goes_off": ("Går ud", "Goes off"),
    "no_to_undecided": ("Kan komme på", "May come on"),
    "yes_to_undecided": ("Kan gå ud", "May go off"),
    "undecided_to_yes": (
        "Er på i scenariet; kan ikke afgøres, som loven er",
        "On in the scenario; undecided as the law is",
    ),
    "undecided_to_no": (
        "Er ikke på i scenariet; kan ikke afgøres, som loven er",
        "Off in the scenario; undecided as the law is",
    ),
    "contradicted": (
        "Tallene siger det modsatte af den offentliggjorte liste, også som loven er",
        "The figures contradict the published list, also as the law is",
    ),
    "count": ("{on}", "{on}"),
    "count_unsure": ("{on} (+ {undecided} ?)", "{on} (+ {undecided} ?)"),
    "unsure_legend": ("? kan ikke afgøres af tallene", "? cannot be decided from the figures"),
    "no_list": ("–", "–"),
    "untouched": ("Scenariet rører ikke ved: {lists}", "The scenario does not touch: {lists}"),
    "nothing_moves": ("Intet område flytter sig.", "No area moves."),
    "changed": ("{path}: {now} i stedet for {was}", "{path}: {now} instead of {was}"),
    "removed": ("uden {path}", "without {path}"),
    "replaced": ("{path}: {what} i stedet", "{path}: {what} instead"),
    "added": ("med {path}: {what}", "with {path}: {what}"),
    "chosen": ("læsningen {name} på den anden måde", "the reading {name} the other way"),
    # sweeps ------------------------------------------------------------------------------------
    "swept": ("{path} fra {first} til {last}", "{path} from {first} to {last}"),
    "today": ("{regime}: i dag {said}", "{regime}: today {said}"),
    "step": ("Trin", "Step"),
    "step_today": ("{step} (i dag)", "{step} (today)"),
    "nobody": ("Intet område er på en liste ved noget trin.", "No area is on a list at any step."),
    "yes": ("på listen", "on the list"),
    "no": ("ikke på listen", "off the list"),
    "undecided": ("kan ikke afgøres", "undecided"),
    "throughout": ("{verdict} ved alle trin", "{verdict} at every step"),
    "at": ("{verdict} ved {first}", "{verdict} at {first}"),
    "until": ("{verdict} til og med {last}", "{verdict} up to {last}"),
    "since": ("{verdict} fra {first}", "{verdict} from {first}"),
    "between": ("{verdict} fra {first} til {last}", "{verdict} from {first} to {last}"),
}
_SAID_ONLY = frozenset({"title", "cite", "reading"})


def say(word: str, language: Language, **parts: object) -> str:
    """A word or sentence of the table above, with its parts filled in."""
    return _WORDS[word][LANGUAGES.index(language)].format(**parts)


def describe_changes(scenario: Scenario, language: Language) -> Iterator[tuple[str, str]]:
    """Yield each thing a scenario changes: the regime, and what, by its path; titles and citations are left out."""
    for regime, patch in scenario.patches.items():
        for told in _describe_patch(patch, language):
            yield regime, told


def _describe_patch(patch: RegimePatch, language: Language) -> Iterator[str]:
    for name in patch.readings:
        yield say("chosen", language, name=name)
    for path, change in patch.change.items():
        if not _SAID_ONLY & set(path.split(".")):
            yield say("changed", language, path=path, was=change.was, now=change.now)
    for path in patch.remove:
        if path not in patch.add:
            yield say("removed", language, path=path)
    for path, value in patch.add.items():
        yield say("replaced" if path in patch.remove else "added", language, path=path, what=_write(value))


def _write(value: Any) -> str:
    """A node as a line of words: `above 2.7 %`, `at_least 1, of {...}`."""
    if isinstance(value, Mapping):
        parts = [f"{key} {_nest(below)}" for key, below in value.items() if key not in _SAID_ONLY]
        return ", ".join(parts)
    return str(value)


def _nest(value: Any) -> str:
    return f"{{{_write(value)}}}" if isinstance(value, Mapping) else str(value)


def format_step(step: Fraction, language: Language, *, is_percent: bool) -> str:
    """A step as people read it: `40 %`, `2,7`."""
    return f"{format_figure(step * 100, language, 15)} %" if is_percent else format_figure(step, language, 15)


def describe_stretch(verdict: Verdict, first: str | None, last: str | None, language: Language) -> str:
    """Steps in a row with one answer, such as `on the list up to 44 %`.

    `first` is None where it begins with the first step of all, `last` where it ends with the last.
    """
    words = {(True, True): "throughout", (True, False): "until", (False, True): "since", (False, False): "between"}
    word = "at" if first is not None and first == last else words[first is None, last is None]
    return say(word, language, verdict=say(verdict.value, language), first=first, last=last)
