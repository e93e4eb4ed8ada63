"""Why an area is on a list or not: the whole decision as a tree of plain data, down to each figure and paragraph.

Nothing is judged here. The verdicts are those of `evaluate`, checked against the table; this module adds what a
person asks next: which figures a share is made of, what the line is a multiple of, which source each year of a run
rests on, and which readings of the law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from listerules.areas.records import Interval, Record, read_records
from listerules.errors import DataError, Problem, RulesError
from listerules.law.columns import fold
from listerules.law.mistakes import suggest
from listerules.law.model import Group, ListRule, Running, Test, Text
from listerules.result.names import find_area, find_relatives
from listerules.result.result import ANSWERS, DisagreementError, Result, measure_key, title_of, unit_of
from listerules.result.wording_of_rules import describe_years
from listerules.verdict.engine import list_column
from listerules.verdict.evaluate import AreaJudge, Finding, Reason, Verdict, opposite

if TYPE_CHECKING:
    from fractions import Fraction

    from listerules.areas.lineage import Link
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Baseline, Measure, Operator, Regime
    from listerules.result.wording import Language
    from listerules.verdict.evaluate import Flip

BY_HISTORY = ("published", "published_against_figures")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A node of the decision. `cited` are the paragraphs along the path, its own last.

    `is_barred` is true where the law asks that the node be not so: then a `verdict` of no is what is required.
    """

    path: str
    title: Text
    cite: str
    cited: tuple[str, ...]
    verdict: Verdict
    is_barred: bool = False
    reasons: tuple[Reason, ...] = ()
    below: tuple[Step, ...] = ()

    @property
    def met(self) -> Verdict:
        """Whether what the law requires here is so."""
        return opposite(self.verdict) if self.is_barred else self.verdict

    def walk(self) -> Iterator[Step]:
        """The step and all below it, from the top."""
        yield self
        for step in self.below:
            yield from step.walk()


@dataclass(frozen=True)
class Part:
    """A year's figure: a number of persons, out of how many where it is a share; or a mean in kroner."""

    year: int
    number: Fraction
    of: Fraction | None


@dataclass(frozen=True, kw_only=True)
class TestStep(Step):
    """A measure against a line. Shares are fractions of 1, counts persons, means kroner.

    `threshold` is the number in the law, and `base` what it is a multiple of. `printed_line` is the published line
    that stood in for the national figure, and `printed_times` how many times the base that line is. `parts` are the
    counts behind the value, the list year first, empty for a published rate; `over_years` says how they are put
    together, where there are several.
    """

    __test__ = False  # not a pytest class

    unit: str
    operator: Operator
    threshold: Fraction
    relative_to: Baseline | None
    value: Interval | None
    line: Interval | None
    base: Interval | None
    printed_line: Interval | None
    printed_times: Fraction | None
    parts: tuple[Part, ...]
    over_years: Text | None
    flip: Flip | None
    year: int


@dataclass(frozen=True, kw_only=True)
class GroupStep(Step):
    """So many of some: `needed` of `total`. `met_surely` are met, `met_possibly` if all that is unknown were."""

    word: str
    needed: int
    met_surely: int
    met_possibly: int
    total: int


@dataclass(frozen=True)
class YearOnList:
    """One list year of a run: the list's title then, the answer, and what it rests on.

    `code` is that of a reason (`on_list`, `off_list`, `list_undecided`, `no_such_list`, `no_row`); `reasons` say what
    is missing where it is undecided.
    """

    year: int
    code: str
    verdict: Verdict
    title: Text | None
    by_history: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class RunStep(Step):
    """On a list so many years running, newest first; `needed` None where once is enough."""

    needed: int | None
    running_surely: int
    running_possibly: int
    years: tuple[YearOnList, ...]


@dataclass(frozen=True, kw_only=True)
class ReferenceStep(Step):
    """On another list of the same date; its decision stands below, or above where it was shown already."""

    list_name: str
    is_shown_above: bool


