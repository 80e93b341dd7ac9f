"""Only what was proved to run is admitted; everything else is named, with a way out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from workflows.definitions.anatomy import Anatomy
from workflows.definitions.faults import Fault, fault
from workflows.engine.admitted import FLOW_NODES, check_admitted
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN, NQ57
from workflows.errors import N_
from workflows.limits import NODE_NAME_LETTERS

IDENTITY = re.compile(r"[a-z][a-z0-9_]{0,79}")
BPMN_NAMESPACE = BPMN.strip("{}")

_AROUND_WORDS = """
    definitions collaboration participant message messageFlow signal error escalation process laneSet lane
    childLaneSet flowNodeRef incoming outgoing sequenceFlow conditionExpression documentation
    extensionElements textAnnotation text association group category categoryValue messageEventDefinition
    timerEventDefinition signalEventDefinition errorEventDefinition escalationEventDefinition
    terminateEventDefinition linkEventDefinition source target timeDate
    timeDuration timeCycle multiInstanceLoopCharacteristics loopCardinality loopDataInputRef inputDataItem
    completionCondition
"""
_AROUND = frozenset(_AROUND_WORDS.split())
NOT_RUN = N_("Expected elements that this house runs, but %(kind)s is none of them. Take it out.")
# What people draw elsewhere, and what serves instead here.
_INSTEAD = {
    "scriptTask": N_(
        "Expected no script, but this is a script task. Write variables by assignments, or name an action on a service task."
    ),
    "script": N_("Expected no script, but there is one here. Write variables by assignments."),
    "eventBasedGateway": N_("Expected no event-based gateway. Use a receive task with a timer on its border instead."),
    "complexGateway": N_("Expected no complex gateway. Use exclusive, inclusive or parallel gateways instead."),
    "compensateEventDefinition": N_("Expected no compensation. Draw the steps that put things right instead."),
    "conditionalEventDefinition": N_(
        "Expected no conditional event. Send the case a message when the condition holds instead."
    ),
    "cancelEventDefinition": N_(
        "Expected no cancel event. Use an error end event and an error event on the border instead."
    ),
    "transaction": N_("Expected no transaction. Use a subprocess with an error event on its border instead."),
    "adHocSubProcess": N_(
        "Expected no ad-hoc subprocess. Draw the order of the steps, or a parallel gateway, instead."
    ),
    "standardLoopCharacteristics": N_("Expected no loop marker. Draw the arrow back, with a gateway, instead."),
    "dataObject": N_("Expected no data object. The case's variables hold the data; write them by assignments instead."),
    "dataObjectReference": N_(
        "Expected no data object. The case's variables hold the data; write them by assignments instead."
    ),
    "dataStoreReference": N_("Expected no data store. Name an action on a service task instead."),
    **dict.fromkeys(
        ("performer", "humanPerformer", "potentialOwner", "resourceRole"),
        N_("Expected no performer of the standard. Say in nq57:candidates who may do this step."),
    ),
    **dict.fromkeys(
        ("choreography", "choreographyTask", "subChoreography", "callChoreography", "globalChoreographyTask"),
        N_("Expected no choreography. Draw what one side does as a process, and what it hears as messages."),
    ),
    **dict.fromkeys(
        ("conversation", "subConversation", "callConversation", "globalConversation", "conversationLink"),
        N_("Expected no conversation. Draw the messages where they are sent and caught."),
    ),
    **dict.fromkeys(
        ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"),
        N_("Expected no global task. Draw the step in a drawing of its own, and call that."),
    ),
    "ioSpecification": N_(
        "Expected no input or output mapping. A service task has parameters and assignments instead."
    ),
}


def admitted(drawing: Anatomy) -> Iterator[Fault]:
    """Elements outside the list, and what the engine itself does not admit."""
    found = [one for _, one in unadmitted(drawing.file, drawing.root)]
    yield from found
    if found:
        return
    try:
        check_admitted(drawing.root)
    except EngineFault as refused:
        yield fault(drawing.file, str(refused.params.get("element", "")), refused.text, **refused.params)


def unadmitted(file: str, root: etree._Element) -> Iterator[tuple[str, Fault]]:
    """Each element that is not on the list: what kind it is, and the fault with what serves instead."""
    for element in root.iter(f"{BPMN}*"):
        kind = etree.QName(element).localname
        if kind not in FLOW_NODES and kind not in _AROUND and not _within_foreign(element):
            yield kind, fault(file, owner_of(element), _INSTEAD.get(kind, NOT_RUN), kind=kind)


def one_process(file: str, root: etree._Element) -> Iterator[Fault]:
    """A file is one drawing of one process that bears the file's name and says that it can be run."""
    if root.tag != f"{BPMN}definitions":
        yield fault(file, "", N_("Expected a BPMN 2.0 drawing, but the file holds something else."))
        return
    processes = root.findall(f"{BPMN}process")
    if len(processes) != 1:
        text = N_("Expected one process in the file, but there are %(count)s. Give each its own file and call it.")
        yield fault(file, "", text, count=len(processes))
        return
    process, name = processes[0], file.removesuffix(".bpmn")
    if process.get("id") != name:
        text = N_("Expected the process to bear the name of its file, %(name)s, but its id is %(id)s.")
        yield fault(file, process.get("id", ""), text, name=name, id=process.get("id", ""))
    if process.get("isExecutable") != "true":
        yield fault(
            file, name, N_("Expected a process marked executable, but it is not. Tick “executable” in its properties.")
        )


