"""The library's tasks and workflows as this engine uses them: what costs the library more than the step is done the short way.

The library names each task by a random UUID, puts a whole log record together at each change of state, whether a log is
wanted or not, and walks the tree for waiting tasks after each. Within a step a number is name enough; what a step did is in
its ``Step``; a workflow knows its tasks.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from itertools import count
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

_numbers = count(1)


class Token(Task):
    """A task in the tree of a workflow that is being run."""

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE) -> None:
        # What the library's own beginning does, without the clock, the thread and the look-ups that nothing here asks for.
        self.id = number = next(_numbers)
        self.workflow, self.task_spec, self._state = workflow, task_spec, state
        self._parent: int | None = None
        self._children: list[int] = []
        self.triggered, self.thread_id, self.last_state_change = False, 0, 0.0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        workflow.tasks[number] = self
        if parent is not None:
            self._parent = parent.id
            parent._children.append(number)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> Token:
        if self._state & TaskState.PREDICTED_MASK and not state & TaskState.PREDICTED_MASK:
            raise WorkflowException("Expected what follows a foretold task to be foretold.", task_spec=self.task_spec)
        child = Token(self.workflow, task_spec, self, state)
        if state == TaskState.READY:
            child._ready()
        return child


class _Workflow:
    """Looks its waiting tasks up instead of walking to them."""

    tasks: dict[int, Token]

    def update_waiting_tasks(self) -> None:
        for task in [one for one in self.tasks.values() if one._state == TaskState.WAITING]:
            if task._state == TaskState.WAITING:
                task.task_spec._update(task)


class CaseWorkflow(_Workflow, BpmnWorkflow):
    """The workflow of a case."""


class InnerWorkflow(_Workflow, BpmnSubWorkflow):
    """The workflow of an activity that contains others."""
