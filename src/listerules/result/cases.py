"""The cases that stand beside the rules, judged as any table is: does each made-up area get the answers it must."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from listerules.errors import DataError, Problem
from listerules.law.cases import FoundCase, cells_of, read_cases
from listerules.law.mistakes import suggest
from listerules.law.source import shorten
from listerules.result.classify import classify
from listerules.result.explain import GroupStep, ListStep, RunStep, open_areas
from listerules.result.result import ANSWERS, DisagreementError
from listerules.result.wording_of_explanations import tell_step, tell_year
from listerules.verdict.engine import list_column, node_column

if TYPE_CHECKING:
    from listerules.areas.records import Record
    from listerules.law.model import Case
    from listerules.law.rulebook import Rulebook, Series
    from listerules.result.explain import Step, Trace
    from listerules.result.result import Result
    from listerules.verdict.evaluate import Finding

AREA = "the area"  # as messages about its figures call it


@dataclass(frozen=True)
class CaseReport:
    """How many cases there are (`count`), of how many regimes, and what is wrong: of a case that fails, one problem.

    Mistakes in the grammar of a file of cases are told without the slug `case`; its cases are not counted.
    """

    count: int
    regimes: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class JudgedCase:
    """A case with the record that it was judged as, and what was found of every node, by path.

    `trace` holds the case's other years and its baselines.
    """

    found: FoundCase
    trace: Trace
    record: Record
    findings: Mapping[str, Finding]

    @property
    def failed(self) -> tuple[str, ...]:
        """The paths that do not get the answer the case expects."""
        expect = self.found.case.expect
        return tuple(path for path, answer in expect.items() if self.findings[path].verdict != answer)


def run_cases(rulebook: Rulebook) -> CaseReport:
    """Run every case of every regime: those in the rule files, and those in `*.cases.yaml` beside them.

    Each is judged as a table of areas is, by both engines. Whatever is wrong with a case is a problem of the report;
    only a `DisagreementError`, a fault of this program, is raised.
    """
    found, problems = read_cases(rulebook)
    judged, unfit = judge_cases(found, rulebook)
    told = [*unfit, *(tell_failure(case) for case in judged if case.failed)]
    told.sort(key=lambda problem: problem.place)
    return CaseReport(len(found), len({case.regime.regime for case in found}), (*problems, *told))


def judge_cases(found: Sequence[FoundCase], rulebook: Rulebook) -> tuple[list[JudgedCase], list[Problem]]:
    """Judge the cases that can be, in as few tables as may be; and say what is wrong with the others."""
    series = {regime.regime: each for each in rulebook.series.values() for regime in each.regimes}
    mistakes = {case: [*_find_mistakes(case, series[case.regime.regime])] for case in found}
    judged: list[JudgedCase] = []
    unfit = [problem for problems in mistakes.values() for problem in problems]
    for cases in _group(case for case in found if not mistakes[case]):
        more, unread = _judge(cases, rulebook, series[cases[0].regime.regime])
        judged += more
        unfit += unread
    return judged, unfit


# --- what can be said of a case without judging it -----------------------------------------------


def _find_mistakes(found: FoundCase, series: Series) -> Iterator[Problem]:
    case, regime = found.case, found.regime
    day = case.list_date or date(case.year, 12, 31)
    judge = series.regime_on(day)
    if day.year != case.year:
        what = f"The year of the case is {case.year}, and its list date is in {day.year}."
        yield found.problem(("list_date",), what, "Mend whichever is wrong.", of_value=True)
    elif judge is not regime:
        by = f"'{judge.regime}'" if judge else "no regime of the series"
        what = f"The case is of '{regime.regime}', and the list of {case.list_date or case.year} is judged by {by}."
        place = "list_date" if case.list_date else "year"
        yield found.problem((place,), what, _tell_span(series, found), of_value=True)
    elif case.year not in case.by_year(case.area):
        what = f"The case is of {case.year}, and its area has no figures of that year."
        yield found.problem(("area",), what, f"Add them; '{case.year}: {{}}' says that none is known.")
    else:
        for year, names in case.lists.items():
            yield from _find_mistakes_of_lists(found, series, year, names)


def _tell_span(series: Series, found: FoundCase) -> str:
    """In which years the regime of a case judges the list of the year."""
    later = series.regimes[series.regimes.index(found.regime) + 1 :]
    first, last = found.regime.from_.year, later[0].from_.year - 1 if later else None
    years = f"from {first} on" if last is None else f"{first}-{last}" if first < last else str(first)
    return f"It judges the lists {'' if last is None else 'of '}{years}."


def _find_mistakes_of_lists(found: FoundCase, series: Series, year: int, names: Sequence[str]) -> Iterator[Problem]:
    place = ("lists", str(year))
    if year >= found.case.year:
        what = f"The published lists of {year} would be the answer of a case of {found.case.year}, not its question."
        yield found.problem(place, what, "Name those of earlier years.")
        return
    regime = series.regime_of_year(year)
    known = regime.lists if regime else {}
    for number, name in enumerate(names):
        if name not in known:
            what = f"There was no list '{name}' in {year}."
            what_to_do = suggest(name, known, f"lists of {year}") if known else "There were none at all."
            yield found.problem((*place, number), what, what_to_do, of_value=True)


# --- judging -------------------------------------------------------------------------------------


def _group(found: Iterator[FoundCase]) -> Iterator[Sequence[FoundCase]]:
    """Cases that can share a table: of one series, with one reference, and with lists published of the same years.

    A year that something is published of is a year of every area of the table, and what is known of it may follow
    from others: a case would not be by itself among such.
    """
    groups: dict[tuple[str, str, tuple[int, ...]], list[FoundCase]] = {}
    for each in found:
        reference = json.dumps(_make_reference(each.case), sort_keys=True)
        groups.setdefault((each.regime.series, reference, tuple(sorted(each.case.lists))), []).append(each)
    yield from groups.values()


def _judge(cases: Sequence[FoundCase], rulebook: Rulebook, series: Series) -> tuple[list[JudgedCase], list[Problem]]:
    """Judge cases that share a table. Those that cannot be read are found by halving it."""
    areas = [AREA] if len(cases) == 1 else [f"{AREA} {number}" for number in range(len(cases))]
    cases_of = dict(zip(areas, cases, strict=True))
    try:
        result = _classify(cases_of, rulebook, series)
    except DataError as error:
        if len(cases) == 1:
            return [], [_place(cases[0], problem) for problem in error.problems]
        middle = len(cases) // 2
        halves = [_judge(half, rulebook, series) for half in (cases[:middle], cases[middle:])]
        return [case for judged, _ in halves for case in judged], [each for _, unread in halves for each in unread]
    answers = {(row["area"], row["year"]): row for row in result.reported.iter_rows(named=True)}
    return [_take(cases_of[trace.area], trace, answers) for trace in open_areas(result, cases_of.keys())], []


def _take(found: FoundCase, trace: Trace, answers: Mapping[tuple[str, int], Mapping[str, Any]]) -> JudgedCase:
    """A case with its findings. Raises `DisagreementError` where the engines differ on a node."""
    record = trace.last_of_year[found.case.year]
    lists = trace.findings_of(record)
    findings = {each.path: each for finding in lists.values() for each in finding.walk()}
    answer = answers[trace.area, found.case.year]
    for path, finding in findings.items():
        column = list_column(trace.result.series.newest_name(path)) if path in lists else node_column(path)
        if ANSWERS[answer[column]] is not finding.verdict:
            raise DisagreementError(f"case '{found.case.name}': {path}. Please report this.")
    return JudgedCase(found, trace, record, findings)


def _classify(cases_of: Mapping[str, FoundCase], rulebook: Rulebook, series: Series) -> Result:
    """The result of a table in which each case is an area. Raises DataError where a figure cannot be read."""
    cases = {area: found.case for area, found in cases_of.items()}
    counted = {
        column: None
        for regime in series.regimes
        for measure in regime.measures.values()
        for column in (measure.column, measure.of)
        if column
    }
    rows = [row for area, case in cases.items() for row in _make_rows(case, area)]
    history = [row for area, case in cases.items() for row in _make_history(case, area, series)]
    reference = _make_reference(next(iter(cases.values())))
    return classify(
        [_write_rates(counted | row, rulebook) for row in rows],
        rulebook,
        series=series.name,
        years={case.year for case in cases.values()},
        reference=[_write_rates(counted | row, rulebook) for row in reference] or None,
        history=history or None,
        decimal=".",
    )


def _make_rows(case: Case, area: str) -> Iterator[dict[str, Any]]:
    for year, cells in case.by_year(case.area).items():
        day = case.list_date if year == case.year else None
        yield {"area": area, "year": year, "list_date": day and day.isoformat(), **cells}


def _make_reference(case: Case) -> list[dict[str, Any]]:
    """Country and regions are known by name; any other name must be the area's municipality."""
    own = {cells.get("municipality") for cells in case.by_year(case.area).values()}
    return [
        {"area": name, "municipality": name if name in own else None, "year": year, **cells}
        for name, figures in case.reference.items()
        for year, cells in case.by_year(figures).items()
    ]


