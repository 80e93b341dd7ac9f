"""Delays from the superior's side: what was raised to a person and waits for them, and what they decided before. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.standing import Standing
from workflows.work import inbox
from workflows.work.access import visible_cases
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Escalation, EscalationAct
from workflows.work.narrowing import Key, Narrowed

RAISED = Narrowed(order=("opened",), also=(WorkItem.step == "escalation",))


def waiting(session: Session, standing: Standing, at: datetime, after: Key | None = None) -> inbox.Page:
    """The steps in which this person has to answer for a delay, the one that waits longest first."""
    return inbox.inbox(session, standing, shelf="all", at=at, soon_until=at, narrowed=RAISED, after=after)


def number_waiting(session: Session, standing: Standing, at: datetime) -> int:
    """How many there are, counted no further than a list does."""
    return inbox.count_up_to(session, standing, shelf="all", at=at, soon_until=at, narrowed=RAISED)


def about(item: Item) -> str:
    """The address of the escalation that a step is about; nothing for a step of another kind."""
    return str((item.local.get("message") or {}).get("escalation") or "")


def escalations_of(session: Session, public_ids: Iterable[str]) -> dict[str, Escalation]:
    """Escalations by their addresses."""
    query = select(Escalation).where(Escalation.public_id.in_(set(public_ids)))
    return {row.public_id: row for row in session.scalars(query)}


def acted_on(session: Session, standing: Standing, limit: int) -> Sequence[Escalation]:
    """The escalations on which this person did something, the last one first, as far as the person may still see them."""
    if standing.person_id is None:
        return []
    last = func.max(EscalationAct.id)
    acts = (
        select(EscalationAct.escalation_id, last.label("last"))
        .where(EscalationAct.by_id == standing.person_id)
        .group_by(EscalationAct.escalation_id)
        .order_by(last.desc())
        .limit(limit)
        .subquery()
    )
    query = (
        select(Escalation)
        .join(acts, acts.c.escalation_id == Escalation.id)
        .join(ProcessInstance, ProcessInstance.id == Escalation.instance_id)
        .where(visible_cases(standing))
        .order_by(acts.c.last.desc())
    )
    return session.scalars(query).all()


def late_steps(session: Session, escalations: Iterable[Escalation]) -> dict[int, Item]:
    """The late steps of these escalations, by their numbers."""
    wanted = {one.work_item_id for one in escalations}
    if not wanted:
        return {}
    return {row.id: from_row(row) for row in session.execute(item_query().where(WorkItem.id.in_(wanted)))}


def find_escalation(session: Session, public_id: str, standing: Standing) -> Escalation:
    """The escalation with this address, for whoever may see its case; raises ``NotFound`` otherwise."""
    query = (
        select(Escalation)
        .join(ProcessInstance, ProcessInstance.id == Escalation.instance_id)
        .where(Escalation.public_id == public_id, visible_cases(standing))
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def desk_of(session: Session, escalation: Escalation) -> Item | None:
    """The open step in which the superior answers for it; nothing once it was decided or settled."""
    query = item_query().where(
        WorkItem.instance_id == escalation.instance_id, WorkItem.closed_at.is_(None), WorkItem.step == "escalation"
    )
    return next((item for item in map(from_row, session.execute(query)) if about(item) == escalation.public_id), None)
