"""The elements of a drawing as the library runs them, each handing what matters to the transition of the running step."""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.operators import Operator
from SpiffWorkflow.util.task import TaskState

from workflows.engine.errors import EngineFault
from workflows.engine.marks import Marks
from workflows.engine.opening import open_item
from workflows.engine.plain import again
from workflows.engine.token import InnerWorkflow, Token
from workflows.engine.transition import transition_of
from workflows.errors import N_
from workflows.limits import CASE_CALLS


def begin(workflow: Any) -> Any:
    """Put a fresh workflow at its start and return the start's task.

    The library would foretell everything that may follow, along every path: exponential in the number of parallel blocks.
    Here each task foretells its next ones when it runs, and nothing else does.
    """
    workflow.task_tree = Token(workflow, workflow.spec.start, state=TaskState.FUTURE)
    workflow.task_tree._ready()
    foretell(workflow.task_tree)
    return workflow.task_tree


def foretell(task: Any) -> None:
    """Give a task that is about to run the tasks that come directly after it, unless it has them."""
    if all(child.triggered for child in task.children):
        task.task_spec._predict_hook(task)


def host_of(workflow: Any) -> Any:
    """The activity that a workflow runs in; nothing for that of the case, nor when the activity has been taken away."""
    top, identity = workflow.top_workflow, workflow.parent_task_id
    around = next((one for one in (top, *top.subprocesses.values()) if identity in one.tasks), None)
    return None if around is None else around.tasks[identity]


class Condition(Operator):
    """The condition of a sequence flow; exactly True or False."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source

    def _matches(self, task: Any) -> bool:
        return transition_of(task).holds(task, self.source)


class Drawn:
    """Everything that stands on the drawing: it is noted when passed, and its assignments run before what follows starts."""

    bpmn_id: str  # of the library's spec that stands beside it
    marks = Marks()

    def _on_complete_hook(self, my_task: Any) -> None:
        transition_of(my_task).pass_element(my_task)
        super()._on_complete_hook(my_task)  # type: ignore[misc]


class UserTask(Drawn, defaults.UserTask):
    """A step that waits for a person."""

    def _on_ready_hook(self, my_task: Any) -> None:
        super()._on_ready_hook(my_task)
        open_item(my_task)


class ManualTask(UserTask):
    """A step done outside the system; a person says that it is done."""


class PassThrough(Drawn, defaults.NoneTask):
    """A task without a kind: a remark on the way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manual = False


class ServiceTask(PassThrough):
    """Asks the rooms above for a named action."""

    def _run_hook(self, my_task: Any) -> bool:
        transition_of(my_task).effect(my_task)
        return True


class BusinessRuleTask(PassThrough):
    """Asks a decision table of the same bundle."""

    def _run_hook(self, my_task: Any) -> bool:
        transition_of(my_task).rule(my_task)
        return True


class SendTask(Drawn, defaults.SendTask):
    """Asks for a named action, or tells the own case something."""

    def _run_hook(self, my_task: Any) -> bool:
        if self.marks.action is None:
            return bool(super()._run_hook(my_task))
        transition_of(my_task).effect(my_task)
        return True


class ReceiveTask(Drawn, defaults.ReceiveTask):
    """Waits for a message."""


class EndEvent(Drawn, defaults.EndEvent):
    """An end; at the top level it is the outcome of the case, and so it is inside what has taken the top level over."""

    def _on_complete_hook(self, my_task: Any) -> None:
        workflow = my_task.workflow
        while (host := host_of(workflow)) is not None and getattr(host.task_spec, "takes_over", False):
            workflow = host.workflow
        if workflow.parent_task_id is None:
            transition_of(my_task).outcome = self.bpmn_id
        super()._on_complete_hook(my_task)


class CatchEvent(Drawn, defaults.IntermediateCatchEvent):
    """Waits for a message, a signal or a moment; where a link lands it waits for nothing."""


class ThrowEvent(Drawn, defaults.IntermediateThrowEvent):
    """Throws an escalation or a signal, tells the own case something, leaps along a link, or does nothing."""


class BoundaryEvent(Drawn, defaults.BoundaryEvent):
    """Waits beside its activity (see ``events.py``)."""


class ExclusiveGateway(Drawn, defaults.ExclusiveGateway):
    """One way, the first whose condition holds."""

    def _run_hook(self, my_task: Any) -> bool:
        chosen = self.default_task_spec
        for condition, name in self.cond_task_specs:
            if condition is not None and condition._matches(my_task):
                chosen = name
                break
        if chosen is None:
            raise EngineFault(
                N_("Expected a way out of %(element)s, but no condition holds."), element=self.marks.element
            )
        my_task._sync_children([my_task.workflow.spec.task_specs[chosen]], TaskState.FUTURE)
        return True


class Inner:
    """Activities that contain others. Token data goes in as a copy and does not come out: results are variables."""

    spec: str

    def start_workflow(self, my_task: Any) -> None:
        top = my_task.workflow.top_workflow
        depth, workflow = 1, my_task.workflow
        while workflow.parent_task_id is not None:
            depth, workflow = depth + 1, workflow.parent_workflow
        if depth > CASE_CALLS:
            raise EngineFault(N_("Expected calls to be nested at most %(most)s deep."), most=CASE_CALLS)
        inner = InnerWorkflow(top.subprocess_specs[self.spec], my_task.id, top, deserializing=True)
        top.subprocesses[my_task.id] = inner
        start = begin(inner)
        start.data = again(my_task.data)
        start.run()
        # Waiting tasks take their parent's data again and again: at the root there must be none.
        start.data = {}

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Nothing comes out."""


class SubProcess(Inner, Drawn, defaults.SubWorkflowTask):
    """An embedded subprocess."""


class CallActivity(Inner, Drawn, defaults.CallActivity):
    """Another drawing of the same bundle."""
