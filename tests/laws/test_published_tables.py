"""The published tables agree with themselves: counts, additions and removals follow from the memberships."""

import csv
from datetime import date
from pathlib import Path

import pytest

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"

# One family per list that has changed its name.
FAMILY = {
    "ghettoomraade": "parallelsamfund",
    "parallelsamfund": "parallelsamfund",
    "haardt_ghettoomraade": "omdannelsesomraade",
    "omdannelsesomraade": "omdannelsesomraade",
    "udsat_boligomraade": "udsat_boligomraade",
    "forebyggelsesomraade": "forebyggelsesomraade",
}

# Counts that do not follow from the names, how many names there are instead, and why.
SOME_NAMED = "only some of the areas on the list are named in any source found"
BEFORE_UNKNOWN = "the list before is named only in part, so some newcomers cannot be told from areas that stayed"
NOW_UNKNOWN = "this list or the one before is named only in part, so some that left are not known"
EXCEPTIONS = {
    ("2010-10-26", "ghettoomraade", "on_list"): (8, SOME_NAMED),
    ("2013-10-01", "ghettoomraade", "on_list"): (33, SOME_NAMED),
    ("2013-10-01", "ghettoomraade", "added"): (2, SOME_NAMED),
    ("2020-12-01", "udsat_boligomraade", "on_list"): (17, SOME_NAMED),
    ("2021-12-01", "udsat_boligomraade", "on_list"): (16, SOME_NAMED),
    ("2021-12-01", "udsat_boligomraade", "added"): (0, BEFORE_UNKNOWN),
    ("2021-12-01", "udsat_boligomraade", "removed"): (0, NOW_UNKNOWN),
    ("2021-12-01", "forebyggelsesomraade", "on_list"): (5, SOME_NAMED),
    ("2022-12-01", "udsat_boligomraade", "on_list"): (13, SOME_NAMED),
    ("2022-12-01", "udsat_boligomraade", "added"): (0, BEFORE_UNKNOWN),
    ("2022-12-01", "forebyggelsesomraade", "on_list"): (4, SOME_NAMED),
    ("2023-12-01", "udsat_boligomraade", "on_list"): (12, SOME_NAMED),
    ("2023-12-01", "udsat_boligomraade", "added"): (0, BEFORE_UNKNOWN),
    ("2023-12-01", "udsat_boligomraade", "removed"): (1, NOW_UNKNOWN),
    ("2023-12-01", "forebyggelsesomraade", "on_list"): (1, SOME_NAMED),
    ("2024-12-01", "udsat_boligomraade", "on_list"): (1, SOME_NAMED),
    ("2024-12-01", "parallelsamfund", "on_list"): (1, SOME_NAMED),
    ("2024-12-01", "omdannelsesomraade", "on_list"): (0, SOME_NAMED),
    ("2024-12-01", "forebyggelsesomraade", "on_list"): (0, SOME_NAMED),
}


def read(name):
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AREAS = read("areas.csv")
LISTS = read("lists.csv")
COUNTS = read("counts.csv")
CHANGES = read("changes.csv")
LIST_DATES = sorted({row["list_date"] for row in LISTS})


def named(family, list_date, on="ja"):
    """The areas a list is known to hold, or (`on="nej"`) known not to hold by name."""
    return {
        row["area"]
        for row in LISTS
        if FAMILY[row["list"]] == family and row["list_date"] == list_date and row["on"] == on
    }


def is_complete(family, list_date):
    return any(
        row["complete"] == "ja" for row in LISTS if FAMILY[row["list"]] == family and row["list_date"] == list_date
    )


def is_off(area, family, list_date):
    """Known to be off: said so, or not among the names of a complete list."""
    if is_complete(family, list_date):
        return area not in named(family, list_date)
    return area in named(family, list_date, on="nej")


def date_before(list_date):
    earlier = [other for other in LIST_DATES if other < list_date]
    return earlier[-1] if earlier else None


def follow(list_date, name, what):
    """The areas that are surely on the list, surely added, or surely removed, by the memberships alone."""
    family, before = FAMILY[name], date_before(list_date)
    now = named(family, list_date)
    if what == "on_list":
        return now
    if what == "added":
        return {area for area in now if is_off(area, family, before)}
    return {area for area in named(family, before) if is_off(area, family, list_date)}


def key_of(count):
    return count["list_date"], count["list"], count["what"]


def name_of(row):
    return "-".join(row[field] for field in ("list_date", "list", "what"))


@pytest.mark.parametrize("count", [row for row in COUNTS if key_of(row) not in EXCEPTIONS], ids=name_of)
def test_the_published_count_follows_from_the_names(count):
    assert len(follow(*key_of(count))) == int(count["count"])


@pytest.mark.parametrize("count", [row for row in COUNTS if key_of(row) in EXCEPTIONS], ids=name_of)
def test_an_exception_is_needed_and_contradicts_nothing(count):
    names, reason = EXCEPTIONS[key_of(count)]
    assert len(follow(*key_of(count))) == names, reason
    assert names < int(count["count"]), "the names give the published count: this is no exception"


def test_every_exception_is_about_a_published_count():
    assert set(EXCEPTIONS) <= {key_of(count) for count in COUNTS}


def test_a_list_is_called_complete_just_where_the_names_are_as_many_as_were_counted():
    published = {(row["list_date"], row["list"]): int(row["count"]) for row in COUNTS if row["what"] == "on_list"}
    for list_date, name in {(row["list_date"], row["list"]) for row in LISTS}:
        family = FAMILY[name]
        assert is_complete(family, list_date) == (len(named(family, list_date)) == published.get((list_date, name))), (
            f"{name} {list_date}"
        )


