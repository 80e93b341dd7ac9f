"""What a step reports: who has something to do now and who has not any more, compared with before."""

from __future__ import annotations

from collections.abc import Callable

from SpiffWorkflow.exceptions import SpiffWorkflowException

from workflows.engine.errors import EngineFault
from workflows.engine.machine import Machine, Rest
from workflows.engine.step import Closed, Message, Step, TimerCleared
from workflows.errors import N_


def report(
    machine: Machine,
    before: Rest,
    act: Callable[[], None],
    *,
    completed: str | None = None,
    forgotten: Message | None = None,
) -> Step:
    """Let something happen, run to the next rest, and return the difference to the rest ``before`` as a step.

    Items and timers that came and went within the step are not mentioned. Raises EngineFault when the drawing cannot go on.
    """
    items_before = {ref: task.task_spec.marks.element for ref, task in before.items.items()}
    transition = machine.transition
    try:
        act()
        machine.advance()
        if forgotten is not None:
            transition.messages = [message for message in transition.messages if message is not forgotten]
        rest = machine.rest()
        _check_alive(machine, rest)
        state = machine.state()
    except SpiffWorkflowException as fault:
        raise EngineFault(N_("Expected the drawing to go on, but: %(fault)s"), fault=str(fault).strip(". ")) from fault
    except RecursionError:
        raise EngineFault(N_("Expected a drawing and data of moderate size, but they are nested too deeply.")) from None
    return Step(
        state=state,
        variables=transition.variables,
        opened=tuple(item for item in transition.opened if item.ref in rest.items),
        closed=tuple(
            Closed(ref, element, "completed" if ref == completed else "cancelled")
            for ref, element in items_before.items()
            if ref not in rest.items
        ),
        timers_set=tuple(timer for timer in transition.timers if timer.ref in rest.timers),
        timers_cleared=tuple(TimerCleared(ref) for ref in sorted(before.timers.keys() - rest.timers.keys(), key=int)),
        effects=tuple(transition.effects),
        ended=machine.ended,
        outcome=transition.outcome if machine.ended else None,
        waiting_for=rest.messages,
        passed=tuple(transition.passed),
    )


def _check_alive(machine: Machine, rest: Rest) -> None:
    """A case that is not over waits for somebody or something; one that does not is lost and must not be stored."""
    if not (machine.ended or rest.items or rest.timers or rest.catchers):
        raise EngineFault(
            N_("Expected the case to wait for a person, a moment or a message, but it waits for nothing.")
        )
