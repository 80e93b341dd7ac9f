"""An activity repeated for each entry of a list, side by side or one after the other.

Each instance knows its entry under the name of the drawing's ``inputDataItem`` (default ``item``) and its number as
``loop_index``. The completion condition may also ask ``completed`` and ``instances``.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from workflows.engine.plain import again
from workflows.engine.transition import transition_of


class Repeated(BpmnSpecMixin):
    """Stands in the flow where the activity is drawn, and runs its instances as children; subclasses say how many at once."""

    def __init__(self, wf_spec: Any, bpmn_id: str, task_spec: str, **kwargs: Any) -> None:
        self.task_spec = task_spec
        self.cardinality: str | None = kwargs.pop("cardinality", None)
        collection = kwargs.pop("data_input", None)
        self.collection: str | None = None if collection is None else collection.bpmn_id
        item = kwargs.pop("input_item", None)
        self.item: str = "item" if item is None else item.bpmn_name or item.bpmn_id
        self.condition: str | None = kwargs.pop("condition", None)
        kwargs.pop("data_output", None)
        kwargs.pop("output_item", None)
        super().__init__(wf_spec, bpmn_id, **kwargs)

    @property
    def sources(self) -> tuple[str | None, ...]:
        """The texts to be checked when the drawing is read."""
        return self.cardinality, self.collection, self.condition

    def at_once(self, entries: int) -> int:
        """How many instances to start when the activity starts."""
        raise NotImplementedError

    def _update_hook(self, my_task: Any) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        entries = transition_of(my_task).entries(my_task, self.cardinality, self.collection)
        if not entries:
            return True
        my_task.internal_data.update(entries=entries, begun=0, completed=0)
        my_task._set_state(TaskState.STARTED)
        for _ in range(self.at_once(len(entries))):
            self._begin(my_task)
        return False

    def _begin(self, my_task: Any) -> None:
        inner = my_task.internal_data
        number = inner["begun"]
        if number >= len(inner["entries"]):
            return
        inner["begun"] = number + 1
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)
        child.triggered = True
        child.data = {**again(my_task.data), self.item: again(inner["entries"][number]), "loop_index": number}
        child.task_spec._update(child)

    def on_child_completed(self, _: Any, child: Any) -> None:
        """Count an instance; go on when all are done or the completion condition holds (then the others are cancelled)."""
        my_task = child.parent
        inner = my_task.internal_data
        inner["completed"] += 1
        total = len(inner["entries"])
        enough = self.condition is not None and transition_of(my_task).holds(
            child, self.condition, completed=inner["completed"], instances=total
        )
        if enough:
            for other in my_task.children:
                if other is not child and other.triggered and not other.has_state(TaskState.FINISHED_MASK):
                    other.cancel()
        if enough or inner["completed"] == total:
            my_task._set_state(TaskState.READY)
        else:
            self._begin(my_task)


class SideBySide(Repeated):
    """All instances at once."""

    def at_once(self, entries: int) -> int:
        return entries


class OneByOne(Repeated):
    """The next instance when the one before is done."""

    def at_once(self, entries: int) -> int:
        return 1