def _make_history(case: Case, area: str, series: Series) -> Iterator[dict[str, Any]]:
    """Each list of a year with whether the area was on it."""
    for year, names in case.lists.items():
        regime = series.regime_of_year(year)
        for name in regime.lists if regime else ():
            on = "yes" if name in names else "no"
            yield {"area": area, "year": year, "list": name, "on": on}


def _write_rates(row: dict[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    """The row with per cent signs, so that a rate of 1.5 is never taken for a fraction of one."""
    columns = rulebook.vocabulary.columns
    rates = {name for name in row if name in columns and columns[name].unit == "percent"}
    return {name: f"{cell} %" if name in rates and str(cell)[-1:].isdigit() else cell for name, cell in row.items()}


# --- telling -------------------------------------------------------------------------------------


def _place(found: FoundCase, problem: Problem) -> Problem:
    """A problem with a table of one case, told at the cell it is about, or else at the case."""
    for place, year, cells in cells_of(found.case):
        name = AREA if place[0] == "area" else place[1]
        for column in cells:
            if f"'{column}'" in problem.what and f"({name} {year})" in problem.what:
                return found.problem((*place, column), problem.what, problem.what_to_do, of_value=True)
    return found.problem((), problem.what, problem.what_to_do)


def tell_failure(judged: JudgedCase) -> Problem:
    """What a case expected and what came out, with the figures, the lines and the reasons."""
    case, failed = judged.found.case, judged.failed
    decision = judged.trace.decide(judged.record, None)
    steps = {step.path: step for each in decision.steps for step in each.walk()}
    what = f"The case '{shorten(case.name)}' does not get the answer it expects."
    lines = [line for path in failed for line in _tell_answer(steps[path], case.expect[path], failed)]
    problem = judged.found.problem(("expect", failed[0]), what, label=failed[0], of_value=True)
    return replace(problem, details="\n".join(lines))


def _tell_answer(step: Step, expected: str, failed: Sequence[str]) -> Iterator[str]:
    """The answer with what it was made from."""
    yield f"{tell_step(step, 'en').title} ({step.path}): expected {expected}, found {_tell_finding(step)}"
    yield from _tell_why(step, "  ", failed)


def _tell_why(step: Step, indent: str, failed: Sequence[str]) -> Iterator[str]:
    """What settled the answer of a step; what fails the case as well is told by itself."""
    yield from (f"{indent}- {remark}" for remark in tell_step(step, "en").remarks)
    if isinstance(step, RunStep):
        for year in step.years:
            on = tell_year(year, "en")
            yield f"{indent}- {on.title}: {_join(year.verdict, on.sentence)}"
    if isinstance(step, GroupStep | ListStep):
        for below in step.below:
            if below.met is step.verdict:
                yield f"{indent}- {tell_step(below, 'en').title}: {_tell_finding(below)}"
                if below.path not in failed:
                    yield from _tell_why(below, f"{indent}  ", failed)


def _tell_finding(step: Step) -> str:
    """Such as `no; 40.0 %, above 40 %`."""
    said = tell_step(step, "en")
    figures = f"{said.value}, {said.line}" if said.value else ""
    return _join(step.verdict, said.sentence, figures)


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
