"""Forgetting what is done, so that a step costs the same in round 4 and in round 400.

The library keeps every task that ever was in one tree and walks it again and again. Since our joins keep their arrivals on the
waiting token, our boundary events never hang anything below their activity, and data of tokens is copied down, a live task
needs none of its ancestors: it is hung directly under the start of its process. Two groups stay together: an activity with
its waiting boundary events (under the library's split), and a repeated activity with its instances.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from workflows.engine.elements import BoundaryEvent
from workflows.engine.repeated import Repeated

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
_MAY_HOLD_LIVE = LIVE | TaskState.FINISHED_MASK


def live(workflow: Any) -> list[Any]:
    """Return the live tasks of a workflow and of those inside it, in the order of the tree, outer before inner."""
    found: list[Any] = []
    _collect(workflow, workflow.top_workflow.subprocesses, found)
    return found


def _collect(workflow: Any, inner_of: dict[Any, Any], found: list[Any]) -> None:
    tasks = workflow.tasks
    stack = [workflow.task_tree.id]
    while stack:
        task = tasks[stack.pop()]
        state = task._state
        if state & LIVE:
            found.append(task)
            if task.id in inner_of:
                _collect(inner_of[task.id], inner_of, found)
        if state & _MAY_HOLD_LIVE:
            children = task._children
            if children:
                stack.extend(children[::-1])


def first_ready(workflow: Any) -> Any:
    """The first live task, in the same order, that can go on by itself; ``None`` when all wait for somebody."""
    return _first_ready(workflow, workflow.top_workflow.subprocesses)


def _first_ready(workflow: Any, inner_of: dict[Any, Any]) -> Any:
    tasks = workflow.tasks
    stack = [workflow.task_tree.id]
    while stack:
        task = tasks[stack.pop()]
        state = task._state
        if state == TaskState.READY and not task.task_spec.manual:
            return task
        if state & LIVE and task.id in inner_of and (found := _first_ready(inner_of[task.id], inner_of)) is not None:
            return found
        if state & _MAY_HOLD_LIVE:
            children = task._children
            if children:
                stack.extend(children[::-1])
    return None


def forget(workflow: Any) -> None:
    """Drop everything that no live task needs, in this workflow and in those inside it."""
    top = workflow.top_workflow
    _forget_in(workflow)
    reachable, ahead = {}, [workflow]
    while ahead:
        for identity in ahead.pop().tasks:
            if identity in top.subprocesses:
                reachable[identity] = top.subprocesses[identity]
                _forget_in(reachable[identity])
                ahead.append(reachable[identity])
    top.subprocesses = reachable
    top.event_manager.tasks = {}


def _forget_in(workflow: Any) -> None:
    root = workflow.task_tree
    if root._state & LIVE:
        return  # not begun yet
    kept = list(_needed(root.children))
    root.children = kept
    for task in kept:
        task.parent = root
    workflow.last_task = None
    workflow.tasks = {}
    stack = [root]
    while stack:
        task = stack.pop()
        workflow.tasks[task.id] = task
        stack.extend(task._group if task is not root else kept)
    for task in workflow.tasks.values():
        if task is not root:
            task.children = task._group


def _needed(tasks: Iterable[Any]) -> Iterator[Any]:
    """Yield what has to hang in place of these tasks, each with its group (what stays below it)."""
    for task in tasks:
        task._group = []
        if task._state & LIVE:
            if isinstance(task.task_spec, Repeated):
                task._group = [child for child in task.children if child.triggered and child._state & LIVE]
                list(_needed(task._group))
            yield task
        elif isinstance(task.task_spec, BoundaryEventSplit) and any(child._state & LIVE for child in task.children):
            yield from _split(task)
        elif task._state & TaskState.FINISHED_MASK:
            yield from _needed(task.children)


def _split(task: Any) -> Iterator[Any]:
    """A split whose activity or one of whose events is live: both stay, the activity even when it has just been left."""
    for child in list(task.children):
        followers = list(_needed([child]))
        if child._state & LIVE or not isinstance(child.task_spec, BoundaryEvent):
            task._group.append(child)
        if not child._state & LIVE:
            yield from followers
    yield task
