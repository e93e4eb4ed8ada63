"""The areas nearest to a line: which single criterion, turned, would change a list.

What would change is found by judging again with one criterion turned: the findings of the area with that answer in
place of its own. A figure moved past one line passes those in between as well. Lists of the same date are taken as the
figures say them, and as published only where the figures cannot decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from listerules.errors import DataError, Problem
from listerules.law.model import Group, ListRule, Running, Test, Text
from listerules.result.explain import Builder, TestStep, Trace, choose_chain, is_by_history, open_areas
from listerules.result.result import measure_key
from listerules.verdict.evaluate import Finding, Verdict

if TYPE_CHECKING:
    from listerules.areas.records import Record
    from listerules.law.model import Regime
    from listerules.result.result import Result
    from listerules.result.wording import Language

_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


@dataclass(frozen=True)
class Change:
    """A list that would change: its name and title, its answer now and with the criterion turned."""

    list_name: str
    title: Text
    before: Verdict
    after: Verdict


@dataclass(frozen=True)
class Near:
    """A criterion of an area. `share` is its distance from the line in proportion to the line.

    Where a printed figure is too coarse, so that the criterion is undecided, the changes are from no to yes.
    """

    area: str
    year: int
    list_date: date | None
    municipality: str | None
    lists: tuple[str, ...]
    short: Text
    step: TestStep
    share: Fraction
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Nearest:
    """The criteria nearest to their line, nearest first; how many were left out since no list hangs on them."""

    year: int
    day: date | None
    found: tuple[Near, ...]
    left_out: int
    more: int

    def to_text(self, language: Language = "da", width: int = 100) -> str:
        """A table for a terminal."""
        from listerules.result.nearest_pages import write_text  # noqa: PLC0415

        return write_text(self, language, width)

    def to_markdown(self, language: Language = "da") -> str:
        """A page with one table."""
        from listerules.result.nearest_pages import write_markdown  # noqa: PLC0415

        return write_markdown(self, language)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """Plain data for JSON."""
        from listerules.result.nearest_pages import make_dict  # noqa: PLC0415

        return make_dict(self, language)

    def to_json(self, language: Language = "en") -> str:
        """`to_dict` as text."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, indent=2)


def list_nearest(  # noqa: PLR0913 - one word for each thing that can be asked
    result: Result,
    year: int | None = None,
    day: date | None = None,
    list_name: str | None = None,
    *,
    limit: int = 20,
    every: bool = False,
) -> Nearest:
    """The criteria of a year that stand nearest to their line, over all areas; the latest year where left out.

    Ordered by `|value - line| / line`, so that persons, kroner and per cent compare. Only those that would change a
    list by themselves, or with `every` all; `list_name` limits it to one list. Raises `DataError` for a year or day
    there is not, and `RulesError` for a list there is not.
    """
    rows = result.panel.rows.filter("given").select("area", "year", "list_date").collect()
    known = sorted(rows["year"].unique())
    wanted = day.year if day else known[-1] if year is None else year
    if wanted not in known or (day and day not in rows["list_date"].to_list()):
        told = ", ".join(str(each) for each in known)
        raise DataError(
            Problem("--date" if day else "--year", f"The table has no list of {day or wanted}.", f"It has {told}.")
        )
    chain = None if list_name is None else choose_chain(result, list_name)
    areas = dict.fromkeys(rows.filter(rows["year"] == wanted)["area"])
    found = [
        near
        for trace in open_areas(result, areas)
        for record in trace.given
        if record.year == wanted and day in (None, record.list_date)
        for near in _find_near(trace, record)
        if chain is None or chain in _chains_of(result, near, every=every)
    ]
    hanging = [near for near in found if near.changes]
    chosen = sorted(found if every else hanging, key=lambda near: (near.share, near.area, near.step.path))
    left_out = 0 if every else len(found) - len(hanging)
    return Nearest(wanted, day, tuple(chosen[:limit]), left_out, max(0, len(chosen) - limit))


def _chains_of(result: Result, near: Near, *, every: bool) -> set[str]:
    """The newest names of the lists that would change, or of all that ask for the criterion."""
    names = near.lists if every or not near.changes else [change.list_name for change in near.changes]
    return {result.series.newest_name(name) for name in names}


