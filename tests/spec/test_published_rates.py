"""Printed rates: how far a rounded figure goes, and the printed line for convictions."""

import pytest

PATH = "udsat_boligomraade.sociale_kriterier"

PRINTED = [
    # printed   the share may lie between   above 40 %
    ("39", "38.5 and 39.5", "no"),
    ("40", "39.5 and 40.5", "undecided"),
    ("39.9", "39.85 and 39.95", "no"),
    ("40.0", "39.95 and 40.05", "undecided"),
    ("40.1", "40.05 and 40.15", "yes"),
    ("40.00", "39.995 and 40.005", "undecided"),
    ("40.01", "40.005 and 40.015", "yes"),
    ("39.5", "39.45 and 39.55", "no"),
    ("40,1", "40.05 and 40.15", "yes"),
]


@pytest.mark.parametrize(("printed", "between", "answer"), PRINTED, ids=[row[0] for row in PRINTED])
def test_a_printed_share_is_half_a_unit_to_each_side(judge, printed, between, answer):
    areas = f"""
        area  year  beboere  uden_tilknytning_pct
        A     2023  1500     {printed}
    """
    found = judge(areas).finding(f"{PATH}.uden_tilknytning")
    assert found["verdict"] == answer, between
    coarse = "the printed figure is too coarse to tell on which side of the line it lies"
    assert found["reason"] == (coarse if answer == "undecided" else None)
    assert found["unit"] == (None if answer == "undecided" else "percentage points")


@pytest.mark.parametrize(
    ("printed", "as_intervals", "as_printed"),
    [("40", "undecided", "no"), ("40.0", "undecided", "no"), ("40.1", "yes", "yes"), ("39.9", "no", "no")],
)
def test_printed_figures_taken_as_exact_are_decided_on_the_line(judge, printed, as_intervals, as_printed):
    areas = f"""
        area  year  beboere  uden_tilknytning_pct
        A     2023  1500     {printed}
    """
    assert judge(areas).verdict(f"{PATH}.uden_tilknytning") == as_intervals
    assert judge(areas, as_printed=True).verdict(f"{PATH}.uden_tilknytning") == as_printed


def test_the_distance_of_a_printed_figure_is_in_percentage_points(judge):
    areas = """
        area  year  beboere  uden_tilknytning_pct  doemte_pct  doemte_graense_pct
        A     2023  1500     45.5                  2.00        2.25
        B     2023  1500     38.0                  2.50        2.25
    """
    found = judge(areas)
    told = [found.finding(f"{PATH}.{name}", area) for area in "AB" for name in ("uden_tilknytning", "doemte")]
    assert [(each["distance"], each["unit"]) for each in told] == [
        (5.5, "percentage points"),
        (0.25, "percentage points"),
        (2.0, "percentage points"),
        (0.25, "percentage points"),
    ]


def test_counts_against_a_printed_line_have_a_distance_in_percentage_points(judge):
    """The line is rounded, so how many persons it takes cannot be told; nor on which side B is."""
    areas = """
        area  year  beboere  doemte  beboere_18_og_over  doemte_graense_pct
        A     2022  1500     20      1000                ..
        A     2023  1500     20      1000                2.25
        B     2022  1500     45      2000                ..
        B     2023  1500     45      2000                2.25
    """
    found = judge(areas)
    assert found.verdicts(f"{PATH}.doemte", 2023) == {"A": "no", "B": "undecided"}
    told = found.finding(f"{PATH}.doemte", "A", 2023)
    assert (told["distance"], told["unit"]) == (0.25, "percentage points")


def test_half_a_unit_away_the_printed_figure_touches_the_line(judge, make_rules):
    """40.05 printed as 40.1 or as 40.0: the share may be exactly on the line, where only the word decides."""
    rules = make_rules(
        (
            "2000-01-01",
            """
            over: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {above: 40.05 %}}}
            mindst: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {at_least: 40.05 %}}}
            """,
        )
    )
    areas = """
        area  year  kun_grundskole_pct
        A     2023  40.1
        B     2023  40.0
    """
    found = judge(areas, rules)
    assert found.verdicts("mindst") == {"A": "yes", "B": "undecided"}
    assert found.verdicts("over") == {"A": "undecided", "B": "no"}


def test_a_printed_rate_is_final_and_needs_no_other_year(judge):
    """It is averaged already, so that of the year before does not matter."""
    areas = """
        area  year  beboere  uden_tilknytning_pct
        A     2022  1500     10.0
        A     2023  1500     45.0
    """
    found = judge(areas).finding(f"{PATH}.uden_tilknytning", year=2023)
    assert (found["verdict"], found["value"]) == ("yes", 45.0)


def test_a_printed_income_is_per_cent_of_the_region_already(judge):
    areas = """
        area  year  beboere  bruttoindkomst_pct
        A     2023  1500     54.9
        B     2023  1500     55.0
        C     2023  1500     55.1
    """
    found = judge(areas)
    assert found.verdicts(f"{PATH}.bruttoindkomst") == {"A": "yes", "B": "undecided", "C": "no"}
    assert found.finding(f"{PATH}.bruttoindkomst", "A")["value_unit"] == "per cent of the baseline"


