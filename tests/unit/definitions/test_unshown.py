"""What of a foreign drawing's layout the editor does not show stays in its file."""

from __future__ import annotations

from lxml import etree

from tests.unit.definitions.test_foreign import drawing, taken
from workflows.definitions.foreign import placed
from workflows.definitions.foreign.report import KEPT


def test_what_the_editor_does_not_show_of_the_layout_is_told_and_stays_in_the_file() -> None:
    pool = '<bpmn:collaboration id="c"><bpmn:participant id="p" processRef="leave_request"/></bpmn:collaboration>'
    other = '<bpmn:process id="other"><bpmn:task id="aside"/></bpmn:process>'
    call = '<bpmn:callActivity id="decide" calledElement="other"/>'

    def drawn(*of: str, before: str = other) -> bytes:
        shapes = "".join(f'<bpmndi:BPMNShape id="{one}_shape" bpmnElement="{one}"/>' for one in of)
        plane = f'<bpmndi:BPMNPlane bpmnElement="c">{shapes}</bpmndi:BPMNPlane>'
        return drawing(call, after=f"{before}{pool}<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>")

    def shapes(content: bytes) -> list[str]:
        return [one.get("id", "") for one in etree.fromstring(content).iter("{*}BPMNShape")]

    came = drawn("decide", "aside", "gone")
    _root, found = taken(came)
    told = {one.remedy: one.elements for one in found.lines if one.how == KEPT}
    assert told[placed.DRAWN_INSIDE] == ("other",) and told[placed.OF_NOTHING] == ("gone_shape",)
    assert shapes(placed.with_unshown(came, drawn("decide"))) == ["decide_shape", "aside_shape", "gone_shape"]
    assert shapes(placed.with_unshown(came, drawn())) == ["aside_shape", "gone_shape"], (
        "the editor took that shape away itself"
    )
    assert shapes(placed.with_unshown(came, drawn("decide", before=""))) == ["decide_shape", "gone_shape"]
    assert placed.with_unshown(came, came) == came and placed.with_unshown(came, b"<no") == b"<no"