@dataclass(frozen=True, kw_only=True)
class ListStep(Step):
    """A list. `by_history` where the published list decides; `own` is what the figures alone say."""

    by_history: bool
    own: Verdict


@dataclass(frozen=True)
class ReadingStep:
    """A choice the decision rests on: where it stands, and what was chosen and why."""

    path: str
    title: Text
    name: str
    choice: Text
    why: Text


@dataclass(frozen=True)
class Decision:
    """What was decided about the area on one list date. `lists` are the answers, `steps` the trees shown."""

    area: str
    year: int
    list_date: date | None
    municipality: str | None
    region: str | None
    regime: str
    regime_title: Text
    steps: tuple[ListStep, ...]
    readings: tuple[ReadingStep, ...]


@dataclass(frozen=True)
class Explanation:
    """Every list of a year for one area, with the reason for each answer. A year may have had two lists.

    `asked_for` is the name the area had in another year, where the lineage led from that name to this one.
    """

    area: str
    year: int
    decisions: tuple[Decision, ...]
    asked_for: str | None = None

    def to_text(self, language: Language = "da", width: int = 100) -> str:
        """Lines for a terminal, at most `width` wide where names and addresses allow."""
        from listerules.result.explanation_pages import write_text  # noqa: PLC0415

        return write_text(self, language, width)

    def to_markdown(self, language: Language = "da") -> str:
        """A page with a table per list."""
        from listerules.result.explanation_pages import write_markdown  # noqa: PLC0415

        return write_markdown(self, language)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """Plain data for JSON: numbers as floats in their unit and as exact fractions; words in one language."""
        from listerules.result.explanation_pages import make_dict  # noqa: PLC0415

        return make_dict(self, language)

    def to_json(self, language: Language = "en") -> str:
        """`to_dict` as text."""
        import json  # noqa: PLC0415

        return json.dumps(self.to_dict(language), ensure_ascii=False, indent=2)


def explain(
    result: Result, name: str, year: int | None = None, day: date | None = None, list_name: str | None = None
) -> Explanation:
    """The whole decision about one area in one year; the latest the area has where `year` is left out.

    `name` may be loosely written; see `find_area`. `day` picks one of the two lists of 2014. `list_name` limits
    it to one list, by its name or title in any regime. Raises `DataError` for an area, year or day there is not,
    and `RulesError` for a list there is not, naming the nearest.
    """
    rows = result.panel.rows.filter("given").select("area", "municipality", "year").collect()
    places = {area: place for area, place, _ in rows.iter_rows() if place}
    where, lineage = result.panel.inputs[0].name, result.panel.lineage
    found = find_area(dict.fromkeys(rows["area"]), name, lineage=lineage, places=places, where=where)
    area = _follow_to_year(found, rows, lineage, day.year if day else year)
    trace = next(open_areas(result, [area]))
    records = _choose_records(trace.given, area, year, day)
    chain = None if list_name is None else choose_chain(result, list_name)
    decisions = tuple(trace.decide(record, chain) for record in records)
    return Explanation(area, records[0].year, decisions, None if area == found else found)


def _follow_to_year(area: str, rows: pl.DataFrame, lineage: Sequence[Link], year: int | None) -> str:
    """The area itself, or what it was or became by the lineage, where only that has a row of the year."""
    there = set(rows.filter(rows["year"] == year)["area"]) if year is not None else {area}
    relatives = [each for each in find_relatives(area, lineage) if each in there]
    return relatives[0] if area not in there and len(relatives) == 1 else area


