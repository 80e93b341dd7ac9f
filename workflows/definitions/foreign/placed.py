"""What of a drawing's layout the editor does not show, and so would not write: it is told when the drawing comes in, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from workflows.definitions.foreign.identities import key_from
from workflows.definitions.foreign.report import KEPT, Line
from workflows.engine.errors import EngineFault
from workflows.engine.marks import BPMN
from workflows.engine.xml import read_tree
from workflows.errors import N_

DRAWN_INSIDE = N_(
    "Expected a called process on a sheet of its own, but it is drawn inside the step that calls it. The editor does not show it "
    "there; the places of its steps and arrows stay in the file as they came."
)
OF_NOTHING = N_(
    "Expected shapes and lines of elements that the drawing has, but these are of none. The editor does not show them; they stay in "
    "the file as they came."
)
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


@dataclass(frozen=True, slots=True)
class Unshown:
    """A shape or line that the editor passes over: that of an element in a process drawn ``inside`` a step, or of nothing."""

    sheet: str
    drawn: etree._Element
    element: str | None
    inside: tuple[str, ...] = ()


def unshown(root: etree._Element) -> Iterator[Unshown]:
    """What is drawn inside the call activity of another process, and what is drawn of nothing."""
    known = {one.get("id"): one for one in root.iter(f"{BPMN}*") if one.get("id")}
    pooled = {(one.get("processRef") or "").rpartition(":")[2] for one in root.iter(f"{BPMN}participant")}
    called = {one.get("calledElement", "").rpartition(":")[2] for one in root.iter(f"{BPMN}callActivity")}
    for plane in root.iter(f"{_DI}BPMNPlane"):
        name = plane.get("bpmnElement") or ""
        sheet = known.get(name)
        has_pools = sheet is not None and sheet.tag == f"{BPMN}collaboration"
        for drawn in plane.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge"):
            element = known.get((drawn.get("bpmnElement") or "").rpartition(":")[2])
            if element is None:
                yield Unshown(name, drawn, None)
            elif has_pools:
                around = (one.get("id", "") for one in element.iterancestors(f"{BPMN}process"))
                inside = tuple(one for one in around if {one, key_from(one)} & called and one not in pooled)
                if inside:
                    yield Unshown(name, drawn, element.get("id"), inside)


def told(root: etree._Element) -> Iterator[Line]:
    """The same for the report on a drawing that comes in."""
    found = list(unshown(root))
    if inside := dict.fromkeys(process for one in found for process in one.inside):
        yield Line(KEPT, tuple(inside), "process", remedy=DRAWN_INSIDE)
    if nothing := tuple(one.drawn.get("id") or "" for one in found if one.element is None):
        yield Line(KEPT, nothing, "bpmnElement", remedy=OF_NOTHING)


def with_unshown(before: bytes, after: bytes) -> bytes:
    """The drawing ``after`` a change in the editor, with what the editor passed over ``before`` put back, where its element is still
    there and nothing else is drawn of it.
    """
    try:
        old, new = read_tree(before, "before").getroot(), read_tree(after, "after").getroot()
    except EngineFault:
        return after
    ids = {one.get("id") for one in new.iter(f"{BPMN}*")}
    drawn = [one for plane in new.iter(f"{_DI}BPMNPlane") for one in plane.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge")]
    present = {one.get("id") for one in drawn} | {one.get("bpmnElement") for one in drawn}
    planes = {one.get("bpmnElement") or "": one for one in new.iter(f"{_DI}BPMNPlane")}
    lost = [
        one
        for one in unshown(old)
        if one.sheet in planes
        and (one.element is None or one.element in ids)
        and not {one.drawn.get("id"), one.drawn.get("bpmnElement")} & present
    ]
    for one in lost:
        planes[one.sheet].append(deepcopy(one.drawn))
    return etree.tostring(new.getroottree(), xml_declaration=True, encoding="UTF-8") if lost else after
