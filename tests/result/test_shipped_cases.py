"""The cases that ship lie on every line of the law and on both sides of it, and fail when a word of it is changed."""

import copy
from collections import defaultdict
from functools import cache

import pytest

from listerules.law.cases import read_cases
from listerules.law.model import OPERATORS, Group, Running, Test
from listerules.law.rulebook import Series, load_rules, read_regime
from listerules.result.cases import judge_cases
from listerules.verdict.evaluate import AreaJudge

RULES = load_rules()
REGIMES = [regime.regime for series in RULES.series.values() for regime in series.regimes if regime.lists]
ANSWERS = {"yes", "no", "undecided"}


@cache
def judged_cases():
    """Every shipped case by its regime, judged."""
    found, problems = read_cases(RULES)
    judged, unfit = judge_cases(found, RULES)
    assert (problems, unfit) == ((), [])
    by_regime = defaultdict(list)
    for case in judged:
        by_regime[case.found.regime.regime].append(case)
    return by_regime


def expected_at(name, path):
    """The cases of a regime that expect an answer of a node: the answer and what was found."""
    for judged in judged_cases()[name]:
        if path in judged.found.case.expect:
            yield judged.found.case.expect[path], judged.findings[path]


def nodes_of(kind):
    return [
        pytest.param(name, path, id=f"{name}:{path}")
        for name in REGIMES
        for path, node in RULES.regime(name).nodes()
        if isinstance(node, kind)
    ]


@pytest.mark.parametrize("name", REGIMES)
def test_every_case_gets_the_answers_it_expects(name):
    assert [case.found.case.name for case in judged_cases()[name] if case.failed] == []


@pytest.mark.parametrize(("name", "path"), nodes_of(Test))
def test_a_line_has_cases_on_it_and_one_step_from_it_to_either_side(name, path):
    near = defaultdict(list)
    for answer, finding in expected_at(name, path):
        if finding.value and finding.line and finding.value.is_exact and finding.line.is_exact:
            on_line = finding.value == finding.line
            if on_line or (finding.flip and finding.flip.amount <= 1 and finding.flip.unit in ("persons", "kroner")):
                near[answer].append(on_line)
    assert set(near) == {"yes", "no"}
    assert any(on_line for found in near.values() for on_line in found)


@pytest.mark.parametrize(("name", "path"), nodes_of(object))
def test_every_node_has_a_case_of_each_answer(name, path):
    assert {answer for answer, _ in expected_at(name, path)} == ANSWERS


@pytest.mark.parametrize(("name", "path"), nodes_of(Test))
def test_each_blank_that_a_test_can_have_has_a_case(name, path):
    """The list year's own figure, what it is a share of, the year before, the baseline and the printed rate."""
    regime = RULES.regime(name)
    node = dict(regime.nodes())[path]
    measure = regime.measure_of(path.rpartition(".")[2], node)
    needed = {("own", column) for column in (measure.column, measure.of) if column}
    if measure.years > 1:
        needed |= {("earlier", measure.column), ("missing", measure.column)}
    if measure.rate:
        needed |= {("precision", measure.column)}
    if node.relative_to == "national":
        needed |= {("baseline", "Danmark")}
    if node.relative_to == "region":
        needed |= {("baseline", "Hovedstaden"), ("no_region", "region")}
    found = set()
    for judged in judged_cases()[name]:
        if judged.found.case.expect.get(path) == "undecided":
            found |= {name_blank(reason, judged.found.case.year) for reason in judged.findings[path].reasons}
    assert needed <= found


def name_blank(reason, year):
    if reason.area:
        return "baseline", reason.area
    if reason.code in ("no_row", "precision", "no_region"):
        return {"no_row": "missing"}.get(reason.code, reason.code), reason.column
    return "own" if reason.year == year else "earlier", reason.column


# --- the cases fail when the law is changed by one word or number ----------------------------------


def change_regime(regime, tree):
    """Every change of one operator, number or word of a regime: where, what, and the tree with it."""
    for name, measure in regime.measures.items():
        for what, years in change_years(measure):
            yield f"{name}: {what}", name, put(tree, ("measures", name), years)
    for name, rule in regime.lists.items():
        if rule.formerly:
            yield f"{name}: not formerly another", name, put(tree, ("lists", name), {"formerly": None})
        yield from change_members(("lists", name), tree, rule.all, "all", name)
        yield from change_members(("lists", name), tree, rule.none or {}, "none", name)


