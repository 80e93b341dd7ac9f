"""The inbox: what is late and what is soon due, the shelves, and the list, most urgent first."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from flask import g, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from webapp import times
from webapp.access import requires
from webapp.errors import is_part
from webapp.inbox import own, several, views
from webapp.inbox.asked import Asked, asked_of, bounds
from webapp.inbox.beside import beside_of
from webapp.inbox.choices import DUE_WORDS, GROUPINGS, ORDERS, PRIORITY_WORDS, chips_of, choice_of, heading_of
from webapp.inbox.door import inbox
from webapp.shown import names
from webapp.shown.late_steps import dues_of
from workflows.errors import N_
from workflows.instances.models import ProcessInstance
from workflows.limits import INBOX_PAGE, LINK_LETTERS
from workflows.organisation.models import OrgUnit
from workflows.work import inbox as waiting
from workflows.work.comments import waiting_for
from workflows.work.delegation import delegated_by
from workflows.work.item import Item
from workflows.work.narrowing import URGENT_FROM, Key, Narrowed, key_from
from workflows.work.rules import may_claim

SHELVES: tuple[tuple[waiting.Shelf, str], ...] = (
    ("all", N_("Everything")),
    ("mine", N_("Mine")),
    ("groups", N_("Free to take")),
    ("late", N_("Late")),
    ("soon", N_("Due soon")),
    ("decisions", N_("Waiting for my decision")),
)
PARTS = (own, several, views)  # several and views add their routes
OWN_SHELVES = (N_("Put off"), N_("Followed"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: the item, the unit that answers, how its due date stands, whether it can be taken here, and the
    heading that stands above it where a group begins.
    """

    item: Item
    unit: OrgUnit | None
    due: times.Deadline
    free: bool
    heading: str


@inbox.get("", endpoint="list")
@requires("work.read")
def show_inbox() -> Any:
    """One shelf of the inbox, or the next part of it."""
    asked = asked_of(request.args)
    narrowed = asked.narrowed()
    page = _page(asked, _other(narrowed, asked.text) if asked.text else narrowed)
    shown: dict[str, Any] = {
        "rows": _rows(page.items, asked, request.args.get("under", "")),
        "asked": asked,
        "shelf": asked.shelf,
        "text": asked.text,
        "following": json.dumps(page.after, default=datetime.isoformat) if page.after else None,
        "urgent_from": URGENT_FROM,
        "under": _heading_at_the_end(page.items, asked),
    }
    if is_part() and "open" not in request.args:
        return render_template("inbox/more.html", **shown)
    exact = shown["exact"] = _exactly(asked, narrowed) if asked.text and "after" not in request.args else []
    if asked.split:
        opened = request.args.get("open") or next((row.item.public_id for row in (*exact, *shown["rows"])), "")
        shown |= {"opened": opened, "beside": beside_of(opened) if opened else None}
        if is_part():
            return render_template("inbox/beside.html", **shown)
    counts, shelves = _shelves(asked)
    choice = choice_of(asked)
    return render_template(
        "inbox/list.html",
        counts=counts,
        delegated=delegated_by(g.session, g.standing),
        instructed=waiting_for(g.session, g.standing),
        shelves=shelves,
        views=own.views(g.session, g.standing),
        choice=choice,
        chips=chips_of(asked, choice),
        total=None if page.total is None else page.total + len(exact),
        most=waiting.COUNTED,
        leads=bool(g.standing.led_unit_ids),
        in_words=lambda pairs: [(value, gettext(words)) for value, words in pairs],
        offered={"due": DUE_WORDS, "priority": PRIORITY_WORDS, "sort": ORDERS, "group": GROUPINGS},
        **shown,
    )


def _page(asked: Asked, narrowed: Narrowed) -> waiting.Page:
    return waiting.inbox(
        g.session,
        g.standing,
        **bounds(),
        shelf=asked.shelf,
        search=asked.text,
        narrowed=narrowed,
        after=_after(asked),
        limit=INBOX_PAGE,
        counted=bool(asked.filters) and "after" not in request.args,
    )


def _exactly(asked: Asked, narrowed: Narrowed) -> list[Row]:
    """What has the very code that was typed: it stands first, in a block of its own, and in no page of the list below."""
    this = replace(narrowed, also=(*narrowed.also, ProcessInstance.business_key.in_(_codes(asked.text))))
    found = waiting.inbox(g.session, g.standing, **bounds(), shelf=asked.shelf, narrowed=this, limit=INBOX_PAGE)
    return _rows(found.items, replace(asked, group=""), "")


def _other(narrowed: Narrowed, text: str) -> Narrowed:
    return replace(narrowed, also=(*narrowed.also, ProcessInstance.business_key.not_in(_codes(text))))


def _codes(text: str) -> tuple[str, str]:
    """As it was typed, and in capitals: most codes are in capitals, and few people type them so."""
    return text, text.upper()


def _shelves(asked: Asked) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """How much stands on each shelf, and the shelves; those of one's own only where something stands on them."""
    seen = ~own.hidden(g.standing, g.at)
    counted = waiting.counts(g.session, g.standing, at=g.at, soon_until=bounds()["soon_until"], also=(seen,))
    counts, shelves = asdict(counted), [*SHELVES]
    for there, name, words in zip(own.kept(g.session, g.standing), ("put_off", "followed"), OWN_SHELVES, strict=True):
        if there or asked.shelf == name:
            counts[name] = _count(asked_of(MultiDict({"shelf": name})))
            shelves.append((name, words))
    return counts, shelves


def _count(asked: Asked) -> int:
    return waiting.count_up_to(
        g.session, g.standing, **bounds(), shelf=asked.shelf, search=asked.text, narrowed=asked.narrowed()
    )


def _heading_at_the_end(items: tuple[Item, ...], asked: Asked) -> str | None:
    if not items or not asked.group:
        return None
    unit = names.units(g.session, [items[-1].unit_id]).get(items[-1].unit_id or 0)
    return heading_of(items[-1], unit, asked.group)


def _after(asked: Asked) -> Key | None:
    """The key after which the next page begins; a spoilt one begins at the top."""
    try:
        words = json.loads(request.args.get("after", "")[:LINK_LETTERS])
    except (ValueError, RecursionError):
        return None
    return key_from(words, asked.order) if isinstance(words, list) else None


def _rows(items: tuple[Item, ...], asked: Asked, above: str) -> list[Row]:
    """The lines; ``above`` is the heading under which the page before ended."""
    units = names.units(g.session, [item.unit_id for item in items])
    dues = dues_of(g.session, items)
    rows = []
    for item in items:
        unit = units.get(item.unit_id or 0)
        heading = heading_of(item, unit, asked.group)
        free = may_claim(item, g.standing) is None
        rows.append(Row(item, unit, dues[item.id], free, heading if heading != above else ""))
        above = heading
    return rows
