"""What an event waits for or throws, in the library's terms: our own definitions, so that none of its own reads the clock,
evaluates text or matches messages behind our back.
"""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition

from workflows.engine.arming import arm_message, arm_timer
from workflows.engine.transition import transition_of

Nothing = NoneEventDefinition


class Told(EventDefinition):
    """A message by name: waited for with an optional correlation, or sent into the own case."""

    def update_task(self, my_task: Any) -> None:
        """Called when the event begins to wait (and again while it waits)."""
        arm_message(my_task)

    def throw(self, my_task: Any) -> None:
        transition_of(my_task).send(my_task, self.name)


class Timed(EventDefinition):
    """A timer: ``kind`` is date, duration or cycle; ``source`` ISO 8601 or an expression."""

    def __init__(self, name: str, kind: str, source: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.kind = kind
        self.source = source

    def update_task(self, my_task: Any) -> None:
        arm_timer(my_task, self.kind, self.source)


class Thrown(EventDefinition):
    """An error or an escalation; a catcher without code catches every code."""

    def __init__(self, name: str, kind: str, code: str | None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.kind = kind
        self.code = code

    def throw(self, my_task: Any) -> None:
        from workflows.engine.events import throw

        throw(my_task, self.kind, self.code)


class Signalled(EventDefinition):
    """A signal by name: whoever waits for it in the case when it is given takes notice, and it is not kept for anybody."""

    def throw(self, my_task: Any) -> None:
        from workflows.engine.events import signal

        signal(my_task, self.name)


class Terminated(TerminateEventDefinition):
    """The end of everything in its own process or subprocess; the end event itself does the work."""

    def throw(self, my_task: Any) -> None:
        """Nothing is thrown: nobody may catch a terminate."""
