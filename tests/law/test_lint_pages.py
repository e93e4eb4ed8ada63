"""Each lint has a page whose example to avoid is caught by that lint alone, and whose mended example is quiet."""

import re
from datetime import date
from pathlib import Path

import pytest

from listerules.errors import RulesError
from listerules.law.lint import LINTS, ask_lints, read_page
from listerules.law.lint.page import find_pages
from listerules.law.rulebook import load_rules

TODAY = date(2026, 11, 23)
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
SLUGS = [lint.slug for lint in LINTS]


def read_part(page: str, title: str) -> str:
    """What stands under a heading of a page."""
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def find_slugs(part: str, folder: Path) -> set[str]:
    """The lints that remark on the files of a part of a page."""
    for number, block in enumerate(BLOCK.findall(part)):
        (folder / f"{number}.yaml").write_text(block, encoding="utf-8")
    try:
        return {remark.slug for remark in ask_lints(load_rules(folder), TODAY)}
    except RulesError as error:
        return {problem.slug for problem in error.problems}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_example_to_avoid_is_caught_by_this_lint_alone(slug: str, tmp_path: Path):
    assert find_slugs(read_part(read_page(slug), "Avoid"), tmp_path) == {slug}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_mended_example_is_quiet(slug: str, tmp_path: Path):
    assert BLOCK.search(read_part(read_page(slug), "Prefer"))
    assert find_slugs(read_part(read_page(slug), "Prefer"), tmp_path) == set()


@pytest.mark.parametrize("lint", LINTS, ids=SLUGS)
def test_a_page_says_the_question_and_the_level_as_the_lint_does(lint):
    page = read_page(lint.slug)
    assert page.startswith(f"# {lint.slug}\n\n*{lint.question}* Level: **{lint.level}**.")
    assert len(read_part(page, "Why").split()) > 40


def test_every_lint_has_a_page_and_every_page_a_lint():
    assert sorted(SLUGS) == sorted(page.stem for page in find_pages().iterdir())


def test_a_page_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(RulesError, match=r"There is no lint 'stale-chek'\. Did you mean 'stale-check'\?"):
        read_page("stale-chek")


def test_the_rules_that_ship_are_quiet():
    assert list(ask_lints(load_rules(), TODAY)) == []
