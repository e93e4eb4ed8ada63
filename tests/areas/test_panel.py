"""The panel: what is checked, what is only said, and what lazy frames give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from listerules.areas.numbers import to_fraction
from listerules.areas.panel import build_panel, lazy_panel
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

RULES = load_rules()
TODAY = date(2026, 11, 23)
PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"


def panel(source, series="omraadelister", **options):
    return build_panel(source, RULES, series, today=TODAY, **options)


def notes(source, **options):
    return "\n".join(panel(source, **options).notes)


def test_columns_are_as_promised():
    read = panel([{"area": " A  B ", "year": 2019, "beboere": 1200, "uden_tilknytning": 3.5, "doemte_pct": "1.52"}])
    schema = read.rows.collect_schema()
    assert dict(schema) == {
        "area": pl.String,
        "year": pl.Int32,
        "list_date": pl.Date,
        "municipality": pl.String,
        "region": pl.String,
        "row": pl.Int64,
        "given": pl.Boolean,
        "beboere": pl.Int64,
        "beboere.blank": pl.String,
        "uden_tilknytning": pl.Int128,
        "uden_tilknytning.blank": pl.String,
        "doemte_pct.low": pl.Int128,
        "doemte_pct.high": pl.Int128,
        "doemte_pct.blank": pl.String,
    }
    row = read.rows.collect().row(0, named=True)
    assert (row["area"], row["row"], row["given"], row["beboere"]) == ("A B", 1, True, 1200)
    assert to_fraction(row["uden_tilknytning"]) == Fraction(7, 2)
    assert read.reference is None


def test_incomes_and_lines_may_be_above_100():
    read = panel([{"area": "A", "year": 2019, "bruttoindkomst_pct": "104.2", "doemte_graense_pct": "100.00"}])
    row = read.rows.collect().row(0, named=True)
    assert to_fraction(row["bruttoindkomst_pct.high"]) == Fraction("104.25")
    assert to_fraction(row["doemte_graense_pct.high"]) == Fraction("100.005")


def test_a_part_may_equal_its_whole():
    assert panel([{"area": "A", "year": 2019, "beboere": 1200, "ikke_vestlige": 1200}])
    with pytest.raises(DataError, match="'uden_tilknytning' is larger than 'beboere_18_64'"):
        panel([{"area": "A", "year": 2019, "beboere_18_64": 700, "uden_tilknytning": "700.000000000000000001"}])


def test_a_count_and_a_rate_in_different_rows_are_fine():
    table = [
        {"area": "A", "year": 2018, "ikke_vestlige": 500, "ikke_vestlige_pct": None},
        {"area": "A", "year": 2019, "ikke_vestlige": None, "ikke_vestlige_pct": 41.2},
    ]
    assert panel(table)


def test_every_mistake_of_a_table_is_said_at_once():
    table = [
        {"area": "A", "year": 2019, "region": "Fyn", "beboere": -1},
        {"area": "B", "year": 2019, "region": "Sjælland", "beboere": 1},
        {"area": "B", "year": 2019, "region": "Sjælland", "beboere": 2},
    ]
    with pytest.raises(DataError) as caught:
        panel(table)
    assert len(caught.value.problems) == 3
    assert all(problem.where == "areas" for problem in caught.value.problems)


def test_many_mistakes_are_capped():
    with pytest.raises(DataError, match=r"row 5 \(O4 2019\): 'x', and 12 more\."):
        panel([{"area": f"O{number}", "year": 2019, "beboere": "x"} for number in range(17)])


def test_years_without_a_list_are_said():
    years = [2008, 2009, 2012, 2031]
    said = notes([{"area": "A", "year": year, "beboere": 1200} for year in years])
    assert "2008-2009: before the first list of 'omraadelister' (2010-10-26), so judged by no law" in said
    assert "2031: in the future, and judged by the law as it stands (almenboligloven-2021)" in said
    assert "repealed" not in said
    repealed = [{"area": "A", "year": year, "beboere": 1200} for year in (2017, 2018)]
    assert "2018: there is no list of 'infrastruktur', which was repealed" in notes(repealed, series="infrastruktur")


def test_the_next_list_is_not_the_future():
    assert "future" not in notes([{"area": "A", "year": 2027, "beboere": 1200}])


def test_a_list_date_before_the_first_list_counts_and_not_its_year():
    with pytest.raises(DataError, match="no list of 'omraadelister' before 2010-10-26"):
        panel([{"area": "A", "list_date": "2010-10-01", "beboere": 1200}])


def test_missing_columns_are_said_with_the_lists_they_have_a_say_in():
    said = notes([{"area": "A", "year": 2019, "beboere": 1200, "ikke_vestlige_pct": 41.2}])
    assert (
        "kun_grundskole cannot be decided without 'kun_grundskole' and 'beboere_30_59', or 'kun_grundskole_pct'; "
        "it has a say in ghettoomraade, haardt_ghettoomraade, udsat_boligomraade, udviklingsplan"
    ) in said
    assert "ikke_vestlige cannot" not in said


def with_rates(name, *rates):
    return [{"area": f"O{number}", "year": 2019, name: rate} for number, rate in enumerate(rates)]


@pytest.mark.parametrize("rates", [(0.52,), (0.41, None, 1.0), ("0.65", "..", "0"), (Decimal("1.2"), Decimal(2))])
@pytest.mark.parametrize("name", ["ikke_vestlige_pct", "bruttoindkomst_pct", "uden_tilknytning_et_aar_pct"])
def test_rates_that_are_fractions_of_one_are_refused(name, rates):
    with pytest.raises(DataError, match=f"All of '{name}' is 2 or less, so 1 seems to mean 100 %: row 1 .* Multiply"):
        panel(with_rates(name, *rates))


@pytest.mark.parametrize("rates", [(0.52, 2.1), (0, 0), (None,), ("..", "0"), ("0.52 %", "1.1 %")])
def test_rates_that_may_be_per_cent_are_read(rates):
    assert "per cent" not in notes(with_rates("ikke_vestlige_pct", *rates))


def test_rates_of_convictions_that_look_like_fractions_of_one_are_said():
    assert "all of 'doemte_pct' are about 1 or less and are taken as per cent" in notes(
        with_rates("doemte_pct", 0.015, 0.02, 0.01)
    )
    panel(with_rates("doemte_graense_pct", 1.9))


def test_rates_of_a_lazy_frame_are_not_looked_at_as_a_column():
    lazy = lazy_panel(pl.LazyFrame(with_rates("ikke_vestlige_pct", 0.52)), RULES, "omraadelister")
    assert lazy.rows.collect()["ikke_vestlige_pct.low"].to_list() == [515 * 10**15]


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Danmark", "Danmark"),
        ("denmark", "Danmark"),
        ("Hele landet", "Danmark"),
        ("Region Sjælland", "Sjælland"),
        ("SJÆLLAND", "Sjælland"),
        ("region midtjylland", "Midtjylland"),
    ],
)
def test_a_reference_is_of_the_country_and_the_regions(name, area):
    read = panel(
        [{"area": "A", "year": 2019, "beboere": 1200}],
        reference=[{"area": name, "year": 2019, "bruttoindkomst": 300000}],
    )
    assert read.reference.select("area", "year", "given").collect().rows() == [(area, 2019, True)]
    assert [each.name for each in read.inputs] == ["areas", "reference"]


def test_lazy_frames_give_the_same_rows():
    path = PUBLISHED / "areas.csv"
    history = PUBLISHED / "lists.csv"
    eager = panel(path, history=history).rows.collect().drop("row")
    lazy = lazy_panel(pl.scan_csv(path, infer_schema=False), RULES, "omraadelister", history=history)
    assert lazy.rows.collect().drop("row").equals(eager)


def test_a_lazy_panel_collects_nothing_and_keeps_mistakes_as_blanks():
    def refuse(_):
        raise AssertionError("collected")

    table = pl.LazyFrame({"Boligområde": ["A", "B"], "year": [2019, 2019], "beboere": ["x", "-1"], "andet": [1, 2]})
    watched = table.map_batches(refuse, schema=table.collect_schema())
    lazy_panel(watched, RULES, "omraadelister", reference=watched)
    read = lazy_panel(table, RULES, "omraadelister").rows.collect()
    assert read["beboere.blank"].to_list() == ["not a number as written", "negative"]
    assert read["area"].to_list() == ["A", "B"]
    with pytest.raises(DataError, match="There is no column 'area'"):
        lazy_panel(table.drop("Boligområde"), RULES, "omraadelister")


def test_an_empty_lazy_frame_gives_an_empty_panel():
    empty = pl.LazyFrame(schema={"area": pl.String, "year": pl.Int64, "doemte_pct": pl.Float64})
    assert lazy_panel(empty, RULES, "omraadelister").rows.collect().height == 0


def test_a_line_that_nothing_gives_is_said_with_what_would_give_it():
    figures = {"beboere_18_og_over": 1000, "doemte": 10, "bruttoindkomst": 200_000}
    said = notes([{"area": "A", "year": 2022, "region": "Sjælland", **figures}])
    assert "doemte cannot be known without a reference with 'doemte' for Danmark" in said
    assert "bruttoindkomst cannot be known without a reference" in said
    without = notes([{"area": "A", "year": 2022, **figures}])
    assert "the line of bruttoindkomst cannot be known without 'region'" in without
    printed = notes([{"area": "A", "year": 2022, "doemte_pct": "2.0", "doemte_graense_pct": "2.17"}])
    assert "the line of doemte" not in printed
