"""What pydantic found wrong, as one mistake each: the path, what, and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError

from listerules.law.model import (
    ONE_REGIME,
    ONE_YEAR,
    SEVERAL_REGIMES,
    SEVERAL_YEARS,
    Case,
    CaseFile,
    Change,
    Column,
    Group,
    Law,
    ListRule,
    ListWord,
    Measure,
    Patch,
    Reading,
    Regime,
    RegimePatch,
    Running,
    Scenario,
    Test,
    Text,
)
from listerules.law.source import KeyPath, Source, shorten

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from listerules.errors import Problem

Kind: TypeAlias = type[BaseModel]

# One broken bracket can break every line after it; nobody mends more than this many at a time.
MOST_MISTAKES = 20
_MANY, _LOOKED_AT = 500, 20
_LONGEST = 200  # letters of a name that can be meant

NAMES: Mapping[Kind, str] = {
    Regime: "regime",
    Text: "title",
    Law: "law",
    Measure: "measure",
    ListRule: "list",
    Test: "test",
    Group: "group",
    Running: "run of years",
    Column: "column",
    Reading: "reading",
    Patch: "alternative",
    RegimePatch: "patch",
    Scenario: "scenario",
    Change: "change",
    Case: "case",
    CaseFile: "file of cases",
}
NODES: Mapping[str, Kind] = {"test": Test, "group": Group, "running": Running}
# What a word holds: one thing of a kind, or things of a kind by name (nodes have their kind said by pydantic).
_PARTS: Mapping[str, Kind] = {
    "title": Text,
    "short": Text,
    "choice": Text,
    "why": Text,
    "question": Text,
    "law": Law,
    "reading": Reading,
    "alternative": Patch,
    "cases": Case,
}
_FAMILIES: Mapping[str, Kind | None] = {
    "columns": Column,
    "measures": Measure,
    "lists": ListRule,
    "change": Change,
    "on": RegimePatch,
    "all": None,
    "of": None,
    "none": None,
}
_SHAPES: Mapping[Kind, str] = {
    Text: "Write it as {da: ..., en: ...}.",
    Law: "Write it as {name: ..., url: ...}.",
    Change: "Write it as {was: ..., now: ...}.",
}
_EXAMPLES: Mapping[str, str] = {
    "area": "Write it as {beboere: 999}; {} says that nothing is known.",
    "expect": "Write at least one answer, as in {udsat_boligomraade: no}.",
    "cases": "Write at least one.",
}


@dataclass(frozen=True)
class Mistake:
    """One mistake at a key of the tree (or at its value), before it is known in which file."""

    path: KeyPath
    what: str
    what_to_do: str = ""
    of_value: bool = field(default=False, kw_only=True)
    slug: str = field(default="", kw_only=True)  # of the lint that asked

    def locate(self, source: Source) -> Problem:
        """The problem a user sees: the mistake with its file, line and excerpt."""
        label = label_of(self.path)
        problem = source.problem(self.path, self.what, self.what_to_do, label=label, of_value=self.of_value)
        return replace(problem, slug=self.slug)


def locate_mistakes(mistakes: Collection[Mistake], source: Source) -> list[Problem]:
    """The problems of one file, the first twenty of them, and how many more there are."""
    shown = [mistake.locate(source) for mistake in list(mistakes)[:MOST_MISTAKES]]
    if len(mistakes) > MOST_MISTAKES:
        more = f"There are {len(mistakes) - MOST_MISTAKES} more mistakes in this file."
        shown.append(source.problem((), more, "Mend these first."))
    return shown


def label_of(path: KeyPath) -> str:
    """The dotted name of the node, measure or list a path lies in, such as `udsat_boligomraade.beboere`."""
    match path:
        case ("lists", str(name), *rest):
            label = [name]
            for word, key in zip(rest[::2], rest[1::2], strict=False):
                if word not in ("all", "of", "none"):
                    break
                label.append(str(key))
            return ".".join(label)
        case ("measures" | "columns" as family, str(name), *_):
            return f"{family}.{name}"
    return ""


def find_nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known words most like this one, best first; none where nothing is near.

    Where very many are known, some that begin alike are looked at: to compare thousands with thousands letter by
    letter would take minutes.
    """
    word, words = word[:80], [each for each in known if len(each) <= _LONGEST]
    if len(words) > _MANY:
        words = [each for each in words if each[:2] == word[:2]][:_LOOKED_AT]
    return tuple(get_close_matches(word, words, n=most, cutoff=0.65))


