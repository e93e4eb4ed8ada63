"""A model of the formulas as the area it describes, judged by `evaluate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from listerules.areas.records import Interval, Record
from listerules.verdict.evaluate import COUNTRY, AreaJudge, Finding
from listerules.verdict.prove.questions import Witness

if TYPE_CHECKING:
    from datetime import date

    from listerules.verdict.prove.figures import Cell
    from listerules.verdict.prove.questions import Question, Side

AREA_NAME = "Made-up area"
REGION = "Hovedstaden"
MUNICIPALITY = "Made-up municipality"
PLACES = {"area": AREA_NAME, "national": COUNTRY, "region": REGION, "municipality": MUNICIPALITY}


def confirm(
    question: Question, cells: Mapping[Cell, Fraction], past: Mapping[tuple[str, int], bool], *, is_smallest: bool
) -> Witness | None:
    """The area with these figures and earlier lists, if `evaluate` finds that it breaks the claim; else None."""
    reference = tuple(_make_reference(question.year, cells))
    found: dict[Side, tuple[Finding, ...]] = {}
    for side in question.sides:
        named = {(side.called(year, common), year): on for (common, year), on in past.items()}
        told = {(side.series.newest_name(name), year): on for (name, year), on in named.items() if name}
        records = _make_records(question, cells, told)
        baselines = {(record.area, record.year): record for record in reference}
        found[side] = AreaJudge(records, side.series, question.vocabulary, baselines).judge(records[-1])
    for conditions in question.alternatives:
        judged = tuple((each, _find(found[each.side], each.path)) for each in conditions)
        if all(finding.verdict is condition.verdict for condition, finding in judged):
            records = _make_records(question, cells, _name_then(question, past))
            return Witness(records, reference, judged, tuple(found.items()), is_smallest)
    return None


def _find(findings: tuple[Finding, ...], path: str) -> Finding:
    return next(each for finding in findings for each in finding.walk() if each.path == path)


def _name_then(question: Question, past: Mapping[tuple[str, int], bool]) -> Mapping[tuple[str, int], bool]:
    """The earlier lists under the names they had."""
    return {
        (next(filter(None, (side.called(year, common) for side in question.sides)), common), year): on
        for (common, year), on in past.items()
    }


def _make_records(
    question: Question, cells: Mapping[Cell, Fraction], past: Mapping[tuple[str, int], bool]
) -> tuple[Record, ...]:
    """The area's years, oldest first: those with figures, and those with lists."""
    figures = _by_year("area", question.year, cells)
    years = sorted({question.year, *figures, *(year for _, year in past)})
    return tuple(
        _make_record(
            AREA_NAME,
            year,
            figures.get(year, {}),
            {name: on for (name, then), on in past.items() if then == year},
            question.list_date if year == question.year else None,
        )
        for year in years
    )


def _make_reference(year: int, cells: Mapping[Cell, Fraction]) -> Iterator[Record]:
    for place, name in PLACES.items():
        if place != "area":
            for then, values in sorted(_by_year(place, year, cells).items()):
                yield _make_record(name, then, values, {}, None)


def _by_year(place: str, year: int, cells: Mapping[Cell, Fraction]) -> dict[int, dict[str, Fraction]]:
    found: dict[int, dict[str, Fraction]] = {}
    for cell, value in cells.items():
        if cell.place == place:
            found.setdefault(year - cell.back, {})[cell.column] = value
    return found


def _make_record(
    area: str, year: int, values: Mapping[str, Fraction], published: Mapping[str, bool], day: date | None
) -> Record:
    return Record(
        area=area,
        year=year,
        list_date=day,
        municipality=MUNICIPALITY,
        region=REGION,
        row=None,
        given=True,
        values={column: Interval(value, value) for column, value in values.items()},
        blanks={},
        published=published,
    )
