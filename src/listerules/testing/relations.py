"""Claims: that one list or node lies within another, or apart from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from listerules.errors import Problem, RulesError
from listerules.law.mistakes import suggest
from listerules.testing.account import tell_area, tell_findings
from listerules.testing.search import search
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.law.model import Claim
    from listerules.testing.judging import JudgedArea
    from listerules.testing.occasions import Occasion


def find_both(occasions: Sequence[Occasion], claim: Claim) -> list[Occasion]:
    """The occasions whose regime has both paths of a claim. Raises RulesError where there are none."""
    paths = (claim.one, claim.other)
    there = [each for each in occasions if set(paths) <= dict(each.regime.nodes()).keys()]
    if there:
        return there
    known = dict.fromkeys(path for each in occasions for path, _ in each.regime.nodes())
    for path in paths:
        if path not in known:
            what = f"No list or node of these years has the path '{path}'."
            raise RulesError(Problem("rules", what, suggest(path, known, "paths")))
    what = f"No regime has both '{claim.one}' and '{claim.other}'."
    raise RulesError(Problem("rules", what, "Name two of one regime, as they are called in it."))


def search_claim(occasions: Collection[Occasion], claim: Claim, max_examples: int, seed: int | None) -> None:
    """Try areas that would break the claim, were it not true: the one answer is aimed at first, or the other."""
    broken = {claim.one: True, claim.other: claim.relation == "apart from"}
    wishes = (broken, dict(reversed(broken.items())))
    drawn = [each.draw_areas(wish=wish) for each in occasions for wish in wishes]
    search(st.one_of(drawn), lambda area: _examine(area, claim), max_examples, seed)


def _examine(area: JudgedArea, claim: Claim) -> str | None:
    paths = (claim.one, claim.other)
    one, other = (area.findings[path].verdict for path in paths)
    if (one, other) != (Verdict.YES, Verdict.NO if claim.relation == "within" else Verdict.YES):
        return None
    what = f"The claim '{claim}' does not hold: the first says {one.value}, the second {other.value}."
    return f"{what}\n\n{tell_area(area, paths)}\n\n{tell_findings(area, paths)}"
