"""Handing in a result with its evidence, and taking it back while nobody has begun to check it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, Forbidden, Refusal
from workflows.facts import fact
from workflows.instances.models import WorkItem
from workflows.ledger.record import canonical
from workflows.organisation.standing import Standing
from workflows.work import sides
from workflows.work.authority import leads_unit
from workflows.work.escalation import settle
from workflows.work.forms import cleaned
from workflows.work.item import Item, from_row, grip, item_query
from workflows.work.models import Attachment, Submission, SubmittedEvidence
from workflows.work.rules import is_open, may_act


def may_submit(item: Item, standing: Standing, *, evidence: int) -> Refusal | None:
    """The holder may hand in a result that has evidence; without product and verifiable evidence nothing is submitted [K]."""
    if refusal := may_act(item, standing, "submission"):
        return refusal
    if evidence == 0:
        return Refusal(
            N_("Expected evidence with the result, but there is none yet; please add a file or a link first.")
        )
    return None


def submit(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> str:
    """Hand in the result and return the submission's address.

    Every contributor so far, the sender included, is put on the contributors' side; the hash covers form and evidence, and
    is what a verifier approves.
    """
    held = grip(session, item, actor=actor, at=at)
    turn, item, standing = held.turn, held.item, held.standing
    evidence = evidence_of(session, item.instance_id)
    if refusal := may_submit(item, standing, evidence=len(evidence)):
        raise refusal
    values = cleaned(held, form)
    assert actor.person_id is not None
    sides.contribute(session, turn.id, actor.person_id, "submission", at)
    number = 1 + (session.scalar(select(func.max(Submission.number)).where(Submission.instance_id == turn.id)) or 0)
    submission = Submission(
        instance_id=turn.id,
        work_item_id=item.id,
        number=number,
        form=canonical(values),
        sha256=content_hash(values, evidence),
        due_at=item.due_at,
        submitted_at=at,
        submitted_by_id=actor.person_id,
        appointment_id=actor.appointment_id,
    )
    session.add(submission)
    session.flush()
    session.execute(
        insert(table_of(SubmittedEvidence)),
        [{"submission_id": submission.id, "attachment_id": row.id} for row in evidence],
    )
    sides.carry_forward(session, submission.id, turn.id)
    turn.note(
        fact(
            "submission.made",
            values.get("summary"),
            item=item.public_id,
            submission=submission.public_id,
            number=number,
            sha256=submission.sha256,
        )
    )
    by_head = leads_unit(session, item.unit_id, standing)  # who leads the unit, or one above it, needs no confirmation
    turn.complete(item.ref, {**values, "by_head": by_head})
    settle(turn, item, "closed")
    turn.finish()
    return submission.public_id


def evidence_of(session: Session, instance_id: int) -> list[Any]:
    """The evidence that a case holds now, oldest first: id and hash."""
    query = select(Attachment.id, Attachment.sha256).where(
        Attachment.instance_id == instance_id, Attachment.removed_at.is_(None)
    )
    return list(session.execute(query.order_by(Attachment.id)))


def content_hash(values: Mapping[str, Any], evidence: list[Any]) -> str:
    """SHA-256 over the form's values and the hashes of its evidence, in one spelling."""
    return hashlib.sha256(canonical([dict(values), [row.sha256 for row in evidence]]).encode()).hexdigest()


def may_withdraw(submission: Submission | None, checking: Item | None, standing: Standing) -> Refusal | None:
    """The sender may take a result back until somebody has taken the step that checks it."""
    if submission is None or checking is None or checking.step not in ("confirmation", "verification"):
        return Conflict(N_("Expected a result that waits to be checked, but there is none."))
    if refusal := is_open(checking):
        return refusal
    if submission.submitted_by_id != standing.person_id:
        return Forbidden(N_("Expected the one who submitted the result, but that is not you."))
    if checking.assignee_id is not None:
        return Conflict(N_("Expected a result that nobody checks yet, but somebody has begun to check it."))
    return None


def checking_item(session: Session, instance_id: int) -> Item | None:
    """The open step that checks the current result, if any."""
    row = session.execute(
        item_query().where(
            WorkItem.instance_id == instance_id,
            WorkItem.closed_at.is_(None),
            WorkItem.step.in_(("confirmation", "verification", "sign_off")),
        )
    ).first()
    return from_row(row) if row else None


def withdraw(session: Session, item: Item, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take the result back: the drawing catches ``withdrawn`` and the work goes on. ``item`` is the step that checks it."""
    held = grip(session, item, actor=actor, at=at)
    submission = sides.current_submission(session, item.instance_id)
    if refusal := may_withdraw(submission, held.item, held.standing):
        raise refusal
    assert submission is not None
    table = table_of(Submission)
    session.execute(update(table).where(table.c.id == submission.id).values(withdrawn_at=at))
    held.turn.note(fact("submission.withdrawn", reason, item=item.public_id, submission=submission.public_id))
    held.turn.deliver("withdrawn", {"submission": submission.public_id}, kept=False)
    settle(held.turn, held.item, "closed")
    held.turn.finish()
