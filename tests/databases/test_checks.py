"""What a file would be refused for, a table of a database is refused for too, in one clear message each."""

from __future__ import annotations

import polars as pl
import pytest

import listerules as lr

GOOD = {
    "area": ["A", "A", "B"],
    "year": ["2021", "2022", "2022"],
    "region": ["Sjælland", "Sjælland", "Midtjylland"],
    "beboere": ["1500", "1500", "1200"],
    "ikke_vestlige": ["1", "1", "1"],
    "uden_tilknytning_pct": ["40.1", "40.1", "30.5"],
}
TYPES = {"year": "INTEGER", "beboere": "DECIMAL(20, 3)", "ikke_vestlige": "BIGINT"}


def classify(place, types, cells, options):
    frame = pl.DataFrame({**GOOD, **cells})
    place.load("areas", frame, **{name: kind for name, kind in {**TYPES, **types}.items() if name in frame.columns})
    return lr.classify(f"{place.address}?table=areas", **options)


def test_a_good_table_is_classified(place):
    assert classify(place, {}, {}, {}).table.height == 3


@pytest.mark.parametrize(
    ("cells", "types", "said"),
    [
        ({"beboere": ["-5", "1500", "1200"]}, {}, "1 cell is below zero in 'beboere': A 2021: '-5.000'. A figure is"),
        ({"beboere": ["1.5", "1500", "2.5"]}, {}, "2 cells are not a whole number of persons in 'beboere': A 2021: "),
        ({"beboere": ["1e9", "1500", "1200"]}, {"beboere": "DOUBLE PRECISION"}, "1 cell is 1,000,000,000 or more in"),
        ({"beboere": ["1" * 30, "1", "1"]}, {"beboere": "TEXT"}, "1 cell is 1,000,000,000 or more in 'beboere'"),
        ({"beboere": ["1.500", "1", "1"]}, {"beboere": "TEXT"}, "not a whole number of persons in 'beboere': A 2021"),
        ({"beboere": ["ca. 5", "1", "1"]}, {"beboere": "TEXT"}, "1 cell is not a number with a decimal point in"),
        ({"uden_tilknytning_pct": ["140.1", "40", "30"]}, {}, "above 100 per cent in 'uden_tilknytning_pct': A 2021"),
        ({"uden_tilknytning_pct": ["40,1", "40", "30"]}, {}, "Is the decimal mark a comma (--decimal ,)?"),
        ({"uden_tilknytning_pct": ["0." + "1" * 20, "40", "30"]}, {}, "written with more than 16 decimals in"),
        ({"uden_tilknytning_pct": ["0.4", "0.4", "0.3"]}, {}, "All of 'uden_tilknytning_pct' is 2 or less"),
        ({"ikke_vestlige": ["1501", "1", "1"]}, {}, "'ikke_vestlige' is larger than 'beboere', which it is a part"),
        ({"ikke_vestlige_pct": ["5.5", "", ""]}, {}, "'ikke_vestlige' and its published rate 'ikke_vestlige_pct' are"),
        (
            {"area": ["A", "B", "B"], "year": ["2022"] * 3},
            {},
            "An area has more than one row for the same list: B 2022.",
        ),
        ({"area": ["A", "A", None]}, {}, "1 row has no area name."),
        ({"area": ["A", "a", "B"]}, {}, "Names differ only in upper and lower case: 'A' and 'a'."),
        ({"year": ["2021", "222", "2022"]}, {}, "'year' is not a whole year between 1900 and 2200: '222' (A)."),
        ({"year": ["2021", "i fjor", "2022"]}, {"year": "TEXT"}, "1900 and 2200: 'i fjor' (1 row, such as A)."),
        ({"year": ["2021", None, "2022"]}, {}, "1 row has neither year nor list date, such as one of A."),
        (
            {"region": ["Sjaeland", "Sjælland", "-"]},
            {},
            "There is no such region: 'Sjaeland' (1 row, such as A). Did you",
        ),
        (
            {"list_date": ["2021-12-01", "2020-12-01", "2022-12-01"]},
            {"list_date": "DATE"},
            "name different years: 2020",
        ),
        ({"list_date": ["1.12.2021", "medio", ""]}, {}, "'list_date' is not a date: 'medio' (1 row, such as A)."),
        ({"year": ["2001", "2002", "2002"]}, {}, "but there was no list of 'omraadelister' before 2010-10-26."),
        (
            {"beboere": ["true", "true", "false"]},
            {"beboere": "BOOLEAN"},
            "is of the type boolean, which holds no figures",
        ),
        ({"beboer": ["1", "1", "1"], "beboere": ["2", "2", "2"]}, {}, None),
    ],
)
def test_a_mistake_is_told_as_it_is_of_a_file(place, cells, types, said):
    if said is None:
        assert "not used: 'beboer'" in " ".join(classify(place, types, cells, {}).notes)
        return
    with pytest.raises(lr.DataError) as raised:
        classify(place, types, cells, {})
    assert said.lower() in str(raised.value).lower()
    assert len(raised.value.problems) == 1


def test_all_mistakes_of_the_figures_are_told_at_once(place):
    cells = {"beboere": ["-5", "1.5", "1200"], "ikke_vestlige": ["100", "100", "1300"]}
    with pytest.raises(lr.DataError) as raised:
        classify(place, {}, cells, {})
    assert len(raised.value.problems) == 3


def test_names_are_read_as_those_of_files(place):
    cells = {"area": [" A ", "A", "B\u00a0 \u200b"], "region": ["Region Sjælland", "sjaelland", ".."]}
    table = classify(place, {"year": "DECIMAL(5, 1)"}, cells, {}).table
    assert table["area"].to_list() == ["A", "A", "B"]
    assert table["year"].to_list() == [2021, 2022, 2022]


def test_a_decimal_comma_is_read_where_it_is_told(place):
    cells = {"uden_tilknytning_pct": ["40,1", "40,10", "30"]}
    here = classify(place, {}, {}, {}).table
    assert classify(place, {}, cells, {"decimal": ","}).table.equals(here)


def test_a_table_of_other_columns_says_which_it_has(place):
    place.load("areas", pl.DataFrame({"omraade_id": [1], "aar": [2022]}))
    with pytest.raises(lr.DataError, match=r"There is no column 'area'. The headings found are 'omraade_id', 'aar'"):
        lr.classify(f"{place.address}?table=areas")


def test_a_table_without_rows_is_no_table(place):
    place.load("areas", pl.DataFrame({"area": ["A"], "year": [2022], "beboere": [1]}).clear())
    with pytest.raises(lr.DataError, match="The table has no rows"):
        lr.classify(f"{place.address}?table=areas")


def test_the_nearest_table_is_named(place):
    place.load("areas", pl.DataFrame(GOOD))
    with pytest.raises(lr.DataError, match=r"There is no table 'area'\. Did you mean 'areas'\?"):
        lr.classify(f"{place.address}?table=area")


def test_years_that_are_not_there_are_told(place):
    place.load("areas", pl.DataFrame(GOOD), year="INTEGER")
    with pytest.raises(lr.DataError, match=r"The table has no list of 2023. It has 2021, 2022"):
        lr.classify(f"{place.address}?table=areas", years=2023)
