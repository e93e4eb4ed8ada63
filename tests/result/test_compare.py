"""Comparisons of made-up results: who came and went, why, what only changed its name, and what improved."""

from pathlib import Path

import polars as pl
import pytest

import listerules as lr
from listerules.law.model import Scenario

FIXTURES = Path(__file__).parents[2] / "fixtures" / "made_up"
RULES = lr.load_rules()


def area(name="A", year=2023, **figures):
    """An area on no list for its figures: each criterion is far from its line."""
    calm = {
        "beboere": 1200,
        "uden_tilknytning_pct": 10,
        "doemte_pct": "0.50",
        "doemte_graense_pct": "2.00",
        "kun_grundskole_pct": "20.0",
        "bruttoindkomst_pct": "90.0",
        "ikke_vestlige_pct": "10.0",
    }
    return {"area": name, "year": year, "region": "Sjælland", **calm, **figures}


UDSAT = {"kun_grundskole_pct": "70.0", "bruttoindkomst_pct": "50.0"}


def classify(*rows, **more):
    return lr.classify(list(rows), RULES, **more)


def changes(comparison, chain="udsat_boligomraade"):
    found = next(each for each in comparison.steps[0].lists if each.chain == chain)
    return {each.area: each.change.value for each in found.areas}


def of_area(comparison, name, chain="udsat_boligomraade"):
    found = next(each for each in comparison.steps[0].lists if each.chain == chain)
    return next(each for each in found.areas if each.area == name)


@pytest.fixture(scope="module")
def made_up():
    return lr.classify(FIXTURES / "areas.csv", RULES, reference=FIXTURES / "reference.csv")


# --- on and off ---------------------------------------------------------------------------------


def test_each_way_to_come_go_stay_and_be_unknown_is_told_apart():
    blank = {"beboere": None}
    result = classify(
        *(
            area(name, 2022, **figures)
            for name, figures in zip("ABCDE", [{}, UDSAT, UDSAT, {}, UDSAT | blank], strict=True)
        ),
        *(area(name, 2023, **figures) for name, figures in zip("ABCDE", [UDSAT, {}, UDSAT, {}, UDSAT], strict=True)),
        area("X", 2022, **UDSAT),
        area("Y", 2023, **UDSAT),
        area("P", 2022, **UDSAT),
        area("P", 2023, **UDSAT | blank),
        area("Q", 2022),
        area("Q", 2023, **UDSAT | blank),
        area("R", 2022, **UDSAT | blank),
        area("R", 2023),
        area("S", 2022, **UDSAT | blank),
        area("S", 2023, **UDSAT | blank),
    )
    found = changes(lr.compare(result))
    assert [found[name] for name in "ABCDE"] == ["entered", "left", "stayed", "off", "on_from_unknown"]
    assert [found[name] for name in "PQRS"] == ["on_to_unknown", "off_to_unknown", "off_from_unknown", "unknown"]
    assert (found["X"], found["Y"]) == ("on_to_unknown", "on_from_unknown"), "an area without a row is not off"


def test_the_criterion_that_flipped_is_told_with_both_figures_the_line_and_the_distance(made_up):
    left = of_area(lr.compare(made_up, years=(2023, 2024)), "Opdigtet 48 (under 1.000 beboere i 2024)")
    (flipped,) = (each for each in left.flipped if each.newest.kind == "test")
    assert left.change == "left"
    assert (flipped.before.value, flipped.after.value, flipped.after.line) == (1500, 999, 1000)
    assert (flipped.moved, flipped.after.flip.amount, flipped.after.flip.unit) == (-501, 1, "persons")


def test_a_line_that_moved_is_told_on_both_sides():
    result = classify(
        area(year=2022, **UDSAT | {"bruttoindkomst_pct": "90.0", "doemte_pct": "2.10", "doemte_graense_pct": "2.00"}),
        area(year=2023, **UDSAT | {"bruttoindkomst_pct": "90.0", "doemte_pct": "2.10", "doemte_graense_pct": "2.20"}),
    )
    assert "Dømte beboere fyldt 18 år 2,10 % → 2,10 % (mindst 2 % → mindst 2,2 %)" in lr.compare(result).to_text(
        "da", 200
    )


def test_a_criterion_that_flipped_without_a_change_of_list_is_told_apart():
    result = classify(area(year=2022), area(year=2023, uden_tilknytning_pct="45.0"))
    (found,) = {name for name, _ in lr.compare(result).steps[0].flipped_elsewhere}
    assert found == "A"


def test_rows_in_another_order_change_nothing(made_up):
    turned = pl.read_csv(FIXTURES / "areas.csv", infer_schema=False).reverse()
    other = lr.classify(turned, RULES, reference=FIXTURES / "reference.csv")
    one, two = (lr.compare(each, years=(2023, 2024)).to_text("en") for each in (made_up, other))
    assert one == two


# --- names --------------------------------------------------------------------------------------


