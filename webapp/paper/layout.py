"""The form of an administrative document, shared by all of ours: page, head, headings, paragraphs, lists of files, signature.

Laid out as Vietnamese offices lay out their papers (motto and issuer side by side above, title in the middle, body in 13 points,
recipients and signature below); it claims no more than to look familiar. Text is text everywhere: nothing that anybody
typed is read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from itertools import zip_longest
from typing import Any

from flask_babel import gettext
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from webapp.paper.fonts import face, ready, spelled
from workflows.calendar import VIETNAM

LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 18 * mm, 20 * mm, 22 * mm
WIDTH = A4[0] - LEFT - RIGHT
LAST_ROWS = 4  # so many rows of a table at least stand together on its last page
MOST_IN_CELL, LINE = 900, 45  # letters that one row of a table may hold in a cell; what a line costs of them at least


def _style(name: str, size: float, *, bold: bool = False, italic: bool = False, **more: Any) -> ParagraphStyle:
    wanted = {
        "alignment": TA_LEFT,
        "leading": size * 1.25,
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
        **more,
    }
    return ParagraphStyle(name, fontName=face(bold=bold, italic=italic), fontSize=size, **wanted)


BODY = _style("body", 13, alignment=TA_JUSTIFY, spaceAfter=3)
INDENTED = _style("indented", 13, alignment=TA_JUSTIFY, leftIndent=8 * mm, spaceAfter=3)
QUOTED = _style("quoted", 12, italic=True, alignment=TA_JUSTIFY, leftIndent=8 * mm, spaceAfter=4)
HEADING = _style("heading", 13, bold=True, spaceBefore=9, spaceAfter=4)
SUBHEADING = _style("subheading", 13, bold=True, italic=True, spaceBefore=6, spaceAfter=3, keepWithNext=1)
TITLE = _style("title", 14, bold=True, alignment=TA_CENTER, spaceBefore=14, spaceAfter=2)
SUBTITLE = _style("subtitle", 13, bold=True, alignment=TA_CENTER, spaceAfter=2)
EXACT = _style("exact", 11, spaceAfter=3)
CENTRED_SMALL = _style("centred small", 12, alignment=TA_CENTER)
CENTRED_BOLD = _style("centred bold", 13, bold=True, alignment=TA_CENTER)
MOTTO_ABOVE = _style("motto above", 12, bold=True, alignment=TA_CENTER)
DATELINE = _style("dateline", 13, italic=True, alignment=TA_CENTER)
CELL = _style("cell", 11)
CELL_HEAD = _style("cell head", 11, bold=True, alignment=TA_CENTER)
CELL_SMALL = _style("cell small", 9)
SMALL = _style("small", 11, spaceAfter=1)
SMALL_HEAD = _style("small head", 12, bold=True, italic=True)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above and below every document: its title and matter, who issues it, under which number, of which moment."""

    title: str
    matter: str
    issuer: str
    number: str
    at: datetime
    language: str
    notice: str


