"""The demo's evidence: an invented report as a PDF, so that there is something to look at beside the form."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from webapp.paper.fonts import face, ready, spelled
from workflows.calendar import local_date

LEFT, TOP, WIDTH = 85, 760, 425


def report(code: str, summary: str, notice: str, at: datetime) -> bytes:
    """One page: what the report is about, its day, its words, and that all of it is invented."""
    ready()
    kept = BytesIO()
    page = Canvas(kept, pagesize=A4, invariant=1, initialFontName=face())
    page.setFont(face(bold=True), 16)
    page.drawCentredString(A4[0] / 2, TOP, f"BÁO CÁO KẾT QUẢ {code}")
    page.setFont(face(italic=True), 12)
    page.drawCentredString(A4[0] / 2, TOP - 24, f"{local_date(at):%d/%m/%Y}")
    page.setFont(face(), 13)
    for place, line in enumerate(simpleSplit(spelled(f"{summary} {notice}"), face(), 13, WIDTH)):
        page.drawString(LEFT, TOP - 70 - 18 * place, line)
    page.setFont(face(bold=True), 13)
    page.drawCentredString(A4[0] / 2, 90, notice)
    page.save()
    return kept.getvalue()