def test_an_area_that_only_changed_its_name_neither_came_nor_went():
    lineage = [{"area": "B", "from_year": 2023, "was": "A"}]
    comparison = lr.compare(classify(area("A", 2022, **UDSAT), area("B", 2023, **UDSAT), lineage=lineage))
    assert changes(comparison) == {"B": "stayed"}
    assert "Skiftede kun navn: A hedder nu B." in comparison.note("da")


def test_a_renamed_area_that_left_is_told_with_its_former_name():
    before, after = classify(area("A", 2022, **UDSAT)), classify(area("B", 2023))
    comparison = lr.compare(before, after, lineage=[{"area": "B", "from_year": 2023, "was": "A"}])
    assert changes(comparison) == {"B": "left"}
    assert "B (før A)" in comparison.note("da")
    assert "Skiftede navn: A hedder nu B." in comparison.note("da")


def test_a_name_changed_earlier_is_not_told_again():
    rows = [area("A", 2020, **UDSAT), area("B", 2022, **UDSAT), area("B", 2023, **UDSAT)]
    step = lr.compare(classify(*rows, lineage=[{"area": "B", "from_year": 2021, "was": "A"}])).steps[0]
    assert step.renamed == ()


def test_an_area_made_of_two_stood_as_both_did_or_is_unknown():
    lineage = [{"area": "AB", "from_year": 2023, "was": name} for name in ("A", "B")]
    now = classify(area("AB", 2023, **UDSAT))
    alike = lr.compare(classify(area("A", 2022, **UDSAT), area("B", 2022, **UDSAT)), now, lineage=lineage)
    apart = lr.compare(classify(area("A", 2022, **UDSAT), area("B", 2022)), now, lineage=lineage)
    assert changes(alike) == {"AB": "stayed"}
    assert changes(apart) == {"AB": "on_from_unknown"}
    assert "Delt eller lagt sammen: A og B blev til AB." in apart.note("da")


def test_names_that_look_alike_are_pointed_out():
    result = classify(area("Ringparken", 2022, **UDSAT), area("Ringparken mv.", 2023, **UDSAT))
    assert lr.compare(result).steps[0].lookalikes == (("Ringparken", "Ringparken mv."),)


# --- what improved ------------------------------------------------------------------------------


def test_figures_that_moved_away_from_their_criterion_improved():
    result = classify(
        area("A", 2022, uden_tilknytning_pct="20.0", bruttoindkomst_pct="80.0", kun_grundskole_pct="30.0"),
        area("A", 2023, uden_tilknytning_pct="19.9", bruttoindkomst_pct="80.1", kun_grundskole_pct="30.1"),
    )
    step = lr.compare(result).steps[0]
    found = {each.measure: (each.improved, each.worsened, each.unchanged) for each in step.progress}
    assert found == {
        "uden_tilknytning": (1, 0, 0),
        "bruttoindkomst": (1, 0, 0),
        "kun_grundskole": (0, 1, 0),
        "doemte": (0, 0, 1),
        "ikke_vestlige": (0, 0, 1),
    }
    assert step.share_improved == pytest.approx(2 / 5)


def test_a_measure_that_is_counted_otherwise_than_before_is_not_compared():
    step = lr.compare(classify(area(year=2013), area(year=2014))).steps[0]
    measures = {each.measure for each in step.progress}
    assert "ikke_vestlige" in measures
    assert "doemte" not in measures, "a mean of four years until 2013, of two years since"


def test_a_counted_income_that_grew_less_than_its_region_did_not_improve():
    counted = {"bruttoindkomst_pct": None}
    reference = [
        {"area": "Sjælland", "year": year, "bruttoindkomst": income}
        for year, income in ((2022, 300000), (2023, 330000))
    ]
    rows = [area(year=year, **counted, bruttoindkomst=income) for year, income in ((2022, 200000), (2023, 210000))]
    step = lr.compare(classify(*rows, reference=reference)).steps[0]
    assert [each.worsened for each in step.progress if each.measure == "bruttoindkomst"] == [1]


# --- rules, written results, published lists ----------------------------------------------------


def test_a_criterion_that_one_side_lacks_says_why_an_area_is_on_its_list_only():
    scenario = Scenario(scenario="fri", on="almenboligloven-2021", remove=["parallelsamfund.ikke_vestlige"])
    row = area(**UDSAT)
    own = classify(row)
    other = lr.classify([row], RULES.with_scenario(scenario))
    comparison = lr.compare(own, other, labels=("loven", "fri"))
    assert comparison.kind == "sides"
    found = of_area(comparison, "A", "parallelsamfund")
    assert found.change == "entered"
    assert [each.newest.path for each in found.flipped] == ["parallelsamfund.ikke_vestlige"]
    assert "Kun på listen efter fri: A." in comparison.note("da")


