"""Areas that were renamed, merged or split: rows for what an area was before."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.check import cap
from listerules.areas.history import PUBLISHED
from listerules.areas.numbers import LIMIT, SCALE
from listerules.areas.read import read_table
from listerules.areas.structure import FIRST_YEAR, LAST_YEAR
from listerules.areas.text import SHOWN
from listerules.errors import DataError, Problem
from listerules.law.columns import Vocabulary
from listerules.law.model import Column, Text
from listerules.law.source import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from listerules.areas.read import Table
    from listerules.law.rulebook import Rulebook

    Row = dict[str, Any]
    Key = tuple[int, date | None]

_OWN_COLUMNS = {
    "from_year": Column(title=Text(da="Fra år", en="From year"), unit="number"),
    "was": Column(title=Text(da="Var", en="Was"), unit="text", headings=("tidligere", "before", "formerly")),
}


@dataclass(frozen=True)
class Link:
    """Before `from_year`, `area` was `was`, or a part of it, or partly made of it."""

    area: str
    from_year: int
    was: str


def read_lineage(source: Any, rulebook: Rulebook, known: Collection[str]) -> tuple[Table, list[Link]]:
    """Read a table of lineage: `area`, `from_year`, `was`. `known` are the areas of the table and the history.

    Gives the table as read and its links in order of year. Raises `DataError` for unknown areas, blank cells,
    an area that was itself, and links said twice.
    """
    vocabulary = Vocabulary({"area": rulebook.vocabulary.columns["area"], **_OWN_COLUMNS})
    table = read_table(source, vocabulary, name="lineage", required=(("area",), ("from_year",), ("was",)))
    cells = [_read_cells(row) for row in table.frame.select("area", "from_year", "was").rows()]
    problems = list(_check_cells(table, cells))
    links = [Link(area, year, was) for area, year, was in cells if area and year and was]
    problems += _check_links(table, links, known)
    if problems:
        raise DataError(problems)
    return table, sorted(links, key=lambda link: link.from_year)


def add_lineage(rows: pl.DataFrame, links: Sequence[Link], figures: Mapping[str, Column], name: str) -> pl.DataFrame:
    """Give areas rows for the years before they had their name, made of the areas they were.

    `rows` hold the padding of the history, for the predecessors too; `links` are in order of year. A renamed
    area takes the figures and the published lists of what it was. Counts of merged areas are added up where
    all are known, else blank as `merged`, as are their incomes and rates. Figures of an area before it was
    split are blank as `split`: several were it, or it lives on, having rows of the table from `from_year` on. What
    was published is taken over where all predecessors agree, and where the history has the area itself on a list
    that year, that stands. Raises `DataError` where an area has rows of the table beside those of what it was;
    `name` is that of the lineage table.
    """
    named = {area for link in links for area in (link.area, link.was)}
    known: dict[str, dict[Key, Row]] = {area: {} for area in named}
    for row in rows.filter(pl.col("area").is_in(named)).iter_rows(named=True):
        known[row["area"]][row["year"], row["list_date"]] = row
    beside: list[str] = []
    heirs = _group(links, attrgetter("was"))
    for from_year, together in groupby(links, key=lambda link: link.from_year):
        for area, of_area in _group(together, attrgetter("area")).items():
            olds = [link.was for link in of_area]
            beside += _tell_beside(known, area, olds, from_year)
            earlier = [{key: row for key, row in known[was].items() if key[0] < from_year} for was in olds]
            splits = [year for link in of_area for year in _split_years(link, heirs[link.was], known)]
            made = _make_rows(area, known[area], earlier, figures, whole_before=max(splits, default=0))
            known[area] = {key: row for key, row in known[area].items() if not _find_row(made, key)} | made
    if beside:
        what = f"Areas have rows of their own for years in which they were another area: {cap(beside)}."
        raise DataError(Problem(name, what, "Mend 'from_year', or remove the rows of one of the two."))
    padded = [row for area in known.values() for row in area.values() if not row["given"]]
    kept = rows.filter(pl.col("given") | ~pl.col("area").is_in(named))
    return pl.concat([kept, pl.DataFrame(padded, schema=rows.schema, orient="row")])


def _group(links: Iterable[Link], name_of: Callable[[Link], str]) -> dict[str, list[Link]]:
    """The links of each name, in their order."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(name_of(link), []).append(link)
    return groups


def _read_cells(cells: tuple[Any, Any, Any]) -> tuple[str, int | None, str]:
    area, year, was = (" ".join(str(cell).split()) if cell is not None else "" for cell in cells)
    digits = year.removesuffix(".0")
    number = int(digits) if digits.isdecimal() and len(digits) == 4 else None
    return area, number if number and FIRST_YEAR <= number <= LAST_YEAR else None, was


