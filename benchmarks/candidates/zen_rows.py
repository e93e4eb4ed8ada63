"""GoRules ZEN: a decision graph that is given a thousand rows a call, as dicts, and judges them one by one.

The host does what a decision on one row cannot: it lays the figures of the year before beside those of the year, looks
the baselines up, and follows the run of years. A blank is -1 on the way in; an answer is 0 no, 1 unknown, 2 yes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.candidates.codes import from_codes
from benchmarks.work import COUNTS, FIRST_YEAR, INCOME, RUN, InMemory, Job

if TYPE_CHECKING:
    import polars as pl

    from benchmarks.baselines import Baselines

ROWS_A_CALL = 1000
BLANK = -1
YES, UNKNOWN, NO = 2, 1, 0
LOOKED_BACK = ("uden_tilknytning", "beboere_18_64", "doemte", "beboere_18_og_over")


def write_expressions() -> dict[str, str]:
    """Each answer by name; `$.` before the name of an answer above it."""
    work = _mean("uden_tilknytning", "beboere_18_64")
    crime = _mean("doemte", "beboere_18_og_over")
    foreign = "ikke_vestlige / beboere"
    no_foreign = "beboere <= 0 or ikke_vestlige < 0"
    tests = {
        "work_40": _test(_blank_mean("uden_tilknytning", "beboere_18_64"), f"{work} > 0.4"),
        "work_30": _test(_blank_mean("uden_tilknytning", "beboere_18_64"), f"{work} > 0.3"),
        "crime_3": _test(_blank_mean("doemte", "beboere_18_og_over", "national"), f"{crime} >= 3 * national"),
        "crime_2": _test(_blank_mean("doemte", "beboere_18_og_over", "national"), f"{crime} >= 2 * national"),
        "school": _test("beboere_30_59 <= 0 or kun_grundskole < 0", "kun_grundskole / beboere_30_59 > 0.6"),
        "income_55": _test(f"{INCOME} < 0 or regional < 0", f"{INCOME} < 0.55 * regional"),
        "income_65": _test(f"{INCOME} < 0 or regional < 0", f"{INCOME} < 0.65 * regional"),
        "large": _test("beboere < 0", "beboere >= 1000"),
        "above_half": _test(no_foreign, f"{foreign} > 0.5"),
        "above_three_tenths": _test(no_foreign, f"{foreign} > 0.3"),
    }
    social = ("work_40", "crime_3", "school", "income_55")
    return {
        **tests,
        **_two_of("social", social),
        **_two_of("risk", ("work_30", "crime_2", "school", "income_65")),
        "vulnerable": _least("$.large", "$.social"),
        "parallel": _least("$.vulnerable", "$.above_half"),
        "not_vulnerable": f"{YES} - $.vulnerable",
        "candidate": _least("$.not_vulnerable", "$.large"),
        "exposed": _least("$.above_three_tenths", "$.risk"),
        "prevention": _least("$.candidate", "$.exposed"),
    }


def _mean(part: str, whole: str) -> str:
    return f"({part} / {whole} + {part}_then / {whole}_then) / 2"


def _blank_mean(part: str, whole: str, *others: str) -> str:
    blanks = [f"{part} < 0", f"{whole} <= 0", f"{part}_then < 0", f"{whole}_then <= 0"]
    return " or ".join([*blanks, *(f"{other} < 0" for other in others)])


def _test(unknown: str, is_met: str) -> str:
    return f"({unknown}) ? {UNKNOWN} : (({is_met}) ? {YES} : {NO})"


def _least(first: str, second: str) -> str:
    return f"{first} < {second} ? {first} : {second}"


def _two_of(name: str, tests: Sequence[str]) -> dict[str, str]:
    surely, possibly = (" + ".join(f"($.{test} >= {least} ? 1 : 0)" for test in tests) for least in (YES, UNKNOWN))
    verdict = f"$.{name}_surely >= 2 ? {YES} : ($.{name}_possibly >= 2 ? {UNKNOWN} : {NO})"
    return {f"{name}_surely": surely, f"{name}_possibly": possibly, name: verdict}


def write_graph() -> str:
    """The decision graph as JSON: input, the expressions once for each of `rows`, output."""
    content = {
        "expressions": [{"id": key, "key": key, "value": value} for key, value in write_expressions().items()],
        "passThrough": False,
        "inputField": "rows",
        "outputPath": "rows",
        "executionMode": "loop",
    }
    kinds = {"in": "inputNode", "rules": "expressionNode", "out": "outputNode"}
    nodes: list[dict[str, Any]] = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in kinds.items()
    ]
    nodes[1]["content"] = content
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "rules"), ("rules", "out"))
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def prepare(frame: pl.DataFrame, baselines: Baselines) -> Job:
    """From lists of Python numbers to rows of them."""
    import zen  # noqa: PLC0415 - only in the process of this candidate

    decision = zen.ZenEngine().create_decision(write_graph())
    columns = {name: frame[name].fill_null(BLANK).to_list() for name in (*COUNTS, INCOME)}
    area, year, region = (frame[name].to_list() for name in ("area", "year", "region_code"))
    national = np.nan_to_num(baselines.national_shares(), nan=BLANK).tolist()
    regional = np.nan_to_num(baselines.regional_incomes(), nan=BLANK).tolist()

    def make_rows() -> Iterator[dict[str, float]]:
        for row in range(len(area)):
            index = year[row] - FIRST_YEAR
            known = row > 0 and area[row - 1] == area[row] and year[row - 1] == year[row] - 1
            given = {name: column[row] for name, column in columns.items()}
            given.update({f"{name}_then": columns[name][row - 1] if known else BLANK for name in LOOKED_BACK})
            given["national"], given["regional"] = national[index], regional[index][region[row] - 1]
            yield given

    def run() -> list[tuple[int, ...]]:
        rows, judged = list(make_rows()), []
        for start in range(0, len(rows), ROWS_A_CALL):
            judged += decision.evaluate({"rows": rows[start : start + ROWS_A_CALL]})["result"]["rows"]
        parallel = [int(each["parallel"]) for each in judged]
        return [
            (
                int(each["vulnerable"]),
                parallel[row],
                _follow_run(area, year, parallel, row),
                int(each["prevention"]),
                int(each["social_surely"]),
            )
            for row, each in enumerate(judged)
        ]

    def tabulate(answer: list[tuple[int, ...]]) -> pl.DataFrame:
        return from_codes(frame["area"].to_numpy(), frame["year"].to_numpy(), np.array(answer, np.int8).T.copy())

    return Job(run=run, tabulate=tabulate)


def _follow_run(area: list[int], year: list[int], parallel: list[int], row: int) -> int:
    answer = parallel[row]
    for earlier in range(row - 1, row - RUN, -1):
        if earlier < 0 or area[earlier] != area[row] or year[earlier] <= year[row] - RUN:
            return min(answer, UNKNOWN)
        answer = min(answer, parallel[earlier])
    return answer


CANDIDATES = (InMemory("GoRules ZEN", prepare, most_rows=10**5, quick_rows=10**3),)
