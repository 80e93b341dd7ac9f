"""A drawing of 300 elements, as many as one may have (``limits.DRAWING_NODES``): rows of steps, with an arrow between each two."""

from __future__ import annotations

STEPS = 298  # between a start and an end
IN_A_ROW = 20
_STEP = (
    '<bpmn:userTask id="{id}" name="Bước thứ {at}" nq57:nameEn="Step {at}" nq57:step="other" '
    'nq57:candidates="members_of(lead_unit)" />'
)
_ARROW = '<bpmn:sequenceFlow id="arrow_{at}" sourceRef="{before}" targetRef="{id}" />'
_SHAPE = (
    '<bpmndi:BPMNShape id="{id}_shape" bpmnElement="{id}">'
    '<dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}" /></bpmndi:BPMNShape>'
)
_EDGE = '<bpmndi:BPMNEdge id="arrow_{at}_edge" bpmnElement="arrow_{at}">{points}</bpmndi:BPMNEdge>'
_POINT = '<di:waypoint x="{0}" y="{1}" />'
_WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:nq57="urn:nq57:bpmn:1"
    id="{key}_drawing" targetNamespace="urn:nq57:processes">
  <bpmn:process id="{key}" name="Ba trăm bước" nq57:nameEn="Three hundred steps" isExecutable="true"
      nq57:variables="task lead_unit officer rounds">
{drawn}
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{key}_diagram">
    <bpmndi:BPMNPlane id="{key}_plane" bpmnElement="{key}">
{placed}
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def large_drawing(key: str) -> bytes:
    """The drawing of the process ``key``."""
    ids = ["all_begins", *(f"step_{number}" for number in range(1, STEPS + 1)), "all_ends"]
    drawn, placed = [], []
    for at, name in enumerate(ids):
        x, y = _place(at)
        if name.startswith("step_"):
            wide, high = 120, 80
            drawn.append(_STEP.format(id=name, at=at))
        else:
            wide, high = 36, 36
            drawn.append(f'<bpmn:{"endEvent" if at else "startEvent"} id="{name}" />')
        placed.append(_SHAPE.format(id=name, x=x, y=y, wide=wide, high=high))
        if at:
            from_x, from_y = _place(at - 1)
            points = _POINT.format(from_x + 120, from_y + 40) + _POINT.format(x, y + 40)
            drawn.append(_ARROW.format(at=at, before=ids[at - 1], id=name))
            placed.append(_EDGE.format(at=at, points=points))
    return _WHOLE.format(key=key, drawn="\n".join(drawn), placed="\n".join(placed)).encode()


def _place(at: int) -> tuple[int, int]:
    return 200 + at % IN_A_ROW * 180, 120 + at // IN_A_ROW * 140
