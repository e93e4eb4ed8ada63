"""The shipped rules load, from anywhere, and know which regime and which list is meant when."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from listerules.errors import RulesError
from listerules.law.model import Regime, Scenario
from listerules.law.rulebook import Rulebook, Series, find_shipped_rules, lists_in_order, load_rules

SHIPPED = find_shipped_rules()


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load_rules()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "rules"))


@pytest.fixture(scope="module")
def areas(rules: Rulebook) -> Series:
    return rules.get_series("omraadelister")


def test_every_series_and_regime_of_the_design_ships(rules):
    assert {name: [str(regime.from_) for regime in series.regimes] for name, series in rules.series.items()} == {
        "infrastruktur": ["2015-12-01", "2018-12-01"],
        "kombineret-udlejning": ["2012-10-01"],
        "omraadelister": ["2010-10-26", "2014-02-01", "2018-12-01", "2021-12-01"],
    }


def test_every_regime_was_checked_after_it_began(rules):
    for series in rules.series.values():
        for regime in series.regimes:
            assert regime.checked_on > regime.from_, regime.regime


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2010, 10, 25), None),
        (date(2010, 10, 26), "almenboligloven-2010"),
        (date(2013, 10, 1), "almenboligloven-2010"),
        (date(2014, 1, 31), "almenboligloven-2010"),
        (date(2014, 2, 1), "almenboligloven-2014"),
        (date(2018, 11, 30), "almenboligloven-2014"),
        (date(2018, 12, 1), "almenboligloven-2018"),
        (date(2021, 11, 30), "almenboligloven-2018"),
        (date(2021, 12, 1), "almenboligloven-2021"),
        (date(2100, 1, 1), "almenboligloven-2021"),
    ],
)
def test_a_list_is_judged_by_the_latest_regime_begun_on_its_day(areas, day, regime):
    found = areas.regime_on(day)
    assert (found and found.regime) == regime


def test_a_year_is_judged_by_the_regime_of_its_last_day(areas):
    names = {2009: None, 2010: "almenboligloven-2010", 2013: "almenboligloven-2010", 2014: "almenboligloven-2014"}
    for year, name in names.items():
        found = areas.regime_of_year(year)
        assert (found and found.regime) == name


def test_a_list_is_known_by_its_newest_name(areas):
    assert areas.newest_name("ghettoomraade") == "parallelsamfund"
    assert areas.newest_name("parallelsamfund") == "parallelsamfund"
    assert areas.newest_name("haardt_ghettoomraade") == "omdannelsesomraade"
    assert areas.newest_name("udsat_boligomraade") == "udsat_boligomraade"
    with pytest.raises(RulesError, match=r"There is no list 'gettoomraade'.*'ghettoomraade'"):
        areas.newest_name("gettoomraade")


def test_chains_come_in_the_order_of_the_newest_regime(areas):
    assert areas.chains() == (
        "udsat_boligomraade",
        "parallelsamfund",
        "omdannelsesomraade",
        "forebyggelsesomraade",
        "udviklingsplan",
    )


def test_each_regime_has_its_own_name_for_a_chain(areas):
    names = [areas.name_in(regime, "parallelsamfund") for regime in areas.regimes]
    assert names == ["ghettoomraade", "ghettoomraade", "ghettoomraade", "parallelsamfund"]
    names = [areas.name_in(regime, "omdannelsesomraade") for regime in areas.regimes]
    assert names == [None, None, "haardt_ghettoomraade", "omdannelsesomraade"]


def test_the_years_a_list_has_existed(rules, areas):
    assert areas.spans("parallelsamfund") == ((2010, None),)
    assert areas.spans("omdannelsesomraade") == ((2018, None),)
    assert areas.spans("forebyggelsesomraade") == ((2021, None),)
    assert areas.first_year("parallelsamfund") == 2010
    assert areas.first_year("haardt_ghettoomraade") == 2018
    assert rules.get_series("infrastruktur").spans("infrastrukturomraade") == ((2015, 2017),)


def test_a_list_comes_after_the_lists_it_refers_to(rules):
    for series in rules.series.values():
        for regime in series.regimes:
            order = lists_in_order(regime)
            assert sorted(order) == sorted(regime.lists)
    order = lists_in_order(rules.regime("almenboligloven-2021"))
    wanted = ["udsat_boligomraade", "parallelsamfund", "omdannelsesomraade", "udviklingsplan"]
    assert [name for name in order if name in wanted] == wanted
    assert order.index("udsat_boligomraade") < order.index("forebyggelsesomraade")


def test_a_position_is_a_place_an_editor_can_open(rules):
    where = rules.position("almenboligloven-2021", "udsat_boligomraade.sociale_kriterier.doemte.at_least")
    name, line, column = where.split(":")
    text = (SHIPPED / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert text[int(column) - 1 :].startswith("at_least: 3, relative_to: national")


def test_unknown_names_are_told_with_the_nearest(rules):
    with pytest.raises(RulesError, match=r"no regime 'almenboligloven-2020'\. Did you mean 'almenboligloven-2021'"):
        rules.regime("almenboligloven-2020")
    with pytest.raises(RulesError, match=r"no series 'omraadeliste'\. Did you mean 'omraadelister'"):
        rules.get_series("omraadeliste")


def test_files_are_named_by_folder_and_known_by_their_bytes(rules):
    files = {file.name: file for file in rules.files}
    assert "columns.yaml" in files
    assert "omraadelister/2021-12-01.yaml" in files
    assert len(files) == 8
    assert all(len(file.sha256) == 64 for file in files.values())


def test_every_alternative_of_a_reading_applies(rules):
    applied = 0
    for regime, _, reading in rules.readings():
        if reading.alternative:
            scenario = {"scenario": reading.name, "on": regime.regime, **reading.alternative.model_dump()}
            changed = rules.with_scenario(_scenario(scenario)).regime(regime.regime)
            assert changed.lists != regime.lists or changed.measures != regime.measures
            applied += 1
    assert applied >= 10


def test_the_rules_that_ship_have_no_mistake_where_they_are_checked_as_a_user_s_are(rules):
    assert load_rules(SHIPPED).series == rules.series


def test_rules_load_from_any_working_directory(tmp_path):
    program = "from listerules.law.rulebook import load_rules; print(*load_rules().series)"
    source = Path(sys.modules["listerules.law.rulebook"].__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["infrastruktur", "kombineret-udlejning", "omraadelister"]


def test_a_fifth_list_is_one_edit_in_one_file(copy):
    file = copy / "omraadelister" / "2021-12-01.yaml"
    text = file.read_text(encoding="utf-8")
    fifth = """
  groent_omraade:
    title: {da: Grønt område, en: Green area}
    cite: § 61 c
    all:
      forebyggelsesomraade: on_list
      traeer: {below: 5 %}
