"""Whatever stands in a rule file, it gives a rulebook or a RulesError: nothing else, and nothing endless."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import find_nearest
from listerules.law.rulebook import find_shipped_rules, load_rules
from listerules.law.scenario import load_scenario

SHIPPED = [path.read_bytes() for path in sorted(find_shipped_rules().rglob("2???-??-??.yaml"))]
BITS = [b"{", b"}", b"[", b"]", b":", b"-", b"'", b'"', b"&a ", b"*a", b"!!int ", b"<<: ", b"%", b"\t", b"\n", b"\x00"]
WORDS = [
    b"all: ",
    b"of: ",
    b"none: ",
    b"on_list",
    b"ever",
    b"above: 1",
    b"at_least: 0",
    b"years_running: 9",
    b"40",
    b"1e9",
]
SETTINGS = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A shipped file with a few bytes cut out, put in, doubled or moved."""
    data = draw(st.sampled_from(SHIPPED))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        piece = draw(st.sampled_from([b"", data[start:end] * 2, *BITS, *WORDS]) | st.binary(max_size=4))
        data = data[:start] + piece + data[end:]
    return data


@st.composite
def swapped_lines(draw: st.DrawFn) -> bytes:
    """A shipped file with some lines gone, doubled or indented otherwise: mostly still YAML."""
    lines = draw(st.sampled_from(SHIPPED)).splitlines()
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        indent = b" " * draw(st.integers(0, 6))
        lines[index : index + 1] = draw(st.sampled_from([[], [lines[other]], [indent + lines[index].lstrip()]]))
    return b"\n".join(lines)


def check(data: bytes, folder: Path) -> None:
    file = folder / "rules.yaml"
    file.write_bytes(data)
    for load in (load_rules, load_scenario):
        problems = problems_of(load, file)
        assert all(problem.what and len(str(problem)) < 2000 for problem in problems)
        assert len(problems) <= 21


def problems_of(load, file: Path) -> tuple[Problem, ...]:
    try:
        load(file)
    except RulesError as error:
        return error.problems
    return ()


@SETTINGS
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_random_bytes_are_refused(tmp_path, data):
    check(data, tmp_path)


@SETTINGS
@given(mutated())
def test_a_damaged_rule_file_is_refused_or_read(tmp_path, data):
    check(data, tmp_path)


@SETTINGS
@given(swapped_lines())
def test_a_rule_file_with_lines_astray_is_refused_or_read(tmp_path, data):
    check(data, tmp_path)


VALUE = st.recursive(
    st.sampled_from(["on_list", "ever", "40 %", "1000", "5", "region", "beboere", "", "x"]),
    lambda below: (
        st.lists(below, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["all", "of", "none", "at_least", "above", "years_running", "beboere", "a", "title", "da", "A"]
            ),
            below,
            max_size=3,
        )
    ),
    max_leaves=12,
)
KEYS = [
    "title",
    "cite",
    "all",
    "none",
    "formerly",
    "reading",
    "count",
    "share",
    "of",
    "mean",
    "mean_of_years",
    "law",
    "from",
]


@SETTINGS
@given(
    st.dictionaries(
        st.sampled_from(["lists", "measures", "columns", "regime", *KEYS]),
        st.dictionaries(st.sampled_from(KEYS), VALUE) | VALUE,
    )
)
def test_any_tree_of_known_words_is_refused_or_read(tmp_path, tree):
    check(json.dumps(tree).encode(), tmp_path)


def made_up(**words):
    """A small regime that is right, with some words said otherwise."""
    title = {"da": "T", "en": "T"}
    return {
        "regime": "made-up",
        "series": "omraadelister",
        "title": title,
        "from": "2010-01-01",
        "law": {"name": "L", "url": "u"},
        "checked_on": "2026-01-01",
        "measures": {"beboere": {"title": title, "count": "beboere"}},
        "lists": {"a": {"title": title, "cite": "§ 1", "all": {"beboere": {"at_least": "1"}}}},
        **words,
    }


def problems_of_tree(load, folder, tree):
    (folder / "file.yaml").write_text(json.dumps(tree), encoding="utf-8")
    return problems_of(load, folder / "file.yaml")


def test_the_small_regime_is_right(tmp_path):
    assert problems_of_tree(load_rules, tmp_path, made_up()) == ()


@pytest.mark.parametrize("word", ["title", "question"])
def test_a_strange_word_in_a_text_of_a_scenario_is_told(tmp_path, word):
    tree = {"scenario": "s", "on": "almenboligloven-2021", word: {"da": "x", "en": "x", "mean": "x"}}
    (problem,) = problems_of_tree(load_scenario, tmp_path, tree)
    assert "does not know the word 'mean'" in problem.what


LONG = "udsat_boligomraade_" * 5000
LONG_NAMES = {
    "measure": made_up(lists={"a": {**made_up()["lists"]["a"], "all": {LONG: {"at_least": "1"}}}}),
    "list": made_up(lists={LONG: {**made_up()["lists"]["a"], "all": {f"{LONG}b": "on_list"}}}),
    "list of itself": made_up(lists={LONG: {**made_up()["lists"]["a"], "all": {LONG: "on_list"}}}),
    "former list": made_up(lists={"a": {**made_up()["lists"]["a"], "formerly": [LONG]}}),
    "column": made_up(measures={"beboere": {"title": {"da": "T", "en": "T"}, "count": LONG}}),
    "word": made_up(**{LONG: "x"}),
}


@pytest.mark.parametrize("tree", LONG_NAMES.values(), ids=LONG_NAMES)
def test_a_name_of_a_hundred_thousand_letters_is_cut_where_it_is_told(tmp_path, tree):
    problems = problems_of_tree(load_rules, tmp_path, tree)
    assert problems
    assert all(len(str(problem)) < 2000 for problem in problems)


def test_among_very_many_names_the_nearest_is_still_found():
    known = [f"liste_{number}" for number in range(2000)] + ["ghettoomraade"]
    assert find_nearest("ghettoomrade", known) == ("ghettoomraade",)
    assert find_nearest("liste_1x", known)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_file_that_is_no_file_is_not_read(path):
    if not Path(path).exists():
        pytest.skip("a thing of Unix")
    for load in (load_rules, load_scenario):
        assert problems_of(load, Path(path))


@pytest.mark.parametrize("before", [b"", b"\n", "æ\n".encode(), "𝕏".encode()])
def test_bytes_that_are_no_text_are_told_with_their_place_also_behind_a_byte_order_mark(tmp_path, before):
    (tmp_path / "rules.yaml").write_bytes(b"\xef\xbb\xbf" + before + b"\xed\xa0\x80")
    (problem,) = problems_of(load_rules, tmp_path / "rules.yaml")
    text = before.decode()
    assert problem.where.endswith(f":{text.count(chr(10)) + 1}:{len(text.rpartition(chr(10))[2]) + 1}")
    assert "not UTF-8" in problem.what
