"""What changed from one set of lists to another: who came on and off, what flipped, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from listerules.areas.counts import ADDED, ON_LIST, REMOVED, Counts, read_counts
from listerules.errors import DataError, Problem
from listerules.law.mistakes import find_nearest, suggest
from listerules.result.comparison import (
    AreaChange,
    Change,
    Comparison,
    Count,
    Flipped,
    ListChange,
    Progress,
    Renamed,
    Step,
)
from listerules.result.pairing import Lineage, check_series, make_sources, pair_days
from listerules.result.sides import POINTS, Criterion, ListDay, NamedList, Side, Source, Standing
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from fractions import Fraction

    from listerules.law.model import Text
    from listerules.result.result import Result
    from listerules.result.written import WrittenResult

_CHANGES: Mapping[tuple[Verdict, Verdict], Change] = {
    (Verdict.NO, Verdict.YES): Change.ENTERED,
    (Verdict.YES, Verdict.NO): Change.LEFT,
    (Verdict.YES, Verdict.YES): Change.STAYED,
    (Verdict.NO, Verdict.NO): Change.OFF,
    (Verdict.UNDECIDED, Verdict.YES): Change.ON_FROM_UNKNOWN,
    (Verdict.YES, Verdict.UNDECIDED): Change.ON_TO_UNKNOWN,
    (Verdict.UNDECIDED, Verdict.NO): Change.OFF_FROM_UNKNOWN,
    (Verdict.NO, Verdict.UNDECIDED): Change.OFF_TO_UNKNOWN,
    (Verdict.UNDECIDED, Verdict.UNDECIDED): Change.UNKNOWN,
}


def compare(  # noqa: PLR0913 - one word for each thing that can be compared
    before: Result | WrittenResult,
    after: Result | WrittenResult | None = None,
    *,
    years: tuple[int | date | str, int | date | str] | None = None,
    lists: Collection[str] | None = None,
    against: Any = None,
    counts: Any = None,
    lineage: Any = None,
    labels: tuple[str, str] | None = None,
) -> Comparison:
    """Compare two years of one result, two results, or a result with the published lists.

    With `before` alone it is two of its years: those in `years` (2022, or a list date), else the last two. With
    `after` it is the two results: year by year where they have the same years, else the one year of each, or those in
    `years`. With `against`, a table of published lists, it is each list of `before` that was published, judged from
    its own figures and what was published earlier. `lists` limits which lists. `counts` is a table of published
    counts; `lineage` one of renamed areas, needed only where the result was made without it. `labels` are what the
    two are called.

    Raises `DataError` for years and lists there are not, results of different series, and a count that contradicts
    the names.
    """
    if after is not None and against is not None:
        raise DataError(Problem("compare", "Two results cannot be compared against published lists.", "Give one."))
    notes: list[str] = []
    first, second, kind = make_sources(before, after, against, notes)
    check_series(first, second)
    pairs = pair_days(first, second, years, kind)
    if kind == "sides" and any(str(one) != str(other) for one, other in pairs):
        kind = "years"
    rulebook = before.rulebook
    published = None
    if counts is not None and first.series is not None:
        published, more = read_counts(counts, rulebook, first.series)
        notes += more
    steps = [
        _compare_sides(first.side(one), second.side(other), published, Lineage.of(before, after, lineage, rulebook))
        for one, other in pairs
    ]
    if lists:
        chosen = _choose_lists(lists, steps, first)
        steps = [_keep(step, chosen) for step in steps]
    if kind == "published":
        steps = [_keep(step, step.before.lists) for step in steps]
    return Comparison(kind, labels or (first.name, second.name), tuple(steps), tuple(notes))


def _keep(step: Step, chains: Collection[str]) -> Step:
    return replace(step, lists=tuple(each for each in step.lists if each.chain in chains))


def _choose_lists(asked: Collection[str], steps: Sequence[Step], source: Source) -> set[str]:
    known: dict[str, str] = {}
    for step in steps:
        for each in step.lists:
            known |= {named.name: each.chain for named in (each.before, each.after) if named} | {each.chain: each.chain}
    for name in asked:
        if name not in known:
            raise DataError(Problem(source.name, f"There is no list '{name}'.", suggest(name, known, "lists")))
    return {known[name] for name in asked}


# --- one side against the other -----------------------------------------------------------------


def _compare_sides(before: Side, after: Side, counts: Counts | None, lineage: Lineage) -> Step:
    olds = {
        area: lineage.predecessors(area, before.day, after.day)
        for area in dict.fromkeys([*_known_areas(after), *_known_areas(before)])
    }
    gone = {old for area, its in olds.items() for old in its if old != area}
    considered = _consider(before, after, olds, gone)
    chains = dict.fromkeys([*after.lists, *before.lists])
    lists = tuple(_compare_list(chain, before, after, considered, counts) for chain in chains)
    renamed = tuple(_tell_renamed(considered, lists, after))
    progress = tuple(_measure_progress(before, after, considered))
    return Step(before, after, lists, renamed, progress, tuple(_find_lookalikes(before, after, considered)))


def _known_areas(side: Side) -> Iterator[str]:
    yield from sorted(side.given)
    for its in side.standings.values():
        yield from its


def _consider(
    before: Side, after: Side, olds: Mapping[str, tuple[str, ...]], gone: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Each area that either side has a row for, or has on a list, with what it was before."""
    on = {
        area
        for side in (before, after)
        for its in side.standings.values()
        for area, each in its.items()
        if each.verdict is Verdict.YES
    }
    return {
        area: its
        for area, its in olds.items()
        if area not in gone and (area in after.given | on or any(old in before.given | on for old in its))
    }