def _check_cells(table: Table, cells: Sequence[tuple[str, int | None, str]]) -> Iterator[Problem]:
    places = [f"{table.row_word} {number}" for number in table.row_numbers]
    blank = [place for place, (area, _, was) in zip(places, cells, strict=True) if not area or not was]
    if blank:
        yield Problem(table.name, f"'area' or 'was' is empty: {cap(blank)}.", "Fill in both.")
    years = zip(places, cells, table.frame["from_year"], strict=True)
    wrong = [f"{place}: '{given if given is not None else ''}'" for place, (_, year, _), given in years if year is None]
    if wrong:
        what = f"'from_year' is not a whole year between {FIRST_YEAR} and {LAST_YEAR}: {cap(wrong)}."
        yield Problem(table.name, what, "Write it as 2019.")
    same = [f"{place} ({area})" for place, (area, _, was) in zip(places, cells, strict=True) if area and area == was]
    if same:
        yield Problem(table.name, f"An area was itself: {cap(same)}.", "Remove the row, or mend one of the names.")
    times = Counter(cells)
    twice = [f"{place} ({cell[0]})" for place, cell in zip(places, cells, strict=True) if times[cell] > 1]
    if twice:
        yield Problem(table.name, f"The same is said twice: {cap(twice)}.", "Keep one of the rows.")


def _check_links(table: Table, links: Sequence[Link], known: Collection[str]) -> Iterator[Problem]:
    """Areas that neither the table nor the history has; one that only links earlier on may be in between."""
    there = set(known)
    heirs = {link.area for link in links}
    unknown = [link.was for link in links if link.was not in there and link.was not in heirs]
    olds = {link.was for link in links}
    unknown += [link.area for link in links if link.area not in there and link.area not in olds]
    if unknown:
        names = list(dict.fromkeys(unknown))
        told = [_tell_unknown(area, known) for area in names[:SHOWN]]
        what = f"Neither the table nor the history has these areas: {cap(told, len(names))}."
        yield Problem(table.name, what, "Write them as they stand there.")


def _tell_unknown(area: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(area[:200], known, n=1)
    return f"'{shorten(area)}' (did you mean '{shorten(near[0])}'?)" if near else f"'{shorten(area)}'"


def _tell_beside(
    known: Mapping[str, Mapping[Key, Row]], area: str, olds: Sequence[str], from_year: int
) -> Iterator[str]:
    """Years in which the table has both an area and what it was."""
    own = _given_years(known[area])
    for was in olds:
        both = own & _given_years(known[was])
        yield from (f"{area} and {was} in {year}" for year in sorted(both) if year < from_year)


def _given_years(rows: Mapping[Key, Row]) -> set[int]:
    return {year for (year, _), row in rows.items() if row["given"]}


def _split_years(link: Link, heirs: Sequence[Link], known: Mapping[str, Mapping[Key, Row]]) -> Iterator[int]:
    """Years before which what an area was held more than that area: others were it too, or it lives on.

    `heirs` are all links to what it was.
    """
    yield from (heir.from_year for heir in heirs if heir.area != link.area)
    if any(year >= link.from_year for year in _given_years(known[link.was])):
        yield link.from_year


def _make_rows(
    area: str,
    own: Mapping[Key, Row],
    olds: Sequence[Mapping[Key, Row]],
    figures: Mapping[str, Column],
    *,
    whole_before: int,
) -> dict[Key, Row]:
    """A row for each list of a predecessor, save in years when the table has the area itself.

    Before the year `whole_before` the predecessors held more than the area, and their figures are not its own.
    """
    years = _given_years(own)
    keys = dict.fromkeys(key for old in olds for key in old if key[0] not in years)
    dated = {year for year, day in keys if day}
    return {
        key: _make_row(
            {"area": area, "year": key[0], "list_date": key[1], "given": False},
            _find_row(own, key),
            [_find_row(old, key) for old in olds],
            figures,
            is_split=key[0] < whole_before,
        )
        for key in keys
        if key[1] or key[0] not in dated
    }


def _find_row(rows: Mapping[Key, Row], key: Key) -> Row | None:
    """The row of a list. Where only one of the two says the day, that of the year; the last, if there are more."""
    year, day = key
    if key in rows or day:
        return rows.get(key, rows.get((year, None)))
    days = [each for each in rows if each[0] == year]
    return rows[max(days, key=itemgetter(1))] if days else None


def _make_row(
    place: Row, padded: Row | None, olds: Sequence[Row | None], figures: Mapping[str, Column], *, is_split: bool
) -> Row:
    model = next(old for old in olds if old)
    row = {**dict.fromkeys(model), **place}
    for name in model:
        if name in ("municipality", "region"):
            row[name] = _common([old for old in olds if old], name)
        elif name.startswith(PUBLISHED):
            row[name] = True if padded and padded[name] else _common(olds, name)
    for name, column in figures.items():
        row |= _make_figure(name, column, olds, is_split=is_split)
    return row


def _common(rows: Sequence[Row | None], name: str) -> Any:
    """The value all rows share, else None."""
    values = {row[name] if row else None for row in rows}
    return values.pop() if len(values) == 1 else None


def _make_figure(name: str, column: Column, olds: Sequence[Row | None], *, is_split: bool) -> Row:
    blank = f"{name}.blank"
    if is_split:
        return {blank: "split"}
    first = olds[0]
    if len(olds) == 1 and first:
        return {cell: first[cell] for cell in (name, f"{name}.low", f"{name}.high", blank) if cell in first}
    counts = [old[name] for old in olds if old and column.unit in ("persons", "number") and old[name] is not None]
    limit = LIMIT if column.unit == "persons" else LIMIT * SCALE
    if len(counts) < len(olds) or sum(counts) >= limit:
        return {blank: "merged"}
    return {name: sum(counts)}
