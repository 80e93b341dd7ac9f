"""Event subprocesses: what may happen at any time while a process or subprocess runs, drawn inside it.

The library hangs what an event starts into the shared drawing and cancels nothing. Here each event subprocess is two elements of
the scope around it: a ``Watch``, which waits under the scope's start from the moment the start is passed, and a ``Handler``, which
runs what is drawn inside. A watch that does not interrupt is never used up (``events.py``); one that interrupts takes everything
else in its scope away, watches and running handlers included, and the scope ends when its handler does. Nobody waits for a watch:
a scope ends when its tokens have.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.util.task import TaskIterator, TaskState

from workflows.engine.elements import Drawn, SubProcess
from workflows.engine.marks import Marks
from workflows.engine.plain import again


class Scope(BpmnProcessSpec):
    """A process or subprocess with what it watches for; it ends when no token is left, whatever is still watched for."""

    end: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watches: list[str] = []
        name, last = self.end.name, self.end.outputs
        del self.task_specs[name]
        self.end = Ending(self, name)
        self.end.outputs = last


class Ending(_EndJoin):
    """Where the tokens of a scope come together."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        unfinished = TaskIterator(my_task.workflow.task_tree, state=TaskState.NOT_FINISHED_MASK, end_at_spec=self.name)
        return all(task is my_task or isinstance(task.task_spec, Watch) for task in unfinished)

    def _run_hook(self, my_task: Any) -> bool:
        if my_task.workflow.spec.watches:
            for task in list(my_task.workflow.tasks.values()):
                if isinstance(task.task_spec, Watch) and not task.has_state(TaskState.FINISHED_MASK):
                    task.cancel()
        return bool(super()._run_hook(my_task))


class Watch(defaults.BoundaryEvent):
    """Waits for what starts an event subprocess; the start event drawn there is passed inside the handler."""

    marks = Marks()


class Handler(SubProcess):
    """An event subprocess that is running; ``takes_over`` says that it runs in place of everything else in its scope."""

    takes_over = False


class StartEvent(Drawn, defaults.StartEvent):
    """The start; by the time the engine is asked, its message has arrived. From here on the scope watches."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        keep_watch(my_task.workflow, my_task.data)


def keep_watch(workflow: Any, data: dict[str, Any]) -> None:
    """Begin to wait for what starts the event subprocesses of a scope; what they start will know this data."""
    for name in workflow.spec.watches:
        watch = workflow.task_tree._add_child(workflow.spec.task_specs[name], TaskState.FUTURE)
        watch.triggered = True
        watch.data = again(data)
        watch.task_spec._update(watch)
