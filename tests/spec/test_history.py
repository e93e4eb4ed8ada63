"""Published lists win over figures, say that they do, and stand in for years without figures."""

import pytest

ON_BY_FIGURES = """
    area  year  beboere  uden_tilknytning_pct  kun_grundskole_pct  ikke_vestlige_pct
    A     2023  1500     45.0                  70.0                60.0
"""
OFF_BY_FIGURES = ON_BY_FIGURES.replace("1500", " 900")
OPEN_BY_FIGURES = ON_BY_FIGURES.replace("1500", "  ..")


def say(on, name="udsat_boligomraade", complete="ja", area="A"):
    return f"""
        area    year  list    on    complete
        {area}  2023  {name}  {on}  {complete}
    """


AGAINST = "by the published list; the figures here say the opposite"
PUBLISHED = "by the published list"

WHAT_WINS = [
    # figures          published   answer   reason
    (ON_BY_FIGURES, "ja", "yes", PUBLISHED),
    (ON_BY_FIGURES, "nej", "no", AGAINST),
    (OFF_BY_FIGURES, "ja", "yes", AGAINST),
    (OFF_BY_FIGURES, "nej", "no", PUBLISHED),
    (OPEN_BY_FIGURES, "ja", "yes", PUBLISHED),
    (OPEN_BY_FIGURES, "nej", "no", PUBLISHED),
]


@pytest.mark.parametrize(("figures", "published", "answer", "reason"), WHAT_WINS)
def test_the_published_list_wins_and_says_whether_the_figures_agree(judge, figures, published, answer, reason):
    found = judge(figures, history=say(published)).finding("udsat_boligomraade")
    assert (found["verdict"], found["reason"]) == (answer, reason)


def test_the_figures_below_are_told_as_they_are(judge):
    """The list is as published; the tests under it are still those of the figures."""
    found = judge(OFF_BY_FIGURES, history=say("ja"))
    assert found.verdict("udsat_boligomraade") == "yes"
    assert found.verdict("udsat_boligomraade.beboere") == "no"
    assert found.verdict("udsat_boligomraade.sociale_kriterier") == "yes"


def test_lists_that_refer_to_a_published_list_follow_it(judge):
    """Parallelsamfund is an udsat area with more than half non-western: the published udsat list is taken."""
    assert judge(OFF_BY_FIGURES).verdict("parallelsamfund") == "no"
    found = judge(OFF_BY_FIGURES, history=say("ja"))
    assert found.verdict("parallelsamfund") == "yes"
    assert found.finding("parallelsamfund")["reason"] is None
    assert found.verdict("forebyggelsesomraade") == "no"


def test_an_area_that_a_complete_list_does_not_name_was_off_it(judge):
    found = judge(ON_BY_FIGURES, history=say("ja", area="B")).finding("udsat_boligomraade")
    assert (found["verdict"], found["reason"]) == ("no", AGAINST)


def test_an_area_that_an_incomplete_list_does_not_name_is_judged_by_its_figures(judge):
    found = judge(ON_BY_FIGURES, history=say("ja", area="B", complete="nej")).finding("udsat_boligomraade")
    assert (found["verdict"], found["reason"]) == ("yes", None)


def test_a_list_may_be_named_by_its_name_of_the_time_or_of_today(judge):
    for name in ("ghettoomraade", "parallelsamfund"):
        areas = """
            area  year  beboere
            A     2019  ..
        """
        history = say("ja", name).replace("2023", "2019")
        found = judge(areas, history=history)
        assert (found.verdict("ghettoomraade"), found.verdict("udsat_boligomraade")) == ("yes", "undecided")


def test_published_lists_make_up_a_run_without_any_figures(judge):
    areas = """
        area  year  beboere
        A     2022  ..
        B     2022  ..
    """
    history = """
        area  year  list
        A     2018  ghettoomraade
        A     2019  ghettoomraade
        A     2020  ghettoomraade
        A     2021  parallelsamfund
        A     2022  parallelsamfund
        B     2018  ghettoomraade
        B     2019  ghettoomraade
        B     2021  parallelsamfund
        B     2022  parallelsamfund
    """
    found = judge(areas, history=history)
    assert found.verdicts("omdannelsesomraade") == {"A": "yes", "B": "no"}
    run = found.finding("omdannelsesomraade.parallelsamfund", "B")
    assert (run["value"], run["line"]) == (2, 5)
    assert "not on the list in 2020" in run["reason"]
    assert found.result.table["year"].to_list() == [2022, 2022]


def test_a_year_that_no_published_list_tells_of_stays_open(judge):
    areas = """
        area  year  beboere
        A     2022  ..
    """
    history = """
        area  year  list
        A     2019  ghettoomraade
        A     2020  ghettoomraade
        A     2021  parallelsamfund
        A     2022  parallelsamfund
    """
    found = judge(areas, history=history)
    assert found.verdict("omdannelsesomraade") == "undecided"
    assert found.finding("omdannelsesomraade.parallelsamfund")["reason"].endswith("the table has no row for 2018")


def test_of_two_published_lists_in_a_year_the_last_counts_in_a_run(judge):
    """Aldersrogade was off the list of December 2014; those of February do not count."""
    areas = """
        area  list_date   beboere
        A     2018-12-01  ..
        B     2018-12-01  ..
    """
    lists = {
        "2014-02-01": "A",
        "2014-12-01": "B",
        "2015-12-01": "AB",
        "2016-12-01": "AB",
        "2017-12-01": "AB",
        "2018-12-01": "AB",
    }
    rows = [f"{area} {day} ghettoomraade" for day, areas_on in lists.items() for area in areas_on]
    found = judge(areas, history="\n".join(["area list_date list", *rows]))
    assert found.verdicts("haardt_ghettoomraade") == {"A": "no", "B": "yes"}


def test_a_plan_stays_with_an_area_that_was_ever_on_the_published_list(judge):
    areas = """
        area  year  beboere
        A     2023  1500
        B     2023  1500
    """
    rows = [f"B {year} omdannelsesomraade" for year in range(2018, 2024)]
    found = judge(areas, history="\n".join(["area year list", "A 2018 omdannelsesomraade", *rows]))
    assert found.verdicts("omdannelsesomraade") == {"A": "no", "B": "yes"}
    assert found.verdicts("udviklingsplan") == {"A": "yes", "B": "yes"}
    assert found.finding("udviklingsplan.omdannelsesomraade", "A")["reason"] == "on the list in 2018"
