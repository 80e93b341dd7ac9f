"""Every construct that the linter admits is proved by a story, saved and restored at each step; the others are refused in words."""

from __future__ import annotations

import pytest

from tests.conformance.proof import ACTIONS, Proof
from tests.conformance.refused import REFUSED, Refused
from tests.conformance.shapes import admitted, shapes
from tests.conformance.table import GROUPS
from tests.support.effort import within
from tools import bpmn_support
from workflows.definitions import lint

PROOFS = [proof for group in GROUPS.values() for proof in group]


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_the_linter_admits_it(proof: Proof) -> None:
    found = [str(one) for one in lint.faults(proof.bundle, ACTIONS)]
    assert found == []


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_it_runs_as_told_saved_and_restored_at_each_step(proof: Proof) -> None:
    proof.walk()


def test_nothing_is_admitted_without_a_proof() -> None:
    proved = set().union(*(shapes(proof.files) for proof in PROOFS))
    assert (sorted(admitted() - proved), sorted(proved - admitted())) == ([], [])


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.construct)
def test_the_rest_is_refused_in_a_sentence(refused: Refused) -> None:
    with within():
        found = refused.sentences
    assert found and all(one.startswith("Expected ") for one in found), found


def test_the_table_in_the_documents_is_the_one_that_was_proved() -> None:
    assert bpmn_support.FILE.read_text("utf-8") == bpmn_support.written(), "run: python -m tools.bpmn_support"
