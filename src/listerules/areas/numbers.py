"""Cells -> exact whole numbers at one scale, blanks with reasons, and printed figures as intervals.

Nothing here goes through a float: text is read as decimals, and a float of a frame is taken as its
shortest decimal text, so that 0.1 is 0.1. A number of a workbook that stands in a column with text comes as
text with a raised point (54·321), which is the decimal mark whatever the mark of the other cells is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from listerules.law.columns import STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

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
_TEXT, NOT_WHOLE, _NEGATIVE, _TOO_LARGE, _TOO_FINE, _ABOVE_100 = MISTAKES

_Reason: TypeAlias = tuple[pl.Expr, pl.Expr | str]  # a condition, and what it means for a cell
_Reading: TypeAlias = tuple[pl.Expr, pl.Expr, list[_Reason]]  # value, places, and why a cell is no number
_PARTS = ("plain", "value", "places")  # of a cell while it is being read
_RAISED_POINT = "\N{MIDDLE DOT}"
_THREE_DECIMALS = "^[+-]?[1-9][0-9]{0,2}[.][0-9]{3}$"  # or thousands, if the mark of the cell is mistaken
_SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"


def _pattern(mark: str, thousands: str) -> str:
    """A number as people write it: thousands only in groups of three, all set apart alike."""
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?:{thousands}[0-9]{{3}})+|(?:{_SPACES}[0-9]{{3}})+)"
    return rf"^[+-]?(?:(?:[0-9]+|{grouped})(?:{mark}[0-9]+)?|{mark}[0-9]+)$"


_PATTERNS: Mapping[DecimalMark, str] = {",": _pattern(",", r"\."), ".": _pattern(r"\.", ",")}


def to_fraction(number: int) -> Fraction:
    """The fraction a scaled whole number of the panel stands for: SCALE is 1."""
    return Fraction(number, SCALE)


def spell_number(number: float) -> str:
    """The shortest decimal text of a number, with a mark that is no mark of thousands to anyone."""
    return format(Decimal(repr(number)), "f").removesuffix(".0").replace(".", _RAISED_POINT)


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
    texts = frame.select(name for name in figures if frame.schema[name] == pl.String)
    marked = texts.select(pl.all().str.contains("[.,]").any())  # most have no mark, so no cell that could prove one
    found = [
        proof for name in marked.columns if marked[name].item() for proof in _find_proofs_in(frame, name, figures[name])
    ]
    first: dict[DecimalMark, Proof] = {}
    for proof in sorted(found, key=lambda proof: proof.position):
        first.setdefault(proof.mark, proof)
    return first


def _find_proofs_in(frame: pl.DataFrame, name: str, column: Column) -> Iterator[Proof]:
    """The first proof of each mark in one column."""
    texts = frame.select(text=_without_decoration(pl.col(name), column)).with_row_index("position")
    marked = texts.filter(pl.col("text").str.contains("[.,]"))
    reads = {mark: pl.col("text").str.contains(pattern) for mark, pattern in _PATTERNS.items()}
    others: Mapping[DecimalMark, DecimalMark] = {",": ".", ".": ","}
    for mark, other in others.items():
        for position, _ in marked.filter(reads[mark] & ~reads[other]).head(1).rows():
            yield Proof(mark, position, name, frame[name][position])


def take_whole_numbers(frame: pl.DataFrame, figures: Collection[str]) -> pl.DataFrame:
    """The frame with those columns of text as integers that hold nothing but digits: they are read in fewer steps."""
    texts = [name for name in figures if frame.schema[name] == pl.String]
    is_whole = frame.select(pl.col(texts).str.contains("^[0-9]{1,9}$").all())
    return frame.with_columns(pl.col(name).cast(pl.Int64) for name in texts if is_whole[name].item())


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
    last printed decimal to either side, also where that passes 0 or 100, so that the middle is what was
    printed. Only the columns named in `unbounded` may be printed above 100. With `as_printed` both are the
    printed figure. How many decimals were printed is seen in text and in Decimal columns; a float 60.0
    counts as printed without decimals, which is the wider interval and so the safe side.
    `x.blank` says why `x` is null, None where it is not.

    Persons in text are never written with three decimals: `2.000` is `not whole` with a decimal point, and 2000
    with a decimal comma. It may be thousands, and whether it is cannot be seen.

    Every cell that is not an exact figure becomes a blank, mistakes included (see `MISTAKES`). Nothing is
    collected and nothing raised: the caller looks for mistakes.
    """
    schema = frame.collect_schema()
    known = figure_columns(schema.names(), columns)
    whole = [name for name, column in known.items() if column.unit == "persons" and schema[name].is_integer()]
    frame = frame.with_columns(_blank_of_whole(name) for name in whole)
    frame = frame.with_columns(pl.when(pl.col(f"{name}.blank").is_null()).then(name).cast(pl.Int64) for name in whole)
    figures = {name: column for name, column in known.items() if name not in whole}
    each = figures.items()
    # Step by step, since an expression that is used many times within one step is worked out as many times.
    frame = frame.with_columns(made for name, column in each for made in _tidy(name, column, schema[name], decimal))
    frame = frame.with_columns(made for name in figures for made in _read(name, schema[name], decimal))
    frame = frame.with_columns(_judge(name, column, schema[name], free=name in unbounded) for name, column in each)
    frame = frame.with_columns(made for name, column in each for made in _finish(name, column, as_printed=as_printed))
    rates = [name for name, column in figures.items() if column.unit == "percent"]
    return frame.drop(*rates, *(f"{name}.{part}" for name in figures for part in _PARTS), strict=False)