def _choose_records(records: Sequence[Record], area: str, year: int | None, day: date | None) -> list[Record]:
    if day is not None:
        chosen = [record for record in records if record.list_date == day]
        days = [str(record.list_date) for record in records if record.list_date]
        if not chosen and days:
            raise DataError(Problem("--date", f"'{area}' has no list of {day}.", f"It has {_sum_up(days, str(day))}."))
        if not chosen:
            raise DataError(Problem("--date", "The table has years and no list dates.", "Give --year instead."))
        if year is not None and year != chosen[0].year:
            raise DataError(Problem("--date", f"{day} is not in {year}.", "Give either a year or a day."))
        return chosen
    wanted = max(record.year for record in records) if year is None else year
    chosen = [record for record in records if record.year == wanted]
    if not chosen:
        years = sorted({record.year for record in records})
        told = ", ".join(str(each) for each in years)
        raise DataError(Problem("--year", f"The table has no row for '{area}' in {wanted}.", f"It has {told}."))
    return chosen


def _sum_up(days: Sequence[str], wanted: str, most: int = 6) -> str:
    """The days nearest to the one wanted, in order."""
    near = sorted(days, key=lambda day: (day[:4] != wanted[:4], abs(int(day[:4]) - int(wanted[:4])), day))[:most]
    return ", ".join(sorted(near))


def choose_chain(result: Result, word: str) -> str:
    """The list a name or title means, by its newest name."""
    names = {
        fold(spelled): name
        for regime in result.series.regimes
        for name, rule in regime.lists.items()
        for spelled in (name, rule.title.da, rule.title.en)
    }
    ways = (fold(word).__eq__, lambda name: name.startswith(fold(word)), lambda name: fold(word) in name)
    for fits in ways if fold(word) else ():
        chains = {result.series.newest_name(name) for spelled, name in names.items() if fits(spelled)}
        if len(chains) == 1:
            return chains.pop()
    titles = dict.fromkeys(names.values())
    what = f"There is no list '{word}' in the series '{result.series.name}'."
    raise RulesError(Problem("--list", what, suggest(fold(word).replace(" ", "_"), titles, "lists")))


@dataclass
class Trace:
    """One area with its judge: findings of any of its list dates, checked against the table."""

    result: Result
    area: str
    records: Sequence[Record]
    reference: Mapping[tuple[str, int], Record]
    _judge: AreaJudge = field(init=False)

    def __post_init__(self) -> None:
        vocabulary = self.result.rulebook.vocabulary
        self._judge = AreaJudge(self.records, self.result.series, vocabulary, self.reference)

    @property
    def given(self) -> list[Record]:
        """The rows of the table, without those made for looking back."""
        return [record for record in self.records if record.given]

    @cached_property
    def last_of_year(self) -> Mapping[int, Record]:
        """The last list of each year, which is the one that counts in a run."""
        return {record.year: record for record in sorted(self.records, key=lambda each: (each.year, each.day))}

    def findings_of(self, record: Record) -> Mapping[str, Finding]:
        """Each list's finding by its name."""
        return {finding.path: finding for finding in self._judge.judge(record)}

    def decide(self, record: Record, chain: str | None) -> Decision:
        """The decision of one list date, or of one list of it."""
        regime = self.result.series.regime_on(record.day)
        if regime is None:
            raise DataError(Problem("areas", f"No rules were in force on {record.day}."))
        findings = self.findings_of(record)
        self._check(record, findings)
        names = list(findings)
        if chain is not None:
            name = self.result.series.name_in(regime, chain)
            if name is None:
                what = f"There was no such list in {record.year}: '{chain}'."
                raise RulesError(
                    Problem("--list", what, f"The lists were {', '.join(names)}." if names else "There were no lists.")
                )
            names = [name]
        builder = Builder(self, record, regime, findings)
        steps = tuple(builder.make_list(name) for name in _in_order(regime, names))
        return Decision(
            record.area,
            record.year,
            record.list_date,
            record.municipality,
            record.region,
            regime.regime,
            regime.title,
            steps,
            tuple(_find_readings(self.result, regime, steps)),
        )

    def _check(self, record: Record, findings: Mapping[str, Finding]) -> None:
        """The table must say the same: it was computed by another engine."""
        rows = self.result.judged.filter("given", pl.col("area") == record.area, pl.col("row") == record.row)
        answers = rows.row(0, named=True)
        for name, finding in findings.items():
            if ANSWERS[answers[list_column(self.result.series.newest_name(name))]] is not finding.verdict:
                raise DisagreementError(f"{record.area}, {record.year}: {name}. Please report this.")


