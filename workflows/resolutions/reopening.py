"""A superior reopens a signed-off task. The case that ended is not revived: a new one goes on with the task, on the newest drawing.

The ended case keeps its result, its sides and its record; from now on the task is what its newest case says. A parent that
was done because all its children were goes on with the child that is not done any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances.lifecycle import locked
from workflows.instances.models import ProcessInstance
from workflows.instances.turn import Turn
from workflows.ledger.record import record
from workflows.limits import LATEST_YEAR
from workflows.organisation.calendars import calendar_for
from workflows.organisation.models import Appointment, Position, in_force
from workflows.organisation.standing import standing_of
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.reopenable import may_reopen
from workflows.resolutions.reopening_models import CaseReopening
from workflows.resolutions.starting import open_case
from workflows.resolutions.variables import first_variables
from workflows.work import sides

LEAST_DAYS = 3  # working days that the unit has again when nobody names a day: as many as after a return


def reopen(
    session: Session, case: ProcessInstance, *, reason: str, due_on: str = "", actor: Actor, at: datetime
) -> str:
    """Let the task of a signed-off case go on in a new case, and return that one's address.

    The lead unit carries it out and submits again, by the end of the day named; without one by the date that was valid, or
    ``LEAST_DAYS`` from now if that is later. Whoever had a hand in the former result still has. Raises ``Forbidden``,
    ``Conflict`` (somebody was quicker), ``Invalid`` at ``reason`` or ``due_on``.
    """
    turn = locked(session, case.id, actor=actor, at=at)
    if refusal := may_reopen(session, turn.id, standing_of(session, actor, at), at):
        raise refusal
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    row = _task_of(session, turn.id)
    due_at = _end_of(session, due_on, at) if due_on.strip() else due_again(session, turn.due_at, row.lead_unit_id, at)
    how = {"reopened": "work"}
    officer = _officer(session, turn.variables.get("officer"), row.lead_unit_id, at)
    through = _go_on(turn, row, how, due_at=due_at, officer=officer, reason=reason.strip(), through=None)
    _parents_go_on(session, row, through, reason.strip(), actor, at)
    return session.get_one(ProcessInstance, through).public_id


def due_again(session: Session, due_at: datetime | None, unit_id: int | None, at: datetime) -> datetime | None:
    """The date by which to submit again when none is named; none where there was none."""
    if due_at is None:
        return None
    return max(due_at, calendar_for(session, unit_id).add_working_days(at, LEAST_DAYS))


def _end_of(session: Session, due_on: str, at: datetime) -> datetime:
    """The end of a day to come; raises ``Invalid`` at ``due_on``."""
    try:
        day = date.fromisoformat(due_on.strip())
    except ValueError:
        day = None
    if day is None or day <= local_date(at):
        sentence = N_("Expected a due date later than today, but it is not.")
        raise Invalid(sentence, {"due_on": Refusal(sentence)})
    if day.year > LATEST_YEAR:
        sentence = N_("Expected a day by the end of %(year)s, but it is later.")
        raise Invalid(sentence, {"due_on": Refusal(sentence, year=LATEST_YEAR)}, year=LATEST_YEAR)
    return calendar_for(session, None).end_of_day(day)


def _task_of(session: Session, instance_id: int) -> ResolutionTask:
    """The task that the case carries out, locked behind its case."""
    query = select(ResolutionTask).where(ResolutionTask.instance_id == instance_id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound
    return row


def _officer(session: Session, person_id: Any, unit_id: int | None, at: datetime) -> int | None:
    """Who had the work last, if that person is still of the lead unit; otherwise whoever of the unit takes it."""
    query = (
        select(Appointment.person_id)
        .join(Position, Position.id == Appointment.position_id)
        .where(Appointment.person_id == person_id, Position.unit_id == unit_id, in_force(Appointment, local_date(at)))
    )
    return session.scalar(query.limit(1)) if person_id is not None else None


def _go_on(
    turn: Turn,
    row: ResolutionTask,
    how: Mapping[str, str],
    *,
    due_at: datetime | None,
    officer: int | None,
    reason: str,
    through: int | None,
) -> int:
    """The new case, tied to the one that ended (``turn``), and what both streams say of it; finishes the turn."""
    session, actor, at = turn.session, turn.actor, turn.at
    said = due_at.isoformat() if due_at else None
    first = first_variables(session, row.id)
    first["task"] |= {"assigned": True, "due_at": said, **how}
    first["officer"] = officer
    number = open_case(session, row, variables=first, due_at=due_at, actor=actor, at=at)
    new = session.get_one(ProcessInstance, number)
    session.execute(
        insert(table_of(CaseReopening)),
        {
            "instance_id": number,
            "former_id": turn.id,
            "task_id": row.id,
            "through_id": through,
            "reason": reason,
            "reopened_by_id": actor.person_id,
            "appointment_id": actor.appointment_id,
            "reopened_at": at,
        },
    )
    sides.carry_over(session, turn.id, number)
    turn.note(fact("case.reopened", reason, case=new.public_id, due_at=said))
    turn.finish()
    continued = fact("case.continued", reason, former=turn.public_id, due_at=said)
    record(session, f"case:{new.public_id}", [continued], actor=actor, at=at, version=new.version)
    return number


def _parents_go_on(
    session: Session, row: ResolutionTask, through: int, reason: str, actor: Actor, at: datetime
) -> None:
    """Every parent above that was done waits for its children again; locked from below upwards, one that waits still is left alone."""
    due_at = session.get_one(ProcessInstance, through).due_at
    while row.parent_id is not None:
        known = session.scalar(select(ResolutionTask.instance_id).where(ResolutionTask.id == row.parent_id))
        if known is None:
            return
        turn = locked(session, known, actor=actor, at=at)
        row = session.get_one(ResolutionTask, row.parent_id, with_for_update=True, populate_existing=True)
        if turn.ended_at is None or row.instance_id != known:
            return
        how = {"reopened": "parts"}
        due_at = max(turn.due_at, due_at) if turn.due_at and due_at else turn.due_at
        through = _go_on(turn, row, how, due_at=due_at, officer=None, reason=reason, through=through)
