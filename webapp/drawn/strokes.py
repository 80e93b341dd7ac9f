"""What a drawing is made of for every painter: lines, boxes, circles and words, in the drawing's own units, black on white."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points; closed ones may be filled with ``ink`` or ``paper``."""

    points: tuple[Point, ...]
    closed: bool = False
    width: float = 1.5
    fill: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, with round corners where ``radius`` is given."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0
    stroke: float = 1.5
    dashed: bool = False
    fill: str = "paper"


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a point."""

    x: float
    y: float
    radius: float
    stroke: float = 1.5
    fill: str = "paper"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text around a point (their middle); ``left`` begins them there instead, ``upwards`` turns them a quarter."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float = 12
    left: bool = False
    upwards: bool = False
    bold: bool = False


Stroke = Path | Box | Circle | Words
LINE = 1.2
"""The height of a line of text, in sizes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing ready to be painted: its name and what it covers."""

    name: str
    language: str
    x: float
    y: float
    width: float
    height: float
    strokes: tuple[Stroke, ...]
