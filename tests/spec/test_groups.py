"""Groups with blanks: surely met, possibly met, and what follows."""

import itertools

import pytest

# 1000 meets a test, 999 does not, and `..` is withheld.
CELLS = {"yes": "1000", "no": "999", "?": ".."}

NINE_ROWS = [
    # first  second   all of       at least 1   none of      the first and none of the second
    ("yes", "yes", "yes", "yes", "no", "no"),
    ("yes", "no", "no", "yes", "no", "yes"),
    ("yes", "?", "undecided", "yes", "no", "undecided"),
    ("no", "yes", "no", "yes", "no", "no"),
    ("no", "no", "no", "no", "yes", "no"),
    ("no", "?", "no", "undecided", "undecided", "no"),
    ("?", "yes", "undecided", "yes", "no", "no"),
    ("?", "no", "no", "undecided", "undecided", "undecided"),
    ("?", "?", "undecided", "undecided", "undecided", "undecided"),
]

BOTH = "{beboere: {at_least: 1000}, beboere_2010: {at_least: 1000}}"


@pytest.mark.parametrize("row", NINE_ROWS, ids=lambda row: f"{row[0]} and {row[1]}")
def test_two_tests_in_each_kind_of_group(judge, make_rules, row):
    first, second, *answers = row
    rules = make_rules(
        (
            "2000-01-01",
            f"""
            every: {{title: {{da: x, en: x}}, cite: § 1, all: {{group: {{all: {BOTH}}}}}}}
            one: {{title: {{da: x, en: x}}, cite: § 2, all: {{group: {{at_least: 1, of: {BOTH}}}}}}}
            neither: {{title: {{da: x, en: x}}, cite: § 3, all: {{group: {{none: {BOTH}}}}}}}
            first_alone:
              title: {{da: x, en: x}}
              cite: § 4
              all: {{beboere: {{at_least: 1000}}}}
              none: {{beboere_2010: {{at_least: 1000}}}}
            """,
        )
    )
    areas = f"""
        area  year  beboere         beboere_2010
        A     2020  {CELLS[first]}  {CELLS[second]}
    """
    found = judge(areas, rules)
    assert [found.verdict(name) for name in ("every", "one", "neither", "first_alone")] == answers


# Two of three: what is surely met and what is possibly met, and the answer.
TWO_OF_THREE = [
    # met  withheld  answer
    (3, 0, "yes"),
    (2, 1, "yes"),
    (2, 0, "yes"),
    (1, 2, "undecided"),
    (1, 1, "undecided"),
    (1, 0, "no"),
    (0, 3, "undecided"),
    (0, 2, "undecided"),
    (0, 1, "no"),
    (0, 0, "no"),
]


@pytest.mark.parametrize(("met", "withheld", "answer"), TWO_OF_THREE)
def test_two_of_three_in_whatever_order_they_stand(judge, make_rules, met, withheld, answer):
    rules = make_rules(
        (
            "2000-01-01",
            """
            liste:
              title: {da: x, en: x}
              cite: § 1
              all:
                kriterier:
                  at_least: 2
                  of: {beboere: {at_least: 1000}, beboere_2010: {at_least: 1000}, beboere_18_64: {at_least: 1000}}
            """,
        ),
        measures="""
            beboere: {title: {da: x, en: x}, count: beboere}
            beboere_2010: {title: {da: x, en: x}, count: beboere_2010}
            beboere_18_64: {title: {da: x, en: x}, count: beboere_18_64}
        """,
    )
    cells = ["1000"] * met + [".."] * withheld + ["999"] * (3 - met - withheld)
    for one, two, three in set(itertools.permutations(cells)):
        areas = f"""
            area  year  beboere  beboere_2010  beboere_18_64
            A     2020  {one}    {two}         {three}
        """
        assert judge(areas, rules).verdict("liste.kriterier") == answer


def test_the_shipped_criteria_with_one_met_and_one_withheld(judge):
    areas = """
        area  year  beboere  uden_tilknytning_pct  kun_grundskole_pct  bruttoindkomst_pct  doemte  beboere_18_og_over
        A     2022  ..       ..                    ..                  ..                  4       1000
        A     2023  1500     45.0                  ..                  60.0                4       1000
        B     2022  ..       ..                    ..                  ..                  ..      1000
        B     2023  1500     45.0                  70.0                60.0                ..      1000
        C     2022  ..       ..                    ..                  ..                  4       1000
        C     2023  1500     35.0                  ..                  60.0                4       1000
    """
    reference = """
        area     year  beboere_18_og_over  doemte
        Danmark  2022  1000000             7000
        Danmark  2023  1000000             7000
    """
    found = judge(areas, reference=reference)
    assert found.verdicts("udsat_boligomraade") == {"A": "undecided", "B": "yes", "C": "no"}
    why = found.finding("udsat_boligomraade.sociale_kriterier.kun_grundskole", "A")
    assert why["reason"] == "kun_grundskole_pct withheld for 2023"
    assert why["cite"].endswith("§ 61 a, stk. 1, nr. 3")
