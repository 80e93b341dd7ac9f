"""The statements of the busy path: lock a case, see what is open in it and how its chain ends; keep it, close and open items."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, delete, exists, insert, literal, select, update

from workflows.db import table_of
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.edition import EDITION
from workflows.trips import Fixed, Said

_CASES, _ITEMS, _VERSIONS = table_of(ProcessInstance), table_of(WorkItem), table_of(DefinitionVersion)
_TIMERS, _ENTRIES = table_of(ProcessTimer), table_of(LedgerEntry)
_LOCK = (
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
        *(
            # No join: who waited for the lock while the case went over to another version would find no row any more.
            select(column).where(_VERSIONS.c.id == _CASES.c.definition_version_id).scalar_subquery().label(column.name)
            for column in (_VERSIONS.c.key, _VERSIONS.c.checksum)
        ),
        exists()
        .where(Incident.instance_id == _CASES.c.id, Incident.closed_at.is_(None))
        .correlate(_CASES)
        .label("troubled"),
    )
    .select_from(_CASES)
    .where(_CASES.c.id == bindparam("instance_id"))
)
# No key of a case ever changes: whoever only points at it (a notice, a file) does not wait for who works on it.
WAIT_FOR_LOCK = Fixed(_LOCK.with_for_update(of=_CASES, key_share=True))
SKIP_LOCKED = Fixed(_LOCK.with_for_update(of=_CASES, key_share=True, skip_locked=True))
OPEN_ITEMS = Fixed(
    select(_ITEMS.c.id, _ITEMS.c.ref, _ITEMS.c.public_id, _ITEMS.c.element).where(
        _ITEMS.c.instance_id == bindparam("in_case"), _ITEMS.c.closed_at.is_(None)
    )
)
# The end of the case's chain, as a column of whatever question reads the case behind its lock.
HEAD_OF_CASE = (
    select(cast(_ENTRIES.c.seq, String).concat(" ").concat(_ENTRIES.c.hash))
    .where(_ENTRIES.c.stream == literal("case:").concat(_CASES.c.public_id))
    .order_by(_ENTRIES.c.seq.desc())
    .limit(1)
    .correlate(_CASES)
    .scalar_subquery()
    .label("head")
)
HEAD = Fixed(select(HEAD_OF_CASE, EDITION).where(_CASES.c.id == bindparam("in_case")))
KEEP = Fixed(
    update(_CASES)
    .where(_CASES.c.id == bindparam("instance_id"), _CASES.c.version == bindparam("seen_version"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "variables", "due_at", "ended_at", "outcome", "version", "waiting_for")
        }
    ),
    hits=1,
    beside=True,
)
CLOSE = Fixed(
    update(_ITEMS)
    .where(
        _ITEMS.c.id == bindparam("item_id"),
        _ITEMS.c.closed_at.is_(None),
    )
    .values(wake_at=None, **{name: bindparam(name) for name in ("closed_at", "closed_how", "closed_by_id", "result")}),
    hits=1,
    beside=True,
)
OPEN = Fixed(insert(_ITEMS), beside=True)
CLEAR_TIMER = Fixed(
    delete(_TIMERS).where(_TIMERS.c.instance_id == bindparam("in_case"), _TIMERS.c.ref == bindparam("with_ref"))
)
SET_TIMER = Fixed(insert(_TIMERS))


def close(item_id: int, closing: dict[str, Any], at: datetime) -> Said:
    """Close an open item: ``how``, with what ``result``, ``by`` whom."""
    how, result, by = closing["how"], closing["result"], closing["by"]
    return CLOSE(item_id=item_id, closed_at=at, closed_how=how, closed_by_id=by, result=result)


def set_timers(instance_id: int, timers: dict[str, dict[str, Any] | None]) -> list[Said]:
    """Clear these timers, and set those anew that come with their values."""
    said = []
    for ref, timer in timers.items():
        said.append(CLEAR_TIMER(in_case=instance_id, with_ref=ref))
        if timer:
            said.append(SET_TIMER(instance_id=instance_id, ref=ref, **timer))
    return said
