"""The four comparison words on the line and one to each side, and the distance told with each answer."""

import pytest

LISTS = """
over: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {above: 40 %}}}
mindst: {title: {da: x, en: x}, cite: § 2, all: {kun_grundskole: {at_least: 40 %}}}
under: {title: {da: x, en: x}, cite: § 3, all: {kun_grundskole: {below: 40 %}}}
hoejst: {title: {da: x, en: x}, cite: § 4, all: {kun_grundskole: {at_most: 40 %}}}
"""

FORTY_PER_CENT_OF_A_THOUSAND = """
    area    year  beboere_30_59  kun_grundskole
    under   2020  1000           399
    paa     2020  1000           400
    over    2020  1000           401
"""

# The answer, and how many persons more or fewer would turn it.
SHARES = {
    #          399          400          401
    "over": [("no", 2), ("no", 1), ("yes", 1)],
    "mindst": [("no", 1), ("yes", 1), ("yes", 2)],
    "under": [("yes", 1), ("no", 1), ("no", 2)],
    "hoejst": [("yes", 2), ("yes", 1), ("no", 1)],
}


@pytest.mark.parametrize(("name", "answers"), SHARES.items())
def test_forty_per_cent_of_a_thousand_persons(judge, make_rules, name, answers):
    found = judge(FORTY_PER_CENT_OF_A_THOUSAND, make_rules(("2000-01-01", LISTS)))
    told = {area: found.finding(f"{name}.kun_grundskole", area) for area in ("under", "paa", "over")}
    assert [(each["verdict"], each["distance"]) for each in told.values()] == answers
    assert {(each["line"], each["value_unit"], each["unit"]) for each in told.values()} == {
        (40.0, "per cent", "persons")
    }


@pytest.mark.parametrize(
    ("operator", "answers"),
    [
        ("above", ["no", "no", "yes"]),
        ("at_least", ["no", "yes", "yes"]),
        ("below", ["yes", "no", "no"]),
        ("at_most", ["yes", "yes", "no"]),
    ],
)
def test_a_thousand_residents(judge, make_rules, operator, answers):
    rules = make_rules(
        ("2000-01-01", f"liste: {{title: {{da: x, en: x}}, cite: § 1, all: {{beboere: {{{operator}: 1000}}}}}}")
    )
    areas = """
        area  year  beboere
        A     2020  999
        B     2020  1000
        C     2020  1001
    """
    assert list(judge(areas, rules).verdicts("liste.beboere").values()) == answers


ONE_THIRD = "liste: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {above: 33.3 %}}}"


def test_a_share_that_no_float_can_hold(judge, make_rules):
    """33.3 % of 1,000 is 333 exactly; one more is over."""
    areas = """
        area  year  beboere_30_59  kun_grundskole
        A     2020  1000           333
        B     2020  1000           334
        C     2020  3              1
    """
    found = judge(areas, make_rules(("2000-01-01", ONE_THIRD)))
    assert found.verdicts("liste") == {"A": "no", "B": "yes", "C": "yes"}


def test_no_income_on_the_line_is_below_it(judge):
    """55 % of regional means in whole kroner, to the øre: by division some of them would fall a hair below."""
    regions = ["Hovedstaden", "Midtjylland", "Nordjylland", "Sjælland", "Syddanmark"]
    places = [(region, year) for region in regions for year in range(2018, 2024)]
    means = {place: 200_000 + 7 * number for number, place in enumerate(places)}
    areas = ["area year region beboere bruttoindkomst"]
    reference = ["area year bruttoindkomst"]
    for (region, year), mean in means.items():
        kroner, oere = divmod(mean * 55, 100)
        areas.append(f"I_{region} {year} {region} 1500 {kroner}.{oere:02}")
        reference.append(f"{region} {year} {mean}")
    found = judge("\n".join(areas), reference="\n".join(reference))
    incomes = found.result.findings.filter(path="udsat_boligomraade.sociale_kriterier.bruttoindkomst")
    assert incomes.height == len(means)
    assert set(incomes["verdict"]) == {"no"}
    assert set(incomes.select("distance", "unit").rows()) == {(1.0, "kroner")}


def test_income_one_krone_under_on_and_over_the_line(judge):
    areas = """
        area  year  region       beboere  bruttoindkomst
        A     2023  Midtjylland  1500     164999
        B     2023  Midtjylland  1500     165000
        C     2023  Midtjylland  1500     165001
    """
    reference = """
        area         year  bruttoindkomst
        Midtjylland  2023  300000
    """
    found = judge(areas, reference=reference)
    path = "udsat_boligomraade.sociale_kriterier.bruttoindkomst"
    assert found.verdicts(path) == {"A": "yes", "B": "no", "C": "no"}
    assert [found.finding(path, area)["distance"] for area in "ABC"] == [1, 1, 2]
    assert {found.finding(path, area)["line"] for area in "ABC"} == {165_000}


