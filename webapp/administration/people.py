"""A person as an administrator sees them, and the link with which they sign in for the first time."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template

from webapp.access import requires
from webapp.accounts import opening
from webapp.administration.door import administration, find
from webapp.rates import rated
from workflows.organisation.models import Person
from workflows.organisation.reach import demand_reach


@administration.post("/people/<public_id>/invitation", endpoint="invite")
@requires("organisation.administer")
@rated("acts")
def invite(public_id: str) -> Any:
    """Make the link; it is shown this once and kept nowhere. An earlier link and, once it is used, the earlier password end."""
    who = find(Person, public_id)
    demand_reach(g.session, g.actor, who, g.at)
    word = opening.invite(g.session, who.id, actor=g.actor, at=g.at)
    link = f"{current_app.config['NQ57'].public_url}/invitation#{word}"
    return render_template("administration/invited.html", who=who, link=link, lasts=opening.LASTS.days)
