"""Every construct that the linter admits is proved by a story, saved and restored at each step."""

from __future__ import annotations

import pytest

from tests.conformance import event_subprocesses, happenings, steps, ways  # noqa: F401 - they keep their proofs
from tests.conformance.proof import ACTIONS, PROOFS, Proof
from workflows.definitions import lint


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_the_linter_admits_it(proof: Proof) -> None:
    found = [str(one) for one in lint.faults(proof.bundle, ACTIONS)]
    assert found == []


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_it_runs_as_told_saved_and_restored_at_each_step(proof: Proof) -> None:
    proof.walk()
