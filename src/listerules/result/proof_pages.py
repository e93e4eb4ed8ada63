"""Proofs as text that a lawyer can read, and as plain data. All of it is English, as are all messages about rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from listerules.areas.check import join_years
from listerules.law.model import Group, ListRule, Regime, Running, Test
from listerules.law.nodes import list_named
from listerules.result.result import measure_key, title_of
from listerules.result.wording import format_figure
from listerules.result.wording_of_rules import describe_line, kind_of
from listerules.verdict.prove.questions import Answer

if TYPE_CHECKING:
    from listerules.areas.records import Interval, Record
    from listerules.law.columns import Vocabulary
    from listerules.law.model import Measure
    from listerules.result.proofs import Differences, ListDifference, Proof, RegimeProofs
    from listerules.verdict.evaluate import Finding
    from listerules.verdict.prove.questions import Condition, Side, Witness

_UNITS = {"count": "", "share": " %", "mean": " DKK"}
_NO_FIGURE = "–"
_IDLE = ("always met", "never met")


# --- one statement ----------------------------------------------------------------------------------


def write_proof(proof: Proof) -> Iterator[str]:
    """The statement with its answer, and the area that refutes it."""
    yield f"{proof.statement}: {proof.answer}"
    if proof.witness is not None:
        yield from _indent(write_witness(proof, proof.witness))


def write_witness(proof: Proof, witness: Witness) -> Iterator[str]:
    """The area's figures as a table, its earlier lists, and what the rules say of it."""
    kind = "The smallest area" if witness.is_smallest else "An area"
    does = "for which this is so" if proof.kind == "difference" else "that breaks it"
    yield f"{kind} {does}, made up, on the list of {witness.records[-1].year}:"
    yield ""
    yield from _indent(_write_figures((*witness.records, *witness.reference), proof.question.vocabulary))
    yield from _indent(_write_history(witness.records))
    said: list[list[list[str]]] = []
    for side, conditions in _group_by_side(witness).items():
        yield ""
        yield f"{_name_side(proof, side)}:"
        lists = _tell_side(proof, side, conditions, dict(witness.findings)[side])
        # What both sides say alike is said once.
        yield from _indent(_align([row for rows in lists if rows not in said for row in rows]))
        said += lists


def _group_by_side(witness: Witness) -> Mapping[Side, list[tuple[Condition, Finding]]]:
    grouped: dict[Side, list[tuple[Condition, Finding]]] = {}
    for condition, finding in witness.judged:
        grouped.setdefault(condition.side, []).append((condition, finding))
    return grouped


def _name_side(proof: Proof, side: Side) -> str:
    number = proof.question.sides.index(side)
    if proof.kind in _IDLE and number:
        return f"With {proof.about[0]} taken as {proof.kind}"
    return f"By {proof.labels[min(number, len(proof.labels) - 1)]}"


def _tell_side(
    proof: Proof, side: Side, conditions: Sequence[tuple[Condition, Finding]], findings: Sequence[Finding]
) -> list[list[list[str]]]:
    """The lists that the conditions are about with all that they rest on; of a changed rule only its answer."""
    if proof.kind in _IDLE and side is not proof.question.sides[0]:
        return [
            [[finding.verdict.value, f"{_title(side.regime, finding)} ({finding.path})"]] for _, finding in conditions
        ]
    needed = _list_needed(side.regime, [condition.path.partition(".")[0] for condition, _ in conditions])
    return [list(_write_finding(side.regime, finding)) for finding in findings if finding.path in needed]


def _list_needed(regime: Regime, names: Iterable[str]) -> set[str]:
    """Those lists and every list they refer to."""
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            nodes = ((path.rpartition(".")[2], node) for path, node in regime.nodes() if path.startswith(f"{name}."))
            waiting += [
                other for key, node in nodes if not isinstance(node, ListRule) and (other := list_named(key, node))
            ]
    return needed


def _write_finding(regime: Regime, finding: Finding, depth: int = 0, word: str = "") -> Iterator[list[str]]:
    """Verdict, title, value and line of a node, and of those below it."""
    title = _title(regime, finding)
    name = f" ({finding.path})" if isinstance(finding.node, ListRule) else ""
    yield [finding.verdict.value, f"{'  ' * depth}{word}{title}{name}", *_tell_value(regime, finding)]
    barred = finding.node.none or {} if isinstance(finding.node, ListRule | Group) else {}
    for below in finding.below:
        not_so = "not: " if below.path.rpartition(".")[2] in barred else ""
        yield from _write_finding(regime, below, depth + 1, not_so)


def _title(regime: Regime, finding: Finding) -> str:
    return title_of(regime, finding, "en")


def _tell_value(regime: Regime, finding: Finding) -> list[str]:
    """What was found, and what was asked for."""
    node, value = finding.node, finding.value
    if value is None:
        return ["", ""]
    if isinstance(node, Test):
        measure = regime.measures[measure_key(finding)]
        return [_tell_figure(measure, value), _tell_line(measure, finding, node)]
    found = format_figure(value.low, "en")
    if isinstance(node, Group):
        asked = f"at least {node.at_least}" if node.of else "all" if node.all else "none"
        met = sum(below.verdict == "yes" for below in finding.below)
        return [f"{met} of {len(finding.below)}", asked]
    return [f"{found} running", f"at least {node.years_running}"] if isinstance(node, Running) else ["", ""]


def _tell_figure(measure: Measure, value: Interval) -> str:
    kind = kind_of(measure)
    return f"{format_figure(value.middle * (100 if kind == 'share' else 1), 'en')}{_UNITS[kind]}"


