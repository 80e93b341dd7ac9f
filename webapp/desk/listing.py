"""The list behind a number of a unit's desk: the inbox's filters, orders and groups, over the unit's work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, render_template, request
from flask_babel import gettext

from webapp import times
from webapp.access import requires
from webapp.desk.asked import Listed, listed_of, moments
from webapp.desk.door import asked_unit, desk
from webapp.errors import is_part
from webapp.inbox.choices import DUE_WORDS, GROUPINGS, ORDERS, PRIORITY_WORDS, chips_of, heading_of, offered_by
from webapp.shown import names
from webapp.shown.late_steps import dues_of
from workflows.limits import INBOX_PAGE, LINK_LETTERS
from workflows.work import desk as work
from workflows.work.inbox import COUNTED
from workflows.work.item import Item
from workflows.work.narrowing import URGENT_FROM, Key, key_from


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: the step, who has it or is meant to do it, how its due date stands, and the heading of its group."""

    item: Item
    holder: str
    meant: names.Named | None
    due: times.Deadline
    urgent: bool
    heading: str = ""


@desk.get("/units/<public_id>/items", endpoint="items")
@requires("desk.read")
def show_items(public_id: str) -> Any:
    """The unit's work as the address narrows it down, or the next part of it."""
    unit = asked_unit(public_id)
    asked, until = listed_of(unit, request.args), moments()
    which, narrowed = asked.which(), asked.narrowed()
    page = work.steps(
        g.session,
        which,
        g.standing,
        until,
        search=asked.text,
        narrowed=narrowed,
        after=_after(asked),
        limit=INBOX_PAGE,
    )
    rows = rows_of(page.items, asked.group, request.args.get("under", ""))
    shown: dict[str, Any] = {
        "unit": unit,
        "rows": rows,
        "asked": asked,
        "following": json.dumps(page.after, default=datetime.isoformat) if page.after else None,
        "under": heading_of(page.items[-1], None, asked.group) if page.items and asked.group != "unit" else None,
    }
    if is_part():
        return render_template("desk/more.html", **shown)
    choice = offered_by(asked.asked, work.kinds(g.session, which, g.standing))
    return render_template(
        "desk/list.html",
        choice=choice,
        chips=chips_of(asked, choice),
        total=work.count_up_to(g.session, which, g.standing, until, search=asked.text, narrowed=narrowed),
        most=COUNTED,
        in_words=lambda pairs: [(value, gettext(words)) for value, words in pairs],
        offered={
            "due": DUE_WORDS,
            "priority": PRIORITY_WORDS,
            "sort": ORDERS,
            "group": [one for one in GROUPINGS if one[0] != "unit"],
        },
        **shown,
    )


def rows_of(items: Sequence[Item], group: str = "", above: str = "") -> list[Row]:
    """The lines; ``above`` is the heading under which the page before ended."""
    who = names.people(g.session, [item.assignee_id for item in items])
    free = [item.candidate_key for item in items if item.assignee_id is None]
    meant = names.performers(g.session, free)
    dues = dues_of(g.session, items)
    rows = []
    for item in items:
        heading = heading_of(item, None, group) if group != "unit" else ""
        holder = who.get(item.assignee_id or 0, "")
        shown = heading if heading != above else ""
        called = None if holder else meant.get(item.candidate_key)
        rows.append(Row(item, holder, called, dues[item.id], item.priority >= URGENT_FROM, shown))
        above = heading
    return rows


def _after(asked: Listed) -> Key | None:
    """The key after which the next page begins; a spoilt one begins at the top."""
    try:
        words = json.loads(request.args.get("after", "")[:LINK_LETTERS])
    except (ValueError, RecursionError):
        return None
    return key_from(words, asked.order) if isinstance(words, list) else None
