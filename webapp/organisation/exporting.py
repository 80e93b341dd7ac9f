"""Units as a file: those that a search finds, or those directly below a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.language import own_name
from webapp.organisation.pages import find_unit, organisation
from webapp.rates import rated
from webapp.typed import searched
from workflows.limits import EXPORT_PAGE, EXPORT_ROWS
from workflows.organisation import roster
from workflows.organisation.roster import UnitRow


@organisation.get(f"/export.{KINDS}", endpoint="export")
@requires("organisation.read")
@rated("exports")
def export_units(kind: str) -> Any:
    """Every unit that the search finds; without one, those directly below the unit that is named, or at the top."""
    text = searched()
    above = find_unit(request.args["unit"]) if request.args.get("unit") else None
    number = above.id if above else None

    def read(session: Session, after: str | None) -> tuple[Sequence[UnitRow], str | None]:
        if text:  # ranked by how well they fit, so in one piece; there are a few thousand units
            return roster.search(session, text, EXPORT_ROWS), None
        rows = roster.children(session, number, after, EXPORT_PAGE)
        return rows, rows[-1].code if len(rows) == EXPORT_PAGE else None

    columns = [
        (gettext("Code"), 20),
        (gettext("Unit"), 50),
        (gettext("Unit above"), 50),
        (gettext("Units directly below"), 14),
    ]
    of = [f"“{text}”" if text else own_name(above) if above else ""]
    return download(kind, sheet("don-vi", of, columns, in_pages(read, _told), g.at))


def _told(_session: Session, rows: Sequence[UnitRow]) -> list[Sequence[Cell]]:
    return [(row.code, own_name(row), own_name(row, "parent_name"), row.children) for row in rows]
