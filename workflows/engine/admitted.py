"""Which constructs the engine admits: those proved to run as the standard says. All others are refused with a sentence.

The library would read many more and lose them silently or run them wrong (ENGINE.md, *Control flow that lies*); widening
this list needs a proof in ``tests/conformance``, which saves and restores at every step; ``docs/bpmn-support.md`` is made from it.
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
        "compensateEventDefinition",
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
EVENTS = {
    "startEvent": frozenset({"message"}),
    "handlerStart": frozenset({"message", "timer", "signal", "error", "escalation"}),
    "endEvent": frozenset({"message", "signal", "error", "escalation", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "link"}),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "link"}),
    "boundaryEvent": frozenset({"message", "timer", "signal", "error", "escalation"}),
}
_NEEDED = frozenset({"handlerStart", "intermediateCatchEvent", "boundaryEvent"})
# Attributes that ask for more than is done here, with the values that ask for nothing.
_PLAIN = {
    "isForCompensation": ("false",),
    "startQuantity": ("1",),
    "completionQuantity": ("1",),
    "parallelMultiple": ("false",),
    "instantiate": ("false",),
    "behavior": ("All",),
    "noneBehaviorEventRef": (),
    "oneBehaviorEventRef": (),
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
        owner = element if element.get("id") else element.getparent()
        identity = owner.get("id", "?") if owner is not None else "?"
        if kind in _REFUSED:
            raise EngineFault(
                N_("Expected only admitted elements, but %(element)s is or has a %(kind)s."),
                element=identity,
                kind=kind,
            )
        for name, values in _PLAIN.items():
            if element.get(name) not in (None, *values):
                raise EngineFault(
                    N_(
                        "Expected nothing unusual of %(element)s, but it has %(name)s, which is not heeded here. Take it off."
                    ),
                    element=identity,
                    name=name,
                )
        if kind in ("process", "subProcess") and len(element.findall(f"{BPMN}startEvent")) != 1:
            raise EngineFault(
                N_("Expected %(element)s to have exactly one start event. Lead all ways in from one."),
                element=element.get("id", "?"),
            )
        if kind in EVENTS:
            _check_event(element, kind)
        if is_handler(element):
            _check_handler(element)
        if kind == "multiInstanceLoopCharacteristics":
            _check_repeated(element)


def strip_drawn(root: etree._Element) -> None:
    """Take out of the tree what is only drawn (data objects and their arrows)."""
    for element in list(root.iter(*(BPMN + kind for kind in _ONLY_DRAWN))):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def is_handler(element: etree._Element | None) -> bool:
    """Whether an element is an event subprocess."""
    return element is not None and element.get("triggeredByEvent") == "true"


def _check_handler(element: etree._Element) -> None:
    """An event subprocess is started by its event and by nothing else."""
    identity, around = element.get("id", "?"), element.getparent()
    beside = [] if around is None else [each for each in around if isinstance(each.tag, str)]
    tied = any(identity in (each.get("sourceRef"), each.get("targetRef"), each.get("attachedToRef")) for each in beside)
    if tied or element.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None:
        raise EngineFault(
            N_(
                "Expected the event subprocess %(element)s to stand by itself, but it has arrows, an event on its border or a "
                "repetition. Draw what belongs to it inside."
            ),
            element=identity,
        )


def _kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def _check_event(element: etree._Element, kind: str) -> None:
    definitions = [
        _kind(child) for child in element if isinstance(child.tag, str) and child.tag.endswith("EventDefinition")
    ]
    place = "handlerStart" if kind == "startEvent" and is_handler(element.getparent()) else kind
    fitting = {f"{each}EventDefinition" for each in EVENTS[place]}
    if len(definitions) > 1 or (place in _NEEDED and not definitions) or not set(definitions) <= fitting:
        raise EngineFault(
            N_(
                "Expected %(element)s to have one event definition that fits a %(kind)s, but it has %(found)s. Choose one of: %(known)s."
            ),
            element=element.get("id", "?"),
            kind=kind,
            found=", ".join(definitions) or "none",
            known=", ".join([*([] if place in _NEEDED else ["none"]), *sorted(EVENTS[place])]),
        )
    beside = (kind == "boundaryEvent" and element.get("cancelActivity") == "false") or (
        place == "handlerStart" and element.get("isInterrupting") == "false"
    )
    if element.find(f".//{BPMN}timeCycle") is not None and not beside:
        raise EngineFault(
            N_(
                "Expected a repeating timer only on a border or at the start of an event subprocess, and not interrupting, "
                "but %(element)s has one."
            ),
            element=element.get("id", "?"),
        )
    if beside and definitions == ["errorEventDefinition"]:
        raise EngineFault(
            N_(
                "Expected an error to interrupt, since what threw it is over, but %(element)s does not. Mark it interrupting."
            ),
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
