"""Delegating a step and taking it back: another does it, the owner answers.

The open claim says it: held by the delegate, ``how`` *delegated*, ``by_id`` the owner. It is no new responsible person, so nothing
that was raised is settled; when the delegate completes the step, they have done it themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing
from workflows.work import panel, sides
from workflows.work.assignment import officer_of_unit
from workflows.work.claim import DELEGATED, delegation_of, hold
from workflows.work.item import Item, grip
from workflows.work.models import Claim
from workflows.work.review import SIDES
from workflows.work.rules import holds, is_open, may_be_given

SHOWN = 20
REASON = N_("Expected a reason, but it is empty.")


def may_delegate(item: Item, standing: Standing, delegation: Claim | None) -> Refusal | None:
    """The holder may let somebody else do a step; what was delegated is not delegated on, and a post's step is its holder's own."""
    if refusal := is_open(item) or may_be_given(item):
        return refusal
    if not holds(item, standing):
        return Forbidden(N_("Expected the holder of this step, but that is not you."))
    if delegation is not None:
        return Conflict(N_("Expected a step of your own, but it was delegated to you; give it back instead."))
    return None


def may_take_back(item: Item, standing: Standing, delegation: Claim | None) -> Refusal | None:
    """The owner takes a delegated step back, or the delegate gives it back."""
    if refusal := is_open(item):
        return refusal
    if delegation is None:
        return Conflict(N_("Expected a delegated step, but this one is with its owner."))
    if standing.person_id not in (delegation.by_id, delegation.person_id):
        return Forbidden(N_("Expected who delegated this step or does it instead, but that is not you."))
    return None


def delegate(session: Session, item: Item, *, person: str, reason: str, actor: Actor, at: datetime) -> None:
    """Let another officer of the responsible unit do the step. Of a result, both have contributed from now on."""
    _said(reason)
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_delegate(held.item, held.standing, delegation_of(session, item.id)):
        raise refusal
    chosen = officer_of_unit(session, held.item.unit_id, person, at)
    assert actor.person_id is not None
    if chosen == actor.person_id:
        sentence = N_("Expected somebody else, but that is you.")
        raise Invalid(sentence, {"officer": Refusal(sentence)})
    if refusal := panel.may_be_seated(session, held.item, chosen):
        raise refusal
    hold(held.turn, held.item, chosen, how=DELEGATED, reason=reason.strip())
    _stand_together(held.turn, held.item, actor.person_id, chosen)
    held.turn.note(fact("work_item.delegated", reason.strip(), item=item.public_id, person=chosen))
    held.turn.finish()


def _stand_together(turn: Turn, item: Item, owner: int, delegate_id: int) -> None:
    """Four eyes counts both: of a result as contributors, of its check on the side of whoever checks.

    Raises ``Forbidden`` for a delegate who could not do that check themselves.
    """
    if item.step == "submission":
        for one in (owner, delegate_id):
            sides.contribute(turn, one, "delegation")
    submission = sides.current_submission(turn.session, item.instance_id)
    if item.step not in ("verification", "sign_off") or submission is None:
        return
    own = sides.side_of(turn.session, submission.id, owner)
    theirs = sides.side_of(turn.session, submission.id, delegate_id)
    side = SIDES[item.step]
    if own not in (None, side) or theirs not in (None, side):
        raise Forbidden(N_("Expected two people who had no other part in this result, but one of you had."))
    if own is None:
        sides.take_side(turn, submission.id, owner, side)


def take_back(session: Session, item: Item, *, reason: str, actor: Actor, at: datetime) -> None:
    """The step is in its owner's hands again, because the owner wants it or the delegate gives it back."""
    _said(reason)
    held = grip(session, item, actor=actor, at=at)
    delegation = delegation_of(session, item.id)
    if refusal := may_take_back(held.item, held.standing, delegation):
        raise refusal
    assert delegation is not None and delegation.by_id is not None
    owner, other = delegation.by_id, delegation.person_id
    hold(held.turn, held.item, owner, how="taken_back", reason=reason.strip())
    held.turn.note(fact("work_item.taken_back", reason.strip(), item=item.public_id, person=owner, officer=other))
    held.turn.finish()


def delegated_by(session: Session, standing: Standing) -> list[tuple[Claim, WorkItem, ProcessInstance]]:
    """The open steps that this person delegated and answers for, those due first."""
    query: Any = (
        select(Claim, WorkItem, ProcessInstance)
        .join(WorkItem, WorkItem.id == Claim.work_item_id)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(
            Claim.by_id == standing.person_id,
            Claim.how == DELEGATED,
            Claim.released_at.is_(None),
            WorkItem.closed_at.is_(None),
            ProcessInstance.ended_at.is_(None),
        )
        .order_by(WorkItem.due_at, WorkItem.id)
        .limit(SHOWN)
    )
    return [(claim, item, case) for claim, item, case in session.execute(query)]


def _said(reason: str) -> None:
    if not reason.strip():
        raise Invalid(REASON, {"reason": Refusal(REASON)})
