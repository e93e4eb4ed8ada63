"""What holds of a rulebook for every possible area: its claims, what else follows, and how two regimes differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from listerules.errors import Problem, RulesError
from listerules.law.model import Claim, ListRule
from listerules.verdict.evaluate import Verdict, opposite
from listerules.verdict.prove.questions import (
    Answer,
    Condition,
    Outcome,
    Question,
    Side,
    change_node,
    cut_side,
    exchange,
    list_dependent,
    name_lists,
    place_side,
    take_as,
    years_of,
)

if TYPE_CHECKING:
    from listerules.areas.records import Record
    from listerules.law.model import Node, Regime, Scenario
    from listerules.law.rulebook import Rulebook
    from listerules.law.scenario import ScenarioFile
    from listerules.verdict.prove.questions import Witness

SECONDS = 5.0  # for one question
SLUG = "claim"  # of what is wrong with one
Kind: TypeAlias = Literal["claim", "within", "apart", "empty", "always met", "never met", "difference"]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A statement about every possible area: proven, refuted by the area in `witness`, or unknown.

    `statement` says it in a sentence or as a claim, and `about` are the lists and nodes it is about, by path.
    `seconds` is how long the answer took. `labels` are what the sides of the question are called.
    """

    kind: Kind
    statement: str
    about: tuple[str, ...]
    answer: Answer
    seconds: float
    witness: Witness | None = None
    question: Question = field(repr=False)
    labels: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether it holds of every area."""
        return self.answer is Answer.PROVEN

    @property
    def tables(self) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """The witness as `areas`, `reference` and `history`: rows that `classify` takes. Empty without a witness."""
        return make_tables(self.witness) if self.witness else {}

    @property
    def text(self) -> str:
        """The statement with its answer, and the area that refutes it: its figures, and what the rules say of it."""
        from listerules.result.proof_pages import write_proof  # noqa: PLC0415 - it writes proofs

        return "\n".join(write_proof(self))

    def to_mapping(self) -> dict[str, Any]:
        """The same as plain data."""
        from listerules.result.proof_pages import map_proof  # noqa: PLC0415

        return map_proof(self)


@dataclass(frozen=True)
class RegimeProofs:
    """What was asked of one regime.

    `claims` are those of its rule file. `relations` are about each two of its lists (one within the other, or apart),
    `empty` about each list (no area can be on it), and `idle` about each node (it can be taken as always met, or as
    never met, and no list changes): of these, only what is proven is a finding.
    """

    regime: Regime
    claims: tuple[Proof, ...]
    relations: tuple[Proof, ...] = ()
    empty: tuple[Proof, ...] = ()
    idle: tuple[Proof, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """All of them."""
        return (*self.claims, *self.relations, *self.empty, *self.idle)

    @property
    def seconds(self) -> float:
        """How long all of them took."""
        return sum(proof.seconds for proof in self.proofs)

    def describe(self) -> Iterator[str]:
        """Yield the lines: each claim with its answer, and what else follows from the rules."""
        from listerules.result.proof_pages import write_regime  # noqa: PLC0415

        return write_regime(self)

    def to_mapping(self) -> dict[str, Any]:
        """The same as plain data."""
        from listerules.result.proof_pages import map_regime  # noqa: PLC0415

        return map_regime(self)


@dataclass(frozen=True)
class ListDifference:
    """A list under two regimes: no area is on it by the first alone (`left`), or by the second alone (`joined`).

    A witness against the first is an area that leaves the list, and one against the second an area that joins it.
    """

    name: str
    left: Proof
    joined: Proof


@dataclass(frozen=True)
class Differences:
    """Two regimes, or a regime and the same under a scenario, list by list, each called by its newest name."""

    before: str
    after: str
    lists: tuple[ListDifference, ...]

    def describe(self) -> Iterator[str]:
        """Yield the lines: each list with who leaves it and who joins it."""
        from listerules.result.proof_pages import write_differences  # noqa: PLC0415

        return write_differences(self)

    def to_mapping(self) -> dict[str, Any]:
        """The same as plain data."""
        from listerules.result.proof_pages import map_differences  # noqa: PLC0415

        return map_differences(self)


# --- what is asked ----------------------------------------------------------------------------------


def prove_rules(
    rulebook: Rulebook, seconds: float = SECONDS, tell: Callable[[str], None] = lambda _: None
) -> tuple[RegimeProofs, ...]:
    """Everything about every regime that has lists, oldest first within its series; `tell` is told what is asked.

    Raises RulesError where z3 is not installed.
    """
    found = []
    for series in rulebook.series.values():
        for regime in series.regimes:
            if regime.lists:
                tell(f"proving {regime.regime}")
                found.append(prove_regime(rulebook, regime.regime, seconds=seconds))
    return tuple(found)


def prove_regime(rulebook: Rulebook, regime: str, *, seconds: float = SECONDS) -> RegimeProofs:
    """The claims of one regime, and what else follows from it. Raises RulesError for an unknown regime."""
    prover = _Prover.of(rulebook, regime, seconds)
    claims = prover.prove_claims()
    return RegimeProofs(
        prover.side.regime,
        claims,
        tuple(prover.prove_relations()),
        tuple(prover.prove_empty()),
        tuple(prover.prove_idle()),
        tuple(_tell_broken(rulebook, prover.side.regime, claims)),
    )


def prove_claims(
    rulebook: Rulebook, regime: str | None = None, *, seconds: float = SECONDS
) -> tuple[RegimeProofs, ...]:
    """The claims alone, of one regime or of each that makes any.

    Each is proven for all possible areas, refuted by the smallest whole-number area that breaks it, or unknown after
    so many seconds; what is not proven is one of the `problems`. Raises RulesError for an unknown regime, and where
    z3 is not installed.
    """
    chosen = [rulebook.regime(regime)] if regime else [each for one in rulebook.series.values() for each in one.regimes]
    found = []
    for each in chosen:
        claims = _Prover.of(rulebook, each.regime, seconds).prove_claims() if each.claims else ()
        found.append(RegimeProofs(each, claims, problems=tuple(_tell_broken(rulebook, each, claims))))
    return tuple(one for one in found if one.claims or regime)


def find_differences(rulebook: Rulebook, before: str, after: str, *, seconds: float = SECONDS) -> Differences:
    """Which areas two regimes of a series judge otherwise, given the same figures and earlier lists.

    Raises RulesError for an unknown regime, for regimes of different series, and where z3 is not installed.
    """
    one, other = rulebook.regime(before), rulebook.regime(after)
    if one.series != other.series:
        what = f"'{before}' is of the series '{one.series}', and '{after}' of '{other.series}'."
        raise RulesError(Problem("rules", what, "Name two regimes of one series."))
    return _compare((rulebook, one), (rulebook, other), (before, after), seconds)


def find_changes(
    rulebook: Rulebook, scenario: Scenario | ScenarioFile, *, seconds: float = SECONDS
) -> tuple[Differences, ...]:
    """Which areas a scenario moves, regime by regime: who leaves each list, and who joins it.

    Earlier lists are the same on both sides: those that were published. Raises RulesError where the scenario does not
    fit, and where z3 is not installed.
    """
    patched = rulebook.with_scenario(scenario)
    said = patched.scenarios[-1]
    return tuple(
        _compare(
            (rulebook, rulebook.regime(name)),
            (patched, patched.regime(name)),
            (name, f"{name} with {said.scenario}"),
            seconds,
        )
        for name in said.patches
    )


def _compare(
    before: tuple[Rulebook, Regime], after: tuple[Rulebook, Regime], labels: tuple[str, str], seconds: float
) -> Differences:
    """Each list of either side. The year is one that both regimes can judge, had no later one come."""
    series = [rulebook.get_series(regime.series) for rulebook, regime in (before, after)]
    regimes = [regime for _, regime in (before, after)]
    common = name_lists(*series)
    one, other = (cut_side(each, regime, common) for each, regime in zip(series, regimes, strict=True))
    year = max(place_side(each, regime)[1] for each, regime in zip(series, regimes, strict=True))
    spans = [years_of(side.series, side.regime) for side in (one, other)]
    years = range(max(span[0] for span in spans), max(span[-1] for span in spans) + 1)
    question = Question((), after[0].vocabulary, year, years=tuple(years))
    there, back = _Asker(question, seconds, labels), _Asker(question, seconds, labels[::-1])
    names = dict.fromkeys(common[name] for side in (other, one) for name in side.regime.lists)
    return Differences(
        *labels,
        tuple(
            ListDifference(name, _prove_alone(there, name, one, other), _prove_alone(back, name, other, one))
            for name in names
        ),
    )


def _prove_alone(asker: _Asker, called: str, one: Side, other: Side) -> Proof:
    """No area is on a list by one side and not by the other, where it may be that there is no such list."""
    here, there = (
        next((name for name in side.regime.lists if side.common[name] == called), None) for side in (one, other)
    )
    statement = f"no area is on {called} by {asker.labels[0]} alone"
    if here is None:
        return asker.ask("difference", statement, (called,))
    conditions: tuple[Condition, ...] = (Condition(one, here, Verdict.YES),)
    if there is not None:
        conditions += (Condition(other, there, Verdict.NO),)
    return asker.ask("difference", statement, (called,), conditions)


@dataclass(frozen=True)
class _Asker:
    """Asks questions about one year. `base` is a question without conditions; `labels` name the sides."""

    base: Question
    seconds: float
    labels: tuple[str, ...]

    def ask(self, kind: Kind, statement: str, about: tuple[str, ...], *alternatives: tuple[Condition, ...]) -> Proof:
        """The proof of a statement that only an area with all conditions of an alternative would break."""
        any_witness = kind not in ("claim", "difference")
        question = replace(self.base, alternatives=alternatives, any_witness=any_witness)
        outcome = _load()(question, self.seconds) if alternatives else Outcome(Answer.PROVEN, 0.0)
        return Proof(
            kind=kind,
            statement=statement,
            about=about,
            answer=outcome.answer,
            seconds=outcome.seconds,
            witness=outcome.witness,
            question=question,
            labels=self.labels,
        )


@dataclass(frozen=True)
class _Prover:
    """What is asked about one regime."""

    side: Side
    asker: _Asker

    @classmethod
    def of(cls, rulebook: Rulebook, name: str, seconds: float) -> _Prover:
        regime = rulebook.regime(name)
        series = rulebook.get_series(regime.series)
        side, year, day = place_side(series, regime)
        question = Question((), rulebook.vocabulary, year, day, years_of(series, regime))
        return cls(side, _Asker(question, seconds, (name,)))

    def prove_claims(self) -> tuple[Proof, ...]:
        return tuple(self._prove_claim("claim", claim) for claim in self.side.regime.claims)

    def prove_relations(self) -> Iterator[Proof]:
        """Each list within each other, and each two apart."""
        lists = self.side.regime.lists
        for one, other in permutations(lists, 2):
            yield self._prove_claim("within", Claim(one=one, relation="within", other=other))
        for one, other in combinations(lists, 2):
            yield self._prove_claim("apart", Claim(one=one, relation="apart from", other=other))

    def _prove_claim(self, kind: Kind, claim: Claim) -> Proof:
        broken = Verdict.NO if claim.relation == "within" else Verdict.YES
        conditions = (Condition(self.side, claim.one, Verdict.YES), Condition(self.side, claim.other, broken))
        return self.asker.ask(kind, str(claim), (claim.one, claim.other), conditions)

    def prove_empty(self) -> Iterator[Proof]:
        """Each list that no area can be on."""
        for name in self.side.regime.lists:
            conditions = (Condition(self.side, name, Verdict.YES),)
            yield self.asker.ask("empty", f"no area can be on {name}", (name,), conditions)

    def prove_idle(self) -> Iterator[Proof]:
        """Each node that can be taken as always met, or as never met, without any list being another."""
        for path, node in self.side.regime.nodes():
            if not isinstance(node, ListRule):
                yield self._prove_idle("always met", path, take_as(path, node, met=True))
                yield self._prove_idle("never met", path, take_as(path, node, met=False))

    def _prove_idle(self, kind: Kind, path: str, node: Node) -> Proof:
        """With another node at a path, every list is the same for every area."""
        other = exchange(self.side, change_node(self.side.regime, path, node))
        alternatives = [
            (Condition(self.side, name, verdict), Condition(other, name, opposite(verdict)))
            for name in list_dependent(self.side.regime, path.partition(".")[0])
            for verdict in (Verdict.YES, Verdict.NO)
        ]
        return self.asker.ask(kind, f"{path} can be taken as {kind}", (path,), *alternatives)


def _load() -> Callable[[Question, float], Outcome]:
    """What answers questions. Raises RulesError where z3 is not installed."""
    try:
        from listerules.verdict.prove.answer import answer  # noqa: PLC0415 - z3 is an extra
    except ImportError:
        way_out = 'Install the extra: pip install "listerules[prove]"'
        raise RulesError(Problem("prove", "Proofs need z3, which is not installed.", way_out)) from None
    return answer


def _tell_broken(rulebook: Rulebook, regime: Regime, claims: tuple[Proof, ...]) -> Iterator[Problem]:
    """Each claim that is not proven, at its line."""
    source = rulebook.sources[regime.regime]
    for number, proof in enumerate(claims):
        if proof.is_proven:
            continue
        if proof.answer is Answer.REFUTED:
            what, what_to_do = "This does not hold of every area.", "Mend the rules or the claim."
        else:
            what = f"This was neither proven nor refuted within {proof.seconds:.1f} seconds."
            what_to_do = "Give it more time, or claim something simpler."
        problem = source.problem(("claims", number), what, what_to_do, label=proof.statement, of_value=True)
        yield replace(problem, slug=SLUG, details=_tell_witness(proof))


def _tell_witness(proof: Proof) -> str:
    from listerules.result.proof_pages import write_witness  # noqa: PLC0415

    return "\n".join(write_witness(proof, proof.witness)) if proof.witness else ""


# --- the witness as tables --------------------------------------------------------------------------


def make_tables(witness: Witness) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """The rows of a witness as `classify` takes them: `areas`, `reference` and `history`."""
    return {
        "areas": tuple(
            _make_row(record, {"area": record.area, "municipality": record.municipality, "region": record.region})
            for record in witness.records
            if record.values or record is witness.records[-1]
        ),
        "reference": tuple(_make_row(record, _name_place(record)) for record in witness.reference),
        "history": tuple(
            {"area": record.area, "year": record.year, "list": name, "on": "yes" if on else "no"}
            for record in witness.records
            for name, on in record.published.items()
        ),
    }


def _name_place(record: Record) -> Mapping[str, Any]:
    """A reference names a municipality in a column of its own."""
    is_municipality = record.area == record.municipality
    return {"area": None, "municipality": record.area} if is_municipality else {"area": record.area}


def _make_row(record: Record, head: Mapping[str, Any]) -> Mapping[str, Any]:
    dated = {"list_date": record.list_date} if record.list_date else {}
    figures = {column: int(interval.low) for column, interval in record.values.items()}
    return {**head, "year": record.year, **dated, **figures}
