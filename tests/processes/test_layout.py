"""A drawing is for people: everything is drawn, at right angles, inside its lane, on nothing else's ground."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

HOME = Path(__file__).resolve().parents[2] / "bpmn"
DRAWINGS = sorted(HOME.glob("*/*.bpmn"))
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
CONTAINERS = ("participant", "lane", "subProcess")
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle, and what it is the picture of."""

    id: str
    x: float
    y: float
    w: float
    h: float

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.w <= self.x + self.w
            and other.y + other.h <= self.y + self.h
        )

    def meets(self, other: Box) -> bool:
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )

    def has_on_border(self, point: Point) -> bool:
        x, y = point
        inside = self.x <= x <= self.x + self.w and self.y <= y <= self.y + self.h
        return inside and (x in (self.x, self.x + self.w) or y in (self.y, self.y + self.h))


class Picture:
    """The picture of one drawing."""

    def __init__(self, path: Path) -> None:
        self.root = etree.parse(path).getroot()
        self.kinds = {e.get("id"): etree.QName(e).localname for e in self.root.iter(f"{MODEL}*") if e.get("id")}
        self.boxes = {
            s.get("bpmnElement"): box(s.get("bpmnElement"), s.find(BOUNDS)) for s in self.root.iter(f"{DI}BPMNShape")
        }
        self.labels = [
            box(f"label of {s.getparent().get('bpmnElement')}", s.find(BOUNDS))
            for s in self.root.iter(f"{DI}BPMNLabel")
            if s.getparent() is not None
        ]
        self.edges: dict[str, list[Point]] = {
            e.get("bpmnElement"): [(float(w.get("x")), float(w.get("y"))) for w in e.iter(WAYPOINT)]
            for e in self.root.iter(f"{DI}BPMNEdge")
        }
        self.flows = {f.get("id"): f for f in self.root.iter(f"{MODEL}sequenceFlow")}

    def solid(self) -> list[Box]:
        """What takes its ground for itself: tasks, events, gateways, notes."""
        return [one for one in self.boxes.values() if self.kinds[one.id] not in CONTAINERS]


def box(identity: str, bounds: etree._Element) -> Box:
    return Box(identity, *(float(bounds.get(part)) for part in ("x", "y", "width", "height")))


@pytest.fixture(params=DRAWINGS, ids=lambda path: path.stem)
def picture(request: pytest.FixtureRequest) -> Picture:
    return Picture(request.param)


def test_everything_is_drawn(picture: Picture) -> None:
    nodes = {e.get("id") for e in picture.root.iter(f"{MODEL}*") if e.find(f"{MODEL}incoming") is not None}
    nodes |= {e.get("id") for e in picture.root.iter(f"{MODEL}startEvent", f"{MODEL}lane", f"{MODEL}participant")}
    assert nodes - set(picture.boxes) == set()
    assert set(picture.flows) - set(picture.edges) == set()


def test_arrows_run_at_right_angles_from_border_to_border(picture: Picture) -> None:
    for identity, flow in picture.flows.items():
        points = picture.edges[identity]
        assert all(a != b and (a[0] == b[0] or a[1] == b[1]) for a, b in pairwise(points)), identity
        assert picture.boxes[flow.get("sourceRef")].has_on_border(points[0]), identity
        assert picture.boxes[flow.get("targetRef")].has_on_border(points[-1]), identity


def test_arrows_go_round_what_they_do_not_belong_to(picture: Picture) -> None:
    for identity, flow in picture.flows.items():
        own = {flow.get("sourceRef"), flow.get("targetRef")}
        attached = {e.get("id") for e in picture.root.iter(f"{MODEL}boundaryEvent") if e.get("attachedToRef") in own}
        hosts = {e.get("attachedToRef") for e in picture.root.iter(f"{MODEL}boundaryEvent") if e.get("id") in own}
        for other in picture.solid():
            if other.id not in own | attached | hosts and picture.kinds[other.id] != "textAnnotation":
                assert not any(leg(a, b).meets(other) for a, b in pairwise(picture.edges[identity])), (
                    identity,
                    other.id,
                )


def test_arrows_do_not_cross_each_other(picture: Picture) -> None:
    for one, other in combinations(picture.flows, 2):
        ends = {picture.flows[one].get("sourceRef"), picture.flows[one].get("targetRef")}
        if ends & {picture.flows[other].get("sourceRef"), picture.flows[other].get("targetRef")}:
            continue
        for a in pairwise(picture.edges[one]):
            assert not any(leg(*a).meets(leg(*b)) for b in pairwise(picture.edges[other])), (one, other)


def test_nothing_stands_on_anything_else(picture: Picture) -> None:
    attached = {e.get("id"): e.get("attachedToRef") for e in picture.root.iter(f"{MODEL}boundaryEvent")}
    for one, other in combinations(picture.solid(), 2):
        if attached.get(one.id) != other.id and attached.get(other.id) != one.id:
            assert not one.meets(other), (one.id, other.id)


def test_labels_can_be_read(picture: Picture) -> None:
    for one, other in combinations(picture.labels, 2):
        assert not one.meets(other), (one.id, other.id)
    for label in picture.labels:
        assert not any(label.meets(shape) for shape in picture.solid()), label.id


def test_no_arrow_runs_through_a_label(picture: Picture) -> None:
    for identity in picture.flows:
        for label in picture.labels:
            assert not any(leg(a, b).meets(label) for a, b in pairwise(picture.edges[identity])), (identity, label.id)


def test_border_events_sit_on_the_border_of_what_they_belong_to(picture: Picture) -> None:
    for event in picture.root.iter(f"{MODEL}boundaryEvent"):
        drawn = picture.boxes[event.get("id")]
        assert picture.boxes[event.get("attachedToRef")].has_on_border((drawn.x + drawn.w / 2, drawn.y + drawn.h / 2))


def test_everything_lies_in_its_lane_or_subprocess(picture: Picture) -> None:
    for lane in picture.root.iter(f"{MODEL}lane"):
        for reference in lane.iter(f"{MODEL}flowNodeRef"):
            assert picture.boxes[lane.get("id")].holds(picture.boxes[str(reference.text)]), reference.text
    for subprocess in picture.root.iter(f"{MODEL}subProcess"):
        for inner in subprocess:
            if inner.get("id") in picture.boxes:
                assert picture.boxes[subprocess.get("id")].holds(picture.boxes[inner.get("id")]), inner.get("id")


def leg(a: Point, b: Point) -> Box:
    """One leg of an arrow as a rectangle half a point thick."""
    return Box("", min(a[0], b[0]) - 0.25, min(a[1], b[1]) - 0.25, abs(a[0] - b[0]) + 0.5, abs(a[1] - b[1]) + 0.5)
