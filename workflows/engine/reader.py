"""The library's parser, told which element becomes what; it receives checked trees only and nothing but admitted elements."""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser import event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from workflows.engine import elements, joins
from workflows.engine.definitions import Nothing, Terminated, Thrown, Timed, Told
from workflows.engine.marks import BPMN
from workflows.engine.repeated import OneByOne, SideBySide

_TIMER_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


class _Repeatable:
    PARALLEL_MI_CLASS = SideBySide
    SEQUENTIAL_MI_CLASS = OneByOne


class _Task(_Repeatable, TaskParser):
    pass


class _SubProcess(_Repeatable, task_parsers.SubWorkflowParser):
    pass


class _CallActivity(_Repeatable, task_parsers.CallActivityParser):
    pass


class _Gateway(task_parsers.GatewayParser):
    pass


class _ConditionalGateway(task_parsers.ConditionalGatewayParser):
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        """Like the library, but with a condition of ours."""
        source = None if is_default else self.parse_condition(sequence_flow_node)
        if source is None or not source.strip():
            if not is_default:
                self.raise_validation_exception(f"the flow {sequence_flow_node.get('id')} needs a condition")
            self.task.connect(outgoing_task)
        else:
            self.task.connect_if(elements.Condition(source.strip()), outgoing_task)


class _Event:
    """What the events of a drawing wait for or throw, in our own definitions."""

    node: Any
    process_parser: Any

    def parse_message_event(self, message_event: Any) -> Told:
        return Told(self._name(message_event, "messageRef", self.process_parser.parser.messages))

    def parse_error_event(self, error_event: Any) -> Thrown:
        return self._thrown(error_event, "error", self.process_parser.parser.errors)

    def parse_escalation_event(self, escalation_event: Any) -> Thrown:
        return self._thrown(escalation_event, "escalation", self.process_parser.parser.escalations)

    def parse_terminate_event(self, event: Any) -> Terminated:
        return Terminated()

    def parse_timer_event(self, event: Any) -> Timed:
        for tag, kind in _TIMER_KINDS.items():
            text = event.findtext(BPMN + tag)
            if text and text.strip():
                return Timed(self.node.get("id"), kind, text.strip())
        self.raise_validation_exception("its timer has no date, duration or cycle")  # type: ignore[attr-defined]
        raise AssertionError

    def _name(self, event: Any, key: str, known: Any) -> str:
        name = known.get(event.get(key))
        if not name:
            self.raise_validation_exception(f"its {key} names nothing in this file")  # type: ignore[attr-defined]
        return str(name)

    def _thrown(self, event: Any, kind: str, known: Any) -> Thrown:
        if event.get(f"{kind}Ref") is None:
            return Thrown(kind, kind, None)
        found = known.get(event.get(f"{kind}Ref"))
        if found is None:
            self.raise_validation_exception(f"its {kind}Ref names nothing in this file")  # type: ignore[attr-defined]
        return Thrown(kind, kind, found[f"{kind}_code"])


class _StartEvent(_Event, event_parsers.StartEventParser):
    def create_task(self) -> Any:
        """A message start has had its message by the time the engine is asked: it starts like any other."""
        task = self._create_task(Nothing())
        self.spec.start.connect(task)
        return task


class _EndEvent(_Event, event_parsers.EndEventParser):
    pass


class _CatchEvent(_Event, event_parsers.IntermediateCatchEventParser):
    pass


class _ThrowEvent(_Event, event_parsers.IntermediateThrowEventParser):
    pass


class _BoundaryEvent(_Event, event_parsers.BoundaryEventParser):
    pass


class _SendTask(_Event, event_parsers.SendTaskParser):
    pass


class _ReceiveTask(_Event, event_parsers.ReceiveTaskParser):
    def create_task(self) -> Any:
        if self.node.get("messageRef") is None:
            self.raise_validation_exception("it names no message to wait for")
        return super().create_task()


_ELEMENTS = {
    "startEvent": (_StartEvent, elements.StartEvent),
    "endEvent": (_EndEvent, elements.EndEvent),
    "intermediateCatchEvent": (_CatchEvent, elements.CatchEvent),
    "intermediateThrowEvent": (_ThrowEvent, elements.ThrowEvent),
    "boundaryEvent": (_BoundaryEvent, elements.BoundaryEvent),
    "task": (_Task, elements.PassThrough),
    "userTask": (_Task, elements.UserTask),
    "manualTask": (_Task, elements.ManualTask),
    "serviceTask": (_Task, elements.ServiceTask),
    "businessRuleTask": (_Task, elements.BusinessRuleTask),
    "sendTask": (_SendTask, elements.SendTask),
    "receiveTask": (_ReceiveTask, elements.ReceiveTask),
    "exclusiveGateway": (_ConditionalGateway, elements.ExclusiveGateway),
    "inclusiveGateway": (_ConditionalGateway, joins.InclusiveGateway),
    "parallelGateway": (_Gateway, joins.ParallelGateway),
    "subProcess": (_SubProcess, elements.SubProcess),
    "callActivity": (_CallActivity, elements.CallActivity),
}


class Reader(BpmnParser):
    """The parser of this house: no element outside the table, no event definition outside ours."""

    PARSER_CLASSES: ClassVar[dict[str, Any]] = {full_tag(name): classes for name, classes in _ELEMENTS.items()}
