"""Roles: granted on a unit and everything below it, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from webapp.administration.acts import KINDS, Act, Thing, unit_of_id
from webapp.administration.door import find
from webapp.administration.fields import Field
from webapp.administration.posts import ADDRESS, FULL_NAME, person_at
from webapp.administration.units import ACTS as UNIT_ACTS
from webapp.administration.units import REASON
from webapp.messages import VALUES
from workflows.calendar import A_DAY, local_date
from workflows.errors import N_
from workflows.organisation import grants
from workflows.organisation.models import ROLES, Grant, OrgUnit, Person

EFFECTS: Mapping[str, str] = {
    "head": N_(
        "leads the unit: gives its tasks to people, confirms results, handles what is raised there, sees it and all below"
    ),
    "deputy": N_("leads the unit beside its head: sees it and all below, and acts on what is offered to the post"),
    "officer": N_("takes what is offered to the unit or to the post, sees the unit's tasks"),
    "group": N_("takes what is offered to the group"),
    "administrator": N_(
        "changes units, posts, appointments, groups, calendars and roles there and below, sees no tasks by that"
    ),
    "designer": N_("proposes drawings, and approves what another designer proposed"),
    "plan_keeper": N_("takes plans in, assigns tasks and signs them off there, sees all tasks there and below"),
    "inspector": N_("follows everything there and below, changes nothing"),
    "leader": N_("reads the pictures and every task there and below"),
}


def _grant(unit: OrgUnit, said: Mapping[str, Any], _seen: str) -> None:
    who = person_at(said["email"], said["full_name"])
    days = {"from_on": said["from_on"], "until_on": said["until_on"]}
    grants.give_grant(g.session, who, said["role"], unit, **days, reason=said["reason"], actor=g.actor, at=g.at)


def _end(grant: Grant, said: Mapping[str, Any], seen: str) -> None:
    grants.end_grant(g.session, grant, said["until_on"], seen=seen, actor=g.actor, at=g.at)


UNIT_ACTS["role"] = Act(
    N_("Grant a role"),
    N_(
        "The role holds on this unit and everything below it, from the moment it is granted, and stays on the record with its reason."
    ),
    N_("Grant the role"),
    N_("The role is granted."),
    lambda unit: (
        ADDRESS,
        FULL_NAME,
        Field("role", N_("Role"), "select", options=tuple((role, VALUES[role]) for role in ROLES)),
        Field("from_on", N_("From"), "date"),
        Field("until_on", N_("Until"), "date", hint=N_("The last day; empty: until further notice."), required=False),
        REASON,
    ),
    _grant,
    lambda unit: {"from_on": local_date(g.at).isoformat()},
    shows=lambda unit, values: {"effects": [(VALUES[role], EFFECTS[role]) for role in ROLES]},
    template="administration/role.html",
)
KINDS["roles"] = Thing(
    lambda public_id: find(Grant, public_id),
    lambda grant: unit_of_id(g.session, grant.unit_id),
    lambda grant: str(g.session.get_one(Person, grant.person_id).full_name),
    {
        "end": Act(
            N_("Take the role back"),
            N_("After that day the person no longer has it; on the very next click, if the day is over."),
            N_("Take it back"),
            N_("The role ends on that day."),
            lambda grant: (Field("until_on", N_("Last day"), "date", hint=N_("Yesterday takes it back at once.")),),
            _end,
            lambda grant: {"until_on": (local_date(g.at) - A_DAY).isoformat()},
            danger=True,
        )
    },
)
