"""One person proposes, another one approves."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.integration.definitions.conftest import Changed
from tests.support.moments import A_MONDAY, A_TUESDAY
from workflows.actor import CLOCK, OPERATOR, Actor
from workflows.definitions import deploy, proposals
from workflows.definitions.bundles import Bundle
from workflows.definitions.faults import Faulty
from workflows.definitions.models import DefinitionProposal, DefinitionVersion
from workflows.errors import Conflict, Forbidden, NotFound, Refusal
from workflows.ledger.models import LedgerEntry, LedgerNote


def propose(session: Session, bundle: Bundle, actor: Actor) -> DefinitionProposal:
    return proposals.propose(session, bundle, reason="Rút ngắn thời gian thẩm định", actor=actor, at=A_MONDAY)


def test_another_person_approves_and_new_cases_take_it(
    session: Session, process: Bundle, vy: Actor, khoa: Actor
) -> None:
    proposal = propose(session, process, vy)
    assert deploy.newest(session, process.key) is None
    assert proposals.open_proposals(session) == [proposal]
    version = proposals.approve(session, proposal, seen=proposal.checksum, actor=khoa, at=A_TUESDAY)
    assert (version.number, version.proposed_by_id, version.approved_by_id) == (1, vy.person_id, khoa.person_id)
    assert deploy.latest(session, process.key).id == version.id
    assert proposals.open_proposals(session) == []
    assert list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id))) == [
        "definition.proposed",
        "definition.deployed",
    ]
    assert session.scalars(select(LedgerNote.words)).one() == "Rút ngắn thời gian thẩm định"


def test_nobody_approves_their_own_proposal(session: Session, process: Bundle, vy: Actor) -> None:
    proposal = propose(session, process, vy)
    for decide in (
        lambda: proposals.approve(session, proposal, seen=proposal.checksum, actor=vy, at=A_TUESDAY),
        lambda: proposals.give_back(session, proposal, reason="Tôi đổi ý", actor=vy, at=A_TUESDAY),
    ):
        with pytest.raises(Forbidden, match="but this is your own proposal"):
            decide()
    assert deploy.newest(session, process.key) is None


@pytest.mark.parametrize("actor", [CLOCK, OPERATOR])
def test_only_people_propose_and_decide(session: Session, process: Bundle, vy: Actor, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        propose(session, process, actor)
    with pytest.raises(Forbidden):
        proposals.approve(session, propose(session, process, vy), seen=process.checksum, actor=actor, at=A_TUESDAY)


def test_the_database_itself_refuses_one_person_on_both_sides(
    session: Session, process: Bundle, vy: Actor, khoa: Actor
) -> None:
    proposal = propose(session, process, vy)
    version = proposals.approve(session, proposal, seen=proposal.checksum, actor=khoa, at=A_TUESDAY)
    for forged in (
        update(DefinitionVersion).where(DefinitionVersion.id == version.id).values(approved_by_id=vy.person_id),
        update(DefinitionProposal).where(DefinitionProposal.id == proposal.id).values(decided_by_id=vy.person_id),
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(forged)


def test_what_is_approved_is_what_was_seen(session: Session, process: Bundle, vy: Actor, khoa: Actor) -> None:
    proposal = propose(session, process, vy)
    with pytest.raises(Conflict, match="Look again"):
        proposals.approve(session, proposal, seen="0" * 64, actor=khoa, at=A_TUESDAY)


def test_a_proposal_is_decided_once(session: Session, process: Bundle, vy: Actor, khoa: Actor) -> None:
    proposal = propose(session, process, vy)
    proposals.give_back(session, proposal, reason="Thiếu kịch bản thử", actor=khoa, at=A_TUESDAY)
    assert (proposal.decision, proposal.decision_reason, proposal.decided_by_id) == (
        "returned",
        "Thiếu kịch bản thử",
        khoa.person_id,
    )
    assert proposals.may_decide(proposal, khoa) is not None
    with pytest.raises(Conflict, match="decided already"):
        proposals.approve(session, proposal, seen=proposal.checksum, actor=khoa, at=A_TUESDAY)
    assert list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id))) == [
        "definition.proposed",
        "definition.returned",
    ]


def test_one_proposal_waits_at_a_time(
    session: Session, process: Bundle, changed: Changed, vy: Actor, khoa: Actor
) -> None:
    first = propose(session, process, vy)
    other = changed("verification.bpmn", "Thẩm định kết quả", "Thẩm định")
    with pytest.raises(Conflict, match="one is waiting for a decision"):
        propose(session, other, khoa)
    proposals.give_back(session, first, reason="Để bản khác trước", actor=khoa, at=A_TUESDAY)
    assert propose(session, other, khoa).public_id != first.public_id


def test_what_runs_already_is_no_proposal(session: Session, process: Bundle, vy: Actor) -> None:
    deploy.deploy(session, process, actor=OPERATOR, at=A_MONDAY)
    with pytest.raises(Refusal, match="Expected a change, but this is what runs already"):
        propose(session, process, vy)


def test_a_faulty_process_is_not_even_proposed(session: Session, changed: Changed, vy: Actor) -> None:
    with pytest.raises(Faulty):
        propose(session, changed("verification.bpmn", "group(task.verifying_group)", "group("), vy)
    assert proposals.open_proposals(session) == []


def test_a_proposal_has_an_address(session: Session, process: Bundle, vy: Actor) -> None:
    proposal = propose(session, process, vy)
    assert proposals.find_proposal(session, proposal.public_id) is proposal
    with pytest.raises(NotFound):
        proposals.find_proposal(session, "0" * 32)
