"""The three answers: of a figure against a line, of so many tests, and how they are turned round."""

from fractions import Fraction

import pytest

from listerules.areas.records import Interval, Record
from listerules.law.model import Test
from listerules.law.rulebook import load_rules
from listerules.verdict.evaluate import Reason, Verdict, at_least, compare, judge_areas, opposite

YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNDECIDED

# A figure and a line, each from its least to its greatest value, and the answer to each of the four words.
AGAINST_A_LINE = [
    # figure  line   above, at least, below, at most
    ((1, 1), (2, 2), (NO, NO, YES, YES)),
    ((2, 2), (2, 2), (NO, YES, NO, YES)),
    ((3, 3), (2, 2), (YES, YES, NO, NO)),
    ((1, 2), (2, 2), (NO, OPEN, OPEN, YES)),  # printed figures that touch the line
    ((2, 3), (2, 2), (OPEN, YES, NO, OPEN)),
    ((1, 3), (2, 2), (OPEN, OPEN, OPEN, OPEN)),
    ((2, 2), (2, 3), (NO, OPEN, OPEN, YES)),  # printed lines that touch the figure
    ((2, 2), (1, 2), (OPEN, YES, NO, OPEN)),
    ((2, 2), (1, 3), (OPEN, OPEN, OPEN, OPEN)),
    ((1, 2), (2, 3), (NO, OPEN, OPEN, YES)),
    ((2, 3), (1, 2), (OPEN, YES, NO, OPEN)),
    ((1, 2), (3, 4), (NO, NO, YES, YES)),
    ((3, 4), (1, 2), (YES, YES, NO, NO)),
]


@pytest.mark.parametrize(("figure", "line", "answers"), AGAINST_A_LINE)
def test_a_figure_against_a_line(figure, line, answers):
    figure, line = (Interval(Fraction(low), Fraction(high)) for low, high in (figure, line))
    for word, answer in zip(("above", "at_least", "below", "at_most"), answers, strict=True):
        assert compare(Test.model_validate({word: "1"}), figure, line) is answer, word


@pytest.mark.parametrize(
    ("needed", "answers", "together"),
    [
        (1, [YES, NO], YES),
        (1, [NO, OPEN], OPEN),
        (1, [NO, NO], NO),
        (1, [OPEN, YES], YES),
        (2, [YES, NO, YES], YES),
        (2, [YES, OPEN, NO], OPEN),
        (2, [YES, OPEN, OPEN], OPEN),
        (2, [OPEN, NO, NO], NO),
        (2, [YES, YES, YES], YES),
        (3, [YES, YES, OPEN], OPEN),
        (3, [YES, YES, NO], NO),
        (0, [], YES),
    ],
)
def test_at_least_so_many(needed, answers, together):
    assert at_least(needed, answers) is together


def test_the_opposite_of_open_is_open():
    assert [opposite(answer) for answer in (YES, NO, OPEN)] == [NO, YES, OPEN]


RUNS = [
    # from 2023 back to 2019, as published; surely and possibly how many in a row
    ([True, True, True, True, True], 5, 5),
    ([True, True, False, True, True], 2, 2),
    ([True, None, True, None, False], 1, 4),
    ([None, None, None, None, None], 0, 5),
    ([False, True, True, True, True], 0, 0),
]


@pytest.mark.parametrize(("published", "surely", "possibly"), RUNS)
def test_how_far_a_run_goes_surely_and_possibly(published, surely, possibly):
    rules = load_rules()
    records = [
        Record("A", 2023 - back, None, None, None, back, True, {}, {}, {} if on is None else {"parallelsamfund": on})
        for back, on in enumerate(published)
    ]
    [(_, findings)] = judge_areas(records, rules.series["omraadelister"], rules.vocabulary, only={0})
    run = next(node for each in findings for node in each.walk() if node.path == "omdannelsesomraade.parallelsamfund")
    assert (run.value, run.line) == (Interval(Fraction(surely), Fraction(possibly)), Interval(Fraction(5), Fraction(5)))


@pytest.mark.parametrize(
    ("rates", "surely", "possibly"),
    [
        ({}, 0, 4),
        ({"uden_tilknytning_pct": 45}, 1, 4),
        ({"uden_tilknytning_pct": 45, "kun_grundskole_pct": 10}, 1, 3),
        ({"uden_tilknytning_pct": 30, "kun_grundskole_pct": 10, "bruttoindkomst_pct": 80}, 0, 1),
    ],
)
def test_how_many_criteria_are_surely_and_possibly_met(rates, surely, possibly):
    rules = load_rules()
    values = {name: Interval(Fraction(rate, 100), Fraction(rate, 100)) for name, rate in rates.items()}
    record = Record("A", 2023, None, None, None, 1, True, values, {}, {})
    [(_, findings)] = judge_areas([record], rules.series["omraadelister"], rules.vocabulary)
    group = next(node for node in findings[0].walk() if node.path == "udsat_boligomraade.sociale_kriterier")
    assert (group.value, group.line) == (
        Interval(Fraction(surely), Fraction(possibly)),
        Interval(Fraction(2), Fraction(2)),
    )


def test_a_missing_region_is_a_reason_that_names_the_column():
    rules = load_rules()
    income = {"bruttoindkomst": Interval(Fraction(200_000), Fraction(200_000))}
    record = Record("A", 2023, None, None, None, 1, True, income, {}, {})
    [(_, findings)] = judge_areas([record], rules.series["omraadelister"], rules.vocabulary)
    test = next(node for node in findings[0].walk() if node.path.endswith(".bruttoindkomst"))
    assert test.reasons == (Reason("no_region", "region", 2023),)


@pytest.mark.parametrize(("only", "told"), [(None, [1, 2]), ({2, 3}, [2]), (set(), [])])
def test_the_rows_that_are_asked_for_are_told_and_those_made_for_looking_back_are_not(only, told):
    rules = load_rules()
    rows = [(2022, 1, True), (2023, 2, True), (2024, 3, False)]
    records = [Record("A", year, None, None, None, row, given, {}, {}, {}) for year, row, given in rows]
    judged = judge_areas(records, rules.series["omraadelister"], rules.vocabulary, only=only)
    assert [record.row for record, _ in judged] == told
