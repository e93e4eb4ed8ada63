"""What can be asked of the rules: whether there is an area for which some conditions hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from listerules.law.model import Group, ListRule, Measure, Node, Regime, Running
from listerules.law.nodes import list_named, sort_lists
from listerules.law.rulebook import Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from listerules.areas.records import Record
    from listerules.law.columns import Vocabulary
    from listerules.verdict.evaluate import Finding, Verdict


class Answer(StrEnum):
    """What came of a claim."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


Trace: TypeAlias = tuple[tuple[date, str | None], ...]


@dataclass(frozen=True, eq=False)
class Side:
    """A regime to judge areas by, in a series where it is in force in the year asked about.

    `common` says which published list is which on all sides: list name -> common name, another for each list of a
    regime. What a list of the regime was called before is for the series to say, as it is when areas are judged.
    """

    series: Series
    regime: Regime
    common: Mapping[str, str]

    def name_in(self, year: int, name: str) -> str | None:
        """The common name of a list by the last day of an earlier year; None where there was no such list."""
        regime = self.series.regime_of_year(year)
        then = self.series.name_in(regime, self.series.newest_name(name)) if regime else None
        return then and self.common[then]

    def called(self, year: int, common: str) -> str | None:
        """The name that a list had by the last day of an earlier year; None where there was no such list."""
        regime = self.series.regime_of_year(year)
        return next((name for name in regime.lists if self.common[name] == common), None) if regime else None

    def trace(self, name: str, first: date = date.min, last: date = date.max) -> Trace:
        """The common names of a list from one day to another, each with the day from which; None for no such list.

        Lists with the same trace were the same list throughout, on whichever sides they are.
        """
        chain = self.series.newest_name(name)
        found: dict[date, str | None] = {first: None}
        for regime in self.series.regimes:
            if regime.from_ <= last:
                then = self.series.name_in(regime, chain)
                found[max(regime.from_, first)] = then and self.common[then]
        names = tuple(found.items())
        return names[:1] + tuple(later for (_, before), later in pairwise(names) if later[1] != before)

    @property
    def first_year(self) -> int:
        """The year of the series' first list."""
        return self.series.regimes[0].from_.year


@dataclass(frozen=True)
class Condition:
    """A list or node, by path, that must get an answer."""

    side: Side
    path: str
    verdict: Verdict


@dataclass(frozen=True)
class Question:
    """Is there an area for which all conditions of one of the alternatives hold? The claim is that there is none.

    `year` is the list year of the witness, and `list_date` the day of the list where that is not the last of the year.
    `years` are all that the claim is about, in so far as they differ in which lists there were before: a year later
    than them is as the last of them. `any_witness` is true where any area that breaks the claim will do, which is
    found sooner than the smallest.
    """

    alternatives: tuple[tuple[Condition, ...], ...]
    vocabulary: Vocabulary
    year: int
    list_date: date | None = None
    years: tuple[int, ...] = ()
    any_witness: bool = False

    def move_to(self, year: int) -> Question:
        """The same of another year: of its last day, or of the last that the regime judges."""
        side = self.sides[0]
        end = find_end(side.series, side.regime)
        is_over = end is not None and end <= date(year, 12, 31)
        return replace(self, year=year, list_date=end - timedelta(days=1) if end and is_over else None)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Each side once, in order."""
        return tuple(dict.fromkeys(each.side for conditions in self.alternatives for each in conditions))

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Which columns are parts of which: no table is taken where one is larger than its whole."""
        regimes = [regime for side in self.sides for regime in side.series.regimes]
        measures = [measure for regime in regimes for measure in regime.measures.values()]
        return tuple(dict.fromkeys((each.share, each.of) for each in measures if each.share and each.of))


@dataclass(frozen=True)
class Witness:
    """A whole-number area that breaks the claim, as `evaluate` judged it.

    `records` are its years, the list year last, and `reference` those of country, region and municipality. `judged`
    has each condition it meets with the finding that says so, and `findings` each side's lists. `is_smallest` is
    false where any area would do, or the time was too short to find the smallest.
    """

    records: tuple[Record, ...]
    reference: tuple[Record, ...]
    judged: tuple[tuple[Condition, Finding], ...]
    findings: tuple[tuple[Side, tuple[Finding, ...]], ...]
    is_smallest: bool


@dataclass(frozen=True)
class Outcome:
    """The answer to a question, the seconds it took, and the witness of a refutation."""

    answer: Answer
    seconds: float
    witness: Witness | None = None


