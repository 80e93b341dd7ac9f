"""The incidents of a shelf as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.operations import view
from webapp.operations.pages import operations
from webapp.rates import rated
from webapp.shown.incidents import Told
from workflows.limits import EXPORT_PAGE


@operations.get(f"/export.{KINDS}", endpoint="export")
@requires("operations.read")
@rated("exports")
def export_incidents(kind: str) -> Any:
    """What could not go on, open or over, as far as this person attends to it."""
    closed, standing = request.args.get("shelf") == "closed", g.standing

    def read(session: Session, after: int | None) -> tuple[Sequence[Told], int | None]:
        return view.incidents(session, standing, closed=closed, after=after, limit=EXPORT_PAGE)

    columns = [
        (gettext("What happened"), 60),
        (gettext("Job"), 28),
        (gettext("About"), 50),
        (gettext("Step"), 28),
        (gettext("State"), 14),
        (gettext("In the care of"), 24),
        (gettext("First"), 18),
        (gettext("Last tried"), 18),
        (gettext("Attempts"), 10),
    ]
    of = [gettext("Over") if closed else gettext("Open")]
    return download(kind, sheet("su-co", of, columns, in_pages(read, _told), g.at))


def _told(_session: Session, rows: Sequence[Told]) -> list[Sequence[Cell]]:
    return [
        (
            told.sentence,
            told.job,
            told.about,
            told.step,
            told.state[1],
            told.owner,
            told.row.raised_at,
            told.row.tried_at,
            told.row.attempts,
        )
        for told in rows
    ]
