"""The areas nearest to a line as a table of text, as Markdown, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from listerules.result.explanation_pages import escape, make_dict_of_step
from listerules.result.nearest import Near, Nearest
from listerules.result.wording import choose, format_day
from listerules.result.wording_of_explanations import tell, tell_amount, tell_mark, write_figures

if TYPE_CHECKING:
    from listerules.result.wording import Language


def write_text(nearest: Nearest, language: Language, width: int) -> str:
    """The title, a line per criterion with what it would change below, and what was left out."""
    return "\n".join(_write(nearest, language, width))


def _write(nearest: Nearest, language: Language, width: int) -> Iterator[str]:
    yield from wrap(_title(nearest, language), width)
    yield ""
    if nearest.found:
        head = tell("nearest head", language).split("|")
        table = [[head[0], *head[2:6]], *([cells[0], *cells[2:6]] for cells in _cells(nearest, language))]
        changes = ["", *(_tell_changes(near, language) for near in nearest.found)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for row, change in zip(table, changes, strict=True):
            yield "  ".join(f"{cell:<{size}}" for cell, size in zip(row, widths, strict=True)).rstrip()
            yield from wrap(change, width, initial_indent="    ", subsequent_indent="    ")
        yield ""
    for remark in _remarks(nearest, language):
        yield from wrap(remark, width)


def write_markdown(nearest: Nearest, language: Language) -> str:
    """The title, one table, and what was left out."""
    head = tell("nearest head", language).split("|")
    rows = [
        f"| {' | '.join(escape(cell) for cell in (*cells, _tell_changes(near, language)))} |"
        for near, cells in zip(nearest.found, _cells(nearest, language), strict=True)
    ]
    table = [f"| {' | '.join(head)} |", "|---|---|---|---:|---|---:|---|", *rows, ""] if rows else []
    return "\n".join([f"# {_title(nearest, language)}", "", *table, "\n\n".join(_remarks(nearest, language))])


def make_dict(nearest: Nearest, language: Language) -> dict[str, Any]:
    """The year and each criterion as the steps of an explanation are given."""
    return {
        "year": nearest.year,
        "list_date": nearest.day.isoformat() if nearest.day else None,
        "nearest": [_dict_of(near, language) for near in nearest.found],
        "left_out": nearest.left_out,
        "more": nearest.more,
    }


def _dict_of(near: Near, language: Language) -> dict[str, Any]:
    return {
        "area": near.area,
        "year": near.year,
        "list_date": near.list_date.isoformat() if near.list_date else None,
        "municipality": near.municipality,
        "lists": list(near.lists),
        "distance_in_proportion": float(near.share),
        "would_change": [
            {"list": change.list_name, "before": change.before.value, "after": change.after.value}
            for change in near.changes
        ],
        "criterion": make_dict_of_step(near.step, language),
    }


def _title(nearest: Nearest, language: Language) -> str:
    if nearest.day:
        name = tell("list of day", language, day=format_day(nearest.day, language))
    else:
        name = tell("list of year", language, year=nearest.year)
    return tell("nearest title", language, list=name)


def _cells(nearest: Nearest, language: Language) -> Iterator[list[str]]:
    """Area, municipality, criterion, figure, line and distance."""
    for near in nearest.found:
        figure, line = write_figures(near.step, language)
        name = f"{near.area}"
        short = choose(near.short, language)
        yield [name, near.municipality or "", short, figure, line, tell_amount(near.step, language)]


def _tell_changes(near: Near, language: Language) -> str:
    told = [
        tell(
            "change",
            language,
            title=choose(change.title, language),
            before=tell_mark(change.before, language),
            after=tell_mark(change.after, language),
        )
        for change in near.changes
    ]
    return "; ".join(told) or tell("nothing", language)


def _remarks(nearest: Nearest, language: Language) -> Iterator[str]:
    if not nearest.found:
        yield tell("nearest none", language)
    if nearest.more:
        yield tell("nearest more", language, count=nearest.more)
    if nearest.left_out:
        yield tell("nearest left out", language, count=nearest.left_out)
    if nearest.found:
        yield tell("nearest legend", language)
