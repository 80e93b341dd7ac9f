"""The inbox: what is late and what is soon due, the shelves, and the list, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from flask import Blueprint, g, render_template, request

from webapp import times
from webapp.access import requires
from webapp.errors import is_part
from webapp.shown import names
from workflows.errors import N_
from workflows.limits import INBOX_PAGE, SEARCH_LETTERS
from workflows.organisation.calendars import calendars_for
from workflows.organisation.models import OrgUnit
from workflows.work import inbox as waiting
from workflows.work.item import Item
from workflows.work.rules import may_claim

inbox = Blueprint("inbox", __name__, url_prefix="/inbox")
SHELVES: tuple[tuple[waiting.Shelf, str], ...] = (
    ("all", N_("Everything")),
    ("mine", N_("Mine")),
    ("groups", N_("Free to take")),
    ("late", N_("Late")),
    ("soon", N_("Due soon")),
    ("decisions", N_("Waiting for my decision")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: the item, the unit that answers, how its due date stands, and whether it can be taken here."""

    item: Item
    unit: OrgUnit | None
    due: times.Deadline
    free: bool


@inbox.get("", endpoint="list")
@requires("work.read")
def show_inbox() -> Any:
    """One shelf of the inbox, or the next part of it."""
    shelf, text = shelf_asked(), searched()
    soon_until = times.THE_COUNTRY.add_working_days(g.at, times.SOON_DAYS)
    page = waiting.inbox(
        g.session,
        g.standing,
        shelf=shelf,
        at=g.at,
        soon_until=soon_until,
        search=text,
        after=_after(),
        limit=INBOX_PAGE,
    )
    following = f"{page.after[0].isoformat()}~{page.after[1]}" if page.after else None
    shown: dict[str, Any] = {"rows": _rows(page.items), "shelf": shelf, "text": text, "following": following}
    if is_part():
        return render_template("inbox/more.html", **shown)
    counts = waiting.counts(g.session, g.standing, at=g.at, soon_until=soon_until)
    return render_template("inbox/list.html", counts=counts, shelves=SHELVES, **shown)


def searched() -> str:
    """The words that the inbox is searched for."""
    return request.args.get("q", "").strip()[:SEARCH_LETTERS]


def shelf_asked() -> waiting.Shelf:
    """The shelf asked for; everything when it is none of ours."""
    asked: Any = request.args.get("shelf", "all")
    return asked if asked in get_args(waiting.Shelf) else "all"


def _after() -> tuple[datetime, int] | None:
    """The key after which the next page begins; a spoilt one begins at the top."""
    moment, _, number = request.args.get("after", "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return (at, int(number)) if at.tzinfo and number.isascii() and number.isdigit() and len(number) < 19 else None


def _rows(items: tuple[Item, ...]) -> list[Row]:
    units = names.units(g.session, [item.unit_id for item in items])
    calendars = calendars_for(g.session, [item.unit_id for item in items])
    return [
        Row(
            item,
            units.get(item.unit_id or 0),
            times.deadline(item.due_at, calendar=calendars[item.unit_id]),
            may_claim(item, g.standing) is None,
        )
        for item in items
    ]
