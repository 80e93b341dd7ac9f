"""Acts on a candidate group: somebody joins, somebody leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from sqlalchemy import or_, select

from webapp.administration.acts import KINDS, Act, Thing, name_of, unit_of_id
from webapp.administration.fields import Field
from webapp.administration.posts import ADDRESS, FULL_NAME, person_at
from workflows.calendar import local_date
from workflows.errors import N_
from workflows.organisation import groups
from workflows.organisation.models import CandidateGroup, GroupMember, Person


def _join(group: CandidateGroup, said: Mapping[str, Any], _seen: str) -> None:
    who = person_at(said["email"], said["full_name"])
    days = {"from_on": said["from_on"], "until_on": said["until_on"]}
    groups.add_member(g.session, group, who, **days, actor=g.actor, at=g.at)


def _leave(group: CandidateGroup, said: Mapping[str, Any], _seen: str) -> None:
    member = g.session.get_one(GroupMember, int(said["member"]))
    groups.end_membership(g.session, member, said["until_on"], actor=g.actor, at=g.at)


def _members(group: CandidateGroup) -> Sequence[tuple[str, str]]:
    lasting = or_(GroupMember.until_on.is_(None), GroupMember.until_on >= local_date(g.at))
    query = select(GroupMember.id, Person.full_name).join(Person, Person.id == GroupMember.person_id)
    rows = g.session.execute(query.where(GroupMember.group_id == group.id, lasting).order_by(Person.folded))
    return [(str(number), name) for number, name in rows]


ACTS = {
    "member": Act(
        N_("Add somebody to the group"),
        N_("From that day on what is offered to the group is offered to this person, too."),
        N_("Add to the group"),
        N_("The person belongs to the group."),
        lambda group: (
            ADDRESS,
            FULL_NAME,
            Field("from_on", N_("From"), "date"),
            Field(
                "until_on", N_("Until"), "date", hint=N_("The last day; empty: until further notice."), required=False
            ),
        ),
        _join,
        lambda group: {"from_on": local_date(g.at).isoformat()},
    ),
    "departure": Act(
        N_("Let somebody leave the group"),
        N_("After that day nothing of the group's is offered to this person. What they have taken stays with them."),
        N_("Let them leave"),
        N_("The person leaves the group on that day."),
        lambda group: (
            Field("member", N_("Who"), "select", options=_members(group)),
            Field("until_on", N_("Last day"), "date", hint=N_("An earlier day takes effect at once.")),
        ),
        _leave,
        lambda group: {"until_on": local_date(g.at).isoformat()},
    ),
}
KINDS["groups"] = Thing(
    lambda code: groups.group_by_code(g.session, code),
    lambda group: unit_of_id(g.session, group.unit_id),
    name_of,
    ACTS,
)