def open_areas(result: Result, areas: Collection[str]) -> Iterator[Trace]:
    """Each of the areas with all its records."""
    vocabulary = result.rulebook.vocabulary
    frame = result.panel.reference
    baselines = () if frame is None else read_records(frame.collect(), vocabulary)
    # The last of each year stands.
    reference = {(record.area, record.year): record for record in sorted(baselines, key=lambda each: each.day)}
    by_area: dict[str, list[Record]] = {area: [] for area in areas}
    for record in read_records(result.panel.rows.filter(pl.col("area").is_in(list(areas))).collect(), vocabulary):
        by_area[record.area].append(record)
    for area, records in by_area.items():
        yield Trace(result, area, records, reference)


def _in_order(regime: Regime, names: Sequence[str]) -> list[str]:
    """The lists as the rule file has them, but each after the lists it refers to."""
    ordered: list[str] = []

    def add(name: str) -> None:
        if name in ordered:
            return
        for path, node in regime.nodes():
            other = node.list if isinstance(node, Running) and node.list else path.rpartition(".")[2]
            if (
                path.startswith(f"{name}.")
                and other in names
                and (node in ("on_list", "ever") or other in regime.lists)
            ):
                add(other)
        ordered.append(name)

    for name in names:
        add(name)
    return ordered


