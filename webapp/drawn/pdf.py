"""A drawing as PDF: on one page as large as it fits, the same in words on the pages behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from flask_babel import gettext
from reportlab.lib.colors import Color, white
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate

from webapp.drawn.strokes import LINE, Box, Circle, Path, Sheet, Stroke, Words
from webapp.outline.lines import Line
from webapp.paper.fonts import face, ready, spelled
from webapp.paper.layout import text

INK = Color(0.1, 0.13, 0.19)
WIDE = 1_200  # a drawing wider than this goes on A3
EDGE, HEAD = 12 * mm, 12 * mm
TITLE = ParagraphStyle("drawn title", fontName=face(bold=True), fontSize=14, leading=18, spaceAfter=6)


def pdf(sheet: Sheet, told: Sequence[Line], below: str) -> bytes:
    """The whole file; ``below`` says at the foot of each page what it is."""
    ready()
    page = landscape(A3 if sheet.width > WIDE else A4)
    kept = BytesIO()
    document = BaseDocTemplate(
        kept,
        title=spelled(sheet.name)[:300],
        creator="nq57",
        producer="nq57",
        lang=sheet.language,
        displayDocTitle=True,
        invariant=1,
        initialFontName=face(),
    )
    foot = spelled(below)
    room = (page[0] - 2 * EDGE, page[1] - 2 * EDGE - HEAD)
    document.addPageTemplates(
        [
            PageTemplate(
                "drawing", [Frame(EDGE, EDGE, room[0], page[1] - 2 * EDGE, 0, 0, 0, 0)], _foot(foot), pagesize=page
            ),
            PageTemplate(
                "words",
                [Frame(20 * mm, 18 * mm, A4[0] - 40 * mm, A4[1] - 36 * mm, 0, 0, 0, 0)],
                _foot(foot),
                pagesize=A4,
            ),
        ]
    )
    story: list[Flowable] = [text(sheet.name, TITLE), Drawing(sheet, room)]
    if told:
        story += [NextPageTemplate("words"), PageBreak(), text(gettext("The same in words"), TITLE), *_lines(told, 0)]
    document.build(story)
    return kept.getvalue()


class Drawing(Flowable):
    """The strokes, made as large as the room allows."""

    def __init__(self, sheet: Sheet, room: tuple[float, float]) -> None:
        super().__init__()
        self._sheet = sheet
        self._scale = min(room[0] / sheet.width, (room[1] - 10) / sheet.height, 1.2)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """How much of the page it takes."""
        return self._sheet.width * self._scale, self._sheet.height * self._scale

    def draw(self) -> None:
        """All strokes, from the upper left corner on."""
        canvas: Canvas = self.canv
        canvas.scale(self._scale, self._scale)
        canvas.translate(-self._sheet.x, self._sheet.height + self._sheet.y)
        canvas.setStrokeColor(INK)
        canvas.setLineJoin(1)
        for stroke in self._sheet.strokes:
            _paint(canvas, stroke)


def _paint(canvas: Canvas, stroke: Stroke) -> None:
    """One stroke; the drawing's y grows downwards, the page's upwards."""
    if isinstance(stroke, Words):
        _write(canvas, stroke)
        return
    filled = {"ink": INK, "paper": white}.get(stroke.fill)
    canvas.setFillColor(filled or white)
    canvas.setDash(*((5, 4) if stroke.dashed else ()))
    canvas.setLineWidth(stroke.width if isinstance(stroke, Path) else stroke.stroke)
    if isinstance(stroke, Path):
        path = canvas.beginPath()
        path.moveTo(stroke.points[0][0], -stroke.points[0][1])
        for x, y in stroke.points[1:]:
            path.lineTo(x, -y)
        if stroke.closed:
            path.close()
        canvas.drawPath(path, stroke=1, fill=int(filled is not None))
    elif isinstance(stroke, Box):
        canvas.roundRect(
            stroke.x,
            -stroke.y - stroke.height,
            stroke.width,
            stroke.height,
            stroke.radius,
            stroke=1,
            fill=int(filled is not None),
        )
    elif isinstance(stroke, Circle):
        canvas.circle(stroke.x, -stroke.y, stroke.radius, stroke=1, fill=int(filled is not None))


def _write(canvas: Canvas, words: Words) -> None:
    canvas.saveState()
    canvas.setFillColor(INK)
    canvas.setFont(face(bold=words.bold), words.size)
    canvas.translate(words.x, -words.y)
    if words.upwards:
        canvas.rotate(90)
    for number, line in enumerate(words.lines):
        y = -((number - (len(words.lines) - 1) / 2) * LINE + 0.32) * words.size
        if words.left:
            canvas.drawString(0, y, line)
        else:
            canvas.drawCentredString(0, y, line)
    canvas.restoreState()


def _lines(told: Sequence[Line], depth: int) -> Iterator[Flowable]:
    style = ParagraphStyle(
        f"outline {depth}", fontName=face(), fontSize=11, leading=14, leftIndent=depth * 6 * mm, spaceAfter=4
    )
    for line in told:
        said = [f"{line.kind}: {line.name}." if line.name else f"{line.kind}.", *line.says, *line.ways]
        yield text(" ".join(one if one.endswith((".", ":")) else f"{one}." for one in said), style)
        yield from _lines(line.inside, depth + 1)
        yield from _lines(line.meanwhile, depth + 1)


def _foot(words: str) -> Any:
    def write(canvas: Canvas, _document: Any) -> None:
        canvas.saveState()
        canvas.setFont(face(), 9)
        canvas.drawString(EDGE, 6 * mm, words[:160])
        canvas.restoreState()

    return write
