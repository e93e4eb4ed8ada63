"""Names of areas as people write them: found whatever the case, accents and punctuation, or by a part of the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from listerules.errors import DataError, Problem
from listerules.law.columns import fold
from listerules.law.mistakes import join_words

if TYPE_CHECKING:
    from listerules.areas.lineage import Link

MOST_NAMED = 8
_BREAKS = re.compile(r"[^\w]+")
_PIECES = re.compile(r"\s*[,/()]\s*")


def find_area(
    names: Collection[str],
    word: str,
    *,
    lineage: Iterable[Link] = (),
    places: Mapping[str, str] | None = None,
    where: str = "areas",
) -> str:
    """The one area of `names` that a word means.

    Tried in turn, the first that finds any: the name as it stands; without case, accents and punctuation, `Aa`
    being `Å`, `Oe` `Ø` and `Ae` `Æ`; its words in another order; a part of it; with its municipality (`places`).
    A former name, by `lineage`, means the area it became. Raises `DataError` where there is none, with the
    nearest, or where there are several; `where` is the table it then names.
    """
    links = list(lineage)
    known = dict.fromkeys([*names, *(link.was for link in links)])
    found = next((hits for hits in _search(list(known), word, places or {}) if hits), [])
    heirs = dict.fromkeys(heir for name in found for heir in ([name] if name in names else _heirs(name, links, names)))
    if len(heirs) == 1:
        return next(iter(heirs))
    if heirs:
        raise DataError(Problem(where, f"'{word}' can be several areas.", f"Which: {_tell(heirs, places or {})}?"))
    near = _find_nearest(word, list(names))
    what_to_do = f"Did you mean {join_words(near)}?" if near else f"The areas are {_tell(names, {})}."
    raise DataError(Problem(where, f"There is no area '{word}'.", what_to_do))


def _search(names: list[str], word: str, places: Mapping[str, str]) -> Iterator[list[str]]:
    """The names a word fits, by one way of fitting after another, the strictest first."""
    yield [name for name in names if name == word]
    for write in (fold, _fold_bare):
        wanted = write(word)
        if not wanted:
            continue
        parts = _words_of(word, write)
        written = {name: write(name) for name in names}
        words = {name: _words_of(name, write) for name in names}
        yield [name for name in names if written[name] == wanted]
        yield [name for name in names if sorted(words[name]) == sorted(parts)]
        yield [name for name in names if _runs_through(words[name], parts)]
        yield [name for name in names if any(each.startswith(wanted) for each in words[name])]
        yield [name for name in names if wanted in written[name]]
        there = {name: {*words[name], *_words_of(places.get(name, ""), write)} for name in names}
        yield [name for name in names if there[name].issuperset(parts)]


def _fold_bare(text: str) -> str:
    """Folded, and `ø` typed as `o`, `å` and `æ` as `a`: how one writes on a keyboard without them."""
    return fold(text).replace("oe", "o").replace("aa", "a").replace("ae", "a")


def _words_of(text: str, write: Callable[[str], str]) -> list[str]:
    return [folded for part in _BREAKS.split(text) if (folded := write(part))]


def _runs_through(words: list[str], parts: list[str]) -> bool:
    """Whether the parts are whole words of the name, side by side."""
    return any(words[start : start + len(parts)] == parts for start in range(len(words) - len(parts) + 1))


def _heirs(name: str, links: Collection[Link], names: Collection[str]) -> Iterator[str]:
    """The areas of `names` that a former area became, through as many changes as there were."""
    return (heir for heir in _follow(name, [(link.was, link.area) for link in links]) if heir in names)


def find_relatives(area: str, lineage: Iterable[Link]) -> tuple[str, ...]:
    """What an area was before, and what it became, through as many changes as there were."""
    pairs = [(link.was, link.area) for link in lineage]
    return (*_follow(area, pairs), *_follow(area, [(heir, was) for was, heir in pairs]))


def _follow(name: str, pairs: Collection[tuple[str, str]]) -> Iterator[str]:
    """All that a chain of pairs leads to from a name."""
    reached, waiting = {name}, [name]
    while waiting:
        here = waiting.pop()
        for there in dict.fromkeys(second for first, second in pairs if first == here and second not in reached):
            reached.add(there)
            waiting.append(there)
            yield there


def _find_nearest(word: str, names: Collection[str]) -> tuple[str, ...]:
    """The names most like a word, also where only a part of the name is like it; best first."""
    spelled = {fold(piece): name for name in names for piece in (*_PIECES.split(name), name) if fold(piece)}
    near = get_close_matches(fold(word)[:80], spelled, n=6, cutoff=0.65)
    return tuple(dict.fromkeys(spelled[each] for each in near))[:3]


def _tell(names: Iterable[str], places: Mapping[str, str]) -> str:
    """Names in quotes, with the municipality where it is known; the first few of many."""
    told = [f"'{name}' ({places[name]})" if places.get(name) else f"'{name}'" for name in names]
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return ", ".join(told[:MOST_NAMED]) + more
