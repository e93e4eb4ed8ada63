"""Several lists running, ever on a list, and lists that had another name or did not exist."""

import pytest

# Two lists in a row, under a rule that can be met by residents alone.
THREE_RUNNING = """
liste: {title: {da: x, en: x}, cite: § 1, all: {beboere: {at_least: 1000}}}
tre_i_traek: {title: {da: x, en: x}, cite: § 2, all: {liste: {years_running: 3}}}
nogensinde: {title: {da: x, en: x}, cite: § 3, all: {liste: ever}}
"""
OTHER = "noget_andet: {title: {da: x, en: x}, cite: § 1, all: {beboere: {at_least: 500}}}"
ON, OFF, WITHHELD = "1000", "999", ".."


def draw(cells, first_year=2018):
    """A table of one area: a cell per year, `None` where there is no row."""
    rows = [f"A {first_year + number} {cell}" for number, cell in enumerate(cells) if cell]
    return "\n".join(["area year beboere", *rows])


RUNS = [
    # 2018      2019      2020  three running in 2020
    ((ON, ON, ON), "yes"),
    ((OFF, ON, ON), "no"),
    ((ON, OFF, ON), "no"),
    ((ON, ON, OFF), "no"),
    ((WITHHELD, ON, ON), "undecided"),
    ((ON, WITHHELD, ON), "undecided"),
    ((ON, ON, WITHHELD), "undecided"),
    ((None, ON, ON), "undecided"),  # a year without a row is unknown, and no other year stands in for it
    ((ON, None, ON), "undecided"),
    ((None, None, OFF), "no"),  # one absence is enough
    ((WITHHELD, OFF, WITHHELD), "no"),
]


@pytest.mark.parametrize(("cells", "answer"), RUNS)
def test_three_lists_running_with_the_year_itself_counted(judge, make_rules, cells, answer):
    found = judge(draw(cells), make_rules(("2010-01-01", THREE_RUNNING)))
    assert found.verdict("tre_i_traek", year=2020) == answer


def test_how_far_the_run_goes_is_told_with_the_reason_of_each_year(judge, make_rules):
    found = judge(draw((OFF, ON, ON)), make_rules(("2010-01-01", THREE_RUNNING)))
    run = found.finding("tre_i_traek.liste")
    assert (run["value"], run["line"], run["value_unit"], run["operator"]) == (2, 3, "lists running", "years_running")
    assert run["reason"] == "on the list in 2020; on the list in 2019; not on the list in 2018"


def test_a_year_without_a_row_is_named_as_the_reason(judge, make_rules):
    run = judge(draw((ON, None, ON)), make_rules(("2010-01-01", THREE_RUNNING))).finding("tre_i_traek.liste")
    assert run["verdict"] == "undecided"
    assert run["reason"] == "on the list in 2020; the table has no row for 2019; on the list in 2018"


def test_a_row_of_another_area_is_not_a_year_of_this_one(judge, make_rules):
    areas = """
        area  year  beboere
        A     2020  1000
        B     2019  1000
        B     2018  1000
    """
    assert judge(areas, make_rules(("2010-01-01", THREE_RUNNING))).verdict("tre_i_traek", "A", 2020) == "undecided"


def test_years_before_there_was_a_list_break_the_run_and_need_no_rows(judge, make_rules):
    """The first list is that of 2019, so three running are possible in 2021 at the earliest."""
    found = judge(draw((ON, ON, ON), 2019), make_rules(("2019-01-01", THREE_RUNNING)))
    assert found.by_year("tre_i_traek") == {2019: "no", 2020: "no", 2021: "yes"}
    assert found.finding("tre_i_traek.liste", year=2019)["reason"].endswith("there was no such list in 2017")


def test_a_law_of_the_last_day_of_a_year_has_the_list_of_that_year(judge, make_rules):
    """From 31 December 2019: that year has a list, and a table that does not tell of it leaves ever open."""
    rules = make_rules(("2010-01-01", OTHER), ("2019-12-31", THREE_RUNNING))
    assert judge(draw((OFF, OFF), 2019), rules).by_year("nogensinde") == {2019: "no", 2020: "no"}
    found = judge(draw((OFF, OFF), 2020), rules)
    assert found.by_year("nogensinde") == {2020: "undecided", 2021: "undecided"}
    assert found.finding("nogensinde.liste", year=2020)["reason"] == "the table has no row for 2019"


