"""Leaving a waiting place along its arrows without what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine.drawing import Drawing
from workflows.engine.elements import UserTask
from workflows.engine.errors import Misplaced
from workflows.engine.events import happen
from workflows.engine.joins import InclusiveGateway, ParallelGateway
from workflows.engine.machine import Machine
from workflows.engine.reporting import report
from workflows.engine.step import Step
from workflows.engine.transition import Transition, element_of
from workflows.errors import N_


def skip(
    drawing: Drawing, state: bytes, key: str, *, variables: Mapping[str, Any], form: Mapping[str, Any], at: datetime
) -> Step:
    """Go on from a waiting place (a ``Place.key`` of this very state) as if it were done; ``form`` is what others read of it.

    The item of a person is completed with the form, a message is caught with the form as what it carries, a moment comes at once;
    what runs inside an activity, or all instances of a repeated one, is taken away. Raises Misplaced for a join, which has
    nothing to skip, EngineFault when the drawing cannot go on from there.
    """
    machine = Machine(drawing, Transition(drawing.tables, variables, at, form=form), state)
    task = task_at(machine, key)
    if task is None:
        raise Misplaced(N_("Expected a place where the case waits now, but %(place)r is none."), place=key)
    if isinstance(task.task_spec, ParallelGateway | InclusiveGateway):
        raise Misplaced(
            N_("Expected something to skip, but at %(element)s branches meet: skip what they wait for."),
            element=element_of(task),
        )
    before = machine.rest()
    ref = task.internal_data.get("ref") if isinstance(task.task_spec, UserTask) else None
    return report(machine, before, _left(machine, task, form), completed=ref)


def _left(machine: Machine, task: Any, form: Mapping[str, Any]) -> Callable[[], None]:
    if isinstance(task.task_spec, UserTask):
        return lambda: machine.run(task)
    if task.state == TaskState.WAITING:
        return lambda: happen(task, {"message": dict(form)} if form else {})
    return lambda: _empty(task)


def _empty(task: Any) -> None:
    """Take away what runs inside an activity or a repetition, and let it go on as when all is done."""
    task.workflow.top_workflow.subprocesses.pop(task.id, None)
    for child in list(task.children):
        task.workflow._remove_task(child.id)
    task._set_state(TaskState.READY)


def task_at(machine: Machine, key: str) -> Any:
    """The task of the library under a place's key; nothing when there is none."""
    workflow: Any = machine.workflow
    found: Any = None
    try:
        for number, part in enumerate(key.split("/")):
            if number:
                workflow = workflow.top_workflow.subprocesses[found.id]
            found = workflow.task_tree
            for index in part.split("."):
                found = found.children[int(index)]
    except (KeyError, IndexError, ValueError):
        return None
    return found
