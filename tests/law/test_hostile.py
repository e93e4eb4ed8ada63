"""Whatever stands in a rule file, it gives a rulebook or a RulesError: nothing else, and nothing endless."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listerules.errors import Problem, RulesError
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
