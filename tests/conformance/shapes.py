"""What the linter admits, as shapes, and which of them a drawing holds: so that no construct is admitted without a proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from workflows.engine.admitted import EVENTS, FLOW_NODES, is_handler
from workflows.engine.marks import BPMN
from workflows.engine.xml import read_tree

Shape = tuple[str, ...]
_WITHOUT_EVENT = ("startEvent", "endEvent", "intermediateThrowEvent")
_BESIDE = ("boundaryEvent", "handlerStart")
_REPEATED = {("repeated", how, why) for how in ("side by side", "one by one") for why in ("list",)} | {
    ("repeated", "side by side", "number"),
    ("repeated", "side by side", "until"),
}


def admitted() -> set[Shape]:
    """Every shape that the engine admits."""
    found: set[Shape] = {(kind,) for kind in FLOW_NODES if kind not in EVENTS}
    found |= {(kind, "none") for kind in _WITHOUT_EVENT}
    for place, events in EVENTS.items():
        for event in events:
            if place not in _BESIDE:
                found.add((place, event))
                continue
            found.add((place, event, "interrupting"))
            if event != "error":
                found.add((place, event, "beside"))
    return found | _REPEATED | {("arrows", how) for how in ("fork", "merge", "condition", "default", "mixed")}


def shapes(files: Mapping[str, bytes]) -> set[Shape]:
    """The shapes in the drawings of a bundle."""
    return {
        shape
        for name, content in files.items()
        if name.endswith(".bpmn")
        for element in read_tree(content, name).getroot().iter(f"{BPMN}*")
        for shape in _of(element)
    }


def _of(element: etree._Element) -> Iterator[Shape]:
    kind = etree.QName(element).localname
    if kind in EVENTS:
        place = "handlerStart" if kind == "startEvent" and is_handler(element.getparent()) else kind
        definitions = [etree.QName(one).localname for one in element.iterchildren(f"{BPMN}*")]
        event = next(
            (one.removesuffix("EventDefinition") for one in definitions if one.endswith("EventDefinition")), "none"
        )
        beside = "false" in (element.get("cancelActivity"), element.get("isInterrupting"))
        yield (place, event, "beside" if beside else "interrupting") if place in _BESIDE else (place, event)
    elif kind in FLOW_NODES:
        yield (kind,)
    elif kind == "multiInstanceLoopCharacteristics":
        how = "one by one" if element.get("isSequential") == "true" else "side by side"
        yield "repeated", how, "list" if element.find(f"{BPMN}loopDataInputRef") is not None else "number"
        if element.find(f"{BPMN}completionCondition") is not None:
            yield "repeated", how, "until"
    if kind in FLOW_NODES and not kind.endswith("Gateway"):
        yield from _arrows(element)


def _arrows(element: etree._Element) -> Iterator[Shape]:
    around = element.getparent()
    assert around is not None
    flows = around.findall(f"{BPMN}sequenceFlow")
    out = [flow for flow in flows if flow.get("sourceRef") == element.get("id")]
    asked = [flow for flow in out if flow.find(f"{BPMN}conditionExpression") is not None]
    always = [flow for flow in out if flow not in asked and flow.get("id") != element.get("default")]
    marks = {
        "fork": len(always) > 1,
        "merge": sum(flow.get("targetRef") == element.get("id") for flow in flows) > 1,
        "condition": bool(asked),
        "default": element.get("default") is not None,
        "mixed": bool(asked and always),
    }
    yield from (("arrows", mark) for mark, present in marks.items() if present)
