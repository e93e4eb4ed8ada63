"""What a cell means, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listerules.areas.numbers import (
    SCALE,
    Proof,
    exact,
    figure_columns,
    find_proofs,
    reads_with,
    take_whole_numbers,
    to_fraction,
)
from listerules.law.model import Column

UNITS = ("persons", "number", "kroner", "percent")
COLUMNS = {unit: Column(title={"da": unit, "en": unit}, unit=unit) for unit in UNITS}


def read(unit, cells, **options):
    frame = cells if isinstance(cells, pl.Series) else pl.Series(cells)
    return exact(pl.LazyFrame({unit: frame}), COLUMNS, **options).collect()


def value(unit, cell, **options):
    table = read(unit, [cell], **options)
    assert table[f"{unit}.blank"][0] is None
    return table[unit][0]


def blank(unit, cell, **options):
    table = read(unit, [cell], **options)
    assert table[table.columns[0]][0] is None
    return table[f"{unit}.blank"][0]


@pytest.mark.parametrize(
    ("cell", "decimal", "expected"),
    [
        ("1.234,5", ",", "1234.5"),
        ("1 234,5", ",", "1234.5"),
        ("1\u00a0234\u00a0567,25", ",", "1234567.25"),
        ("1.234", ",", "1234"),
        (",5", ",", "0.5"),
        ("1,234.5", ".", "1234.5"),
        ("1,234,567", ".", "1234567"),
        ("0.1", ".", "0.1"),
        (" 41.20 ", ".", "41.2"),
        ("+7", ".", "7"),
        ("999999999.999999999999999999", ".", "999999999.999999999999999999"),
        ("0.000000000000000001", ".", "0.000000000000000001"),
    ],
)
def test_a_number_is_read_as_written(cell, decimal, expected):
    assert to_fraction(value("number", cell, decimal=decimal)) == Fraction(expected)


@pytest.mark.parametrize(
    "cell", ["12.34,5", "1.23", "1,2,3", "1.234.56", "1.234 567", "٣٤", "1e5", "0x10", "1_000", "--1"]
)
def test_what_is_not_a_danish_number_is_said(cell):
    assert blank("number", cell, decimal=",") == "not a number as written"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "not given"),
        (None, "not given"),
        ("NA", "not given"),
        ("..", "withheld"),
        ("-", "withheld"),
        ("–", "withheld"),
        (":", "withheld"),
        (".", "not applicable"),
        ("NaN", "not a number"),
        ("#N/A", "not a number"),
        ("#DIV/0!", "not a number"),
        ("#VÆRDI!", "not a number"),
        ("inf", "infinite"),
        ("-Infinity", "infinite"),
        ("about 5", "not a number as written"),
        ("-1", "negative"),
        ("-0.000000000000000001", "negative"),
        ("-999999999", "negative"),
        ("-1000000000", "too large"),
        ("-1000000001", "too large"),
        ("1000000000", "too large"),
        ("1000000001", "too large"),
        ("1" + "0" * 30, "too large"),
        ("0.0000000000000000001", "too many decimals"),
    ],
)
def test_a_blank_keeps_its_reason(cell, reason):
    assert blank("number", pl.Series([cell], dtype=pl.String)[0] if cell else cell) == reason


def test_floats_are_their_shortest_decimal_text():
    table = read("number", [0.1, 0.1 + 0.2, 1e-7, 1.5e-7, 123456789.125, 60.0])
    expected = ["0.1", "0.30000000000000004", "0.0000001", "0.00000015", "123456789.125", "60"]
    assert [to_fraction(cell) for cell in table["number"]] == [Fraction(text) for text in expected]


def test_floats_that_are_no_numbers_are_blank_with_a_reason():
    table = read("number", [float("nan"), float("inf"), 1e22, 1e-30])
    assert table["number.blank"].to_list() == ["not a number", "infinite", "too large", "too many decimals"]


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt16, pl.Int64, pl.Int128, pl.Float32, pl.Float64, pl.Decimal(12, 3)])
def test_persons_come_whole_from_every_kind_of_number(kind):
    assert read("persons", pl.Series([12, None], dtype=kind))["persons"].to_list() == [12, None]


def test_whole_numbers_of_any_size_are_read_or_too_large():
    """2^110 times the scale is 0 in 128 bits, so the size is looked at before anything is multiplied."""
    cells = pl.Series([10**9 - 1, 1 - 10**9, 10**9, -(10**9), 2**110, -(2**110), 2**110 + 5], dtype=pl.Int128)
    table = read("number", cells)
    assert table["number"].to_list() == [(10**9 - 1) * SCALE, *[None] * 6]
    assert table["number.blank"].to_list() == [None, "negative", *["too large"] * 5]


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([[1], None]),
        pl.Series([b"1", None]),
        pl.Series([{"a": 1}, None]),
        pl.Series([Fraction(1), None], dtype=pl.Object),
        pl.Series([True, None]),
    ],
    ids=["list", "binary", "struct", "object", "boolean"],
)
def test_what_is_no_figure_of_a_frame_is_said(cells):
    for unit in UNITS:
        assert read(unit, cells)[f"{unit}.blank"].to_list() == ["not a number as written", "not given"]


def test_only_a_rate_has_a_sign_of_percentage():
    assert [blank(unit, "12 %") for unit in ("persons", "number", "kroner")] == ["not a number as written"] * 3
    assert blank_of_rate("12 %") is None


def test_the_figures_of_a_table_are_the_known_columns_with_a_unit_of_figures():
    date = Column(title={"da": "dato", "en": "date"}, unit="date")
    known = {**COLUMNS, "dato": date, "area": COLUMNS["persons"]}
    assert list(figure_columns(["kroner", "area", "unknown", "dato", "persons"], known)) == ["kroner", "persons"]


def test_large_counts_of_persons_are_exact():
    """A float of 110,112 times the scale, divided by the scale, is a hair under 110,112."""
    counts = [110_112, 475_494, 999_000_000, 999_999_999]
    assert read("persons", counts)["persons"].to_list() == counts
    assert read("persons", [str(count) for count in counts])["persons"].to_list() == counts


@pytest.mark.parametrize(
    ("cell", "with_comma", "with_point"),
    [("1,5", True, False), ("1.5", False, True), ("1.234", True, True), ("12", True, True), ("x", False, False)],
)
def test_a_cell_may_read_with_one_decimal_mark_or_both(cell, with_comma, with_point):
    assert (reads_with(",", cell), reads_with(".", cell)) == (with_comma, with_point)
    assert not reads_with(",", None)


def test_the_first_cell_that_reads_with_one_mark_alone_proves_it():
    frame = pl.DataFrame(
        {
            "percent": ["7,50 %", "1.234", "8,50 %", ".."],
            "number": ["1", "2", "3.5", "4"],
            "kroner": ["12", "x.y", "5,5", None],
            "persons": [1, 2, 3, 4],
        }
    )
    assert find_proofs(frame, COLUMNS) == {
        ",": Proof(",", 0, "percent", "7,50 %"),
        ".": Proof(".", 2, "number", "3.5"),
    }
    assert find_proofs(frame[1:2], COLUMNS) == {}


def test_persons_are_whole():
    assert read("persons", ["12.0", "12.5", "12"])["persons"].to_list() == [12, None, 12]
    assert blank("persons", "12.5") == "not whole"
    assert value("persons", "12." + "0" * 18) == 12


@pytest.mark.parametrize(
    ("cell", "decimal", "expected"),
    [
        ("2.000", ".", None),
        ("+12.000", ".", None),
        ("1,000", ",", None),
        ("2.000", ",", 2000),
        ("1,000", ".", 1000),
        ("2000.000", ".", 2000),
        ("2,00", ",", 2),
        ("0.000", ".", 0),
        ("1,234.000", ".", 1234),
    ],
)
def test_a_mark_before_three_digits_is_no_decimal_mark_of_persons(cell, decimal, expected):
    assert read("persons", [cell], decimal=decimal).row(0) == (expected, None if expected is not None else "not whole")


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("41.2", "41.15", "41.25"),
        ("41.20", "41.195", "41.205"),
        ("41", "40.5", "41.5"),
        ("41.2 %", "41.15", "41.25"),
        ("0", "-0.5", "0.5"),
        ("100", "99.5", "100.5"),
        ("0.01", "0.005", "0.015"),
    ],
)
def test_a_printed_rate_is_an_interval_half_a_unit_to_each_side(cell, low, high):
    table = read("percent", [cell])
    assert [to_fraction(table[f"percent.{end}"][0]) for end in ("low", "high")] == [Fraction(low), Fraction(high)]


def test_a_typed_rate_shows_its_decimals_only_as_decimal():
    decimals = read("percent", pl.Series([Decimal("41.20")]))
    floats = read("percent", pl.Series([41.20, 60.0, 1e-7]))
    assert to_fraction(decimals["percent.low"][0]) == Fraction("41.195")
    assert [to_fraction(low) for low in floats["percent.low"]] == [
        Fraction("41.15"),
        Fraction("59.5"),
        Fraction("0.00000005"),
    ]
    assert [to_fraction(end) for end in read("percent", [41]).row(0)[1:]] == [Fraction("40.5"), Fraction("41.5")]


def test_printed_figures_can_be_taken_as_exact():
    table = read("percent", ["41.2", "100"], as_printed=True)
    assert table["percent.low"].to_list() == table["percent.high"].to_list() == [41 * SCALE + SCALE // 5, 100 * SCALE]


def test_only_rates_that_may_be_are_above_100():
    assert blank_of_rate("100.1") == "above 100 per cent"
    free = read("percent", ["100.1"], unbounded=("percent",))
    assert to_fraction(free["percent.high"][0]) == Fraction("100.15")


def blank_of_rate(cell):
    return read("percent", [cell])["percent.blank"][0]


def test_a_rate_leaves_a_place_for_its_half_unit():
    assert blank_of_rate("0.12345678901234567") is None
    assert blank_of_rate("0.123456789012345678") == "too many decimals"


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**18 - 1), st.integers(0, 18))
def test_decimals_come_back_as_they_were_written(whole, fraction, places):
    text = f"{whole}.{fraction:018d}"[: len(str(whole)) + 1 + places] if places else str(whole)
    assert to_fraction(value("number", text)) == Fraction(text)
    assert value("number", text) == value("number", text.replace(".", ","), decimal=",")


@given(st.floats(0, 10**9, exclude_max=True).filter(lambda number: number == 0 or number > 1e-2))
def test_floats_and_their_text_are_the_same_number(number):
    table = read("number", [number])
    if table["number.blank"][0] is None:
        assert to_fraction(table["number"][0]) == Fraction(repr(number))
    else:
        assert table["number.blank"][0] == "too many decimals"


@given(st.lists(st.one_of(st.text(max_size=12), st.sampled_from(["1.5", "..", "41,2", "1e5", "\u2212 3"])), max_size=8))
def test_every_cell_is_a_number_or_has_a_reason(cells):
    for unit in UNITS:
        for decimal in (",", "."):
            table = read(unit, pl.Series(cells, dtype=pl.String), decimal=decimal)
            figure = table[f"{unit}.low" if unit == "percent" else unit]
            assert (figure.is_null() == table[f"{unit}.blank"].is_not_null()).all()


@given(
    st.sampled_from(UNITS),
    st.lists(
        st.none() | st.from_regex("[0-9]{1,10}", fullmatch=True) | st.sampled_from(["007", "12,0", "-5", "..", ""])
    ),
)
def test_a_column_of_digits_is_read_as_the_text_it_was(unit, cells):
    frame = pl.DataFrame({unit: pl.Series(cells, dtype=pl.String)})
    figures = figure_columns([unit], COLUMNS)
    taken = exact(take_whole_numbers(frame, figures).lazy(), COLUMNS, decimal=",").collect()
    assert taken.equals(exact(frame.lazy(), COLUMNS, decimal=",").collect())


def test_a_column_of_digits_and_blanks_is_taken_as_whole_numbers_and_no_other():
    frame = pl.DataFrame({"persons": ["12", None, "007"], "number": ["12", "1.0", "3"], "kroner": ["1234567890"] * 3})
    assert [str(kind) for kind in take_whole_numbers(frame, COLUMNS.keys() & set(frame.columns)).dtypes] == [
        "Int64",
        "String",
        "String",
    ]
