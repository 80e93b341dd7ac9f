"""Running one step: automatic tasks one after the other until only people, moments and messages are waited for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.util.task import TaskState

from workflows.engine.arming import arm_again
from workflows.engine.codec import build, pack, unpack
from workflows.engine.definitions import Timed, Told
from workflows.engine.drawing import Drawing
from workflows.engine.elements import begin, foretell, host_of
from workflows.engine.events import happen, happen_to_all, retire
from workflows.engine.forgetting import first_ready, forget, live
from workflows.engine.step import Message
from workflows.engine.token import CaseWorkflow
from workflows.engine.transition import Transition, element_of

FORGET_EVERY = 64


@dataclass(slots=True)
class Rest:
    """What a workflow waits for: the steps of people and the timers by reference, and the events that catch messages."""

    items: dict[str, Any] = field(default_factory=dict)
    timers: dict[str, Any] = field(default_factory=dict)
    catchers: list[Any] = field(default_factory=list)

    @property
    def messages(self) -> tuple[str, ...]:
        """The names of the messages that would be caught."""
        return tuple(sorted({task.task_spec.event_definition.name for task in self.catchers}))


class Machine:
    """A workflow of the library with the transition that runs it. ``forgetting`` is switched off only to compare."""

    def __init__(
        self, drawing: Drawing, transition: Transition, state: bytes | None, *, forgetting: bool = True
    ) -> None:
        self.drawing = drawing
        self.transition = transition
        self.forgetting = forgetting
        if state is None:
            self.workflow = CaseWorkflow(drawing.spec, drawing.inner, script_engine=transition, deserializing=True)
            begin(self.workflow)
        else:
            stored = unpack(drawing, state)
            transition.next_ref = stored.next_ref
            transition.messages = list(stored.messages)
            transition.outcome = stored.outcome
            self.workflow = build(drawing, stored, transition)

    def state(self) -> bytes:
        """The state to be stored; nothing when the machine is kept only to compare."""
        return pack(self.drawing, self.workflow, self.transition) if self.forgetting else b""

    @property
    def ended(self) -> bool:
        """Whether the case is over."""
        return bool(self.workflow.completed)

    def rest(self) -> Rest:
        """Everything that waits now, from one walk through the tree."""
        found = Rest()
        for task in live(self.workflow):
            state, spec = task._state, task.task_spec
            if state == TaskState.READY and spec.manual:
                found.items[task.internal_data["ref"]] = task
            elif state == TaskState.WAITING:
                event = getattr(spec, "event_definition", None)
                if isinstance(event, Timed):
                    found.timers[task.internal_data["ref"]] = task
                elif isinstance(event, Told):
                    found.catchers.append(task)
        return found

    def positions(self) -> tuple[str, ...]:
        """The ids of the elements where tokens are, outer before inner; events that wait beside the work hold none."""
        tokens = [task for task in live(self.workflow) if not hasattr(task.task_spec, "cancel_activity")]
        return tuple(dict.fromkeys(element_of(task) for task in tokens if task.task_spec.bpmn_id))

    def run(self, task: Any) -> None:
        """Run one task, and let the activity around it go on when that was the last one inside."""
        self.transition.spend()
        foretell(task)
        task.run()
        if self.transition.signalled:
            signalled, self.transition.signalled = self.transition.signalled, []
            happen_to_all(signalled, {})
        inside = task.workflow
        if inside.completed and inside.parent_task_id is not None:
            host = host_of(inside)
            if host is not None and host.state == TaskState.STARTED:
                host._set_state(TaskState.READY)
        if self.forgetting and self.transition.steps % FORGET_EVERY == 0:
            forget(self.workflow)

    def advance(self) -> None:
        """Run until nothing can go on by itself and no kept message can be caught."""
        while not self.ended:
            task = first_ready(self.workflow)
            if task is not None:
                self.run(task)
            elif not self._deliver_kept():
                return

    def fire(self, task: Any) -> None:
        """Let a timer's moment come, and set it again when it repeats."""
        beside = getattr(task.task_spec, "cancel_activity", True) is False
        happen(task, {})
        if beside and not arm_again(task):
            retire(task)

    def _deliver_kept(self) -> bool:
        """Give the oldest message that somebody waits for to everybody who waits for it now."""
        for number, message in enumerate(self.transition.messages):
            catchers = [task for task in self.rest().catchers if _catches(task, message)]
            if catchers:
                del self.transition.messages[number]
                happen_to_all(catchers, {"message": dict(message.payload)})
                return True
        return False


def _catches(task: Any, message: Message) -> bool:
    about = task.internal_data.get("about")
    return task.task_spec.event_definition.name == message.name and (about is None or about == message.correlation)