def test_convictions_are_against_three_times_the_national_mean_of_two_years(judge):
    """3 x (0.5 % + 0.7 %) / 2 is 1.8 %; the areas have 18, 17 and 19 of 1,000 in both years."""
    areas = """
        area  year  beboere  beboere_18_og_over  doemte
        A     2022  1500     1000                18
        A     2023  1500     1000                18
        B     2022  1500     1000                17
        B     2023  1500     1000                18
        C     2022  1500     1000                17
        C     2023  1500     1000                19
    """
    reference = """
        area     year  beboere_18_og_over  doemte
        Danmark  2022  1000000             5000
        Danmark  2023  1000000             7000
    """
    found = judge(areas, reference=reference)
    path = "udsat_boligomraade.sociale_kriterier.doemte"
    assert found.verdicts(path) == {"A": "yes", "B": "no", "C": "yes"}
    assert [found.finding(path, area)["distance"] for area in "ABC"] == [1, 1, 1]
    assert found.finding(path, "B")["value"] == pytest.approx(1.75)
    assert found.finding(path, "B")["line"] == pytest.approx(1.8)
    assert found.finding(path, "B")["operator"] == "at_least"
    assert found.finding(path, "B")["cite"] == "§ 61 a, stk. 1, nr. 2"


@pytest.mark.parametrize(
    ("persons", "residents", "distance"),
    [
        # 40 % of 600 is 240 exactly, so over it is 241
        ("0", "600", 241),
        # 40 % of 601 is 240.4, so over it is 241 as well
        ("0", "601", 241),
        ("240.25", "600.0", 1),
        ("260", "600", 20),
    ],
)
def test_the_distance_is_in_whole_persons(judge, make_rules, persons, residents, distance):
    """Full-time equivalents have decimals; the least whole number that turns the answer is told."""
    rules = make_rules(
        ("2000-01-01", "liste: {title: {da: x, en: x}, cite: § 1, all: {uden_tilknytning: {above: 40 %}}}"),
        measures="uden_tilknytning: {title: {da: x, en: x}, share: uden_tilknytning, of: beboere_18_64}",
    )
    areas = f"""
        area  year  beboere_18_64  uden_tilknytning
        A     2020  {residents}    {persons}
    """
    assert judge(areas, rules).finding("liste.uden_tilknytning")["distance"] == distance


def test_no_distance_is_told_where_no_number_of_persons_can_cross(judge, make_rules):
    """All residents of this year would not be enough to bring the mean of two years above 60 %."""
    rules = make_rules(
        ("2000-01-01", "liste: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {above: 60 %}}}"),
        measures="kun_grundskole: {title: {da: x, en: x}, share: kun_grundskole, of: beboere_30_59, mean_of_years: 2}",
    )
    areas = """
        area  year  beboere_30_59  kun_grundskole
        A     2019  1000           200
        A     2020  1000           400
    """
    found = judge(areas, rules).finding("liste.kun_grundskole")
    assert (found["verdict"], found["value"], found["distance"], found["unit"]) == ("no", 30.0, None, None)


def test_no_distance_is_told_where_no_number_of_this_year_s_persons_can_turn_the_answer(judge, make_rules):
    """A mean over 60 % needs more than 120 % this year after a year with nobody."""
    rules = make_rules(
        ("2000-01-01", "liste: {title: {da: x, en: x}, cite: § 1, all: {andel: {above: 60 %}}}"),
        measures="""
        andel: {title: {da: x, en: x}, share: kun_grundskole, of: beboere_30_59, mean_of_years: 2}
    """,
    )
    areas = """
        area  year  beboere_30_59  kun_grundskole
        A     2022  100            0
        A     2023  100            10
        B     2022  100            50
        B     2023  100            10
    """
    found = judge(areas, rules=rules)
    assert found.finding("liste.andel", area="A", year=2023)["distance"] is None
    assert found.finding("liste.andel", area="B", year=2023)["distance"] == 61


@pytest.mark.parametrize(
    ("test", "persons", "told"),
    [
        ("above: 0 %", 5, ("yes", 5)),  # all of them fewer
        ("at_least: 0 %", 5, ("yes", None)),  # six fewer than five there cannot be
        ("at_least: 100 %", 5, ("no", 5)),  # all the others more
        ("above: 100 %", 5, ("no", None)),
        ("below: 100 %", 10, ("no", 1)),
        ("at_most: 0 %", 0, ("yes", 1)),
    ],
)
def test_no_more_persons_can_come_or_go_than_there_are(judge, make_rules, test, persons, told):
    rules = make_rules(
        ("2000-01-01", f"liste: {{title: {{da: x, en: x}}, cite: § 1, all: {{kun_grundskole: {{{test}}}}}}}")
    )
    areas = f"""
        area  year  beboere_30_59  kun_grundskole
        A     2020  10             {persons}
    """
    found = judge(areas, rules).finding("liste.kun_grundskole")
    assert (found["verdict"], found["distance"]) == told


def test_a_count_can_rise_without_end_and_fall_to_nothing(judge, make_rules):
    lists = """
        over: {title: {da: x, en: x}, cite: § 1, all: {beboere: {at_least: 900000000}}}
        nul: {title: {da: x, en: x}, cite: § 2, all: {beboere: {at_least: 0}}}
    """
    areas = """
        area  year  beboere
        A     2020  7
    """
    found = judge(areas, make_rules(("2000-01-01", lists)))
    assert found.finding("over.beboere")["distance"] == 899_999_993
    assert found.finding("nul.beboere")["distance"] is None