def suggest(word: str, known: Iterable[str], kind: str) -> str:
    """What to do about an unknown word: the nearest ones, or else all there are."""
    words = list(known)
    if near := find_nearest(word, words):
        return f"Did you mean {join_words(near)}?"
    if not words:
        return f"There are no {kind} yet."
    shown = ", ".join(shorten(word) for word in words[:20])
    return f"The {kind} are {shown}{', ...' if len(words) > 20 else ''}."


def join_words(words: Iterable[str], last: str = "or") -> str:
    """`'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`."""
    *first, final = [f"'{word}'" for word in words]
    return f"{', '.join(first)} {last} {final}" if first else final


def words_of(kind: Kind) -> tuple[str, ...]:
    """The words a kind of thing knows, as they are written in a file."""
    return tuple(info.alias or name for name, info in kind.model_fields.items())


def explain_errors(error: ValidationError, root: Kind) -> list[Mistake]:
    """Each error as one mistake. `root` is the kind of the whole tree, or Column where columns stand by name."""
    found = [_Found.trace(details, root) for details in error.errors(include_url=False)]
    return [_explain(one) for one in _drop_cascades(found)]


@dataclass(frozen=True)
class _Found:
    """One of pydantic's errors, with its place in the tree and the kind of thing it is about."""

    type: str
    path: KeyPath
    holder: Kind | None  # the kind whose word stands last in the path
    here: Kind | None  # the kind of what stands there
    value: Any
    context: Mapping[str, Any]
    message: str

    @classmethod
    def trace(cls, details: ErrorDetails, root: Kind) -> _Found:
        path: list[str | int] = []
        by_name = root is Column  # the next part is a name given by the writer of the file
        holder: Kind | None = None
        here: Kind | None = root
        node_next = False
        family: Kind | None = root
        for part in details["loc"]:
            if part in ("[key]", ONE_REGIME, SEVERAL_REGIMES, ONE_YEAR, SEVERAL_YEARS):
                continue
            if node_next:  # pydantic's own word for the kind of node, not a key of the file
                here, node_next = NODES.get(str(part)), False
            elif by_name:
                path.append(part)
                holder, here, by_name, node_next = None, family, False, family is None
            elif isinstance(part, int):  # an item of a list is what the list is made of
                path.append(part)
                holder = None
            else:
                path.append(part)
                holder, here = here, _PARTS.get(str(part))
                if part in _FAMILIES and holder not in (Measure, Case):
                    by_name, family = True, _FAMILIES[str(part)]
        kind = "key" if "[key]" in details["loc"] else details["type"]
        return cls(kind, tuple(path), holder, here, details["input"], details.get("ctx", {}), details["msg"])

    @property
    def word(self) -> str:
        """The last word of the path, leaving out the number of a list item."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")


def _drop_cascades(found: list[_Found]) -> Iterator[_Found]:
    """Leave out what only follows from another mistake.

    That is a word missing because it is misspelt, something empty because what it holds is wrong, and the other words
    of a node that was taken for another kind because its telling word is misspelt.
    """
    unknown: dict[KeyPath, list[_Found]] = {}
    for one in found:
        if one.type == "extra_forbidden":
            unknown.setdefault(one.path[:-1], []).append(one)
    for one in found:
        beside = unknown.get(one.path[:-1], [])
        below = (other for other in found if other is not one and other.path[: len(one.path)] == one.path)
        if one.type == "too_short" and any(below):
            continue
        if one.type == "missing" and any(one.word in find_nearest(other.word, [one.word]) for other in beside):
            continue
        if one.type == "extra_forbidden" and one.holder in NODES.values():
            telling = next((other for other in beside if _kind_meant(other.word) not in (None, one.holder)), None)
            if telling not in (None, one):
                continue
        yield one


def _kind_meant(word: str) -> Kind | None:
    """The kind of node whose telling word this resembles."""
    near = find_nearest(word, ("all", "of", "none", "years_running", *words_of(Test)), most=1)
    kinds: dict[str, Kind] = {"all": Group, "of": Group, "none": Group, "years_running": Running}
    return kinds.get(near[0], Test) if near else None


def _explain(one: _Found) -> Mistake:
    explain = _EXPLANATIONS.get(one.type)
    if explain:
        return explain(one)
    return Mistake(one.path, f"'{shorten(one.word)}': {one.message}.", of_value=True)


def _explain_unknown(one: _Found) -> Mistake:
    kind = one.holder
    word = shorten(one.word)
    if kind is None:
        return Mistake(one.path, f"The word '{word}' is not known here.", "Take it out.")
    name = f"'{one.path[-2]}'" if kind is Text and len(one.path) > 1 else article(NAMES[kind])
    what = f"{name} does not know the word '{word}'."
    own = words_of(kind)
    if one.value == "" and " " in one.word:  # {da: A, and more} reads as two words
        return Mistake(one.path, what, "Put quotes around a text that has a comma in it.")
    if near := find_nearest(one.word, own):
        return Mistake(one.path, what, f"Did you mean {join_words(near)}?")
    if kind in NODES.values():
        taken = f"{_why_taken(kind)} {what}"
        for other in NODES.values():
            if other is not kind and (near := find_nearest(one.word, words_of(other), most=1)):
                what_to_do = f"Did you mean '{near[0]}' of a {NAMES[other]}?"
                if near[0] == one.word:
                    what_to_do = f"That is a word of a {NAMES[other]}."
                return Mistake(one.path, taken, what_to_do)
        return Mistake(one.path, taken, f"Its words are {', '.join(own)}.")
    return Mistake(one.path, what, f"Its words are {', '.join(own)}.")


def _why_taken(kind: Kind) -> str:
    if kind is Group:
        return "This was taken for a group, since it has 'all', 'of' or 'none'."
    if kind is Running:
        return "This was taken for a run of years, since it has 'years_running'."
    return "This was taken for a test, since it has none of 'all', 'of', 'none' and 'years_running'."


def _explain_missing(one: _Found) -> Mistake:
    kind = one.holder
    name = article(NAMES[kind]) if kind else "This"
    if kind is Text and len(one.path) > 1:
        name = f"'{one.path[-2]}'"
    return Mistake(one.path[:-1], f"{name} needs the word '{one.word}'.", _SHAPES.get(kind, "") if kind else "")


def _explain_key(one: _Found) -> Mistake:
    what = f"'{shorten(one.word)}' cannot be a name."
    if str(one.context.get("pattern")).endswith("-]*$"):
        return Mistake(one.path, what, "A regime's name has a-z, 0-9 and '-', as in 'almenboligloven-2021'.")
    return Mistake(
        one.path, what, "A name begins with a-z and goes on with a-z, 0-9 and '_', as in 'udsat_boligomraade'."
    )


def _explain_pattern(one: _Found) -> Mistake:
    if str(one.context.get("pattern")).endswith("-]*$"):
        what_to_do = "Write a-z, 0-9 and '-', as in 'almenboligloven-2021'."
    else:
        what_to_do = "A name begins with a-z and goes on with a-z, 0-9 and '_', as in 'beboere_18_64'."
    return Mistake(one.path, f"'{shorten(str(one.value))}' cannot be a name.", what_to_do, of_value=True)


def _explain_value(one: _Found) -> Mistake:
    what = shorten_lines(str(one.context["error"]))
    end = "" if what.endswith(("?", ".")) else "."
    return Mistake(one.path, what + end, of_value=not isinstance(one.value, Mapping))


def _explain_choice(one: _Found) -> Mistake:
    is_node = one.holder is None and bool(one.path) and isinstance(one.path[-1], str) and "expect" not in one.path
    if is_node:
        what = f"A node is a test, a group, a run of years, or a word; here is {_describe(one.value)}."
        words: tuple[str, ...] = get_args(ListWord)
        near = find_nearest(one.value, words) if isinstance(one.value, str) else ()
        what_to_do = f"Did you mean {join_words(near)}?" if near else f"The words are {join_words(words, 'and')}."
        return Mistake(one.path, what, what_to_do, of_value=True)
    what = f"'{one.word}' is {one.context['expected']}; here is {_describe(one.value)}."
    near = find_nearest(str(one.value), str(one.context["expected"]).split("'")[1::2])
    return Mistake(one.path, what, f"Did you mean {join_words(near)}?" if near else "", of_value=True)


def _explain_mapping(one: _Found) -> Mistake:
    what_to_do = _SHAPES.get(one.here, "") if one.here else _EXAMPLES.get(one.word, "")
    if not one.path:
        return Mistake(one.path, "This file is not made of keys and values.", "Begin with a key.")
    if one.value == "" and one.word not in _EXAMPLES:
        what_to_do = "Take it out, or say something below it."
    elif one.word in ("all", "of", "none"):
        what_to_do = f"Write its nodes by name, as in '{one.word}: {{beboere: {{at_least: 1000}}}}'."
    what = f"'{shorten(one.word)}' has words of its own; here is {_describe(one.value)}."
    return Mistake(one.path, what, what_to_do, of_value=True)


def _explain_empty(one: _Found) -> Mistake:
    what_to_do = _EXAMPLES.get(one.word, "Name at least one node, or take the word out.")
    return Mistake(one.path, f"'{one.word}' is empty.", what_to_do)


def _explain_blank(one: _Found) -> Mistake:
    return Mistake(one.path, f"'{one.word}' is empty.", "Write a few words.", of_value=True)


def _explain_text(one: _Found) -> Mistake:
    return Mistake(one.path, f"'{shorten(one.word)}' is a text; here is {_describe(one.value)}.", of_value=True)


def _explain_number(one: _Found) -> Mistake:
    return Mistake(one.path, f"'{one.word}' is a whole number; here is {_describe(one.value)}.", of_value=True)


def _explain_day(one: _Found) -> Mistake:
    return Mistake(one.path, f"'{one.word}' is a day; here is {_describe(one.value)}.", of_value=True)


def _explain_list(one: _Found) -> Mistake:
    what = f"'{one.word}' is a list; here is {_describe(one.value)}."
    return Mistake(one.path, what, f"Write it in brackets, as in '{one.word}: [...]'.", of_value=True)


def _explain_range(one: _Found) -> Mistake:
    limits = one.context
    limit = f"at least {limits['ge']}" if "ge" in limits else f"at most {limits['le']}"
    return Mistake(one.path, f"'{one.word}' is {limit}; here is {one.value}.", of_value=True)


_EXPLANATIONS = {
    "extra_forbidden": _explain_unknown,
    "missing": _explain_missing,
    "key": _explain_key,
    "string_pattern_mismatch": _explain_pattern,
    "value_error": _explain_value,
    "literal_error": _explain_choice,
    "dict_type": _explain_mapping,
    "model_type": _explain_mapping,
    "too_short": _explain_empty,
    "string_too_short": _explain_blank,
    "string_type": _explain_text,
    "int_type": _explain_number,
    "date_type": _explain_day,
    "tuple_type": _explain_list,
    "greater_than_equal": _explain_range,
    "less_than_equal": _explain_range,
}


def article(noun: str) -> str:
    """`A test`, `An alternative`."""
    return f"{'An' if noun[0] in 'aeiou' else 'A'} {noun}"


def shorten_lines(sentence: str) -> str:
    """A sentence that quotes a file, on one line and of a length one can read."""
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= 300 else f"{sentence[:299]}…"


def _describe(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"'{shorten(str(value))}'" if value != "" else "nothing"
