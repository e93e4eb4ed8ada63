"""Published lists: what they say of each area and list, and the rows they add."""

from __future__ import annotations

from datetime import date

import pytest

from listerules.areas.panel import build_panel
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

RULES = load_rules()
FEB, DEC = date(2014, 2, 1), date(2014, 12, 1)


def panel(areas, history, series="omraadelister"):
    return build_panel(areas, RULES, series, history=history, today=date(2026, 11, 23))


def area(name="A", year=2019, list_date=None):
    return {"area": name, "year": year, "list_date": list_date, "beboere": 1200}


def stated(name="A", year=2019, list_name="ghettoomraade", **more):
    return {"area": name, "year": year, "list": list_name, **more}


def published(areas, history, chain="parallelsamfund"):
    rows = panel(areas, history).rows.collect()
    return {
        (name, str(day or year)): on
        for name, year, day, on in rows.select("area", "year", "list_date", f"published.{chain}").rows()
    }


@pytest.mark.parametrize(
    "name", ["ghettoomraade", "Ghettoområde", "GHETTO AREA", "parallelsamfund", "Parallel society"]
)
def test_every_name_of_a_list_means_its_newest(name):
    assert published([area()], [stated(list_name=name)]) == {("A", "2019"): True}


def test_a_complete_list_says_who_is_off_it():
    assert published([area("A"), area("B")], [stated("A")]) == {("A", "2019"): True, ("B", "2019"): False}


def test_an_incomplete_list_says_nothing_of_the_others():
    history = [stated("A"), stated("C", complete="nej")]
    read = panel([area("A"), area("B")], history)
    assert read.rows.collect()["published.parallelsamfund"].to_list() == [True, None]
    assert any("'parallelsamfund' is not complete for 2019" in note for note in read.notes)


def test_off_can_be_stated():
    history = [stated("A", complete="nej"), stated("B", on="nej", complete="nej")]
    known = published([area("A"), area("B"), area("C")], history)
    assert known == {("A", "2019"): True, ("B", "2019"): False, ("C", "2019"): None}


def test_a_year_without_rows_is_unknown():
    known = published([area(year=2018), area(year=2019)], [stated(year=2019)])
    assert known == {("A", "2018"): None, ("A", "2019"): True}


def test_with_two_lists_in_a_year_the_last_counts_where_the_table_has_only_the_year():
    history = [stated("A", 2014, list_date=FEB), stated("B", 2014, list_date=DEC)]
    assert published([area("A", 2014)], history) == {("A", "2014"): False}
    dated = published([area("A", 2014, FEB), area("A", 2014, DEC)], history)
    assert dated == {("A", "2014-02-01"): True, ("A", "2014-12-01"): False}


def test_a_history_by_year_is_about_the_last_list_of_a_year():
    dated = published([area("A", 2014, FEB), area("A", 2014, DEC)], [stated("A", 2014)])
    assert dated == {("A", "2014-02-01"): None, ("A", "2014-12-01"): True}


def test_a_day_without_a_list_is_unknown():
    areas = [area("A", 2014, FEB), area("A", 2014, DEC)]
    known = published(areas, [stated("A", 2014, list_date=DEC)])
    assert known == {("A", "2014-02-01"): None, ("A", "2014-12-01"): True}


def test_a_year_whose_dates_differ_in_table_and_history_is_refused():
    with pytest.raises(DataError, match="2014 is dated 2014-06-01 in the table of areas, but 2014-12-01 in the hist"):
        panel([area("A", 2014, date(2014, 6, 1))], [stated("A", 2014, list_date=DEC)])


def test_rows_that_only_say_who_was_off_do_not_make_a_whole_list():
    known = published([area("A"), area("B")], [stated("A", on="nej")])
    assert known == {("A", "2019"): False, ("B", "2019"): None}
    told = published([area("A"), area("B")], [stated("A", on="nej", complete="ja")])
    assert told == {("A", "2019"): False, ("B", "2019"): False}