def _blank_of_whole(name: str) -> pl.Expr:
    """`x.blank` of whole persons in a column of whole numbers, which need no more than a look at their size."""
    cell = pl.col(name)
    reasons: list[_Reason] = [(cell.is_null(), "not given"), ((cell >= LIMIT) | (cell <= -LIMIT), _TOO_LARGE)]
    return _first_reason(*reasons, (cell < 0, _NEGATIVE)).alias(f"{name}.blank")


def _without_decoration(cell: pl.Expr, column: Column) -> pl.Expr:
    """Text without blanks around it, a typographic minus, or the sign of a percentage."""
    text = cell.str.strip_chars().str.replace("^\u2212", "-")
    return text.str.replace(r"\s*%$", "") if column.unit == "percent" else text


def _tidy(name: str, column: Column, kind: pl.DataType, decimal: DecimalMark) -> list[pl.Expr]:
    """Text without decoration, and `x.plain`: the same with a decimal point and no thousands marks."""
    cell = pl.col(name)
    if kind.is_integer():
        return []
    if kind.is_float():
        return [cell.cast(pl.String).str.replace(r"\.0$", "").alias(f"{name}.plain")]
    if kind != pl.String:
        strange = kind.is_nested() or kind in (pl.Binary, pl.Object)
        text = pl.when(cell.is_not_null()).then(pl.lit(str(kind))) if strange else cell.cast(pl.String)
        return [text.alias(name), text.alias(f"{name}.plain")]
    text = _without_decoration(cell, column)
    plain = text.str.replace_all(f"[{'.' if decimal == ',' else ','}]|{_SPACES}", "")
    return [text, plain.str.replace(f"[,{_RAISED_POINT}]", ".").alias(f"{name}.plain")]


def _read(name: str, kind: pl.DataType, decimal: DecimalMark) -> list[pl.Expr]:
    """`x.value` at scale, null where it has more digits than 128 bits hold; `x.places` printed; and `x.blank`."""
    if kind.is_integer():
        value, places, reasons = _read_integers(pl.col(name))
    elif kind.is_float():
        value, places, reasons = _read_floats(pl.col(name), pl.col(f"{name}.plain"))
    else:
        pattern = f"{_PATTERNS[decimal if kind == pl.String else '.']}|^-?[0-9]+{_RAISED_POINT}[0-9]+$"
        value, places, reasons = _read_text(pl.col(name), pl.col(f"{name}.plain"), pattern)
    blank = _first_reason((pl.col(name).is_null(), "not given"), *reasons)
    return [value.alias(f"{name}.value"), places.alias(f"{name}.places"), blank.alias(f"{name}.blank")]


