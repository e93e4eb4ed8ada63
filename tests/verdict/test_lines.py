"""Floats compared with lines answer as the fractions do, and figures too near a line are told apart exactly.

Random figures almost never come near a line, so these are made beside it: on it, and as close as whole numbers get.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from listerules.areas.numbers import LIMIT, SCALE
from listerules.verdict.engine.exact import compare, product_of, read, sum_of_shares
from listerules.verdict.engine.lines import (
    SIGNS,
    belt_of,
    hold,
    holds_ties_only,
    is_decided_by_one_division,
    nearest_held,
    set_apart,
    snap,
)

OPERATORS = sorted(SIGNS)
TRUE = {
    "above": lambda value, line: value > line,
    "at_least": lambda value, line: value >= line,
    "below": lambda value, line: value < line,
    "at_most": lambda value, line: value <= line,
}
lines = st.fractions(0, 4, max_denominator=10_000) | st.sampled_from([Fraction(2, 5), Fraction(1, 3), Fraction(0)])
wholes = st.integers(1, LIMIT) | st.integers(LIMIT - 50, LIMIT) | st.integers(1, 40)


@st.composite
def shares_beside(draw, line):
    """A part and a whole whose share is on the line or as near to it as such a whole allows."""
    whole = draw(wholes)
    return max(0, math.floor(line * whole) + draw(st.integers(-1, 2))), whole


@given(st.data(), lines, st.sampled_from(OPERATORS))
def test_one_division_answers_as_the_fraction_does(data, line, operator):
    part, whole = data.draw(shares_beside(line))
    assume(part <= LIMIT and is_decided_by_one_division(line, LIMIT))
    assert TRUE[operator](part / whole, float(line)) == TRUE[operator](Fraction(part, whole), line)


def test_a_line_of_many_digits_is_not_left_to_one_division():
    line = Fraction(10**8 + 1, 3 * 10**8)
    assert not is_decided_by_one_division(line, LIMIT)
    assert is_decided_by_one_division(Fraction(4_503_599, 10**7), LIMIT)


@given(st.data(), lines, st.sampled_from([pl.Int8(), pl.Int32(), pl.Int64(), pl.Int128(), pl.UInt16(), pl.Float64()]))
def test_a_figure_compares_with_the_number_nearest_the_line_as_with_the_line(data, line, kind):
    line *= data.draw(st.sampled_from([1, 50, 1000]))
    operator = data.draw(st.sampled_from(OPERATORS))
    held = hold([nearest_held(operator, line, kind)], kind)
    scale = SCALE if kind == pl.Int128 else 1
    nearby = [math.floor(line * scale) + step for step in (-1, 0, 1, 2)]
    if kind.is_float():
        nearby = [float(line), math.nextafter(float(line), 9e9), math.nextafter(float(line), -1), round(float(line), 6)]
    for figure in nearby:
        if kind.is_float() or 0 <= figure < 120 * scale:
            column = pl.Series([figure], dtype=kind)
            stands_for = Fraction(repr(figure)) if kind.is_float() else Fraction(figure, scale)
            said = pl.select(SIGNS[operator](pl.lit(column), pl.lit(held))).item()
            assert said == TRUE[operator](stands_for, line), (figure, held)


@given(st.data(), lines, st.integers(2, 4))
@example(None, Fraction(2, 5), 2)
def test_a_sum_of_shares_is_outside_the_belt_or_snapped_to_its_side(data, line, terms):
    """The shares are made so that their sum is near a line, and the line is moved to the sum's own neighbourhood."""
    if data is None:
        shares = [(94, 340), (110, 340 * 2)]
    else:
        shares = [data.draw(shares_beside(line)) for _ in range(terms - 1)]
        rest = max(Fraction(0), terms * line - sum(Fraction(*share) for share in shares))
        shares.append(data.draw(shares_beside(rest)))
    names = [(f"n{each}", f"d{each}") for each in range(len(shares))]
    rows = pl.DataFrame(
        {
            name: [cell]
            for pair, share in zip(names, shares, strict=True)
            for name, cell in zip(pair, share, strict=True)
        }
    )
    above = sum_of_shares([part for part, _ in names], [whole for _, whole in names])
    under = product_of([whole for _, whole in names])
    drawn = len(shares) * line
    belt = belt_of(drawn, len(shares))
    floats = pl.Series([sum(part / whole for part, whole in shares)])

    def sign(places, belt):
        return compare(rows[places], above, under, (belt.line.denominator, belt.line.numerator))

    snapped = snap(floats, belt.holds(floats), [belt], sign).item()
    truth = sum(Fraction(*share) for share in shares)
    assert (snapped > belt.at) - (snapped < belt.at) == (truth > drawn) - (truth < drawn)
    largest = max(max(share) for share in shares)
    if holds_ties_only(drawn, len(shares), len(shares), largest):
        assert not belt.holds(floats).item() or truth == drawn
        for operator in OPERATORS:
            assert TRUE[operator](floats.item(), belt.end_for_ties(operator)) == TRUE[operator](truth, drawn)


def test_a_mean_that_floats_put_above_its_line_is_on_it():
    """94 and 110 of 340 are 30 per cent on average; floats say a little more."""
    assert (94 / 340 + 110 / 340) / 2 > 0.3
    belt = belt_of(Fraction(3, 5), 2)
    assert holds_ties_only(Fraction(3, 5), 2, 2, 340)
    total = 94 / 340 + 110 / 340
    assert not total > belt.end_for_ties("above")
    assert total >= belt.end_for_ties("at_least")


@given(st.lists(lines, min_size=1, max_size=6, unique=True), st.integers(1, 5))
def test_each_float_is_in_one_belt_of_a_group_at_most(drawn, terms):
    close = [line + Fraction(step, 10**17) for line in drawn for step in (0, 1)]
    groups = set_apart(belt_of(line, terms) for line in close)
    assert sorted(belt.line for group in groups for belt in group) == sorted(close)
    for group in groups:
        assert all(lower.high < upper.low for lower, upper in pairwise(group))


@given(st.integers(0, 2**200), st.integers(0, 2**200), st.integers(0, 2**120), st.integers(0, 2**120))
@example(2**90, 2**90 - 1, 2**37, 2**37)  # at the end of 128 bits
def test_whole_numbers_of_any_size_are_compared(left_factor, right_factor, left, right):
    rows = pl.DataFrame({"left": [left, None], "right": [right, 1]}, schema={"left": pl.Int128, "right": pl.Int128})
    said = compare(rows, read("left"), read("right"), (left_factor, right_factor)).to_list()
    truth = (left * left_factor > right * right_factor) - (left * left_factor < right * right_factor)
    assert said == [truth, None]


def test_rows_that_fit_and_rows_that_do_not_are_compared_side_by_side():
    rows = pl.DataFrame({"a": [3, 10**30, None], "b": [2, 10**30 - 1, 1]}, schema={"a": pl.Int128, "b": pl.Int128})
    assert compare(rows, product_of(["a", "a"]), product_of(["b", "b"])).to_list() == [1, 1, None]
    assert compare(rows, product_of(["b", "b"]), product_of(["a", "a"])).to_list() == [-1, -1, None]


@pytest.mark.parametrize("near", [[False, False], [None, False]])
def test_floats_far_from_every_line_are_left_alone(near):
    def refuse(*_):
        raise AssertionError("compared")

    floats = pl.Series([0.1, 0.9])
    assert snap(floats, pl.Series(near, dtype=pl.Boolean), [belt_of(Fraction(1, 2), 2)], refuse) is floats
