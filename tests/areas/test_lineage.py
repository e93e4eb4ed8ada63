"""Renamed, merged and split areas: rows for the years before."""

from __future__ import annotations

from datetime import date

import pytest

from listerules.areas.panel import build_panel
from listerules.errors import DataError
from listerules.law.rulebook import load_rules

RULES = load_rules()


def area(name, year, beboere=1200, **more):
    return {"area": name, "year": year, "beboere": beboere, "bruttoindkomst": 200000, "doemte_pct": "1.52", **more}


def stated(name, year, on="ja"):
    return {"area": name, "year": year, "list": "ghettoomraade", "on": on}


def link(name, from_year, was):
    return {"area": name, "from_year": from_year, "was": was}


def rows(areas, lineage, history=None):
    panel = build_panel(areas, RULES, "omraadelister", lineage=lineage, history=history, today=date(2026, 11, 23))
    return {(row["area"], row["year"]): row for row in panel.rows.collect().iter_rows(named=True)}


def test_a_renamed_area_takes_the_figures_it_had():
    table = [area("Agervang", 2020, 1100, region="Sjælland"), area("Grønneparken", 2021)]
    made = rows(table, [link("Grønneparken", 2021, "Agervang")])
    row = made["Grønneparken", 2020]
    assert (row["beboere"], row["given"], row["row"], row["region"]) == (1100, False, None, "Sjælland")
    assert row["doemte_pct.low"] == made["Agervang", 2020]["doemte_pct.low"]
    assert made["Agervang", 2020]["given"]


def test_a_renamed_area_takes_the_lists_it_was_on_even_where_only_the_history_has_the_old_name():
    made = rows([area("Grønneparken", 2021)], [link("Grønneparken", 2021, "Agervang")], [stated("Agervang", 2020)])
    assert set(made) == {("Grønneparken", 2021), ("Grønneparken", 2020)}
    assert made["Grønneparken", 2020]["published.parallelsamfund"] is True
    assert made["Grønneparken", 2020]["beboere.blank"] == "no row"


def test_a_history_that_uses_the_new_name_throughout_stands():
    history = [stated("Ny", 2018), stated("Gammel", 2018, on="nej")]
    made = rows([area("Ny", 2021), area("Gammel", 2018)], [link("Ny", 2021, "Gammel")], history)
    assert made["Ny", 2018]["published.parallelsamfund"] is True
    assert made["Ny", 2018]["beboere"] == 1200


@pytest.mark.parametrize("history_has_days", [False, True])
def test_lists_of_the_new_name_stand_where_only_one_of_table_and_history_says_the_day(history_has_days):
    when = {"list_date": "2018-12-01"}
    history = [{**stated("Ny", 2018), **(when if history_has_days else {})}]
    table = [area("Ny", 2021), area("Gammel", 2018, 1100, **({} if history_has_days else when))]
    made = rows(table, [link("Ny", 2021, "Gammel")], history)
    row = made["Ny", 2018]
    assert (row["published.parallelsamfund"], row["beboere"]) == (True, 1100)
    assert (row["year"], row["list_date"]) == (2018, None if history_has_days else date(2018, 12, 1))


def test_the_last_list_of_the_year_stands_where_the_history_has_two_and_the_table_says_no_day():
    days = ("2014-02-01", "2014-12-01")
    history = [{**stated("Ny", 2014, on), "list_date": day} for day, on in zip(days, ("nej", "ja"), strict=True)]
    made = rows([area("Ny", 2021), area("Gammel", 2014)], [link("Ny", 2021, "Gammel")], history)
    assert made["Ny", 2014]["published.parallelsamfund"] is True


def test_a_merged_area_takes_the_lists_of_parts_of_which_only_one_says_the_day():
    table = [area("A", 2018, list_date="2018-12-01"), area("AB", 2020)]
    panel = build_panel(
        table,
        RULES,
        "omraadelister",
        lineage=[link("AB", 2020, "A"), link("AB", 2020, "B")],
        history=[stated("A", 2018), stated("B", 2018)],
    )
    made = panel.rows.collect().filter(area="AB", year=2018)
    assert made.select("list_date", "published.parallelsamfund").rows() == [(date(2018, 12, 1), True)]


def test_names_are_followed_back_through_several_changes():
    table = [area("Første", 2015, 1001), area("Anden", 2018, 1002), area("Tredje", 2021, 1003)]
    made = rows(table, [link("Tredje", 2020, "Anden"), link("Anden", 2017, "Første")])
    assert [made["Tredje", year]["beboere"] for year in (2015, 2018, 2021)] == [1001, 1002, 1003]