@pytest.mark.parametrize("written", ["TÅSTRUPGÅRD", "Ta\u030astrupga\u030ard", "Tåstrup\u00adgård ", "tåstrupgård"])
def test_an_area_is_found_however_its_letters_are_written(written):
    assert published([area("Tåstrupgård")], [stated(written)]) == {("Tåstrupgård", "2019"): True}


def test_an_area_that_a_misspelled_name_may_mean_is_not_taken_as_off_the_list():
    areas, history = [area("Tåstrupgård"), area("Bispehaven")], [stated("Taastrupgaard"), stated("Vollsmose")]
    assert published(areas, history) == {("Tåstrupgård", "2019"): None, ("Bispehaven", "2019"): False}
    assert any("say nothing of 'Tåstrupgård'" in note for note in panel(areas, history).notes)


def test_spellings_that_contradict_each_other_are_refused():
    with pytest.raises(DataError, match="differ in the case of letters contradict"):
        panel([area("A")], [stated("A"), stated("a", on="nej")])


def test_names_in_a_table_that_differ_only_in_case_are_refused():
    with pytest.raises(DataError, match="Names differ only in upper and lower case: 'Ringparken' and 'ringparken'"):
        panel([area("Ringparken", 2019), area("ringparken", 2020)], None)


def test_years_of_the_history_are_added_after_the_table_and_are_not_given():
    read = panel([area("B", 2019), area("A", 2019)], [stated("A", 2018), stated("B", 2014, list_date=FEB)])
    rows = read.rows.collect()
    assert rows.select("area", "year", "given", "row").rows() == [
        ("B", 2019, True, 1),
        ("A", 2019, True, 2),
        ("B", 2014, False, None),
        ("B", 2018, False, None),
        ("A", 2014, False, None),
        ("A", 2018, False, None),
    ]
    assert rows["beboere.blank"].to_list() == [None, None, *["no row"] * 4]
    assert rows["beboere"].to_list() == [1200, 1200, *[None] * 4]


def test_both_dates_of_a_year_are_added():
    history = [stated("A", 2014, list_date=FEB), stated("A", 2014, list_date=DEC), stated("A", 2015)]
    assert set(published([area("A", 2019)], history)) == {
        ("A", "2019"), ("A", "2014-02-01"), ("A", "2014-12-01"), ("A", "2015"),
    }  # fmt: skip


def test_areas_only_the_history_has_are_named_and_get_no_rows():
    read = panel([area("Mjølnerparken")], [stated("Mjolnerparken"), stated("Vollsmose")])
    assert set(read.rows.collect()["area"]) == {"Mjølnerparken"}
    assert (
        "history: 2 areas are on the published lists but not in the table: "
        "'Mjolnerparken' (did you mean 'Mjølnerparken'?), 'Vollsmose'"
    ) in read.notes


def test_lists_of_another_series_are_said_and_not_used():
    read = panel([area()], [stated(), stated(list_name="kombineret_udlejning")])
    assert (
        "history: 1 row of 'kombineret_udlejning' not used: a list of the series 'kombineret-udlejning'" in read.notes
    )
    assert [name for name in read.rows.collect_schema() if name.startswith("published.")] == [
        "published.parallelsamfund"
    ]


def test_a_history_of_other_series_alone_adds_nothing():
    rows = panel([area()], [stated(list_name="kombineret_udlejning")]).rows.collect()
    assert rows.height == 1


def test_without_history_nothing_is_added():
    rows = build_panel([area()], RULES, "omraadelister").rows.collect()
    assert rows.height == 1
    assert not [name for name in rows.columns if name.startswith("published.")]


def test_the_history_is_one_of_the_inputs():
    assert [each.name for each in panel([area()], [stated()]).inputs] == ["areas", "history"]


def test_two_statements_of_one_list_must_agree():
    with pytest.raises(DataError, match="contradict each other"):
        panel([area()], [stated(), stated(list_name="parallelsamfund", on=False)])
