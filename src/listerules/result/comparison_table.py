"""A comparison as a table and as plain values, for those who go on computing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from fractions import Fraction

    from listerules.result.comparison import AreaChange, Comparison, Count, Flipped, ListChange, Step
    from listerules.result.sides import Criterion, Side, Standing

TYPES = {
    "before": pl.String,
    "after": pl.String,
    "list": pl.String,
    "area": pl.String,
    "was": pl.String,
    "verdict_before": pl.String,
    "verdict_after": pl.String,
    "change": pl.String,
    "flipped": pl.String,
}


def tabulate_changes(comparison: Comparison) -> pl.DataFrame:
    """One row per step, list and area, as `TYPES` has it; `flipped` holds the paths of criteria, by semicolons."""
    rows = [
        (
            *_name_sides(comparison, step),
            each.newest.name,
            area.area,
            area.was,
            _verdict(area.before),
            _verdict(area.after),
            area.change.value,
            ";".join(flipped.newest.path for flipped in area.flipped),
        )
        for step in comparison.steps
        for each in step.lists
        for area in each.areas
    ]
    return pl.DataFrame(rows, schema=TYPES, orient="row")


def describe(comparison: Comparison) -> dict[str, Any]:
    """The comparison as dicts, lists, text and numbers."""
    return {
        "kind": comparison.kind,
        "labels": list(comparison.labels),
        "steps": [_describe_step(comparison, step) for step in comparison.steps],
        "notes": list(comparison.notes),
    }


def _name_sides(comparison: Comparison, step: Step) -> tuple[str, str]:
    days = (str(step.before.day), str(step.after.day))
    if comparison.kind == "years":
        return days
    first, second = (f"{label} {day}" for label, day in zip(comparison.labels, days, strict=True))
    return first, second


def _verdict(standing: Standing | None) -> str | None:
    return standing.verdict.value if standing else None


def _describe_step(comparison: Comparison, step: Step) -> dict[str, Any]:
    names = _name_sides(comparison, step)
    share = step.share_improved
    return {
        "before": _describe_side(step.before, names[0]),
        "after": _describe_side(step.after, names[1]),
        "lists": [_describe_list(each) for each in step.lists],
        "renamed": [
            {"was": list(each.was), "now": list(each.now), "only_name": each.only_name} for each in step.renamed
        ],
        "improved": None
        if share is None
        else {"share": float(share), "criteria": [vars(each) | {"title": each.title.da} for each in step.progress]},
    }


def _describe_side(side: Side, name: str) -> dict[str, Any]:
    return {"name": name, "day": str(side.day), "regime": side.regime}


def _describe_list(each: ListChange) -> dict[str, Any]:
    changes: dict[str, list[str]] = {}
    for area in each.areas:
        changes.setdefault(area.change.value, []).append(area.area)
    return {
        "list": each.newest.name,
        "formerly": each.before.name if each.before and each.before.name != each.newest.name else None,
        "before": _describe_count(each.count_before),
        "after": _describe_count(each.count_after),
        "added_published": each.added,
        "removed_published": each.removed,
        "changes": changes,
        "flipped": [row for area in each.areas for row in _describe_flips(area)],
    }


def _describe_count(count: Count | None) -> dict[str, Any] | None:
    if count is None:
        return None
    return {"count": count.number, "named": count.named, "published": count.published, "is_least": count.is_least}


def _describe_flips(area: AreaChange) -> Iterator[dict[str, Any]]:
    for flipped in area.flipped:
        yield {
            "area": area.area,
            "path": flipped.newest.path,
            "before": _describe_criterion(flipped.before),
            "after": _describe_criterion(flipped.after),
            "moved": _to_float(flipped.moved),
            "value_unit": flipped.newest.unit,
            **_describe_distance(flipped),
        }


def _describe_criterion(criterion: Criterion | None) -> dict[str, Any] | None:
    if criterion is None:
        return None
    return {
        "path": criterion.path,
        "verdict": criterion.verdict.value,
        "value": _to_float(criterion.value),
        "operator": criterion.operator,
        "line": _to_float(criterion.line),
    }


def _describe_distance(flipped: Flipped) -> dict[str, Any]:
    flip = flipped.after.flip if flipped.after else None
    return {"distance": float(flip.amount) if flip else None, "unit": flip.unit if flip else None}


def _to_float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)
