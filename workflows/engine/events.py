"""Events that happen to waiting elements: interrupting ones take the place of their activity, the others start beside it.

The library arms a non-interrupting boundary event once and hangs what it starts below the activity. Here such an event never
stops waiting: what it starts becomes a branch of its own directly under the start of the process, so it is armed again by
never being used up, branches can be open side by side, and each can be forgotten when it is done. Event subprocesses are
waited for in the same way (``handlers.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from workflows.engine.definitions import Signalled, Thrown
from workflows.engine.elements import BoundaryEvent, host_of
from workflows.engine.errors import EngineFault
from workflows.engine.forgetting import LIVE, live
from workflows.engine.handlers import Handler, Watch
from workflows.engine.plain import again
from workflows.engine.repeated import Repeated
from workflows.engine.transition import transition_of
from workflows.errors import N_


def happen(task: Any, local: Mapping[str, Any]) -> None:
    """Let a waiting event happen; ``local`` is what its token knows from now on (the message, the error's code)."""
    spec = task.task_spec
    if isinstance(spec, BoundaryEvent | Watch) and not spec.cancel_activity:
        _branch_off(task, local)
        return
    # At once, and not when the event's own turn comes: the activity must not complete in between.
    if isinstance(spec, BoundaryEvent):
        _cancel(other for other in task.parent.children if other is not task)
    elif isinstance(spec, Watch):
        _cancel(other for other in list(task.workflow.tasks.values()) if other is not task)
    task.data.update(again(dict(local)))
    task.internal_data["event_fired"] = True
    task._ready()


def happen_to_all(tasks: Iterable[Any], local: Mapping[str, Any]) -> None:
    """Let several waiting events happen, except those that one before them has taken away."""
    for task in tasks:
        if task._state == TaskState.WAITING and _is_live(task):
            happen(task, local)


def signal(task: Any, name: str) -> None:
    """Note who waits for a signal in the whole case now; it happens to them when the step that gives it is over."""
    transition_of(task).signalled += [
        one
        for one in live(task.workflow.top_workflow)
        if one._state == TaskState.WAITING
        and isinstance(getattr(one.task_spec, "event_definition", None), Signalled)
        and one.task_spec.event_definition.name == name
    ]


def retire(task: Any) -> None:
    """Take a non-interrupting event away that may not happen again (a timer that has fired its last time)."""
    task.workflow._remove_task(task.id)


def throw(task: Any, kind: str, code: str | None) -> None:
    """Hand an error or escalation to the nearest scope or activity around that catches it, one that names the code first.

    What comes out of an event subprocess is not caught by those beside it: they watch the same scope, and have their say before.
    Raises EngineFault for an error that nobody catches; an escalation that nobody catches is lost, as the standard says.
    """
    top, inner = task.workflow.top_workflow, task.workflow
    watching = True
    while True:
        if watching and (catcher := _catcher(inner.task_tree.children, kind, code)) is not None:
            happen(catcher, {kind: code})
            return
        if inner.parent_task_id is None:
            break
        host = top.get_task_from_id(inner.parent_task_id)
        activity = host.parent if isinstance(host.parent.task_spec, Repeated) else host
        split = activity.parent
        beside = split.children if isinstance(split.task_spec, BoundaryEventSplit) else ()
        if (catcher := _catcher(beside, kind, code)) is not None:
            happen(catcher, {kind: code})
            return
        watching = not isinstance(host.task_spec, Handler)
        inner = host.workflow
    if kind == "error":
        raise EngineFault(N_("Expected the error %(code)s to be caught, but no boundary event does."), code=code or "?")


def _catcher(tasks: Iterable[Any], kind: str, code: str | None) -> Any:
    catchers = [
        task
        for task in tasks
        if isinstance(task.task_spec, BoundaryEvent | Watch)
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
    if isinstance(task.task_spec, BoundaryEvent):  # a watch is passed inside its handler
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


def _cancel(tasks: Iterable[Any]) -> None:
    for task in tasks:
        if task.id in task.workflow.tasks and not task.has_state(TaskState.FINISHED_MASK):
            task.cancel()


def _is_live(task: Any) -> bool:
    """Whether a task is part of its case still: neither it nor any activity around it was cancelled or dropped."""
    while task is not None and task._state & LIVE and task.workflow.tasks.get(task.id) is task:
        if task.workflow.parent_task_id is None:
            return True
        task = host_of(task.workflow)
    return False
