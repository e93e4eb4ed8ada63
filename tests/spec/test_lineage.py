"""Areas that were renamed, merged or split: what they carry with them."""

HISTORY = """
    area  year  list
    A     2019  ghettoomraade
    A     2020  ghettoomraade
    A     2021  parallelsamfund
    B     2019  ghettoomraade
    B     2020  ghettoomraade
    B     2021  parallelsamfund
    C     2018  ghettoomraade
    C     2021  parallelsamfund
    A     2018  ghettoomraade
    New   2022  parallelsamfund
"""


def new_area(lineage, judge):
    areas = """
        area  year  beboere
        New   2022  1500
    """
    return judge(areas, history=HISTORY, lineage=lineage)


def test_a_renamed_area_keeps_its_years_on_the_list(judge):
    lineage = """
        area  from_year  was
        New   2022       A
    """
    found = new_area(lineage, judge)
    assert found.verdict("omdannelsesomraade") == "yes"
    assert found.result.table["area"].to_list() == ["New"]


def test_without_the_lineage_a_new_name_is_a_new_area(judge):
    areas = """
        area  year  beboere
        New   2022  1500
    """
    assert judge(areas, history=HISTORY).verdict("omdannelsesomraade") == "no"


def test_a_merged_area_was_on_the_lists_that_all_its_parts_were_on(judge):
    """A and C: both in 2021, and one of them in 2018-2020; the parts disagree, so it cannot be told."""
    lineage = """
        area  from_year  was
        New   2022       A
        New   2022       C
    """
    found = new_area(lineage, judge)
    assert found.verdict("omdannelsesomraade") == "undecided"
    reason = found.finding("omdannelsesomraade.parallelsamfund")["reason"]
    assert reason.startswith("on the list in 2022; on the list in 2021; the list of 2020 is undecided")


def test_a_merged_area_whose_parts_were_all_on_the_list_has_the_five_years(judge):
    areas = """
        area  year  beboere
        New   2022  1500
    """
    lineage = """
        area  from_year  was
        New   2022       A
        New   2022       B
    """
    history = f"{HISTORY.rstrip()}\n    B     2018  ghettoomraade\n"
    assert judge(areas, history=history, lineage=lineage).verdict("omdannelsesomraade") == "yes"


def test_both_halves_of_a_split_area_carry_its_years_on_the_list(judge):
    areas = """
        area   year  beboere
        North  2022  1500
        South  2022  1500
    """
    lineage = """
        area   from_year  was
        North  2022       A
        South  2022       A
    """
    history = HISTORY.replace("New  ", "North") + "    South 2022 parallelsamfund\n"
    found = judge(areas, history=history, lineage=lineage)
    assert found.verdicts("omdannelsesomraade") == {"North": "yes", "South": "yes"}


FIGURES = """
    area   year  beboere  beboere_18_64  uden_tilknytning
    Old    2022  1500     1000           450
    Other  2022  1500     1000           350
    New    2023  1500     1000           351
"""
UDEN_TILKNYTNING = "udsat_boligomraade.sociale_kriterier.uden_tilknytning"


def test_the_mean_of_a_renamed_area_takes_the_figures_under_the_old_name(judge):
    lineage = """
        area  from_year  was
        New   2023       Old
    """
    found = judge(FIGURES, lineage=lineage).finding(UDEN_TILKNYTNING, "New")
    assert (found["verdict"], found["value"]) == ("yes", 40.05)


def test_the_mean_of_a_merged_area_adds_up_its_parts(judge):
    """800 of 2,000 the year before, and 351 of 1,000 now."""
    lineage = """
        area  from_year  was
        New   2023       Old
        New   2023       Other
    """
    found = judge(FIGURES, lineage=lineage).finding(UDEN_TILKNYTNING, "New")
    assert (found["verdict"], found["value"]) == ("no", 37.55)


def test_the_mean_of_a_split_area_is_not_known(judge):
    """The figures of the year before were of the undivided area."""
    areas = FIGURES.replace("Other  2022  1500     1000           350", "Half   2023  1500     1000           900")
    lineage = """
        area  from_year  was
        New   2023       Old
        Half  2023       Old
    """
    found = judge(areas, lineage=lineage).finding(UDEN_TILKNYTNING, "Half", 2023)
    assert found["verdict"] == "undecided"
    assert "uden_tilknytning for 2022 was of the undivided area" in found["reason"]


def test_the_mean_of_an_area_broken_off_from_one_that_lives_on_is_not_known(judge):
    """The 450 of the year before were of Old with the part that broke off; Old keeps its own mean."""
    areas = FIGURES.replace("Other  2022  1500     1000           350", "Old    2023  1500     1000           450")
    lineage = """
        area  from_year  was
        New   2023       Old
    """
    found = judge(areas, lineage=lineage)
    broken_off = found.finding(UDEN_TILKNYTNING, "New", 2023)
    assert broken_off["verdict"] == "undecided"
    assert "uden_tilknytning for 2022 was of the undivided area" in broken_off["reason"]
    assert found.finding(UDEN_TILKNYTNING, "Old", 2023)["value"] == 45


def test_the_old_area_is_judged_as_before(judge):
    lineage = """
        area  from_year  was
        New   2023       Old
    """
    with_lineage = judge(FIGURES, lineage=lineage).result.table
    without = judge(FIGURES).result.table
    old = with_lineage["area"] == "Old"
    assert with_lineage.filter(old).equals(without.filter(without["area"] == "Old"))
