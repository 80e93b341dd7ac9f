"""Asking for more time before the due date, and the decision: of the assigning authority, for a part of the unit that leads.

Which of the two is asked is drawn: the request is a message, and the drawing gives it to whoever decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import WorkItem
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing
from workflows.work import parts
from workflows.work.escalation import settle
from workflows.work.escalation_choices import decide_row, future_day, grant, proposal_of
from workflows.work.forms import cleaned
from workflows.work.item import Item, grip, item_by_id
from workflows.work.models import Escalation, Extension
from workflows.work.rules import may_act


def may_ask(session: Session, item: Item, standing: Standing, *, at: datetime) -> Refusal | None:
    """The holder may ask before the due date, one request at a time; afterwards only a superior can grant time."""
    if refusal := may_act(item, standing, None if parts.delivers(item) else "submission"):
        return refusal
    if parts.delivers(item) and not parts.hears_of_time(session, item.instance_id):
        return Conflict(
            N_(
                "Expected a case in which more time can be asked for a part, but it began before that; ask the lead unit."
            )
        )
    if item.due_at is None:
        return Conflict(N_("Expected a step with a due date, but this one has none."))
    if item.due_at <= at:
        return Conflict(
            N_(
                "Expected a request before the due date, but it has passed; a superior can grant time within the escalation."
            )
        )
    if waiting_request(session, item.id) is not None:
        return Conflict(N_("Expected no open request for more time, but one is waiting for its decision."))
    return None


def waiting_request(session: Session, item_id: int) -> Extension | None:
    """The request for more time on an item that has not been decided yet.

    A superior's proposal waits only as long as its escalation: once that is settled otherwise, nobody is asked any more.
    """
    return session.scalars(
        select(Extension)
        .outerjoin(Escalation, Escalation.id == Extension.escalation_id)
        .where(Extension.work_item_id == item_id, Extension.decided_at.is_(None), Escalation.settled_at.is_(None))
    ).first()


def ask(session: Session, item: Item, *, due_on: str, reason: str, actor: Actor, at: datetime) -> str:
    """Ask for a later date, with a reason; the drawing gives the request to whoever decides. Returns its address."""
    held = grip(session, item, actor=actor, at=at)
    item = held.item
    if refusal := may_ask(session, item, held.standing, at=at):
        raise refusal
    if not reason.strip():
        sentence = N_("Expected a reason for the new date, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    day = future_day(due_on, at, item.due_at)
    assert actor.person_id is not None and item.due_at is not None
    extension = Extension(
        instance_id=held.turn.id,
        work_item_id=item.id,
        original_due_at=item.due_at,
        due_on=day,
        reason=reason.strip(),
        asked_by_id=actor.person_id,
        asked_at=at,
    )
    session.add(extension)
    session.flush()
    held.turn.note(
        fact(
            "extension.asked",
            reason.strip(),
            item=item.public_id,
            extension=extension.public_id,
            due_on=day.isoformat(),
        )
    )
    asked = {"extension": extension.public_id, "item": item.public_id, "due_on": day.isoformat()}
    if part := parts.about(item):
        held.turn.deliver(parts.MORE_TIME, {**asked, "part": part}, part)
    else:
        held.turn.deliver("extension_requested", asked)
    held.turn.finish()
    return extension.public_id


def decide(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Grant or refuse more time. ``item`` is the *decide extension* step; the authority may grant another date than asked."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "extension"):
        raise refusal
    values = cleaned(held, form)
    late = work_of(session, held.turn, held.item)
    if values.get("decision") == "grant":
        if late.closed_at is not None:
            raise Conflict(
                N_(
                    "Expected a step that is still open, but it was finished in the meantime; the request can only be refused."
                )
            )
        asked = proposal_of(held.turn, held.item.local.get("message") or {})
        if asked.asked_by_id == actor.person_id:
            raise Forbidden(N_("Expected somebody else to grant this time, but you asked for it yourself."))
        values["due_on"] = future_day(values.get("due_on") or asked.due_on, at, late.due_at).isoformat()
    elif not values.get("reason"):
        sentence = N_("Expected a reason for the refusal, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    held.turn.complete(held.item.ref, values)
    settle(held.turn, held.item, "closed")
    held.turn.finish()


def work_of(session: Session, turn: Turn, item: Item) -> Item:
    """The work item that a decision about time is about; raises ``NotFound`` when the drawing handed none over."""
    public_id = (item.local.get("message") or {}).get("item")
    found = session.scalar(
        select(WorkItem.id).where(WorkItem.public_id == str(public_id), WorkItem.instance_id == turn.id)
    )
    if found is None:
        raise NotFound
    return item_by_id(session, found)


@actions.register("grant_extension")
def grant_extension(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The request is granted: its row is decided and the work gets the new date."""
    grant(turn, proposal_of(turn, parameters), parameters)


@actions.register("refuse_extension")
def refuse_extension(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The request (or the superior's proposal) is refused: its row says so, the date stays."""
    extension = proposal_of(turn, parameters)
    decide_row(turn, extension, "refused", parameters)
    item = item_by_id(turn.session, extension.work_item_id)
    turn.note(fact("extension.refused", extension.decision_reason, item=item.public_id, extension=extension.public_id))
