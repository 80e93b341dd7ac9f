"""A task that a keeper of the plan enters by hand: read and refused by the same rules as a row of a plan file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.resolutions import documents, leads, reading, registering, rows
from workflows.resolutions.examining import Difference
from workflows.resolutions.keeping import demand_keeper
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.rows import Placing, PlannedTask


def enter_task(
    session: Session,
    resolution_id: int,
    said: Mapping[str, str],
    *,
    not_classified: bool,
    origin: str = "plan",
    actor: Actor,
    at: datetime,
) -> ResolutionTask:
    """Put one task into the register, by the columns of a plan file; its case starts within a minute.

    Raises ``Invalid`` at the fields that are wrong (``no_classified`` when nobody says that nothing secret is in it),
    ``Forbidden`` for whoever does not keep the plan.
    """
    resolution = held(session, resolution_id)
    demand_keeper(session, actor, [resolution], at)
    planned = understood(session, said, resolution)
    taken = select(ResolutionTask.id).where(
        ResolutionTask.resolution_id == resolution.id, ResolutionTask.code == planned.code
    )
    if session.scalar(taken) is not None:
        sentence = N_("Expected a code of its own, but “%(code)s” names another task of this resolution.")
        raise Invalid(sentence, {"code": Refusal(sentence, code=planned.code)}, code=planned.code)
    if not not_classified:
        sentence = N_("Expected your word that nothing here is classified; secret tasks are not kept here.")
        raise Invalid(sentence, {"no_classified": Refusal(sentence)})
    registered = documents.register_documents(session, {planned.texts["source"]})
    numbers = registering.register(
        session, {resolution.code: resolution}, [planned], registered, start_wanted_at=at, origin=origin
    )
    number = numbers[resolution.id, planned.code]
    first = [Difference(planned.code, "code", "", planned.code)]
    registering.remember(session, number, first, actor=actor, at=at)
    registered_fact = fact("resolution_task.registered", code=planned.code)
    record(session, f"plan:{resolution.code}", [registered_fact], actor=actor, at=at)
    return session.get_one(ResolutionTask, number)


def held(session: Session, resolution_id: int) -> Resolution:
    """The resolution, locked: its row orders what is written about its plan. Raises ``NotFound``."""
    query = select(Resolution).where(Resolution.id == resolution_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def understood(session: Session, said: Mapping[str, str], resolution: Resolution) -> PlannedTask:
    """What was typed, read as a row of a plan file is; raises ``Invalid`` with a sentence for each field."""
    row, faults = reading.cells_of({**said, "resolution": resolution.code})
    planned = None
    if not faults:
        planned, wrong = rows.understand(1, row, Placing(resolution.code), leads.load_names(session))
        faults = [*faults, *wrong]
    if planned is None:
        at_fields = {fault.column or "": fault.refusal for fault in faults}
        if len(at_fields) == 1:
            (only,) = at_fields.values()
            raise Invalid(only.text, at_fields, **only.params)
        sentence = N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s.")
        raise Invalid(sentence, at_fields, count=len(at_fields))
    return planned
