"""What the page of an administered unit shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, case, select

from webapp.administration.days import days_of, is_counting
from webapp.administration.units import RANK_WORDS
from webapp.messages import VALUES
from webapp.shown.ways import way_of
from webapp.trail import Entry, trail
from workflows.calendar import local_date
from workflows.organisation import roster
from workflows.organisation.models import (
    Appointment,
    CandidateGroup,
    Grant,
    GroupMember,
    OrgUnit,
    Person,
    Position,
)
from workflows.organisation.rights import STREAM

SHOWN = 30  # entries of the record


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a post now or from a day to come."""

    appointment: Appointment
    person: Person


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with whoever holds it or will; vacant when nobody holds it today."""

    post: Position
    seats: Sequence[Seat]
    vacant: bool
    superior: Position | None


def unit_values(unit: OrgUnit) -> dict[str, Any]:
    """Everything for the template."""
    lines = post_lines(unit)
    return {
        "above": roster.path(g.session, unit.id)[:-1],
        "lines": lines,
        "rank_words": RANK_WORDS,
        "groups": group_lines(unit),
        "granted": granted_on(unit),
        "role_words": VALUES,
        "way": way_of(g.session, unit),
        "days": days_of(unit),
        "counting": is_counting(unit),
        "history": history_of(unit, [line.post.id for line in lines]),
    }


def post_lines(unit: OrgUnit) -> list[PostLine]:
    """The unit's posts that are not closed, head first."""
    today = local_date(g.at)
    rank = case((Position.rank == "head", 0), (Position.rank == "deputy", 1), else_=2)
    posts = g.session.scalars(
        select(Position).where(Position.unit_id == unit.id, Position.valid_until.is_(None)).order_by(rank, Position.id)
    ).all()
    seats: dict[int, list[Seat]] = defaultdict(list)
    for held, person in g.session.execute(
        select(Appointment, Person)
        .join(Person, Person.id == Appointment.person_id)
        .join(Position, Position.id == Appointment.position_id)
        .where(Position.unit_id == unit.id, _not_over(Appointment))
        .order_by(Appointment.kind.desc(), Appointment.from_on, Appointment.id)
    ):
        seats[held.position_id].append(Seat(held, person))
    wanted = {post.reports_to_id for post in posts if post.reports_to_id}
    superiors = {post.id: post for post in g.session.scalars(select(Position).where(Position.id.in_(wanted)))}
    return [
        PostLine(
            post,
            seats[post.id],
            not any(seat.appointment.from_on <= today for seat in seats[post.id]),
            superiors.get(post.reports_to_id or 0),
        )
        for post in posts
    ]


def group_lines(unit: OrgUnit) -> list[tuple[CandidateGroup, list[tuple[GroupMember, Person]]]]:
    """The groups for which the unit answers, each with who belongs to it now or later."""
    members: dict[int, list[tuple[GroupMember, Person]]] = defaultdict(list)
    groups = g.session.scalars(
        select(CandidateGroup).where(CandidateGroup.unit_id == unit.id).order_by(CandidateGroup.id)
    ).all()
    for member, person in g.session.execute(
        select(GroupMember, Person)
        .join(Person, Person.id == GroupMember.person_id)
        .join(CandidateGroup, CandidateGroup.id == GroupMember.group_id)
        .where(CandidateGroup.unit_id == unit.id, _not_over(GroupMember))
        .order_by(Person.folded, GroupMember.id)
    ):
        members[member.group_id].append((member, person))
    return [(group, members[group.id]) for group in groups]


def granted_on(unit: OrgUnit) -> list[tuple[Grant, Person]]:
    """The roles granted on the unit itself, now or from a day to come."""
    query = select(Grant, Person).join(Person, Person.id == Grant.person_id)
    rows = g.session.execute(query.where(Grant.unit_id == unit.id, _not_over(Grant)).order_by(Grant.role, Grant.id))
    return [(grant, person) for grant, person in rows]


def _not_over(row: Any) -> ColumnElement[bool]:
    lasting: ColumnElement[bool] = row.until_on.is_(None) | (row.until_on >= local_date(g.at))
    return lasting


def history_of(unit: OrgUnit, post_ids: Sequence[int]) -> list[Entry]:
    """The newest facts that name the unit or one of its posts."""
    naming = [
        *((name, unit.id) for name in ("unit", "parent", "into", "before")),
        *(("position", number) for number in post_ids),
    ]
    return trail(g.session, STREAM, naming=naming, limit=SHOWN)
