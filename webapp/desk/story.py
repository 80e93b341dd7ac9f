"""The whole story of a delay for the superior: the task and its dates, who has it, what was said and tried, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy import select

from webapp import times
from webapp.shown import escalations, names, results
from webapp.shown.order import Order, order_of
from webapp.trail import Entry, trail
from webapp.work.sections.place import first_due
from workflows.deadlines.models import DeadlineStep
from workflows.organisation.calendars import calendar_for, calendars_for
from workflows.organisation.models import OrgUnit
from workflows.work import raised
from workflows.work.item import Item
from workflows.work.models import Escalation, EscalationAct, Extension


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one delay on one page. ``since`` is what happened after the superiors' first act, newest first."""

    late: Item
    unit: OrgUnit | None
    holder: str
    due: times.Deadline
    first_due_at: datetime | None
    order: Order | None
    levels: list[escalations.Raised]
    asked: list[escalations.Asked]
    reports: list[results.Reported]
    handed: list[results.HandedIn]
    told: Sequence[DeadlineStep]
    since: list[Entry]


@dataclass(frozen=True, slots=True)
class Line:
    """One delay in a list: the late step, who has it, how it stands now, and how long the superior has known."""

    row: Escalation
    late: Item
    holder: str
    due: times.Deadline


def story_of(escalation: Escalation) -> Story:
    """Read it all."""
    session = g.session
    late = raised.late_steps(session, [escalation])[escalation.work_item_id]
    calendar = calendar_for(session, late.unit_id)
    told = select(DeadlineStep).where(
        DeadlineStep.work_item_id == late.id, DeadlineStep.kind.in_(("warned", "reminded"))
    )
    return Story(
        late,
        names.units(session, [late.unit_id]).get(late.unit_id or 0),
        names.people(session, [late.assignee_id]).get(late.assignee_id or 0, ""),
        times.deadline(late.due_at, calendar=calendar, closed_at=late.closed_at),
        first_due(session, late),
        order_of(session, late.instance_id),
        escalations.raised(session, Escalation.work_item_id == late.id),
        escalations.asked(session, Extension.work_item_id == late.id),
        results.reports(session, late.instance_id),
        results.handed_in(session, late.instance_id),
        session.scalars(told.order_by(DeadlineStep.taken_at)).all(),
        _since(late),
    )


def _since(late: Item) -> list[Entry]:
    """What happened since superiors first did something about the late step."""
    first = g.session.scalar(
        select(EscalationAct.at)
        .join(Escalation, Escalation.id == EscalationAct.escalation_id)
        .where(Escalation.work_item_id == late.id)
        .order_by(EscalationAct.id)
        .limit(1)
    )
    if first is None:
        return []
    return [entry for entry in trail(g.session, f"case:{late.case_public_id}") if entry.at >= first]


def lines_of(found: Sequence[Escalation]) -> list[Line]:
    """Delays as a list shows them, with a query for each kind of thing."""
    late = raised.late_steps(g.session, found)
    who = names.people(g.session, [item.assignee_id for item in late.values()])
    calendars = calendars_for(g.session, [item.unit_id for item in late.values()])
    return [
        Line(
            row,
            item := late[row.work_item_id],
            who.get(item.assignee_id or 0, ""),
            times.deadline(item.due_at, calendar=calendars[item.unit_id], closed_at=item.closed_at),
        )
        for row in found
    ]
