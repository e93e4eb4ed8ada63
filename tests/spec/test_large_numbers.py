"""Figures whose products pass 128 bits: still on the line, or off it by the last of 18 decimals."""

import pytest

MEASURES = """
aarsvaerk:
  title: {da: x, en: x}
  share: uden_tilknytning
  of: beboere_18_64
  mean_of_years: 4
samlet:
  title: {da: x, en: x}
  share: uden_tilknytning
  of: beboere_18_64
  pooled_years: 4
"""
OPERATORS = ("above", "at_least", "below", "at_most")
ANSWERS = {
    #            above  at least  below  at most
    "on": ("no", "yes", "no", "yes"),
    "over": ("yes", "yes", "no", "no"),
    "under": ("no", "no", "yes", "yes"),
    "blank": ("undecided", "undecided", "undecided", "undecided"),
}

# Of whom two fifths stand exactly on the line; few people fit 128 bits, and many do not.
FEW, MANY = 10, 999_999_995
CELLS = {"on": "{}", "over": "{}.000000000000000001", "under": "{}.999999999999999999", "blank": ".."}


def draw_area(where, residents):
    """Four years on the line, the last of them as `where` says."""
    on_the_line = residents * 2 // 5
    last = CELLS[where].format(on_the_line - 1 if where == "under" else on_the_line)
    for year in range(2017, 2021):
        yield f"{where}_{residents} {year} {residents} {last if year == 2020 else on_the_line}"


@pytest.mark.parametrize("measure", ["aarsvaerk", "samlet"])
def test_on_the_line_and_a_hair_to_each_side(judge, make_rules, measure):
    lists = "\n".join(
        f"l_{operator}: {{title: {{da: x, en: x}}, cite: § 1, all: {{{measure}: {{{operator}: 40 %}}}}}}"
        for operator in OPERATORS
    )
    rows = [row for residents in (FEW, MANY) for where in ANSWERS for row in draw_area(where, residents)]
    areas = "\n".join(["area year beboere_18_64 uden_tilknytning", *rows])
    found = judge(areas, make_rules(("2000-01-01", lists), measures=MEASURES))
    for number, operator in enumerate(OPERATORS):
        answers = found.verdicts(f"l_{operator}.{measure}", 2020)
        expected = {f"{where}_{residents}": ANSWERS[where][number] for where in ANSWERS for residents in (FEW, MANY)}
        assert answers == expected, operator


@pytest.mark.parametrize("measure", ["aarsvaerk", "samlet"])
def test_far_from_the_line(judge, make_rules, measure):
    """Nine shares on each side, since a number cut to 128 bits would be on the right side half the time."""
    rules = make_rules(
        ("2000-01-01", f"liste: {{title: {{da: x, en: x}}, cite: § 1, all: {{{measure}: {{above: 40 %}}}}}}"),
        measures=MEASURES,
    )
    residents = 999_999_900
    rows = [
        f"A{percent} {year} {residents} {residents * percent // 100}.5"
        for percent in range(5, 95, 5)
        for year in range(2017, 2021)
    ]
    found = judge("\n".join(["area year beboere_18_64 uden_tilknytning", *rows]), rules)
    answers = {f"A{percent}": "yes" if percent >= 40 else "no" for percent in range(5, 95, 5)}
    assert found.verdicts("liste", 2020) == answers


def test_a_large_share_of_the_national_share(judge, make_rules):
    """Both sides have four factors; three times the country is the line."""
    rules = make_rules(
        (
            "2000-01-01",
            "liste: {title: {da: x, en: x}, cite: § 1, all: {aarsvaerk: {at_least: 3, relative_to: national}}}",
        ),
        measures=MEASURES,
    )
    years = range(2017, 2021)
    rows = [
        f"{area} {year} 900000000 {cell}"
        for area, cell in [("A", "30"), ("B", "29.999999999999999999")]
        for year in years
    ]
    reference = [f"Danmark {year} 900000000 10" for year in years]
    heading = "area year beboere_18_64 uden_tilknytning"
    found = judge("\n".join([heading, *rows]), rules, reference="\n".join([heading, *reference]))
    assert found.verdicts("liste", 2020) == {"A": "yes", "B": "no"}


