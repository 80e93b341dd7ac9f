"""From a BPMN file to strokes: every shape and arrow where the diagram interchange puts it, named in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from lxml import etree

from webapp.drawn import symbols
from webapp.drawn.lettering import fitted, wrapped
from webapp.drawn.strokes import LINE, Box, Circle, Path, Point, Sheet, Stroke, Words
from workflows.engine.marks import BPMN, NQ57
from workflows.engine.xml import read_tree

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
BAND, MARGIN, FARTHEST = 30.0, 20.0, 100_000.0
Bounds = tuple[float, float, float, float]


def sheet_of(content: bytes, name: str, language: str) -> Sheet:
    """A drawing as strokes; without diagram interchange nothing but its name. Raises ``EngineFault`` for what is no drawing."""
    root = read_tree(content, name).getroot()
    named = {one.get("id", ""): one for one in root.iter() if isinstance(one.tag, str) and one.tag.startswith(BPMN)}
    strokes: list[Stroke] = []
    shapes = [(one, named.get(one.get("bpmnElement", ""))) for one in root.iter(f"{DI}BPMNShape")]
    for shape, element in sorted(shapes, key=lambda one: _depth(*one)):
        strokes += _shape(shape, element, language)
    for edge in root.iter(f"{DI}BPMNEdge"):
        strokes += _edge(edge, named.get(edge.get("bpmnElement", "")), language)
    x, y, right, bottom = _extent(strokes)
    process = next(iter(root.iter(f"{BPMN}process")), root)
    return Sheet(_name(process, language) or name, language, x, y, right - x, bottom - y, tuple(strokes))


def _depth(shape: etree._Element, element: etree._Element | None) -> int:
    """What lies over what: pools, lanes, subprocesses around others, everything within them, and events on borders last."""
    kind = _kind(element)
    if kind in ("participant", "lane"):
        return ("participant", "lane").index(kind)
    if kind == "boundaryEvent":
        return 1_000
    within = 0 if element is None else sum(1 for _ in element.iterancestors(f"{BPMN}subProcess"))
    return 2 + within


def _shape(shape: etree._Element, element: etree._Element | None, language: str) -> Iterator[Stroke]:
    found = _bounds(shape.find(f"{DC}Bounds"))
    if found is None or element is None:
        return
    x, y, width, height = found
    kind, name = _kind(element), _name(element, language)
    if kind in EVENTS:
        yield from _event(element, kind, found)
        yield from _label(shape, name, (x + width / 2, y + height + 12))
    elif kind.endswith("Gateway"):
        middle = (x + width / 2, y + height / 2)
        corners = ((x, middle[1]), (middle[0], y), (x + width, middle[1]), (middle[0], y + height))
        yield Path(corners, closed=True, fill="paper")
        yield from symbols.gateway_sign(kind, *middle, width)
        yield from _label(shape, name, (middle[0], y + height + 12))
    elif kind in ("participant", "lane"):
        yield Box(*found)
        upright = shape.get("isHorizontal") == "false"
        if not upright:
            yield Path(((x + BAND, y), (x + BAND, y + height)))
        middle = (x + width / 2, y + BAND / 2) if upright else (x + BAND / 2, y + height / 2)
        yield Words(*middle, wrapped(name, (width if upright else height) - 8, 12)[:2], upwards=not upright)
    elif kind == "textAnnotation":
        yield Path(((x + 10, y), (x, y), (x, y + height), (x + 10, y + height)))
        yield Words(x + 6, y + height / 2, fitted(_text(element, language), width - 8, height, 11)[0], 11, left=True)
    elif kind == "group":
        yield Box(*found, radius=10, dashed=True, fill="")
    else:
        yield from _activity(shape, element, kind, name, found)


def _activity(shape: etree._Element, element: etree._Element, kind: str, name: str, found: Bounds) -> Iterator[Stroke]:
    x, y, width, height = found
    by_event = element.get("triggeredByEvent") == "true"
    yield Box(*found, radius=10, stroke=4 if kind == "callActivity" else 1.5, dashed=by_event)
    if kind == "subProcess" and shape.get("isExpanded") != "false":
        yield Words(x + width / 2, y + 14, wrapped(name, width - 20, 12)[:1], bold=True)
        return
    yield from symbols.task_sign(kind, x + 14, y + 13)
    lines, size = fitted(name, width - 10, height - 22, 12)
    yield Words(x + width / 2, y + height / 2 + 2, lines, size)
    loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is not None:
        yield from symbols.repeated_sign(x + width / 2, y + height - 9, sequential=loop.get("isSequential") == "true")
    elif kind in ("callActivity", "subProcess"):
        yield from symbols.collapsed_sign(x + width / 2, y + height - 8)


def _event(element: etree._Element, kind: str, found: Bounds) -> Iterator[Stroke]:
    x, y, width, height = found
    middle, radius = (x + width / 2, y + height / 2), min(width, height) / 2
    dashed = "false" in (element.get("cancelActivity"), element.get("isInterrupting"))
    yield Circle(*middle, radius, stroke=4 if kind == "endEvent" else 1.5, dashed=dashed)
    if kind not in ("startEvent", "endEvent"):
        yield Circle(*middle, radius - 3.5, dashed=dashed)
    means = next(
        (_kind(one) for one in element if isinstance(one.tag, str) and one.tag.endswith("EventDefinition")), ""
    )
    throws = kind in ("endEvent", "intermediateThrowEvent")
    yield from symbols.event_sign(means.removesuffix("EventDefinition"), *middle, radius, filled=throws)


def _edge(edge: etree._Element, element: etree._Element | None, language: str) -> Iterator[Stroke]:
    points = tuple(point for one in edge.iter(WAYPOINT) if (point := _point(one)) is not None)
    if len(points) < 2 or element is None:
        return
    kind = _kind(element)
    yield Path(points, dashed=kind in ("association", "messageFlow"))
    if kind != "association":
        yield symbols.arrow_head(points[-1], points[-2])
    source = element.getparent()
    standard = source is not None and any(one.get("default") == element.get("id") for one in source)
    if standard and kind == "sequenceFlow":
        x, y = _along(points[0], points[1], 12)
        yield Path(((x - 5, y + 5), (x + 5, y - 5)))
    place = len(points) // 2
    between = (points[place - 1], points[place])
    middle = ((between[0][0] + between[1][0]) / 2, (between[0][1] + between[1][1]) / 2 - 9)
    yield from _label(edge, _name(element, language), middle)


def _label(shape: etree._Element, name: str, otherwise: Point) -> Iterator[Stroke]:
    """A name beside its shape: where the drawing puts it, else at the given middle of its first line."""
    if not name:
        return
    place = shape.find(f"{DI}BPMNLabel/{DC}Bounds")
    found = _bounds(place)
    if found is None:
        lines = wrapped(name, 110, 11)
        yield Words(otherwise[0], otherwise[1] + (len(lines) - 1) * 11 * LINE / 2, lines, 11)
        return
    x, y, width, _height = found
    lines = wrapped(name, max(width, 60), 11)
    yield Words(x + width / 2, y + len(lines) * 11 * LINE / 2, lines, 11)


def _name(element: etree._Element, language: str) -> str:
    vi, en = element.get("name", ""), element.get(f"{NQ57}nameEn", "")
    return (en or vi) if language == "en" else (vi or en)


def _text(element: etree._Element, language: str) -> str:
    said = element.findtext(f"{BPMN}text") or ""
    return (element.get(f"{NQ57}textEn") or said) if language == "en" else said


def _kind(element: etree._Element | None) -> str:
    return "" if element is None else etree.QName(element).localname


def _bounds(element: etree._Element | None) -> Bounds | None:
    if element is None:
        return None
    found = [_number(element.get(name)) for name in ("x", "y", "width", "height")]
    if None in found:
        return None
    x, y, width, height = (one or 0.0 for one in found)
    return x, y, max(width, 1.0), max(height, 1.0)


def _point(element: etree._Element) -> Point | None:
    x, y = _number(element.get("x")), _number(element.get("y"))
    return None if x is None or y is None else (x, y)


def _number(said: str | None) -> float | None:
    """A coordinate; nothing for what is none, or lies farther off than any sheet."""
    try:
        number = float(said or "")
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) <= FARTHEST else None


def _along(begin: Point, end: Point, far: float) -> Point:
    long = max(((end[0] - begin[0]) ** 2 + (end[1] - begin[1]) ** 2) ** 0.5, 0.001)
    return begin[0] + (end[0] - begin[0]) * far / long, begin[1] + (end[1] - begin[1]) * far / long


def _extent(strokes: list[Stroke]) -> tuple[float, float, float, float]:
    xs, ys = [0.0] if not strokes else [], [0.0] if not strokes else []
    for one in strokes:
        if isinstance(one, Path):
            xs += [point[0] for point in one.points]
            ys += [point[1] for point in one.points]
        elif isinstance(one, Box):
            xs += [one.x, one.x + one.width]
            ys += [one.y, one.y + one.height]
        elif isinstance(one, Circle):
            xs += [one.x - one.radius, one.x + one.radius]
            ys += [one.y - one.radius, one.y + one.radius]
        else:
            xs += [one.x - 40, one.x + 40]
            ys += [one.y - 12, one.y + 12]
    return min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN
