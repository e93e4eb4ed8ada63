"""How sure each verdict is: whether it rests on counts, survives the rounding of print, or needs print to be exact."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from listerules.result.verdicts import list_verdicts
from listerules.verdict.engine import judge

if TYPE_CHECKING:
    from listerules.areas.panel import Panel
    from listerules.result.result import Result


class Certainty(StrEnum):
    """What a verdict rests on, surest first."""

    EXACT = "exact"
    SURVIVES_ROUNDING = "survives rounding"
    ONLY_AS_PRINTED = "only as printed"
    UNDECIDED = "undecided"


def judge_certainty(result: Result) -> pl.DataFrame:
    """Every list verdict with how sure it is: `area`, `year`, `list`, `verdict`, `certainty`, and `list_date`.

    Everything is judged three times, with less and less left open, and a verdict is as sure as the first that
    decides it: `exact`, whatever the published rates were, so that counts or the published list decide;
    `survives rounding`, whatever the figures were before they were rounded; `only as printed`, if the figures are
    taken as exactly what is printed; and `undecided`. `verdict` is that of the result itself: of what is decided only
    as printed, one that is not made `as_printed` says undecided. `list_date` is null where the areas have none.
    """
    rounded = result.rounded or result.panel
    sure = {
        Certainty.EXACT: rounded.forget_rates(),
        Certainty.SURVIVES_ROUNDING: rounded,
        Certainty.ONLY_AS_PRINTED: rounded.take_as_printed(),
    }
    told = list_verdicts(result.table)
    decided = [(_judge_again(result, panel)["verdict"] != "undecided", certainty) for certainty, panel in sure.items()]
    certainty = pl.coalesce(
        *(pl.when(is_decided).then(pl.lit(certainty.value)) for is_decided, certainty in decided),
        pl.lit(Certainty.UNDECIDED.value),
    )
    return told.select("area", "year", "list", "verdict", certainty.alias("certainty"), "list_date")


def _judge_again(result: Result, panel: Panel) -> pl.DataFrame:
    """The verdicts of another panel, row by row those of the result."""
    judged = judge(panel, result.series, result.rulebook.vocabulary).collect()
    return list_verdicts(type(result)(result.rulebook, result.series, panel, judged, result.options).table)


def find_only_as_printed(result: Result) -> dict[tuple[date, str], list[str]]:
    """The areas of a result made `as_printed` that nothing else decides: by list date and the list's name then."""
    found: dict[tuple[date, str], list[str]] = {}
    if not (result.options["as_printed"] and result.has_figures):
        return found
    doubtful = result.certainty.filter(pl.col("certainty") == Certainty.ONLY_AS_PRINTED.value)
    for area, year, name, given in doubtful.select("area", "year", "list", "list_date").iter_rows():
        day = given or date(year, 12, 31)
        regime = result.series.regime_on(day)
        then = regime and result.series.name_in(regime, result.series.newest_name(name))
        found.setdefault((day, then or name), []).append(area)
    return found
