"""Reminding whoever has a step on the desk: by those who gave the work or stand above it, once a day for each step."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import VIETNAM, local_date
from workflows.errors import N_, Conflict, Forbidden, Refusal
from workflows.facts import fact
from workflows.instances.models import WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.standing import Standing
from workflows.work.authority import has_authority, leads_unit
from workflows.work.item import Item, grip
from workflows.work.models import Claim
from workflows.work.rules import holds, is_offered, is_open

REMINDING = ("work_item.warned", "work_item.reminded", "work_item.overdue", "work_item.prompted")
"""Facts that remind; the clock's count, too: nobody hears of the same step twice a day."""


def may_remind(item: Item, standing: Standing, *, above: bool, reminded: bool) -> Refusal | None:
    """``above``: they gave the work, have the authority that assigned it, or lead the unit that answers or one above.
    ``reminded``: somebody, or the clock, did so today.
    """
    if refusal := is_open(item):
        return refusal
    if holds(item, standing) or (item.assignee_id is None and is_offered(item, standing)):
        return Conflict(N_("Expected a step that others have on the desk, but it is on yours."))
    if not above:
        return Forbidden(N_("Expected somebody who gave this work, or a superior, but that is not you."))
    if reminded:
        return Conflict(
            N_("Expected a step that nobody was reminded of today, but that was done already. Try again tomorrow.")
        )
    return None


def remind(session: Session, item: Item, *, words: str, actor: Actor, at: datetime) -> None:
    """Remind whoever holds the step or, while nobody does, everybody to whom it is offered; ``words`` stay on the record."""
    held = grip(session, item, actor=actor, at=at)
    above = stands_above(session, held.item, held.standing)
    refusal = may_remind(held.item, held.standing, above=above, reminded=was_reminded(session, held.item, at))
    if refusal:
        raise refusal
    held.turn.note(fact("work_item.prompted", words.strip() or None, item=item.public_id))
    held.turn.finish()


def stands_above(session: Session, item: Item, standing: Standing) -> bool:
    """Whether this person gave the work, has the authority that assigned it, or leads those who answer for it."""
    return (
        leads_unit(session, item.unit_id, standing)
        or has_authority(session, item.instance_id, standing)
        or _gave(session, item, standing)
    )


def was_reminded(session: Session, item: Item, at: datetime) -> bool:
    """Whether anybody was reminded of the step today."""
    midnight = datetime.combine(local_date(at), time(), VIETNAM)
    query = select(LedgerEntry.id).where(
        LedgerEntry.stream == f"case:{item.case_public_id}",
        LedgerEntry.kind.in_(REMINDING),
        LedgerEntry.happened_at >= midnight,
        LedgerEntry.data.contains(f'"{item.public_id}"', autoescape=True),
    )
    return session.execute(query.limit(1)).first() is not None


def _gave(session: Session, item: Item, standing: Standing) -> bool:
    """Whether this person put it into the present holder's hands, or assigned the task."""
    given = select(Claim.id).where(
        Claim.work_item_id == item.id, Claim.released_at.is_(None), Claim.by_id == standing.person_id
    )
    assigned = select(LedgerEntry.id).where(
        LedgerEntry.stream == f"case:{item.case_public_id}",
        LedgerEntry.kind == "task.assigned",
        LedgerEntry.actor == f"person:{standing.person_id}",
    )
    found = select(WorkItem.id).where(WorkItem.id == item.id, or_(given.exists(), assigned.exists()))
    return standing.person_id is not None and session.execute(found).first() is not None
