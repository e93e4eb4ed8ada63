"""Cells -> exact whole numbers at one scale, blanks with reasons, and printed figures as intervals.

Nothing here goes through a float: text is read as decimals, and a float of a frame is taken as its
shortest decimal text, so that 0.1 is 0.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from listerules.law.columns import STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from listerules.areas.text import DecimalMark
    from listerules.law.model import Column

PLACES = 18
SCALE = 10**PLACES
LIMIT = 10**9
FIGURES = ("persons", "number", "kroner", "percent")

# What stands in a cell without being a number, in lower case, and what it means.
BLANKS: Mapping[str, str] = {
    **dict.fromkeys(("", "na", "n/a", "null", "none"), "not given"),
    **dict.fromkeys(("..", "...", "…", "-", "–", "—", ":"), "withheld"),
    ".": "not applicable",
    **dict.fromkeys(
        (
            *("nan", "-nan", "#n/a", "#i/t", "#div/0!", "#division/0!", "#value!", "#værdi!", "#num!", "#null!"),
            *("#ref!", "#reference!", "#name?", "#navn?", "#nul!"),
        ),
        "not a number",
    ),
    **dict.fromkeys(("inf", "+inf", "-inf", "infinity", "-infinity", "∞", "-∞"), "infinite"),
}

# Reasons that are mistakes: reading a file eagerly says them, a lazy frame keeps them as blanks.
MISTAKES = ("not a number as written", "not whole", "negative", "too large", "too many decimals", "above 100 per cent")
_TEXT, _NOT_WHOLE, _NEGATIVE, _TOO_LARGE, _TOO_FINE, _ABOVE_100 = MISTAKES

_SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_FLOAT = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"


def _pattern(mark: str, thousands: str) -> str:
    """A number as people write it: thousands only in groups of three, all set apart alike."""
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?:{thousands}[0-9]{{3}})+|(?:{_SPACES}[0-9]{{3}})+)"
    return rf"^[+-]?(?:(?:[0-9]+|{grouped})(?:{mark}[0-9]+)?|{mark}[0-9]+)$"


_PATTERNS: Mapping[DecimalMark, str] = {",": _pattern(",", r"\."), ".": _pattern(r"\.", ",")}


def to_fraction(number: int) -> Fraction:
    """The fraction a scaled whole number of the panel stands for: SCALE is 1."""
    return Fraction(number, SCALE)


def reads_with(mark: DecimalMark, cell: object) -> bool:
    """Whether a cell of text is a number when read with that decimal mark."""
    return isinstance(cell, str) and re.fullmatch(_PATTERNS[mark], cell) is not None


@dataclass(frozen=True)
class Proof:
    """A cell that can only be read with one decimal mark."""

    mark: DecimalMark
    position: int
    column: str
    text: str


def figure_columns(names: Collection[str], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of figures among `names`, in their order."""
    return {
        name: columns[name]
        for name in names
        if name in columns and name not in STRUCTURAL and columns[name].unit in FIGURES
    }


def find_proofs(frame: pl.DataFrame, figures: Mapping[str, Column]) -> dict[DecimalMark, Proof]:
    """The first cell that proves a decimal comma, and the first that proves a decimal point, if any."""
    proofs: dict[DecimalMark, Proof] = {}
    for name, column in figures.items():
        if frame.schema[name] != pl.String:
            continue
        text = _without_decoration(pl.col(name), column)
        reads = {mark: text.str.contains(pattern) for mark, pattern in _PATTERNS.items()}
        only = {",": reads[","] & ~reads["."], ".": reads["."] & ~reads[","]}
        found = frame.select(**{mark: condition.fill_null(value=False).arg_max() for mark, condition in only.items()})
        shown = frame.select(**{mark: condition.any() for mark, condition in only.items()})
        for mark in _PATTERNS:
            if shown[mark][0] and (mark not in proofs or found[mark][0] < proofs[mark].position):
                proofs[mark] = Proof(mark, found[mark][0], name, frame[name][found[mark][0]])
    return proofs


def exact(
    frame: pl.LazyFrame,
    columns: Mapping[str, Column],
    *,
    decimal: DecimalMark = ".",
    as_printed: bool = False,
    unbounded: Collection[str] = (),
) -> pl.LazyFrame:
    """Turn the columns of figures into exact whole numbers; other columns pass through.

    `x` of unit `persons` becomes Int64; of `number` and `kroner` Int128 times SCALE; of `percent` the two
    columns `x.low` and `x.high`, Int128, per cent times SCALE: the printed figure and half a unit of its
    last printed decimal to either side, kept within 0 and 100 (only above 0 for the columns named in
    `unbounded`). With `as_printed` both are the printed figure. How many decimals were printed is seen in
    text and in Decimal columns; a float 60.0 counts as printed without decimals, which is the wider
    interval and so the safe side. `x.blank` says why `x` is null, None where it is not.

    Every cell that is not an exact figure becomes a blank, mistakes included (see `MISTAKES`). Nothing is
    collected and nothing raised: the caller looks for mistakes.
    """
    schema = frame.collect_schema()
    figures = figure_columns(schema.names(), columns)
    read = frame.with_columns(
        _read(name, column, schema[name], decimal, unbounded=name in unbounded) for name, column in figures.items()
    )
    made = read.with_columns(
        made
        for name, column in figures.items()
        for made in _columns_of(name, column, as_printed=as_printed, unbounded=name in unbounded)
    )
    intervals = [name for name, column in figures.items() if column.unit == "percent"]
    return made.drop(intervals)


