"""What a run found, kept as JSON: from it, tables and plot can be made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.agreement import Checked
from benchmarks.measure import Case, Measured
from benchmarks.work import must_be_exact


@dataclass
class Results:
    """The machine, what was measured, the agreement on the checked panels, and the cold starts, in seconds.

    `samples` says, by size, how many rows of a sample of the timed panel were not those of exact fractions.
    """

    machine: dict[str, Any]
    agreement: list[Checked] = field(default_factory=list)
    samples: dict[str, int] = field(default_factory=dict)
    measured: list[Measured] = field(default_factory=list)
    cold: dict[str, list[float]] = field(default_factory=dict)

    def find(self, lane: str, candidate: str, rows: int, kind: str = "random") -> Measured | None:
        """What was measured of a case, where it gave seconds."""
        return next(
            (
                each
                for each in self.measured
                if (each.case.lane, each.case.candidate, each.case.rows, each.case.kind)
                == (lane, candidate, rows, kind)
                and each.seconds
            ),
            None,
        )

    def list_mistakes(self) -> list[str]:
        """Wrong answers: what makes a run fail."""
        return [
            *(
                f"{each.candidate} ({each.lane}, {each.panel}): {each.error or f'{each.differ} rows'}"
                for each in self.agreement
                if each.is_wrong
            ),
            *(
                f"listerules: {wrong} rows of the sample at {rows} rows"
                for rows, wrong in self.samples.items()
                if wrong
            ),
            *(
                f"{each.case.candidate} ({each.case.lane}, {each.case.kind}): {each.differ} of {each.case.rows} rows"
                for each in self.measured
                if each.differ and must_be_exact(each.case.candidate)
            ),
        ]


@dataclass(frozen=True)
class Spread:
    """A median and its quartiles."""

    middle: float
    low: float
    high: float


def spread_of(values: list[float]) -> Spread:
    """The median and quartiles of at least one value."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(median(values), low, high)


def ratio_of(above: list[float], under: list[float]) -> Spread:
    """The ratio of two medians; its spread sets the near quartile of one against the far one of the other."""
    one, other = spread_of(above), spread_of(under)
    return Spread(one.middle / other.middle, one.low / other.high, one.high / other.low)


def write_results(results: Results, path: Path) -> None:
    """Write everything as JSON."""
    path.write_text(json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n")


def read_results(path: Path) -> Results:
    """The results that `write_results` wrote."""
    found = json.loads(path.read_text())
    measured = [Measured(Case(**each.pop("case")), **each) for each in found.pop("measured")]
    agreement = [Checked(**each) for each in found.pop("agreement")]
    return Results(measured=measured, agreement=agreement, **found)