# --- two lists in one year ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("february", "december", "answer"),
    [(ON, OFF, "no"), (OFF, ON, "yes"), (ON, ON, "yes"), (WITHHELD, ON, "yes"), (ON, WITHHELD, "undecided")],
)
def test_the_last_list_of_a_year_counts_in_a_run(judge, make_rules, february, december, answer):
    areas = f"""
        area  list_date   beboere
        A     2014-02-01  {february}
        A     2014-12-01  {december}
        A     2015-12-01  {ON}
        A     2016-12-01  {ON}
    """
    found = judge(areas, make_rules(("2010-01-01", THREE_RUNNING)))
    assert found.verdict("tre_i_traek", year=2016) == answer


def test_each_of_two_lists_in_a_year_is_judged_by_the_law_of_its_day(judge):
    """1 October 2013 asked for two of three, and 1 February 2014 for three of five."""
    areas = """
        area  list_date   beboere  ikke_vestlige_pct  uden_tilknytning_pct  doemte_pct  kun_grundskole_pct
        A     2013-10-01  1500     60.0               45.0                  1.00        ..
        A     2014-02-01  1500     60.0               45.0                  1.00        55.0
        B     2013-10-01  1500     60.0               45.0                  3.00        ..
        B     2014-02-01  1500     60.0               35.0                  1.00        40.0
    """
    table = judge(areas).result.table
    assert table.select("area", "regime", "ghettoomraade").rows() == [
        ("A", "almenboligloven-2010", True),
        ("A", "almenboligloven-2014", True),
        ("B", "almenboligloven-2010", True),
        ("B", "almenboligloven-2014", False),
    ]


def test_a_year_alone_is_judged_by_the_law_of_its_last_day(judge):
    areas = """
        area  year  beboere
        A     2010  1500
        A     2013  1500
        A     2014  1500
        A     2018  1500
        A     2021  1500
    """
    assert judge(areas).result.table["regime"].to_list() == [
        "almenboligloven-2010",
        "almenboligloven-2010",
        "almenboligloven-2014",
        "almenboligloven-2018",
        "almenboligloven-2021",
    ]


# --- ever -----------------------------------------------------------------------------------------

EVER = [
    # from 2018, when the list began: the answers of each year there is a row
    ((ON, OFF, OFF), ("yes", "yes", "yes")),
    ((OFF, ON, OFF), ("no", "yes", "yes")),
    ((OFF, OFF, OFF), ("no", "no", "no")),
    ((WITHHELD, OFF, ON), ("undecided", "undecided", "yes")),
    ((OFF, WITHHELD, OFF), ("no", "undecided", "undecided")),
    ((ON, WITHHELD, OFF), ("yes", "yes", "yes")),
]


@pytest.mark.parametrize(("cells", "answers"), EVER)
def test_ever_on_the_list(judge, make_rules, cells, answers):
    found = judge(draw(cells), make_rules(("2018-01-01", THREE_RUNNING)))
    assert tuple(found.by_year("nogensinde").values()) == answers


def test_ever_is_open_where_a_year_is_missing(judge, make_rules):
    found = judge(draw((OFF, None, OFF)), make_rules(("2018-01-01", THREE_RUNNING)))
    assert found.by_year("nogensinde") == {2018: "no", 2020: "undecided"}
    assert found.finding("nogensinde.liste", year=2020)["reason"] == "the table has no row for 2019"


def test_ever_counts_the_first_of_two_lists_in_a_year(judge, make_rules):
    areas = f"""
        area  list_date   beboere
        A     2014-02-01  {ON}
        A     2014-12-01  {OFF}
        A     2015-12-01  {OFF}
    """
    found = judge(areas, make_rules(("2014-01-01", THREE_RUNNING)))
    assert set(found.result.findings.filter(path="nogensinde")["verdict"]) == {"yes"}


def test_ever_looks_back_and_not_ahead(judge, make_rules):
    """The list of December is no reason for that of February, nor 2016 for 2015; and a year tells which list it was."""
    areas = f"""
        area  list_date   beboere
        A     2014-02-01  {OFF}
        A     2014-12-01  {OFF}
        A     2015-12-01  {OFF}
        A     2016-02-01  {OFF}
        A     2016-12-01  {ON}
        A     2017-12-01  {OFF}
    """
    found = judge(areas, make_rules(("2014-01-01", THREE_RUNNING)))
    ever = found.result.findings.filter(path="nogensinde.liste").sort("list_date")
    assert ever["verdict"].to_list() == ["no", "no", "no", "no", "yes", "yes"]
    assert ever["reason"].to_list() == [None, None, None, None, None, "on the list in 2016"]


