"""The figures of a table, read and checked where they are: only counts, sizes and examples of mistakes are fetched.

Every figure that is no whole number is read by its decimal text: that of a floating-point number is the shortest
that means it, so that 0.1 is 0.1, as it is when a file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from listerules.areas.check import MARK_NAMES, cap, explain_mistake
from listerules.areas.numbers import BLANKS, LIMIT, MISTAKES, NOT_WHOLE
from listerules.areas.text import SHOWN
from listerules.errors import DataError, Problem
from listerules.law.source import shorten
from listerules.result.databases.values import quote, write_text
from listerules.verdict.sql import Form

if TYPE_CHECKING:
    from listerules.areas.text import DecimalMark
    from listerules.law.model import Measure
    from listerules.result.databases.columns import Figure
    from listerules.result.databases.connection import Database

_UNREAD, _, NEGATIVE, TOO_LARGE, TOO_FINE, ABOVE_100 = MISTAKES
_MOST_DECIMALS = {True: 16, False: 14}  # of rates and of others: so many the widest decimals of DuckDB can hold
_LONGEST = 60  # signs of a number
_NUMBER = "^[+-]?([0-9]+([.][0-9]+)?|[.][0-9]+){exponent}$"
_EXPONENT = "(e[+-]?[0-9]{1,3})?"
_THREE_DECIMALS = "^[+-]?[1-9][0-9]{0,2}[.][0-9]{3}$"  # or thousands, if the mark of the cell is mistaken
_SMALL_RATES = ("doemte_pct",)  # shares that may be 2 per cent or less in every area

# How a dialect asks whether a text has a shape, and reads a number that has; of a wider number nothing comes.
_MATCHES: Mapping[str, str] = {"duckdb": "REGEXP_MATCHES({text}, {shape})", "postgres": "{text} ~ {shape}"}
_READS: Mapping[str, str] = {"duckdb": "TRY_CAST({text} AS DECIMAL(38, 18))", "postgres": "CAST({text} AS NUMERIC)"}
_EXACT: Mapping[str, str] = {"duckdb": "DECIMAL(38, {decimals})", "postgres": "NUMERIC"}


@dataclass(frozen=True)
class Reading:
    """How figures are read: in which dialect, with which decimal mark, and which rates may be above 100 per cent."""

    dialect: str
    decimal: DecimalMark
    unbounded: frozenset[str]
    as_printed: bool


@dataclass(frozen=True)
class Found:
    """What there is of a column of figures: the largest, how many decimals at most, and blanks by their reason."""

    largest: Fraction | None
    decimals: int
    blanks: Mapping[str, int]


def read_figures(figures: Sequence[Figure], reading: Reading) -> list[str]:
    """Named queries from `placed` to `judged`: each figure as a number with its decimals, and the mistake it is.

    The numbers alone are in `counted`, for a table that is known to have no mistakes.
    """
    spelled = [f"{_spell(each, reading)} AS {_text(each)}" for each in figures if each.kind != "whole"]
    values = [part for each in figures if each.kind != "whole" for part in _read(each, reading)]
    mistakes = [f"{_find_mistake(each, reading)} AS {_mistake(each)}" for each in figures]
    others = [quote(each.name) for each in figures if each.kind == "whole"]
    who = ["area", "year", "list_date", "said_year", "municipality", "region"]
    texts = [_text(each) for each in figures if each.kind != "whole"]
    return [
        _step("spelled", [*who, *others, *spelled], "placed"),
        _step("counted", [*who, *others, *texts, *values], "spelled"),
        _step("judged", ["*", *mistakes], "counted"),
    ]


def _step(name: str, columns: Iterable[str], source: str) -> str:
    """A named query that is worked out once: else each text would be read again wherever its number is used."""
    listed = ",\n    ".join(columns)
    return f"{name} AS MATERIALIZED (\n  SELECT\n    {listed}\n  FROM {source}\n)"


def _text(figure: Figure) -> str:
    return quote(f"{figure.name} text")


def _places(figure: Figure) -> str:
    return "0" if figure.kind == "whole" else quote(f"{figure.name} decimals")


def _mistake(figure: Figure) -> str:
    return quote(f"{figure.name} mistake")


def _spell(figure: Figure, reading: Reading) -> str:
    """The decimal text of a cell, with a point."""
    text = f"LOWER(TRIM(CAST({quote(figure.name)} AS TEXT)))"
    if figure.kind == "float":
        return f"REGEXP_REPLACE({text}, '[.]0$', '')"
    if figure.kind == "text" and figure.is_rate:
        text = f"REGEXP_REPLACE({text}, '\\s*%$', '')"
    if figure.kind == "text" and reading.decimal == ",":
        text = f"REPLACE(REPLACE({text}, '.', '?'), ',', '.')"  # a point is then no mark of a number
    return f"NULLIF({text}, '')"


def _match(text: str, shape: str, reading: Reading) -> str:
    return _MATCHES[reading.dialect].format(text=text, shape=write_text(shape))


def _is_number(figure: Figure, reading: Reading) -> str:
    shape = _NUMBER.format(exponent=_EXPONENT if figure.kind == "float" else "")
    return f"({_match(_text(figure), shape, reading)} AND LENGTH({_text(figure)}) <= {_LONGEST})"


def _read(figure: Figure, reading: Reading) -> Iterator[str]:
    """The number, and its decimals: all that a rate is printed with, and of others those that are not zero."""
    text = _text(figure)
    is_number = _is_number(figure, reading)
    yield f"CASE WHEN {is_number} THEN {_READS[reading.dialect].format(text=text)} END AS {quote(figure.name)}"
    after = f"SPLIT_PART(SPLIT_PART({text}, 'e', 1), '.', 2)"
    places = f"LENGTH({after if figure.is_rate else f'''RTRIM({after}, '0')'''})"
    if figure.kind == "float":
        exponent = f"CASE WHEN {text} LIKE '%e%' THEN CAST(SPLIT_PART({text}, 'e', 2) AS INTEGER) ELSE 0 END"
        places = f"GREATEST({places} - {exponent}, 0)"
    yield f"CASE WHEN {is_number} THEN {places} END AS {_places(figure)}"


def _find_mistake(figure: Figure, reading: Reading) -> str:
    """The first mistake that a figure is, if it is one."""
    value = quote(figure.name)
    reasons: list[tuple[str, str]] = []
    if figure.kind != "whole":
        text, is_number = _text(figure), _is_number(figure, reading)
        reasons.append((f"{text} IS NOT NULL AND NOT {is_number} AND {text} NOT IN ({_list(BLANKS)})", _UNREAD))
        reasons.append((f"{is_number} AND {value} IS NULL", TOO_LARGE))
    reasons.append((f"{value} >= {LIMIT} OR {value} <= -{LIMIT}", TOO_LARGE))
    if figure.kind != "whole":
        reasons.append((f"{_places(figure)} > {_MOST_DECIMALS[figure.is_rate]}", TOO_FINE))
    reasons.append((f"{value} < 0", NEGATIVE))
    if figure.column.unit == "persons" and figure.kind != "whole":
        reasons.append((f"{_places(figure)} > 0", NOT_WHOLE))
    if figure.column.unit == "persons" and figure.kind == "text":
        reasons.append((_match(_text(figure), _THREE_DECIMALS, reading), NOT_WHOLE))
    if figure.is_rate and figure.name not in reading.unbounded:
        reasons.append((f"{value} > 100", ABOVE_100))
    ways = "\n      ".join(f"WHEN {condition} THEN {write_text(mistake)}" for condition, mistake in reasons)
    return f"CASE\n      {ways}\n    END"


def _list(texts: Iterable[str]) -> str:
    return ", ".join(write_text(text) for text in texts)


# --- checks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Question:
    """A mistake that rows may have: the condition, the columns to show, and what to say of the rows."""

    condition: str
    shown: tuple[str, ...]
    tell: Callable[[int, str], tuple[str, str]]


def check_figures(
    database: Database, parts: Sequence[str], figures: Sequence[Figure], measures: Sequence[Measure], reading: Reading
) -> dict[str, Found]:
    """What there is of each figure, counted in one query. Raises `DataError` for what a file would be refused for."""
    where = str(database.address)
    questions = [*_ask_of_cells(figures, reading), *_ask_of_measures(figures, measures)]
    asked = [_count(each.condition) for each in questions]
    sizes = [size for figure in figures for size in _measure(figure)]
    columns = ", ".join(f"{text} AS c{number}" for number, text in enumerate((*asked, *sizes, "COUNT(*)")))
    row = database.fetch(_with(parts, f"SELECT {columns} FROM judged")).row(0)
    problems = [
        Problem(where, *question.tell(number, _fetch_examples(database, parts, question, number)))
        for question, number in zip(questions, row, strict=False)
        if number
    ]
    given = iter(row[len(questions) :])
    found = {figure.name: _understand(next(given), next(given), next(given), next(given)) for figure in figures}
    problems += _check_fractions(where, figures, found)
    if problems:
        raise DataError(problems)
    return found


def _with(parts: Sequence[str], query: str) -> str:
    return "WITH " + ",\n".join(parts) + f"\n{query}"


def _count(condition: str) -> str:
    return f"CAST(COUNT(*) FILTER (WHERE {condition}) AS BIGINT)"


def _measure(figure: Figure) -> tuple[str, str, str, str]:
    """The largest, the most decimals, and how many cells are no number or infinite."""
    largest = f"CAST(MAX({quote(figure.name)}) AS TEXT)"
    if figure.kind == "whole":
        return largest, "0", "0", "0"
    reasons = [[word for word, reason in BLANKS.items() if reason == each] for each in ("not a number", "infinite")]
    blanks = [_count(f"{_text(figure)} IN ({_list(words)})") for words in reasons]
    return largest, f"CAST(MAX({_places(figure)}) AS BIGINT)", blanks[0], blanks[1]


def _understand(largest: str | None, decimals: int | None, unread: int, infinite: int) -> Found:
    blanks = {"not a number": unread, "infinite": infinite}
    known = {reason: number for reason, number in blanks.items() if number}
    return Found(None if largest is None else Fraction(largest), decimals or 0, known)


def _ask_of_cells(figures: Sequence[Figure], reading: Reading) -> Iterator[_Question]:
    for figure in figures:
        for mistake in MISTAKES:
            condition = f"{_mistake(figure)} = {write_text(mistake)}"
            yield _Question(condition, (_shown(figure),), _tell_cells(figure, mistake, reading.decimal))


def _tell_cells(figure: Figure, mistake: str, decimal: DecimalMark) -> Callable[[int, str], tuple[str, str]]:
    def tell(number: int, told: str) -> tuple[str, str]:
        what, what_to_do = explain_mistake(mistake, figure.column, decimal, "")
        if mistake == TOO_FINE:
            what = f"written with more than {_MOST_DECIMALS[figure.is_rate]} decimals"
        if mistake == _UNREAD and figure.kind == "text":
            other: DecimalMark = "." if decimal == "," else ","
            what_to_do = f"Is the decimal mark a {MARK_NAMES[other]} (--decimal {other})? {what_to_do}"
        cells = "1 cell is" if number == 1 else f"{number:,} cells are"
        return f"{cells} {what} in '{figure.name}': {told}.", what_to_do

    return tell


def _ask_of_measures(figures: Sequence[Figure], measures: Sequence[Measure]) -> Iterator[_Question]:
    """Parts larger than their wholes, and figures given twice; cells that are mistakes are told by themselves."""
    there = {figure.name: figure for figure in figures}
    for part, whole in dict.fromkeys((there.get(str(each.share)), there.get(str(each.of))) for each in measures):
        if part and whole:
            condition = f"{quote(part.name)} > {quote(whole.name)} AND {_is_right(part)} AND {_is_right(whole)}"
            yield _Question(condition, (_shown(part), _shown(whole)), _tell_part(part.name, whole.name))
    for column, rate in dict.fromkeys((there.get(each.column), there.get(str(each.rate))) for each in measures):
        if column and rate:
            yield _Question(f"{_is_right(column)} AND {_is_right(rate)}", (), _tell_both(column.name, rate.name))


def _is_right(figure: Figure) -> str:
    return f"{quote(figure.name)} IS NOT NULL AND {_mistake(figure)} IS NULL"


def _shown(figure: Figure) -> str:
    """A cell as it stands in the table."""
    return quote(figure.name) if figure.kind == "whole" else _text(figure)


def _tell_part(part: str, whole: str) -> Callable[[int, str], tuple[str, str]]:
    what = f"'{part}' is larger than '{whole}', which it is a part of"
    return lambda _, told: (f"{what}: {told}.", "Mend whichever is wrong.")


def _tell_both(column: str, rate: str) -> Callable[[int, str], tuple[str, str]]:
    what = f"'{column}' and its published rate '{rate}' are both filled in"
    return lambda _, told: (f"{what}: {told}.", "Leave one of the two empty in each row, so that one figure decides.")


def _fetch_examples(database: Database, parts: Sequence[str], question: _Question, number: int) -> str:
    """The first rows that a question is about: who, when and what stands there."""
    shown = "".join(f", CAST({each} AS TEXT) AS shown_{at}" for at, each in enumerate(question.shown))
    query = f"SELECT area, year{shown} FROM judged WHERE {question.condition} ORDER BY area, year LIMIT {SHOWN}"
    return cap([tell_row(*row) for row in database.fetch(_with(parts, query)).iter_rows()], number)


def tell_row(area: object, year: object, *cells: object) -> str:
    """Such as `Ringparken 2019: '1500'`."""
    written = " and ".join(f"'{shorten(str(cell))}'" for cell in cells)
    return f"{shorten(str(area))} {year}" + (f": {written}" if written else "")


def _check_fractions(where: str, figures: Iterable[Figure], found: Mapping[str, Found]) -> Iterator[Problem]:
    """Rates written as fractions of one: none is above 2 per cent, and some are above zero."""
    for figure in figures:
        is_large_somewhere = figure.is_rate and figure.column.line_of is None and figure.name not in _SMALL_RATES
        largest = found[figure.name].largest
        if is_large_somewhere and largest is not None and 0 < largest <= 2:
            what = f"All of '{figure.name}' is 2 or less, so 1 seems to mean 100 %."
            yield Problem(where, what, "Multiply it by 100, in a view if the table is not yours.")


# --- the table the query reads ----------------------------------------------------------------------


def plan_forms(figures: Sequence[Figure], found: Mapping[str, Found]) -> dict[str, Form]:
    """In which form `write_figures` gives each figure: rates with both ends."""
    return {
        each.name: Form(found[each.name].decimals + 1, "ends") if each.is_rate else Form(found[each.name].decimals)
        for each in figures
    }


def write_figures(figures: Sequence[Figure], found: Mapping[str, Found], reading: Reading) -> Iterator[str]:
    """SQL of each figure, of those without mistakes; a rate is half a unit of its last decimal to either side."""
    for figure in figures:
        value, decimals = quote(figure.name), found[figure.name].decimals
        exact = _EXACT[reading.dialect].format(decimals=decimals + figure.is_rate)
        if not figure.is_rate:
            yield f"CAST({value} AS {exact}) AS {value}" if figure.kind != "whole" else value
            continue
        half = _half(figure, decimals) if not reading.as_printed else "0"
        yield f"CAST({value} - {half} AS {exact}) AS {quote(f'{figure.name}_low')}"
        yield f"CAST({value} + {half} AS {exact}) AS {quote(f'{figure.name}_high')}"


def _half(figure: Figure, decimals: int) -> str:
    """Half a unit of the last decimal that a rate was printed with."""
    if figure.kind == "whole":
        return "0.5"
    halves = " ".join(f"WHEN {places} THEN 0.{'0' * places}5" for places in range(decimals + 1))
    return f"CASE {_places(figure)} {halves} END"


def find_largest(found: Iterable[Found]) -> int:
    """A whole number that no figure is above."""
    return max([100, *(ceil(each.largest) for each in found if each.largest is not None)])
