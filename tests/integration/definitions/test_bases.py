"""From which version a draft was begun is kept, a newer one is told, and there is a way on from there."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.integration.definitions.conftest import Changed
from tests.support.moments import A_MONDAY, A_TUESDAY
from workflows.actor import Actor
from workflows.definitions import bases, beginnings, deploy, drafts, lint, proposals, rehearsal
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.models import DefinitionDraft, DefinitionProposal
from workflows.errors import Conflict, Forbidden, Refusal
from workflows.ledger.models import LedgerEntry

NAME = ("resolution_task.bpmn", "Nhận nhiệm vụ, phân công", "Nhận nhiệm vụ")


def begun(session: Session, process: Bundle, vy: Actor) -> DefinitionDraft:
    version = deploy.deploy(session, process, actor=vy, at=A_MONDAY)
    return drafts.begin(session, version, actor=vy, at=A_MONDAY)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))


def test_a_proposal_says_which_version_it_changes_and_a_returned_one_goes_on_from_there(
    session: Session, process: Bundle, changed: Changed, vy: Actor, khoa: Actor
) -> None:
    draft = begun(session, process, vy)
    drafts.save_file(session, draft, NAME[0], changed(*NAME).files[NAME[0]], seen=1, at=A_MONDAY)
    seen = drafts.bundle_of(session, draft).checksum
    proposal = drafts.propose_draft(session, draft, seen=seen, reason="Gọn", actor=vy, at=A_MONDAY)
    first = bases.version_of(session, proposal)
    assert first is not None and first.number == 1 and bases.newer_than(session, proposal) is None
    told = session.scalars(select(LedgerEntry.data).where(LedgerEntry.kind == "definition.proposed")).one()
    assert json.loads(told)["number"] == 1
    deploy.deploy(
        session, changed("decisions/ladder.dmn", "<text>5</text>", "<text>6</text>"), actor=khoa, at=A_TUESDAY
    )
    newer = bases.newer_than(session, proposal)
    assert newer is not None and newer.number == 2
    proposals.give_back(session, proposal, reason="Đã cũ", actor=khoa, at=A_TUESDAY)
    again = drafts.begin_again(session, proposal, actor=vy, at=A_TUESDAY)
    assert again.based_on_id == first.id, "the true base, not what is in service by now"


def test_changes_are_laid_over_the_newer_version_and_what_both_changed_stays_and_is_told(
    session: Session, process: Bundle, changed: Changed, vy: Actor, khoa: Actor
) -> None:
    draft = begun(session, process, vy)
    with pytest.raises(Conflict, match="newer version"):
        drafts.begin_anew(session, draft, seen=1, actor=vy, at=A_TUESDAY)
    mine = changed(*NAME).files[NAME[0]]
    drafts.save_file(session, draft, NAME[0], mine, seen=1, at=A_MONDAY)
    drafts.save_file(session, draft, SCENARIOS, process.files[SCENARIOS] + b"# mine\n", seen=2, at=A_MONDAY)
    table = changed("decisions/ladder.dmn", "<text>5</text>", "<text>6</text>").files["decisions/ladder.dmn"]
    theirs = {**process.files, "decisions/ladder.dmn": table, SCENARIOS: process.files[SCENARIOS] + b"# theirs\n"}
    deploy.deploy(session, Bundle(process.key, theirs), actor=khoa, at=A_TUESDAY)
    with pytest.raises(Conflict, match="another window"):
        drafts.begin_anew(session, draft, seen=1, actor=vy, at=A_TUESDAY)
    assert drafts.begin_anew(session, draft, seen=3, actor=vy, at=A_TUESDAY) == (SCENARIOS,)
    files = drafts.bundle_of(session, draft).files
    assert (files[NAME[0]], files["decisions/ladder.dmn"]) == (mine, table)
    assert files[SCENARIOS].endswith(b"# mine\n") and draft.revision == 4
    assert bases.newer_than(session, draft) is None and kinds(session)[-1] == "definition.draft_moved"


def test_a_file_that_one_side_took_out_is_gone_and_one_that_both_made_otherwise_is_told() -> None:
    laid = bases.laid_over({"a": b"1", "b": b"1"}, {"a": b"1", "c": b"x"}, {"b": b"1", "c": b"y"})
    assert (dict(laid.files), laid.on_both_sides) == ({"c": b"x"}, ("c",))


def test_who_proposed_takes_it_back_until_somebody_decides_and_nobody_else_does(
    session: Session, process: Bundle, vy: Actor, khoa: Actor
) -> None:
    proposal = proposals.propose(session, process, reason="Mới", actor=vy, at=A_MONDAY)
    with pytest.raises(Forbidden, match="another person's"):
        proposals.withdraw(session, proposal, actor=khoa, at=A_TUESDAY)
    proposals.withdraw(session, proposal, actor=vy, at=A_TUESDAY)
    assert (proposal.decision, proposal.decided_by_id) == ("withdrawn", None)
    assert kinds(session)[-1] == "definition.withdrawn" and proposals.open_proposals(session) == []
    for late in (
        lambda: proposals.withdraw(session, proposal, actor=vy, at=A_TUESDAY),
        lambda: proposals.approve(session, proposal, seen=proposal.checksum, actor=khoa, at=A_TUESDAY),
    ):
        with pytest.raises(Conflict, match="decided already"):
            late()
    assert proposals.propose(session, process, reason="Lại", actor=vy, at=A_TUESDAY).decided_at is None
    assert len(list(session.scalars(select(DefinitionProposal)))) == 2


def test_a_new_process_begins_with_one_that_may_be_proposed_as_it_is(session: Session, vy: Actor) -> None:
    bundle = beginnings.new_process("leave_request")
    assert [str(one) for one in (*lint.faults(bundle), *rehearsal.faults_of(bundle))] == []
    draft = drafts.begin_with(session, bundle.key, bundle.files, None, actor=vy, at=A_MONDAY)
    seen = drafts.bundle_of(session, draft).checksum
    assert drafts.propose_draft(session, draft, seen=seen, reason="Mới", actor=vy, at=A_MONDAY).based_on_id is None
    with pytest.raises(Refusal, match="lower-case"):
        beginnings.new_process("Nghỉ phép")
