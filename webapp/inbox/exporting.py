"""A shelf of the inbox as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp import times
from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.inbox.pages import SHELVES, inbox, searched, shelf_asked
from webapp.language import own_name
from webapp.rates import rated
from webapp.shown import names
from workflows.limits import EXPORT_PAGE
from workflows.organisation.calendars import calendars_for
from workflows.work import inbox as waiting
from workflows.work.item import Item

Key = tuple[datetime, int]


@inbox.get(f"/export.{KINDS}", endpoint="export")
@requires("work.read")
@rated("exports")
def export_inbox(kind: str) -> Any:
    """What waits on the shelf that was asked for, all of it."""
    shelf, text, standing, at = shelf_asked(), searched(), g.standing, g.at
    soon = times.THE_COUNTRY.add_working_days(at, times.SOON_DAYS)

    def read(session: Session, after: Key | None) -> tuple[Sequence[Item], Key | None]:
        page = waiting.inbox(
            session, standing, shelf=shelf, at=at, soon_until=soon, search=text, after=after, limit=EXPORT_PAGE
        )
        return page.items, page.after

    columns = [
        (gettext("Code"), 16),
        (gettext("Task"), 60),
        (gettext("Step"), 32),
        (gettext("Unit"), 32),
        (gettext("Due date"), 18),
        (gettext("Deadline"), 24),
    ]
    of = [gettext(dict(SHELVES)[shelf]), f"“{text}”" if text else ""]
    return download(kind, sheet("hop-viec", of, columns, in_pages(read, _told), at))


def _told(session: Session, items: Sequence[Item]) -> list[Sequence[Cell]]:
    units = names.units(session, [item.unit_id for item in items])
    calendars = calendars_for(session, [item.unit_id for item in items])
    return [
        (
            item.business_key,
            own_name(item, "title"),
            own_name(item),
            own_name(units.get(item.unit_id or 0)),
            item.due_at,
            times.deadline(item.due_at, calendar=calendars[item.unit_id]).words,
        )
        for item in items
    ]
