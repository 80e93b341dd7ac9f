"""A drawing as SVG: for a document, or to be printed at any size."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from webapp.drawn.strokes import LINE, Box, Circle, Path, Sheet, Stroke, Words

INK, PAPER = "#1a2130", "#ffffff"
FONT = "Tinos, 'Times New Roman', Times, serif"


def svg(sheet: Sheet) -> bytes:
    """The whole file; its title is the drawing's name."""
    size = f'viewBox="{sheet.x:g} {sheet.y:g} {sheet.width:g} {sheet.height:g}" width="{sheet.width:g}" height="{sheet.height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{escape(sheet.language)}">',
        f"<title>{escape(sheet.name)}</title>",
        f'<rect x="{sheet.x:g}" y="{sheet.y:g}" width="{sheet.width:g}" height="{sheet.height:g}" fill="{PAPER}"/>',
        f'<g font-family="{FONT}" fill="none" stroke-linejoin="round">',
        *(part for stroke in sheet.strokes for part in _painted(stroke)),
        "</g></svg>",
    ]
    return "\n".join(parts).encode()


def _painted(stroke: Stroke) -> Iterator[str]:
    if isinstance(stroke, Path):
        points = " ".join(f"{x:g},{y:g}" for x, y in stroke.points)
        tag = "polygon" if stroke.closed else "polyline"
        yield f'<{tag} points="{points}" {_pen(stroke.width, stroke.fill, stroke.dashed)}/>'
    elif isinstance(stroke, Box):
        place = f'x="{stroke.x:g}" y="{stroke.y:g}" width="{stroke.width:g}" height="{stroke.height:g}" rx="{stroke.radius:g}"'
        yield f"<rect {place} {_pen(stroke.stroke, stroke.fill, stroke.dashed)}/>"
    elif isinstance(stroke, Circle):
        place = f'cx="{stroke.x:g}" cy="{stroke.y:g}" r="{stroke.radius:g}"'
        yield f"<circle {place} {_pen(stroke.stroke, stroke.fill, stroke.dashed)}/>"
    else:
        yield from _written(stroke)


def _written(words: Words) -> Iterator[str]:
    turned = f' transform="rotate(-90 {words.x:g} {words.y:g})"' if words.upwards else ""
    weight = ' font-weight="700"' if words.bold else ""
    anchor = "start" if words.left else "middle"
    yield f'<text font-size="{words.size:g}" fill="{INK}" text-anchor="{anchor}"{weight}{turned}>'
    for number, line in enumerate(words.lines):
        y = words.y + ((number - (len(words.lines) - 1) / 2) * LINE + 0.32) * words.size
        yield f'<tspan x="{words.x:g}" y="{y:g}">{escape(line)}</tspan>'
    yield "</text>"


def _pen(width: float, fill: str, dashed: bool) -> str:
    filled = {"ink": INK, "paper": PAPER}.get(fill, "none")
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'stroke="{INK}" stroke-width="{width:g}" fill="{filled}"{dashes}'
