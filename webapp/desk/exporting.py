"""A list of a unit's work as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp import times
from webapp.access import requires
from webapp.desk.asked import listed_of, moments
from webapp.desk.door import asked_unit, desk
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.inbox.choices import chips_of, offered_by
from webapp.language import own_name
from webapp.rates import rated
from webapp.shown import names
from workflows.limits import EXPORT_PAGE
from workflows.organisation.calendars import calendars_for
from workflows.work import desk as work
from workflows.work.item import Item
from workflows.work.narrowing import Key


@desk.get(f"/units/<public_id>/items/export.{KINDS}", endpoint="export")
@requires("desk.read")
@rated("exports")
def export_items(public_id: str, kind: str) -> Any:
    """The unit's work as the address narrows it down, in its order, all of it."""
    unit = asked_unit(public_id)
    asked, standing, at, until = listed_of(unit, request.args), g.standing, g.at, moments()
    which, narrowed = asked.which(), asked.narrowed()

    def read(session: Session, after: Key | None) -> tuple[Sequence[Item], Key | None]:
        page = work.steps(
            session,
            which,
            standing,
            until,
            search=asked.text,
            narrowed=narrowed,
            after=after,
            limit=EXPORT_PAGE,
        )
        return page.items, page.after

    columns = [
        (gettext("Code"), 16),
        (gettext("Task"), 60),
        (gettext("Step"), 32),
        (gettext("Held by"), 32),
        (gettext("Due date"), 18),
        (gettext("Deadline"), 24),
    ]
    chips = chips_of(asked, offered_by(asked.asked, work.kinds(g.session, which, standing)))
    of = [gettext("Work of the unit"), own_name(unit), *(chip.words for chip in chips)]
    return download(kind, sheet("viec-don-vi", of, columns, in_pages(read, _told), at))


def _told(session: Session, items: Sequence[Item]) -> list[Sequence[Cell]]:
    who = names.people(session, [item.assignee_id for item in items])
    calendars = calendars_for(session, [item.unit_id for item in items])
    return [
        (
            item.business_key,
            own_name(item, "title"),
            own_name(item),
            who.get(item.assignee_id or 0, ""),
            item.due_at,
            times.deadline(item.due_at, calendar=calendars[item.unit_id]).words,
        )
        for item in items
    ]