def _find_near(trace: Trace, record: Record) -> Iterator[Near]:
    """Each criterion of a list date with a known figure and line; one that several lists share stands once."""
    regime = trace.result.series.regime_on(record.day)
    if regime is None:
        return
    findings = trace.findings_of(record)
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in (each for top in findings.values() for each in top.walk()):
        node = finding.node
        if isinstance(node, Test) and finding.value and finding.line and finding.line.middle:
            key = (measure_key(finding), node.operator, node.line, node.relative_to)
            alike.setdefault(key, []).append(finding)
    tests = [finding for same in alike.values() for finding in same]
    builder = Builder(trace, record, regime, findings)
    vocabulary = trace.result.rulebook.vocabulary
    for same in alike.values():
        step = builder.make_step(same[0], (regime.lists[same[0].path.partition(".")[0]].cite,))
        if not isinstance(step, TestStep) or step.value is None or step.line is None:
            continue
        measure = regime.measures[measure_key(same[0])]
        yield Near(
            area=record.area,
            year=record.year,
            list_date=record.list_date,
            municipality=record.municipality,
            lists=tuple(dict.fromkeys(each.path.partition(".")[0] for each in same)),
            short=vocabulary.short_title(measure),
            step=step,
            share=abs(step.value.middle - step.line.middle) / step.line.middle,
            changes=tuple(_find_changes(regime, record.year, findings, same, _find_passed(same[0], tests))),
        )


def _find_passed(turned: Finding, tests: Sequence[Finding]) -> list[Finding]:
    """The other tests of the same measure that turn on the way to the line: the same way, and no farther."""
    if turned.flip is None:
        return []
    return [
        test
        for test in tests
        if measure_key(test) == measure_key(turned)
        and test.flip is not None
        and test.flip.amount <= turned.flip.amount
        and _is_over(test) == _is_over(turned)
    ]


def _is_over(finding: Finding) -> bool:
    """Whether the figure lies on the upper side of the line."""
    node = finding.node
    return isinstance(node, Test) and (finding.verdict is Verdict.YES) == (node.operator in ("above", "at_least"))


def _find_changes(
    regime: Regime, year: int, findings: Mapping[str, Finding], same: Sequence[Finding], passed: Sequence[Finding]
) -> Iterator[Change]:
    """The lists whose answer is another with a criterion turned, wherever that criterion is asked for."""
    now = same[0].verdict
    other = _OPPOSITE.get(now, Verdict.YES)
    turned = {each.path: _turn(each.verdict) for each in passed} | {each.path: other for each in same}
    before = _judge_again(findings, year, {each.path: _OPPOSITE[other] for each in same})
    after = _judge_again(findings, year, turned)
    for name in findings:
        if before[name] is not after[name]:
            yield Change(name, regime.lists[name].title, before[name], after[name])


def _judge_again(findings: Mapping[str, Finding], year: int, turned: Mapping[str, Verdict]) -> Mapping[str, Verdict]:
    """Each list's answer with some tests answered otherwise."""
    answers: dict[str, Verdict] = {}

    def judge_list(name: str) -> Verdict:
        if name not in answers:
            finding = findings[name]
            rule = finding.node
            barred = {f"{name}.{key}" for key in rule.none or {}} if isinstance(rule, ListRule) else set()
            verdicts = [(judge(each), each.path in barred) for each in finding.below]
            own = _count_up(len(verdicts), [_turn(verdict) if bar else verdict for verdict, bar in verdicts])
            answers[name] = finding.verdict if own is Verdict.UNDECIDED and is_by_history(finding) else own
        return answers[name]

    def judge(finding: Finding) -> Verdict:
        node, key = finding.node, finding.path.rpartition(".")[2]
        if isinstance(node, Test):
            return turned.get(finding.path, finding.verdict)
        if isinstance(node, Group):
            verdicts = [_turn(judge(each)) if node.none else judge(each) for each in finding.below]
            return _count_up(node.at_least or len(verdicts), verdicts)
        if isinstance(node, Running):
            _, *earlier = finding.reasons
            verdicts = [judge_list(node.list or key), *(_verdict_of(reason.code) for reason in earlier)]
            return _count_up(len(verdicts), verdicts)
        if node == "ever":
            return _judge_ever(finding, judge_list(key), year)
        return judge_list(key)

    return {name: judge_list(name) for name in findings}


def _judge_ever(finding: Finding, now: Verdict, year: int) -> Verdict:
    """Ever on a list, with another answer for this year: what earlier years settle or leave open stands."""
    if any(reason.code == "on_list" for reason in finding.reasons):
        return Verdict.YES
    is_open = any(reason.year != year for reason in finding.reasons)
    return Verdict.UNDECIDED if now is Verdict.NO and is_open else now


def _verdict_of(code: str) -> Verdict:
    return {"on_list": Verdict.YES, "off_list": Verdict.NO, "no_such_list": Verdict.NO}.get(code, Verdict.UNDECIDED)


def _turn(verdict: Verdict) -> Verdict:
    return _OPPOSITE.get(verdict, verdict)


def _count_up(needed: int, verdicts: list[Verdict]) -> Verdict:
    if verdicts.count(Verdict.YES) >= needed:
        return Verdict.YES
    return Verdict.NO if len(verdicts) - verdicts.count(Verdict.NO) < needed else Verdict.UNDECIDED
