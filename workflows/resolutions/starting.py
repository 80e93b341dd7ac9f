"""The start job: one case per unit of work for tasks that want one. Stopped anywhere, it goes on where it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK, Actor
from workflows.db import table_of
from workflows.instances import lifecycle
from workflows.instances.incidents import close_for, handling
from workflows.instances.models import ProcessInstance
from workflows.instances.things import Thing, wakes
from workflows.ledger.record import record
from workflows.organisation import groups
from workflows.resolutions import actions  # noqa: F401 - what the started drawings call is registered with it
from workflows.resolutions.cooperating import arrange_parts, cooperating_units
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.variables import first_variables

PROCESS = "resolution_task"
JOB = "starting"


def start_next(session: Session, at: datetime) -> bool:
    """Start the case of one task that wants one; ``False`` when none is left.

    Raises ``Stuck``, with the task laid aside, when its case cannot be started.
    """
    resolution_task = session.scalars(
        select(ResolutionTask)
        .where(ResolutionTask.start_wanted_at <= at, ResolutionTask.instance_id.is_(None))
        .order_by(ResolutionTask.start_wanted_at, ResolutionTask.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if resolution_task is None:
        return False
    thing = Thing(JOB, f"task:{resolution_task.id}")
    with handling(session, thing):
        start_case(session, resolution_task, at=at)
        if facts := close_for(session, thing, at=at):
            started = session.get_one(ProcessInstance, resolution_task.instance_id)
            record(session, f"case:{started.public_id}", facts, actor=CLOCK, at=at)
    return True


@wakes(JOB)
def wake_task(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Try to start the task's case at that moment; one that has started needs no more trying."""
    table = table_of(ResolutionTask)
    not_started = (table.c.id == thing.number, table.c.instance_id.is_(None))
    woken = session.execute(update(table).where(*not_started).values(start_wanted_at=until).returning(table.c.id))
    return woken.first() is not None


def start_case(session: Session, resolution_task: ResolutionTask, *, at: datetime) -> None:
    """Start the task's case; the caller holds the task's row. A child's lead is named already, so it starts as assigned."""
    first = first_variables(session, resolution_task.id)
    number = open_case(session, resolution_task, variables=first, due_at=resolution_task.due_at, actor=CLOCK, at=at)
    if any(one.product for one in cooperating_units(session, resolution_task.id)):
        turn = lifecycle.locked(session, number, actor=CLOCK, at=at)
        arrange_parts(turn, resolution_task.id)
        turn.finish()


def open_case(
    session: Session,
    resolution_task: ResolutionTask,
    *,
    variables: dict[str, Any],
    due_at: datetime | None,
    actor: Actor,
    at: datetime,
) -> int:
    """Let a new case on the newest drawing be the task's, and return its number; the caller holds the task's row.

    Parts of co-operating units are asked for in its first case only: a case that goes on finds them done.
    """
    resolution = session.get_one(Resolution, resolution_task.resolution_id)
    cooperating = [(one.unit_id, "cooperating") for one in cooperating_units(session, resolution_task.id)]
    resolution_task.instance_id = number = lifecycle.start(
        session,
        key=PROCESS,
        business_key=resolution_task.code,
        titles=(resolution_task.title_vi, resolution_task.title_en),
        due_at=due_at,
        variables=variables,
        units=_units(session, resolution_task, resolution) + cooperating,
        actor=actor,
        at=at,
    )
    session.flush()
    return number


def _units(session: Session, resolution_task: ResolutionTask, resolution: Resolution) -> list[tuple[int, str]]:
    """The units that the case belongs to, each with its role, beside those that co-operate."""
    verifying = groups.group_by_code(session, resolution.verifying_group).unit_id
    units = [(resolution_task.assigning_unit_id, "assigning"), (verifying, "verifying")]
    if resolution_task.lead_unit_id is not None:
        units.insert(0, (resolution_task.lead_unit_id, "lead"))
    return units
