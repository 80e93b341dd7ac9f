"""Which constructs the engine admits: those proved to run as the standard says. All others are refused with a sentence.

The library would read many more and lose them silently or run them wrong (ENGINE.md, *Control flow that lies*); widening
this list needs a proof by scenarios that save and restore at every step.
"""

from __future__ import annotations

from lxml import etree

from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.errors import N_

FLOW_NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "subProcess",
        "callActivity",
    }
)
_REFUSED = frozenset(
    {
        "scriptTask",
        "transaction",
        "adHocSubProcess",
        "eventBasedGateway",
        "complexGateway",
        "standardLoopCharacteristics",
        "signalEventDefinition",
        "compensateEventDefinition",
        "linkEventDefinition",
        "conditionalEventDefinition",
        "cancelEventDefinition",
        "callChoreography",
        "subChoreography",
        "choreographyTask",
    }
)
_REPEATABLE = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
    }
)
_DEFINITIONS_AT = {
    "startEvent": frozenset({"messageEventDefinition"}),
    "endEvent": frozenset(
        {"messageEventDefinition", "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition"}
    ),
    "intermediateCatchEvent": frozenset({"messageEventDefinition", "timerEventDefinition"}),
    "intermediateThrowEvent": frozenset({"messageEventDefinition", "escalationEventDefinition"}),
    "boundaryEvent": frozenset(
        {"messageEventDefinition", "timerEventDefinition", "errorEventDefinition", "escalationEventDefinition"}
    ),
}
# Documentation for the reader of the drawing; variables belong to the case. The library would loop for ever on some.
_ONLY_DRAWN = frozenset(
    {
        "dataInputAssociation",
        "dataOutputAssociation",
        "ioSpecification",
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "property",
    }
)


def check_admitted(root: etree._Element) -> None:
    """Refuse a drawing with constructs that are not admitted.

    Raises EngineFault with the element's id.
    """
    for element in root.iter(f"{BPMN}*"):
        kind = _kind(element)
        if kind in _REFUSED or element.get("triggeredByEvent") == "true":
            owner = element if element.get("id") else element.getparent()
            raise EngineFault(
                N_("Expected only admitted elements, but %(element)s is or has a %(kind)s."),
                element=owner.get("id", "?") if owner is not None else "?",
                kind=kind if kind in _REFUSED else "event subprocess",
            )
        if kind in ("process", "subProcess") and len(element.findall(f"{BPMN}startEvent")) != 1:
            raise EngineFault(
                N_("Expected %(element)s to have exactly one start event."), element=element.get("id", "?")
            )
        if kind in _DEFINITIONS_AT:
            _check_event(element, kind)
        if kind == "multiInstanceLoopCharacteristics":
            _check_repeated(element)


def strip_drawn(root: etree._Element) -> None:
    """Take out of the tree what is only drawn (data objects and their arrows)."""
    for element in list(root.iter(*(BPMN + kind for kind in _ONLY_DRAWN))):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _check_event(element: etree._Element, kind: str) -> None:
    definitions = [
        _kind(child) for child in element if isinstance(child.tag, str) and child.tag.endswith("EventDefinition")
    ]
    needed = kind in ("intermediateCatchEvent", "boundaryEvent")
    if len(definitions) > 1 or (needed and not definitions) or not set(definitions) <= _DEFINITIONS_AT[kind]:
        raise EngineFault(
            N_("Expected %(element)s to have one event definition that fits a %(kind)s, but it has %(found)s."),
            element=element.get("id", "?"),
            kind=kind,
            found=", ".join(definitions) or "none",
        )
    repeats = element.find(f".//{BPMN}timeCycle")
    if repeats is not None and not (kind == "boundaryEvent" and element.get("cancelActivity") == "false"):
        raise EngineFault(
            N_("Expected a repeating timer only on a non-interrupting boundary event, but %(element)s has one."),
            element=element.get("id", "?"),
        )


def _check_repeated(element: etree._Element) -> None:
    owner = element.getparent()
    if owner is None or _kind(owner) not in _REPEATABLE:
        raise EngineFault(
            N_("Expected only tasks, call activities and subprocesses to be repeated, but %(element)s is."),
            element=owner.get("id", "?") if owner is not None else "?",
        )
    if (element.find(f"{BPMN}loopCardinality") is None) == (element.find(f"{BPMN}loopDataInputRef") is None):
        raise EngineFault(
            N_("Expected %(element)s to be repeated either a number of times or for each entry of a list."),
            element=owner.get("id", "?"),
        )
