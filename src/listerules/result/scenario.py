"""A scenario laid over a table: the rules patched, and the published lists that it touches set aside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from listerules.areas.history import PUBLISHED
from listerules.errors import Problem, RulesError
from listerules.law.columns import Vocabulary
from listerules.law.effects import ListOf, find_touched
from listerules.law.mistakes import join_words
from listerules.law.model import Scenario
from listerules.law.scenario import ScenarioFile, find_scenario

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path
    from typing import TypeAlias

    from listerules.areas.panel import Panel
    from listerules.law.model import Column, Regime
    from listerules.law.rulebook import Rulebook, Series

    Said: TypeAlias = str | Path | Scenario | ScenarioFile

list_day = pl.coalesce("list_date", pl.date("year", 12, 31))


@dataclass(frozen=True)
class Patched:
    """The rules under a scenario: the rulebook and the series as patched, and the lists that may come out otherwise."""

    rulebook: Rulebook
    series: Series
    touched: frozenset[ListOf]


def read_scenario(said: Said) -> Scenario | ScenarioFile:
    """A scenario as given: a file, the name of one that ships, or one made in Python. Raises RulesError."""
    return said if isinstance(said, Scenario | ScenarioFile) else find_scenario(said)


def scenario_of(said: Scenario | ScenarioFile) -> Scenario:
    """What a scenario says, wherever it was read from."""
    return said.scenario if isinstance(said, ScenarioFile) else said


def describe_scenario(said: Scenario | ScenarioFile) -> dict[str, str | None]:
    """A scenario as a manifest names it: its name, its file, and the SHA-256 of that; None where there is no file."""
    if isinstance(said, ScenarioFile):
        return {"scenario": said.scenario.scenario, "file": said.source.name, "sha256": said.source.sha256}
    return {"scenario": said.scenario, "file": None, "sha256": None}


def patch_rules(rulebook: Rulebook, said: Scenario | ScenarioFile, series_name: str) -> Patched:
    """The rules under a scenario. Raises RulesError where it does not fit, or changes nothing of the series."""
    patched = rulebook.with_scenario(said)
    series = patched.get_series(series_name)
    about = sorted({patched.regime(name).series for name in scenario_of(said).patches})
    if about and series_name not in about:
        what = f"This is about the series {join_words(about, 'and')}, and the table is judged by '{series_name}'."
        raise RulesError(Problem(_where(said), what, f"Give --series {about[0]}."))
    touched = find_touched(rulebook.get_series(series_name), series)
    if not touched:
        what_to_do = "Say what to change, remove or add, or which readings to choose."
        raise RulesError(Problem(_where(said), "This scenario changes nothing that decides a list.", what_to_do))
    return Patched(patched, series, touched)


def check_in_force(
    said: Scenario | ScenarioFile, series: Series, rows: pl.DataFrame, years: Collection[int] | None
) -> None:
    """Raise RulesError where none of the scenario's regimes judges any of the lists that are reported."""
    reported = reported_rows(rows, years)
    there = regimes_of(reported, series)
    names = scenario_of(said).patches
    if not there or any(regime.regime in names for regime in there):
        return
    told = _tell_years(reported["year"].unique().to_list())
    what = f"{join_words(names, 'and')} {'is' if len(names) == 1 else 'are'} not in force in {told}"
    judged = join_words((regime.regime for regime in there), "and")
    what_to_do = "Choose other years, or another scenario."
    raise RulesError(Problem(_where(said), f"{what}, which {judged} judges.", what_to_do))


def reported_rows(rows: pl.DataFrame, years: Collection[int] | None) -> pl.DataFrame:
    """The rows that are reported: given by the table, in the years asked for."""
    given = rows.filter("given")
    return given if years is None else given.filter(pl.col("year").is_in(list(years)))


def regimes_of(rows: pl.DataFrame, series: Series) -> tuple[Regime, ...]:
    """The regimes in force on the days of the rows, in order: only those need be computed."""
    days = rows.select(list_day).to_series().unique()
    there = {regime.regime for day in days if (regime := series.regime_on(day))}
    return tuple(regime for regime in series.regimes if regime.regime in there)


def set_aside(
    panel: Panel, before: Series, after: Series, touched: Collection[ListOf]
) -> tuple[Panel, tuple[str, ...]]:
    """The panel for judging by `after`, without what was published of the lists that are touched.

    Those were published under the law as it is, and would win over what the figures say under another. Gives
    the names of the lists something is set aside of.
    """
    columns = [name for name in panel.rows.collect_schema().names() if name.startswith(PUBLISHED)]
    kept: dict[str, pl.Expr] = {f"{PUBLISHED}{chain}": pl.lit(None, pl.Boolean) for chain in after.chains()}
    dropped: dict[str, pl.Expr] = {}
    for number, regime in enumerate(before.regimes):
        for name in regime.lists:
            column = f"{PUBLISHED}{before.newest_name(name)}"
            if column not in columns:
                continue
            here = judged_by(before, number)
            if (regime.regime, name) in touched:
                dropped[name] = (here & pl.col(column).is_not_null()).any()
            else:
                chain = f"{PUBLISHED}{after.newest_name(name)}"
                kept[chain] = pl.when(here).then(pl.col(column)).otherwise(kept[chain])
    if not columns:
        return panel, ()
    were_published = panel.rows.select(**dropped).collect().row(0, named=True) if dropped else {}
    rows = panel.rows.with_columns(**kept).drop(set(columns) - set(kept))
    return replace(panel, rows=rows), tuple(name for name, was in were_published.items() if was)


def read_as_law(rulebook: Rulebook) -> Rulebook:
    """The rules to read tables by: the law as it is, also where scenarios changed it, with any columns they add."""
    baseline = rulebook.baseline
    return rulebook if baseline is None else replace(baseline, vocabulary=rulebook.vocabulary)


def judge_by_figures(panel: Panel, rulebook: Rulebook, series_name: str) -> Panel:
    """The panel under the rulebook's scenarios, with notes: what was published of the lists they touch is set aside.

    As it was where the rulebook has no scenarios.
    """
    if rulebook.baseline is None:
        return panel
    before, after = rulebook.baseline.get_series(series_name), rulebook.get_series(series_name)
    panel, names = set_aside(panel, before, after, find_touched(before, after))
    named = join_words((scenario.scenario for scenario in rulebook.scenarios), "and")
    panel = replace(panel, notes=(*panel.notes, f"scenario: judged under {named}, not by the law as it is"))
    if not names:
        return panel
    note = f"scenario: what was published of {join_words(names, 'and')} is set aside; the figures decide"
    return replace(panel, notes=(*panel.notes, note))


def merge_vocabularies(rulebooks: Iterable[Rulebook]) -> Vocabulary:
    """The columns of all of them, so that one reading of the table serves every scenario."""
    columns: dict[str, Column] = {}
    for rulebook in rulebooks:
        columns = {**rulebook.vocabulary.columns, **columns}
    return Vocabulary(columns)


def judged_by(series: Series, number: int) -> pl.Expr:
    """Whether a row is judged by the regime of this number."""
    later = [regime.from_ for regime in series.regimes[number + 1 :]]
    starts = list_day >= series.regimes[number].from_
    return starts & (list_day < later[0]) if later else starts


def _where(said: Scenario | ScenarioFile) -> str:
    return said.source.name if isinstance(said, ScenarioFile) else f"scenario {said.scenario}"


def _tell_years(years: Collection[int]) -> str:
    ordered = sorted(years)
    if len(ordered) > 1 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{ordered[0]}-{ordered[-1]}"
    return ", ".join(map(str, ordered))