def test_counts_of_merged_areas_are_added_and_their_means_and_rates_are_not():
    table = [area("A", 2019, 700), area("B", 2019, 600), area("AB", 2020)]
    row = rows(table, [link("AB", 2020, "A"), link("AB", 2020, "B")])["AB", 2019]
    assert (row["beboere"], row["beboere.blank"]) == (1300, None)
    assert (row["bruttoindkomst"], row["bruttoindkomst.blank"]) == (None, "merged")
    assert (row["doemte_pct.low"], row["doemte_pct.blank"]) == (None, "merged")


def test_a_merged_count_needs_all_its_parts():
    table = [area("A", 2019, 700), area("B", 2019, None), area("A", 2018, 700), area("AB", 2020)]
    made = rows(table, [link("AB", 2020, "A"), link("AB", 2020, "B")])
    for year in (2018, 2019):
        assert (made["AB", year]["beboere"], made["AB", year]["beboere.blank"]) == (None, "merged")


@pytest.mark.parametrize(("on", "expected"), [("ja", True), ("nej", None)])
def test_a_merged_area_was_published_where_all_its_parts_agree(on, expected):
    table = [area("A", 2018), area("B", 2018), area("AB", 2020)]
    made = rows(table, [link("AB", 2020, "A"), link("AB", 2020, "B")], [stated("A", 2018), stated("B", 2018, on)])
    assert made["AB", 2018]["published.parallelsamfund"] is expected


def test_a_split_area_keeps_its_lists_but_not_its_figures():
    table = [area("Helsingør Syd", 2017, 6000), area("Vapnagaard", 2018), area("Nøjsomhed", 2018)]
    lineage = [link("Vapnagaard", 2018, "Helsingør Syd"), link("Nøjsomhed", 2018, "Helsingør Syd")]
    made = rows(table, lineage, [stated("Helsingør Syd", 2017)])
    for name in ("Vapnagaard", "Nøjsomhed"):
        row = made[name, 2017]
        assert (row["beboere"], row["beboere.blank"], row["doemte_pct.blank"]) == (None, "split", "split")
        assert row["published.parallelsamfund"] is True


SPLITS = {
    "the old area lives on": ([area("Gammel", 2019)], []),
    "the old area is in the table again later": ([area("Gammel", 2022)], []),
    "another breaks off later": ([area("Anden", 2022)], [link("Anden", 2021, "Gammel")]),
    "another broke off before": ([area("Anden", 2018)], [link("Anden", 2018, "Gammel")]),
}


@pytest.mark.parametrize("more", SPLITS)
def test_an_area_that_is_only_a_part_of_what_it_was_does_not_take_its_figures(more):
    table, lineage = SPLITS[more]
    table = [area("Ny", 2019), area("Gammel", 2017, 6000), *table]
    row = rows(table, [link("Ny", 2019, "Gammel"), *lineage], [stated("Gammel", 2017)])["Ny", 2017]
    assert (row["beboere"], row["beboere.blank"], row["doemte_pct.blank"]) == (None, "split", "split")
    assert row["published.parallelsamfund"] is True


def test_what_was_left_after_another_broke_off_is_taken_by_the_new_name():
    table = [area("Ny", 2020), area("Gammel", 2018, 6000), area("Gammel", 2019, 4000), area("Anden", 2019, 2000)]
    made = rows(table, [link("Anden", 2019, "Gammel"), link("Ny", 2020, "Gammel")])
    assert made["Ny", 2019]["beboere"] == 4000
    assert [made[name, 2018]["beboere.blank"] for name in ("Ny", "Anden")] == ["split", "split"]


def test_only_earlier_years_are_made():
    table = [area("A", 2019), area("A", 2020), area("B", 2021)]
    assert set(rows(table, [link("B", 2020, "A")])) == {("A", 2019), ("A", 2020), ("B", 2021), ("B", 2019)}


def test_an_own_row_in_a_year_the_predecessor_lacks_is_kept():
    made = rows([area("Ny", 2018, 1111), area("Gammel", 2017, 1000), area("Ny", 2021)], [link("Ny", 2020, "Gammel")])
    assert made["Ny", 2018]["beboere"] == 1111
    assert made["Ny", 2017]["beboere"] == 1000


def test_an_unknown_area_gets_the_nearest():
    with pytest.raises(DataError, match=r"'Agervangen' \(did you mean 'Agervang'\?\)"):
        rows([area("Agervang", 2020), area("Ny", 2021)], [link("Ny", 2021, "Agervangen")])


def test_given_rows_stay_first_and_in_order():
    table = [area("B", 2021), area("A", 2020), area("C", 2021)]
    panel = build_panel(table, RULES, "omraadelister", lineage=[link("B", 2021, "A")])
    assert panel.rows.collect()["given"].to_list() == [True, True, True, False]
    assert panel.rows.collect()["row"].to_list() == [1, 2, 3, None]
    assert [each.name for each in panel.inputs] == ["areas", "lineage"]
