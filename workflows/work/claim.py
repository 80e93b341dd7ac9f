"""Taking an item from a group and putting it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, Refusal
from workflows.facts import fact
from workflows.instances.models import WorkItem
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing
from workflows.work import panel
from workflows.work.item import Item, grip
from workflows.work.models import Claim
from workflows.work.rules import CLOSED, QUICKER, may_claim, may_release

DELEGATED = "delegated"


def claim(session: Session, item: Item, *, actor: Actor, at: datetime) -> str:
    """Take a free item, or of a panel's seats the next free one, and return its address.

    Raises ``Conflict`` when somebody was quicker, ``Forbidden`` when it is not offered to the actor.
    """
    held = grip(session, item, actor=actor, at=at, asking=panel.asking(item))
    seats = panel.seats_from(held.answers)
    taken = panel.seated(held, seats)
    if refusal := may_claim(taken, held.standing) or panel.may_sit(taken, seats, actor.person_id):
        raise refusal
    assert actor.person_id is not None
    hold(held.turn, taken, actor.person_id, how="claimed", reason=None)
    held.turn.note(fact("work_item.claimed", item=taken.public_id))
    held.turn.finish()
    return taken.public_id


def overtaken(session: Session, public_id: str, *, standing: Standing) -> Refusal | None:
    """Why a step that is offered to this person, but that they may not see (any more), is not theirs: taken, or closed.

    To everybody else it does not exist.
    """
    row = session.execute(
        select(WorkItem.closed_at).where(
            WorkItem.public_id == public_id, WorkItem.candidate_key.in_(standing.candidate_keys)
        )
    ).first()
    return None if row is None else Conflict(CLOSED if row.closed_at else QUICKER)


def delegation_of(session: Session, item_id: int) -> Claim | None:
    """The open claim of a delegate on a step, if it is delegated now: ``by_id`` is its owner."""
    query = select(Claim).where(Claim.work_item_id == item_id, Claim.released_at.is_(None), Claim.how == DELEGATED)
    return session.scalars(query).first()


def release(session: Session, item: Item, *, reason: str, actor: Actor, at: datetime) -> None:
    """Put a held item back to those it is offered to."""
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_release(held.item, held.standing):
        raise refusal
    if delegation_of(session, item.id) is not None:
        raise Conflict(N_("Expected a step of your own, but it was delegated to you; give it back instead."))
    let_go(held.turn, held.item)
    held.turn.note(fact("work_item.released", reason, item=item.public_id))
    held.turn.finish()


@dataclass(frozen=True, slots=True)
class Back:
    """When a step that was handed over goes back, and to whom."""

    at: datetime
    to_id: int


def back_of(session: Session, item_id: int) -> Back | None:
    """When the step goes back to somebody, if it was handed over until a day."""
    query = select(Claim.back_at, Claim.back_to_id).where(Claim.work_item_id == item_id, Claim.released_at.is_(None))
    row = session.execute(query).first()
    return Back(row.back_at, row.back_to_id) if row and row.back_at and row.back_to_id else None


def hold(turn: Turn, item: Item, person_id: int, *, how: str, reason: str | None, back: Back | None = None) -> None:
    """Write down that ``person_id`` holds the item from now on; whoever held it before no longer does. ``back`` says until when;
    a delegate does it for as long as its owner would have had it.
    """
    if how in (DELEGATED, "taken_back"):
        back = back_of(turn.session, item.id)
    if item.assignee_id is not None:
        end_claims(turn, item)
    table = table_of(WorkItem)
    done = turn.session.execute(
        update(table).where(table.c.id == item.id, table.c.closed_at.is_(None)).values(assignee_id=person_id)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(N_("Expected an open step, but it was closed in the meantime."))
    turn.session.execute(
        insert(table_of(Claim)),
        {
            "work_item_id": item.id,
            "person_id": person_id,
            "how": how,
            "by_id": turn.actor.person_id,
            "appointment_id": turn.actor.appointment_id,
            "reason": reason,
            "claimed_at": turn.at,
            "back_at": back.at if back else None,
            "back_to_id": back.to_id if back else None,
        },
    )


def let_go(turn: Turn, item: Item) -> None:
    """Write down that nobody holds the item any more."""
    end_claims(turn, item)
    table = table_of(WorkItem)
    turn.session.execute(update(table).where(table.c.id == item.id).values(assignee_id=None))


def end_claims(turn: Turn, item: Item) -> None:
    """Close the record of the present holder."""
    table = table_of(Claim)
    turn.session.execute(
        update(table).where(table.c.work_item_id == item.id, table.c.released_at.is_(None)).values(released_at=turn.at)
    )