def test_a_group_that_needs_more_is_what_flipped():
    changed = {"udsat_boligomraade.sociale_kriterier.at_least": {"was": "2", "now": "3"}}
    scenario = Scenario(scenario="tre", on="almenboligloven-2021", change=changed)
    row = area(**UDSAT)
    comparison = lr.compare(classify(row), lr.classify([row], RULES.with_scenario(scenario)), labels=("a", "b"))
    assert "To af fire sociale kriterier: 2 opfyldt (kræver 2 → 3)" in comparison.to_text("da", 200)


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "xlsx"])
def test_written_results_say_the_same_as_the_results_they_were_written_from(made_up, tmp_path, ending):
    paths = []
    for year in (2023, 2024):
        result = lr.classify(FIXTURES / "areas.csv", RULES, reference=FIXTURES / "reference.csv", years=[year])
        result.write(tmp_path / f"{year}.{ending}")
        paths.append(lr.read_result(tmp_path / f"{year}.{ending}", RULES))
    live, written = lr.compare(made_up, years=(2023, 2024)), lr.compare(*paths)
    plain = ["list", "area", "verdict_before", "verdict_after", "change"]
    assert written.table.select(plain).equals(live.table.select(plain))
    if ending == "json":
        assert written.table["flipped"].equals(live.table["flipped"])
        assert written.steps[0].share_improved == live.steps[0].share_improved


def test_a_result_saved_anew_by_a_danish_excel_is_read(tmp_path):
    text = (
        "area;year;regime;udsat_boligomraade;parallelsamfund;undecided\n"
        "Åparken;2023;almenboligloven-2021;SAND;;parallelsamfund\n"
    )
    (tmp_path / "old.csv").write_bytes(text.encode("cp1252"))
    read = lr.read_result(tmp_path / "old.csv")
    assert read.table.select("area", "udsat_boligomraade", "parallelsamfund").rows() == [("Åparken", True, None)]


def test_a_list_under_its_old_name_is_the_same_list(tmp_path):
    classify(area(year=2020, **UDSAT)).write(tmp_path / "2020.csv")
    classify(area(year=2021, **UDSAT)).write(tmp_path / "2021.csv")
    comparison = lr.compare(*(lr.read_result(tmp_path / f"{year}.csv") for year in (2020, 2021)))
    found = next(each for each in comparison.steps[0].lists if each.chain == "parallelsamfund")
    assert (found.before.name, found.after.name) == ("ghettoomraade", "parallelsamfund")


def test_figures_that_say_otherwise_than_the_published_list_are_contradictions():
    published = [
        {"area": "A", "year": 2023, "list": "udsat_boligomraade"},
        {"area": "C", "year": 2023, "list": "udsat_boligomraade"},
    ]
    result = classify(area("A"), area("B", **UDSAT), area("C", **UDSAT), history=published)
    comparison = lr.compare(result, against=published)
    assert changes(comparison) == {"A": "left", "B": "entered", "C": "stayed"}
    assert comparison.contradictions == 2


def test_earlier_published_lists_count_in_a_run_and_the_list_itself_does_not():
    published = [{"area": "A", "year": year, "list": "ghettoomraade"} for year in (2018, 2019, 2020)]
    published += [{"area": "A", "year": year, "list": "parallelsamfund"} for year in (2021, 2022)]
    published += [{"area": "B", "year": 2022, "list": "omdannelsesomraade"}]
    result = classify(area("A", 2022, **UDSAT, ikke_vestlige_pct="60.0"), history=published)
    assert changes(lr.compare(result, against=published), "omdannelsesomraade")["A"] == "entered"


# --- counts and refusals ------------------------------------------------------------------------


def test_a_count_below_what_the_figures_give_is_refused_and_one_above_is_given():
    result = classify(area("A", 2022), area("A", 2023, **UDSAT))
    counts = [{"year": 2023, "list": "Udsat boligområde", "what": "på listen", "count": 3}]
    assert (
        lr.compare(result, counts=counts).note("da").splitlines()[3].startswith("3 udsatte boligområder (0 året før)")
    )
    with pytest.raises(lr.DataError, match="counted as 0, but 1 areas are on it by these figures"):
        lr.compare(result, counts=[{**counts[0], "count": 0}])


def test_the_result_of_another_series_is_refused():
    infra = classify(area(year=2016), series="infrastruktur")
    with pytest.raises(
        lr.DataError, match="has lists of the series 'omraadelister', and areas has those of 'infrastruktur'"
    ):
        lr.compare(classify(area(year=2016)), infra)


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((2021, 2023), "There is no list of 2021. The nearest is 2022"),
        ((2022, 2033), "There is no list of 2033. The nearest is 2023"),
        ((2023, 2022), "2023 is later than 2022"),
        ((2022, 2022), "are the same list"),
    ],
)
def test_years_there_are_not_give_the_nearest(years, said):
    with pytest.raises(lr.DataError, match=said):
        lr.compare(classify(area(year=2022), area(year=2023)), years=years)


def test_an_unknown_list_gives_the_nearest():
    with pytest.raises(lr.DataError, match="Did you mean 'parallelsamfund'"):
        lr.compare(classify(area(year=2022), area(year=2023)), lists=["paralelsamfund"])


def test_results_of_several_years_that_differ_ask_which():
    with pytest.raises(lr.DataError, match="--years YEAR YEAR"):
        lr.compare(classify(area(year=2022)), classify(area(year=2022), area(year=2023)))
