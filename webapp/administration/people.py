"""A person as an administrator sees them: what they may do, where, because of what; and the link for their first sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, g, render_template
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.accounts import opening
from webapp.administration.acts import page_of
from webapp.administration.door import administration, find
from webapp.administration.roles import EFFECTS
from webapp.language import own_name
from webapp.messages import VALUES
from webapp.rates import rated
from workflows.calendar import local_date
from workflows.errors import NotFound
from workflows.organisation.models import (
    Appointment,
    CandidateGroup,
    Grant,
    GroupMember,
    OrgUnit,
    Person,
    Position,
    in_force,
)
from workflows.organisation.reach import administered, demand_reach, standing_units


@dataclass(frozen=True, slots=True)
class Right:
    """One reason for which somebody may do something: what it is called, where, what follows from it, since when, until when."""

    because: str
    unit: OrgUnit
    address: str
    effect: str
    from_on: date
    until_on: date | None


@administration.get("/people/<public_id>", endpoint="person")
@requires("organisation.administer")
def show_person(public_id: str) -> Any:
    """What this person may do in the units that one administers; what they may do elsewhere is not shown."""
    who = find(Person, public_id)
    units = standing_units(g.session, who.id, g.at)
    mine = administered(g.session, g.actor, units, g.at)
    if not mine:
        raise NotFound
    rights = [one for one in rights_of(who, local_date(g.at)) if one.unit.id in mine]
    return render_template("administration/person.html", who=who, rights=rights, is_all=mine == units)


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


def rights_of(who: Person, on: date) -> list[Right]:
    """Every post, group and role in force on a day, in three queries."""
    posts = select(Appointment, Position, OrgUnit).join(Position, Position.id == Appointment.position_id)
    posts = posts.join(OrgUnit, OrgUnit.id == Position.unit_id)
    groups = select(GroupMember, CandidateGroup, OrgUnit).join(
        CandidateGroup, CandidateGroup.id == GroupMember.group_id
    )
    groups = groups.join(OrgUnit, OrgUnit.id == CandidateGroup.unit_id)
    roles = select(Grant, OrgUnit).join(OrgUnit, OrgUnit.id == Grant.unit_id)
    found: list[Right] = []
    for held, post, unit in g.session.execute(_of(posts, Appointment, who, on)):
        title = own_name(post, "title")
        title = gettext("%(post)s (acting)", post=title) if held.kind == "acting" else title
        found.append(_right(title, unit, post.rank, held))
    for member, group, unit in g.session.execute(_of(groups, GroupMember, who, on)):
        found.append(_right(own_name(group), unit, "group", member))
    for grant, unit in g.session.execute(_of(roles, Grant, who, on)):
        found.append(_right(gettext(VALUES[grant.role]), unit, grant.role, grant))
    return found


def _of(query: Any, dated: Any, who: Person, on: date) -> Any:
    return query.where(dated.person_id == who.id, in_force(dated, on)).order_by(dated.id)


def _right(because: str, unit: OrgUnit, effect: str, row: Any) -> Right:
    return Right(because, unit, page_of(unit), gettext(EFFECTS[effect]), row.from_on, row.until_on)
