"""How often areas are on lists, as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from listerules.result.wording import Language, choose, format_day, format_number
from listerules.result.wording_of_draws import format_share, say

if TYPE_CHECKING:
    from listerules.result.draws import Draws

NARROWEST = 60


@dataclass(frozen=True)
class _Section:
    """One list of one date: its heading, how long it is, and a row of cells for each area that is open, heads first."""

    day: str
    title: str
    length: str
    rows: Sequence[Sequence[str]]


def describe_draws(draws: Draws, language: Language, width: int = 100) -> Iterator[str]:
    """Yield the lines: what was drawn, what is certain, and of each list the areas that rounding leaves open."""
    width = max(width, NARROWEST)
    yield from wrap(_sum_up(draws, language), width)
    for section in _list_sections(draws, language):
        yield ""
        yield from wrap(f"{section.day}, {section.title}: {section.length}", width, subsequent_indent="  ")
        yield from _align(section.rows, width)


def describe_draws_in_markdown(draws: Draws, language: Language) -> Iterator[str]:
    """Yield the same as headings and tables."""
    yield _sum_up(draws, language)
    for section in _list_sections(draws, language):
        yield f"\n## {section.day}, {_escape(section.title)}\n\n{section.length}\n"
        heads, *rows = section.rows
        yield f"| {' | '.join(heads)} |"
        yield f"|---|{'--:|' * (len(heads) - 1)}"
        for row in rows:
            yield f"| {' | '.join(map(_escape, row))} |"


def _sum_up(draws: Draws, language: Language) -> str:
    certain, still = int(draws.table["certain"].sum()), draws.open.height
    parts = [
        say("drawn", language, draws=format_number(draws.draws, 0, language), seed=draws.seed),
        say("sure", language, certain=_count(certain, language), all=_count(draws.table.height, language)),
        say("open one", language)
        if still == 1
        else say("open" if still else "nothing open", language, count=_count(still, language)),
    ]
    if lacking := draws.table.height - certain - still:
        parts.append(say("lacking", language, count=_count(lacking, language)))
    return " ".join(parts)


def _list_sections(draws: Draws, language: Language) -> Iterator[_Section]:
    """A section for each date and list with any area that is open, oldest first, as the table orders lists."""
    keys = ["year", "list_date", "list"]
    names = draws.table["list"].unique(maintain_order=True).to_list()
    lengths = {tuple(row[key] for key in keys): row for row in draws.lengths.iter_rows(named=True)}
    groups = dict(draws.open.group_by(keys, maintain_order=True))
    order = sorted(groups, key=lambda key: (key[1] or date(key[0], 12, 31), names.index(key[2])))
    for year, day, name in order:
        rows = groups[year, day, name].sort("share", descending=True, maintain_order=True)
        yield _Section(
            format_day(day, language) if day else str(year),
            _find_title(draws, name, day or date(year, 12, 31), language),
            _tell_length(lengths[year, day, name], language),
            [*_list_rows(rows.to_dicts(), draws.draws, language)],
        )


def _list_rows(rows: Sequence[Mapping[str, Any]], draws: int, language: Language) -> Iterator[list[str]]:
    """The heads, and a row of cells for each area; undecided has a column where figures are missing in some draw."""
    is_decided = not any(row["undecided"] for row in rows)
    heads = [say(word, language) for word in ("area", "on", "interval", "undecided")]
    yield heads[:-1] if is_decided else heads
    for row in rows:
        low, high = (format_share(row[end], language) for end in ("share_low", "share_high"))
        share, undecided = (
            say("per cent", language, number=format_share(each, language))
            for each in (row["share"], row["undecided"] / draws)
        )
        cells = [row["area"], share, say("range", language, low=low, high=high), undecided]
        yield cells[:-1] if is_decided else cells


def _tell_length(length: Mapping[str, Any], language: Language) -> str:
    word = "length one" if length["least"] == length["most"] else "length"
    mean = format_number(Fraction(length["mean"]), 1, language)
    return say(word, language, least=length["least"], most=length["most"], mean=mean)


def _find_title(draws: Draws, name: str, day: date, language: Language) -> str:
    """The title the list had on that day."""
    series = draws.result.series
    regime = series.regime_on(day)
    then = regime and series.name_in(regime, series.newest_name(name))
    return choose(regime.lists[then].title, language) if regime and then else name


def _align(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows with their columns lined up: names to the left, and cut where the line would be too long."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    widths[0] = min(widths[0], width - 2 - sum(each + 2 for each in widths[1:]))
    for name, *cells in rows:
        shown = name if len(name) <= widths[0] else f"{name[: widths[0] - 3]}..."
        numbers = (cell.rjust(each) for cell, each in zip(cells, widths[1:], strict=True))
        yield "  ".join(("  " + shown.ljust(widths[0]), *numbers)).rstrip()


def _count(number: int, language: Language) -> str:
    return format_number(number, 0, language)


def _escape(text: str) -> str:
    """Text that Markdown does not take for anything else."""
    return "".join(f"\\{letter}" if letter in "\\|*_`<>[]" else letter for letter in text).replace("\n", " ")
