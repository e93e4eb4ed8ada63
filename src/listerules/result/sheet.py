"""Sheets as plain data, and how they become a workbook: headings that stay, filters, widths, and numbers as numbers.

The bytes follow from the sheets alone: nothing in them is of the clock or the machine.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias

from listerules.errors import DataError, Problem

if TYPE_CHECKING:
    from listerules.result.wording import Language

Value: TypeAlias = str | int | float | bool | date | None

MOST_ROWS = 1_048_576 - 2  # of an Excel sheet, below two rows of headings
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 9, 60  # widths of columns, in digits
_MOST_LINES = 4  # of a heading
_LINE_HEIGHT = 15  # points
_A4 = 9
_TO_THE_LEFT = {"align": "left", "indent": 1}
_ROOM_FOR_ARROW = 3  # the button of a filter covers the end of a heading
_LARGEST_EXACT = 10**15  # Excel keeps fifteen digits of a number
_FIRST_YEAR = 1900  # of Excel's calendar
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 - a date of no meaning, so that equal sheets are equal files
_DATES: Mapping[str, str] = {"da": "dd-mm-yyyy", "en": "yyyy-mm-dd"}


@dataclass(frozen=True)
class Entry:
    """What stands in one place of a sheet. A number shows as many decimals as told; None leaves it as it is."""

    value: Value
    decimals: int | None = None
    bold: bool = False
    faint: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: one or more rows of headings that stay in sight, and rows of entries below them.

    The lowest row of headings has filters. The first `kept` columns stay in sight as well. No column is wider than
    `widest` digits: longer sentences go on in lines below each other.
    """

    name: str
    headings: Sequence[Sequence[str]]
    rows: Sequence[Sequence[Entry]]
    kept: int = 1
    widest: int = _WIDEST