@dataclass
class Builder:
    """Makes the steps of one list date. `shown` are the lists whose decision stands above."""

    trace: Trace
    record: Record
    regime: Regime
    findings: Mapping[str, Finding]
    shown: set[str] = field(default_factory=set)

    @property
    def vocabulary(self) -> Vocabulary:
        """The columns there are."""
        return self.trace.result.rulebook.vocabulary

    def make_list(self, name: str) -> ListStep:
        """A list with its decision below."""
        finding = self.findings[name]
        rule = self.regime.lists[name]
        self.shown.add(name)
        barred = {f"{name}.{key}" for key in rule.none or {}}
        cited = (rule.cite,) if rule.cite else ()
        below = tuple(self.make_step(each, cited, is_barred=each.path in barred) for each in finding.below)
        return ListStep(
            path=name,
            title=rule.title,
            cite=rule.cite,
            cited=cited,
            verdict=finding.verdict,
            reasons=finding.reasons,
            below=below,
            by_history=is_by_history(finding),
            own=own_verdict(finding),
        )

    def make_step(self, finding: Finding, cited: tuple[str, ...], *, is_barred: bool = False) -> Step:
        """The step of a node below a list; `cited` are the paragraphs above it."""
        node = finding.node
        cite = "" if isinstance(node, str) else node.cite
        cited = (*cited, cite) if cite else cited
        common: dict[str, Any] = {
            "path": finding.path,
            "title": Text(da=title_of(self.regime, finding, "da"), en=title_of(self.regime, finding, "en")),
            "cite": cite,
            "cited": cited,
            "verdict": finding.verdict,
            "is_barred": is_barred,
            "reasons": finding.reasons,
        }
        if isinstance(node, Test):
            return self._make_test(finding, node, common)
        if isinstance(node, Group):
            return self._make_group(finding, node, common)
        if isinstance(node, Running):
            return self._make_run(finding, node, common)
        if node == "ever":
            return self._make_ever(finding, common)
        return self._make_reference(finding, common)

    def _make_group(self, finding: Finding, node: Group, common: dict[str, Any]) -> GroupStep:
        barred = node.none is not None
        below = tuple(self.make_step(each, common["cited"], is_barred=barred) for each in finding.below)
        verdicts = [step.met for step in below]
        return GroupStep(
            **common | {"below": below},
            word="at_least" if node.of else "all" if node.all else "none",
            needed=node.at_least or len(below),
            met_surely=verdicts.count(Verdict.YES),
            met_possibly=len(verdicts) - verdicts.count(Verdict.NO),
            total=len(below),
        )

    def _make_reference(self, finding: Finding, common: dict[str, Any]) -> ReferenceStep:
        name = finding.path.rpartition(".")[2]
        below, is_shown = self._unfold(name)
        return ReferenceStep(**common | {"below": below}, list_name=name, is_shown_above=is_shown)

    def _unfold(self, name: str) -> tuple[tuple[Step, ...], bool]:
        """The decision of another list, unless it stands above."""
        if name in self.shown:
            return (), True
        return (self.make_list(name),), False

    # --- runs ---------------------------------------------------------------------------------

    def _make_run(self, finding: Finding, node: Running, common: dict[str, Any]) -> RunStep:
        name = node.list or finding.path.rpartition(".")[2]
        value = finding.value
        below, _ = self._unfold(name)
        return RunStep(
            **common | {"below": below, "reasons": ()},
            needed=node.years_running,
            running_surely=int(value.low) if value else 0,
            running_possibly=int(value.high) if value else 0,
            years=tuple(self._make_year(reason) for reason in finding.reasons),
        )

    def _make_ever(self, finding: Finding, common: dict[str, Any]) -> RunStep:
        """The year that settled it; where none did, the years that are not known."""
        below, _ = self._unfold(finding.path.rpartition(".")[2])
        return RunStep(
            **common | {"below": below, "reasons": ()},
            needed=None,
            running_surely=0,
            running_possibly=0,
            years=self._years_of_ever(finding),
        )

    def _years_of_ever(self, finding: Finding) -> tuple[YearOnList, ...]:
        if finding.verdict is Verdict.NO:
            return ()
        name = finding.path.rpartition(".")[2]
        reasons = list(finding.reasons)
        if finding.verdict is Verdict.YES and self.findings[name].verdict is Verdict.YES and not _says_on(reasons):
            reasons = [Reason("on_list", name, self.record.year)]
        return tuple(self._make_year(reason) for reason in reversed(reasons))

    def _make_year(self, reason: Reason) -> YearOnList:
        year = reason.year or self.record.year
        verdict = {"on_list": Verdict.YES, "off_list": Verdict.NO, "no_such_list": Verdict.NO}.get(
            reason.code, Verdict.UNDECIDED
        )
        record = self.record if year == self.record.year else self.trace.last_of_year.get(year)
        regime = self.trace.result.series.regime_on(record.day if record else date(year, 12, 31))
        rule = regime.lists.get(reason.column) if regime else None
        finding = None if record is None else self._findings_of(record).get(reason.column)
        by_history = finding is not None and is_by_history(finding)
        missing = tuple(dict.fromkeys(self._missing(record, finding))) if record and finding else ()
        return YearOnList(year, reason.code, verdict, rule.title if rule else None, by_history, missing)

    def _findings_of(self, record: Record) -> Mapping[str, Finding]:
        return self.findings if record is self.record else self.trace.findings_of(record)

    def _missing(self, record: Record, finding: Finding) -> Iterator[Reason]:
        """What would have to be known to decide a list, through the lists it refers to."""
        if finding.verdict is not Verdict.UNDECIDED:
            return
        if finding.node == "on_list":
            yield from self._missing(record, self._findings_of(record)[finding.path.rpartition(".")[2]])
        elif isinstance(finding.node, Test):
            yield from finding.reasons
        for below in finding.below:
            yield from self._missing(record, below)

    # --- tests --------------------------------------------------------------------------------

    def _make_test(self, finding: Finding, node: Test, common: dict[str, Any]) -> TestStep:
        measure = self.regime.measures[measure_key(finding)]
        _, unit = unit_of(self.regime, finding)
        printed = self._printed_line(measure, finding, node)
        is_given_relative = unit == "per cent of the baseline"
        relative = node.relative_to is not None and not is_given_relative and finding.line is not None
        base = finding.line.times(1 / node.line) if relative and finding.line and node.line else None
        return TestStep(
            **common,
            unit=unit or "",
            operator=node.operator,
            threshold=node.line,
            relative_to=node.relative_to,
            value=finding.value,
            line=finding.line,
            base=base,
            printed_line=printed[0] if printed else None,
            printed_times=printed[1] if printed else None,
            parts=self._parts_of(measure, finding),
            over_years=_tell_years(measure),
            flip=finding.flip,
            year=self.record.year,
        )

    def _printed_line(self, measure: Measure, finding: Finding, node: Test) -> tuple[Interval, Fraction] | None:
        """The published line of the table, where the test's line was worked out from it."""
        if node.relative_to != "national" or finding.line is None:
            return None
        for name, column in self.vocabulary.columns.items():
            if column.line_of == measure.column and column.times and name in self.record.values:
                printed = self.record.values[name]
                if printed.times(node.line / column.times) == finding.line:
                    return printed, column.times
        return None

    def _parts_of(self, measure: Measure, finding: Finding) -> tuple[Part, ...]:
        """The counts a value is made of; none for a published rate or where the value is not known."""
        if finding.value is None or not finding.value.is_exact or measure.rate in self.record.values:
            return ()
        parts: list[Part] = []
        for back in range(measure.years):
            year = self.record.year - back
            record = self.record if not back else self.trace.last_of_year.get(year)
            if record is None or measure.column not in record.values:
                return ()
            of = record.values[measure.of].low if measure.of else None
            parts.append(Part(year, record.values[measure.column].low, of))
        return tuple(parts)


