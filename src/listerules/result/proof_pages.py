"""Proofs as text that a lawyer can read, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from listerules.result.proofs import Differences, Proof, RegimeProofs


def write_proof(proof: Proof) -> Iterator[str]:
    """The statement with its answer, and the area that refutes it."""
    yield f"{proof.statement}: {proof.answer} ({proof.seconds:.2f} s)"


def map_proof(proof: Proof) -> dict[str, Any]:
    """A proof as plain data."""
    return {
        "kind": proof.kind,
        "statement": proof.statement,
        "about": list(proof.about),
        "answer": proof.answer.value,
        "seconds": round(proof.seconds, 3),
        "witness": {name: [dict(row) for row in rows] for name, rows in proof.tables.items()} or None,
    }


def write_regime(proofs: RegimeProofs) -> Iterator[str]:
    """Each claim with its answer, and what else follows."""
    yield proofs.regime.regime
    yield from (f"  {proof.answer:8} {proof.statement}" for proof in proofs.claims)


def map_regime(proofs: RegimeProofs) -> dict[str, Any]:
    """What was proven of a regime as plain data."""
    return {"regime": proofs.regime.regime, "proofs": [map_proof(proof) for proof in proofs.proofs]}


def write_differences(differences: Differences) -> Iterator[str]:
    """Each list with who leaves it and who joins it."""
    for each in differences.lists:
        yield from write_proof(each.left)
        yield from write_proof(each.joined)


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
