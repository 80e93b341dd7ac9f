"""Raising a late item to the next superior, what the superior does short of a decision, and settling when something took effect."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import new_public_id, table_of
from workflows.errors import N_, Invalid, NotFound
from workflows.facts import fact
from workflows.instances.incidents import raise_incident
from workflows.instances.models import CaseUnit, WorkItem
from workflows.instances.performers import FALLBACK_GROUP
from workflows.instances.spoilt import readable
from workflows.instances.turn import Turn
from workflows.organisation import groups, hierarchy
from workflows.organisation.models import Position
from workflows.trips import Fixed
from workflows.work.item import Item, grip
from workflows.work.models import Escalation, EscalationAct
from workflows.work.rules import may_act

RAISE = Fixed(insert(table_of(Escalation)), beside=True)
NOTES = {
    "acknowledge": "escalation.acknowledged",
    "urge": "escalation.urged",
    "demand_remedy": "escalation.remedy_demanded",
}


def raise_level(turn: Turn, item: Item, level: int) -> None:
    """Raise a late item to its ``level``: a row, and the message ``overdue`` into the case, where the drawing takes over.

    Level 1 is the next position up from the head of the unit that answers; vacant posts pass upward. Past the top it goes
    to the support team's group, with an incident.
    """
    session = turn.session
    post_id = _post(turn, item, level)
    group = None
    if post_id is None:
        group = groups.group_by_code(session, FALLBACK_GROUP)
        incident = raise_incident(
            session,
            job="escalation",
            instance_id=turn.id,
            work_item_id=item.id,
            at=turn.at,
            sentence=N_(
                "Expected a superior above the last level, but there is none; the support team was given the escalation."
            ),
        )
        turn.note(fact("incident.raised", incident=incident.public_id))
    escalation = new_public_id()
    turn.write(
        RAISE(
            public_id=escalation,
            instance_id=turn.id,
            work_item_id=item.id,
            due_version=item.due_version,
            level=level,
            position_id=post_id,
            group_id=group.id if group else None,
            raised_at=turn.at,
        )
    )
    to = f"position:{post_id}" if post_id else f"group:{group.id}" if group else ""
    turn.note(fact("escalation.raised", item=item.public_id, escalation=escalation, level=level, to=to))
    turn.deliver(
        "overdue",
        {
            "level": level,
            "item": item.public_id,
            "escalation": escalation,
            "position": post_id,
            "group": group.code if group else None,
        },
    )


def chain_of(session: Session, item: Item, at: datetime) -> list[Position]:
    """The positions above the unit that answers for the item: level 1, level 2, …"""
    unit_id = answering_unit(session, item)
    return hierarchy.chain(session, unit_id, local_date(at)) if unit_id is not None else []


def answering_unit(session: Session, item: Item) -> int | None:
    """The unit from which the chain of command goes up: the item's, or the one that leads the case."""
    unit_id = item.unit_id
    if unit_id is None:
        unit_id = session.scalar(
            select(CaseUnit.unit_id).where(CaseUnit.instance_id == item.instance_id, CaseUnit.role == "lead")
        )
    return unit_id


def _post(turn: Turn, item: Item, level: int) -> int | None:
    """Who is told at this level; the chain is climbed no higher."""
    unit_id = answering_unit(turn.session, item)
    if unit_id is None:
        return None
    on = local_date(turn.at)
    (heads,) = turn.ask(hierarchy.HEADS(unit=unit_id, day=on))
    above = (post_id for post_id, held in hierarchy.steps_up(turn.session, unit_id, heads, on) if held)
    return next(islice(above, level - 1, level), None)


def escalation_of(session: Session, item: Item) -> Escalation:
    """The escalation that a *handle escalation* item is about; raises ``NotFound`` for any other item."""
    public_id = (item.local.get("message") or {}).get("escalation")
    escalation = session.scalars(select(Escalation).where(Escalation.public_id == str(public_id))).first()
    if escalation is None:
        raise NotFound
    return escalation


def note_act(session: Session, item: Item, *, act: str, reason: str, actor: Actor, at: datetime) -> None:
    """Acknowledge, urge, or demand a remedy plan: recorded and told, without effect on the ladder; the item stays open."""
    if act not in NOTES:
        raise Invalid(N_("Expected acknowledge, urge or demand a remedy plan, but got something else."))
    if not reason.strip():
        raise Invalid(N_("Expected a reason or an instruction, but it is empty."))
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "escalation"):
        raise refusal
    escalation = escalation_of(session, held.item)
    write_act(session, escalation, act, reason, actor, at)
    held.turn.note(fact(NOTES[act], reason, item=item.public_id, escalation=escalation.public_id))
    held.turn.finish()


def write_act(session: Session, escalation: Escalation, act: str, reason: str, actor: Actor, at: datetime) -> None:
    """One row for what the superior did."""
    assert actor.person_id is not None
    session.add(
        EscalationAct(
            escalation_id=escalation.id,
            act=act,
            reason=reason,
            by_id=actor.person_id,
            appointment_id=actor.appointment_id,
            at=at,
        )
    )


def settle(turn: Turn, item: Item, effect: str) -> None:
    """Something took effect on the item (closed, new_due_date, new_person): its escalations close by themselves.

    While some superior, or the authority asked for more time, still has one on the desk, the case gets the message
    ``resolved``, which the drawing catches at each of them. When the case has ended, everything raised in it is settled.
    """
    if turn.ended_at is not None:
        if item.case_raised:
            settle_ended(turn)
    elif item.escalated:
        settled = _write_settled(turn, Escalation.work_item_id == item.id, effect)
        if _still_handled(turn, settled):
            turn.deliver("resolved", {"item": item.public_id}, correlation=item.public_id, kept=False)


def settle_ended(turn: Turn) -> None:
    """The case has ended: whatever was raised in it and not settled is settled by that; its items are closed already."""
    _write_settled(turn, Escalation.instance_id == turn.id, "closed")


def _write_settled(turn: Turn, which: ColumnElement[bool], effect: str) -> set[str]:
    """Settle the open escalations that a condition picks, each with its fact; returns their addresses."""
    session = turn.session
    open_ones = session.execute(
        select(Escalation.id, Escalation.public_id, WorkItem.public_id.label("item"))
        .join(WorkItem, WorkItem.id == Escalation.work_item_id)
        .where(which, Escalation.settled_at.is_(None))
        .order_by(Escalation.id)
    ).all()
    if open_ones:
        table = table_of(Escalation)
        ids = [row.id for row in open_ones]
        session.execute(update(table).where(table.c.id.in_(ids)).values(settled_at=turn.at, effect=effect))
    for row in open_ones:
        turn.note(fact("escalation.settled", item=row.item, escalation=row.public_id, effect=effect))
    return {row.public_id for row in open_ones}


def _still_handled(turn: Turn, escalations: set[str]) -> bool:
    """Whether an open item of the case is about one of these escalations; what this very turn closed does not count."""
    query = select(WorkItem.ref, WorkItem.local).where(
        WorkItem.instance_id == turn.id, WorkItem.closed_at.is_(None), WorkItem.step.in_(("escalation", "extension"))
    )
    return any(
        str((readable(row.local).get("message") or {}).get("escalation")) in escalations
        for row in turn.session.execute(query)
        if row.ref not in turn.closed_refs
    )
