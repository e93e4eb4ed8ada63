"""One figure of one area moved: in which direction answers may turn, and how far it is to the line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from listerules.law.model import Running, Test
from listerules.testing.account import tell_area, tell_finding, write_cell
from listerules.testing.figures import LARGEST, all_measures, all_tests
from listerules.testing.judging import JudgedArea, year_of
from listerules.testing.reach import find_tests
from listerules.testing.search import search
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from listerules.law.model import ListRule, Measure, Node, Regime
    from listerules.law.rulebook import Series
    from listerules.testing.occasions import Occasion
    from listerules.verdict.evaluate import Finding


def search_moves(occasions: Sequence[Occasion], max_examples: int, seed: int | None) -> None:
    """Look for an answer that turns from yes to no though a figure moves to where its tests ask for it."""
    drawn = [each.draw_areas(rates=False).flatmap(_draw_move) for each in occasions if all_tests(each.regime)]
    if drawn:
        search(st.one_of(drawn), lambda move: _examine_moves(*move), max_examples, seed)


def search_distance(occasions: Sequence[Occasion], max_examples: int, seed: int | None) -> None:
    """Look for a test that does not turn by the number stated, or by one fewer."""
    drawn = [each.draw_areas(rates=False) for each in occasions if all_tests(each.regime)]
    if drawn:
        search(st.one_of(drawn), _examine_distances, max_examples, seed)


# --- directions -------------------------------------------------------------------------------------


def _draw_move(area: JudgedArea) -> st.SearchStrategy[tuple[JudgedArea, int, int]]:
    """An area with a year of it, most often that of the list, and how many more or fewer there are to be of each."""
    years = [year_of(row) for row in reversed(area.tables.areas)]
    steps = st.sampled_from([1, 2, 100, 50_000])
    return st.tuples(st.just(area), st.sampled_from([years[0], years[0], years[0], *years]), steps)


def _examine_moves(area: JudgedArea, year: int, steps: int) -> str | None:
    columns = dict.fromkeys(measure.column for _, measure in all_tests(area.regime))
    told = (_examine_move(area, year, column, way * steps) for column in columns for way in (1, -1))
    return next((text for text in told if text), None)


def _examine_move(area: JudgedArea, year: int, column: str, steps: int) -> str | None:
    moved = move(area, year, column, steps)
    if moved is None:
        return None
    for path, node in area.regime.nodes():
        before, after = area.findings[path].verdict, moved.findings[path].verdict
        if (before, after) != (Verdict.YES, Verdict.NO) or isinstance(node, str | Running):
            continue
        if find_ways(area.series, area.regime, path.rpartition(".")[2], node, column) == {steps > 0}:
            which = "more" if steps > 0 else "less"
            told = f"'{path}' asks for {which} of '{column}', and turned from yes to no when there was {which}."
            return f"{told}\n\n{tell_both(area, moved, path)}"
    return None


def find_ways(series: Series, regime: Regime, key: str, node: Node | ListRule, column: str) -> set[bool | None]:
    """Whether more of a column can help a node to yes (True), or less of it (False); of each test that asks for it.

    None where that is open: the test stands under `none`, or the column is the group that a share is of.
    """
    return {
        None if barred or measure.of == column else test.operator in ("above", "at_least")
        for test, measure, barred in find_tests(series, regime, key, node)
        if column in (measure.column, measure.of)
    }


# --- distances --------------------------------------------------------------------------------------


def _examine_distances(area: JudgedArea) -> str | None:
    told = (_examine_distance(area, finding) for finding in area.findings.values())
    return next((text for text in told if text), None)


def _examine_distance(area: JudgedArea, finding: Finding) -> str | None:
    """What is wrong with the distance of one test; where none is stated, no number of persons may turn it."""
    if not isinstance(finding.node, Test) or finding.verdict is Verdict.UNDECIDED:
        return None
    measure = area.regime.measure_of(finding.path.rpartition(".")[2], finding.node)
    if measure.column == measure.of:
        return None
    if finding.flip is None:
        now, most = find_room(area, area.record.year, measure.column, [measure.of])
        ends = (int(most - now), -int(now))
        moved = [_move_exactly(area, measure, steps) for steps in ends if steps]
        return _tell_distance(area, finding, "is said to turn by no whole number, and it does", moved, must_turn=False)
    amount = int(finding.flip.amount)
    for steps, must_turn in ((amount, True), (amount - 1, False)):
        moved = [_move_exactly(area, measure, way * steps) for way in (1, -1)]
        said = f"is said to be {amount:,} {finding.flip.unit} from turning, and"
        said = f"{said} {steps:,} {'do not turn' if must_turn else 'turn'} it"
        if told := _tell_distance(area, finding, said, moved, must_turn=must_turn):
            return told
    return None


def _tell_distance(
    area: JudgedArea, finding: Finding, said: str, moved: Sequence[JudgedArea | None], *, must_turn: bool
) -> str | None:
    """The sentence with the area before and after, where one of the moved areas turned though none may, or none did."""
    there = [each for each in moved if each is not None]
    turned = [each for each in there if each.findings[finding.path].verdict is not finding.verdict]
    if bool(turned) is must_turn:
        return None
    return f"'{finding.path}' {said}.\n\n{tell_both(area, next(iter(turned or there), area), finding.path)}"


def move(area: JudgedArea, year: int, column: str, amount: int) -> JudgedArea | None:
    """The area with so many more of something in a year, or as many as there can be; None where nothing can move."""
    groups = [measure.of for measure in all_measures(area.series) if measure.column == column]
    now, most = find_room(area, year, column, groups)
    moved = min(max(now + amount, Decimal(0)), most)
    return _change(area, year, column, moved) if moved != now else None


def _move_exactly(area: JudgedArea, measure: Measure, amount: int) -> JudgedArea | None:
    """The area with so many more this year, as far as the group allows that the measure is a share of; else None."""
    now, most = find_room(area, area.record.year, measure.column, [measure.of])
    if not 0 <= now + amount <= most:
        return None
    return _change(area, area.record.year, measure.column, now + amount)


def _change(area: JudgedArea, year: int, column: str, figure: Decimal) -> JudgedArea:
    is_whole = area.rulebook.vocabulary.columns[column].unit == "persons"
    return area.change(year, column, int(figure) if is_whole else figure)


def find_room(area: JudgedArea, year: int, column: str, groups: Iterable[str | None]) -> tuple[Decimal, Decimal]:
    """How many there are of something in a year, and how many there can be: no more than in any of the groups.

    Both are 0 where it is blank.
    """
    row = next((row for row in area.tables.areas if row["year"] == year), {})
    now = row.get(column)
    if not isinstance(now, int | Decimal):
        return Decimal(0), Decimal(0)
    sizes = (row.get(group) for group in groups if group)
    most = min((size for size in sizes if isinstance(size, int | Decimal)), default=LARGEST)
    return Decimal(now), Decimal(most)


def tell_both(before: JudgedArea, after: JudgedArea, path: str) -> str:
    """One area twice: its figures, those that were changed, and what was found of a node before and after."""
    known = before.rulebook.vocabulary.columns
    changes = [
        f"  {known[name].title.en} ({name}) of {old['year']}: {write_cell(old[name])}, then {write_cell(new[name])}"
        for old, new in zip(before.tables.areas, after.tables.areas, strict=True)
        for name in old
        if old[name] != new[name]
    ]
    said = [f"  {when}: {tell_finding(area, path)}" for when, area in (("before", before), ("after", after))]
    return "\n".join([tell_area(before, [path]), "", "What was changed:", *changes, "", "What was found:", *said])
