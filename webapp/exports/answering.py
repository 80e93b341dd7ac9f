"""A sheet as an answer: made, or begun, after the request's own session has been given back."""

from __future__ import annotations

from typing import Any

from flask import Response, g, send_file

from webapp.exports.sheets import Sheet
from webapp.exports.writing import csv_pieces, xlsx_file
from workflows.calendar import local_date

KINDS = "<any('xlsx', 'csv'):kind>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(kind: str, sheet: Sheet) -> Any:
    """The list as a file. CSV flows while it is read; a workbook is whole before its first byte, so that a fault is still a page."""
    name = f"{sheet.name}-{local_date(g.at).isoformat()}.{kind}"
    g.session.rollback()  # the rows come in sessions of their own
    if kind == "xlsx":
        answer = send_file(xlsx_file(sheet), mimetype=XLSX, as_attachment=True, download_name=name, max_age=None)
    else:
        answer = Response(csv_pieces(sheet), mimetype="text/csv")
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
