"""The infrastructure list of § 92 b and combined letting of § 51 b."""

import pytest

# --- combined letting: at least 40 %, or 30 % from 5,000 residents ---------------------------------

COMBINED = [
    # residents  aged 18-64  outside  answer
    ("1000", "600", "240", "yes"),  # exactly 40 %; at least is asked
    ("1000", "600", "239", "no"),
    ("999", "600", "400", "no"),
    ("4999", "3000", "1199", "no"),
    ("4999", "3000", "1200", "yes"),
    ("5000", "3000", "900", "yes"),  # exactly 30 % of a large area
    ("5000", "3000", "899", "no"),
    ("4999", "3000", "900", "no"),
    ("..", "600", "240", "undecided"),
    ("..", "600", "179", "no"),  # under 30 %, so that the size does not matter
    ("6000", "3000", "..", "undecided"),
    ("900", "600", "..", "no"),
]


@pytest.mark.parametrize(("residents", "aged", "outside", "answer"), COMBINED)
def test_combined_letting(judge, residents, aged, outside, answer):
    areas = f"""
        area  year  beboere      beboere_18_64  uden_tilknytning
        A     2023  {residents}  {aged}         {outside}
    """
    assert judge(areas, series="kombineret-udlejning").verdict("kombineret_udlejning") == answer


def test_combined_letting_takes_the_share_of_one_year(judge):
    """38 % this year: that it was 50 % the year before does not matter, as it would to § 61 a."""
    areas = """
        area  year  beboere  beboere_18_64  uden_tilknytning
        A     2022  1000     600            300
        A     2023  1000     600            228
    """
    found = judge(areas, series="kombineret-udlejning")
    assert found.by_year("kombineret_udlejning") == {2022: "yes", 2023: "no"}
    assert judge(areas).verdict("udsat_boligomraade.sociale_kriterier.uden_tilknytning", year=2023) == "yes"


def test_a_printed_mean_of_two_years_is_not_the_share_of_one(judge):
    """45 % as the mean of two years says nothing of this year alone."""
    areas = """
        area  year  beboere  uden_tilknytning_pct
        A     2023  1000     45.0
    """
    found = judge(areas, series="kombineret-udlejning")
    assert found.verdict("kombineret_udlejning") == "undecided"
    assert found.finding("kombineret_udlejning.andel.uden_tilknytning")["value"] is None


def test_a_printed_share_of_one_year_is(judge):
    areas = """
        area  year  beboere  uden_tilknytning_pct  uden_tilknytning_et_aar_pct
        A     2023  1000     ..                    40.1
        B     2023  1000     45.0                  39.9
        C     2023  1000     45.0                  40.0
        D     2023  5000     20.0                  30.1
    """
    found = judge(areas, series="kombineret-udlejning")
    assert found.verdicts("kombineret_udlejning") == {"A": "yes", "B": "no", "C": "undecided", "D": "yes"}


# --- the infrastructure list: two of five, 2015-2017 -----------------------------------------------

TWO_OF_FIVE = """
    area  year  beboere  ikke_vestlige_pct  uden_tilknytning_pct  doemte_pct  kun_grundskole_pct  bruttoindkomst_pct
    A     2017  1500     60.0               45.0                  1.00        40.0                70.0
    B     2017  1500     60.0               35.0                  1.00        40.0                70.0
    C     2017  1500     60.0               45.0                  3.00        40.0                70.0
    D     2017   999     60.0               45.0                  3.00        55.0                50.0
    E     2017  1500     ..                 45.0                  1.00        40.0                70.0
    F     2017  1500     ..                 45.0                  2.80        40.0                70.0
"""


def test_two_of_five_are_enough_for_the_infrastructure_list(judge):
    found = judge(TWO_OF_FIVE, series="infrastruktur")
    assert found.verdicts("infrastrukturomraade") == {
        "A": "yes",
        "B": "no",
        "C": "yes",
        "D": "no",
        "E": "undecided",
        "F": "yes",
    }
    criteria = found.finding("infrastrukturomraade.kriterier", "C")
    assert (criteria["value"], criteria["line"], criteria["value_unit"]) == (3, 2, "criteria met")


def test_and_three_of_the_same_five_for_the_ghetto_list(judge):
    found = judge(TWO_OF_FIVE)
    assert found.verdicts("ghettoomraade") == {
        "A": "no",
        "B": "no",
        "C": "yes",
        "D": "no",
        "E": "no",
        "F": "undecided",
    }


def test_there_is_no_infrastructure_list_after_2017(judge):
    areas = """
        area  year  beboere  ikke_vestlige_pct  uden_tilknytning_pct
        A     2017  1500     60.0               45.0
        A     2018  1500     60.0               45.0
        A     2019  1500     60.0               45.0
    """
    found = judge(areas, series="infrastruktur")
    assert found.result.table.select("year", "infrastrukturomraade", "undecided").rows() == [
        (2017, True, ""),
        (2018, None, ""),
        (2019, None, ""),
    ]
    assert set(found.result.findings["year"]) == {2017}


def test_education_is_above_fifty_per_cent_until_2017_and_above_sixty_since(judge):
    areas = """
        area  year  beboere  beboere_30_59  kun_grundskole
        A     2017  1500     500            251
        A     2018  1500     500            300
        A     2019  1500     500            301
    """
    found = judge(areas)
    assert found.verdict("ghettoomraade.kriterier.kun_grundskole", year=2017) == "yes"
    assert found.by_year("udsat_boligomraade.sociale_kriterier.kun_grundskole") == {2018: "no", 2019: "yes"}
