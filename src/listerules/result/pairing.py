"""What is compared with what: the sources, their list days, and what each area was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from listerules.areas.history import read_history
from listerules.areas.lineage import Link, read_lineage
from listerules.errors import DataError, Problem
from listerules.result.result import Result
from listerules.result.sides import ListDay, PublishedSource, ResultSource, Source
from listerules.result.written import WrittenResult

if TYPE_CHECKING:
    from listerules.law.rulebook import Rulebook
    from listerules.result.comparison import Kind


def make_sources(
    before: Result | WrittenResult, after: Result | WrittenResult | None, against: Any, notes: list[str]
) -> tuple[Source, Source, Kind]:
    """The two sources, and how they differ; what is said in reading published lists goes to `notes`."""
    first = _make_source(before)
    if against is not None:
        series = before.series
        if series is None:
            raise DataError(_unknown_regimes(first))
        _, history, more = read_history(against, before.rulebook, series)
        notes += more
        areas = frozenset(areas_of(before))
        second = ResultSource(before, unseen=True) if isinstance(before, Result) else first
        return PublishedSource(history, series, areas), second, "published"
    if after is None or after is before:
        return first, first, "years"
    return first, _make_source(after), "sides"


def _make_source(result: Result | WrittenResult) -> Source:
    return ResultSource(result) if isinstance(result, Result) else result


def areas_of(result: Result | WrittenResult) -> Iterable[str]:
    """The areas of its table."""
    return result.table["area"].unique().to_list()


def _unknown_regimes(source: Source) -> Problem:
    what_to_do = "Name the rules it was made with (--rules)."
    return Problem(source.name, "The rules do not know the regimes of this result.", what_to_do)


def check_series(first: Source, second: Source) -> None:
    """Raises `DataError` where the two have lists of different series, or the rules know only one of them."""
    one, other = first.series, second.series
    if (one is None) != (other is None):
        raise DataError(_unknown_regimes(first if one is None else second))
    if one is not None and other is not None and one.name != other.name:
        what = f"{first.name} has lists of the series '{one.name}', and {second.name} has those of '{other.name}'."
        raise DataError(Problem("compare", what, "Compare lists of one series."))


def pair_days(
    first: Source, second: Source, years: tuple[int | date | str, int | date | str] | None, kind: Kind
) -> list[tuple[ListDay, ListDay]]:
    """Which list day is compared with which. Raises `DataError` where that is not plain, naming the nearest."""
    if kind == "published":
        return _pair_published(first, second)
    if years is not None:
        one, other = _find_day(first, years[0]), _find_day(second, years[1])
        if first is second and one.day >= other.day:
            what = f"{one} and {other} are the same list." if one == other else f"{one} is later than {other}."
            raise DataError(Problem(first.name, what, "Name two lists, the earlier first."))
        return [(one, other)]
    if first is second:
        last = _last_of_years(first.days)
        if len(last) < 2:
            what = (
                f"There is only one year, {last[0]}, and nothing to compare it with." if last else "There is no list."
            )
            raise DataError(Problem(first.name, what, "Give a table of two years."))
        return [(last[-2], last[-1])]
    if [*map(str, first.days)] == [*map(str, second.days)]:
        return list(zip(first.days, second.days, strict=True))
    if len(first.days) == len(second.days) == 1:
        return [(first.days[0], second.days[0])]
    if {day.year for day in first.days} == {day.year for day in second.days}:
        pairs = zip(_last_of_years(first.days), _last_of_years(second.days), strict=True)
        return list(pairs)
    what = f"It has {_tell_days(second.days)}, and {first.name} has {_tell_days(first.days)}."
    raise DataError(Problem(second.name, what, "Say which two to compare: --years YEAR YEAR."))


def _pair_published(first: Source, second: Source) -> list[tuple[ListDay, ListDay]]:
    """Each list day of the result that something was published of; by date where both have dates."""
    pairs = [
        (published, day)
        for day in second.days
        for published in first.days
        if published.year == day.year and _is_one_day(published.list_date, day.list_date)
    ]
    last = {str(day): (published, day) for published, day in pairs}  # a year of two lists ends with the last
    if not last:
        what = f"It has {_tell_days(first.days)}, and {second.name} has {_tell_days(second.days)}."
        raise DataError(Problem(first.name, what, "Nothing was published of the years in the result."))
    return list(last.values())


def _is_one_day(one: date | None, other: date | None) -> bool:
    """Whether two list days of a year are the same, as far as is known."""
    return one is None or other is None or one == other


def _last_of_years(days: Sequence[ListDay]) -> list[ListDay]:
    return list({day.year: day for day in days}.values())


def _find_day(source: Source, asked: int | date | str) -> ListDay:
    """The list of a year, or of a date. Raises `DataError`, naming the nearest."""
    text = str(asked)
    found = [day for day in source.days if text in (str(day), str(day.year))]
    if found:
        return found[-1]
    known = [str(day) for day in source.days]
    near = get_close_matches(text, [*known, *(str(day.year) for day in source.days)], n=1, cutoff=0.7)
    if text[:4].isdecimal() and known:
        year = int(text[:4])
        near = [str(min(source.days, key=lambda day: (abs(day.year - year), -day.year)))]
    it_has = f"it has {_tell_days(source.days)}."
    what_to_do = f"The nearest is {near[0]}; {it_has}" if near else f"I{it_has[1:]}"
    raise DataError(Problem(source.name, f"There is no list of {text}.", what_to_do))


def _tell_days(days: Sequence[ListDay]) -> str:
    names = [str(day) for day in days]
    whole = [day.year for day in days]
    if len(days) > 2 and whole == list(range(whole[0], whole[-1] + 1)):
        return f"{whole[0]}-{whole[-1]}"
    return ", ".join(names) if len(names) <= 8 else f"{len(names)} lists from {names[0]} to {names[-1]}"


@dataclass(frozen=True)
class Lineage:
    """What each area was: links between areas that were renamed, split or merged."""

    links: tuple[Link, ...] = ()

    @staticmethod
    def of(
        before: Result | WrittenResult, after: Result | WrittenResult | None, lineage: Any, rulebook: Rulebook
    ) -> Lineage:
        """The links the results were made with, and those of a table of lineage."""
        results = [each for each in (before, after) if each is not None]
        links = [link for each in results if isinstance(each, Result) for link in each.panel.lineage]
        if lineage is not None:
            known = {area for each in results for area in areas_of(each)}
            known |= {name for link in links for name in (link.area, link.was)}
            links += read_lineage(lineage, rulebook, sorted(known))[1]
        return Lineage(tuple(dict.fromkeys(links)))

    def predecessors(self, area: str, before: ListDay, after: ListDay) -> tuple[str, ...]:
        """What an area was on the earlier day; itself where it was not another."""
        olds = [area]
        for link in sorted(self.links, key=lambda link: -link.from_year):
            if before.year < link.from_year <= after.year and link.area in olds:
                siblings = [
                    each.was for each in self.links if (each.area, each.from_year) == (link.area, link.from_year)
                ]
                olds = [old for old in olds if old != link.area] + [old for old in siblings if old not in olds]
        return tuple(olds)
