"""The release notes of the published lists: the ministry's own figures, and no contradiction in any year."""

from pathlib import Path

import polars as pl
import pytest

import listerules as lr

PUBLISHED = Path(__file__).parents[2] / "fixtures" / "published"
COUNTS = PUBLISHED / "counts.csv"
DAYS = [
    "2012-10-01",
    "2013-10-01",
    "2014-02-01",
    "2014-12-01",
    *(f"{year}-12-01" for year in range(2015, 2025)),
]
# The sentence of counts of each list day, compared with the list before.
SENTENCES = {
    "2013-10-01": "40 ghettoområder (33 året før).",
    "2014-02-01": "33 ghettoområder (40 året før).",
    "2014-12-01": "31 ghettoområder (33 den 1. februar 2014).",
    "2015-12-01": "25 ghettoområder (31 året før).",
    "2016-12-01": "25 ghettoområder (25 året før).",
    "2017-12-01": "22 ghettoområder (25 året før).",
    "2018-12-01": "43 udsatte boligområder (ny liste), 29 ghettoområder (22 året før), "
    "15 hårde ghettoområder (ny liste); 15 områder med udviklingsplan (ny liste).",
    "2019-12-01": "40 udsatte boligområder (43 året før), 28 ghettoområder (29), "
    "15 hårde ghettoområder (15); 15 områder med udviklingsplan.",
    "2020-12-01": "25 udsatte boligområder (40 året før), 15 ghettoområder (28), "
    "13 hårde ghettoområder (15); 17 områder med udviklingsplan (15).",
    "2021-12-01": "20 udsatte boligområder (25 året før), 12 parallelsamfund (15, dengang ghettoområder), "
    "10 omdannelsesområder (13, dengang hårde ghettoområder), 62 forebyggelsesområder (ny liste); "
    "17 områder med udviklingsplan.",
    "2022-12-01": "17 udsatte boligområder (20 året før), 10 parallelsamfund (12), 9 omdannelsesområder (10), "
    "67 forebyggelsesområder (62); 17 områder med udviklingsplan.",
    "2023-12-01": "19 udsatte boligområder (17 året før), 12 parallelsamfund (10), 8 omdannelsesområder (9), "
    "56 forebyggelsesområder (67); 17 områder med udviklingsplan.",
    "2024-12-01": "12 udsatte boligområder (19 året før), 8 parallelsamfund (12), 7 omdannelsesområder (8), "
    "63 forebyggelsesområder (56); 17 områder med udviklingsplan.",
}


@pytest.fixture(scope="module")
def published():
    return lr.classify(PUBLISHED / "areas.csv", history=PUBLISHED / "lists.csv")


def compare(published, before, after, counts=COUNTS):
    return lr.compare(published, years=(before, after), counts=counts)


def changes(comparison, chain):
    found = next(each for each in comparison.steps[0].lists if each.chain == chain)
    names = {}
    for area in found.areas:
        names.setdefault(area.change.value, set()).add(area.area)
    return names


def test_the_note_of_2023_is_the_ministrys(published):
    note = compare(published, 2022, 2023).note("da")
    assert note.splitlines()[3] == SENTENCES["2023-12-01"]
    assert "Kendt ved navn: 12 af 19 (13 af 17 året før)." in note
    assert "Kendt ved navn: 1 af 56 (4 af 67 året før)." in note
    assert "Parallelsamfund. Nye: Motalavej, Skovgårdsparken og Vejleåparken. Ude: Mjølnerparken." in note
    assert "Omdannelsesområder. Ude: Mjølnerparken." in note


def test_the_note_of_2023_in_english(published):
    note = compare(published, 2022, 2023).note("en")
    assert note.splitlines()[3] == (
        "19 vulnerable housing areas (17 the year before), 12 parallel societies (10), 8 transformation areas (9), "
        "56 prevention areas (67); 17 areas with a development plan."
    )


@pytest.mark.parametrize("after", DAYS[1:])
def test_each_list_against_the_one_before(published, after):
    note = compare(published, DAYS[DAYS.index(after) - 1], after).note("da")
    assert note.splitlines()[3] == SENTENCES[after]


@pytest.mark.parametrize("after", DAYS[1:])
def test_who_came_and_went_between_lists_named_in_full_is_as_many_as_was_published(published, after):
    for each in compare(published, DAYS[DAYS.index(after) - 1], after).steps[0].lists:
        if each.before and each.after and each.before.named and each.before.is_complete and each.after.is_complete:
            came, went = (sum(area.change == word for area in each.areas) for word in ("entered", "left"))
            assert each.added in (None, came)
            assert each.removed in (None, went)


def test_an_area_of_a_list_known_in_part_is_unknown_and_never_off(published):
    udsat = changes(compare(published, 2022, 2023), "udsat_boligomraade")
    assert udsat["left"] == {"Mjølnerparken"}
    assert udsat["on_from_unknown"] == {"Motalavej", "Skovgårdsparken", "Vejleåparken"}
    assert "entered" not in udsat


def test_how_many_came_and_went_is_told_only_of_the_list_before(published):
    ghetto = compare(published, "2013-10-01", "2014-12-01").steps[0].lists[0]
    assert (ghetto.added, ghetto.removed) == (None, None), "what was published is against the list of February 2014"


def test_without_counts_a_list_known_in_part_is_at_least_as_long_as_its_names(published):
    sentence = compare(published, 2022, 2023, counts=None).note("da").splitlines()[3]
    assert sentence.startswith("Mindst 12 udsatte boligområder (mindst 13 året før), 12 parallelsamfund (10)")


def test_a_run_that_ended_is_told_for_the_omdannelse_list(published):
    text = compare(published, 2022, 2023).to_text("da", 200)
    assert "Mjølnerparken: Lister i træk på Parallelsamfund: mindst 5 → 0 (kræver 5)" in text


@pytest.mark.parametrize(
    ("name", "what", "count", "said"),
    [
        ("udsat_boligomraade", "on_list", 11, "is counted as 11, but 12 areas are named on it"),
        ("forebyggelsesomraade", "on_list", 0, "is counted as 0, but 1 areas are named on it"),
        ("parallelsamfund", "on_list", 13, "is counted as 13, but named in full with 12"),
        ("parallelsamfund", "on_list", 11, "is counted as 11, but 12 areas are named on it"),
        ("parallelsamfund", "added", 2, "is counted as 2 added, but 3 areas are"),
        ("udsat_boligomraade", "removed", 0, "is counted as 0 removed, but 1 areas are"),
    ],
)
def test_a_count_that_contradicts_the_names_is_an_error(published, name, what, count, said):
    counts = pl.read_csv(COUNTS, infer_schema=False).with_columns(
        count=pl.when(pl.col("list") == name, pl.col("what") == what, pl.col("year") == "2023")
        .then(pl.lit(str(count)))
        .otherwise("count")
    )
    with pytest.raises(lr.DataError) as error:
        compare(published, 2022, 2023, counts)
    assert f"The list '{name}' of 2023-12-01 {said}" in str(error.value)


def test_no_published_figure_contradicts_its_published_list(published):
    comparison = lr.compare(published, against=PUBLISHED / "lists.csv")
    assert comparison.kind == "published"
    assert len(comparison.steps) == 16
    assert comparison.contradictions == 0