def change_years(measure):
    if measure.mean_of_years:
        yield "a year more", {"mean_of_years": str(measure.mean_of_years + 1)}
        yield "a year fewer", {"mean_of_years": str(measure.mean_of_years - 1)}
        yield "pooled", {"mean_of_years": None, "pooled_years": str(measure.mean_of_years)}
    elif measure.share:
        yield "over two years", {"mean_of_years": "2"}


def change_members(place, tree, members, word, above):
    for key, node in members.items():
        path, at = f"{above}.{key}", (*place, word, key)
        if len(members) > 1 or (word == "none" and len(place) == 2):
            yield f"{path}: left out", path, put(tree, (*place, word), {key: None}, empty_too=True)
        if isinstance(node, Test):
            for what, words in change_test(node):
                yield f"{path}: {what}", path, put(tree, at, words)
        elif isinstance(node, Running):
            for years in (node.years_running - 1, node.years_running + 1):
                yield f"{path}: {years} years", path, put(tree, at, {"years_running": str(years)})
            yield f"{path}: on the list", path, put(tree, (*place, word), {key: "on_list"})
            yield f"{path}: ever", path, put(tree, (*place, word), {key: "ever"})
        elif isinstance(node, Group):
            yield from change_group(path, at, tree, node)
        else:
            other = {"on_list": "ever", "ever": "on_list"}[node]
            yield f"{path}: {other}", path, put(tree, (*place, word), {key: other})


def change_test(test):
    line = str(test.line)
    for operator in OPERATORS:
        if operator != test.operator:
            yield operator, {test.operator: None, operator: written(test.line)}
    steps = (1, -1) if test.line >= 1000 else (test.line / 200, -test.line / 200)
    for step in steps:
        yield f"{line} moved by {step}", {test.operator: written(test.line + step)}
    if test.relative_to:
        for baseline in {"national", "region", "municipality"} - {test.relative_to}:
            yield f"relative to {baseline}", {"relative_to": baseline}


def written(number):
    return f"{float(number):.10g}" if number >= 1 else f"{float(number * 100):.10g} %"


def change_group(path, at, tree, group):
    word = "all" if group.all else "of"
    if group.at_least:
        for needed in (group.at_least - 1, group.at_least + 1):
            if 1 <= needed <= len(group.members):
                yield f"{path}: {needed}", path, put(tree, at, {"at_least": str(needed)})
    members = value_at(tree, (*at, word))
    yield f"{path}: none", path, put(tree, at, {"at_least": None, word: None, "none": members})
    if group.all:
        yield f"{path}: any", path, put(tree, at, {"all": None, "at_least": "1", "of": members})
    yield from change_members(at, tree, group.members, word, path)


def value_at(tree, place):
    for key in place:
        tree = tree[key]
    return tree


def put(tree, place, words, *, empty_too=False):
    """The tree with some words at a place, those that are None taken out."""
    changed = copy.deepcopy(tree)
    here = value_at(changed, place)
    for word, value in words.items():
        here.pop(word) if value is None and word in here else here.update({word: value})
    if empty_too and not here:
        value_at(changed, place[:-1]).pop(place[-1])
    return changed


def notices(case, series):
    """Whether a case fails under another series."""
    judge = AreaJudge(case.trace.records, series, RULES.vocabulary, case.trace.reference)
    found = {each.path: each.verdict for finding in judge.judge(case.record) for each in finding.walk()}
    return any(found.get(path) != answer for path, answer in case.found.case.expect.items())


@pytest.mark.parametrize("name", REGIMES)
def test_the_cases_fail_when_one_word_of_the_law_is_changed(name):
    regime, series = RULES.regime(name), RULES.get_series(RULES.regime(name).series)
    tree = {word: value for word, value in RULES.sources[name].tree.items() if word != "claims"}
    unnoticed, tried = [], 0
    for what, where, changed in change_regime(regime, tree):
        other, _ = read_regime(changed)
        if other is None:
            continue  # the grammar would not have it
        tried += 1
        patched = Series(series.name, tuple(other if each is regime else each for each in series.regimes))
        cases = sorted(judged_cases()[name], key=lambda case: not any(where in path for path in case.found.case.expect))
        if not any(notices(case, patched) for case in cases):
            unnoticed.append(what)
    assert unnoticed == []
    assert tried > 20
