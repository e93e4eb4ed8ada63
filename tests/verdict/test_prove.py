"""Proofs about small made-up rules: what is proven holds, and what is refuted comes with an area that shows it."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import listerules as lr
from listerules.areas.panel import build_panel
from listerules.areas.records import Interval, Record, read_records
from listerules.errors import RulesError
from listerules.law.model import Claim, Regime, Scenario
from listerules.law.rulebook import Series, load_rules
from listerules.result.proofs import find_changes, find_differences, prove_claims, prove_regime
from listerules.testing import areas, rule_trees
from listerules.verdict.evaluate import AreaJudge, Verdict, judge_areas
from listerules.verdict.prove.answer import answer
from listerules.verdict.prove.questions import Answer, Condition, Question, place_side, years_of

PROVEN, REFUTED, UNKNOWN = Answer.PROVEN, Answer.REFUTED, Answer.UNKNOWN
AMPLE = 60.0  # seconds, so that a busy machine changes nothing

HEAD = """\
regime: made-up
series: made-up
title: {da: Opdigtet, en: Made up}
from: 2020-01-01
law: {name: Made up, url: "https://example.org"}
checked_on: 2026-01-01

measures:
  beboere: {title: {da: Beboere, en: Residents}, count: beboere}
  dob: {title: {da: Doemte, en: Convicted}, share: doemte, of: beboere_18_og_over, mean_of_years: 2}
  lagt_sammen: {title: {da: Lagt sammen, en: Pooled}, share: doemte, of: beboere_18_og_over, pooled_years: 2}
  i_aar: {title: {da: I aar, en: This year}, share: doemte, of: beboere_18_og_over}
  voksne: {title: {da: Voksne, en: Adults}, share: beboere_18_og_over, of: beboere}
  doemte_af_alle: {title: {da: Af alle, en: Of all}, share: doemte, of: beboere}
  ikke_vestlige: {title: {da: Ikke-vestlige, en: Non-western}, share: ikke_vestlige, of: beboere}
  kun_grundskole: {title: {da: Grundskole, en: School}, share: kun_grundskole, of: beboere_30_59}
  indkomst: {title: {da: Indkomst, en: Income}, mean: bruttoindkomst}

