"""The statements of the busy path, built once: lock a case, keep it, close and open its items."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, insert, select, update

from workflows.db import table_of
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import Incident, ProcessInstance, WorkItem

_CASES, _ITEMS, _VERSIONS = table_of(ProcessInstance), table_of(WorkItem), table_of(DefinitionVersion)
LOCK = (
    select(
        _CASES.c.id,
        _CASES.c.public_id,
        _CASES.c.business_key,
        _CASES.c.state,
        _CASES.c.variables,
        _CASES.c.version,
        _CASES.c.due_at,
        _CASES.c.waiting_for,
        _CASES.c.ended_at,
        _CASES.c.outcome,
        _VERSIONS.c.key,
        _VERSIONS.c.checksum,
        exists()
        .where(Incident.instance_id == _CASES.c.id, Incident.closed_at.is_(None))
        .correlate(_CASES)
        .label("troubled"),
    )
    .join_from(_CASES, _VERSIONS, _VERSIONS.c.id == _CASES.c.definition_version_id)
    .where(_CASES.c.id == bindparam("instance_id"))
)
WAIT_FOR_LOCK, SKIP_LOCKED = LOCK.with_for_update(of=_CASES), LOCK.with_for_update(of=_CASES, skip_locked=True)
KEEP = (
    update(_CASES)
    .where(_CASES.c.id == bindparam("instance_id"), _CASES.c.version == bindparam("seen_version"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "variables", "due_at", "ended_at", "outcome", "version", "waiting_for")
        }
    )
)
CLOSE = (
    update(_ITEMS)
    .where(
        _ITEMS.c.instance_id == bindparam("in_case"),
        _ITEMS.c.ref == bindparam("with_ref"),
        _ITEMS.c.closed_at.is_(None),
    )
    .values(wake_at=None, **{name: bindparam(name) for name in ("closed_at", "closed_how", "closed_by_id", "result")})
    .returning(_ITEMS.c.public_id, _ITEMS.c.element)
)
OPEN = insert(_ITEMS)
