"""What must hold of any rules, each said in one line of a test: `assert_all("my-rules.yaml")`.

Each function takes the rules (a rulebook, a file or a folder) and tries `max_examples` made-up tables, of one `series`
or of all, for some `years` or for those that each regime judges. If one breaks the property, AssertionError is raised:
its text shows the least such area with its figures, what was found of it, and the `seed` that draws the same again.
Every function raises RulesError where the rules cannot be read, or a series, a year or a path is not there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeAlias

from listerules.law.model import Claim
from listerules.testing.guises import GUISES, search_guise
from listerules.testing.moves import search_distance, search_moves
from listerules.testing.occasions import find_occasions
from listerules.testing.relations import find_both, search_claim
from listerules.testing.strategies import read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from listerules.law.model import Regime
    from listerules.law.rulebook import Rulebook

    Rules: TypeAlias = Rulebook | str | Path | None
    Years: TypeAlias = Collection[int] | None


def assert_all(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """All properties below that need no list to be named, each with `max_examples`."""
    rulebook = read_rules(rules)
    for check in (
        assert_claims,
        assert_monotone,
        assert_distance_flips,
        assert_filling_blanks_keeps_decisions,
        assert_order_does_not_matter,
        assert_scale_does_not_matter,
        assert_parts_equal_the_whole,
    ):
        check(rulebook, series=series, years=years, max_examples=max_examples, seed=seed)


# --- lists among themselves -------------------------------------------------------------------------


def assert_claims(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """Each claim of each regime holds of `max_examples` areas drawn to break it; rules without claims pass."""
    occasions = find_occasions(read_rules(rules), series, years)
    for regime in {each.regime.regime: each.regime for each in occasions}.values():
        for claim in regime.claims:
            search_claim([each for each in occasions if each.regime is regime], claim, max_examples, seed)


def assert_claim(
    rulebook: Rulebook, regime: Regime, claim: Claim, *, max_examples: int = 100, seed: int | None = None
) -> None:
    """One claim of one regime holds of `max_examples` areas drawn to break it."""
    occasions = find_occasions(rulebook, regime.series, None)
    search_claim([each for each in occasions if each.regime is regime], claim, max_examples, seed)


def assert_within(  # noqa: PLR0913
    rules: Rules,
    one: str,
    other: str,
    *,
    series: str | None = None,
    years: Years = None,
    max_examples: int = 100,
    seed: int | None = None,
) -> None:
    """Where the one list or node, by path, says yes, the other never says no; in each regime that has both."""
    claim = Claim(one=one, relation="within", other=other)
    search_claim(find_both(find_occasions(read_rules(rules), series, years), claim), claim, max_examples, seed)


def assert_apart(  # noqa: PLR0913
    rules: Rules,
    one: str,
    other: str,
    *,
    series: str | None = None,
    years: Years = None,
    max_examples: int = 100,
    seed: int | None = None,
) -> None:
    """The two lists or nodes, by path, never both say yes; in each regime that has both."""
    claim = Claim(one=one, relation="apart from", other=other)
    search_claim(find_both(find_occasions(read_rules(rules), series, years), claim), claim, max_examples, seed)


# --- one figure moved -------------------------------------------------------------------------------


def assert_monotone(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """More of what a test asks for never turns it from yes to no: more for `above`, less for `below`.

    Nor does it turn a group or a list, where all tests of the figure ask for the same and none stands under `none`.
    """
    search_moves(find_occasions(read_rules(rules), series, years), max_examples, seed)


def assert_distance_flips(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """The whole persons or kroner that a finding says are missing, or to spare, turn its test; one fewer do not."""
    search_distance(find_occasions(read_rules(rules), series, years), max_examples, seed)


# --- the same table in another guise ----------------------------------------------------------------


def assert_filling_blanks_keeps_decisions(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """What is decided while figures, years or baselines are missing stays so once they are filled in."""
    search_guise(GUISES["filled in"], find_occasions(read_rules(rules), series, years), max_examples, seed)


def assert_order_does_not_matter(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """Rows, columns, lists and the members of groups may stand in any order."""
    search_guise(GUISES["in another order"], find_occasions(read_rules(rules), series, years), max_examples, seed)


def assert_scale_does_not_matter(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """Parts and wholes times a number change nothing, nor do kroner with their baselines.

    Figures that count by themselves, such as residents, and those that are shares of them are left alone.
    """
    search_guise(GUISES["times a number"], find_occasions(read_rules(rules), series, years), max_examples, seed)


def assert_parts_equal_the_whole(
    rules: Rules, *, series: str | None = None, years: Years = None, max_examples: int = 100, seed: int | None = None
) -> None:
    """Some of the areas of a table, judged by themselves, get the answers they get among the others."""
    search_guise(GUISES["in part"], find_occasions(read_rules(rules), series, years), max_examples, seed)
