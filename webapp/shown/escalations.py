"""Late work as it was raised: to whom, when, what they did about it, and what settled it; and the requests for more time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.shown import names
from webapp.shown.names import Named
from workflows.instances.models import WorkItem
from workflows.work.models import Escalation, EscalationAct, Extension


@dataclass(frozen=True, slots=True)
class Act:
    """What a superior did, and who it was."""

    row: EscalationAct
    who: str


@dataclass(frozen=True, slots=True)
class Raised:
    """One level of an escalation; ``item_vi`` and ``item_en`` name the late step."""

    row: Escalation
    item_public_id: str
    item_vi: str
    item_en: str
    to: Named | None
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for more time (or a superior's proposal), with names."""

    row: Extension
    who: str
    decided_by: str


def raised(session: Session, where: ColumnElement[bool]) -> list[Raised]:
    """The escalations that ``where`` chooses, newest first, each with its acts."""
    rows = session.execute(
        select(Escalation, WorkItem.public_id, WorkItem.name_vi, WorkItem.name_en)
        .join(WorkItem, WorkItem.id == Escalation.work_item_id)
        .where(where)
        .order_by(Escalation.id.desc())
        .limit(50)
    ).all()
    acts: dict[int, list[Act]] = defaultdict(list)
    found = (
        session.scalars(
            select(EscalationAct)
            .where(EscalationAct.escalation_id.in_([row[0].id for row in rows]))
            .order_by(EscalationAct.id)
        ).all()
        if rows
        else []
    )
    who = names.people(session, [act.by_id for act in found])
    for act in found:
        acts[act.escalation_id].append(Act(act, who.get(act.by_id, "")))
    called = names.performers(session, [key_of(row[0]) for row in rows])
    return [
        Raised(row, public_id, vi, en, called.get(key_of(row) or ""), tuple(acts[row.id]))
        for row, public_id, vi, en in rows
    ]


def key_of(row: Escalation) -> str | None:
    """The candidate key to which a level was raised."""
    if row.position_id is not None:
        return f"position:{row.position_id}"
    return f"group:{row.group_id}" if row.group_id is not None else None


def asked(session: Session, where: ColumnElement[bool]) -> list[Asked]:
    """The requests for more time that ``where`` chooses, newest first."""
    rows = session.scalars(select(Extension).where(where).order_by(Extension.id.desc()).limit(50)).all()
    who = names.people(session, [row.asked_by_id for row in rows] + [row.decided_by_id for row in rows])
    return [Asked(row, who.get(row.asked_by_id, ""), who.get(row.decided_by_id or 0, "")) for row in rows]