LINES = [
    # convicted, printed line of three times the country: at least 3 x, at least 2 x
    ("2.30", "2.27", "yes", "yes"),
    ("2.27", "2.27", "undecided", "yes"),
    ("2.26", "2.27", "undecided", "yes"),  # 2.255-2.265 against 2.265-2.275 may just meet
    ("2.25", "2.27", "no", "yes"),
    ("1.79", "2.35", "no", "yes"),  # two thirds of 2.35 are 1.57
    ("1.57", "2.35", "no", "undecided"),
    ("1.56", "2.35", "no", "undecided"),
    ("1.55", "2.35", "no", "no"),
    ("2.35", "..", "undecided", "undecided"),
]


@pytest.mark.parametrize(("convicted", "line", "three_times", "twice"), LINES)
def test_the_printed_line_is_three_times_the_country(judge, convicted, line, three_times, twice):
    areas = f"""
        area  year  beboere  doemte_pct   doemte_graense_pct
        A     2023  1500     {convicted}  {line}
    """
    found = judge(areas)
    assert found.verdict(f"{PATH}.doemte") == three_times
    assert found.verdict("forebyggelsesomraade.sociale_kriterier.doemte") == twice


def test_the_country_in_the_reference_goes_before_the_printed_line(judge):
    """0.5 % in the country makes 1.5 the line, not the 2.27 beside it."""
    areas = """
        area  year  beboere  doemte_pct  doemte_graense_pct
        A     2023  1500     2.00        2.27
    """
    reference = """
        area     year  doemte_pct
        Danmark  2023  0.50
    """
    assert judge(areas).verdict(f"{PATH}.doemte") == "no"
    found = judge(areas, reference=reference).finding(f"{PATH}.doemte")
    assert (found["verdict"], found["line"]) == ("yes", 1.5)


def test_a_line_that_is_not_known_is_named(judge):
    areas = """
        area  year  beboere  doemte_pct
        A     2023  1500     2.00
    """
    reference = """
        area     year  doemte_pct
        Danmark  2022  0.50
    """
    found = judge(areas, reference=reference).finding(f"{PATH}.doemte")
    assert (found["verdict"], found["line"]) == ("undecided", None)
    assert found["reason"] == "the reference has no Danmark for 2023"


def test_a_printed_line_that_is_withheld_is_the_reason_where_there_is_no_reference(judge):
    areas = """
        area  year  beboere  doemte_pct  doemte_graense_pct
        A     2023  1500     2.00        ..
    """
    reference = """
        area     year  doemte_pct
        Danmark  2022  0.50
    """
    path = f"{PATH}.doemte"
    without_line = areas.replace("doemte_graense_pct", "kun_grundskole_pct")
    assert judge(without_line).finding(path)["reason"] == "no reference gives Danmark for 2023"
    assert judge(areas).finding(path)["reason"] == "doemte_graense_pct withheld for 2023"
    assert judge(areas, reference=reference).finding(path)["reason"] == "the reference has no Danmark for 2023"


def test_a_printed_line_is_of_its_own_measure(judge, make_rules):
    """The line for convictions says nothing of schooling, however the rules compare it."""
    rules = make_rules(
        (
            "2000-01-01",
            "liste: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {at_least: 2, relative_to: national}}}",
        )
    )
    areas = """
        area  year  kun_grundskole_pct  doemte_graense_pct
        A     2023  70.0                2.25
    """
    found = judge(areas, rules).finding("liste.kun_grundskole")
    assert (found["verdict"], found["reason"]) == ("undecided", "no reference gives Danmark for 2023")


def test_where_rates_and_counts_stand_in_one_table_a_blank_is_of_the_counts(judge):
    """A has its rate, B its counts, C neither: the counts are asked for, since they are the better figures."""
    areas = """
        area  year  kun_grundskole_pct  kun_grundskole  beboere_30_59
        A     2023  70.0                ..              ..
        B     2023  ..                  50              100
        C     2023  ..                  ..              ..
    """
    found = judge(areas)
    path = f"{PATH}.kun_grundskole"
    assert found.verdicts(path) == {"A": "yes", "B": "no", "C": "undecided"}
    assert found.finding(path, "C")["reason"] == "kun_grundskole withheld for 2023; beboere_30_59 withheld for 2023"


def test_before_2018_the_line_was_fixed(judge):
    areas = """
        area  year  beboere  doemte_pct
        A     2017  1500     2.71
        B     2017  1500     2.70
        C     2017  1500     2.69
    """
    found = judge(areas)
    path = "ghettoomraade.kriterier.doemte"
    assert found.verdicts(path) == {"A": "yes", "B": "undecided", "C": "no"}
    assert [found.finding(path, area)["line"] for area in "ABC"] == pytest.approx([2.7, 2.7, 2.7])
