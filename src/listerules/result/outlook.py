"""What next: what the figures of a year not yet known must be for an area to be on or off each list.

A list is looked at with the answers that are sure already: a criterion is certain or impossible where no figure of
the year can change it, and open otherwise. Two criteria over the same figure are looked at each by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from listerules.areas.records import Interval, Record, read_records
from listerules.areas.structure import FIRST_YEAR, LAST_YEAR
from listerules.errors import DataError, Problem
from listerules.law.columns import STRUCTURAL
from listerules.law.consequences import Consequence, load_consequences
from listerules.law.mistakes import suggest
from listerules.law.model import Group, ListRule, Measure, Node, Regime, Running, Test, Text
from listerules.result.names import find_area
from listerules.result.result import measure_key
from listerules.verdict.evaluate import AreaJudge, Finding, Verdict, at_least, opposite
from listerules.verdict.invert import Inverter, Need

if TYPE_CHECKING:
    from listerules.law.columns import Vocabulary
    from listerules.law.rulebook import Series
    from listerules.result.result import Result
    from listerules.result.wording import Language

FIRST_DECEMBER_LIST = 2014  # the list came on 1 October until 2013
BY_HISTORY = ("published", "published_against_figures")
_COUNTED = ("persons", "number", "kroner")


@dataclass(frozen=True)
class Standing:
    """Where an area stood on a list before the year asked for.

    `verdict` is that of `year`, the year before; `surely` and `possibly` count how many lists running, that year's
    included, it has been on, as far as is sure and if every undecided list were a yes.
    """

    year: int
    verdict: Verdict
    surely: int
    possibly: int
    is_new: bool  # there was no such list the year before

    @property
    def since(self) -> int:
        """The first year of the sure run."""
        return self.year - self.surely + 1


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A node of a list, and whether it is certain (yes), impossible (no) or open (undecided) for the year.

    A test has its `measure` and its `need`, and a group how many are `needed` of those `below`. A run of years has the
    `standing` on the list it counts, and the `earliest` year it can be met, if the area is on that list every year
    from `from_year` until then; `earliest_surely` is that year where no undecided list before counts. `is_barred` is
    true where the law asks that it be not so, `is_known` where every figure of the year that it needs is known.
    """

    path: str
    node: Node
    title: Text
    cite: str
    prospect: Verdict
    is_barred: bool = False
    is_known: bool = False
    measure: Measure | None = None
    need: Need | None = None
    needed: int | None = None
    standing: Standing | None = None
    earliest: int | None = None
    earliest_surely: int | None = None
    from_year: int | None = None
    below: tuple[Criterion, ...] = ()

    @property
    def outcome(self) -> Verdict:
        """The prospect of what the law asks here."""
        return opposite(self.prospect) if self.is_barred else self.prospect

    @property
    def missing(self) -> int:
        """Of a group: how many more must be met than are certain."""
        return max(0, (self.needed or 0) - sum(each.outcome is Verdict.YES for each in self.below))

    def count(self, outcome: Verdict) -> int:
        """How many of those below are certain, impossible or open."""
        return sum(each.outcome is outcome for each in self.below)

    def walk(self) -> Iterator[Criterion]:
        """The criterion and all below it, from the top."""
        yield self
        for below in self.below:
            yield from below.walk()


@dataclass(frozen=True, kw_only=True)
class ListOutlook:
    """A list of the year: certain (yes), impossible (no) or open (undecided), and what it is made of.

    `is_published` is true where the published list of the year decides already, `is_known` where that or the figures
    of the year do.
    """

    name: str
    title: Text
    cite: str
    prospect: Verdict
    standing: Standing
    criteria: tuple[Criterion, ...]
    is_published: bool
    is_known: bool

    def walk(self) -> Iterator[Criterion]:
        """Every criterion, from the top."""
        for criterion in self.criteria:
            yield from criterion.walk()


@dataclass(frozen=True, kw_only=True)
class Binding:
    """What holds for an area because of a list it is on, or has left.

    `left` is the year of the first list without it, None while it is on the list. Where lists off end it, `off_surely`
    and `off_possibly` are how many running it has been off, and `ends` is the year of the list that ends it, if the
    area stays off (`ends_surely` where some lists are undecided). `has_ended` is true where it is over already.
    """

    consequence: Consequence
    left: int | None = None
    off_surely: int = 0
    off_possibly: int = 0
    ends: int | None = None
    ends_surely: int | None = None
    has_ended: bool = False


