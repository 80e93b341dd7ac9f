"""What of a drawing's layout the editor cannot keep once the drawing is changed in it: told when the drawing comes in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflows.definitions.foreign.identities import key_from
from workflows.definitions.foreign.report import OPEN, Line
from workflows.engine.marks import BPMN
from workflows.errors import N_

DRAWN_INSIDE = N_(
    "Expected a called process on a sheet of its own, but it is drawn inside the step that calls it. The places of its steps "
    "and arrows are not kept once the drawing is changed in the editor; the steps and arrows themselves are."
)
OF_NOTHING = N_(
    "Expected shapes and lines of elements that the drawing has, but these are of none. They are not kept once the drawing is changed in "
    "the editor."
)
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def losing(root: etree._Element) -> Iterator[Line]:
    """Processes that are drawn inside the call activity of another one, and what is drawn of nothing."""
    known = {one.get("id"): one for one in root.iter(f"{BPMN}*") if one.get("id")}
    pooled = {(one.get("processRef") or "").rpartition(":")[2] for one in root.iter(f"{BPMN}participant")}
    called = {one.get("calledElement", "").rpartition(":")[2] for one in root.iter(f"{BPMN}callActivity")}
    inside: dict[str, None] = {}
    nothing: list[str] = []
    for plane in root.iter(f"{_DI}BPMNPlane"):
        sheet = known.get(plane.get("bpmnElement"))
        has_pools = sheet is not None and sheet.tag == f"{BPMN}collaboration"
        for drawn in plane.iter(f"{_DI}BPMNShape", f"{_DI}BPMNEdge"):
            element = known.get((drawn.get("bpmnElement") or "").rpartition(":")[2])
            if element is None:
                nothing.append(drawn.get("id") or "")
            elif has_pools:
                around = (one.get("id", "") for one in element.iterancestors(f"{BPMN}process"))
                inside |= dict.fromkeys(one for one in around if {one, key_from(one)} & called and one not in pooled)
    if inside:
        yield Line(OPEN, tuple(inside), "process", remedy=DRAWN_INSIDE)
    if nothing:
        yield Line(OPEN, tuple(nothing), "bpmnElement", remedy=OF_NOTHING)