lists:
"""


@pytest.fixture
def write(tmp_path):
    """Writes rules with these lists, each a name with what stands under `all` and after it; gives the rulebook."""

    def write_rules(lists, claims=()):
        text = HEAD + "".join(
            f"  {name}: {{title: {{da: {name}, en: {name}}}, cite: § 1, {body}}}\n" for name, body in lists.items()
        )
        text += "claims:\n" + "".join(f"  - {claim}\n" for claim in claims) if claims else ""
        (tmp_path / "made-up.yaml").write_text(text, encoding="utf-8")
        return load_rules(tmp_path)

    return write_rules


def prove(rulebook):
    (found,) = prove_claims(rulebook, "made-up", seconds=AMPLE)
    return found


def prove_one(write, one, other, relation="within"):
    rulebook = write({"a": f"all: {{{one}}}", "b": f"all: {{{other}}}"}, [f"a {relation} b"])
    return prove(rulebook).claims[0]


# --- what is proven, and why it can be --------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("beboere: {at_least: 1000}", "beboere: {at_least: 999}", PROVEN),
        ("beboere: {at_least: 999}", "beboere: {at_least: 1000}", REFUTED),
        ("beboere: {above: 999}", "beboere: {at_least: 1000}", PROVEN),  # persons are whole
        ("ikke_vestlige: {above: 50 %}", "ikke_vestlige: {at_least: 50 %}", PROVEN),
        ("ikke_vestlige: {at_least: 50 %}", "ikke_vestlige: {above: 50 %}", REFUTED),
        ("beboere: {at_least: 1}", "ikke_vestlige: {at_most: 100 %}", PROVEN),  # a share is at most 100 %
        ("ikke_vestlige: {at_least: 100 %}", "ikke_vestlige: {below: 100 %}", REFUTED),
        ("ikke_vestlige: {at_most: 0 %}", "ikke_vestlige: {above: 0 %}", REFUTED),
        ("i_aar: {at_least: 3, relative_to: national}", "i_aar: {at_least: 2, relative_to: national}", PROVEN),
        ("i_aar: {at_least: 2, relative_to: national}", "i_aar: {at_least: 3, relative_to: national}", REFUTED),
        ("i_aar: {at_least: 2, relative_to: national}", "i_aar: {at_least: 2, relative_to: region}", REFUTED),
        ("indkomst: {below: 55 %, relative_to: region}", "indkomst: {below: 65 %, relative_to: region}", PROVEN),
        ("indkomst: {below: 65 %, relative_to: region}", "indkomst: {below: 55 %, relative_to: region}", REFUTED),
        ("indkomst: {below: 200000}", "indkomst: {below: 55 %, relative_to: region}", REFUTED),
        # Only where the group has grown or shrunk do the two means differ.
        ("dob: {above: 40 %}", "lagt_sammen: {above: 40 %}", REFUTED),
        ("lagt_sammen: {above: 40 %}", "dob: {above: 40 %}", REFUTED),
        ("dob: {above: 40 %}, i_aar: {below: 40 %}", "beboere: {at_least: 0}", PROVEN),
        # A share of a share: more than half of more than half is more than a quarter.
        ("i_aar: {above: 50 %}, voksne: {above: 50 %}", "doemte_af_alle: {above: 25 %}", PROVEN),
        ("i_aar: {above: 50 %}, voksne: {above: 50 %}", "doemte_af_alle: {above: 26 %}", REFUTED),
        # Only where the country has none convicted is nobody as many as twice the country's share.
        (
            "i_aar: {at_least: 2, relative_to: national, }, n: {measure: i_aar, at_most: 0 %}",
            "beboere: {at_least: 5}",
            REFUTED,
        ),
    ],
)
def test_one_list_within_another(write, one, other, expected):
    assert prove_one(write, one, other).answer is expected


def test_a_share_of_nobody_is_neither_above_nor_below(write):
    nobody = "beboere: {at_most: 0}"
    # Of no residents there is no share, so the second list is undecided there, and the claim is not broken.
    assert prove_one(write, nobody, "ikke_vestlige: {above: 50 %}").answer is PROVEN
    # Another figure can still keep the area off it.
    both = "ikke_vestlige: {above: 50 %}, kun_grundskole: {above: 50 %}"
    proof = prove_one(write, nobody, both)
    assert proof.answer is REFUTED
    assert proof.tables["areas"][-1]["beboere"] == 0


def test_apart_is_broken_by_an_area_on_both(write):
    assert prove_one(write, "beboere: {above: 10}", "beboere: {below: 11}", "apart from").answer is PROVEN
    proof = prove_one(write, "beboere: {above: 10}", "beboere: {at_most: 12}", "apart from")
    assert proof.tables["areas"] == (
        {
            "area": "Made-up area",
            "municipality": "Made-up municipality",
            "region": "Hovedstaden",
            "year": 2026,
            "beboere": 11,
        },
    )


def test_earlier_lists_are_what_was_published(write):
    rulebook = write(
        {
            "a": "all: {beboere: {at_least: 10}}",
            "fem": "all: {a: {years_running: 5}}",
            "fire": "all: {a: {years_running: 4}}",
            "nogensinde": "all: {a: ever}",
        },
        ["fem within fire", "fire within fem", "fem within nogensinde", "nogensinde within a"],
    )
    claims = prove(rulebook).claims
    assert [proof.answer for proof in claims] == [PROVEN, REFUTED, PROVEN, REFUTED]
    on = {row["year"]: row["on"] for row in claims[1].tables["history"]}
    assert on == {2022: "no", 2023: "yes", 2024: "yes", 2025: "yes"}


A = "  a: {title: {da: a, en: a}, cite: § 1, all: {beboere: {at_least: 1}}}\n"


def run_of(years, name="rad"):
    return f"  {name}: {{title: {{da: b, en: b}}, cite: § 1, all: {{a: {{years_running: {years}}}}}}}\n"


@pytest.fixture
def write_series(tmp_path):
    """Writes regimes, each its first day with the text of its lists; they are called `of-` that day."""

    def write_regimes(**lists):
        for day, text in lists.items():
            written = day.strip("_").replace("_", "-")
            head = HEAD.replace("regime: made-up", f"regime: of-{written}").replace("2020-01-01", written)
            body = head + text if text else head.replace("\nlists:\n", "")
            (tmp_path / f"{written}.yaml").write_text(body, encoding="utf-8")
        return load_rules(tmp_path)

    return write_regimes


def test_a_run_longer_than_there_were_lists_is_on_no_list(write_series):
    rulebook = write_series(_2020_01_01=A + run_of(4), _2023_01_01="")
    empty = {proof.statement: proof.answer for proof in prove_regime(rulebook, "of-2020-01-01").empty}
    assert empty == {"no area can be on a": REFUTED, "no area can be on rad": PROVEN}


def test_the_last_year_of_a_regime_counts_up_to_its_last_day(write_series):
    rulebook = write_series(_2020_01_01=A + run_of(4), _2023_06_01="")
    fourth = prove_regime(rulebook, "of-2020-01-01").empty[1]
    assert fourth.answer is REFUTED
    assert str(fourth.tables["areas"][-1]["list_date"]) == "2023-05-31"


def test_a_list_that_was_away_is_not_the_same_by_a_law_that_kept_it(write_series):
    rulebook = write_series(_2019_01_01=A + run_of(2), _2021_01_01="", _2022_01_01=A + run_of(2))
    (_, run) = find_differences(rulebook, "of-2019-01-01", "of-2022-01-01").lists
    assert (run.left.answer, run.joined.answer) == (REFUTED, PROVEN)
    assert run.left.tables["areas"][-1]["year"] == 2022
    assert [(row["list"], row["year"], row["on"]) for row in run.left.tables["history"]] == [("a", 2021, "yes")]


def test_a_run_that_can_only_be_whole_in_a_later_year_is_thought_of(write_series):
    rulebook = write_series(_2019_01_01=A + run_of(5), _2020_01_01=A + run_of(5).replace("a: {y", "n: {list: a, y"))
    relaxed = Scenario(scenario="four", on="of-2019-01-01", change={"rad.a.years_running": {"was": "5", "now": "4"}})
    (found,) = find_changes(rulebook, relaxed)
    assert [(each.left.answer, each.joined.answer) for each in found.lists] == [(PROVEN, PROVEN), (PROVEN, REFUTED)]


def test_a_list_early_in_a_year_that_ended_without_one_is_not_ruled_out(write_series):
    rulebook = write_series(_2020_01_01=A, _2021_06_01="", _2022_01_01=A + run_of(2), _2023_01_01="")
    assert prove_regime(rulebook, "of-2022-01-01").empty[1].answer is not PROVEN


def test_whoever_was_on_a_list_the_year_before_was_on_it_ever(write_series):
    stricter = A.replace("at_least: 1}", "at_least: 20}")
    ever = run_of(2).replace("{years_running: 2}", "ever")
    rulebook = write_series(_2020_01_01=A + run_of(2), _2023_01_01=stricter + ever)
    found = find_differences(rulebook, "of-2020-01-01", "of-2023-01-01")
    assert [(each.name, each.left.answer, each.joined.answer) for each in found.lists] == [
        ("a", REFUTED, PROVEN),
        ("rad", PROVEN, REFUTED),
    ]


def test_a_list_that_a_scenario_starts_anew_has_no_earlier_years(write_series):
    renamed = A.replace("  a:", "  b:").replace("cite: § 1", "cite: § 1, formerly: [a]")
    rulebook = write_series(_2020_01_01=A, _2023_01_01=renamed + run_of(3).replace("{a: ", "{b: "))
    anew = Scenario(scenario="anew", on="of-2023-01-01", remove=("b.formerly",))
    (found,) = find_changes(rulebook, anew)
    run = next(each for each in found.lists if each.name == "rad")
    assert (run.left.answer, run.joined.answer) == (REFUTED, PROVEN)
    assert {row["list"] for row in run.left.tables["history"] if row["year"] < 2023} == {"a"}


# --- what tables can hold ---------------------------------------------------------------------------


def test_no_area_is_shown_that_no_table_can_have(write):
    # Adults are residents by another measure of the file, so where nobody lives nobody is convicted.
    assert prove_one(write, "i_aar: {above: 0 %}", "beboere: {at_most: 0}", "apart from").answer is PROVEN
    proof = prove_one(write, "i_aar: {above: 0 %}", "beboere: {at_most: 3}", "apart from")
    row = proof.tables["areas"][-1]
    assert row["doemte"] <= row["beboere_18_og_over"] <= row["beboere"]


def test_an_area_whose_blanks_nothing_fits_breaks_a_claim_all_the_same(tmp_path):
    count = "  doemte: {title: {da: Doemte, en: Convicted}, count: doemte}\n"
    lines = [count if line.startswith("  doemte_af_alle") else line for line in HEAD.splitlines(keepends=True)]
    lists = {
        "a": "{doemte: {at_least: 10}, beboere: {at_most: 5}}",
        "b": "{i_aar: {above: 0 %}, voksne: {above: 0 %}, n: {measure: doemte, below: 3}}",
    }
    text = "".join(f"  {name}: {{title: {{da: x, en: x}}, cite: § 1, all: {all_}}}\n" for name, all_ in lists.items())
    (tmp_path / "made-up.yaml").write_text("".join(lines) + text + "claims: [a within b]\n", encoding="utf-8")
    rulebook = load_rules(tmp_path)
    (proof,) = prove(rulebook).claims
    table = lr.classify(list(proof.tables["areas"]), rulebook, series="made-up").table
    assert table.select("a", "b").row(0) == (True, False)
    assert "beboere_18_og_over" not in proof.tables["areas"][0]


@pytest.mark.parametrize("baseline", ["national", "region", "municipality"])
def test_the_baselines_of_an_area_are_taken_as_reference(write, baseline):
    rulebook = write(
        {"a": f"all: {{dob: {{at_least: 2, relative_to: {baseline}}}}}", "b": "all: {beboere: {at_least: 5}}"},
        ["a within b"],
    )
    (proof,) = prove(rulebook).claims
    tables = {name: list(rows) for name, rows in proof.tables.items()}
    found = lr.classify(tables["areas"], rulebook, series="made-up", reference=tables["reference"]).table
    assert found.filter(found["year"] == 2026).select("a", "b").row(0) == (True, False)


# --- what else follows ------------------------------------------------------------------------------


def test_a_list_no_area_can_be_on_and_criteria_that_change_nothing_are_found(write):
    rulebook = write(
        {
            "ingen": "all: {beboere: {above: 10}, n: {measure: beboere, below: 11}}",
            "stor": "all: {beboere: {at_least: 1000}, mindst: {measure: beboere, at_least: 500}}",
            "en_af_to": "all: {g: {at_least: 1, of: {ikke_vestlige: {above: 50 %}, "
            "over: {measure: ikke_vestlige, above: 60 %}}}}",
        }
    )
    found = prove_regime(rulebook, "made-up", seconds=AMPLE)
    proven = {proof.statement for proof in (*found.empty, *found.idle) if proof.is_proven}
    assert proven == {
        "no area can be on ingen",
        "ingen.beboere can be taken as never met",
        "ingen.n can be taken as never met",
        "stor.mindst can be taken as always met",
        "en_af_to.g.over can be taken as never met",
    }
    assert "look     stor.mindst can be taken as always met" in "\n".join(found.describe())


def test_what_follows_is_told_beside_what_is_claimed(write):
    lists = {"a": "all: {beboere: {at_least: 10}}", "b": "all: {a: on_list}", "c": "all: {b: on_list}"}
    said = list(prove_regime(write(lists, ["b within a"]), "made-up").describe())
    assert said[0] == "made-up: Made up"
    assert said[1] == "  proven   b within a"
    assert {"  follows  c within a", "  follows  c within b"} < set(said)
    assert "  follows  b within a" not in said  # it is claimed, and told above


# --- a claim that fails -----------------------------------------------------------------------------


def test_a_claim_that_fails_is_a_problem_at_its_line_with_the_area_as_a_table(write):
    lists = {"a": "all: {beboere: {at_least: 10}}", "b": "all: {beboere: {at_least: 1000}, i_aar: {above: 50 %}}"}
    (problem,) = prove(write(lists, ["b within a", "a within b"])).problems
    assert problem.slug == "claim"
    assert (problem.spot.line, problem.spot.column, problem.spot.length) == (24, 5, len("a within b"))
    assert "24 |   - a within b" in str(problem)
    told = " ".join(str(problem).split())
    assert "Residents on 1 January 10" in told
    assert "no Residents 10 at least 1,000" in told


def test_the_area_is_the_smallest_there_is(write):
    proof = prove_one(write, "beboere: {at_least: 7}, ikke_vestlige: {above: 30 %}", "ikke_vestlige: {at_least: 50 %}")
    assert proof.witness.is_smallest
    row = proof.tables["areas"][-1]
    assert (row["beboere"], row["ikke_vestlige"]) == (7, 3)


def test_the_area_can_be_classified_and_gets_the_answers_it_was_made_for(write):
    rulebook = write(
        {
            "a": "all: {dob: {at_least: 2, relative_to: national}, indkomst: {below: 55 %, relative_to: region}}",
            "b": "all: {a: {years_running: 3}}",
            "c": "all: {b: ever}",
        },
        ["c within a", "a within b"],
    )
    for proof, on, off in zip(prove(rulebook).claims, "ca", "ab", strict=True):
        tables = {name: list(rows) for name, rows in proof.tables.items()}
        table = lr.classify(tables.pop("areas"), rulebook, series="made-up", **tables).table
        last = table.filter(table["year"] == table["year"].max()).row(0, named=True)
        assert (last[on], last[off]) == (True, False)


def test_the_same_question_gets_the_same_area_whatever_was_asked_before(write):
    lists = {
        "a": "all: {g: {at_least: 2, of: {dob: {above: 30 %}, ikke_vestlige: {above: 33 %}, i_aar: {above: 50 %}}}}",
        "b": "all: {a: on_list, n: {measure: i_aar, at_least: 2, relative_to: national}}",
    }
    rulebook = write(lists, ["a within b", "a apart from b"])
    first, second = (prove(rulebook).claims for _ in range(2))
    assert [proof.tables for proof in first] == [proof.tables for proof in second]
    backwards = prove(write(lists, ["a apart from b", "a within b"])).claims
    assert [proof.tables for proof in backwards] == [proof.tables for proof in reversed(first)]


def test_without_time_the_answer_is_unknown_never_proven(write):
    rulebook = write({"a": "all: {beboere: {above: 1}}", "b": "all: {a: on_list}"}, ["b within a", "a within b"])
    (found,) = prove_claims(rulebook, "made-up", seconds=0)
    assert [proof.answer for proof in found.claims] == [UNKNOWN, UNKNOWN]
    assert "neither proven nor refuted" in found.problems[0].what


def test_without_z3_one_is_told_what_to_install(write, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("listerules.verdict.prove.")]:
        if not name.endswith("questions"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(RulesError, match=r'pip install "listerules\[prove\]"'):
        prove(write({"a": "all: {beboere: {above: 1}}", "b": "all: {a: on_list}"}, ["b within a"]))


def test_a_scenario_tells_who_joins_and_who_leaves_with_an_area_for_each(write):
    rulebook = write({"a": "all: {beboere: {at_least: 10}}", "b": "all: {beboere: {at_least: 5}}"})
    scenario = Scenario(scenario="lempet", on="made-up", change={"a.beboere.at_least": {"was": "10", "now": "8"}})
    (found,) = find_changes(rulebook, scenario)
    assert [(each.name, each.left.answer, each.joined.answer) for each in found.lists] == [
        ("a", PROVEN, REFUTED),
        ("b", PROVEN, PROVEN),
    ]
    assert found.lists[0].joined.tables["areas"][0]["beboere"] == 8
    said = "\n".join(found.describe())
    assert said.startswith("From made-up to made-up with lempet")
    assert said.count("no area can leave it") == 2


# --- against all areas of a grid, and against drawn ones --------------------------------------------

LINES = st.sampled_from(["0", "1", "1/2", "1/3"])
OPERATORS = st.sampled_from(["above", "at_least", "below", "at_most"])
GROUPS = {"ikke_vestlige": "beboere", "doemte": "beboere_18_og_over", "voksne": "beboere"}


@st.composite
def tiny_tests(draw):
    measure = draw(st.sampled_from(["beboere", *GROUPS]))
    line = Fraction(draw(st.integers(0, 3))) if measure == "beboere" else Fraction(draw(LINES))
    return {"measure": measure, draw(OPERATORS): line}


@st.composite
def tiny_lists(draw, name):
    nodes = {f"n{number}": test for number, test in enumerate(draw(st.lists(tiny_tests(), min_size=1, max_size=3)))}
    if draw(st.booleans()):
        nodes = {"g": {"at_least": draw(st.integers(1, len(nodes))), "of": nodes}}
    barred = {"m": draw(tiny_tests())} if draw(st.booleans()) else None
    return {"title": {"da": name, "en": name}, "cite": "§ 1", "all": nodes, "none": barred}


@st.composite
def tiny_regimes(draw):
    titles = {"title": {"da": "x", "en": "x"}}
    measures = {"beboere": {"count": "beboere"}} | {
        name: {"share": "beboere_18_og_over" if name == "voksne" else name, "of": group}
        for name, group in GROUPS.items()
    }
    return Regime.model_validate(
        {
            "regime": "made-up",
            "series": "made-up",
            **titles,
            "from": "2020-01-01",
            "law": {"name": "made up", "url": "none"},
            "checked_on": "2026-01-01",
            "measures": {name: {**titles, **measure} for name, measure in measures.items()},
            "lists": {name: draw(tiny_lists(name)) for name in "ab"},
        }
    )


VOCABULARY = load_rules().vocabulary
COLUMNS = ("beboere", "ikke_vestlige", "beboere_18_og_over", "doemte")
GRID = [
    dict(zip(COLUMNS, (residents, some, adults, convicted), strict=True))
    for residents, some, adults, convicted in product(range(5), range(5), range(4), range(4))
    if some <= residents and convicted <= adults <= residents
]


def judge(series, figures):
    values = {column: Interval(Fraction(count), Fraction(count)) for column, count in figures.items()}
    record = Record("Made-up area", 2026, None, None, None, 1, True, values, {}, {})
    return {finding.path: finding.verdict for finding in AreaJudge([record], series, VOCABULARY).judge(record)}


def ask(series, regime, claim):
    side, year, day = place_side(series, regime)
    broken = Verdict.NO if claim.relation == "within" else Verdict.YES
    conditions = (Condition(side, claim.one, Verdict.YES), Condition(side, claim.other, broken))
    question = Question((conditions,), VOCABULARY, year, day, years_of(series, regime))
    return question, answer(question, AMPLE), broken


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(tiny_regimes(), st.sampled_from(["within", "apart from"]))
def test_the_answer_is_that_of_every_small_area_tried_one_by_one(regime, relation):
    series = Series("made-up", (regime,))
    _, outcome, broken = ask(series, regime, Claim(one="a", relation=relation, other="b"))
    found = [
        figures for figures in GRID for said in [judge(series, figures)] if (said["a"], said["b"]) == ("yes", broken)
    ]
    assert outcome.answer is not UNKNOWN
    if outcome.answer is PROVEN:
        assert found == []
    elif outcome.witness.is_smallest:
        witness = outcome.witness.records[-1].values
        groups = {group for group in GROUPS.values() if group in witness}
        sizes = [sum(each[column] for column in witness) for each in found if all(each[group] for group in groups)]
        assert sum(value.low for value in witness.values()) <= min(sizes, default=10**9)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_proven_of_drawn_rules_no_drawn_area_breaks(data):
    rulebook = data.draw(rule_trees())
    (series,) = rulebook.series.values()
    regime = data.draw(st.sampled_from([each for each in series.regimes if each.lists] or [None]))
    if regime is None:
        return
    path = st.sampled_from([path for path, _ in regime.nodes()])
    relation = data.draw(st.sampled_from(["within", "apart from"]))
    claim = Claim(one=data.draw(path), relation=relation, other=data.draw(path))
    question, outcome, broken = ask(series, regime, claim)
    if outcome.answer is not PROVEN:
        return
    wish = {claim.other: broken == "yes", claim.one: True}
    tables = data.draw(areas(rulebook, question.year, day=question.list_date, wish=wish))
    panel = build_panel(list(tables.areas), rulebook, series.name, reference=list(tables.reference) or None)
    there = panel.reference.collect() if panel.reference is not None else None
    baselines = list(read_records(there, VOCABULARY)) if there is not None else []
    for _, findings in judge_areas(read_records(panel.rows.collect(), VOCABULARY), series, VOCABULARY, baselines):
        said = {node.path: node.verdict for finding in findings for node in finding.walk()}
        if {claim.one, claim.other} <= set(said):
            assert (said[claim.one], said[claim.other]) != ("yes", broken)
