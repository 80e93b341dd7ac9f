"""The library's task as this engine uses it: a small number for a name, and no line for a log that nobody reads.

The library names each task by a random UUID and puts a whole log record together at each change of state, whether a log is
wanted or not. Both cost more than the change. Within a step a number is name enough; what a step did is in its ``Step``.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from itertools import count
from typing import Any

from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

_numbers = count(1)


class Token(Task):
    """A task in the tree of a workflow that is being run."""

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE) -> None:
        super().__init__(workflow, task_spec, parent, state=state, id=next(_numbers))

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> Token:
        if self._state & TaskState.PREDICTED_MASK and not state & TaskState.PREDICTED_MASK:
            raise WorkflowException("Expected what follows a foretold task to be foretold.", task_spec=self.task_spec)
        child = Token(self.workflow, task_spec, self, state)
        if state == TaskState.READY:
            child._ready()
        return child