def named(drawing: Anatomy) -> Iterator[Fault]:
    """Ids and names by rule: ids in lower case with underscores, once; what a person meets has both names."""
    counted = Counter(
        element.get("id") for element in drawing.root.iter() if isinstance(element.tag, str) and element.get("id")
    )
    for identity, count in counted.items():
        if count > 1:
            yield fault(
                drawing.file,
                str(identity),
                N_("Expected every id once, but this one is there %(count)s times."),
                count=count,
            )
    for node in drawing.nodes:
        if not IDENTITY.fullmatch(node.id):
            text = N_(
                "Expected an id of lower-case letters, digits and underscores that says what it is, but it is “%(id)s”."
            )
            yield fault(drawing.file, node.id, text, id=node.id[:80])
        if max(len(node.name), len(node.name_en)) > NODE_NAME_LETTERS:
            yield fault(
                drawing.file, node.id, N_("Expected names of at most %(most)s characters."), most=NODE_NAME_LETTERS
            )
        decides = node.kind.endswith("Gateway") and len(drawing.scopes[node.scope].out_of(node.id)) > 1
        met = not node.kind.endswith("Gateway") or (decides and node.kind != "parallelGateway")
        if met and not (node.name.strip() and node.name_en.strip()):
            yield fault(
                drawing.file,
                node.id,
                N_("Expected a name in Vietnamese and one in English (nq57:nameEn), but one is missing."),
            )


def unique_over(drawings: Sequence[Anatomy]) -> Iterator[Fault]:
    """A node's id is found in one drawing of the bundle only, so that a place in a case is one place."""
    first: dict[str, str] = {}
    for drawing in drawings:
        for node in drawing.nodes:
            if first.setdefault(node.id, drawing.file) != drawing.file:
                text = N_(
                    "Expected ids that differ from those in %(other)s, which runs in the same case. Choose another id."
                )
                yield fault(drawing.file, node.id, text, other=first[node.id])


def _within_foreign(element: etree._Element) -> bool:
    """Whether an element only looks like one of the standard, inside an extension of somebody else's (which is refused as a whole)."""
    above: etree._Element | None = element.getparent()
    while above is not None:
        parent = above.getparent()
        if parent is not None and parent.tag == f"{BPMN}extensionElements" and not above.tag.startswith((BPMN, NQ57)):
            return True
        above = parent
    return False


def owner_of(element: etree._Element) -> str:
    """The id of the nearest element around that has one."""
    holder: etree._Element | None = element
    while holder is not None and not holder.get("id"):
        holder = holder.getparent()
    return "" if holder is None else holder.get("id", "")