@dataclass(frozen=True, kw_only=True)
class AreaOutlook:
    """The lists of one area, and what binds it."""

    area: str
    municipality: str | None
    lists: tuple[ListOutlook, ...]
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What next for some areas. `named` is true where one was asked for by name.

    `notes` are what was left out and assumed, in English.
    """

    year: int
    series: str
    regime: Regime
    vocabulary: Vocabulary
    areas: tuple[AreaOutlook, ...]
    notes: tuple[str, ...]
    named: bool = False

    @property
    def day(self) -> date | None:
        """The day the list comes, None for the years when it did not come on a fixed day."""
        return date(self.year, 12, 1) if self.year >= FIRST_DECEMBER_LIST else None

    def to_text(self, language: Language = "da", width: int = 100) -> str:
        """One area whole, or several areas with a line for each list."""
        from listerules.result.outlook_text import write_text  # noqa: PLC0415 - it writes outlooks

        return write_text(self, language, width)

    def to_markdown(self, language: Language = "da") -> str:
        """The same as Markdown."""
        from listerules.result.outlook_text import write_markdown  # noqa: PLC0415

        return write_markdown(self, language)

    def to_dict(self, language: Language = "da") -> dict[str, Any]:
        """The same as plain data: numbers as exact fractions in text (`387/1000`) and as floats beside."""
        from listerules.result.outlook_text import write_dict  # noqa: PLC0415

        return write_dict(self, language)

    def to_csv(self, language: Language = "da") -> str:
        """One row per area, list and criterion."""
        from listerules.result.outlook_text import write_csv  # noqa: PLC0415

        return write_csv(self, language)


def outlook(
    result: Result,
    year: int | None = None,
    area: str | None = None,
    *,
    assume: Mapping[str, Fraction | int] | None = None,
) -> Outlook:
    """What the figures of `year` must be, area by area, for each list of the law in force that year.

    `year` is the year after the table's last where it is left out. What the table has for the year counts as
    known, later years are not looked at. With `area` the outlook is of that area alone, its name matched loosely;
    otherwise of every area the table has for the year or the year before. `assume` gives figures of the year for
    that one area by column, such as `{"beboere_18_64": 900}`: mostly the sizes of groups, which otherwise are the
    newest the table has. Raises `DataError` for years without lists, unknown areas and unfit assumptions.
    """
    vocabulary = result.rulebook.vocabulary
    records = list(read_records(result.panel.rows.collect(), vocabulary))
    year = year if year is not None else max(record.year for record in records if record.given) + 1
    regime = _find_regime(result.series, year)
    by_area: dict[str, list[Record]] = {}
    for record in records:
        by_area.setdefault(record.area, []).append(record)
    if assume and area is None:
        raise DataError(Problem("--assume", "Figures are assumed for one area.", "Name the area."))
    chosen = [_find_one(result, by_area, area)] if area is not None else _choose_areas(by_area, year)
    if not chosen:
        years = sorted({record.year for record in records if record.given})
        what = f"The table has no area for {year} or {year - 1}."
        raise DataError(Problem("--for", what, f"It has {years[0]}-{years[-1]}: ask for {years[-1] + 1} or earlier."))
    reference = _find_reference(result, vocabulary)
    consequences = [each for each in load_consequences(result.series.name) if each.list in result.series.chains()]
    foresight = _Foresight(result.series, vocabulary, regime, year, reference, consequences, _columns_of(records))
    looks = tuple(foresight.look(by_area[name], assume or {}) for name in chosen)
    notes = () if area is not None else tuple(_tell_left_out(by_area, chosen, year))
    return Outlook(
        year=year,
        series=result.series.name,
        regime=regime,
        vocabulary=vocabulary,
        areas=looks,
        notes=notes,
        named=area is not None,
    )


# --- which areas, which year ----------------------------------------------------------------------


def _find_regime(series: Series, year: int) -> Regime:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DataError(Problem("--for", f"{year} is not a year of a list.", "Write it as 2026."))
    regime = series.regime_of_year(year)
    if regime is None:
        first = series.regimes[0].from_
        what = f"There was no list of '{series.name}' in {year}."
        raise DataError(Problem("--for", what, f"The first was in {first.year}."))
    if not regime.lists:
        what = f"There is no list of '{series.name}' in {year}: it was repealed from {regime.from_.isoformat()}."
        raise DataError(Problem("--for", what, "Ask for an earlier year, or for another --series."))
    return regime


def _find_one(result: Result, by_area: Mapping[str, Sequence[Record]], word: str) -> str:
    places = {name: place for name, records in by_area.items() if (place := _newest(records, "municipality"))}
    return find_area(list(by_area), word, lineage=result.panel.lineage, places=places)


def _choose_areas(by_area: Mapping[str, Sequence[Record]], year: int) -> list[str]:
    return [
        name
        for name, records in by_area.items()
        if any(record.given and year - 1 <= record.year <= year for record in records)
    ]


def _tell_left_out(by_area: Mapping[str, Sequence[Record]], chosen: Collection[str], year: int) -> Iterator[str]:
    left = [name for name in by_area if name not in chosen]
    if left:
        shown = ", ".join(f"'{name}'" for name in left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        count = "1 area has" if len(left) == 1 else f"{len(left)} areas have"
        yield f"{count} no row for {year - 1} or {year} and not shown: {shown}"


def _find_reference(result: Result, vocabulary: Vocabulary) -> dict[tuple[str, int], Record]:
    if result.panel.reference is None:
        return {}
    records = sorted(read_records(result.panel.reference.collect(), vocabulary), key=lambda record: record.day)
    return {(record.area, record.year): record for record in records}


def _columns_of(records: Sequence[Record]) -> tuple[str, ...]:
    """The columns of figures the table has."""
    return tuple(dict.fromkeys(name for record in records[:1] for name in (*record.values, *record.blanks)))


def _newest(records: Sequence[Record], name: str) -> Any:
    """The newest value of a column of text."""
    ordered = sorted(records, key=lambda record: record.day, reverse=True)
    return next((value for record in ordered if (value := getattr(record, name))), None)


# --- one area -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Foresight:
    """Everything the areas of one outlook share."""

    series: Series
    vocabulary: Vocabulary
    regime: Regime
    year: int
    reference: Mapping[tuple[str, int], Record]
    consequences: Sequence[Consequence]
    columns: Sequence[str]

    def look(self, records: Sequence[Record], assume: Mapping[str, Fraction | int]) -> AreaOutlook:
        past = sorted((record for record in records if record.year < self.year), key=lambda record: record.day)
        record = self._assume(self._row_of_the_year(records), assume)
        judge = AreaJudge([*past, record], self.series, self.vocabulary, self.reference)
        newest = {each.year: each for each in past}
        history = self._judge_past(judge, newest)
        earlier = [newest[year] for year in sorted(newest, reverse=True)]
        inverter = Inverter(record, earlier, self.series, self.vocabulary, self.reference)
        look = _Look(self, {each.path: each for each in judge.judge(record)}, history, inverter, {})
        return AreaOutlook(
            area=record.area,
            municipality=record.municipality,
            lists=tuple(look.at_list(name) for name in self.regime.lists),
            bindings=tuple(self._find_bindings(history)),
        )

    def _row_of_the_year(self, records: Sequence[Record]) -> Record:
        """The row of the year, or an empty one; where it belongs is known from the newest row before."""
        there = [record for record in records if record.year == self.year]
        row = max(there, key=lambda record: record.day) if there else self._make_row(records[0].area)
        place = {name: getattr(row, name) or _newest(records, name) for name in ("region", "municipality")}
        return replace(row, **place)

    def _make_row(self, area: str) -> Record:
        blanks = dict.fromkeys(self.columns, "no row")
        return Record(area, self.year, None, None, None, None, given=False, values={}, blanks=blanks, published={})

    def _assume(self, row: Record, assume: Mapping[str, Fraction | int]) -> Record:
        columns = self.vocabulary.columns
        counted = [name for name in columns if columns[name].unit in _COUNTED and name not in STRUCTURAL]
        for name, number in assume.items():
            if name not in counted:
                what = f"'{name}' is no column of persons or kroner."
                raise DataError(Problem("--assume", what, suggest(name, counted, "columns")))
            if name in row.values:
                known = row.values[name].low
                what = f"The table has '{name}' for {row.area} in {self.year} already: {known}."
                raise DataError(Problem("--assume", what, "Leave it out here, or empty it in the table."))
            if number < 0 or (columns[name].unit == "persons" and Fraction(number).denominator != 1):
                raise DataError(Problem("--assume", f"'{name}' cannot be {number}.", "Give a whole number of persons."))
        values = {name: Interval(Fraction(number), Fraction(number)) for name, number in assume.items()}
        blanks = {name: reason for name, reason in row.blanks.items() if name not in values}
        return replace(row, values={**row.values, **values}, blanks=blanks)

    def _judge_past(self, judge: AreaJudge, newest: Mapping[int, Record]) -> Mapping[str, Mapping[int, Verdict]]:
        """The answer of every list and year before, by chain; no where the regime of the year had no such list."""
        history: dict[str, dict[int, Verdict]] = {}
        for chain in self.series.chains():
            history[chain] = {}
            for year in range(self.series.first_year(chain), self.year):
                record = newest.get(year)
                regime = self.series.regime_on(record.day) if record else self.series.regime_of_year(year)
                name = self.series.name_in(regime, chain) if regime else None
                if name is None:
                    history[chain][year] = Verdict.NO
                elif record is None:
                    history[chain][year] = Verdict.UNDECIDED
                else:
                    found = {each.path: each.verdict for each in judge.judge(record)}
                    history[chain][year] = found[name]
        return history

    def _find_bindings(self, history: Mapping[str, Mapping[int, Verdict]]) -> Iterator[Binding]:
        for consequence in self.consequences:
            verdicts = history[consequence.list]
            last_on = max((year for year, verdict in verdicts.items() if verdict is Verdict.YES), default=None)
            if last_on is None or (consequence.from_ and consequence.from_ > date(self.year, 12, 1)):
                continue
            if consequence.binds == "while_on":
                if last_on == self.year - 1:
                    yield Binding(consequence=consequence)
                continue
            left = min(
                (year for year, verdict in verdicts.items() if year > last_on and verdict is Verdict.NO), default=None
            )
            if left is not None:
                yield self._bind(consequence, left, verdicts)

    def _bind(self, consequence: Consequence, left: int, verdicts: Mapping[int, Verdict]) -> Binding:
        until = consequence.until
        back = [verdicts[year] for year in range(self.year - 1, left - 1, -1)]
        surely, possibly = _run(back, Verdict.NO, Verdict.YES)
        is_over = until.day is not None and date(self.year, 12, 1) >= until.day
        binding = Binding(
            consequence=consequence, left=left, off_surely=surely, off_possibly=possibly, has_ended=is_over
        )
        if until.lists_off is None:
            return binding
        done = next(
            (
                year
                for year in range(left + until.lists_off - 1, self.year)
                if all(verdicts[year - n] is Verdict.NO for n in range(until.lists_off))
            ),
            None,
        )
        if done is not None:
            return replace(binding, ends=done, ends_surely=done, has_ended=True)
        return replace(
            binding,
            ends=self.year - 1 + max(0, until.lists_off - possibly),
            ends_surely=self.year - 1 + until.lists_off - surely,
        )


@dataclass(frozen=True)
class _Look:
    """The lists of one area in the year, each looked at once."""

    ahead: _Foresight
    findings: Mapping[str, Finding]
    history: Mapping[str, Mapping[int, Verdict]]
    inverter: Inverter
    seen: dict[str, ListOutlook]

    def at_list(self, name: str) -> ListOutlook:
        if name not in self.seen:
            self.seen[name] = self._look_at_list(name)
        return self.seen[name]

    def _look_at_list(self, name: str) -> ListOutlook:
        finding, rule = self.findings[name], self.ahead.regime.lists[name]
        barred = {f"{name}.{key}" for key in rule.none or {}}
        criteria = tuple(self._look_at(below, is_barred=below.path in barred) for below in finding.below)
        is_published = any(reason.code in BY_HISTORY for reason in finding.reasons)
        own = at_least(len(criteria), [each.outcome for each in criteria])
        return ListOutlook(
            name=name,
            title=rule.title,
            cite=rule.cite,
            prospect=finding.verdict if is_published else own,
            standing=self._stand(name),
            criteria=criteria,
            is_published=is_published,
            is_known=is_published or all(each.is_known for each in criteria),
        )

    def _stand(self, name: str) -> Standing:
        verdicts = self.history[self.ahead.series.newest_name(name)]
        year = self.ahead.year - 1
        surely, possibly = _run([verdicts[each] for each in sorted(verdicts, reverse=True)], Verdict.YES, Verdict.NO)
        existed = self.ahead.series.regime_of_year(year)
        is_new = existed is None or self.ahead.series.name_in(existed, self.ahead.series.newest_name(name)) is None
        return Standing(year, verdicts.get(year, Verdict.NO), surely, possibly, is_new)

    def _look_at(self, finding: Finding, *, is_barred: bool = False) -> Criterion:
        node, key = finding.node, finding.path.rpartition(".")[2]
        criterion = Criterion(
            path=finding.path,
            node=node if not isinstance(node, ListRule) else "on_list",
            title=_title_of(self.ahead.regime, finding, key),
            cite="" if isinstance(node, str) else node.cite,
            prospect=finding.verdict,
            is_barred=is_barred,
        )
        if isinstance(node, Test):
            measure = self.ahead.regime.measures[measure_key(finding)]
            need = self.inverter.invert(finding, measure)
            decided = finding.verdict is not Verdict.UNDECIDED
            return replace(
                criterion,
                measure=measure,
                need=need,
                is_known=need.value is not None and not need.is_assumed and need.line is not None,
                prospect=finding.verdict if decided else need.is_certain,
            )
        if isinstance(node, Group):
            below = tuple(self._look_at(each, is_barred=node.none is not None) for each in finding.below)
            needed = node.at_least or len(below)
            prospect = at_least(needed, [each.outcome for each in below])
            is_known = all(each.is_known for each in below)
            return replace(criterion, needed=needed, below=below, prospect=prospect, is_known=is_known)
        if isinstance(node, Running):
            return self._look_at_run(criterion, node.list or key, node.years_running)
        if node == "ever":
            return self._look_at_ever(criterion, key)
        return replace(criterion, prospect=self.at_list(key).prospect, is_known=self.at_list(key).is_known)

    def _look_at_run(self, criterion: Criterion, name: str, needed: int) -> Criterion:
        """How far a run has come, and when it can be long enough if the area is on every list until then."""
        now, standing = self.at_list(name).prospect, self._stand(name)
        year = self.ahead.year
        verdicts = self.history[self.ahead.series.newest_name(name)]
        before = [verdicts.get(year - back, Verdict.NO) for back in range(1, needed)]
        return replace(
            criterion,
            prospect=at_least(needed, [now, *before]),
            is_known=self.at_list(name).is_known,
            needed=needed,
            standing=standing,
            earliest=_first_year(year, needed, standing.possibly, now),
            earliest_surely=_first_year(year, needed, standing.surely, now),
            from_year=year + 1 if now is Verdict.NO else year,
        )

    def _look_at_ever(self, criterion: Criterion, name: str) -> Criterion:
        if criterion.prospect is Verdict.YES:
            return criterion
        verdicts = self.history[self.ahead.series.newest_name(name)].values()
        prospects = [self.at_list(name).prospect, *verdicts]
        return replace(criterion, prospect=opposite(at_least(len(prospects), [opposite(each) for each in prospects])))


def _first_year(year: int, needed: int, running: int, now: Verdict) -> int:
    """The first year a run of `needed` lists can be full, the year's own list being the next of it."""
    return year + needed if now is Verdict.NO else year + max(0, needed - 1 - running)


def _run(newest_first: Sequence[Verdict], counted: Verdict, ending: Verdict) -> tuple[int, int]:
    """How many answers running from the newest are surely and possibly of a kind."""
    surely = sum(1 for _ in takewhile(lambda verdict: verdict is counted, newest_first))
    possibly = sum(1 for _ in takewhile(lambda verdict: verdict is not ending, newest_first))
    return surely, possibly


def _title_of(regime: Regime, finding: Finding, key: str) -> Text:
    """The title of a node: its own, its measure's, or that of the list it refers to."""
    node = finding.node
    own = None if isinstance(node, str) else node.title
    if own is not None:
        return own
    if isinstance(node, Test):
        return regime.measures[measure_key(finding)].title
    referred = (node.list if isinstance(node, Running) else None) or key
    return regime.lists[referred].title if referred in regime.lists else Text(da=key, en=key)