"""
    measure = """
columns:
  traeer: {title: {da: Træer, en: Trees}, unit: number, headings: [antal træer]}

measures:
  traeer: {title: {da: Træer pr. beboer, en: Trees per resident}, share: traeer, of: beboere}
"""
    file.write_text(text.replace("\nmeasures:\n", measure) + fifth, encoding="utf-8")
    rules = load_rules(copy)
    assert "groent_omraade" in rules.regime("almenboligloven-2021").lists
    assert rules.get_series("omraadelister").spans("groent_omraade") == ((2021, None),)
    assert rules.vocabulary.find("Antal Træer") == "traeer"


def test_a_new_regime_is_one_new_file(copy):
    old = (copy / "omraadelister" / "2021-12-01.yaml").read_text(encoding="utf-8")
    new = old.replace("regime: almenboligloven-2021", "regime: almenboligloven-2030")
    new = new.replace("from: 2021-12-01", "from: 2030-12-01").replace(
        "  parallelsamfund:\n    title", "  nyt_samfund:\n    title"
    )
    new = new.replace("formerly: [ghettoomraade]", "formerly: [parallelsamfund]")
    new = new.replace("      parallelsamfund:\n", "      nyt_samfund:\n").replace(
        "omdannelsesomraade.parallelsamfund", "omdannelsesomraade.nyt_samfund"
    )
    new = new.replace("    formerly: [haardt_ghettoomraade]\n", "")
    claims = new[new.index("\nclaims:") : new.index("\nlists:")]
    new = new.replace(claims, claims.replace("parallelsamfund", "nyt_samfund"))
    (copy / "omraadelister" / "2030-12-01.yaml").write_text(new, encoding="utf-8")
    series = load_rules(copy).get_series("omraadelister")
    assert series.regime_of_year(2029).regime == "almenboligloven-2021"
    assert series.regime_of_year(2030).regime == "almenboligloven-2030"
    assert series.newest_name("ghettoomraade") == "nyt_samfund"
    assert series.newest_name("haardt_ghettoomraade") == "omdannelsesomraade"
    assert series.spans("ghettoomraade") == ((2010, None),)


def test_a_repeal_and_a_return_leave_a_gap():
    regimes = [_regime(2015, "a"), _regime(2018), _regime(2020, "a", "b"), _regime(2021, "b")]
    series = Series("x", tuple(regimes))
    assert series.spans("a") == ((2015, 2017), (2020, 2020))
    assert series.spans("b") == ((2020, None),)
    assert series.chains() == ("b", "a")


def test_two_regimes_in_one_year_leave_the_year_to_the_later():
    early = _regime(2014, "a")
    late = _regime(2014, "b", month=12)
    series = Series("x", (early, late))
    assert series.spans("a") == ()
    assert series.first_year("a") == 2014
    assert series.spans("b") == ((2014, None),)


def test_a_single_file_is_a_rulebook_of_its_own():
    rules = load_rules(SHIPPED / "kombineret-udlejning" / "2012-10-01.yaml")
    assert list(rules.series) == ["kombineret-udlejning"]
    assert rules.vocabulary.find("Antal beboere") == "beboere"


def test_a_line_of_all_is_a_line(copy):
    file = copy / "kombineret-udlejning" / "2012-10-01.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("40 %", "100 %"), encoding="utf-8")
    assert load_rules(file).regime("almenboligloven-51b")


def test_a_folder_may_bring_its_own_vocabulary(copy):
    file = copy / "columns.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("antal beboere, ", "hoveder, "), encoding="utf-8")
    assert load_rules(copy).vocabulary.find("Hoveder") == "beboere"
    assert load_rules().vocabulary.find("Hoveder") is None


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere"])
def test_a_path_that_is_not_there_is_one_line(tmp_path, name):
    with pytest.raises(RulesError, match=r"There is no such file\.") as raised:
        load_rules(tmp_path / name)
    assert len(str(raised.value).splitlines()) == 1


def _scenario(said) -> Scenario:
    return Scenario.model_validate(said)


def _regime(year: int, *lists: str, month: int = 1) -> Regime:
    title = {"da": "x", "en": "x"}
    return Regime.model_validate(
        {
            "regime": f"x-{year}-{month}",
            "series": "x",
            "title": title,
            "from": date(year, month, 1),
            "law": {"name": "x", "url": "x"},
            "checked_on": date(2026, 1, 1),
            "measures": {"beboere": {"title": title, "count": "beboere"}},
            "lists": {name: {"title": title, "cite": "x", "all": {"beboere": {"above": 1}}} for name in lists},
        }
    )


def test_a_regime_of_more_lists_than_memory_can_judge_is_refused(copy):
    file = copy / "kombineret-udlejning" / "2012-10-01.yaml"
    text = file.read_text(encoding="utf-8")
    one = "  list_{0}: {{title: {{da: a, en: b}}, cite: § 1, all: {{beboere: {{at_least: 1}}}}}}\n"
    file.write_text(text + "".join(one.format(number) for number in range(200)), encoding="utf-8")
    with pytest.raises(RulesError, match="201 lists, and at most 200 are read"):
        load_rules(copy)


def test_mistakes_between_regimes_are_told_twenty_at_a_time(copy):
    file = copy / "kombineret-udlejning" / "2012-10-01.yaml"
    text = file.read_text(encoding="utf-8")
    formerly = ", ".join(f"old_{number}" for number in range(60))
    file.write_text(
        text.replace("    cite: § 51 b\n", f"    cite: § 51 b\n    formerly: [{formerly}]\n"), encoding="utf-8"
    )
    with pytest.raises(RulesError) as raised:
        load_rules(copy)
    assert len(raised.value.problems) == 21
    assert raised.value.problems[-1].what == "There are 40 more mistakes in this file."