def _read_integers(cell: pl.Expr) -> _Reading:
    whole = cell.cast(pl.Int128)
    value = pl.when((whole < LIMIT) & (whole > -LIMIT)).then(whole * SCALE)
    return value, pl.lit(0, pl.Int64), []


def _read_floats(cell: pl.Expr, plain: pl.Expr) -> _Reading:
    """Floats by their shortest text, which is `1.5e-7` for small and large ones."""
    decimals = plain.str.extract(r"\.([0-9]+)").str.len_bytes().cast(pl.Int64).fill_null(0)
    exponent = plain.str.extract(r"e([+-]?[0-9]+)$").cast(pl.Int64).fill_null(0)
    places = (decimals - exponent).clip(lower_bound=0)
    return _scale(plain), places, [(cell.is_nan(), "not a number"), (cell.is_infinite(), "infinite")]


def _read_text(cell: pl.Expr, plain: pl.Expr, pattern: str) -> _Reading:
    mark = plain.str.find(".", literal=True).cast(pl.Int64)
    places = (plain.str.len_bytes().cast(pl.Int64) - mark - 1).fill_null(0)
    reason = cell.str.to_lowercase().replace_strict(BLANKS, default=_TEXT, return_dtype=pl.String)
    return _scale(plain), places, [(~cell.str.contains(pattern), reason)]


def _scale(plain: pl.Expr) -> pl.Expr:
    return plain.cast(pl.Decimal(38, PLACES), strict=False).to_physical()


def _judge(name: str, column: Column, kind: pl.DataType, *, free: bool) -> pl.Expr:
    """`x.blank` with what is wrong with a number, the first thing that is. A `free` rate may be above 100."""
    blank, value, places = (pl.col(f"{name}.{part}") for part in ("blank", "value", "places"))
    allowed = PLACES - 1 if column.unit == "percent" else PLACES
    reasons: list[_Reason] = [
        (blank.is_not_null(), blank),
        ((value >= LIMIT * SCALE) | (value <= -LIMIT * SCALE) | value.is_null(), _TOO_LARGE),
        (places > allowed, _TOO_FINE),
        (value < 0, _NEGATIVE),
    ]
    if column.unit == "persons":
        reasons.append((value % SCALE != 0, NOT_WHOLE))
        if kind == pl.String:
            reasons.append((pl.col(f"{name}.plain").str.contains(_THREE_DECIMALS), NOT_WHOLE))
    if column.unit == "percent" and not free:
        reasons.append((value > 100 * SCALE, _ABOVE_100))
    return _first_reason(*reasons).alias(f"{name}.blank")


def _first_reason(*reasons: _Reason) -> pl.Expr:
    """The reason of the first condition that holds, null where none does."""
    return pl.coalesce(
        pl.when(condition).then(pl.lit(reason) if isinstance(reason, str) else reason) for condition, reason in reasons
    )


def _finish(name: str, column: Column, *, as_printed: bool) -> list[pl.Expr]:
    """The panel's columns of one figure."""
    value = pl.when(pl.col(f"{name}.blank").is_null()).then(pl.col(f"{name}.value"))
    if column.unit == "persons":
        return [(value // SCALE).cast(pl.Int64).alias(name)]
    if column.unit != "percent":
        return [value.alias(name)]
    if as_printed:
        return [value.alias(f"{name}.low"), value.alias(f"{name}.high")]
    halves = {places: SCALE // 10**places // 2 for places in range(PLACES)}
    half = pl.col(f"{name}.places").replace_strict(halves, default=None, return_dtype=pl.Int128)
    return [(value - half).alias(f"{name}.low"), (value + half).alias(f"{name}.high")]