@pytest.mark.parametrize(
    ("list_date", "complete"),
    [
        ("2010-10-26", set()),
        ("2011-10-01", set()),
        ("2012-10-01", {"ghettoomraade"}),
        ("2013-10-01", set()),
        ("2014-02-01", {"ghettoomraade"}),
        ("2014-12-01", {"ghettoomraade"}),
        ("2015-12-01", {"ghettoomraade"}),
        ("2016-12-01", {"ghettoomraade"}),
        ("2017-12-01", {"ghettoomraade"}),
        ("2018-12-01", {"udsat_boligomraade", "ghettoomraade", "haardt_ghettoomraade"}),
        ("2019-12-01", {"udsat_boligomraade", "ghettoomraade", "haardt_ghettoomraade"}),
        ("2020-12-01", {"ghettoomraade", "haardt_ghettoomraade"}),
        ("2021-12-01", {"parallelsamfund", "omdannelsesomraade"}),
        ("2022-12-01", {"parallelsamfund", "omdannelsesomraade"}),
        ("2023-12-01", {"parallelsamfund", "omdannelsesomraade"}),
        ("2024-12-01", set()),
    ],
)
def test_the_lists_that_are_named_in_full(list_date, complete):
    assert {row["list"] for row in LISTS if row["list_date"] == list_date and row["complete"] == "ja"} == complete


@pytest.mark.parametrize("list_date", LIST_DATES)
def test_omdannelse_lies_within_parallelsamfund_within_udsat_where_named(list_date):
    udsat, parallelsamfund, omdannelse, forebyggelse = (
        named(family, list_date)
        for family in ("udsat_boligomraade", "parallelsamfund", "omdannelsesomraade", "forebyggelsesomraade")
    )
    assert omdannelse <= parallelsamfund
    if list_date >= "2018-12-01":
        assert parallelsamfund <= udsat
    assert not forebyggelse & udsat


def test_the_areas_with_a_development_plan_are_the_seventeen_that_were_ever_on_the_omdannelse_list():
    ever = set().union(*(named("omdannelsesomraade", list_date) for list_date in LIST_DATES))
    assert ever == {
        "Agervang (Grønneparken)",
        "Bispehaven",
        "Finlandsparken",
        "Gadehavegård",
        "Gellerupparken/Toveshøj",
        "Mjølnerparken",
        "Motalavej",
        "Munkebo",
        "Nørager/Søstjernevej m.fl.",
        "Ringparken, Slagelse",
        "Skovvejen/Skovparken",
        "Solbakken mv.",
        "Stengårdsvej",
        "Sundparken",
        "Tingbjerg/Utterslevhuse",
        "Tåstrupgård",
        "Vollsmose",
    }
    assert len(ever) == 17
    for year in ("2020", "2021", "2022", "2023"):
        assert ever <= {row["area"] for row in AREAS if row["year"] == year}, "each plan area has a row to be judged"


def test_no_published_change_contradicts_the_memberships():
    for change in CHANGES:
        list_date, family, area = change["list_date"], FAMILY[change["list"]], change["area"]
        before = date_before(list_date)
        was, was_not = area in named(family, before), is_off(area, family, before)
        on, off = area in named(family, list_date), is_off(area, family, list_date)
        agrees = {"added": on and not was, "removed": off and not was_not, "kept": on and not was_not}
        assert agrees[change["change"]], change


@pytest.mark.parametrize("what", ["added", "removed"])
def test_between_two_complete_lists_every_newcomer_and_leaver_is_told(what):
    for list_date, name in sorted({(row["list_date"], row["list"]) for row in CHANGES}):
        family, before = FAMILY[name], date_before(list_date)
        if is_complete(family, list_date) and is_complete(family, before):
            told = {
                row["area"]
                for row in CHANGES
                if (row["list_date"], row["list"], row["change"]) == (list_date, name, what)
            }
            assert told == follow(list_date, name, what), f"{name} {list_date}"


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_has_a_source_and_a_date_of_its_year(path):
    for row in read(path.name):
        assert row["source"].startswith(("http://", "https://")), row
        assert row["year"] == str(date.fromisoformat(row["list_date"]).year), row


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.csv")), ids=lambda path: path.name)
def test_no_row_stands_twice(path):
    keys = [
        tuple(row.get(field) for field in ("list_date", "list", "area", "what", "change")) for row in read(path.name)
    ]
    assert len(set(keys)) == len(keys)


def test_the_lists_that_were_not_statutory_are_kept_apart_with_the_reason():
    apart = {path.name: read(path.name) for path in PUBLISHED.glob("*_not_statutory.csv")}
    assert set(apart) == {f"{name}_not_statutory.csv" for name in ("lists", "counts", "changes")}
    for rows in apart.values():
        assert {row["list_date"] for row in rows} == {"2013-06-10", "2018-05-09"}
        assert all(row["why_not"] for row in rows)
    assert not {"2013-06-10", "2018-05-09"} & {row["list_date"] for row in AREAS + LISTS + COUNTS + CHANGES}


def test_each_membership_is_of_an_area_with_a_row_on_that_date():
    assert {(row["area"], row["list_date"]) for row in LISTS} <= {(row["area"], row["list_date"]) for row in AREAS}


def test_a_rate_is_printed_text_between_nought_and_a_hundred_where_it_is_a_share():
    for row in AREAS:
        for column in ("uden_tilknytning_pct", "ikke_vestlige_pct", "doemte_pct", "kun_grundskole_pct"):
            assert not row[column] or 0 <= float(row[column]) <= 100, row
        assert not row["doemte_graense_pct"] or row["year"] >= "2018", "before 2018 the line stands in the law"
