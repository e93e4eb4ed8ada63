"""The right answers, in exact fractions, and how far an answer is from them.

Each row looks its earlier years up by area and year. Nothing is shared with any candidate: no shifts, no floats, no
rule file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import polars as pl

from benchmarks.baselines import Baselines
from benchmarks.work import ANSWER, INCOME, LISTS, RUN

Verdict: TypeAlias = bool | None
Row: TypeAlias = Mapping[str, Any]
SCHEMA = pl.Schema({"area": pl.Int32, "year": pl.Int16, **dict.fromkeys(LISTS, pl.Boolean), "n_met": pl.UInt8})


@dataclass(frozen=True)
class Difference:
    """In how many rows an answer differs from another, and in how many of them no figure stands on a line."""

    rows: int
    off_lines: int


def shape_answer(answer: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """An answer with the columns and types of `ANSWER`; columns that are not there are left out."""
    lazy = answer.lazy()
    there = set(lazy.collect_schema().names())
    return lazy.select(pl.col(name).cast(SCHEMA[name]) for name in ANSWER if name in there)


def find_difference(answer: pl.DataFrame, right: pl.DataFrame) -> Difference:
    """Compare row by row, by area and year. `right` is from `judge_exactly`. Raises ValueError for other rows."""
    given = shape_answer(answer).collect().sort("area", "year")
    right = right.sort("area", "year")
    if not given.select("area", "year").equals(right.select("area", "year")):
        raise ValueError(f"{given.height} rows of other areas or years than the {right.height} that went in")
    columns = [name for name in given.columns if name not in ("area", "year")]
    differs = pl.DataFrame(given[name].ne_missing(right[name]) for name in columns).select(
        rows=pl.any_horizontal(pl.all())
    )["rows"]
    return Difference(int(differs.sum()), int((differs & ~right["on_line"]).sum()))


def judge_exactly(panel: pl.DataFrame, baselines: Baselines) -> pl.DataFrame:
    """The answer for each row, and whether figures stand exactly on their lines.

    `touches` says that one of the row's own does, `on_line` that one does of any year that the run looks back to.
    """
    rows = {(row["area"], row["year"]): row for row in panel.iter_rows(named=True)}
    judged = {key: _judge_row(row, rows.get((key[0], key[1] - 1)), baselines) for key, row in rows.items()}
    answers = []
    for (area, year), one in judged.items():
        run = [judged.get((area, year - back)) for back in range(RUN)]
        transformation = _all(None if each is None else each.parallel for each in run)
        on_line = any(each.touches for each in run if each is not None)
        answers.append(
            (area, year, one.vulnerable, one.parallel, transformation, one.prevention, one.met, one.touches, on_line)
        )
    return pl.DataFrame(answers, schema={**SCHEMA, "touches": pl.Boolean, "on_line": pl.Boolean}, orient="row")


@dataclass(frozen=True)
class _Judged:
    vulnerable: Verdict
    parallel: Verdict
    prevention: Verdict
    met: int
    touches: bool


def _judge_row(row: Row, before: Row | None, baselines: Baselines) -> _Judged:
    lines = _Lines()
    outside = _mean(
        _share(row, "uden_tilknytning", "beboere_18_64"), _share(before, "uden_tilknytning", "beboere_18_64")
    )
    convicted = _mean(_share(row, "doemte", "beboere_18_og_over"), _share(before, "doemte", "beboere_18_og_over"))
    school = _share(row, "kun_grundskole", "beboere_30_59")
    non_western = _share(row, "ikke_vestlige", "beboere")
    income = None if row[INCOME] is None else Fraction(repr(row[INCOME]))
    national = baselines.national_share(row["year"])
    regional = baselines.regional_income(row["year"], row["region_code"])
    large = None if row["beboere"] is None else row["beboere"] >= 1000
    schooling = lines.above(school, Fraction("0.60"))
    social = [
        lines.above(outside, Fraction("0.40")),
        lines.at_least(convicted, _times(3, national)),
        schooling,
        lines.below(income, _times(Fraction("0.55"), regional)),
    ]
    social_at_risk = [
        lines.above(outside, Fraction("0.30")),
        lines.at_least(convicted, _times(2, national)),
        schooling,
        lines.below(income, _times(Fraction("0.65"), regional)),
    ]
    vulnerable = _all([large, _two_of(social)])
    return _Judged(
        vulnerable=vulnerable,
        parallel=_all([vulnerable, lines.above(non_western, Fraction("0.50"))]),
        prevention=_all(
            [
                None if vulnerable is None else not vulnerable,
                large,
                lines.above(non_western, Fraction("0.30")),
                _two_of(social_at_risk),
            ]
        ),
        met=social.count(True),
        touches=lines.touched,
    )


class _Lines:
    """Comparisons, and whether any was of two equal numbers."""

    def __init__(self) -> None:
        self.touched = False

    def above(self, value: Fraction | None, line: Fraction | None) -> Verdict:
        return None if self._unknown(value, line) else value > line  # type: ignore[operator]

    def at_least(self, value: Fraction | None, line: Fraction | None) -> Verdict:
        return None if self._unknown(value, line) else value >= line  # type: ignore[operator]

    def below(self, value: Fraction | None, line: Fraction | None) -> Verdict:
        return None if self._unknown(value, line) else value < line  # type: ignore[operator]

    def _unknown(self, value: Fraction | None, line: Fraction | None) -> bool:
        self.touched = self.touched or (value is not None and value == line)
        return value is None or line is None


def _share(row: Row | None, part: str, whole: str) -> Fraction | None:
    if row is None or row[part] is None or not row[whole]:
        return None
    return Fraction(row[part], row[whole])


def _mean(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else (first + second) / 2


def _times(factor: Fraction | int, baseline: Fraction | int | None) -> Fraction | None:
    return None if baseline is None else Fraction(factor) * baseline


def _all(verdicts: Any) -> Verdict:
    verdicts = list(verdicts)
    return False if False in verdicts else None if None in verdicts else True


def _two_of(verdicts: list[Verdict]) -> Verdict:
    surely, possibly = verdicts.count(True), verdicts.count(True) + verdicts.count(None)
    return True if surely >= 2 else None if possibly >= 2 else False