def text(words: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain words; the lines that somebody typed stay lines."""
    return Paragraph(escape(spelled(words), quote=False).replace("\n", "<br/>"), style)


def said(term: str, words: str, style: ParagraphStyle = BODY) -> Paragraph:
    """“Term: words”, the term in bold."""
    shown = escape(spelled(words), quote=False).replace("\n", "<br/>")
    return Paragraph(f"<b>{escape(spelled(term), quote=False)}:</b> {shown}", style)


def all_said(pairs: Sequence[tuple[str, str | None]], style: ParagraphStyle = BODY) -> list[Flowable]:
    """Several of them; those without words are left out."""
    return [said(term, words, style) for term, words in pairs if words]


class Rule(Flowable):
    """The short line in the middle, under a motto or a title."""

    def __init__(self, length: float, above: float = 1.5, below: float = 4) -> None:
        super().__init__()
        self._length, self._above, self._below, self._within = length, above, below, length

    def wrap(self, available: float, _height: float) -> tuple[float, float]:
        """As wide as what it stands in, to be in its middle."""
        self._within = available
        return available, self._above + self._below

    def draw(self) -> None:
        """The line itself."""
        begin = (self._within - self._length) / 2
        self.canv.setLineWidth(0.7)
        self.canv.line(begin, self._below, begin + self._length, self._below)


def heading(number: int, words: str) -> list[Flowable]:
    """A heading with its number, never alone at the foot of a page; what follows may be longer than a page."""
    return [CondPageBreak(30 * mm), text(f"{number}. {words}", HEADING)]


def head(of: Head) -> list[Flowable]:
    """Issuer and motto side by side, number and day below them, then the title and what it is about."""
    motto, below = gettext("SOCIALIST REPUBLIC OF VIET NAM"), gettext("Independence - Freedom - Happiness")
    left = [text(of.issuer.upper(), CENTRED_BOLD), Rule(22 * mm), text(of.number, CENTRED_SMALL)]
    right = [text(motto, MOTTO_ABOVE), text(below, CENTRED_BOLD), Rule(50 * mm), text(day_line(of.at), DATELINE)]
    table = Table([[left, right]], colWidths=[WIDTH * 0.42, WIDTH * 0.58])
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return [table, text(of.title.upper(), TITLE), text(of.matter, SUBTITLE), Rule(38 * mm, 3, 10)]


def day_line(at: datetime) -> str:
    """The day as it stands in the head of a document: Ngày 05 tháng 3 năm 2026 (days below 10 and months below 3 with a nought)."""
    day = at.astimezone(VIETNAM)
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return gettext("Day %(day)s month %(month)s year %(year)s", day=f"{day.day:02}", month=month, year=day.year)


def grid(
    headings: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], small: Sequence[int] = ()
) -> Table:
    """A ruled table whose headings return on every page; ``shares`` of the width, ``small`` columns in small letters."""
    cells = [[text(one, CELL_HEAD) for one in headings]]
    parts = (part for row in rows for part in zip_longest(*map(_pieces, row), fillvalue=""))
    cells += [[text(one, CELL_SMALL if at in small else CELL) for at, one in enumerate(part)] for part in parts]
    widths = [WIDTH * share for share in shares]
    table = Table(cells, colWidths=widths, repeatRows=1, spaceBefore=3, spaceAfter=6)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *_kept_together(rows),
        ]
    )
    return table


def _kept_together(rows: Sequence[Sequence[str]]) -> list[Any]:
    """The last rows of a table go on to the next page together, so that one or two never stand alone there; long ones may."""
    last = rows[-LAST_ROWS:]
    short = sum(len(words) for row in last for words in row) < MOST_IN_CELL and len(rows) > LAST_ROWS
    return [("NOSPLIT", (0, -LAST_ROWS), (-1, -1))] if short else []


def _pieces(words: str) -> list[str]:
    """A cell's words in pieces that each fit on a page, for a row of their own: a row is never broken."""
    found, left = [""], MOST_IN_CELL
    for line in words.split("\n"):
        for begin in range(0, len(line) or 1, MOST_IN_CELL):
            piece = line[begin : begin + MOST_IN_CELL]
            cost = len(piece) + LINE
            if found[-1] and cost > left:
                found.append("")
                left = MOST_IN_CELL
            found[-1] += f"\n{piece}" if found[-1] else piece
            left -= cost
    return found


def signature(recipients: Sequence[str], post: str, signed: str, name: str) -> Flowable:
    """Recipients on the left, on the right the post, how it was signed, and the name."""
    kept, sent = gettext("Kept in: the system nq57"), gettext("Recipients")
    left = [text(f"{sent}:", SMALL_HEAD), *(text(f"- {one};", SMALL) for one in recipients), text(f"- {kept}.", SMALL)]
    right = [
        text(post.upper(), CENTRED_BOLD),
        Spacer(1, 3 * mm),
        text(signed, DATELINE),
        Spacer(1, 7 * mm),
        text(name, CENTRED_BOLD),
    ]
    table = Table([[left, right]], colWidths=[WIDTH * 0.5, WIDTH * 0.5], spaceBefore=10)
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
    return table


def printed(of: Head, story: Sequence[Flowable]) -> bytes:
    """The document as PDF; the same story makes the same bytes, whenever and wherever it is set."""
    ready()
    kept = BytesIO()
    document = BaseDocTemplate(
        kept,
        pagesize=A4,
        leftMargin=LEFT,
        rightMargin=RIGHT,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=spelled(f"{of.title} · {of.matter}")[:300],
        author=spelled(of.issuer),
        subject=spelled(of.number),
        creator="nq57",
        producer="nq57",
        lang=of.language,
        displayDocTitle=True,
        invariant=1,
        initialFontName=face(),
    )
    frame = Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=lambda canvas, _document: _around(canvas, of)))
    document.build(list(story), canvasmaker=lambda *args, **kwargs: _dated(Canvas(*args, **kwargs), of.at))
    return kept.getvalue()


def _dated(canvas: Canvas, at: datetime) -> Canvas:
    """The moment in the file's own data is the document's, not the printer's."""
    stamp, local = canvas._doc._timeStamp, at.astimezone(VIETNAM)
    stamp.t, stamp.lt, stamp.dhh, stamp.dmm = at.timestamp(), local.timetuple(), 7, 0
    stamp.YMDhms = tuple(local.timetuple())[:6]
    return canvas


def _around(canvas: Canvas, of: Head) -> None:
    """The number of the page above (from the second on), what the document is below, and the demonstration's notice."""
    canvas.saveState()
    number = canvas.getPageNumber()
    if number > 1:
        canvas.setFont(face(), 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, str(number))
    canvas.setFont(face(), 9)
    canvas.drawString(LEFT, 9 * mm, spelled(of.number)[:90])
    if of.notice:
        canvas.setFont(face(bold=True), 9)
        canvas.rect(LEFT, 13 * mm, WIDTH, 5.5 * mm, stroke=1, fill=0)
        canvas.drawCentredString(LEFT + WIDTH / 2, 14.8 * mm, spelled(of.notice))
    canvas.restoreState()