def _stand_before(side: Side, chain: str, area: str, olds: Sequence[str]) -> Standing | None:
    """How an area stood: under its own name where the side has it, else as all that it was made of did."""
    its = side.standings.get(chain, {})
    if area in its and (area in side.given or its[area].verdict is not Verdict.UNDECIDED):
        return its[area]
    found = [its.get(old) for old in olds]
    if len(found) == 1:
        return found[0]
    verdicts = {each.verdict if each else Verdict.UNDECIDED for each in found}
    return Standing(verdicts.pop() if len(verdicts) == 1 else Verdict.UNDECIDED)


def _compare_list(
    chain: str, before: Side, after: Side, considered: Mapping[str, tuple[str, ...]], counts: Counts | None
) -> ListChange:
    areas = tuple(_compare_area(chain, before, after, area, olds) for area, olds in considered.items())
    was, now = before.lists.get(chain), after.lists.get(chain)
    between = [day for day in {*before.days, *after.days} if _stands_between(before.day, day, after.day)]
    follows = before.day != after.day and not between
    change = ListChange(
        chain,
        was,
        now,
        _count(before, chain, was, [each.before for each in areas], counts),
        _count(after, chain, now, [each.after for each in areas], counts),
        tuple(sorted(areas, key=lambda each: _in_danish_order(each.area))),
        _find_count(counts, chain, ADDED, after.day) if follows and was else None,
        _find_count(counts, chain, REMOVED, after.day) if follows and was else None,
    )
    _check_moves(change, after.day, counts)
    return change


def _in_danish_order(name: str) -> str:
    """Æ, ø and å stand last, in that order, which is not that of their codes."""
    return name.casefold().translate(str.maketrans("æøå", "\uf000\uf001\uf002"))


def _stands_between(first: ListDay, day: ListDay, last: ListDay) -> bool:
    return first.day < day.day < last.day and str(day) not in (str(first), str(last))


def _compare_area(chain: str, before: Side, after: Side, area: str, olds: Sequence[str]) -> AreaChange:
    was = _stand_before(before, chain, area, olds) if chain in before.lists else None
    now = after.standings.get(chain, {}).get(area) if chain in after.lists else None
    if chain not in before.lists:
        is_on = now is not None and now.verdict is Verdict.YES
        change = Change.ON_NEW_LIST if is_on else _one_sided(now)
    elif chain not in after.lists:
        is_on = was is not None and was.verdict is Verdict.YES
        change = Change.ON_ENDED_LIST if is_on else _one_sided(was)
    else:
        change = _CHANGES[was.verdict if was else Verdict.UNDECIDED, now.verdict if now else Verdict.UNDECIDED]
    former = olds[0] if len(olds) == 1 and olds[0] != area else None
    flipped = tuple(_find_flipped(was, now, change)) if was and now else ()
    unknown = [each for each in (now, was) if each and each.verdict is Verdict.UNDECIDED]
    return AreaChange(area, change, was, now, former, flipped, unknown[0].reasons if unknown else ())


def _one_sided(standing: Standing | None) -> Change:
    return Change.OFF if standing and standing.verdict is Verdict.NO else Change.UNKNOWN


def _find_flipped(was: Standing, now: Standing, change: Change) -> Iterator[Flipped]:
    """Criteria with opposite answers; and where the list changed, those only one side has that speak for it."""
    decided = (Verdict.YES, Verdict.NO)
    for key in dict.fromkeys([*now.criteria, *was.criteria]):
        before, after = was.criteria.get(key), now.criteria.get(key)
        if before and after:
            if before.verdict in decided and after.verdict in decided and before.verdict is not after.verdict:
                yield Flipped(before, after)
        elif after and was.criteria and change is Change.LEFT and after.speaks_for is Verdict.NO:
            yield Flipped(None, after)
        elif before and now.criteria and change is Change.ENTERED and before.speaks_for is Verdict.NO:
            yield Flipped(before, None)


# --- counts -------------------------------------------------------------------------------------


def _count(
    side: Side, chain: str, named: NamedList | None, standings: Iterable[Standing | None], counts: Counts | None
) -> Count | None:
    """How many areas a list has. Raises `DataError` where the published count contradicts the names."""
    if named is None:
        return None
    verdicts = [each.verdict if each else None for each in standings]
    on = verdicts.count(Verdict.YES)
    published = _find_count(counts, chain, ON_LIST, side.day)
    if counts and published is not None:
        _check_count(counts, named, side.day, published, on)
    is_least = not named.is_complete or Verdict.UNDECIDED in verdicts
    return Count(on, published, is_least and published is None)


