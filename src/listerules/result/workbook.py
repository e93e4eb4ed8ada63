"""The workbook of a result: the counts, a sheet for each list, what is undecided, the table, and the codebook.

Everything is as data here; how it is drawn is up to `sheet`. Figures and verdicts are those of the listings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from listerules.result.codebook import make_codebook
from listerules.result.listing import Cell, Heading, Listing, Row, make_listings
from listerules.result.sheet import Entry, Sheet, make_entry, name_sheets
from listerules.result.wording import Language, choose, format_figure, say, sum_up_reasons
from listerules.result.wording_of_rules import describe_line
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.result.result import Result

NOT_GIVEN = Entry("..", decimals=0, faint=True)


def make_sheets(result: Result, language: Language) -> list[Sheet]:
    """Every sheet of the workbook, in order, named in one language."""
    listings = sorted(make_listings(result), key=lambda listing: listing.day, reverse=True)
    pages = _Pages(result, language)
    by_list = {chain: [each for each in listings if pages.chain_of(each) == chain] for chain in result.lists.values()}
    titles = {chain: choose(its[0].rule.title, language) for chain, its in by_list.items() if its}
    fixed = [say(word, language) for word in ("overview_sheet", "undecided_sheet", "table_sheet", "codebook_sheet")]
    overview, undecided, table, codebook, *names = name_sheets([*fixed, *titles.values()])
    return [
        pages.make_overview(overview, listings),
        *(pages.make_list(name, by_list[chain]) for name, chain in zip(names, titles, strict=True)),
        pages.make_undecided(undecided, listings),
        make_table(table, result),
        make_codebook(codebook, result, language),
    ]


def make_table(name: str, result: Result) -> Sheet:
    """The written table as it is, with its own headings, since others script against them."""
    table = result.table
    rows = [[make_entry(value if value != "" else None) for value in row] for row in table.iter_rows()]
    return Sheet(name, [table.columns], rows)


@dataclass(frozen=True)
class _Figure:
    """A column of figures over all dates: the headings of one key, newest first, by regime."""

    key: str
    headings: Mapping[str, Heading]
    has_own_lines: bool  # the line differs from row to row, and has a column of its own

    @property
    def newest(self) -> Heading:
        return next(iter(self.headings.values()))


@dataclass(frozen=True)
class _Pages:
    """Makes the sheets of one result in one language."""

    result: Result
    language: Language

    @property
    def vocabulary(self) -> Vocabulary:
        return self.result.rulebook.vocabulary

    def chain_of(self, listing: Listing) -> str:
        return self.result.series.newest_name(listing.name)

    def make_overview(self, name: str, listings: Sequence[Listing]) -> Sheet:
        """How many areas are on, off and undecided for each list of each date, newest first."""
        words = ("on_count", "published_count", "off_count", "undecided_sheet", "remark")
        headings = [self._title(_day_column(listings)), self._say("list"), *map(self._say, words)]
        return Sheet(name, [headings], [self._count(listing) for listing in listings], kept=2)

    def _count(self, listing: Listing) -> list[Entry]:
        on = listing.with_verdict(Verdict.YES)
        counts = (
            len(on),
            sum(row.by_history for row in on),
            len(listing.with_verdict(Verdict.NO)),
            len(listing.with_verdict(Verdict.UNDECIDED)),
        )
        name = choose(listing.rule.title, self.language)
        remark = Entry("" if listing.is_whole else self._say("partly_known"))
        return [_when(listing), Entry(name), *(Entry(count, decimals=0) for count in counts), remark]

    def make_list(self, name: str, listings: Sequence[Listing]) -> Sheet:
        """The areas on one list, newest date first, with the figures it rests on; those met are bold."""
        on = [(listing, row) for listing in listings for row in listing.with_verdict(Verdict.YES)]
        figures = _find_figures(listings, [row for _, row in on])
        is_renamed = len({listing.name for listing in listings}) > 1
        by_history = any(row.by_history for _, row in on)
        first = [self._title("area"), self._title("municipality"), self._title(_day_column(listings))]
        first += [self._say("name_then")] if is_renamed else []
        last = [self._say("basis")] if by_history else []
        heads = [head for figure in figures for head in self._head(figure, listings)]
        top = [*first, *(title for title, _ in heads), *last]
        below = ["" for _ in first] + [line for _, line in heads] + ["" for _ in last]
        rows = []
        for listing, row in on:
            entries = [Entry(row.record.area), Entry(row.record.municipality), _when(listing)]
            entries += [Entry(choose(listing.rule.title, self.language))] if is_renamed else []
            entries += [entry for figure in figures for entry in _enter(figure, row)]
            entries += [Entry(self._name_basis(row))] if by_history else []
            rows.append(entries)
        return Sheet(name, [top, below], rows)

    def _head(self, figure: _Figure, listings: Sequence[Listing]) -> Iterator[tuple[str, str]]:
        """The heading of a figure and its line; and those of the column of lines, where there is one."""
        title = self._title_of(figure.newest)
        yield title, self._tell_lines(figure, listings)
        if figure.has_own_lines:
            yield self._say("line_of", title=self._short_title_of(figure.newest)), ""

    def _title_of(self, heading: Heading) -> str:
        if heading.measure is None:
            return self._say("running")
        return choose(heading.measure.title, self.language) + (" (%)" if heading.measure.share else "")

    def _short_title_of(self, heading: Heading) -> str:
        if heading.measure is None:
            return self._say("running")
        return choose(self.vocabulary.short_title(heading.measure), self.language)

    def _tell_lines(self, figure: _Figure, listings: Sequence[Listing]) -> str:
        """The line in words; where it has changed, each with the years it was in force."""
        lines = [(self._tell_line(figure, listing), listing.day.year) for listing in listings]
        told = [(line, [year for _, year in its]) for line, its in groupby(lines, key=lambda each: each[0]) if line]
        if len(told) < 2:
            return "".join(line for line, _ in told)
        return "\n".join(f"{_span(years)}: {line}" for line, years in told)

    def _tell_line(self, figure: _Figure, listing: Listing) -> str:
        heading = figure.headings.get(listing.regime.regime)
        if heading is None:
            return ""
        lines = _lines_of(heading, listing.rows)
        if heading.measure is None or heading.test is None:
            return " ".join((self._say("at_least"), *(format_figure(line, self.language) for line in lines)))
        words = describe_line(heading.test, heading.measure, self.language)
        if heading.test.relative_to is None or figure.has_own_lines or len(lines) != 1 or _is_rate(heading, lines[0]):
            return words
        unit = " %" if heading.measure.share else ""
        return f"{words} ({format_figure(lines[0], self.language)}{unit})"

    def make_undecided(self, name: str, listings: Sequence[Listing]) -> Sheet:
        """Every area that a list could not be decided for, and what would have to be known."""
        when = self._title(_day_column(listings))
        headings = [self._title("area"), self._title("municipality"), when, self._say("list"), self._say("why")]
        rows = [
            [
                Entry(row.record.area),
                Entry(row.record.municipality),
                _when(listing),
                Entry(choose(listing.rule.title, self.language)),
                Entry(self._explain(row)),
            ]
            for listing in listings
            for row in listing.with_verdict(Verdict.UNDECIDED)
        ]
        return Sheet(name, [headings], rows)

    def _explain(self, row: Row) -> str:
        reasons = {reason: {0} for reason in row.reasons}
        return "; ".join(text for text, _ in sum_up_reasons(reasons, self.language))

    def _name_basis(self, row: Row) -> str:
        if row.is_contradicted:
            return self._say("by_list_against_figures")
        return self._say("by_list" if row.by_history else "by_figures")

    def _say(self, word: str, **parts: object) -> str:
        return say(word, self.language, **parts)

    def _title(self, column: str) -> str:
        return choose(self.vocabulary.columns[column].title, self.language)


def _find_figures(listings: Sequence[Listing], rows: Sequence[Row]) -> list[_Figure]:
    """The columns of figures: those of the newest list first, then those only older ones had."""
    by_key: dict[str, dict[str, Heading]] = {}
    for listing in listings:
        for heading in listing.headings:
            by_key.setdefault(heading.key, {}).setdefault(listing.regime.regime, heading)
    return [_Figure(key, headings, _vary(headings.values(), rows)) for key, headings in by_key.items()]


def _vary(headings: Iterable[Heading], rows: Sequence[Row]) -> bool:
    """Whether a line that follows a baseline differs from row to row."""
    return any(
        heading.test is not None and heading.test.relative_to is not None and len(_lines_of(heading, rows)) > 1
        for heading in headings
    )


def _lines_of(heading: Heading, rows: Iterable[Row]) -> list[Fraction]:
    cells = (row.cells.get(heading.key) for row in rows)
    return list(dict.fromkeys(cell.line for cell in cells if cell is not None and cell.line is not None))


def _is_rate(heading: Heading, line: Fraction) -> bool:
    """Whether a line is per cent of the baseline, as published rates of incomes are, and not kroner."""
    test, measure = heading.test, heading.measure
    return test is not None and measure is not None and bool(measure.mean) and line == test.line * 100


def _enter(figure: _Figure, row: Row) -> Iterator[Entry]:
    cell = row.cells.get(figure.key)
    yield enter_figure(cell)
    if figure.has_own_lines:
        line = cell.line if cell else None
        yield Entry(None) if line is None else Entry(float(line), decimals=_decimals_of(line), faint=True)


def enter_figure(cell: Cell | None) -> Entry:
    """A figure: bold where its criterion is met, faint where that is undecided, two points where it is not given."""
    if cell is None:
        return Entry(None)
    if cell.value is None:
        return NOT_GIVEN
    met, unsure = cell.verdict is Verdict.YES, cell.verdict is Verdict.UNDECIDED
    return Entry(float(cell.value), decimals=_decimals_shown(cell.value, cell.decimals), bold=met, faint=unsure)


def _decimals_shown(value: Fraction, decimals: int) -> int:
    """One more where the figure lies midway between two: a spreadsheet rounds it up, and the line may lie there."""
    is_midway = (value * 2 * 10**decimals).denominator == 1 and (value * 10**decimals).denominator == 2
    return decimals + 1 if is_midway else decimals


def _decimals_of(line: Fraction) -> int:
    """As many decimals as a line has: none for kroner, at most two otherwise."""
    return next((n for n in range(2) if (line * 10**n).denominator == 1), 0 if line > 1000 else 2)


def _when(listing: Listing) -> Entry:
    return Entry(listing.day if listing.is_dated else listing.day.year)


def _day_column(listings: Sequence[Listing]) -> str:
    return "list_date" if any(listing.is_dated for listing in listings) else "year"


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"