def make_entry(value: Any) -> Entry:
    """Any value of a frame as an entry: what Excel cannot hold as it is becomes text, and NaN nothing."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        value = None if math.isnan(value) else str(value)
    if isinstance(value, int) and abs(value) >= _LARGEST_EXACT:
        value = str(value)
    if isinstance(value, datetime) or (isinstance(value, date) and value.year < _FIRST_YEAR):
        value = value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    known = value is None or isinstance(value, str | int | float | date)
    return Entry(value if known else str(value))


def name_sheets(titles: Iterable[str]) -> list[str]:
    """Titles as names of sheets: without the signs Excel forbids, at most 31 characters, and each once."""
    names: list[str] = []
    for title in titles:
        # Excel keeps 'History' for itself, and a name may neither begin nor end with an apostrophe.
        clean = "".join(" " if sign in "[]:*?/\\" or not sign.isprintable() else sign for sign in title)
        clean = " ".join(clean.split()).strip("' ")
        candidates = _shorten(clean or "-")
        taken = {name.casefold() for name in names} | {"history"}
        names.append(next(name for name in candidates if name.casefold() not in taken))
    return names


def _shorten(name: str) -> Iterator[str]:
    yield name[:_LONGEST_NAME].rstrip("' ")
    for number in range(2, 10**6):
        mark = f" ({number})"
        yield name[: _LONGEST_NAME - len(mark)].rstrip("' ") + mark


def check_library(where: str) -> None:
    """Raise `DataError` where the library that writes workbooks is not installed."""
    try:
        import xlsxwriter  # noqa: F401, PLC0415 - an extra, imported when used
    except ImportError:
        way_out = 'Install the extra: pip install "listerules[excel]"'
        raise DataError(Problem(where, "Writing Excel workbooks needs the library xlsxwriter.", way_out)) from None


def render_workbook(sheets: Sequence[Sheet], language: Language) -> bytes:
    """The sheets as the bytes of a .xlsx file; the same sheets give the same bytes."""
    import xlsxwriter  # noqa: PLC0415 - an extra, imported when used

    data = io.BytesIO()
    # Text is written as text, whatever it looks like: no formula, no link, no number.
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(data, {"in_memory": True, **as_text}) as workbook:
        workbook.set_properties({"created": _CREATED})
        styles = _Styles(workbook, language)
        for sheet in sheets:
            _render(workbook.add_worksheet(sheet.name), sheet, styles)
    return data.getvalue()


@dataclass
class _Styles:
    """The formats of one workbook, each made once."""

    workbook: Any
    language: Language
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def of_heading(self, row: int) -> Any:
        strong = {"bold": True} if row == 0 else {"italic": True, "font_color": "#404040"}
        around = {"bg_color": "#E7ECF2", "border": 1}
        return self._make({**strong, **around, **_TO_THE_LEFT, "text_wrap": True, "valign": "top"})

    def of(self, entry: Entry, *, wraps: bool) -> Any:
        looks: dict[str, Any] = {"valign": "top"}
        if entry.bold:
            looks["bold"] = True
        if entry.faint:
            looks |= {"italic": True, "font_color": "#666666"}
        if isinstance(entry.value, date):
            looks |= {"num_format": _DATES[self.language], **_TO_THE_LEFT}
        elif entry.decimals is not None:
            looks |= {"num_format": f"#,##0.{'0' * entry.decimals}".rstrip("."), "align": "right"}
        elif isinstance(entry.value, str | int):
            looks |= _TO_THE_LEFT  # a year is a name as much as a number
        if wraps:
            looks["text_wrap"] = True
        return self._make(looks)

    def _make(self, looks: Mapping[str, Any]) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format(looks)
        return self.made[key]


def _render(page: Any, sheet: Sheet, styles: _Styles) -> None:
    widths = list(_find_widths(sheet))
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    top = len(sheet.headings)
    for number, headings in enumerate(sheet.headings):
        page.set_row(number, _height_of(headings, [width - _ROOM_FOR_ARROW for width in widths]))
        for column, text in enumerate(headings):
            page.write_string(number, column, text, styles.of_heading(number))
    for number, entries in enumerate(sheet.rows, start=top):
        long = [_is_long(entry, entries, sheet.widest) for entry in entries]
        if any(long):
            texts = [str(entry.value) if wraps else "" for entry, wraps in zip(entries, long, strict=True)]
            page.set_row(number, _height_of(texts, widths))
        for column, (entry, wraps) in enumerate(zip(entries, long, strict=True)):
            _put(page, number, column, entry, styles.of(entry, wraps=wraps))
    if top:
        page.freeze_panes(top, sheet.kept)
        page.repeat_rows(0, top - 1)
        page.autofilter(top - 1, 0, top - 1 + max(len(sheet.rows), 1), len(sheet.headings[0]) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)  # as wide as the paper, and as long as it gets
    page.set_footer("&L&A&R&P / &N")


def _put(page: Any, row: int, column: int, entry: Entry, style: Any) -> None:
    value = entry.value
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _find_widths(sheet: Sheet) -> Iterator[int]:
    """As wide as the longest entry that stays on one line and as the headings need, within reason."""
    columns = max((len(row) for row in (*sheet.headings, *sheet.rows)), default=0)
    for column in range(columns):
        needed = [_width_of_heading(headings[column]) for headings in sheet.headings]
        for row in sheet.rows:
            if len(row) > max(column, 1):
                is_long = _is_long(row[column], row, sheet.widest)
                needed.append(sheet.widest if is_long else _width_of(row[column]))
        yield min(max(_NARROWEST, *needed, 0) + 2, sheet.widest)


def _width_of_heading(text: str) -> int:
    words = max((len(word) for word in text.split()), default=0)
    lines = text.split("\n")
    longest_line = max(len(line) for line in lines) // max(_MOST_LINES // len(lines), 1)
    return max(words, longest_line) + _ROOM_FOR_ARROW


def _is_long(entry: Entry, row: Sequence[Entry], widest: int) -> bool:
    """Whether a text goes on in lines below: one without spaces, or alone in its row, runs on to the right instead."""
    return len(row) > 1 and isinstance(entry.value, str) and len(entry.value) > widest and " " in entry.value


def _height_of(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Room for the most lines. Excel would find it by itself; other programs would not."""
    lines = (
        sum(max(len(wrap(line, width)), 1) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)  # a row may end before the last column
    )
    return _LINE_HEIGHT * max(lines, default=1)


def _width_of(entry: Entry) -> int:
    if isinstance(entry.value, date):
        return len("31-12-2024")
    if entry.decimals is not None and isinstance(entry.value, int | float):
        return len(f"{entry.value:,.{entry.decimals}f}")
    return 0 if entry.value is None else len(str(entry.value))
