"""What a case holds at this moment, read for a migration: its state and values, its open steps with drafts, its timers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, Suspension, WorkItem
from workflows.instances.spoilt import Spoilt, fields_of
from workflows.work.models import Draft

JOB = "migrations"


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open work item; ``typed`` are the fields of its form in which somebody has written something and not sent it."""

    id: int
    public_id: str
    ref: str
    element: str
    names: tuple[str, str]
    step: str
    form: str | None
    ladder: str
    due_at: datetime | None
    typed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stand:
    """A case. ``variables`` are nothing where they cannot be read; ``troubled`` says that something else holds it up."""

    id: int
    version_id: int
    ended: bool
    state: bytes
    variables: dict[str, Any] | None
    waiting_for: frozenset[str]
    steps: tuple[OpenStep, ...]
    timers: dict[str, str]
    suspended: bool
    troubled: bool


def stand_of(session: Session, instance_id: int) -> Stand | None:
    """The case as it is now; ``None`` when there is no such case."""
    held = exists().where(Incident.instance_id == ProcessInstance.id, Incident.closed_at.is_(None), Incident.job != JOB)
    still = exists().where(Suspension.instance_id == ProcessInstance.id, Suspension.resumed_at.is_(None))
    case = session.execute(
        select(
            ProcessInstance.definition_version_id,
            ProcessInstance.ended_at,
            ProcessInstance.state,
            ProcessInstance.variables,
            ProcessInstance.waiting_for,
            held.label("troubled"),
            still.label("suspended"),
        ).where(ProcessInstance.id == instance_id)
    ).first()
    if case is None:
        return None
    try:
        variables: dict[str, Any] | None = fields_of(case.variables)
    except Spoilt:
        variables = None
    timers = select(ProcessTimer.ref, ProcessTimer.element).where(ProcessTimer.instance_id == instance_id)
    return Stand(
        id=instance_id,
        version_id=case.definition_version_id,
        ended=case.ended_at is not None,
        state=case.state,
        variables=variables,
        waiting_for=frozenset(case.waiting_for.split(",")) - {""},
        steps=_steps(session, instance_id),
        timers={row.ref: row.element for row in session.execute(timers)},
        suspended=case.suspended,
        troubled=case.troubled,
    )


def _steps(session: Session, instance_id: int) -> tuple[OpenStep, ...]:
    rows = session.execute(
        select(
            WorkItem.id,
            WorkItem.public_id,
            WorkItem.ref,
            WorkItem.element,
            WorkItem.name_vi,
            WorkItem.name_en,
            WorkItem.step,
            WorkItem.form,
            WorkItem.ladder,
            WorkItem.due_at,
            Draft.form.label("draft"),
        )
        .outerjoin(Draft, Draft.work_item_id == WorkItem.id)
        .where(WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None))
        .order_by(WorkItem.id)
    )
    return tuple(
        OpenStep(
            row.id,
            row.public_id,
            row.ref,
            row.element,
            (row.name_vi, row.name_en),
            row.step,
            row.form,
            row.ladder,
            row.due_at,
            _typed(row.draft),
        )
        for row in rows
    )


def _typed(draft: str | None) -> frozenset[str]:
    said = json.loads(draft) if draft else {}
    return frozenset(key for key, value in said.items() if value not in (None, "", [], False))
