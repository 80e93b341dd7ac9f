"""Taking out of a drawing what means nothing here and cannot be seen in the editor: extensions of others, their attributes, and data of
the standard that no case here has. What is drawn as a step, a way or an event stays, and is for the designer to decide on.
"""

from __future__ import annotations

from lxml import etree

from workflows.definitions.bundles import Bundle
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree

_OUT_WORDS = """
    import itemDefinition dataStore dataStoreReference dataObject dataObjectReference resource relationship extension interface endPoint
    ioSpecification ioBinding property dataInputAssociation dataOutputAssociation dataInput dataOutput inputSet outputSet auditing
    monitoring correlationProperty correlationKey correlationSubscription partnerEntity partnerRole participantAssociation
    participantMultiplicity performer humanPerformer potentialOwner resourceRole rendering
"""
OUT = frozenset(_OUT_WORDS.split())
_DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"


def cleared(bundle: Bundle) -> dict[str, bytes]:
    """The drawings of a bundle that become others by it, by path; those that nothing is taken out of are not among them."""
    found: dict[str, bytes] = {}
    for path, content in bundle.files.items():
        if path.endswith(".bpmn") and (clean := _cleared(content, path)) is not None:
            found[path] = clean
    return found


def _cleared(content: bytes, path: str) -> bytes | None:
    try:
        root = read_tree(content, path).getroot()
    except EngineFault:
        return None
    out = [
        one
        for holder in root.iter(f"{BPMN}extensionElements")
        for one in holder
        if not one.tag.startswith(NQ57) or not _is_standard(holder.getparent())
    ]
    out += [one for kind in OUT for one in root.iter(f"{BPMN}{kind}")]
    attributes = _without_attributes(root)
    if not out and not attributes:
        return None
    for one in out:
        _take(one)
    for holder in list(root.iter(f"{BPMN}extensionElements")):
        if len(holder) == 0:
            _take(holder)
    _forget_drawn(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _is_standard(element: etree._Element | None) -> bool:
    return element is not None and element.tag.startswith(BPMN)


def _without_attributes(root: etree._Element) -> bool:
    found = False
    for element in root.iter(f"{BPMN}*"):
        for name in list(element.attrib):
            space = etree.QName(name).namespace
            if space and space not in (NQ57.strip("{}"), _SCHEMA):
                del element.attrib[name]
                found = True
    return found


def _forget_drawn(root: etree._Element) -> None:
    """Shapes and lines of what is not there any more, and associations that lead to it."""
    known = {one.get("id") for one in root.iter(f"{BPMN}*")}
    for association in list(root.iter(f"{BPMN}association")):
        if not {association.get("sourceRef"), association.get("targetRef")} <= known:
            known.discard(association.get("id"))
            _take(association)
    for kind in ("BPMNShape", "BPMNEdge"):
        for shape in list(root.iter(f"{_DRAWN}{kind}")):
            if shape.get("bpmnElement") not in known:
                _take(shape)


def _take(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
