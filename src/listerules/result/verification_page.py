"""What came of making a result again, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from listerules.result.manifest import SHIPPED
from listerules.result.wording import Language, choose, format_number
from listerules.result.wording_of_certainty import phrase

if TYPE_CHECKING:
    from listerules.result.verification import Difference, Verification

MOST_VERDICTS = 20
_OF_SOURCES = ("changed rule", "missing rule", "new rule", "changed table")
_HASH = 12  # characters of a SHA-256 that tell two files apart to the eye


def describe_verification(verification: Verification, language: Language) -> Iterator[str]:
    """Yield the lines: what was made of what, whether it is the same, each difference, and what else to know."""
    yield _tell_origin(verification, language)
    if verification.is_same and verification.result is not None:
        rows = format_number(verification.result.table.height, 0, language)
        yield phrase("same", language, rows=rows)
    else:
        yield phrase("not same", language)
        yield from (f"  {line}" for line in _tell_differences(verification, language))
        if verification.result is not None and all(each.kind in _OF_SOURCES for each in verification.differences):
            yield phrase("verdicts same", language)
    for note in verification.notes:
        yield phrase("note", language, said=_tell(note, language))


def render_verification(verification: Verification) -> str:
    """The same as JSON: `same`, `made_again`, `differences` and `notes`, all of them and with whole hashes."""
    told = {
        "name": verification.name,
        "same": verification.is_same,
        "made_again": verification.result is not None,
        "differences": [_to_mapping(each) for each in verification.differences],
        "notes": [_to_mapping(each) for each in verification.notes],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _tell_origin(verification: Verification, language: Language) -> str:
    manifest = verification.manifest
    rules = phrase("shipped", language)
    if manifest.rules_from != SHIPPED:
        rules = phrase("rules in", language, place=manifest.rules_from)
    if manifest.scenarios:
        rules = phrase("under", language, rules=rules, names=", ".join(each.scenario for each in manifest.scenarios))
    tables = ", ".join(each.name for each in manifest.inputs)
    name = manifest.written.name if manifest.written else verification.name
    return phrase("written by", language, name=name, version=manifest.listerules, tables=tables, rules=rules)


def _tell_differences(verification: Verification, language: Language) -> Iterator[str]:
    """Each difference in a line, what went in first; of many verdicts the first, and how many more."""
    verdicts = [each for each in verification.differences if each.kind == "verdict"]
    shown = verdicts[:MOST_VERDICTS]
    for each in verification.differences:
        if each.kind != "verdict" or each in shown:
            yield _tell(each, language)
        if shown and each is verdicts[-1] and len(verdicts) > len(shown):
            yield phrase("more verdicts", language, count=len(verdicts) - len(shown))


def _tell(difference: Difference, language: Language) -> str:
    title = choose(difference.title, language) if difference.title else difference.subject
    was, now = (_tell_value(difference.kind, value, language) for value in (difference.was, difference.now))
    return phrase(
        difference.kind,
        language,
        subject=difference.subject,
        was=was,
        now=now,
        day=difference.day,
        title=title,
        option=difference.was,
    )


def _tell_value(kind: str, value: object, language: Language) -> str:
    if kind == "verdict":
        return phrase(f"verdict {value or 'none'}", language)
    if kind == "counts":
        return phrase("tally", language, **value) if isinstance(value, Mapping) else phrase("no tally", language)
    text = str(value)
    return text if kind == "version" else text[:_HASH]


def _to_mapping(difference: Difference) -> dict[str, object]:
    words = {name: getattr(difference, name) for name in ("kind", "subject", "was", "now", "day", "list")}
    return {name: value for name, value in words.items() if value is not None}