def _without_decoration(cell: pl.Expr, column: Column) -> pl.Expr:
    """Text without blanks around it, a typographic minus, or the sign of a percentage."""
    text = cell.str.strip_chars().str.replace("^\u2212", "-")
    return text.str.replace(r"\s*%$", "") if column.unit == "percent" else text


def _read(name: str, column: Column, kind: pl.DataType, decimal: DecimalMark, *, unbounded: bool) -> pl.Expr:
    """A struct per cell: the scaled value, the decimals printed, and why there is no value."""
    text, pattern, plain = _as_plain_text(name, column, kind, decimal)
    well_formed = text.str.contains(pattern)
    mantissa, exponent = plain.str.extract(r"^([^eE]*)"), plain.str.extract(r"[eE](.*)$").cast(pl.Int64, strict=False)
    decimals = mantissa.str.extract(r"\.([0-9]*)$").str.len_chars().cast(pl.Int64).fill_null(0) - exponent.fill_null(0)
    places = decimals.clip(lower_bound=0)
    whole_digits = mantissa.str.extract(r"^[+-]?0*([0-9]*)").str.len_chars().cast(pl.Int64) + exponent.fill_null(0)
    value = plain.cast(pl.Decimal(38, PLACES), strict=False).to_physical()
    allowed = PLACES - 1 if column.unit == "percent" else PLACES
    mistake = (
        pl.when(text.is_null())
        .then(pl.lit("not given"))
        .when(~well_formed)
        .then(text.str.to_lowercase().replace_strict(BLANKS, default=_TEXT, return_dtype=pl.String))
        .when(whole_digits > len(str(LIMIT)) - 1)
        .then(pl.lit(_TOO_LARGE))
        .when(places > allowed)
        .then(pl.lit(_TOO_FINE))
        .when(value.is_null())
        .then(pl.lit(_TEXT))
        .when(value < 0)
        .then(pl.lit(_NEGATIVE))
    )
    if column.unit == "persons":
        mistake = mistake.when(value % SCALE != 0).then(pl.lit(_NOT_WHOLE))
    if column.unit == "percent" and not unbounded:
        mistake = mistake.when(value > 100 * SCALE).then(pl.lit(_ABOVE_100))
    return pl.struct(value=value, places=places, blank=mistake.otherwise(None)).alias(name)


def _as_plain_text(name: str, column: Column, kind: pl.DataType, decimal: DecimalMark) -> tuple[pl.Expr, str, pl.Expr]:
    """The cell as text, the pattern of a number in it, and the text with a point and no thousands marks."""
    cell = pl.col(name)
    if kind.is_float():
        text = cell.cast(pl.String).str.replace(r"\.0$", "")
        return text, _FLOAT, text
    if kind == pl.String:
        text = _without_decoration(cell, column)
        thousands = rf"[.]|{_SPACES}" if decimal == "," else rf"[,]|{_SPACES}"
        plain = text.str.replace_all(thousands, "")
        return text, _PATTERNS[decimal], plain.str.replace(",", ".", literal=True) if decimal == "," else plain
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        text = pl.when(cell.is_not_null()).then(pl.lit(str(kind)))
    else:
        text = cell.cast(pl.String)
    return text, _PATTERNS["."], text


def _columns_of(name: str, column: Column, *, as_printed: bool, unbounded: bool) -> list[pl.Expr]:
    """The panel's columns of one figure, from the struct `_read` made."""
    blank = pl.col(name).struct.field("blank")
    value = pl.when(blank.is_null()).then(pl.col(name).struct.field("value"))
    made = [blank.alias(f"{name}.blank")]
    if column.unit == "persons":
        return [(value // SCALE).cast(pl.Int64).alias(name), *made]
    if column.unit != "percent":
        return [value.alias(name), *made]
    if as_printed:
        return [value.alias(f"{name}.low"), value.alias(f"{name}.high"), *made]
    halves = {places: SCALE // 10**places // 2 for places in range(PLACES)}
    half = pl.col(name).struct.field("places").replace_strict(halves, default=None, return_dtype=pl.Int128)
    low, high = (value - half).clip(lower_bound=0), value + half
    return [
        low.alias(f"{name}.low"),
        (high if unbounded else high.clip(upper_bound=100 * SCALE)).alias(f"{name}.high"),
        *made,
    ]