def test_the_largest_groups_against_a_line_of_hundredths(judge, make_rules):
    """Four products of four counts, times fifty, lie between 2^127 and 2^128, where 128 bits turn negative."""
    rules = make_rules(
        ("2000-01-01", "liste: {title: {da: x, en: x}, cite: § 1, all: {kun_grundskole: {above: 42 %}}}"),
        measures="kun_grundskole: {title: {da: x, en: x}, share: kun_grundskole, of: beboere_30_59, mean_of_years: 4}",
    )
    areas = [f"A {year} 999999999 999999999" for year in range(2017, 2021)]
    found = judge("\n".join(["area year beboere_30_59 kun_grundskole", *areas]), rules)
    assert found.verdict("liste", "A", 2020) == "yes"


def test_large_incomes_against_a_fine_multiple_of_the_region(judge, make_rules):
    rules = make_rules(
        (
            "2000-01-01",
            """
            liste:
              title: {da: x, en: x}
              cite: § 1
              all: {bruttoindkomst: {above: 1.000000000000001, relative_to: region}}
            """,
        )
    )
    millions = range(50, 1000, 50)
    rows = [f"A{each} 2020 Hovedstaden {each}000000" for each in millions]
    reference = """
        area         year  bruttoindkomst
        Hovedstaden  2020  500000000
    """
    found = judge("\n".join(["area year region bruttoindkomst", *rows]), rules, reference=reference)
    assert found.verdicts("liste") == {f"A{each}": "yes" if each > 500 else "no" for each in millions}


def test_large_groups_with_decimals_against_a_fine_multiple_of_the_country(judge, make_rules):
    rules = make_rules(
        (
            "2000-01-01",
            "liste: {title: {da: x, en: x}, cite: § 1, all: {andel: {above: 1.000001, relative_to: national}}}",
        ),
        measures="andel: {title: {da: x, en: x}, share: uden_tilknytning, of: beboere_18_64}",
    )
    heading, residents, per_cent = "area year beboere_18_64 uden_tilknytning", 999_999_900, range(5, 100, 5)
    rows = [f"A{each} 2020 {residents} {residents * each // 100}.5" for each in per_cent]
    reference = f"{heading}\nDanmark 2020 {residents} {residents // 2}.5"
    found = judge("\n".join([heading, *rows]), rules, reference=reference)
    assert found.verdicts("liste") == {f"A{each}": "yes" if each > 50 else "no" for each in per_cent}


def test_a_printed_line_beyond_all_bounds(judge, make_rules):
    """A line is not limited to 100 per cent, so that a slip of the pen in it must not turn the answer round."""
    rules = make_rules(
        (
            "2000-01-01",
            "liste: {title: {da: x, en: x}, cite: § 1, all: {doemte: {at_least: 999, relative_to: national}}}",
        )
    )
    areas = """
        area  year  doemte  beboere_18_og_over  doemte_graense_pct
        A     2020  1       999999999           999999999
    """
    assert judge(areas, rules).verdict("liste") == "no"


def test_a_line_that_alone_passes_128_bits(judge, make_rules):
    """Fifteen decimals of the line, eighteen of the group and twenty of the printed share of the country."""
    rules = make_rules(
        (
            "2000-01-01",
            """
            liste:
              title: {da: x, en: x}
              cite: § 1
              all: {andel: {above: 0.333333333333333, relative_to: national}}
            """,
        ),
        measures="andel: {title: {da: x, en: x}, share: doemte, of: uden_tilknytning}",
    )
    areas = """
        area  year  doemte  uden_tilknytning
        A     2020  6       50.5
        B     2020  4       50.5
        C     2020  ..      50.5
    """
    reference = """
        area     year  doemte_pct
        Danmark  2020  30.0
    """
    found = judge(areas, rules, reference=reference)
    assert found.verdicts("liste") == {"A": "yes", "B": "no", "C": "undecided"}