# --- names and lists that come and go -------------------------------------------------------------

OLD_NAME = """
gammelt_navn: {title: {da: x, en: x}, cite: § 1, all: {beboere: {at_least: 500}}}
"""
NEW_NAME = """
nyt_navn: {title: {da: x, en: x}, cite: § 1, formerly: [gammelt_navn], all: {beboere: {at_least: 1000}}}
tre_i_traek: {title: {da: x, en: x}, cite: § 2, all: {nyt_navn: {years_running: 3}}}
nogensinde: {title: {da: x, en: x}, cite: § 3, all: {nyt_navn: ever}}
"""
ANOTHER_NAME = NEW_NAME.replace("formerly: [gammelt_navn], ", "")


def test_each_year_of_a_run_is_judged_by_its_own_law_and_name(judge, make_rules):
    """600 residents were enough until 2018 and are not from 2019 on."""
    rules = make_rules(("2010-01-01", OLD_NAME), ("2019-01-01", NEW_NAME))
    found = judge(draw(("600", ON, ON)), rules)
    assert found.verdict("tre_i_traek", year=2020) == "yes"
    assert judge(draw((ON, "600", ON)), rules).verdict("tre_i_traek", year=2020) == "no"


def test_a_list_under_its_two_names_shares_one_column_with_the_newest_name(judge, make_rules):
    rules = make_rules(("2010-01-01", OLD_NAME), ("2019-01-01", NEW_NAME))
    table = judge(draw(("600", "600", ON)), rules).result.table
    assert table.select("year", "nyt_navn").rows() == [(2018, True), (2019, False), (2020, True)]
    assert "gammelt_navn" not in table.columns


def test_a_list_that_does_not_say_formerly_is_another_list(judge, make_rules):
    """There was no such list before 2019, whatever the area was on then."""
    rules = make_rules(("2010-01-01", OLD_NAME), ("2019-01-01", ANOTHER_NAME))
    found = judge(draw((ON, ON, ON)), rules)
    assert found.verdict("tre_i_traek", year=2020) == "no"
    assert found.finding("tre_i_traek.nyt_navn", year=2020)["reason"].endswith("there was no such list in 2018")
    assert found.result.table.columns == [
        "area", "year", "regime", "nyt_navn", "tre_i_traek", "nogensinde", "gammelt_navn", "undecided",
    ]  # fmt: skip


def test_a_list_that_did_not_exist_is_empty_and_not_undecided(judge, make_rules):
    rules = make_rules(("2010-01-01", OLD_NAME), ("2019-01-01", ANOTHER_NAME))
    table = judge(draw((ON, WITHHELD)), rules).result.table
    assert table.select("year", "nyt_navn", "gammelt_navn", "undecided").rows() == [
        (2018, None, True, ""),
        (2019, None, None, "nyt_navn;nogensinde"),
    ]


def test_prevention_areas_have_no_verdict_before_there_was_such_a_list(judge):
    areas = """
        area  year  beboere  ikke_vestlige_pct
        A     2020  900      45.0
        A     2021  900      45.0
    """
    table = judge(areas).result.table
    assert table.select("year", "forebyggelsesomraade").rows() == [(2020, None), (2021, False)]
    assert not table["undecided"].str.contains("forebyggelsesomraade").any()


def test_years_in_which_a_list_was_away_break_a_run_and_need_no_rows(judge, make_rules):
    """There was such a list in 2011-2013 and again from 2016; a missing year counts where there was one."""
    regimes = [("2011-01-01", THREE_RUNNING), ("2014-01-01", ANOTHER_NAME), ("2016-01-01", THREE_RUNNING)]
    areas = f"""
        area  year  beboere
        A     2011  {OFF}
        A     2012  {OFF}
        A     2013  {OFF}
        A     2016  {OFF}
        A     2017  {OFF}
        B     2011  {OFF}
        B     2013  {OFF}
        B     2016  {OFF}
        B     2017  {OFF}
        C     2016  {ON}
        C     2017  {ON}
        D     2013  {ON}
        D     2017  {ON}
    """
    found = judge(areas, make_rules(*regimes))
    assert found.verdicts("nogensinde", 2017) == {"A": "no", "B": "undecided", "C": "yes", "D": "yes"}
    assert found.verdicts("tre_i_traek", 2017) == {"A": "no", "B": "no", "C": "no", "D": "no"}
    assert found.finding("nogensinde.liste", "B")["reason"] == "the table has no row for 2012"
    assert found.finding("tre_i_traek.liste", "C")["reason"].endswith("there was no such list in 2015")
