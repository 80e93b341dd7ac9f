"""Saved views: a list of the inbox, kept under a name by whoever arranged it, for themselves or for their unit."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.inbox import own
from webapp.inbox.asked import asked_in
from webapp.inbox.door import inbox
from webapp.rates import rated
from webapp.typed import words_of
from workflows.errors import N_, Invalid

SAVED = N_("The view “%(name)s” is saved.")
REMOVED = N_("The view is removed.")


@inbox.get("/views/new", endpoint="new_view")
@requires("work.read")
def show_new_view() -> Any:
    """The form: a name, and whether the unit has the view, too."""
    return _page({}, None)


@inbox.post("/views", endpoint="save_view")
@requires("work.act")
@rated("acts")
def save_view() -> Any:
    """Keep the list as it is arranged."""
    asked = asked_in(request.form.get("pile", ""))
    try:
        name = words_of(request.form, ("name",), most=own.NAME_LETTERS)["name"]
        unit_id = g.viewer.unit_id if request.form.get("shared") == "true" else None
        view = own.save_view(
            g.session, name=name, words=asked.pile, person_id=g.actor.person_id, unit_id=unit_id, at=g.at
        )
    except Invalid as refusal:
        g.session.rollback()
        return _page(request.form, refusal), refusal.status
    flash(gettext(SAVED, name=view.name))
    return redirect(asked.address(), 303)


@inbox.post("/views/<public_id>/removal", endpoint="remove_view")
@requires("work.act")
def remove_view(public_id: str) -> Any:
    """Forget a view."""
    own.remove_view(g.session, public_id, g.actor.person_id)
    flash(gettext(REMOVED))
    return redirect(url_for("inbox.list"), 303)


def _page(said: Any, refusal: Invalid | None) -> str:
    asked = asked_in(request.values.get("pile", ""))
    mine = [view for view in own.views(g.session, g.standing) if view.person_id == g.standing.person_id]
    return render_template(
        "inbox/view.html",
        asked=asked,
        said=said,
        refusal=refusal,
        faults=refusal.faults if refusal else {},
        mine=mine,
        most=own.NAME_LETTERS,
    )
