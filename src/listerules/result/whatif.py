"""What if: the lists under one scenario after another, each beside the law as it is.

The tables are read once and judged once for each set of rules. Where a published list is touched by a scenario,
the figures decide it under the scenario; under the law as it is the published list stands. An area whose figures
say the same under both, but not what was published, is named apart: the scenario is not what moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from listerules._version import __version__
from listerules.areas.check import tell_missing_baselines
from listerules.areas.panel import Panel, build_panel
from listerules.errors import Problem, RulesError
from listerules.law.model import Scenario
from listerules.law.rulebook import Rulebook, load_rules
from listerules.law.scenario import list_scenarios
from listerules.result.classify import SERIES, check_years
from listerules.result.scenario import (
    Patched,
    check_in_force,
    describe_scenario,
    merge_vocabularies,
    patch_rules,
    read_scenario,
    regimes_of,
    reported_rows,
    scenario_of,
    set_aside,
)
from listerules.verdict.engine import judge, list_column
from listerules.verdict.evaluate import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from listerules.areas.panel import Input
    from listerules.areas.text import DecimalMark
    from listerules.law.effects import ListOf
    from listerules.law.model import Text
    from listerules.law.rulebook import RuleFile, Series
    from listerules.law.scenario import ScenarioFile
    from listerules.result.scenario import Said
    from listerules.result.wording import Language

VERDICTS: Mapping[bool | None, Verdict] = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}


@dataclass(frozen=True, order=True)
class ListOfYear:
    """A list of one year, under the name it has in the regime that judges it; `list_date` where the table has dates."""

    year: int
    list_date: date | None
    regime: str
    list: str

    @property
    def day(self) -> date:
        """The day of the list, or the last of the year."""
        return self.list_date or date(self.year, 12, 31)


Answers: TypeAlias = Mapping[ListOfYear, Mapping[str, bool | None]]  # by area: on, off, or undecided


@dataclass(frozen=True)
class Tally:
    """How many areas are on a list, and how many are undecided."""

    on: int
    undecided: int

    @classmethod
    def of(cls, answers: Mapping[str, bool | None]) -> Tally:
        """Count the answers of one list by area."""
        values = list(answers.values())
        return cls(values.count(True), values.count(None))


@dataclass(frozen=True)
class Move:
    """An area whose answer is another under the scenario."""

    area: str
    law: Verdict
    scenario: Verdict


@dataclass(frozen=True)
class Outcome:
    """One list of one year, as the law is and under the scenario; a side is None where there is no such list.

    `is_touched` says whether the scenario can make it come out otherwise at all. `moves` are the areas whose
    answer changes, in the order of the table. `contradicted` are those whose published answer the figures
    contradict under the law as it is too.
    """

    where: ListOfYear
    title: Text
    is_touched: bool
    law: Tally | None
    scenario: Tally | None
    moves: tuple[Move, ...] = ()
    contradicted: tuple[str, ...] = ()

    @property
    def comes_on(self) -> tuple[str, ...]:
        """The areas that are off the list as the law is, and on it under the scenario."""
        return self.moved(Verdict.NO, Verdict.YES)

    @property
    def goes_off(self) -> tuple[str, ...]:
        """The areas that are on the list as the law is, and off it under the scenario."""
        return self.moved(Verdict.YES, Verdict.NO)

    def moved(self, law: Verdict, scenario: Verdict) -> tuple[str, ...]:
        """The areas with these two answers."""
        return tuple(move.area for move in self.moves if (move.law, move.scenario) == (law, scenario))


@dataclass(frozen=True)
class Tried:
    """What came out of one scenario: the lists of each year reported, oldest first."""

    scenario: Scenario
    file: str | None
    sha256: str | None
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class WhatIf:
    """Scenarios beside the law as it is. Made by `run_scenarios`."""

    tried: tuple[Tried, ...]
    notes: tuple[str, ...]
    options: Mapping[str, Any]
    rules: tuple[RuleFile, ...]
    inputs: tuple[Input, ...]

    def to_text(self, language: Language = "en", width: int = 100) -> str:
        """Each scenario with what it changes, the counts of each list, and the areas that move."""
        from listerules.result.scenario_pages import write_whatif  # noqa: PLC0415 - pages know what they show

        return "\n".join(write_whatif(self, language, width))

    def to_markdown(self, language: Language = "en") -> str:
        """The same as headings and tables."""
        from listerules.result.scenario_pages import write_whatif_in_markdown  # noqa: PLC0415

        return "\n".join(write_whatif_in_markdown(self, language))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, with what it was made from; verdicts are yes, no and undecided."""
        return {
            **tell_origin(self.options, self.rules, self.inputs),
            "scenarios": [_tell_tried(each) for each in self.tried],
            "notes": list(self.notes),
        }

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per scenario, year and list: the counts on both sides, and the areas that move, joined by `; `."""
        rows = [_tell_row(tried, outcome) for tried in self.tried for outcome in tried.outcomes]
        return pl.DataFrame(rows, schema=dict(_ROW_TYPES), orient="row")


@dataclass(frozen=True)
class Ground:
    """What scenarios and sweeps are tried on: the tables, read once, and the rules as they are."""

    rulebook: Rulebook
    series: Series
    panel: Panel
    rows: pl.DataFrame
    years: Collection[int] | None

    @property
    def reported(self) -> pl.DataFrame:
        """The rows that are reported."""
        return reported_rows(self.rows, self.years)

    @cached_property
    def answers(self) -> Answers:
        """The answers by the law as it is."""
        return self.judge(self.rulebook, self.series, self.panel)

    def judge(self, rulebook: Rulebook, series: Series, panel: Panel) -> Answers:
        """The answers of the rows that are reported, by other rules or from another panel of the same rows."""
        judged = judge(panel, series, rulebook.vocabulary, regimes_of(self.rows, series)).collect()
        return _collect_answers(reported_rows(judged, self.years), series)

    def tell_unknown_lines(self, after: Series) -> list[str]:
        """Lines that the tables have what it takes to draw for the law as it is, and not under other rules."""
        reference = None if self.panel.reference is None else self.panel.reference.collect()
        before, then = (
            list(tell_missing_baselines(self.reported, reference, series, self.rulebook.vocabulary.columns))
            for series in (self.series, after)
        )
        return [line for line in then if line not in before]

    def set_aside(self, after: Series, touched: Collection[ListOf]) -> tuple[Panel, tuple[str, ...]]:
        """The panel without what was published of the lists touched, and the names of those lists."""
        return set_aside(self.panel, self.series, after, touched)


def run_scenarios(  # noqa: PLR0913 - one word for each thing an analyst can give
    areas: Any,
    rules: Rulebook | str | None = None,
    *,
    scenarios: Sequence[Said] | None = None,
    series: str = SERIES,
    years: Collection[int] | None = None,
    reference: Any = None,
    history: Any = None,
    lineage: Any = None,
    decimal: DecimalMark | None = None,
    as_printed: bool = False,
    today: date | None = None,
) -> WhatIf:
    """Judge a table under each scenario and compare with the law as it is.

    A scenario is a file, the name of one that ships, or a `Scenario`; left out, all that ship are tried whose
    regimes judge any of the lists, and the notes say which are not. The tables and other words are those of
    `classify`. Raises `RulesError` for a scenario that does not fit, that changes nothing, or whose regimes are
    not in force in any of the years, and `DataError` for mistakes in the tables.
    """
    rulebook = rules if isinstance(rules, Rulebook) else load_rules(rules)
    said, skipped = _choose_scenarios(scenarios, rulebook, series)
    patched = [patch_rules(rulebook, each, series) for each in said]
    ground = read_ground(
        areas,
        rulebook,
        series,
        vocabularies=[each.rulebook for each in patched],
        years=years,
        as_printed=as_printed,
        reference=reference,
        history=history,
        lineage=lineage,
        decimal=decimal,
        today=today,
    )
    tried: list[Tried] = []
    notes = list(ground.panel.notes)
    for each, rules_then in zip(said, patched, strict=True):
        try:
            check_in_force(each, ground.series, ground.rows, years)
        except RulesError as error:
            if scenarios is not None:
                raise
            skipped.append(f"{scenario_of(each).scenario} is not tried: {error.problems[0].what}")
            continue
        unknown = ground.tell_unknown_lines(rules_then.series)
        if unknown and scenarios is None:
            skipped.append(f"{scenario_of(each).scenario} is not tried: {'; '.join(unknown)}")
            continue
        notes += [f"{scenario_of(each).scenario}: {line}" for line in unknown]
        outcomes, names = _compare(ground, rules_then)
        notes += _tell_set_aside(scenario_of(each).scenario, names)
        told = describe_scenario(each)
        tried.append(Tried(scenario_of(each), told["file"], told["sha256"], tuple(outcomes)))
    if not tried:
        raise RulesError(_nothing_to_try())
    options = {"series": series, "years": sorted(years) if years is not None else None, "as_printed": as_printed}
    return WhatIf(tuple(tried), (*notes, *skipped), options, rulebook.files, ground.panel.inputs)


def read_ground(  # noqa: PLR0913
    areas: Any,
    rulebook: Rulebook,
    series: str,
    *,
    vocabularies: Sequence[Rulebook] = (),
    years: Collection[int] | None,
    as_printed: bool,
    **tables: Any,
) -> Ground:
    """Read the tables once, with the columns that any of the rulebooks of `vocabularies` knows."""
    known = replace(rulebook, vocabulary=merge_vocabularies([rulebook, *vocabularies]))
    panel = build_panel(areas, known, series, **tables)
    if as_printed:
        panel = panel.take_as_printed()
    rows = panel.rows.collect()
    check_years(years, rows)
    return Ground(known, known.get_series(series), replace(panel, rows=rows.lazy()), rows, years)


def tell_origin(options: Mapping[str, Any], rules: Sequence[RuleFile], inputs: Sequence[Input]) -> dict[str, Any]:
    """What an answer was made from: version, options, and the rules and tables with their hashes."""
    return {
        "listerules": __version__,
        "options": dict(options),
        "rules": [{"name": file.name, "sha256": file.sha256} for file in rules],
        "inputs": [{"name": each.name, "sha256": each.sha256, "rows": each.rows} for each in inputs],
    }


def tell_list(where: ListOfYear) -> dict[str, Any]:
    """A list of a year as plain values."""
    return {
        "year": where.year,
        "list_date": where.list_date.isoformat() if where.list_date else None,
        "regime": where.regime,
        "list": where.list,
    }


def _choose_scenarios(
    scenarios: Sequence[Said] | None, rulebook: Rulebook, series: str
) -> tuple[list[Scenario | ScenarioFile], list[str]]:
    """The scenarios asked for, or all that ship and are about regimes of the series, and notes on the others."""
    said = [read_scenario(each) for each in (list_scenarios() if scenarios is None else scenarios)]
    names = [scenario_of(each).scenario for each in said]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RulesError(
            Problem("scenario", f"Two scenarios are called '{twice}'.", "Give each once, under its own name.")
        )
    if scenarios is not None:
        if not said:
            raise RulesError(_nothing_to_try())
        return said, []
    there = {regime.regime for regime in rulebook.get_series(series).regimes}
    fitting = [each for each in said if set(scenario_of(each).patches) <= there]
    skipped = [
        f"{scenario_of(each).scenario} is not tried: it is about other rules" for each in said if each not in fitting
    ]
    return fitting, skipped


def _nothing_to_try() -> Problem:
    what = "None of the scenarios that ship is about the lists of this table."
    return Problem(
        "scenario", what, "Give one of your own, or other years; 'listerules whatif --list' tells which there are."
    )


def _tell_set_aside(scenario: str, names: Collection[str]) -> list[str]:
    if not names:
        return []
    return [f"{scenario}: what was published of {', '.join(names)} is set aside under the scenario; the figures decide"]


def _compare(ground: Ground, patched: Patched) -> tuple[Iterator[Outcome], tuple[str, ...]]:
    """The outcomes of one scenario, and the lists of which something published is set aside."""
    panel, names = ground.set_aside(patched.series, patched.touched)
    after = ground.judge(replace(patched.rulebook, vocabulary=ground.rulebook.vocabulary), patched.series, panel)
    own = ground.answers
    if names:  # what the figures say under the law as it is, for the same lists
        own = ground.judge(ground.rulebook, ground.series, ground.set_aside(ground.series, patched.touched)[0])
    return _compare_answers(ground, patched, own, after), names


def _compare_answers(ground: Ground, patched: Patched, own: Answers, after: Answers) -> Iterator[Outcome]:
    before = ground.answers
    for where in in_order([*before, *after], patched.series, ground.series):
        rule = next(
            regime.lists[where.list]
            for series in (patched.series, ground.series)
            for regime in series.regimes
            if regime.regime == where.regime and where.list in regime.lists
        )
        law, scenario = before.get(where), after.get(where)
        areas = dict.fromkeys([*(law or {}), *(scenario or {})])
        answers = {area: ((law or {}).get(area, False), (scenario or {}).get(area, False)) for area in areas}
        moved = {area: pair for area, pair in answers.items() if pair[0] is not pair[1]}
        contradicted = [
            area
            for area, (_, then) in moved.items()
            if law is not None and then is not None and own[where].get(area) is then
        ]
        yield Outcome(
            where,
            rule.title,
            (where.regime, where.list) in patched.touched,
            None if law is None else Tally.of(law),
            None if scenario is None else Tally.of(scenario),
            tuple(
                Move(area, VERDICTS[now], VERDICTS[then])
                for area, (now, then) in moved.items()
                if area not in contradicted
            ),
            tuple(contradicted),
        )


def in_order(lists: Iterable[ListOfYear], *series: Series) -> list[ListOfYear]:
    """Each list once: by day, then as the rule file of its regime has them."""
    named = [(regime.regime, name) for each in series for regime in each.regimes for name in regime.lists]
    places = {pair: place for place, pair in reversed(list(enumerate(named)))}
    return sorted(set(lists), key=lambda where: (where.day, places[where.regime, where.list]))


def _collect_answers(reported: pl.DataFrame, series: Series) -> Answers:
    regimes = {regime.regime: regime for regime in series.regimes}
    answers: dict[ListOfYear, dict[str, bool | None]] = {}
    for rows in reported.partition_by("year", "list_date", "regime", maintain_order=True):
        year, day, name = rows.select("year", "list_date", "regime").row(0)
        for each in regimes[name].lists if name else ():
            verdicts = rows[list_column(series.newest_name(each))]
            answers[ListOfYear(year, day, name, each)] = dict(zip(rows["area"], verdicts, strict=True))
    return answers


def _tell_tried(tried: Tried) -> dict[str, Any]:
    scenario = tried.scenario
    return {
        "scenario": scenario.scenario,
        "title": scenario.title and scenario.title.model_dump(),
        "question": scenario.question and scenario.question.model_dump(),
        "file": tried.file,
        "sha256": tried.sha256,
        "changes": {name: patch.model_dump(exclude_defaults=True) for name, patch in scenario.patches.items()},
        "lists": [_tell_outcome(outcome) for outcome in tried.outcomes],
    }


def _tell_outcome(outcome: Outcome) -> dict[str, Any]:
    def count(tally: Tally | None) -> dict[str, int] | None:
        return None if tally is None else {"on": tally.on, "undecided": tally.undecided}

    unsure = [move for move in outcome.moves if Verdict.UNDECIDED in (move.law, move.scenario)]
    return {
        **tell_list(outcome.where),
        "is_touched": outcome.is_touched,
        "law": count(outcome.law),
        "scenario": count(outcome.scenario),
        "comes_on": list(outcome.comes_on),
        "goes_off": list(outcome.goes_off),
        "undecided": [{"area": move.area, "law": move.law.value, "scenario": move.scenario.value} for move in unsure],
        "contradicted": list(outcome.contradicted),
    }


_ROW_TYPES: Mapping[str, Any] = {
    "scenario": pl.String,
    "year": pl.Int32,
    "regime": pl.String,
    "list": pl.String,
    "law_on": pl.Int64,
    "law_undecided": pl.Int64,
    "scenario_on": pl.Int64,
    "scenario_undecided": pl.Int64,
    "comes_on": pl.String,
    "goes_off": pl.String,
    "no_to_undecided": pl.String,
    "yes_to_undecided": pl.String,
    "undecided_to_yes": pl.String,
    "undecided_to_no": pl.String,
    "contradicted": pl.String,
    "list_date": pl.Date,
}


def _tell_row(tried: Tried, outcome: Outcome) -> tuple[Any, ...]:
    def join(names: Sequence[str]) -> str | None:
        return "; ".join(names) or None

    law, scenario, where = outcome.law, outcome.scenario, outcome.where
    undecided = Verdict.UNDECIDED
    return (
        tried.scenario.scenario,
        where.year,
        where.regime,
        where.list,
        law and law.on,
        law and law.undecided,
        scenario and scenario.on,
        scenario and scenario.undecided,
        join(outcome.comes_on),
        join(outcome.goes_off),
        join(outcome.moved(Verdict.NO, undecided)),
        join(outcome.moved(Verdict.YES, undecided)),
        join(outcome.moved(undecided, Verdict.YES)),
        join(outcome.moved(undecided, Verdict.NO)),
        join(outcome.contradicted),
        where.list_date,
    )