def _tell_line(measure: Measure, finding: Finding, test: Test) -> str:
    """The line as the law says it, and for a relative one the figure it comes to."""
    said = describe_line(test, measure, "en")
    return f"{said} ({_tell_figure(measure, finding.line)})" if test.relative_to and finding.line else said


def _write_figures(records: Sequence[Record], vocabulary: Vocabulary) -> Iterator[str]:
    """Figures by place and year."""
    years = sorted({record.year for record in records if record.values})
    rows = []
    for area in dict.fromkeys(record.area for record in records if record.values):
        here = {record.year: record.values for record in records if record.area == area}
        rows.append([area, *(str(year) for year in years)])
        for column in dict.fromkeys(column for year in reversed(years) for column in here.get(year, {})):
            cells = [here.get(year, {}).get(column) for year in years]
            told = [format_figure(cell.low, "en") if cell else _NO_FIGURE for cell in cells]
            rows.append([f"  {vocabulary.columns[column].title.en}", *told])
    yield from _align(rows, right=True)


def _write_history(records: Sequence[Record]) -> Iterator[str]:
    """Which earlier lists the area was on, and which of those asked about it was not on."""
    for word, wanted in (("On earlier lists", True), ("Not on earlier lists", False)):
        years: dict[str, list[int]] = {}
        for record in records:
            for name, on in record.published.items():
                if on is wanted:
                    years.setdefault(name, []).append(record.year)
        if years:
            yield f"{word}: {'; '.join(f'{name} {join_years(these)}' for name, these in years.items())}"


def _align(rows: Sequence[Sequence[str]], *, right: bool = False) -> Iterator[str]:
    """Columns of equal width, the figures of a table to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [
            cell.rjust(width) if right else cell.ljust(width) for cell, width in zip(others, widths[1:], strict=True)
        ]
        yield "  ".join([first.ljust(widths[0]), *cells]).rstrip()


def _indent(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}".rstrip() for line in lines)


def map_proof(proof: Proof) -> dict[str, Any]:
    """A proof as plain data: the witness is the tables that `classify` takes."""
    return {
        "kind": proof.kind,
        "statement": proof.statement,
        "about": list(proof.about),
        "answer": proof.answer.value,
        "seconds": round(proof.seconds, 3),
        "year": proof.witness.records[-1].year if proof.witness else None,
        "smallest": proof.witness.is_smallest if proof.witness else None,
        "witness": {name: [_plain(row) for row in rows] for name, rows in proof.tables.items()} or None,
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell if cell is None or isinstance(cell, int) else str(cell) for name, cell in row.items()}


# --- a regime ---------------------------------------------------------------------------------------


def write_regime(proofs: RegimeProofs) -> Iterator[str]:
    """Each claim with its answer, and what else follows from the rules."""
    yield f"{proofs.regime.regime}: {proofs.regime.title.en}"
    yield from _indent(f"{proof.answer:<8} {proof.statement}" for proof in proofs.claims)
    yield from _indent(_write_findings(proofs))
    unknown = [proof.statement for proof in proofs.proofs if proof.answer is Answer.UNKNOWN and proof.kind != "claim"]
    yield from _indent(f"unknown  {statement}" for statement in unknown)


def _write_findings(proofs: RegimeProofs) -> Iterator[str]:
    """What was not claimed and yet is so."""
    claimed = {proof.statement for proof in proofs.claims}
    more = [proof.statement for proof in proofs.relations if proof.is_proven and not _is_claimed(proof, claimed)]
    yield from (f"follows  {statement}" for statement in more)
    if proofs.empty and not any(proof.is_proven for proof in (*proofs.empty, *proofs.idle)):
        yield "Each list can have an area on it, and each criterion can change a list."
    yield from (f"look     {proof.statement}" for proof in (*proofs.empty, *proofs.idle) if proof.is_proven)


def _is_claimed(proof: Proof, claimed: set[str]) -> bool:
    one, other = proof.about
    return proof.statement in claimed or (proof.kind == "apart" and f"{other} apart from {one}" in claimed)


def map_regime(proofs: RegimeProofs) -> dict[str, Any]:
    """What was proven of a regime as plain data."""
    parts = {"claims": proofs.claims, "relations": proofs.relations, "empty": proofs.empty, "idle": proofs.idle}
    return {
        "regime": proofs.regime.regime,
        "seconds": round(proofs.seconds, 3),
        **{name: [map_proof(proof) for proof in found] for name, found in parts.items()},
    }


# --- two regimes ------------------------------------------------------------------------------------


def write_differences(differences: Differences) -> Iterator[str]:
    """Each list with who leaves it and who joins it, each with an area that does."""
    yield f"From {differences.before} to {differences.after}, given the same figures and earlier lists:"
    for each in differences.lists:
        yield ""
        yield from _write_difference(each)


def _write_difference(each: ListDifference) -> Iterator[str]:
    yield each.name
    for word, proof in (("leave", each.left), ("join", each.joined)):
        said = {
            Answer.PROVEN: f"no area can {word} it",
            Answer.REFUTED: f"some areas {word} it",
            Answer.UNKNOWN: f"whether an area can {word} it is unknown",
        }[proof.answer]
        yield f"  {said}"
        if proof.witness is not None:
            yield from _indent(_indent(write_witness(proof, proof.witness)))


def map_differences(differences: Differences) -> dict[str, Any]:
    """Two regimes as plain data."""
    return {
        "before": differences.before,
        "after": differences.after,
        "lists": [
            {"list": each.name, "left": map_proof(each.left), "joined": map_proof(each.joined)}
            for each in differences.lists
        ],
    }
