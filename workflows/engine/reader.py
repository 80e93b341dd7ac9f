"""The library's parser, told which element becomes what; it receives checked trees only and nothing but admitted elements."""

from __future__ import annotations

# mypy: disallow-subclassing-any=False
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser import event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from workflows.engine import elements, handlers, joins
from workflows.engine.definitions import Nothing, Signalled, Terminated, Thrown, Timed, Told
from workflows.engine.marks import BPMN
from workflows.engine.repeated import OneByOne, SideBySide
from workflows.engine.splits import Split

_STARTS_HANDLER = (
    event_parsers.MESSAGE_EVENT_XPATH,
    event_parsers.TIMER_EVENT_XPATH,
    event_parsers.SIGNAL_EVENT_XPATH,
    event_parsers.ERROR_EVENT_XPATH,
    event_parsers.ESCALATION_EVENT_XPATH,
)
_TIMER_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


class _Repeatable:
    PARALLEL_MI_CLASS = SideBySide
    SEQUENTIAL_MI_CLASS = OneByOne


class _Leaving:
    """Several arrows may leave a step, with or without conditions."""

    task: Any
    spec: Any
    bpmn_id: str
    process_parser: Any
    parse_condition: Any

    def handles_multiple_outgoing(self) -> bool:
        return True

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        flows = self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)
        if not any((self.parse_condition(flow) or "").strip() for flow in flows):
            self.task.connect(outgoing_task)
            return
        name = f"{self.bpmn_id}.Split"
        split = self.spec.task_specs.get(name)
        if split is None:
            split = Split(self.spec, name, self.bpmn_id)
            self.task.connect(split)
        split.lead(outgoing_task, (self.parse_condition(sequence_flow_node) or "").strip(), is_default)


class _Task(_Leaving, _Repeatable, TaskParser):
    pass


class _SubProcess(_Leaving, _Repeatable, task_parsers.SubWorkflowParser):
    def create_task(self) -> Any:
        if self.node.get("triggeredByEvent") == "true":
            self.spec_class = handlers.Handler
        return super().create_task()


class _CallActivity(_Leaving, _Repeatable, task_parsers.CallActivityParser):
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

    def handles_multiple_outgoing(self) -> bool:
        return True

    def parse_message_event(self, message_event: Any) -> Told:
        return Told(self._name(message_event, "messageRef", self.process_parser.parser.messages))

    def parse_error_event(self, error_event: Any) -> Thrown:
        return self._thrown(error_event, "error", self.process_parser.parser.errors)

    def parse_escalation_event(self, escalation_event: Any) -> Thrown:
        return self._thrown(escalation_event, "escalation", self.process_parser.parser.escalations)

    def parse_signal_event(self, signal_event: Any) -> Signalled:
        return Signalled(self._name(signal_event, "signalRef", self.process_parser.parser.signals))

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


class _Watch(_Event, event_parsers.EventDefinitionParser):
    def create_task(self) -> Any:
        """What the start of an event subprocess waits for, as an element of the scope around it."""
        interrupts = self.node.get("isInterrupting", "true") == "true"
        return self._create_task(self.get_event_definition(_STARTS_HANDLER), interrupts)


class _EndEvent(_Event, event_parsers.EndEventParser):
    def create_task(self) -> Any:
        """The library would make plain ends of those that give a signal."""
        if self.node.find(f"{BPMN}signalEventDefinition") is None:
            return super().create_task()
        task = self._create_task(self.get_event_definition([event_parsers.SIGNAL_EVENT_XPATH]))
        task.connect(self.spec.end)
        return task


class _CatchEvent(_Event, event_parsers.IntermediateCatchEventParser):
    pass


class _ThrowEvent(_Event, event_parsers.IntermediateThrowEventParser):
    pass


class _BoundaryEvent(_Event, event_parsers.BoundaryEventParser):
    pass


class _SendTask(_Leaving, _Event, event_parsers.SendTaskParser):
    pass


class _ReceiveTask(_Leaving, _Event, event_parsers.ReceiveTaskParser):
    def create_task(self) -> Any:
        if self.node.get("messageRef") is None:
            self.raise_validation_exception("it names no message to wait for")
        return super().create_task()


_ELEMENTS = {
    "startEvent": (_StartEvent, handlers.StartEvent),
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


class _Process(ProcessParser):
    def create_spec(self) -> Any:
        plain = super().create_spec()
        return handlers.Scope(name=plain.name, description=plain.description)

    def add_tasks(self) -> None:
        """The library would hang event subprocesses into the start that all cases share."""
        for node in self.xpath("./bpmn:startEvent"):
            self.parse_node(node)
        for node in self.xpath("./bpmn:subProcess[@triggeredByEvent='true']"):
            handler = self.parse_node(node)
            watch = _Watch(
                self, handlers.Watch, node.find(f"{BPMN}startEvent"), self.nsmap, lane=self.lane
            ).create_task()
            handler.takes_over = watch.cancel_activity
            watch._connect_notify(self.spec.start)  # where it hangs, though the start does not lead to it
            watch.connect(handler)
            handler.connect(self.spec.end)
            self.spec.watches.append(watch.name)


class Reader(BpmnParser):
    """The parser of this house: no element outside the table, no event definition outside ours."""

    PROCESS_PARSER_CLASS = _Process
    PARSER_CLASSES: ClassVar[dict[str, Any]] = {full_tag(name): classes for name, classes in _ELEMENTS.items()}
