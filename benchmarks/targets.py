"""The targets that listerules sets itself: what was reached of each, and whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.cold import COMMAND, IMPORT
from benchmarks.plan import SORTED, count_scenarios
from benchmarks.results import Results, Spread, ratio_of, spread_of
from benchmarks.work import COMMAND_LINE, FLOATS_ONLY, OURS

FLOOR = "floor: read, and the same shape written"
SWEEP = "listerules, sweep of 1,000 scenarios"
GIGABYTE = 10**9
ZEN_ROWS = 10**5

Find: TypeAlias = Callable[[Results], Spread | None]


@dataclass(frozen=True)
class Target:
    """What is asked, at most or at least how much, and how it is found in the results."""

    what: str
    limit: float
    find: Find
    at_least: bool = False
    unit: str = "×"


@dataclass(frozen=True)
class Outcome:
    """A target and what was reached; None where that was not measured."""

    target: Target
    reached: Spread | None

    @property
    def is_met(self) -> bool | None:
        """Whether the median meets the target."""
        if self.reached is None:
            return None
        middle, limit = self.reached.middle, self.target.limit
        return middle >= limit if self.target.at_least else middle <= limit


def judge_targets(results: Results) -> list[Outcome]:
    """Each target with what was reached."""
    return [Outcome(target, target.find(results)) for target in list_targets()]


def list_targets() -> Iterator[Target]:
    """All targets, in order."""
    for rows, said in ((10**6, "10⁶"), (10**7, "10⁷")):
        yield Target(
            f"in memory, {said} sorted rows, time against Polars by hand, no gaps",
            1.25,
            _over(rows, "Polars by hand, no gaps"),
        )
        yield Target(f"the same against Polars by hand, right with gaps, {said}", 1.25, _over(rows, "Polars by hand"))
        yield Target(f"the same against one numba pass, {said}", 2, _over(rows, "numba, one pass"))
        for peer, times in (("DuckDB SQL", 8), ("OpenFisca", 4), ("pandas", 6)):
            yield Target(f"times faster than {peer}, {said}", times, _faster(rows, peer), at_least=True)
    yield Target("times faster than GoRules ZEN, 10⁶ (ZEN: ten times its 10⁵)", 1500, _faster_than_zen, at_least=True)
    yield Target(
        "Parquet to Parquet by the command line, 10⁷ rows, time against reading and writing", 1.75, _over_floor(10**7)
    )
    yield Target(
        "Parquet to Parquet by the command line, 10⁸ rows, time against reading and writing", 1.75, _over_floor(10**8)
    )
    yield Target("Parquet to Parquet by the command line, 10⁸ rows, peak memory", 1.5, _find_peak, unit=" GB")
    for rows, said in ((10**6, "10⁶"), (10**7, "10⁷")):
        yield Target(f"exact against floats only, random data, {said}", 1.10, _exactness(rows, "random"))
        yield Target(
            f"exact against floats only, one row in a hundred on a line, {said}", 1.25, _exactness(rows, "lines")
        )
        yield Target(f"unsorted rows: what they cost more, against Polars sorting them, {said}", 1.10, _unsorted(rows))
    yield Target("one of 1,000 scenarios over 10⁵ rows, against one classification", 0.15, _sweep)
    yield Target("cold, 1,000-row CSV to CSV, above importing Polars", 150, _find_cold, unit=" ms")


def _over(rows: int, peer: str) -> Find:
    return lambda results: _ratio(results, ("memory", OURS, rows), ("memory", peer, rows))


def _faster(rows: int, peer: str) -> Find:
    return lambda results: _ratio(results, ("memory", peer, rows), ("memory", OURS, rows))


def _over_floor(rows: int) -> Find:
    return lambda results: _ratio(results, ("files", COMMAND_LINE, rows), ("files", FLOOR, rows))


def _exactness(rows: int, kind: str) -> Find:
    return lambda results: _ratio(results, ("memory", OURS, rows, kind), ("memory", FLOATS_ONLY, rows, kind))


def _ratio(results: Results, above: tuple[str, ...], under: tuple[str, ...]) -> Spread | None:
    one, other = results.find(*above), results.find(*under)
    return None if one is None or other is None else ratio_of(one.seconds, other.seconds)


def _faster_than_zen(results: Results) -> Spread | None:
    zen, ours = results.find("memory", "GoRules ZEN", ZEN_ROWS), results.find("memory", OURS, 10**6)
    if zen is None or ours is None:
        return None
    return ratio_of([seconds * 10**6 / ZEN_ROWS for seconds in zen.seconds], ours.seconds)


def _find_peak(results: Results) -> Spread | None:
    found = results.find("files", COMMAND_LINE, 10**8)
    return None if found is None else spread_of([found.peak / GIGABYTE])


def _unsorted(rows: int) -> Find:
    def find(results: Results) -> Spread | None:
        shuffled, ordered = results.find("memory", OURS, rows, "shuffled"), results.find("memory", OURS, rows)
        sorting = results.find("memory", SORTED, rows, "shuffled")
        if shuffled is None or ordered is None or sorting is None:
            return None
        usual = spread_of(ordered.seconds).middle
        return ratio_of([seconds - usual for seconds in shuffled.seconds], sorting.seconds)

    return find


def _sweep(results: Results) -> Spread | None:
    swept, once = results.find("scenarios", SWEEP, 10**5), results.find("memory", OURS, 10**5)
    if swept is None or once is None:
        return None
    return ratio_of([seconds / count_scenarios(SWEEP) for seconds in swept.seconds], once.seconds)


def _find_cold(results: Results) -> Spread | None:
    if not results.cold:
        return None
    importing = spread_of(results.cold[IMPORT]).middle
    return spread_of([1000 * (seconds - importing) for seconds in results.cold[COMMAND]])
