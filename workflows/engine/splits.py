"""Several arrows out of a step: those without a condition are all taken, of the others those whose condition holds.

So says the standard (BPMN 2.0.2, 13.3.1): arrows without conditions are a parallel split, arrows with conditions an inclusive
one, both together both; the default arrow is taken when no condition holds. Without conditions the library does just that; with
them a split of ours, which nobody has drawn, stands between the step and what follows.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from workflows.engine.elements import Condition
from workflows.engine.errors import EngineFault
from workflows.errors import N_


class Split(BpmnTaskSpec):
    """Takes the arrows out of one step; it never rests, so no state has ever heard of it."""

    def __init__(self, wf_spec: Any, name: str, step: str) -> None:
        super().__init__(wf_spec, name)
        self.bpmn_id = step
        self.always: list[str] = []
        self.cond_task_specs: list[tuple[Condition, str]] = []
        self.otherwise: str | None = None

    def lead(self, target: Any, condition: str | None, is_default: bool) -> None:
        """Add an arrow."""
        self.connect(target)
        if is_default:
            self.otherwise = target.name
        elif condition:
            self.cond_task_specs.append((Condition(condition), target.name))
        else:
            self.always.append(target.name)

    def _predict_hook(self, my_task: Any) -> None:
        """Nothing is foretold: what follows is known when the conditions have been asked."""

    def _run_hook(self, my_task: Any) -> bool:
        chosen = [name for condition, name in self.cond_task_specs if condition._matches(my_task)]
        if not chosen and self.otherwise is not None:
            chosen = [self.otherwise]
        chosen = self.always + chosen
        if not chosen:
            raise EngineFault(N_("Expected a way out of %(element)s, but no condition holds."), element=self.bpmn_id)
        specs = my_task.workflow.spec.task_specs
        my_task._sync_children([specs[name] for name in chosen], TaskState.FUTURE)
        return True
