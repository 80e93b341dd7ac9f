"""Words broken into lines by the width of their letters in the font of our papers."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics

from webapp.drawn.strokes import LINE
from webapp.paper.fonts import face, ready, spelled

SMALLEST = 7.0


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is."""
    ready()
    return float(pdfmetrics.stringWidth(text, face(bold=bold), size))


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """The words in lines that are no wider, as far as words are not longer than a line."""
    lines: list[str] = []
    for said in spelled(text).split("\n"):
        line = ""
        for word in said.split():
            longer = f"{line} {word}".strip()
            if line and width_of(longer, size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return tuple(line for line in lines if line)


def fitted(text: str, width: float, height: float, size: float) -> tuple[tuple[str, ...], float]:
    """The lines and the size of letters, made smaller until they fit; what does not fit at the smallest ends in dots."""
    while True:
        lines = wrapped(text, width, size)
        room = max(int(height / (size * LINE)), 1)
        if len(lines) <= room and all(width_of(line, size) <= width for line in lines):
            return lines, size
        if size <= SMALLEST:
            return (lines if len(lines) <= room else (*lines[: room - 1], f"{lines[room - 1]} …")), size
        size -= 0.5
