"""The engine's five verbs, each a pure function from a state to a ``Step`` (or, for the viewer, to positions).

The old state stays valid whatever happens: on EngineFault and NotWaiting the caller simply keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from workflows.engine.drawing import Drawing
from workflows.engine.errors import NotWaiting
from workflows.engine.machine import Machine
from workflows.engine.reporting import report
from workflows.engine.step import Message, Step, Waits
from workflows.engine.transition import Transition


def start(drawing: Drawing, *, variables: Mapping[str, Any], at: datetime) -> Step:
    """Begin a case and run it to its first rest.

    Raises EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at), None)
    return report(machine, machine.rest(), lambda: None)


def complete(
    drawing: Drawing, state: bytes, ref: str, *, variables: Mapping[str, Any], form: Mapping[str, Any], at: datetime
) -> Step:
    """Complete an open item with what its form says, and run to the next rest.

    Raises NotWaiting when the item is not open, EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at, form=form), state)
    before = machine.rest()
    item = before.items.get(ref)
    if item is None:
        raise NotWaiting(ref)
    return report(machine, before, lambda: machine.run(item), completed=ref)


def deliver(drawing: Drawing, state: bytes, message: Message, *, variables: Mapping[str, Any], at: datetime) -> Step:
    """Tell the case something: everybody who waits for it now catches it; if nobody does, it is kept until somebody does.

    Raises NotWaiting when the case has ended, EngineFault when the drawing cannot go on.
    """
    transition = Transition(drawing.tables, variables, at)
    machine = Machine(drawing, transition, state)
    if machine.ended:
        raise NotWaiting(message.name)
    told = transition.told(message)
    if not message.kept:
        return report(machine, machine.rest(), lambda: transition.keep(told), forgotten=told)
    return report(machine, machine.rest(), lambda: transition.keep(told))


def fire(drawing: Drawing, state: bytes, timer_ref: str, *, variables: Mapping[str, Any], at: datetime) -> Step:
    """Let the moment of a timer come; only this ever fires one.

    Raises NotWaiting when the timer is not set, EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at), state)
    before = machine.rest()
    timer = before.timers.get(timer_ref)
    if timer is None:
        raise NotWaiting(timer_ref)
    return report(machine, before, lambda: machine.fire(timer))


def positions(drawing: Drawing, state: bytes) -> tuple[str, ...]:
    """Return the ids of the elements where tokens wait, for the viewer; activities that contain one come before it."""
    return Machine(drawing, Transition(drawing.tables, {}, datetime.max.replace(tzinfo=UTC)), state).positions()


def waits(drawing: Drawing, state: bytes) -> Waits:
    """Return everything that a state waits for, so that rows can be held against it; raises EngineFault for no state of ours."""
    machine = Machine(drawing, Transition(drawing.tables, {}, datetime.max.replace(tzinfo=UTC)), state)
    rest = machine.rest()
    return Waits(tuple(rest.items), tuple(rest.timers), rest.messages)
