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


def live(workflow: Any) -> Iterator[Any]:
    """Yield the live tasks of a workflow and of those inside it, in the order of the tree, outer before inner."""
    inner_of, tasks = workflow.top_workflow.subprocesses, workflow.tasks
    stack = [workflow.task_tree.id]
    while stack:
        task = tasks[stack.pop()]
        if task._state & LIVE:
            yield task
            if task.id in inner_of:
                yield from live(inner_of[task.id])
        if task._state & _MAY_HOLD_LIVE:
            stack.extend(reversed(task._children))


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