def _find_count(counts: Counts | None, chain: str, what: str, day: ListDay) -> int | None:
    return counts.find(chain, what, day.year, day.list_date) if counts else None


def _check_count(counts: Counts, named: NamedList, day: ListDay, published: int, on: int) -> None:
    names = on if named.named is None else max(named.named, on)
    if published < names:
        by = "are on it by these figures" if named.named is None else "are named on it"
        what = f"The list '{named.name}' of {day} is counted as {published}, but {names} areas {by}."
    elif named.named is not None and named.is_complete and published != named.named:
        what = f"The list '{named.name}' of {day} is counted as {published}, but named in full with {names}."
    else:
        return
    raise DataError(Problem(counts.name, what, "Mend the count, or the names of the history."))


def _check_moves(change: ListChange, day: ListDay, counts: Counts | None) -> None:
    for word, number, came in (
        (ADDED, change.added, change.with_change(Change.ENTERED)),
        (REMOVED, change.removed, change.with_change(Change.LEFT)),
    ):
        if counts and number is not None and number < len(came):
            what = f"The list '{change.newest.name}' of {day} is counted as {number} {word}, but {len(came)} areas are"
            raise DataError(Problem(counts.name, f"{what}: {_name_some(came)}.", "Mend the count, or the names."))


def _name_some(areas: Sequence[AreaChange]) -> str:
    names = [each.area for each in areas]
    return ", ".join(names[:6]) + (f", and {len(names) - 6} more" if len(names) > 6 else "")


# --- names, and what improved -------------------------------------------------------------------


def _tell_renamed(
    considered: Mapping[str, tuple[str, ...]], lists: Sequence[ListChange], after: Side
) -> Iterator[Renamed]:
    """Areas under new names; it is only the name where the area is on the same lists as before."""
    heirs: dict[tuple[str, ...], list[str]] = {}
    for area, olds in considered.items():
        if olds != (area,):
            heirs.setdefault(olds, []).append(area)
    moved = (Change.ENTERED, Change.LEFT)
    changed = {each.area for change in lists for each in change.with_change(*moved)}
    for olds, areas in heirs.items():
        only_name = len(olds) == len(areas) == 1 and areas[0] not in changed and areas[0] in after.given
        yield Renamed(olds, tuple(areas), only_name)


def _find_lookalikes(before: Side, after: Side, considered: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Areas that one side lacks and the other has under a similar name: perhaps one area, which lineage would say."""
    apart = before.day != after.day
    lost = [area for area in considered if area in before.given and area not in _all_areas(after)]
    new = [area for area in considered if area in after.given and area not in _all_areas(before)]
    for area in lost if apart or before.regime == after.regime else ():
        if near := find_nearest(area, new, most=1):
            yield area, near[0]


def _all_areas(side: Side) -> set[str]:
    return set(_known_areas(side))


def _measure_progress(before: Side, after: Side, considered: Mapping[str, tuple[str, ...]]) -> Iterator[Progress]:
    found: dict[str, list[int]] = {}
    titles: dict[str, Text] = {}
    for area, olds in considered.items():
        was, now = _tests_of(before, area if area in before.given else olds[0]), _tests_of(after, area)
        for measure in now:
            if measure in was and (direction := _compare_figures(was[measure], now[measure])) is not None:
                found.setdefault(measure, [0, 0, 0])[direction] += 1
                titles.setdefault(measure, now[measure].title)
    for measure, (unchanged, improved, worsened) in found.items():
        yield Progress(measure, titles[measure], improved, worsened, unchanged)


def _tests_of(side: Side, area: str) -> dict[str, Criterion]:
    """The shares and means an area is tested by, each measure once; numbers of residents are no progress."""
    tests: dict[str, Criterion] = {}
    for its in side.standings.values():
        standing = its.get(area)
        for each in standing.criteria.values() if standing else ():
            if each.kind == "test" and each.measure and each.value is not None and each.unit != "persons":
                tests.setdefault(each.measure, each)
    return tests


def _compare_figures(was: Criterion, now: Criterion) -> int | None:
    """0 unchanged, 1 improved, 2 worsened; None where the two do not measure the same, or a baseline is missing."""
    if was.counted != now.counted or was.unit != now.unit or _is_upper(was) != _is_upper(now):
        return None
    before, after = _place(was, now), _place(now, was)
    if before is None or after is None:
        return None
    if before == after:
        return 0
    return 1 if (after < before) == _is_upper(now) else 2


def _is_upper(test: Criterion) -> bool:
    return test.operator in ("above", "at_least")


def _place(test: Criterion, other: Criterion) -> Fraction | None:
    """The figure: as part of its line where both are counted and follow a baseline, else as it is."""
    follows = test.times is not None or test.unit == "kroner"
    if not follows or any(each.flip is not None and each.flip.unit == POINTS for each in (test, other)):
        return test.value
    if test.unit == "kroner":
        return test.value / test.line if test.value is not None and test.line else None
    both = bool(test.line) and bool(other.line)
    return test.value / test.line if both and test.value is not None and test.line else test.value
