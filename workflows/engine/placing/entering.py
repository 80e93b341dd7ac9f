"""Moved tokens begin: before an element of a running scope, or of one that is opened for them without passing its start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine.forgetting import live
from workflows.engine.handlers import keep_watch
from workflows.engine.machine import Machine
from workflows.engine.plain import again


@dataclass(frozen=True, slots=True)
class Entry:
    """A token to begin before ``element``: ``scope`` is the key of the activity that it runs in, ``chain`` what is begun on the way."""

    scope: str
    chain: tuple[str, ...]
    element: str
    data: dict[str, Any]


def enter(machine: Machine, entries: Sequence[Entry]) -> None:
    """Let tokens begin; those that enter the same activity enter it together."""
    top = machine.workflow
    scopes = {"": top}
    for task in live(top):
        mark = task.internal_data.pop("entered", None)
        if mark is not None:
            scopes[mark] = top.subprocesses[task.id]
    opened: dict[tuple[str, ...], Any] = {}
    for entry in entries:
        workflow = scopes[entry.scope]
        way: tuple[str, ...] = (entry.scope,)
        for host in entry.chain:
            way = (*way, host)
            if way not in opened:
                opened[way] = _open(machine, workflow, host, entry.data)
            workflow = opened[way]
        _begin(workflow, entry.element, entry.data)


def _begin(workflow: Any, element: str, data: dict[str, Any]) -> Any:
    specs = workflow.spec.task_specs
    spec = specs.get(f"{element}.BoundaryEventSplit", specs[element])
    child = workflow.task_tree._add_child(spec, TaskState.FUTURE)
    child.triggered = True
    child.data = again(data)
    spec._update(child)
    return child


def _open(machine: Machine, workflow: Any, host: str, data: dict[str, Any]) -> Any:
    """Begin an activity, with the events on its border and those that it watches for, and return its inside without a token."""
    begun = _begin(workflow, host, data)
    if begun.task_spec.name != host:
        machine.run(begun)
        begun = next(one for one in begun.children if one.task_spec.name == host)
    inside = workflow.top_workflow.subprocesses[begun.id]
    for child in list(inside.task_tree.children):
        inside._remove_task(child.id)
    keep_watch(inside, data)
    return inside
