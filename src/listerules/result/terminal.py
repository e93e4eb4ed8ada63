"""The lists as plain text for a terminal: what a person wants first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from textwrap import fill, wrap
from typing import TYPE_CHECKING

from listerules.result.certainty import find_only_as_printed
from listerules.result.listing import Heading, Listing, Row, make_listings
from listerules.result.wording import Language, choose, format_day, format_figure, format_number, join_reasons, say
from listerules.result.wording_of_certainty import phrase
from listerules.verdict.evaluate import Reason, Verdict

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Operator
    from listerules.result.result import Result

MARKS = {Verdict.YES: " *", Verdict.NO: "  ", Verdict.UNDECIDED: " ?"}
_SIGNS: Mapping[Operator, str] = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤"}
_NAMES = ("area", "municipality")
SHORTEST = 16  # letters of an area's name, however narrow the terminal
NAMED = 6  # areas named where many are undecided for the same list


def print_lists(result: Result, language: Language, width: int = 100) -> Iterator[str]:
    """Yield the lines: each date, each list with its areas and figures, and who is undecided and why."""
    listings = make_listings(result)
    doubtful = find_only_as_printed(result)
    for (_, _), on_this_date in groupby(listings, key=lambda each: (each.day, each.regime.regime)):
        yield from _print_date(list(on_this_date), result.rulebook.vocabulary, language, width, doubtful)
    empty = [regime for regime in result.regimes if not regime.lists]
    for regime in empty:
        yield say("no_lists", language, title=choose(regime.title, language))
    if any(listing.rows for listing in listings):
        yield say("legend", language)


def _print_date(
    listings: Sequence[Listing],
    vocabulary: Vocabulary,
    language: Language,
    width: int,
    doubtful: Mapping[tuple[date, str], Sequence[str]],
) -> Iterator[str]:
    first = listings[0]
    day = format_day(first.day, language) if first.is_dated else str(first.day.year)
    yield f"{day}  {choose(first.regime.title, language)} ({first.regime.regime})"
    yield "=" * min(width, 100)
    yield ""
    for listing in listings:
        yield from _print_list(listing, vocabulary, language, width)
        if only_as_printed := doubtful.get((listing.day, listing.name)):
            said = f"{phrase('only_as_printed', language)}: {'; '.join(only_as_printed)}"
            yield from _indent(wrap(said, width - 2, subsequent_indent="  "))
        yield ""


def _print_list(listing: Listing, vocabulary: Vocabulary, language: Language, width: int) -> Iterator[str]:
    on = listing.with_verdict(Verdict.YES)
    undecided = listing.with_verdict(Verdict.UNDECIDED)
    yield f"{choose(listing.rule.title, language)} ({listing.rule.cite}): {_count(listing, language)}"
    if not listing.is_whole:
        yield f"  {say('partly_known', language)}"
    if any(row.has_figures for row in on):
        table = _print_table(listing.headings, [row for row in on if row.has_figures], vocabulary, language, width - 2)
        yield from _indent(table)
    bare = [row.record.area for row in on if not row.has_figures]
    if bare:
        named = "; ".join(bare)
        said = named if len(bare) == len(on) else f"{say('no_figures', language)}: {named}"
        yield from _indent(wrap(said, width - 2, subsequent_indent="  "))
    if undecided:
        yield from _indent(_print_undecided(undecided, language, width - 2))
    contradicted = [row.record.area for row in listing.rows if row.is_contradicted]
    if contradicted:
        said = f"{say('contradicted', language)}: {'; '.join(contradicted)}"
        yield from _indent(wrap(said, width - 2, subsequent_indent="  "))


def _count(listing: Listing, language: Language) -> str:
    on, undecided = listing.with_verdict(Verdict.YES), listing.with_verdict(Verdict.UNDECIDED)
    counts = [say("on", language, count=len(on)) if on else say("nobody", language)]
    published = sum(row.by_history for row in on)
    if published:
        word = "all_by_history" if published == len(on) else "by_history"
        counts.append(say(word, language, count=published))
    if undecided:
        counts.append(say("unsure", language, count=len(undecided)))
    return ", ".join(counts)


def _print_table(
    headings: Sequence[Heading], rows: Sequence[Row], vocabulary: Vocabulary, language: Language, width: int
) -> list[str]:
    """A row per area with its figures, and above them the lines; made narrower where it would not fit."""
    shown = [heading for heading in headings if any(heading.key in row.cells for row in rows)]
    for names, signs in ((2, False), (2, True), (1, True)):
        head = [say(name, language) for name in _NAMES[:names]]
        head += [_head(each, vocabulary, language) for each in shown]
        lines = [""] * names + [_line(each, rows, language, signs=signs) for each in shown]
        body = [
            [*(row.record.area, row.record.municipality or "")[:names], *(_cell(row, each, language) for each in shown)]
            for row in rows
        ]
        table = list(_align([head, lines, *body], names))
        if max(map(len, table)) <= width:
            return table
    longest = max(len(row.record.area) for row in rows)
    room = max(SHORTEST, longest - (max(map(len, table)) - width))
    short = [[_shorten(name, room), *cells] for name, *cells in body]
    return list(_align([head, lines, *short], names))


def _shorten(name: str, room: int) -> str:
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _head(heading: Heading, vocabulary: Vocabulary, language: Language) -> str:
    if heading.measure is None:
        return say("running", language) + "  "
    return choose(vocabulary.short_title(heading.measure), language) + "  "


def _line(heading: Heading, rows: Sequence[Row], language: Language, *, signs: bool) -> str:
    """The line in a word and a number, `over 40 %`; the same for all areas, or times the baseline."""
    if heading.test is None or heading.measure is None:
        lines = {cell.line for row in rows if (cell := row.cells.get(heading.key)) and cell.line is not None}
        return f"{_SIGNS['at_least']} {format_figure(min(lines), language)}  " if lines else ""
    sign = _SIGNS[heading.test.operator] if signs else say(heading.test.operator, language)
    lines = {cell.line for row in rows if (cell := row.cells.get(heading.key)) and cell.line is not None}
    if heading.test.relative_to is None and heading.measure.share:
        lines = {heading.test.line * 100}  # where a list tests a measure twice, the first line stands above it
    if len(lines) == 1:
        is_share = heading.measure.share or (heading.measure.mean and heading.test.relative_to and min(lines) <= 100)
        unit = " % reg." if is_share and heading.measure.mean else " %" if is_share else ""
        return f"{sign} {format_figure(min(lines), language)}{unit}  "
    if heading.measure.mean:
        return f"{sign} {format_figure(heading.test.line * 100, language)} % reg.  "
    return f"{sign} {format_figure(heading.test.line, language)} x  "


def _cell(row: Row, heading: Heading, language: Language) -> str:
    cell = row.cells.get(heading.key)
    if cell is None:
        return "  "
    if cell.value is None:
        return "..  "
    return format_number(cell.value, cell.decimals, language) + MARKS[cell.verdict]


def _align(table: Sequence[Sequence[str]], names: int) -> Iterator[str]:
    """Names to the left, figures with their marks to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        placed = enumerate(zip(row, widths, strict=True))
        cells = [text.ljust(width + 1) if number < names else text.rjust(width) for number, (text, width) in placed]
        yield " ".join(cells).rstrip()


def _print_undecided(rows: Sequence[Row], language: Language, width: int) -> Iterator[str]:
    """What is missing, and for which areas: a line for each set of areas that lack the same."""
    whom: dict[Reason, list[int]] = {}
    for number, row in enumerate(rows):
        for reason in row.reasons:
            whom.setdefault(reason, []).append(number)
    lacking: dict[tuple[int, ...], list[Reason]] = {}
    for reason, its_rows in whom.items():
        lacking.setdefault(tuple(its_rows), []).append(reason)
    yield f"{say('why_undecided', language)}:"
    for numbers, reasons in sorted(lacking.items(), key=lambda each: -len(each[0])):
        names = [rows[number].record.area for number in numbers]
        if len(names) > NAMED + 1:
            names = [*names[:NAMED], say("and_more", language, count=len(names) - NAMED)]
        told = f"{'; '.join(join_reasons(reasons, language))}: {'; '.join(names)}"
        yield from fill(told, width, initial_indent="  ", subsequent_indent="    ").splitlines()


def _indent(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else line for line in lines)
