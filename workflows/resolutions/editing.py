"""Correcting what the register says of a task, with a reason: everything before its case runs, its words afterwards.

The due date and the lead of a running task never change here. Time is given where it is asked for or where a delay is
decided, another unit by reassigning; what a later plan file says waits for its decision (``differences``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import Fact, fact
from workflows.instances.lifecycle import locked
from workflows.instances.turn import Turn
from workflows.ledger.record import record
from workflows.resolutions import documents, registering
from workflows.resolutions.columns import COLUMN_OF, fingerprint, row_of
from workflows.resolutions.contributions import written_for
from workflows.resolutions.entering import held, understood
from workflows.resolutions.examining import Difference, current_values, planned_values
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.leads import UnitNames, load_names
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.renewing import renew
from workflows.resolutions.rows import PlannedTask

FIXED = {
    "due_on": N_(
        "Expected the due date of a running task to stay: more time is granted on its case, with a decision on the record."
    ),
    "lead_text": N_("Expected the lead of a running task to stay: another unit gets it by “Give to another unit”."),
}
MOVED_ON = N_("Expected the task as your page showed it, but it was changed in the meantime. Look again.")
OF_A_PART = N_("Expected the lead of a part to stay: another unit gets it by “Give to another unit”.")


def may_edit(ended: bool, *, keeps: bool) -> Refusal | None:
    """Whoever keeps the plan corrects its tasks, until their cases have ended."""
    if not keeps:
        return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))
    if ended:
        return Conflict(
            N_("Expected a task that is not over, but its case has ended; what it says stays on the record.")
        )
    return None


def edit_task(
    session: Session,
    public_id: str,
    said: Mapping[str, str],
    *,
    seen: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Sequence[Difference]:
    """Let the task say what was typed (by the columns of a plan file; a column left out stays) and answer what changed.

    ``seen`` is the fingerprint of what the page showed. The case, if it runs, is locked first and learns the new words;
    nothing is written when nothing changes. Raises ``NotFound``, ``Forbidden``, ``Conflict`` when the task was changed
    meanwhile or is over, ``Invalid`` at the fields, or without a reason.
    """
    turn, resolution, row = gripped(session, public_id, actor, at)
    keeps = may_keep_plan(session, actor, row.assigning_unit_id, at) is None
    if refusal := may_edit(turn is not None and turn.ended_at is not None, keeps=keeps):
        raise refusal
    names = load_names(session)
    own = written_for(session, {row.id: row.province}, names).get(row.id, "")
    if fingerprint(row, own) != seen:
        raise Conflict(MOVED_ON)
    planned = _planned(session, row, resolution, said)
    changes = changes_of(row, own, planned, names)
    _demand_free(row, changes)
    if not reason.strip():
        sentence = N_("Expected a reason, but it is empty.")
        raise Invalid(sentence, {"reason": Refusal(sentence)})
    if not changes:
        return changes
    registered = documents.register_documents(session, {planned.texts["source"]})
    registering.take_over(session, row.id, planned, registered, **_kept(row, changes))
    registering.remember(session, row.id, changes, reason=reason.strip(), actor=actor, at=at)
    told: Fact = fact("resolution_task.changed", reason.strip(), code=row.code, fields=[one.field for one in changes])
    if turn is None:
        record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)
        return changes
    session.refresh(row)
    renew(turn, row, reason=reason.strip())
    turn.note(told)
    turn.finish()
    return changes


def _planned(session: Session, row: ResolutionTask, resolution: Resolution, said: Mapping[str, str]) -> PlannedTask:
    """What was typed over what is there. Words about the lead that stay are not read again: a unit may be called otherwise by now."""
    whole = {**row_of(row, resolution.code), **said, "code": row.code}
    if whole["title_en"] == row.title_en == row.title_vi:
        whole["title_en"] = ""  # there was no English title, only the Vietnamese one twice
    if whole["lead_agency"].strip() != row.lead_text:
        return understood(session, whole, resolution)
    planned = understood(session, {**whole, "lead_agency": ""}, resolution)
    return replace(planned, texts={**planned.texts, "lead_text": row.lead_text})


def gripped(
    session: Session, public_id: str, actor: Actor, at: datetime
) -> tuple[Turn | None, Resolution, ResolutionTask]:
    """The case, if there is one, then the resolution and the task, locked in this order; raises ``NotFound``."""
    which = ResolutionTask.public_id == public_id
    columns = (ResolutionTask.id, ResolutionTask.resolution_id, ResolutionTask.instance_id)
    found = session.execute(select(*columns).where(which)).first()
    if found is None:
        raise NotFound
    turn = locked(session, found.instance_id, actor=actor, at=at) if found.instance_id else None
    resolution = held(session, found.resolution_id)
    query = select(ResolutionTask).where(ResolutionTask.id == found.id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one()
    if row.instance_id != found.instance_id:
        raise Conflict(MOVED_ON)
    return turn, resolution, row


def changes_of(row: ResolutionTask, own: str, planned: PlannedTask, names: UnitNames) -> list[Difference]:
    """What the register says otherwise than what is planned now; ``own`` is what it says of parts."""
    ours, theirs = current_values(row, own), planned_values(planned, names)
    said = {name: "" if value is None else str(value) for name, value in theirs.items()}
    return [Difference(row.code, name, ours[name], said[name]) for name in said if ours[name] != said[name]]


def _demand_free(row: ResolutionTask, changes: Sequence[Difference]) -> None:
    """Raise ``Invalid`` at every field that may not change any more."""
    fixed = FIXED if row.instance_id else {"lead_text": OF_A_PART} if row.parent_id else {}
    faults = {COLUMN_OF[one.field]: Refusal(fixed[one.field]) for one in changes if one.field in fixed}
    if faults:
        first = next(iter(faults.values()))
        raise Invalid(first.text, faults)


def _kept(row: ResolutionTask, changes: Sequence[Difference]) -> dict[str, object]:
    """What follows from words that stay, stays as well: the unit may have been chosen by a person, the end of a day by a calendar."""
    changed = {one.field for one in changes}
    kept: dict[str, object] = {} if "lead_text" in changed else {"lead_unit_id": row.lead_unit_id}
    return kept if "due_on" in changed else {**kept, "due_at": row.due_at}
