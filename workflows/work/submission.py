"""Handing in a result with its evidence, and taking it back while nobody has begun to check it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import new_public_id, table_of
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.models import WorkItem
from workflows.limits import REASON_LETTERS
from workflows.organisation.standing import Standing
from workflows.trips import Fixed
from workflows.work import panel, sides
from workflows.work.authority import leads_unit
from workflows.work.escalation import settle
from workflows.work.forms import cleaned
from workflows.work.item import Grip, Item, from_row, grip, item_query
from workflows.work.models import Attachment, Submission, SubmittedEvidence
from workflows.work.parts import has_parts, missing
from workflows.work.rules import is_open, may_act
from workflows.written import canonical

_SUBMISSIONS, _FILES, _PARTS = table_of(Submission), table_of(Attachment), table_of(SubmittedEvidence)
EVIDENCE = Fixed(
    select(_FILES.c.id, _FILES.c.sha256)
    .where(_FILES.c.instance_id == bindparam("in_case"), _FILES.c.removed_at.is_(None), _FILES.c.part_id.is_(None))
    .order_by(_FILES.c.id)
)
LAST_NUMBER = Fixed(
    select(func.coalesce(func.max(_SUBMISSIONS.c.number), 0).label("number")).where(
        _SUBMISSIONS.c.instance_id == bindparam("in_case")
    )
)
WITHOUT = "without_parts"
"""Under this name a result says why it is handed in although a part of a co-operating unit is missing."""
# The key of the next submission, taken before it is written: so its parts can be written beside it. SQLite has one writer at a time.
NEXT_KEY = Fixed(
    {
        "postgresql": select(func.nextval(func.pg_get_serial_sequence(_SUBMISSIONS.name, "id")).label("key")),
        "sqlite": select((func.coalesce(func.max(_SUBMISSIONS.c.id), 0) + 1).label("key")),
    }
)
SUBMIT = Fixed(insert(_SUBMISSIONS), beside=True)
ENCLOSE = Fixed(
    insert(_PARTS).from_select(
        ["submission_id", "attachment_id"],
        select(bindparam("submission_id", type_=_SUBMISSIONS.c.id.type), _FILES.c.id).where(
            _FILES.c.instance_id == bindparam("in_case"), _FILES.c.removed_at.is_(None), _FILES.c.part_id.is_(None)
        ),
    ),
    beside=True,
)


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
    case = {"in_case": item.instance_id}
    asked = [EVIDENCE(**case), LAST_NUMBER(**case), NEXT_KEY()]
    held = grip(session, item, actor=actor, at=at, asking=asked)
    turn, item, standing = held.turn, held.item, held.standing
    evidence, ((last,),), ((key,),) = held.answers
    if refusal := may_submit(item, standing, evidence=len(evidence)):
        raise refusal
    values = cleaned(held, form) | _without(held, form)
    assert actor.person_id is not None
    public_id, sha256 = new_public_id(), content_hash(values, evidence)
    turn.write(
        SUBMIT(
            id=key,
            public_id=public_id,
            instance_id=turn.id,
            work_item_id=item.id,
            number=last + 1,
            form=canonical(values),
            sha256=sha256,
            due_at=item.due_at,
            submitted_at=at,
            submitted_by_id=actor.person_id,
            appointment_id=actor.appointment_id,
        ),
        ENCLOSE(submission_id=key, in_case=turn.id),
    )
    sides.carry_forward(turn, key, actor.person_id)
    sides.contribute(turn, actor.person_id, "submission")
    turn.note(
        fact(
            "submission.made",
            values.get("summary"),
            item=item.public_id,
            submission=public_id,
            number=last + 1,
            sha256=sha256,
        )
    )
    by_head = leads_unit(session, item.unit_id, standing)  # who leads the unit, or one above it, needs no confirmation
    turn.complete(item.ref, {**values, "by_head": by_head})
    settle(turn, item, "closed")
    turn.finish()
    return public_id


def _without(held: Grip, form: Mapping[str, Any]) -> dict[str, str]:
    """What belongs to the form when a part of a co-operating unit is missing: why the result is handed in all the same."""
    absent = missing(held.turn.session, held.turn.id) if has_parts(held.turn) else []
    if not absent:
        return {}
    reason = str(form.get(WITHOUT) or "").strip()[:REASON_LETTERS]
    if not reason:
        sentence = N_(
            "Expected a reason for handing the result in without the parts that are still missing, but it is empty."
        )
        raise Invalid(sentence, {WITHOUT: Refusal(sentence)})
    held.turn.note(fact("submission.without_parts", reason, item=held.item.public_id, parts=len(absent)))
    return {WITHOUT: reason}


def content_hash(values: Mapping[str, Any], evidence: list[Any]) -> str:
    """SHA-256 over the form's values and the hashes of its evidence, in one spelling."""
    return hashlib.sha256(canonical([dict(values), [row.sha256 for row in evidence]]).encode()).hexdigest()


def may_withdraw(
    submission: Submission | None, checking: Item | None, standing: Standing, seats: Sequence[panel.Seat] = ()
) -> Refusal | None:
    """The sender may take a result back until somebody has taken the step that checks it, or one of a panel's."""
    if submission is None or checking is None or checking.step not in ("confirmation", "verification"):
        return Conflict(N_("Expected a result that waits to be checked, but there is none."))
    if refusal := is_open(checking):
        return refusal
    if submission.submitted_by_id != standing.person_id:
        return Forbidden(N_("Expected the one who submitted the result, but that is not you."))
    if checking.assignee_id is not None or not all(seat.is_free for seat in seats):
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
    held = grip(session, item, actor=actor, at=at, asking=panel.asking(item))
    seats = panel.seats_from(held.answers)
    submission = sides.current_submission(session, item.instance_id)
    if refusal := may_withdraw(submission, held.item, held.standing, seats):
        raise refusal
    assert submission is not None
    table = table_of(Submission)
    session.execute(update(table).where(table.c.id == submission.id).values(withdrawn_at=at))
    held.turn.note(fact("submission.withdrawn", reason, item=item.public_id, submission=submission.public_id))
    held.turn.deliver("withdrawn", {"submission": submission.public_id}, kept=False)
    settle(held.turn, held.item, "closed")
    panel.settle_others(held.turn, seats, held.item)
    held.turn.finish()
