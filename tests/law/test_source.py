"""A rule file is read as the text it is, with the place of every key and value."""

import os

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from listerules.errors import RulesError
from listerules.law import source as sources
from listerules.law.rulebook import find_shipped_rules
from listerules.law.source import LARGEST_FILE, Position, find_files, parse_source, read_source

TEXT = """\
# a comment
law: {name: no, "url": 40.0}
lists:
  - yes
  - 2021-12-01
note: 'æøå'
empty:
"""


def test_values_stay_the_text_that_was_written():
    tree = parse_source(TEXT.encode(), "x.yaml").tree
    assert tree == {"law": {"name": "no", "url": "40.0"}, "lists": ["yes", "2021-12-01"], "note": "æøå", "empty": ""}


def test_every_key_and_value_has_its_place():
    source = parse_source(TEXT.encode(), "x.yaml")
    assert source.position(("law",)) == Position(2, 1, 3)
    assert source.position(("law", "name")) == Position(2, 7, 4)
    assert source.position(("law", "name"), of_value=True) == Position(2, 13, 2)
    assert source.position(("law", "url")) == Position(2, 17, 5)  # with its quotes
    assert source.position(("lists", 1)) == Position(5, 5, 10)
    assert source.where(("note",), of_value=True) == "x.yaml:6:7"


# Pieces of YAML, in any order: those that two parsers might read in two ways among them.
SIGNS = [*"ab?:[]{}'\"#@~\\ \tæ\x85\u2028\U0001f600\ufeff", "? ", "- ", ": ", ", ", " # x", "&a ", "*a", "!t ", "<<: "]
BREAKS = ["\n", "\n  ", "\n    ", "\r\n", "|\n", ">\n", "|-\n", ">+2\n", "|1", "---\n", "...\n", "%YAML 1.2\n"]
PIECES = st.sampled_from([*SIGNS, *BREAKS, "a: b\n", "{a: b}", "[a, b]", "\\x41", "?i=1"])
TEXTS = st.tuples(
    st.sampled_from(["", "a: ", "a: b\n", "a:\n- ", "a: {b: ", "a: ["]), st.lists(PIECES, max_size=12).map("".join)
).map("".join)


def read_with(loader, text, monkeypatch):
    monkeypatch.setattr(sources, "_QUICK", loader)
    try:
        source = parse_source(text.encode(), "x.yaml")
    except RulesError as error:
        return str(error)
    return source.tree, source.positions, source.values


needs_both = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without the parser in C")


@needs_both
@given(TEXTS)
@example("a: \tb")
@example("? a")
@example("a: [b?c]")
@example("a: |1# x\n")
@example("a: [b: ]")
@example("a: {b: , c: d}")
@example("\ufeffa: \ufeffb")
def test_a_file_means_the_same_and_is_refused_in_the_same_words_whichever_parser_there_is(text):
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert read_with(yaml.CBaseLoader, text, monkeypatch) == read_with(yaml.BaseLoader, text, monkeypatch)


@needs_both
def test_the_rules_that_ship_mean_the_same_whichever_parser_there_is(monkeypatch):
    for file in find_files(find_shipped_rules()):
        text = file.read_text(encoding="utf-8")
        assert read_with(yaml.CBaseLoader, text, monkeypatch) == read_with(yaml.BaseLoader, text, monkeypatch)


def test_what_has_no_place_is_shown_at_the_nearest_key_above():
    source = parse_source(TEXT.encode(), "x.yaml")
    assert source.position(("law", "name", "further", "down")) == source.position(("law", "name"))
    assert source.position(("nowhere",)).line == 2


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it():
    assert parse_source(b"\xef\xbb\xbfa: 1\n", "x.yaml").tree == {"a": "1"}


def test_windows_line_ends_change_no_place():
    source = parse_source(TEXT.replace("\n", "\r\n").encode(), "x.yaml")
    assert source.tree == parse_source(TEXT.encode(), "x.yaml").tree
    assert source.position(("note",)) == Position(6, 1, 4)


def test_a_quoted_merge_key_is_a_key():
    assert parse_source(b"'<<': 1\n", "x.yaml").tree == {"<<": "1"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"x" * (LARGEST_FILE + 1), "larger than 1 MB"),
        (b"a: [" + b"1, " * 20_000 + b"1]", "more than 10000 values"),
        (b"[" * 100_000, "made of keys and values"),
        (b"a: " + b"[" * 100_000, "nested more than 50 levels deep"),
        (b"a: " + b"{a: " * 100_000, "nested more than 50 levels deep"),
        (b"a: " + b"- " * 100_000, "not readable YAML"),
        (b'a: "\\UFFFFFFFF"', "out of range"),
        (b'a: "\\ud800"', "control character"),
        (b"a: \x00", "cannot stand in YAML"),
        ("a: 1".encode("utf-16"), "not UTF-8"),
        (b"a: !!python/object/apply:os.getcwd []", "Tags"),
        (b"a: !include /etc/hostname", "Tags"),
        (b"%TAG ! tag:x,2000:\n---\na: !b c", "Tags"),
    ],
)
def test_hostile_files_are_refused_in_a_few_lines(text, told):
    with pytest.raises(RulesError, match=told) as raised:
        parse_source(text, "x.yaml")
    assert len(raised.value.problems) == 1
    assert len(str(raised.value)) < 500


def test_a_folder_is_not_a_rule_file(tmp_path):
    with pytest.raises(RulesError, match="not a file"):
        read_source(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_is_not_a_rule_file(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    with pytest.raises(RulesError, match="not a file"):
        read_source(pipe)


def test_what_a_terminal_would_act_on_is_shown_as_a_mark():
    with pytest.raises(RulesError) as raised:
        parse_source(b"a: \x1b[31m", "x.yaml")
    assert "\x1b" not in str(raised.value)
