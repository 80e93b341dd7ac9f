"""Naming the product and the day of each unit that co-operates in a task, with a reason, before its case runs or while it does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.turn import Turn
from workflows.ledger.record import record
from workflows.limits import PARTS, REASON_LETTERS
from workflows.organisation.models import OrgUnit
from workflows.resolutions import registering
from workflows.resolutions.contributions import TOO_MANY, take_part
from workflows.resolutions.cooperating import Cooperating, arrange_parts, find_cooperating, let_cooperate, meant_units
from workflows.resolutions.days import read_day
from workflows.resolutions.editing import MOVED_ON, gripped, may_edit
from workflows.resolutions.examining import Difference
from workflows.resolutions.keeping import may_keep_plan
from workflows.resolutions.models import Resolution, ResolutionTask, TaskUnit

FIELD = "part"
"""Under this name a task's changes tell of parts."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed for one unit: a product (nothing: it has none of its own), and a day as 2026-03-31 or nothing. One of a class
    that the document names may be chosen or, by ``takes_part``, let go again.
    """

    product: str
    due_on: str
    takes_part: bool = True


def fingerprint(units: Sequence[Cooperating]) -> str:
    """A short name for what the page has seen of the parts."""
    return hashlib.sha256(repr([(one.unit.id, _words(one)) for one in units]).encode()).hexdigest()


def name_parts(
    session: Session,
    public_id: str,
    said: Mapping[str, Said],
    *,
    seen: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Sequence[Difference]:
    """Let co-operating units (by code) have these products and days, and answer what changed; a unit left out keeps its own. A unit
    that the document means by a class (``proposed``) co-operates once it is among them.

    The case, if it runs, asks for what is new, moves what has another day, and closes what is wanted no longer. Raises ``NotFound``,
    ``Forbidden``, ``Conflict`` when somebody else changed them meanwhile or the case is over, ``Invalid`` at the fields.
    """
    turn, resolution, row = gripped(session, public_id, actor, at)
    keeps = may_keep_plan(session, actor, row.assigning_unit_id, at) is None
    if refusal := may_edit(turn is not None and turn.ended_at is not None, keeps=keeps):
        raise refusal
    units = find_cooperating(session, row.id)
    if fingerprint(units) != seen:
        raise Conflict(MOVED_ON)
    gone = [one for one in units if one.unit.id in may_go(session, row) and _is_let_go(one, said)]
    stay = [one for one in units if one not in gone]
    meant = [one for _, several in proposed(session, row) for one in several]
    chosen = [Cooperating(one, "", None) for one in meant if one.code in said]
    read = _read([*stay, *chosen], said, reason)
    changes = [Difference(row.code, FIELD, _words(one), "") for one in gone]
    changes += [
        Difference(row.code, FIELD, _words(before) if before in stay else "", _words(after))
        for before, after in zip([*stay, *chosen], read, strict=True)
        if before != after or before in chosen
    ]
    if not changes:
        return changes
    _keep(session, row.id, read, gone)
    registering.remember(session, row.id, changes, reason=reason.strip(), actor=actor, at=at)
    _note(session, turn, resolution, row, reason.strip(), actor, at)
    return changes


def proposed(session: Session, row: ResolutionTask) -> Sequence[tuple[str, Sequence[OrgUnit]]]:
    """The classes that the document means, each with its words and those of its units that neither lead nor co-operate; one unit once."""
    out = {one.unit.id for one in find_cooperating(session, row.id)} | {row.lead_unit_id}
    found: list[tuple[str, Sequence[OrgUnit]]] = []
    for words, several in meant_units(session, row):
        free = [one for one in several if one.id not in out]
        out |= {one.id for one in free}
        if free:
            found.append((words, free))
    return found


def may_go(session: Session, row: ResolutionTask) -> set[int]:
    """The units that co-operate because somebody chose them of a class, and can be let go again by that."""
    return {one.id for _, several in meant_units(session, row) for one in several}


def _is_let_go(one: Cooperating, said: Mapping[str, Said]) -> bool:
    return one.unit.code in said and not said[one.unit.code].takes_part


def _keep(session: Session, task_id: int, read: Sequence[Cooperating], gone: Sequence[Cooperating]) -> None:
    table = table_of(TaskUnit)
    of_task = table.c.task_id == task_id
    if gone:
        session.execute(delete(table).where(of_task, table.c.unit_id.in_([one.unit.id for one in gone])))
    take_part(session, task_id, {one.unit.id for one in read})
    for one in read:
        which = update(table).where(of_task, table.c.unit_id == one.unit.id)
        session.execute(which.values(product=one.product, due_on=one.due_on))


def _note(
    session: Session,
    turn: Turn | None,
    resolution: Resolution,
    row: ResolutionTask,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """On the record of the case, which is told what is wanted now, or of the plan."""
    told = fact("resolution_task.changed", reason, code=row.code, fields=[FIELD])
    if turn is None:
        record(session, f"plan:{resolution.code}", [told], actor=actor, at=at)
        return
    turn.note(told)
    let_cooperate(turn, row.id)
    arrange_parts(turn, row.id, reason=reason)
    turn.finish()


def _read(units: Sequence[Cooperating], said: Mapping[str, Said], reason: str) -> list[Cooperating]:
    """What was typed, read; raises ``Invalid`` with a sentence for each field (``product-CODE``, ``due_on-CODE``, ``reason``)."""
    faults: dict[str, Refusal] = {}
    read = [_one(one, said[one.unit.code], faults) if one.unit.code in said else one for one in units]
    if sum(bool(one.product) for one in read) > PARTS:
        raise Invalid(TOO_MANY, {}, most=PARTS)
    if not reason.strip() and not faults:
        faults["reason"] = Refusal(N_("Expected a reason, but it is empty."))
    if faults:
        first = next(iter(faults.values()))
        raise Invalid(first.text, faults, **first.params)
    return read


def _one(now: Cooperating, said: Said, faults: dict[str, Refusal]) -> Cooperating:
    code, product, day = now.unit.code, " ".join(said.product.split()), None
    try:
        day = read_day(said.due_on.strip())
    except Refusal as refusal:
        faults[f"due_on-{code}"] = refusal
    if len(product) > REASON_LETTERS:
        sentence = N_("Expected at most %(most)s characters, but there are %(count)s.")
        faults[f"product-{code}"] = Refusal(sentence, most=REASON_LETTERS, count=len(product))
    if day is not None and not product:
        faults[f"product-{code}"] = Refusal(
            N_("Expected a product for this day, but none is named; take the day away when nothing is wanted.")
        )
    return Cooperating(now.unit, product, day)


def _words(one: Cooperating) -> str:
    """A part in words, as the task's changes keep it."""
    if not one.product:
        return f"{one.unit.name_vi}: –"
    return f"{one.unit.name_vi}: {one.product}" + (f" ({one.due_on.isoformat()})" if one.due_on else "")