class Counted(NamedTuple):
    """What a measure counts, whatever it is called: two measures that count the same have the same figure."""

    kind: str  # count, share or mean
    column: str
    of: str | None
    way: str  # mean or pooled, over more than one year
    years: int

    @classmethod
    def by(cls, measure: Measure) -> Counted:
        """What this measure counts."""
        kind = "count" if measure.count else "share" if measure.share else "mean"
        way = "" if measure.years == 1 else "pooled" if measure.pooled_years else "mean"
        return cls(kind, measure.column, measure.of, way, measure.years)


def place_side(series: Series, regime: Regime) -> tuple[Side, int, date | None]:
    """A regime where it stands in its series, with a year that it judges, and the list's day where it must be told.

    The year is the regime's last, or the one in which it was last checked, but late enough for its longest run.
    """
    side = Side(series, regime, name_lists(series))
    runs = [node.years_running for _, node in regime.nodes() if isinstance(node, Running)]
    year = max(regime.checked_on.year, regime.from_.year + max(runs, default=0))
    end = find_end(series, regime)
    if end and end.year - 1 < regime.from_.year:
        return side, regime.from_.year, regime.from_  # gone again before the year was over
    return side, min(year, end.year - 1) if end else year, None


def years_of(series: Series, regime: Regime) -> tuple[int, ...]:
    """Each year with a list that the regime can judge, as far as the years differ in which lists there were before."""
    end = find_end(series, regime)
    last = end - timedelta(days=1) if end else date(place_side(series, regime)[1], 12, 31)
    return tuple(range(regime.from_.year, last.year + 1))


def find_end(series: Series, regime: Regime) -> date | None:
    """The day on which the next regime begins; None for the last."""
    return min((each.from_ for each in series.regimes if each.from_ > regime.from_), default=None)


def cut_side(series: Series, regime: Regime, common: Mapping[str, str]) -> Side:
    """A regime as if no later one had come, so that it can be asked about any year since it began."""
    until = tuple(each for each in series.regimes if each.from_ <= regime.from_)
    return Side(replace(series, regimes=until), regime, common)


def name_lists(*series: Series) -> Mapping[str, str]:
    """The common name of each list: the newest that the first series knows for it, else its own.

    Where that would be one name for two lists of a regime, all go by their own.
    """
    regimes = [regime for each in series for regime in each.regimes]
    own = {name: name for regime in regimes for name in regime.lists}
    common = own | {name: series[0].newest_name(name) for regime in series[0].regimes for name in regime.lists}
    is_clear = all(len({common[name] for name in regime.lists}) == len(regime.lists) for regime in regimes)
    return common if is_clear else own


def change_node(regime: Regime, path: str, node: Node) -> Regime:
    """The regime with another node at a path."""
    name, *keys = path.split(".")
    lists = {**regime.lists, name: _change_below(regime.lists[name], keys, node)}
    return regime.model_copy(update={"lists": lists})


def _change_below(holder: ListRule | Group, keys: list[str], node: Node) -> ListRule | Group:
    for word in ("all", "of", "none"):
        members = getattr(holder, word, None)
        if members and keys[0] in members:
            below = node if len(keys) == 1 else _change_below(members[keys[0]], keys[1:], node)
            return holder.model_copy(update={word: {**members, keys[0]: below}})
    raise LookupError(keys[0])


def list_dependent(regime: Regime, name: str) -> tuple[str, ...]:
    """A list and those that refer to it, directly or through another, each after every list it refers to."""
    dependent = [name]
    for other in sort_lists(regime):
        nodes = ((path, node) for path, node in regime.nodes() if path.startswith(f"{other}."))
        if any(_refers(path, node) in dependent for path, node in nodes):
            dependent.append(other)
    return tuple(dependent)


def _refers(path: str, node: ListRule | Node) -> str | None:
    return None if isinstance(node, ListRule) else list_named(path.rpartition(".")[2], node)


def exchange(side: Side, regime: Regime) -> Side:
    """The side with another regime in place of its own."""
    regimes = tuple(regime if each is side.regime else each for each in side.series.regimes)
    return Side(replace(side.series, regimes=regimes), regime, side.common)


def take_as(path: str, node: Node, *, met: bool) -> Group:
    """A node that is met by every area with complete figures, or by none: this one or its opposite, or both at once."""
    key = path.rpartition(".")[2]
    both: dict[str, Node] = {key: node, f"not_{key}": Group(none={key: node})}
    return Group(at_least=1, of=both) if met else Group(all=both)
