"""Reopening a signed-off task, for a superior of the post that signed: the page says what will happen, and asks why and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.cases.door import asked_case, cases
from webapp.inbox import own
from webapp.rates import rated
from webapp.shown import names
from webapp.typed import words_of
from workflows.calendar import local_date
from workflows.errors import N_, Invalid
from workflows.instances.models import ProcessInstance
from workflows.resolutions.reopenable import may_reopen
from workflows.resolutions.reopening import due_again, reopen

FIELDS = ("reason", "due_on")
DONE = N_("The task is reopened. Its unit carries it out and submits it again in this case.")


@cases.get("/<public_id>/reopening/new", endpoint="reopen")
@requires("work.read")
def ask_reopening(public_id: str) -> Any:
    """What reopening means for this case; closed, in the rule's own words, to whoever may not."""
    case = asked_case(public_id)
    if refusal := may_reopen(g.session, case.id, g.standing, g.at):
        raise refusal
    return _page(case, dict.fromkeys(FIELDS, ""), None)


@cases.post("/<public_id>/reopening", endpoint="reopened")
@requires("work.act")
@rated("acts")
def send_reopening(public_id: str) -> Any:
    """Reopen it; after a refusal the form comes back filled in."""
    try:
        said = words_of(request.form, FIELDS)
        new = reopen(g.session, asked_case(public_id), **said, actor=g.actor, at=g.at)
        own.follow_on(g.session, at=g.at)
    except Invalid as refusal:
        g.session.rollback()
        said = {name: request.form.get(name, "") for name in FIELDS}
        return _page(asked_case(public_id), said, refusal), refusal.status
    flash(gettext(DONE))
    return redirect(url_for("cases.case", public_id=new), 303)


def _page(case: ProcessInstance, said: dict[str, str], refusal: Invalid | None) -> str:
    lead = next(iter(names.units_of_case(g.session, case.id).get("lead", ())), None)
    return render_template(
        "cases/reopening.html",
        case=case,
        lead=lead,
        otherwise=due_again(g.session, case.due_at, lead.id if lead else None, g.at),
        earliest=local_date(g.at) + timedelta(days=1),
        refusal=refusal,
        **said,
    )
