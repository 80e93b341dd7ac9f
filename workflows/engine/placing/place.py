"""Putting the tokens of a running case elsewhere: on other elements of its drawing, or on another version of it.

A state is read as a tree of what waits (``waiting.py``), planted anew on the target drawing (``planting.py``), and run to its
next rest as in any other step. What is kept keeps its references, so its work items and timers are the same ones; what is moved
is taken away and begins anew at its target. Nothing is guessed: what cannot be right (a join that would wait for ever, an instance
torn out of its repetition, a token whose element is gone) is refused with a sentence that names the element.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from workflows.engine.codec import encode, unpack
from workflows.engine.drawing import Drawing
from workflows.engine.errors import Misplaced
from workflows.engine.machine import Machine
from workflows.engine.placing.entering import Entry, enter
from workflows.engine.placing.landing import begins
from workflows.engine.placing.meeting import check_meetings
from workflows.engine.placing.planting import Kept, Planting
from workflows.engine.placing.waiting import Place, places_of, read
from workflows.engine.reporting import report
from workflows.engine.step import Step
from workflows.engine.transition import Transition
from workflows.errors import N_

__all__ = ["Kept", "Misplaced", "Place", "Placed", "Placement", "begins", "place", "places"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one waiting place goes: ``place`` is the key of a ``Place`` of this very state, ``target`` an element's id.

    Without a target the place is taken away. With ``keep`` it goes on waiting at its target as the same one (its work item stays
    open); without, it is taken away and a token begins at the target.
    """

    place: str
    target: str | None
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """The step, and the open items that were kept, each with what the target drawing says about it."""

    step: Step
    kept: tuple[Kept, ...]


def places(drawing: Drawing, state: bytes) -> tuple[Place, ...]:
    """Return every place where a token waits, outer before inner; an ended case has none."""
    return places_of(read(drawing, unpack(drawing, state)))


def place(
    drawing: Drawing,
    state: bytes,
    placements: Sequence[Placement],
    *,
    variables: Mapping[str, Any],
    at: datetime,
    was: Drawing | None = None,
) -> Placed:
    """Put tokens elsewhere on ``drawing`` and run to the next rest; ``was`` is the drawing that the state belongs to, if another.

    A place that no placement names is kept on the element of the same id. Events beside a kept place wait as the target says: one
    that is the same in both goes on (a timer keeps its moment), others begin now. An activity loses its life with its last token.
    Raises Misplaced for what cannot be right, EngineFault when the drawing cannot go on from there.
    """
    source = drawing if was is None else was
    old = Machine(source, Transition(source.tables, variables, at), state)
    if old.ended:
        raise Misplaced(N_("Expected a running case, but it has ended."))
    stored = unpack(source, state)
    planting = Planting(read(source, stored), drawing, _by_key(placements))
    planted = planting.rows()
    check_meetings(planting)
    machine = Machine(
        drawing, Transition(drawing.tables, variables, at), encode(drawing, replace(stored, tasks=planted))
    )
    step = report(machine, old.rest(), lambda: _go_on(machine, planting.entries))
    still = {item.ref for item in planting.kept} - {closed.ref for closed in step.closed}
    return Placed(step, tuple(item for item in planting.kept if item.ref in still))


def _by_key(placements: Sequence[Placement]) -> dict[str, Placement]:
    found = {one.place: one for one in placements}
    if len(found) != len(placements):
        raise Misplaced(N_("Expected each waiting place to go to one place, but one of them is named twice."))
    return found


def _go_on(machine: Machine, entries: Sequence[Entry]) -> None:
    """Let the moved tokens begin, then let everything that waits look anew: new events are armed, joins count again."""
    enter(machine, entries)
    top = machine.workflow
    for workflow in (top, *list(top.subprocesses.values())):
        workflow.update_waiting_tasks()
