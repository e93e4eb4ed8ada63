"""Lines relative to a region: the same income in two regions, and regions that are not known."""

import pytest

import listerules as lr

PATH = "udsat_boligomraade.sociale_kriterier.bruttoindkomst"
REFERENCE = """
    area         year  bruttoindkomst
    Hovedstaden  2023  330000
    Nordjylland  2023  300000
"""


def test_the_same_income_is_low_in_one_region_and_not_in_the_other(judge):
    """55 % are 181,500 in Hovedstaden and 165,000 in Nordjylland."""
    areas = """
        area  year  region       beboere  bruttoindkomst
        A     2023  Hovedstaden  1500     175000
        B     2023  Nordjylland  1500     175000
    """
    found = judge(areas, reference=REFERENCE)
    assert found.verdicts(PATH) == {"A": "yes", "B": "no"}
    assert [(found.finding(PATH, area)["line"], found.finding(PATH, area)["distance"]) for area in "AB"] == [
        (181_500, 6_500),
        (165_000, 10_001),
    ]


@pytest.mark.parametrize(
    ("of_the_area", "of_the_reference"),
    [
        ("Hovedstaden", "Region Hovedstaden"),
        ("Region Hovedstaden", "Hovedstaden"),
        ("region hovedstaden", "HOVEDSTADEN"),
    ],
)
def test_the_word_region_does_not_matter(of_the_area, of_the_reference):
    result = lr.classify(
        [{"area": "A", "year": "2023", "region": of_the_area, "beboere": "1500", "bruttoindkomst": "175000"}],
        reference=[{"area": of_the_reference, "year": "2023", "bruttoindkomst": "330000"}],
    )
    assert result.findings.filter(path=PATH)["verdict"].item() == "yes"


UNKNOWN = [
    ("Hovedstaden  2022", "the reference has no Hovedstaden for 2022"),
    ("Sjælland     2023", "the reference has no Sjælland for 2023"),
    ("..           2023", "the region is not given"),
]


@pytest.mark.parametrize(("place", "reason"), UNKNOWN)
def test_a_baseline_that_is_not_there_leaves_the_test_undecided(judge, place, reason):
    areas = f"""
        area  region  year  beboere  bruttoindkomst
        A     {place}       1500     1
    """
    found = judge(areas, reference=REFERENCE).finding(PATH)
    assert (found["verdict"], found["line"], found["reason"]) == ("undecided", None, reason)


def test_without_a_reference_the_reason_says_which_row_is_wanted(judge):
    areas = """
        area  region       year  beboere  bruttoindkomst
        A     Hovedstaden  2023  1500     1
    """
    found = judge(areas).finding(PATH)
    assert (found["verdict"], found["reason"]) == ("undecided", "no reference gives Hovedstaden for 2023")


def test_a_withheld_baseline_names_the_region(judge):
    areas = """
        area  region       year  beboere  bruttoindkomst
        A     Hovedstaden  2023  1500     1
    """
    reference = """
        area         year  bruttoindkomst
        Hovedstaden  2023  ..
    """
    found = judge(areas, reference=reference).finding(PATH)
    assert found["verdict"] == "undecided"
    assert found["reason"] == "bruttoindkomst (Hovedstaden) withheld for 2023"


def test_a_national_share_with_nobody_in_it_is_a_blank(judge):
    areas = """
        area  year  beboere  doemte_pct
        A     2023  1500     2.00
    """
    reference = """
        area     year  beboere_18_og_over  doemte
        Danmark  2022  1000                5
        Danmark  2023  0                   0
    """
    found = judge(areas, reference=reference).finding("udsat_boligomraade.sociale_kriterier.doemte")
    assert found["verdict"] == "undecided"
    assert found["reason"] == "beboere_18_og_over (Danmark) is 0 in 2023"


def test_a_year_missing_from_the_national_mean_is_said_of_the_reference(judge):
    areas = """
        area  year  beboere  doemte_pct
        A     2023  1500     2.00
    """
    reference = """
        area     year  beboere_18_og_over  doemte
        Danmark  2023  1000                5
    """
    found = judge(areas, reference=reference).finding("udsat_boligomraade.sociale_kriterier.doemte")
    assert found["verdict"] == "undecided"
    assert found["reason"] == "the reference has no Danmark for 2022"


def test_a_printed_share_is_no_share_of_the_region_s(judge, make_rules):
    """Only an income is printed as per cent of the region; 2 % convicted are four times the region's half."""
    rules = make_rules(
        ("2000-01-01", "liste: {title: {da: x, en: x}, cite: § 1, all: {doemte: {at_least: 3, relative_to: region}}}")
    )
    areas = """
        area  year  region       doemte_pct
        A     2023  Hovedstaden  2.00
        B     2023  Hovedstaden  1.00
        C     2023  Nordjylland  2.00
    """
    reference = """
        area         year  doemte_pct
        Hovedstaden  2023  0.50
    """
    assert judge(areas, rules, reference=reference).verdicts("liste.doemte") == {
        "A": "yes",
        "B": "no",
        "C": "undecided",
    }


def test_an_income_printed_in_per_cent_of_the_region_tells_nothing_of_the_country(judge, make_rules):
    rules = make_rules(
        (
            "2000-01-01",
            """
            landet: {title: {da: x, en: x}, cite: § 1, all: {bruttoindkomst: {below: 55 %, relative_to: national}}}
            regionen: {title: {da: x, en: x}, cite: § 1, all: {bruttoindkomst: {below: 55 %, relative_to: region}}}
            kroner: {title: {da: x, en: x}, cite: § 1, all: {bruttoindkomst: {below: 200000}}}
            """,
        )
    )
    areas = """
        area  year  region       bruttoindkomst_pct
        A     2023  Hovedstaden  50.0
    """
    reference = """
        area     year  bruttoindkomst
        Danmark  2023  300000
    """
    found = judge(areas, rules, reference=reference)
    answers = [found.verdict(f"{name}.bruttoindkomst") for name in ("landet", "regionen", "kroner")]
    assert answers == ["undecided", "yes", "undecided"]


def test_the_printed_line_is_of_the_country_and_not_of_a_region(judge, make_rules):
    rules = make_rules(
        (
            "2000-01-01",
            """
            landet: {title: {da: x, en: x}, cite: § 1, all: {doemte: {at_least: 3, relative_to: national}}}
            regionen: {title: {da: x, en: x}, cite: § 1, all: {doemte: {at_least: 3, relative_to: region}}}
            """,
        )
    )
    areas = """
        area  year  region       doemte_pct  doemte_graense_pct
        A     2023  Hovedstaden  3.00        2.25
    """
    found = judge(areas, rules)
    assert (found.verdict("landet"), found.verdict("regionen")) == ("yes", "undecided")
    assert found.finding("regionen.doemte")["reason"] == "no reference gives Hovedstaden for 2023"
