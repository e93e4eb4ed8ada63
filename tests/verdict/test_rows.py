"""What the engine sees of the order of rows: it may use what it finds, and must not find what is not there."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listerules.areas.numbers import LIMIT
from listerules.verdict.engine.rows import ROW, arrange, find_order, find_places, put_back, return_to


def table(*rows, **more):
    return pl.DataFrame(rows, schema={"area": pl.String, "year": pl.Int32}, orient="row").with_columns(**more)


@pytest.mark.parametrize(("rows", "is_sorted", "is_dense"), [
    pytest.param([("A", 2020), ("A", 2021), ("B", 2020)], True, True, id="by area and year"),
    pytest.param([("Å", 2020), ("Å", 2021), ("B", 2020), ("B", 2021)], True, True, id="areas in an order of their own"),
    pytest.param([("A", 2020), ("A", 2022), ("B", 2020)], True, False, id="a year is missing"),
    pytest.param([("A", 2021), ("A", 2020), ("B", 2020)], False, False, id="years backwards"),
    pytest.param([("A", 2020), ("A", 2020), ("B", 2020)], False, False, id="a year twice"),
    pytest.param([("B", 2020), ("A", 2020), ("B", 2021), ("B", 2022)], False, False, id="an area in two places"),
    pytest.param([("A", 2020), ("A", None), ("B", 2020)], False, False, id="a year that is not known"),
    pytest.param([(None, 2020), ("A", 2020)], False, False, id="an area that is not known"),
    pytest.param([("A", 2020), ("B", 2020), ("A", 2021), ("B", 2021)], False, False, id="by year"),
])  # fmt: skip
def test_rows_are_sorted_where_each_area_stands_together_by_year(rows, is_sorted, is_dense):
    order = find_order(table(*rows))
    assert (order.is_sorted, order.is_dense) == (is_sorted, is_dense)


def test_list_dates_mean_that_a_year_may_have_several_lists():
    rows = table(("A", 2014), ("A", 2014), list_date=pl.Series([date(2014, 2, 1), date(2014, 12, 1)]))
    assert find_order(rows).is_dated
    assert not find_order(rows).is_sorted
    assert not find_order(rows.with_columns(list_date=pl.lit(None, pl.Date))).is_dated


def test_the_largest_whole_number_is_that_of_all_columns_of_figures():
    rows = table(("A", 2014), ("B", 2014), few=pl.Series([3, None]), many=pl.Series([7, 9]), row=pl.Series([1, 99]))
    assert find_order(rows).largest == 9
    assert find_order(rows).years == (2014, 2014)
    assert find_order(rows.head(0)).years is None


def test_without_whole_numbers_nothing_is_known_of_the_largest():
    assert find_order(table(("A", 2014), income=pl.Series([181_500.5]))).largest == LIMIT


@given(st.lists(st.tuples(st.sampled_from("ABCÅ"), st.integers(2010, 2014)), unique=True), st.booleans())
def test_rows_are_brought_together_and_put_back(pairs, dated):
    rows = table(*pairs, at=pl.Series(range(len(pairs)), dtype=pl.Int64))
    if dated:
        rows = rows.with_columns(list_date=pl.date("year", 10, 1))
    order = find_order(rows)
    arranged = arrange(rows.lazy(), order).collect()
    areas = arranged["area"].rle().struct.field("value")
    assert areas.n_unique() == len(areas)
    assert all(group["year"].is_sorted() for group in arranged.partition_by("area"))
    back = put_back(arranged.lazy(), order).collect()
    assert back["at"].to_list() == rows["at"].to_list()
    assert ROW not in back.columns


@given(
    st.lists(st.tuples(st.sampled_from("ABCÅ") | st.none(), st.integers(2010, 2014) | st.none()), min_size=1),
    st.sampled_from([pl.String, pl.Int32, pl.Int64]),
    st.data(),
)
def test_answers_return_to_the_rows_they_are_of(pairs, kind, data):
    rows = table(*pairs, at=pl.Series(range(len(pairs)), dtype=pl.Int64))
    if kind.is_integer():
        numbers = {"A": -5, "B": 2**31 - 1, "C": -(2**31), "Å": 0}
        rows = rows.with_columns(pl.col("area").replace_strict(numbers, default=None, return_dtype=kind))
    places = find_places(rows, find_order(rows))
    assert sorted(places) == list(range(rows.height))
    complete = rows[places].drop_nulls(["area", "year"])
    areas = complete["area"].rle().struct.field("value")
    assert areas.n_unique() == len(areas)
    assert all(group["year"].is_sorted() for group in complete.partition_by("area"))
    drawn = st.lists(st.sampled_from([True, False, None]), min_size=rows.height, max_size=rows.height)
    answers = rows.select("at").with_columns(
        pl.Series(f"q{each}", data.draw(drawn), dtype=pl.Boolean) for each in range(6)
    )
    assert return_to(places, answers[places]).equals(answers)
