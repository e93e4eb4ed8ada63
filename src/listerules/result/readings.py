"""Which verdicts depend on a reading: where the law leaves room, each other choice is tried on the same figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from listerules.errors import RulesError
from listerules.law.effects import find_touched
from listerules.law.model import Patch, Scenario
from listerules.result.scenario import regimes_of, set_aside
from listerules.result.verdicts import KEYS, list_verdicts
from listerules.verdict.engine import judge

if TYPE_CHECKING:
    from listerules.areas.panel import Panel
    from listerules.law.model import Reading, Regime
    from listerules.law.rulebook import Rulebook
    from listerules.result.result import Result

UNDECIDED = "undecided"


@dataclass(frozen=True)
class Trial:
    """A reading of a regime, and which verdicts another choice turns.

    `changed` has a row for each: `area`, `year`, `list`, `verdict`, `other` and `list_date`, where `verdict` is by
    the figures under the reading chosen, and `other` under the other. `missing` are columns that the other choice
    counts and the table does not have; `as_rates` those it has as published rates only, which are worked out already.
    `misfit` says why another choice that there is cannot be tried.
    """

    regime: Regime
    path: str
    reading: Reading
    changed: pl.DataFrame
    missing: tuple[str, ...] = ()
    as_rates: tuple[str, ...] = ()
    misfit: str | None = None

    @property
    def was_tried(self) -> bool:
        """Whether there is another choice, and it fits."""
        return self.reading.alternative is not None and self.misfit is None

    @property
    def turned(self) -> pl.DataFrame:
        """The rows of `changed` that the other choice decides otherwise, or decides at all."""
        return self.changed.filter(pl.col("other") != UNDECIDED)

    @property
    def lost(self) -> pl.DataFrame:
        """The rows of `changed` that the other choice leaves undecided, for want of figures."""
        return self.changed.filter(pl.col("other") == UNDECIDED)


def try_readings(result: Result) -> tuple[Trial, ...]:
    """Judge a result once more under the other choice of each reading of the regimes that judge its table.

    A list that a reading bears on is judged by the figures here, also where it was published: what was published is
    by whoever read the law then. Of regimes that judge no reported year, only readings that turn a verdict are given.
    """
    there = regimes_of(result.panel.rows.select("year", "list_date").collect(), result.series)
    names = [regime.regime for regime in there]
    found = [each for each in result.rulebook.readings() if each[0].regime in names]
    ordered = sorted(found, key=lambda each: names.index(each[0].regime))
    trials = [_try(result, regime, path, reading) for regime, path, reading in ordered]
    return tuple(each for each in trials if each.regime in result.regimes or each.turned.height)


def list_dependence(trials: Collection[Trial]) -> pl.DataFrame:
    """What the trials changed, in one frame: `regime`, `node`, `reading`, and the columns of `Trial.changed`."""
    frames = [
        each.changed.select(
            pl.lit(each.regime.regime).alias("regime"),
            pl.lit(each.path).alias("node"),
            pl.lit(each.reading.name).alias("reading"),
            pl.all(),
        )
        for each in trials
    ]
    return pl.concat([_NOTHING_NAMED, *frames])


_NOTHING = pl.DataFrame(
    schema={
        "area": pl.String,
        "year": pl.Int32,
        "list": pl.String,
        "verdict": pl.String,
        "other": pl.String,
        "list_date": pl.Date,
    }
)
_NOTHING_NAMED = pl.DataFrame(schema={**dict.fromkeys(("regime", "node", "reading"), pl.String), **_NOTHING.schema})


def _try(result: Result, regime: Regime, path: str, reading: Reading) -> Trial:
    if reading.alternative is None:
        return Trial(regime, path, reading, _NOTHING)
    scenario = Scenario(scenario=reading.name, on=regime.regime, readings=(reading.name,))
    try:
        rulebook = result.rulebook.with_scenario(scenario)
    except RulesError as error:  # under a scenario that has changed the same words
        return Trial(regime, path, reading, _NOTHING, misfit=error.problems[0].what)
    here, there = result.series, rulebook.get_series(result.series.name)
    touched = find_touched(here, there)
    chosen = _judge_under(result, result.rulebook, set_aside(result.panel, here, here, touched)[0])
    other = _judge_under(result, rulebook, set_aside(result.panel, here, there, touched)[0])
    names = set(result.panel.rows.collect_schema().names())
    return Trial(
        regime,
        path,
        reading,
        _compare(chosen, other),
        tuple(_find_missing(rulebook.regime(regime.regime), regime, names)),
        tuple(_find_rates(regime, reading.alternative, names)),
    )


def _judge_under(result: Result, rulebook: Rulebook, panel: Panel) -> pl.DataFrame:
    series = rulebook.get_series(result.series.name)
    judged = judge(panel, series, rulebook.vocabulary).collect()
    return list_verdicts(replace(result, rulebook=rulebook, series=series, panel=panel, judged=judged).table)


def _compare(chosen: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """The rows that differ. A list has the same name in both, since a reading changes no names."""
    keys = [*KEYS, "list"]
    both = chosen.join(other.rename({"verdict": "other"}), on=keys, how="left", nulls_equal=True, maintain_order="left")
    return both.filter(pl.col("verdict") != pl.col("other")).select(*_NOTHING.columns)


def _find_missing(other: Regime, chosen: Regime, names: Collection[str]) -> Iterator[str]:
    """Columns that only the other choice counts and that the table lacks."""
    counted = {column for measure in chosen.measures.values() for column in (measure.column, measure.of)}
    for measure in other.measures.values():
        for column in (measure.column, measure.of):
            if column and column not in counted and column not in names and f"{measure.rate}.low" not in names:
                yield column


def _find_rates(regime: Regime, patch: Patch, names: Collection[str]) -> Iterator[str]:
    """Published rates of measures that the other choice counts in another way: no count, so it cannot be tried."""
    paths = [*patch.change, *patch.remove, *patch.add]
    for name, measure in regime.measures.items():
        if (
            measure.rate
            and f"{measure.rate}.low" in names
            and any(each.startswith(f"measures.{name}.") for each in paths)
        ):
            yield measure.rate
