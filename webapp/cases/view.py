"""What the page of a case shows, each part read in a query or two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.bell import who_was_told
from webapp import times
from webapp.access import allowed
from webapp.notifications.view import how, notice
from webapp.outline.lines import Line, told_of
from webapp.paper import printing
from webapp.shown import escalations, names, results
from webapp.shown.classes import BY_NAME, ClassWords
from webapp.shown.comments import said
from webapp.shown.damage import said_damage, sound
from webapp.shown.difficulties import raised
from webapp.shown.incidents import told
from webapp.shown.names import Named
from webapp.shown.order import order_of
from webapp.shown.parts import parts_of
from webapp.shown.past import past_of
from webapp.shown.sketch import UNSEEN, sketch_of
from webapp.shown.task_cases import shown_cases
from webapp.trail import Entry, trail
from workflows.definitions import deploy
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import CaseUnit, Incident, ProcessInstance, Suspension, WorkItem
from workflows.instances.modifying import reaches
from workflows.organisation.calendars import calendar_for, calendars_for
from workflows.organisation.models import OrgUnit
from workflows.resolutions import progress
from workflows.resolutions.cases import carried_out_by
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.reopenable import may_reopen
from workflows.work.authority import has_authority
from workflows.work.comments import may_comment
from workflows.work.models import Escalation, Extension
from workflows.work.rules import may_direct

LIFE, TOLD, SAID = 30, 50, 5


@dataclass(frozen=True, slots=True)
class Open:
    """A step that waits: how its due date stands, in whose hands it is, for whom it is meant."""

    row: WorkItem
    due: times.Deadline
    holder: str
    performer: Named | None
    unit: OrgUnit | None


def life(session: Session, case: ProcessInstance, before: int | None) -> tuple[list[Entry], int | None]:
    """One part of the trail, newest first, and the number before which the older part begins (``None`` at the beginning)."""
    entries = trail(session, f"case:{case.public_id}", before=before, limit=LIFE + 1)
    return entries[:LIFE], entries[LIFE - 1].seq if len(entries) > LIFE else None


def case_values(session: Session, case: ProcessInstance) -> dict[str, Any]:
    """Everything of the page but the trail."""
    stood_still = list(
        session.scalars(select(Suspension).where(Suspension.instance_id == case.id).order_by(Suspension.id.desc()))
    )
    lead = session.scalar(select(CaseUnit.unit_id).where(CaseUnit.instance_id == case.id, CaseUnit.role == "lead"))
    handed = results.handed_in(session, case.id)
    order = order_of(session, case.id)
    task_cases = shown_cases(session, order.id if order else None, g.standing, g.at)
    again = {one.reopening.former_id: one for one in task_cases if one.reopening}
    return {
        "order": order,
        "task_cases": task_cases,
        "goes_on": next((one for one in again.values() if one.row.id == case.id), None),
        "later": again.get(case.id),
        "may_reopen": case.ended_at is not None and may_reopen(session, case.id, g.standing, g.at) is None,
        "standing_class": _class_of(session, case, g.at),
        "due": times.deadline(case.due_at, calendar=calendar_for(session, lead), closed_at=case.ended_at),
        "units": names.units_of_case(session, case.id),
        "waiting": (waiting := _waiting(session, case)),
        "step_marks": {one.row.element: {"href": url_for("work.item", public_id=one.row.public_id)} for one in waiting},
        "raised": escalations.raised(session, Escalation.instance_id == case.id),
        "asked": escalations.asked(session, Extension.instance_id == case.id),
        "handed": handed,
        "past": past_of(session, {file.id: file for one in handed for file in one.evidence}.values(), g.standing),
        "reports": results.reports(session, case.id, 5),
        "stood_still": stood_still,
        "people": names.people(
            session, [row.suspended_by_id for row in stood_still] + [row.resumed_by_id for row in stood_still]
        ),
        "incidents": told(
            session,
            session.scalars(select(Incident).where(Incident.instance_id == case.id, Incident.closed_at.is_(None))),
        ),
        "sketch": sound(case.id, lambda: sketch_of(session, case), UNSEEN),
        "told_drawing": sound(case.id, lambda: _told_drawing(session, case), ()),
        "damage": said_damage(case.id),
        "told": [(one, notice(one.ring), how(one)) for one in who_was_told(session, case.id, limit=TOLD)],
        "directions": directions(session, case),
        "may_intervene": case.ended_at is None
        and allowed("cases.examine")
        and ("designer" in g.standing.roles or reaches(session, case.id, g.standing)),
        "difficulties": raised(session, case.id),
        "unit_parts": parts_of(session, case.id),
        "said": said(session, case.id, g.standing, limit=SAID),
        "may_not_comment": may_comment(session, case.id, g.standing, ended=case.ended_at is not None),
        "papers": printing.papers_of(session, case.id),
        "is_signed": printing.is_signed_off(session, case.id),
    }


def _told_drawing(session: Session, case: ProcessInstance) -> tuple[Line, ...]:
    """The drawing that a case runs on, in words."""
    version = session.get_one(DefinitionVersion, case.definition_version_id)
    return told_of(version.checksum, deploy.files_of(session, version.id), version.key)


def directions(session: Session, case: ProcessInstance) -> tuple[str, ...]:
    """What this person may do to the whole case now: the nouns of the addresses."""
    if may_direct(case.ended_at is not None, authority=has_authority(session, case.id, g.standing)):
        return ()
    still = session.scalar(
        select(Suspension.id).where(Suspension.instance_id == case.id, Suspension.resumed_at.is_(None))
    )
    return ("resumption", "cancellation") if still else ("suspension", "cancellation")


def _class_of(session: Session, case: ProcessInstance, at: datetime) -> ClassWords | None:
    """The national class in which the case stands or ended, derived and in words; ``None`` for a case that carries out no task."""
    query = (
        select(progress.class_of(at))
        .select_from(ResolutionTask)
        .join(ProcessInstance, ProcessInstance.id == case.id)
        .where(carried_out_by(case.id))
    )
    name = session.scalar(query)
    return BY_NAME[name] if name else None


def _waiting(session: Session, case: ProcessInstance) -> list[Open]:
    rows = session.scalars(
        select(WorkItem).where(WorkItem.instance_id == case.id, WorkItem.closed_at.is_(None)).order_by(WorkItem.id)
    ).all()
    people = names.people(session, [row.assignee_id for row in rows])
    called = names.performers(session, [row.candidate_key for row in rows])
    units = names.units(session, [row.unit_id for row in rows])
    calendars = calendars_for(session, [row.unit_id for row in rows])
    return [
        Open(
            row,
            times.deadline(row.due_at, calendar=calendars[row.unit_id]),
            people.get(row.assignee_id or 0, ""),
            called.get(row.candidate_key),
            units.get(row.unit_id or 0),
        )
        for row in rows
    ]
