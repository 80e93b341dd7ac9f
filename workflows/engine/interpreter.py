"""The engine's five verbs, each a pure function from a state to a ``Step`` (or, for the viewer, to positions).

The old state stays valid whatever happens: on EngineFault and NotWaiting the caller simply keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from workflows.engine.codec import pack
from workflows.engine.drawing import Drawing
from workflows.engine.errors import EngineFault, NotWaiting
from workflows.engine.machine import Machine
from workflows.engine.step import Closed, Message, Step, TimerCleared
from workflows.engine.transition import Transition
from workflows.errors import N_


def start(drawing: Drawing, *, variables: Mapping[str, Any], at: datetime) -> Step:
    """Begin a case and run it to its first rest.

    Raises EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at), None)
    return _step(machine, lambda: None)


def complete(
    drawing: Drawing, state: bytes, ref: str, *, variables: Mapping[str, Any], form: Mapping[str, Any], at: datetime
) -> Step:
    """Complete an open item with what its form says, and run to the next rest.

    Raises NotWaiting when the item is not open, EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at, form=form), state)
    item = machine.items().get(ref)
    if item is None:
        raise NotWaiting(ref)
    return _step(machine, lambda: machine.run(item), completed=ref)


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
        return _step(machine, lambda: transition.keep(told), forgotten=told)
    return _step(machine, lambda: transition.keep(told))


def fire(drawing: Drawing, state: bytes, timer_ref: str, *, variables: Mapping[str, Any], at: datetime) -> Step:
    """Let the moment of a timer come; only this ever fires one.

    Raises NotWaiting when the timer is not set, EngineFault when the drawing cannot go on.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at), state)
    timer = machine.timers().get(timer_ref)
    if timer is None:
        raise NotWaiting(timer_ref)
    return _step(machine, lambda: machine.fire(timer))


def positions(drawing: Drawing, state: bytes) -> tuple[str, ...]:
    """Return the ids of the elements where tokens wait, for the viewer; activities that contain one come before it."""
    return Machine(drawing, Transition(drawing.tables, {}, datetime.max.replace(tzinfo=UTC)), state).positions()


def _step(machine: Machine, act: Callable[[], None], *, completed: str | None = None, forgotten: Message | None = None) -> Step:
    items_before = {ref: task.task_spec.marks.element for ref, task in machine.items().items()}
    timers_before = set(machine.timers())
    transition = machine.transition
    try:
        act()
        machine.advance()
        if forgotten is not None:
            transition.messages = [message for message in transition.messages if message is not forgotten]
        items, timers = set(machine.items()), set(machine.timers())
        _check_alive(machine, bool(items or timers))
        state = pack(machine.drawing, machine.workflow, transition)
    except SpiffWorkflowException as fault:
        raise EngineFault(N_("Expected the drawing to go on, but %(fault)s"), fault=str(fault).strip(". ")) from fault
    except RecursionError:
        raise EngineFault(N_("Expected a drawing and data of moderate size, but they are nested too deeply.")) from None
    return Step(
        state=state,
        variables=transition.variables,
        opened=tuple(item for item in transition.opened if item.ref in items),
        closed=tuple(
            Closed(ref, element, "completed" if ref == completed else "cancelled")
            for ref, element in items_before.items()
            if ref not in items
        ),
        timers_set=tuple(timer for timer in transition.timers if timer.ref in timers),
        timers_cleared=tuple(TimerCleared(ref) for ref in sorted(timers_before - timers, key=int)),
        effects=tuple(transition.effects),
        ended=machine.ended,
        outcome=transition.outcome if machine.ended else None,
        waiting_for=machine.waiting_for(),
        passed=tuple(transition.passed),
    )


def _check_alive(machine: Machine, waiting: bool) -> None:
    """A case that is not over waits for somebody or something; one that does not is lost and must not be stored."""
    if not machine.ended and not waiting and not machine.waiting_for():
        raise EngineFault(N_("Expected the case to wait for a person, a moment or a message, but it waits for nothing."))
