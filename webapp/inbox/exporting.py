"""A shelf of the inbox as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from webapp.access import requires
from webapp.exports.answering import KINDS, download
from webapp.exports.sheets import Cell, in_pages, sheet
from webapp.inbox.asked import asked_of, bounds
from webapp.inbox.choices import chips_of, choice_of
from webapp.inbox.door import inbox
from webapp.inbox.pages import OWN_SHELVES, SHELVES
from webapp.language import own_name
from webapp.rates import rated
from webapp.shown import names
from webapp.shown.late_steps import dues_of
from workflows.limits import EXPORT_PAGE
from workflows.work import inbox as waiting
from workflows.work.item import Item
from workflows.work.narrowing import Key

_SHELVES = {**dict(SHELVES), "put_off": OWN_SHELVES[0], "followed": OWN_SHELVES[1]}


@inbox.get(f"/export.{KINDS}", endpoint="export")
@requires("work.read")
@rated("exports")
def export_inbox(kind: str) -> Any:
    """What waits on the list that was asked for, with its filters and in its order, all of it."""
    asked, standing, at, until = asked_of(request.args), g.standing, g.at, bounds()
    narrowed = asked.narrowed()

    def read(session: Session, after: Key | None) -> tuple[Sequence[Item], Key | None]:
        page = waiting.inbox(
            session,
            standing,
            **until,
            shelf=asked.shelf,
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
        (gettext("Unit"), 32),
        (gettext("Due date"), 18),
        (gettext("Deadline"), 24),
    ]
    of = [gettext(_SHELVES[asked.shelf]), *(chip.words for chip in chips_of(asked, choice_of(asked)))]
    return download(kind, sheet("hop-viec", of, columns, in_pages(read, _told), at))


def _told(session: Session, items: Sequence[Item]) -> list[Sequence[Cell]]:
    units = names.units(session, [item.unit_id for item in items])
    dues = dues_of(session, items)
    return [
        (
            item.business_key,
            own_name(item, "title"),
            own_name(item),
            own_name(units.get(item.unit_id or 0)),
            item.due_at,
            dues[item.id].words,
        )
        for item in items
    ]
