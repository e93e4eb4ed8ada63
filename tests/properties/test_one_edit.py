"""A new list, a new regime and a new measure are each one edit of one YAML file."""

import shutil
from datetime import date

import pytest

import listerules as lr
from listerules.law.rulebook import find_shipped_rules

AREAS = [
    {"area": "Opdigtet 1", "year": year, "beboere": 6000, "ikke_vestlige": 3500, "boliger": 1000, "tomme_boliger": 101}
    for year in (2024, 2028)
] + [
    {"area": "Opdigtet 2", "year": year, "beboere": 2000, "ikke_vestlige": 500, "boliger": 1000, "tomme_boliger": 100}
    for year in (2024, 2028)
]


@pytest.fixture
def rules(tmp_path):
    """A copy of the shipped rules, to edit."""
    return shutil.copytree(find_shipped_rules(), tmp_path / "rules")


def classify(rules, areas=AREAS):
    known = {"area", "year", "beboere", "ikke_vestlige"}
    rows = [{name: cell for name, cell in row.items() if name in known} for row in areas]
    return lr.classify(rows, str(rules), today=date(2028, 12, 1))


def test_a_list_more_is_a_few_lines_more(rules):
    file = rules / "omraadelister" / "2021-12-01.yaml"
    before = classify(rules).table
    with file.open("a", encoding="utf-8") as law:
        law.write(
            """
  stort_omraade:
    title: {da: Stort område, en: Large area}
    cite: § 61 z
    all:
      beboere: {at_least: 5000}
"""
        )
    result = classify(rules)
    assert result.table["stort_omraade"].to_list() == [True, True, False, False]
    assert result.table.drop("stort_omraade").equals(before)
    found = result.findings.filter(area="Opdigtet 1", year=2024, path="stort_omraade.beboere").row(0, named=True)
    assert (found["verdict"], found["distance"], found["cite"]) == ("yes", 1001, "§ 61 z")


def test_a_new_regime_is_a_file_more(rules):
    """The law of 2027 asks for 2,001 residents and has a name of its own for the list; 2024 is judged as before."""
    (rules / "omraadelister" / "2027-12-01.yaml").write_text(
        """
regime: opdigtet-2027
series: omraadelister
title: {da: Opdigtet lov, en: Made-up act}
from: 2027-12-01
law: {name: Made up, url: "https://example.org/law"}
checked_on: 2026-11-23
measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
lists:
  boligomraade_med_plan:
    title: {da: Boligområde med plan, en: Housing area with a plan}
    cite: § 1
    formerly: [parallelsamfund]
    all:
      beboere: {above: 2000}
""",
        encoding="utf-8",
    )
    table = classify(rules).table
    assert table.select("year", "regime").unique(maintain_order=True).rows() == [
        (2024, "almenboligloven-2021"),
        (2028, "opdigtet-2027"),
    ]
    assert table.select("area", "year", "boligomraade_med_plan").rows() == [
        ("Opdigtet 1", 2024, None),
        ("Opdigtet 1", 2028, True),
        ("Opdigtet 2", 2024, False),
        ("Opdigtet 2", 2028, False),
    ]
    assert "parallelsamfund" not in table.columns
    assert "udsat_boligomraade" in table.columns


def test_a_new_measure_brings_its_own_columns(rules):
    file = rules / "omraadelister" / "2021-12-01.yaml"
    law = file.read_text(encoding="utf-8")
    law = law.replace(
        "\nmeasures:\n",
        """
columns:
  boliger: {title: {da: Boliger i alt, en: Dwellings}, unit: persons}
  tomme_boliger: {title: {da: Tomme boliger, en: Empty dwellings}, unit: persons, headings: [ledige boliger]}

measures:
  tomme_boliger: {title: {da: Andel tomme boliger, en: Share of empty dwellings}, share: tomme_boliger, of: boliger}
""",
    )
    law += """
  tomt_omraade:
    title: {da: Tomt område, en: Empty area}
    cite: § 61 z
    all:
      tomme_boliger: {above: 10 %}
"""
    file.write_text(law, encoding="utf-8")
    rows = [
        {
            "Boligområde": row["area"],
            "År": row["year"],
            "Boliger i alt": row["boliger"],
            "Ledige boliger": row["tomme_boliger"],
        }
        for row in AREAS
    ]
    result = lr.classify(rows, str(rules), today=date(2028, 12, 1))
    assert result.table["tomt_omraade"].to_list() == [True, True, False, False]
    found = result.findings.filter(area="Opdigtet 2", year=2024, path="tomt_omraade.tomme_boliger").row(0, named=True)
    assert (found["value"], found["line"], found["distance"]) == (10, 10, 1)
    assert found["title"] == "Share of empty dwellings"


def test_a_criterion_more_in_a_list_is_one_line_more(rules):
    """Of five instead of four: the area that met one of four and the new one is on the list."""
    file = rules / "omraadelister" / "2021-12-01.yaml"
    areas = [
        {"area": "Opdigtet", "year": 2024, "beboere": 6000, "kun_grundskole_pct": 70.1, "uden_tilknytning_pct": 30.1,
         "doemte_pct": 0.10, "doemte_graense_pct": 2.00, "bruttoindkomst_pct": 70.1}
    ]  # fmt: skip
    before = lr.classify(areas, str(rules))
    assert before.table["udsat_boligomraade"].to_list() == [False]
    law = file.read_text(encoding="utf-8")
    line = "          kun_grundskole: {above: 60 %, cite: nr. 3}\n"
    new = line + "          stort: {measure: beboere, at_least: 5000, cite: nr. 5}\n"
    file.write_text(law.replace(line, new, 1), encoding="utf-8")
    after = lr.classify(areas, str(rules))
    assert after.table["udsat_boligomraade"].to_list() == [True]
    assert after.findings.filter(path="udsat_boligomraade.sociale_kriterier.stort")["verdict"].to_list() == ["yes"]
