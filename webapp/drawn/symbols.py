"""The small signs within shapes: what an event waits for, how a gateway chooses, what kind of task it is."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from webapp.drawn.strokes import Box, Circle, Path, Point, Stroke

CHOICES = {"exclusiveGateway": "x", "parallelGateway": "plus", "inclusiveGateway": "o", "complexGateway": "star"}


def event_sign(kind: str, x: float, y: float, size: float, *, filled: bool) -> Iterator[Stroke]:
    """The sign of an event definition in the middle of a circle of this size."""
    fill, half = "ink" if filled else "", size / 2
    if kind == "message":
        yield Box(x - half, y - half * 0.7, size, size * 0.7, fill="paper")
        yield Path(((x - half, y - half * 0.7), (x, y), (x + half, y - half * 0.7)))
    elif kind == "timer":
        yield Circle(x, y, half * 1.1)
        yield Path(((x, y - half * 0.8), (x, y), (x + half * 0.6, y + half * 0.2)))
    elif kind == "terminate":
        yield Circle(x, y, half * 1.1, fill="ink")
    elif kind == "signal":
        yield Path(((x, y - half), (x + half, y + half * 0.7), (x - half, y + half * 0.7)), closed=True, fill=fill)
    elif kind == "error":
        zigzag = [(-1, 0.9), (-0.4, -0.9), (0.3, 0.3), (1, -0.9), (0.4, 0.9), (-0.3, -0.2)]
        yield Path(tuple((x + half * a, y + half * b) for a, b in zigzag), closed=True, fill=fill)
    elif kind == "escalation":
        arrow = [(0, -1), (0.8, 0.9), (0, 0.2), (-0.8, 0.9)]
        yield Path(tuple((x + half * a, y + half * b) for a, b in arrow), closed=True, fill=fill)
    elif kind == "link":
        arrow = [(-1, -0.4), (0.2, -0.4), (0.2, -0.9), (1, 0), (0.2, 0.9), (0.2, 0.4), (-1, 0.4)]
        yield Path(tuple((x + half * a, y + half * b) for a, b in arrow), closed=True, fill=fill)
    elif kind:
        yield Path(tuple(_around(x, y, half, 5)), closed=True, fill=fill)


def gateway_sign(kind: str, x: float, y: float, size: float) -> Iterator[Stroke]:
    """The sign in a diamond."""
    sign, half = CHOICES.get(kind, ""), size * 0.2
    if sign in ("x", "star"):
        yield Path(((x - half, y - half), (x + half, y + half)), width=3)
        yield Path(((x - half, y + half), (x + half, y - half)), width=3)
    if sign in ("plus", "star"):
        yield Path(((x, y - half * 1.3), (x, y + half * 1.3)), width=3)
        yield Path(((x - half * 1.3, y), (x + half * 1.3, y)), width=3)
    if sign == "o":
        yield Circle(x, y, half * 1.2, stroke=3, fill="")


def task_sign(kind: str, x: float, y: float) -> Iterator[Stroke]:
    """The sign in a task's upper corner, whose middle this is."""
    if kind in ("userTask", "manualTask"):
        yield Circle(x, y - 4, 3.5, stroke=1.2)
        shoulders = [(x + 7 * cos(turn), y + 7 - 7 * sin(turn)) for turn in (pi * step / 8 for step in range(9))]
        yield Path(tuple(shoulders), closed=True, width=1.2)
    elif kind == "serviceTask":
        yield Path(tuple(_around(x, y, 8, 8)), closed=True, width=1.2)
        yield Circle(x, y, 3, stroke=1.2)
    elif kind == "businessRuleTask":
        yield Box(x - 8, y - 6, 16, 12, stroke=1.2)
        yield Path(((x - 8, y - 2), (x + 8, y - 2)), width=1.2)
        yield Path(((x - 3, y - 6), (x - 3, y + 6)), width=1.2)
    elif kind in ("receiveTask", "sendTask"):
        yield from event_sign("message", x, y, 15, filled=kind == "sendTask")


def repeated_sign(x: float, y: float, *, sequential: bool) -> Iterator[Stroke]:
    """Three bars at the foot of a task that is done several times: upright side by side, lying one after the other."""
    for step in (-4, 0, 4):
        bar = ((x - 6, y + step), (x + 6, y + step)) if sequential else ((x + step, y - 6), (x + step, y + 6))
        yield Path(bar, width=2)


def collapsed_sign(x: float, y: float) -> Iterator[Stroke]:
    """The plus at the foot of something that holds more than is shown."""
    yield Box(x - 6, y - 6, 12, 12, stroke=1.2)
    yield Path(((x - 4, y), (x + 4, y)), width=1.2)
    yield Path(((x, y - 4), (x, y + 4)), width=1.2)


def arrow_head(tip: Point, behind: Point, *, size: float = 9) -> Path:
    """The filled head of an arrow that ends at ``tip``, coming from ``behind``."""
    long = max(((tip[0] - behind[0]) ** 2 + (tip[1] - behind[1]) ** 2) ** 0.5, 0.001)
    along = ((tip[0] - behind[0]) / long, (tip[1] - behind[1]) / long)
    back = (tip[0] - along[0] * size, tip[1] - along[1] * size)
    side = (-along[1] * size * 0.4, along[0] * size * 0.4)
    corners = (tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
    return Path(corners, closed=True, width=1, fill="ink")


def _around(x: float, y: float, radius: float, corners: int) -> Iterator[Point]:
    for number in range(corners):
        turn = 2 * pi * number / corners - pi / 2
        yield x + radius * sin(turn + pi / 2), y + radius * cos(turn + pi / 2)
