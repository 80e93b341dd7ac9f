"""Events that happen to waiting elements: interrupting ones take the place of their activity, the others start beside it.

The library arms a non-interrupting boundary event once and hangs what it starts below the activity. Here such an event never
stops waiting: what it starts becomes a branch of its own directly under the start of the process, so it is armed again by
never being used up, branches can be open side by side, and each can be forgotten when it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from workflows.engine.definitions import Thrown
from workflows.engine.elements import BoundaryEvent
from workflows.engine.errors import EngineFault
from workflows.engine.plain import again
from workflows.engine.repeated import Repeated
from workflows.engine.transition import transition_of
from workflows.errors import N_


def happen(task: Any, local: Mapping[str, Any]) -> None:
    """Let a waiting event happen; ``local`` is what its token knows from now on (the message, the error's code)."""
    spec = task.task_spec
    if isinstance(spec, BoundaryEvent) and not spec.cancel_activity:
        _branch_off(task, local)
        return
    if isinstance(spec, BoundaryEvent):
        # At once, and not when the event's own turn comes: the activity must not complete in between.
        for sibling in task.parent.children:
            if sibling is not task and not sibling.has_state(TaskState.FINISHED_MASK):
                sibling.cancel()
    task.data.update(again(dict(local)))
    task.internal_data["event_fired"] = True
    task._ready()


def retire(task: Any) -> None:
    """Take a non-interrupting boundary event away that may not happen again (a timer that has fired its last time)."""
    task.workflow._remove_task(task.id)


def throw(task: Any, kind: str, code: str | None) -> None:
    """Hand an error or escalation to the nearest enclosing activity that catches it, one that names the code first.

    Raises EngineFault for an error that nobody catches; an escalation that nobody catches is lost, as the standard says.
    """
    top = task.workflow.top_workflow
    inner = task.workflow
    while inner.parent_task_id is not None:
        host = top.get_task_from_id(inner.parent_task_id)
        activity = host.parent if isinstance(host.parent.task_spec, Repeated) else host
        catcher = _catcher(activity, kind, code)
        if catcher is not None:
            happen(catcher, {kind: code})
            return
        inner = host.workflow
    if kind == "error":
        raise EngineFault(N_("Expected the error %(code)s to be caught, but no boundary event does."), code=code or "?")


def _catcher(activity: Any, kind: str, code: str | None) -> Any:
    split = activity.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return None
    catchers = [
        task
        for task in split.children
        if isinstance(task.task_spec, BoundaryEvent)
        and task.has_state(TaskState.WAITING)
        and isinstance(task.task_spec.event_definition, Thrown)
        and task.task_spec.event_definition.kind == kind
        and task.task_spec.event_definition.code in (None, code)
    ]
    return min(catchers, key=lambda task: task.task_spec.event_definition.code is None, default=None)


def _branch_off(task: Any, local: Mapping[str, Any]) -> None:
    """Start what a non-interrupting event leads to as a branch of its own, with a copy of the token's data."""
    kept = task.data
    task.data = {**again(kept), **again(dict(local))}
    transition_of(task).pass_element(task)
    data, task.data = task.data, kept
    root = task.workflow.task_tree
    for spec in task.task_spec.outputs:
        if isinstance(spec, BoundaryEventJoin):
            continue
        child = root._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.data = again(data)
        child.internal_data["from"] = task.task_spec.name
        child.task_spec._update(child)
