"""Gateways where tokens meet. They count arrivals on the waiting token itself, so that no history has to be kept for them,
rounds of a loop cannot be confused, and data of branches is never merged (results are variables).
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from collections import Counter
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.util.task import TaskState

from workflows.engine.elements import Drawn
from workflows.engine.errors import EngineFault
from workflows.errors import N_

_LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class _Meeting(Drawn):
    """The first arrival waits; each later one takes over what has arrived and lets the earlier token go."""

    inputs: list[Any]
    name: str

    def _update_hook(self, my_task: Any) -> bool:
        here = my_task.internal_data
        if "arrived" not in here:
            my_task._inherit_data()
            here["arrived"] = [here.get("from") or my_task.parent.task_spec.name]
            if len(self.inputs) > 1:
                self._take_over(my_task)
        if self._may_go_on(my_task):
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def _take_over(self, my_task: Any) -> None:
        for other in list(my_task.workflow.tasks.values()):
            if other.task_spec is self and other is not my_task and other.has_state(TaskState.WAITING):
                my_task.internal_data["arrived"] = other.internal_data["arrived"] + my_task.internal_data["arrived"]
                other.cancel()

    def _may_go_on(self, my_task: Any) -> bool:
        raise NotImplementedError


class ParallelGateway(_Meeting, defaults.ParallelGateway):
    """Waits for one token on each incoming flow; tokens in excess wait for the next time."""

    def _may_go_on(self, my_task: Any) -> bool:
        needed = Counter(spec.name for spec in self.inputs)
        return len(self.inputs) < 2 or not needed - Counter(my_task.internal_data["arrived"])

    def _run_hook(self, my_task: Any) -> bool:
        excess = Counter(my_task.internal_data["arrived"]) - Counter(spec.name for spec in self.inputs)
        if excess and len(self.inputs) > 1:
            rest = my_task.workflow.task_tree._add_child(self, TaskState.WAITING)
            rest.triggered = True
            rest.internal_data["arrived"] = sorted(excess.elements())
        return True


class InclusiveGateway(_Meeting, defaults.InclusiveGateway):
    """Waits for tokens that could still arrive on an empty flow, but not for those that could as well come where one is.

    So says the standard (BPMN 2.0.2, 13.4.3); the second half keeps a loop around the gateway from blocking it.
    """

    def _may_go_on(self, my_task: Any) -> bool:
        if len(self.inputs) < 2:
            return True
        arrived = set(my_task.internal_data["arrived"])
        waited_for = self._upstream(spec for spec in self.inputs if spec.name not in arrived)
        waited_for -= self._upstream(spec for spec in self.inputs if spec.name in arrived)
        return not any(
            task.task_spec.name in waited_for and _is_token(task)
            for task in my_task.workflow.tasks.values()
            if task.task_spec is not self
        )

    def _upstream(self, inputs: Iterable[Any]) -> set[str]:
        """The names of these inputs and of all elements from which a path leads to them without passing here before."""
        found: set[str] = set()
        ahead = list(inputs)
        while ahead:
            spec = ahead.pop()
            if spec is not self and spec.name not in found:
                found.add(spec.name)
                ahead.extend(spec.inputs)
        return found

    def _run_hook(self, my_task: Any) -> bool:
        chosen, otherwise = self._get_matching_outputs(my_task)
        if not chosen and not otherwise:
            raise EngineFault(
                N_("Expected a way out of %(element)s, but no condition holds."), element=self.marks.element
            )
        my_task._sync_children(chosen or otherwise, TaskState.FUTURE)
        return True


def _is_token(task: Any) -> bool:
    """Live tasks are tokens, and so are those just about to start, whose turn in this round has not come yet."""
    if task.has_state(_LIVE):
        return True
    parent = task.parent
    return task.has_state(TaskState.NOT_FINISHED_MASK) and parent is not None and parent.has_state(TaskState.COMPLETED)
