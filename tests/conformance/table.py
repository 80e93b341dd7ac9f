"""All proofs by group, in the order in which they are read."""

from __future__ import annotations

from tests.conformance import borders, happenings, steps, thrown_to_scopes, ways
from tests.conformance.proof import PROOFS, Proof

GROUPS: dict[str, list[Proof]] = {
    group: [proof for proof in PROOFS if proof.group == group]
    for group in (steps.STEPS, ways.WAYS, happenings.FLOW, borders.BORDER, thrown_to_scopes.SCOPES)
}