def _tell_years(measure: Measure) -> Text | None:
    if measure.years == 1:
        return None
    return Text(da=describe_years(measure, "da"), en=describe_years(measure, "en"))


def is_by_history(finding: Finding) -> bool:
    """Whether a list's answer is that of the published list."""
    return any(reason.code in BY_HISTORY for reason in finding.reasons)


def own_verdict(finding: Finding) -> Verdict:
    """What the figures alone say of a list, whatever was published of this list itself."""
    rule = finding.node
    barred = {f"{finding.path}.{key}" for key in rule.none or {}} if isinstance(rule, ListRule) else set()
    verdicts = {opposite(each.verdict) if each.path in barred else each.verdict for each in finding.below}
    if Verdict.NO in verdicts:
        return Verdict.NO
    return Verdict.UNDECIDED if Verdict.UNDECIDED in verdicts else Verdict.YES


def _says_on(reasons: Sequence[Reason]) -> bool:
    return any(reason.code == "on_list" for reason in reasons)


def _find_readings(result: Result, regime: Regime, steps: Sequence[ListStep]) -> Iterator[ReadingStep]:
    """The readings that the answers rest on: those of the lists decided by figures and of the figures counted."""
    used: set[str] = set()
    for step in (each for top in steps for each in _walk_by_figures(top)):
        used.add(step.path)
        if isinstance(step, TestStep) and step.parts:
            node = next(node for path, node in regime.nodes() if path == step.path)
            key = (node.measure if isinstance(node, Test) else None) or step.path.rpartition(".")[2]
            used.add(f"measures.{key}")
    for of_regime, path, reading in result.rulebook.readings():
        if of_regime.regime == regime.regime and path in used:
            yield ReadingStep(path, _title_at(regime, path), reading.name, reading.choice, reading.why)


def _walk_by_figures(step: Step) -> Iterator[Step]:
    """The step and those below it, without the lists that the published list decides."""
    if isinstance(step, ListStep) and step.by_history:
        return
    yield step
    for below in step.below:
        yield from _walk_by_figures(below)


def _title_at(regime: Regime, path: str) -> Text:
    first, _, rest = path.partition(".")
    return regime.measures[rest].title if first == "measures" else regime.lists[first].title
