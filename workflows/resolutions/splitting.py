"""Taking parts of a task out of it: each becomes a task of its own beside it, with its own title, lead and date.

(Several units for one and the same thing are another matter: then the task is assigned to them all and gets a part for each.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.turn import Turn
from workflows.ledger.record import record
from workflows.limits import SPLIT_PARTS
from workflows.resolutions import documents, moving_parts, registering
from workflows.resolutions.columns import row_of
from workflows.resolutions.editing import gripped
from workflows.resolutions.entering import understood
from workflows.resolutions.examining import Difference
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.linking import link
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.rows import PlannedTask
from workflows.work.models import Submission

A_PART = N_("Expected a whole task, but this is a part of one.")
IN_PARTS = N_("Expected a task without parts, but this one has some.")
OVER = N_("Expected a task that is not over, but its case has ended.")
HANDED_IN = N_(
    "Expected a task for which no result was handed in, but there is one; what was handed in covers the whole task."
)
NO_SUCH = N_("Expected one of the tasks that are entered above, but this one is empty.")


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A task that was taken out of another: its code, what was understood of its lead and date, and the units whose parts go with it."""

    code: str
    title: str
    lead: str
    due_on: date | None
    parts: tuple[str, ...] = ()


def may_rearrange(session: Session, row: ResolutionTask, *, ended: bool, keeps: bool) -> Refusal | None:
    """Whole tasks are split and merged by whoever keeps the plan, until a result was handed in."""
    if not keeps:
        return Forbidden(N_("Expected a keeper of the plan, but you were not granted that role here."))
    if row.parent_id is not None:
        return Conflict(A_PART)
    if ended:
        return Conflict(OVER)
    if session.scalar(select(exists().where(ResolutionTask.parent_id == row.id))):
        return Conflict(IN_PARTS)
    handed = exists().where(Submission.instance_id == row.instance_id, Submission.withdrawn_at.is_(None))
    return Conflict(HANDED_IN) if row.instance_id and session.scalar(select(handed)) else None


def split_task(
    session: Session,
    public_id: str,
    parts: Sequence[Mapping[str, str]],
    *,
    moves: Mapping[str, int] | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> tuple[TakenOut, ...]:
    """Enter a new task for each of ``parts`` (``title_vi``, ``lead_agency``, ``due_date``); all else is the task's own.

    The task itself stays as it is, its case too; correct its words afterwards where less is left of it. ``moves`` says of which
    co-operating units (by code) the part goes along, to which of the new tasks. New codes are the task's with a number. Raises
    ``NotFound``, ``Forbidden``, ``Conflict`` when the case is too far, ``Invalid`` at ``0.title_vi`` and the like, at ``moves-CODE``, or
    at ``reason``.
    """
    turn, resolution, row = gripped(session, public_id, actor, at)
    keeps = may_keep_plan(session, actor, row.assigning_unit_id, at) is None
    ended = turn is not None and turn.ended_at is not None
    if refusal := may_rearrange(session, row, ended=ended, keeps=keeps):
        raise refusal
    planned = _planned(session, row, resolution, parts, reason, moves or {})
    registered = documents.register_documents(session, {one.texts["source"] for one in planned})
    numbers = registering.register(
        session, {resolution.code: resolution}, planned, registered, origin=row.origin, start_wanted_at=at
    )
    for one in planned:
        made = session.get_one(ResolutionTask, numbers[resolution.id, one.code])
        first = [Difference(one.code, "code", "", one.code)]
        registering.remember(session, made.id, first, reason=reason.strip(), actor=actor, at=at)
        link(session, made, "split_from", row, reason=reason.strip(), actor=actor, at=at)
    to = [numbers[resolution.id, one.code] for one in planned]
    with_it = _move_parts(session, row, to, moves or {}, turn=turn, reason=reason.strip())
    told = fact("resolution_task.split", reason.strip(), code=row.code, others=[one.code for one in planned])
    if turn is None:
        record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)
    else:
        turn.note(told)
        turn.finish()
    return tuple(
        TakenOut(
            one.code,
            one.texts["title_vi"],
            one.leads.one.name_vi if one.leads.one else "",
            one.due_on,
            units,
        )
        for one, units in zip(planned, with_it, strict=True)
    )


def _move_parts(
    session: Session,
    row: ResolutionTask,
    to: Sequence[int],
    moves: Mapping[str, int],
    *,
    turn: Turn | None,
    reason: str,
) -> list[tuple[str, ...]]:
    """Let the parts go along with the new tasks, and answer for each of these whose they are."""
    units = {unit.code: unit for unit, _ in moving_parts.movable(session, row)} if moves else {}
    several = [[units[code] for code, where in moves.items() if where == place] for place in range(len(to))]
    for number, chosen in zip(to, several, strict=True):
        if chosen:
            moving_parts.move(session, row, number, {unit.id for unit in chosen}, turn=turn, reason=reason)
    return [tuple(unit.name_vi for unit in chosen) for chosen in several]


def _planned(
    session: Session,
    row: ResolutionTask,
    resolution: Resolution,
    parts: Sequence[Mapping[str, str]],
    reason: str,
    moves: Mapping[str, int],
) -> list[PlannedTask]:
    """Each part, read as a row of a plan file is, with every fault at its field."""
    faults: dict[str, Refusal] = {}
    planned: list[PlannedTask] = []
    codes = _codes(session, row, len(parts))
    for place, (part, code) in enumerate(zip(parts, codes, strict=True)):
        said = {**row_of(row, resolution.code), "title_en": "", **part, "code": code}
        try:
            planned.append(understood(session, said, resolution))
        except Invalid as refusal:
            faults |= {f"{place}.{name}": fault for name, fault in refusal.faults.items()}
    if not 1 <= len(parts) <= SPLIT_PARTS:
        faults["0.title_vi"] = Refusal(
            N_("Expected from 1 to %(most)s tasks to take out, but got another number."), most=SPLIT_PARTS
        )
    faults |= {f"moves-{code}": fault for code, fault in moving_parts.may_move(session, row, moves).items()}
    faults |= {f"moves-{code}": Refusal(NO_SUCH) for code, to in moves.items() if to not in range(len(parts))}
    if not reason.strip():
        faults["reason"] = Refusal(N_("Expected a reason, but it is empty."))
    if len(faults) == 1:
        (only,) = faults.values()
        raise Invalid(only.text, faults, **only.params)
    if faults:
        sentence = N_("Expected every field to be filled in as asked, but not all are; to be put right: %(count)s.")
        raise Invalid(sentence, faults, count=len(faults))
    return planned


def _codes(session: Session, row: ResolutionTask, number: int) -> list[str]:
    """The first free codes: the task's own with a number, from 2 on."""
    query = select(ResolutionTask.code).where(
        ResolutionTask.resolution_id == row.resolution_id,
        ResolutionTask.code.startswith(f"{row.code}-", autoescape=True),
    )
    taken = set(session.scalars(query))
    free = (code for place in range(2, len(taken) + number + 2) if (code := f"{row.code}-{place}") not in taken)
    return [next(free) for _ in range(number)]
