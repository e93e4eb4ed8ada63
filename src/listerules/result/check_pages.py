"""What checking found, as text for a terminal, as JSON, and as SARIF for code review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from listerules._version import __version__
from listerules.law.lint import LINTS, Level, Remark, read_page

if TYPE_CHECKING:
    from listerules.result.check import Checked

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# What is found by other means than a lint, for programs that want each kind described.
_OTHERS = {
    "grammar": "Can the rules be read?",
    "case": "Does each case get the answers it expects?",
    "claim": "Does each claim hold for every possible area?",
}


def describe_check(checked: Checked) -> Iterator[str]:
    """Yield the lines: each remark with its place, what became of the claims, and the sum."""
    for remark in checked:
        yield f"{remark.level} {remark.slug}: {remark.problem}"
        yield ""
    for proof in checked.proofs:
        yield from proof.describe()
        yield ""
    yield _sum_up(checked)
    slugs = {remark.slug for remark in checked} & {lint.slug for lint in LINTS}
    if slugs:
        yield f"Why, and what is better: listerules check --explain {min(slugs)}"


def _sum_up(checked: Checked) -> str:
    counts = [(checked.count_level(level), level.value) for level in Level]
    found = ", ".join(_count(number, name) for number, name in counts if number) or "nothing found"
    if not checked.regimes:
        return f"The rules cannot be read: {found}. Mend that first; lints and cases come after."
    parts = [_count(len(checked.regimes), "regime"), _count(len(LINTS), "lint")]
    if checked.cases is not None:
        parts.append(_count(checked.cases.count, "case"))
    if checked.proofs:
        claims = [claim for proof in checked.proofs for claim in proof.claims]
        proven = sum(claim.is_proven for claim in claims)
        parts.append(f"{proven} of {_count(len(claims), 'claim')} proven" if claims else "no claims")
    return f"{', '.join(parts)}: {found}."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def render_json(checked: Checked) -> str:
    """The report as JSON: what was checked, each remark with its place, and each claim with its proof."""
    report = {
        "listerules": __version__,
        "files": list(checked.files),
        "regimes": list(checked.regimes),
        "lints": [lint.slug for lint in LINTS],
        "cases": checked.cases.count if checked.cases else 0,
        "remarks": [_to_mapping(remark) for remark in checked],
        "proofs": [proof.to_mapping() for proof in checked.proofs],
    }
    return json.dumps(report, ensure_ascii=False, indent=1)


def _to_mapping(remark: Remark) -> dict[str, Any]:
    problem, spot = remark.problem, remark.problem.spot
    region = {"line": spot.line, "column": spot.column, "length": spot.length} if spot else {}
    return {
        "lint": remark.slug,
        "level": remark.level.value,
        "file": problem.place.file,
        **region,
        "where": problem.where,
        "what": problem.what,
        "what_to_do": problem.what_to_do,
        **({"details": problem.details} if problem.details else {}),
    }


def render_sarif(checked: Checked) -> str:
    """The report as SARIF 2.1.0, the form that code review and editors take the findings of checkers in."""
    rules = [*(_describe_lint(lint.slug, lint.question, lint.level) for lint in LINTS)]
    rules += [{"id": slug, "shortDescription": {"text": question}} for slug, question in _OTHERS.items()]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {"name": "listerules", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_to_result(remark, numbers[remark.slug]) for remark in checked],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _describe_lint(slug: str, question: str, level: Level) -> dict[str, Any]:
    page = read_page(slug)
    return {
        "id": slug,
        "shortDescription": {"text": question},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level.value},
    }


def _to_result(remark: Remark, number: int) -> dict[str, Any]:
    problem, spot = remark.problem, remark.problem.spot
    text = "\n".join(part for part in (f"{problem.what} {problem.what_to_do}".strip(), problem.details) if part)
    result = {"ruleId": remark.slug, "ruleIndex": number, "level": remark.level.value, "message": {"text": text}}
    place: dict[str, Any] = {"artifactLocation": {"uri": _to_uri(problem.place.file)}}
    if spot:
        place["region"] = {
            "startLine": spot.line,
            "startColumn": spot.column,
            "endColumn": spot.column + spot.length,
        }
    return {**result, "locations": [{"physicalLocation": place}]}


def _to_uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
