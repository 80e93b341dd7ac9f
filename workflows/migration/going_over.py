"""One case goes over, under its lock and in one unit of work: afterwards it is wholly on the new version, or wholly on the old one.

Steps that stay keep their owner, their draft, their date and their evidence; what they are called, which form they ask with and
which ladder watches them is the new version's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from workflows.actor import CLOCK
from workflows.db import table_of
from workflows.engine.placing.place import Kept, Placed
from workflows.facts import Fact, fact
from workflows.instances.incidents import TECHNICAL
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.opening import UNWATCHED
from workflows.instances.statements import HEAD, SKIP_LOCKED
from workflows.instances.turn import Turn
from workflows.migration import mapping
from workflows.migration.effect import Effect, changed_step, effect_of
from workflows.migration.models import MigrationPlan
from workflows.migration.remarks import remark
from workflows.migration.sides import Side, side_of
from workflows.migration.standing import JOB, OpenStep, Stand, stand_of
from workflows.trips import Fixed, go, send_left

_CASES, _ITEMS = table_of(ProcessInstance), table_of(WorkItem)
REFERS = Fixed(
    update(_CASES)
    .where(_CASES.c.id == bindparam("case"), _CASES.c.definition_version_id == bindparam("before"))
    .values(definition_version_id=bindparam("after")),
    hits=1,
)
NAMES = ("element", "name_vi", "name_en", "step", "form", "ladder")
RENAME = Fixed(
    update(_ITEMS)
    .where(_ITEMS.c.id == bindparam("item"), _ITEMS.c.closed_at.is_(None))
    .values({name: bindparam(f"new_{name}") for name in NAMES}),
    hits=1,
)
WAKE = Fixed(update(_ITEMS).where(_ITEMS.c.id == bindparam("item")).values(wake_at=bindparam("at")))


class Going(Turn):
    """A locked case that changes its version with the step that it takes."""

    def go_over(self, placed: Placed, before: Side, after: Side) -> None:
        """Stand on the new drawing from now on; what the step opens is the new version's."""
        self._definition = (after.key, after.checksum)
        with self._going_on():
            self._take(placed.step)
        self.write(REFERS(case=self.id, before=before.id, after=after.id))


def foretold(session: Session, plan: MigrationPlan, stand: Stand, *, at: datetime) -> Effect:
    """What becomes of a case: the trial on a copy. Whatever fails in it is a case that cannot go over."""
    before, after = side_of(session, plan.from_id), side_of(session, plan.to_id)
    try:
        return effect_of(stand, before, after, mapping.read(plan.mapping), at=at)
    except Exception:  # a fault of ours at one case: the others are still to be looked at
        return Effect("blocked", "", (remark(TECHNICAL),), None)


def go_over(session: Session, plan: MigrationPlan, instance_id: int, *, at: datetime) -> Effect | None:
    """Let a case go over; ``None`` when somebody else works on it or it is not there any more. One that cannot is left as it is.

    Raises what the writing down raises; the caller undoes it all then.
    """
    found = go(session, [SKIP_LOCKED(instance_id=instance_id), HEAD(in_case=instance_id)])
    if not found[0]:
        return None
    stand = stand_of(session, instance_id)
    if stand is None or stand.ended or stand.version_id != plan.from_id:
        return None
    effect = foretold(session, plan, stand, at=at)
    if stand.variables is None:
        return effect
    turn = Going(session, found, actor=CLOCK, at=at, job=JOB)
    if effect.placed is None:
        turn.went_on()
    else:
        _carry_out(turn, plan, stand, effect.placed)
    return effect


def _carry_out(turn: Going, plan: MigrationPlan, stand: Stand, placed: Placed) -> None:
    before, after = side_of(turn.session, plan.from_id), side_of(turn.session, plan.to_id)
    turn.note(fact("case.migrated", plan.reason, plan=plan.public_id, before=before.number, number=after.number))
    kept = {one.ref: one for one in placed.kept}
    for step in stand.steps:
        if step.ref in kept and changed_step(step, kept[step.ref]):
            turn.note(*_rename(turn, step, kept[step.ref]))
    turn.go_over(placed, before, after)
    turn.finish()
    send_left(turn.session)  # what fails, fails for this case alone


def _rename(turn: Turn, step: OpenStep, kept: Kept) -> Iterator[Fact]:
    """The step under the new version's names; whose alarms are watched otherwise is looked at anew."""
    values: dict[str, Any] = {
        "element": kept.element,
        "name_vi": kept.name,
        "name_en": kept.name_en or kept.name,
        "step": kept.step,
        "form": kept.form,
        "ladder": kept.ladder,
    }
    turn.write(RENAME(item=step.id, **{f"new_{name}": value for name, value in values.items()}))
    if step.ladder != kept.ladder and step.due_at is not None:
        turn.write(WAKE(item=step.id, at=None if kept.ladder == UNWATCHED else turn.at))
    if (step.names, step.step, step.form) != ((kept.name, kept.name_en), kept.step, kept.form):
        yield fact("work_item.migrated", item=step.public_id, element=kept.element, was=step.element)
