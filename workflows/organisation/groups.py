"""Candidate groups: people across posts to whom the same work is offered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import A_DAY
from workflows.errors import N_, Conflict, NotFound
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.models import CandidateGroup, GroupMember, OrgUnit, Person, in_force
from workflows.organisation.rights import (
    STREAM,
    demand_administrator,
    demand_another,
    demand_days_in_order,
    demand_words,
    lock_organisation,
)


def group_by_code(session: Session, code: str) -> CandidateGroup:
    """The group with this code. Raises ``NotFound``."""
    group = session.scalars(select(CandidateGroup).where(CandidateGroup.code == code)).one_or_none()
    if group is None:
        raise NotFound
    return group


def members(session: Session, group_id: int, on: date) -> list[Person]:
    """Who belongs to a group on a day, by name."""
    return list(
        session.scalars(
            select(Person)
            .join(GroupMember, GroupMember.person_id == Person.id)
            .where(GroupMember.group_id == group_id, in_force(GroupMember, on))
            .order_by(Person.folded)
        )
    )


def register_group(
    session: Session, *, code: str, name_vi: str, name_en: str, unit: OrgUnit, actor: Actor, at: datetime
) -> CandidateGroup:
    """Add a group; ``unit`` answers for its work. Raises ``Conflict`` when the code is taken."""
    demand_words({"code": code, "name_vi": name_vi})
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    if session.scalar(select(CandidateGroup.id).where(CandidateGroup.code == code)) is not None:
        raise Conflict(N_("Expected a code of its own, but “%(code)s” names another group."), code=code)
    group = CandidateGroup(code=code, name_vi=name_vi, name_en=name_en, unit_id=unit.id)
    session.add(group)
    session.flush()
    record(session, STREAM, [fact("group.registered", group=group.id, unit=unit.id)], actor=actor, at=at)
    return group


def add_member(
    session: Session,
    group: CandidateGroup,
    person: Person,
    *,
    from_on: date,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> GroupMember:
    """A person joins a group. Raises ``Conflict`` while the person already belongs to it, ``Invalid`` for days in the wrong order,
    ``Forbidden`` for oneself.
    """
    demand_days_in_order(from_on, until_on)
    demand_another(actor, person.id)
    lock_organisation(session)
    demand_administrator(session, actor, group.unit_id, at)
    belongs = [
        GroupMember.group_id == group.id,
        GroupMember.person_id == person.id,
        or_(GroupMember.until_on.is_(None), GroupMember.until_on >= from_on),
    ]
    if until_on is not None:
        belongs.append(GroupMember.from_on <= until_on)
    if session.execute(select(GroupMember.id).where(*belongs).limit(1)).first() is not None:
        raise Conflict(
            N_("Expected somebody outside the group, but “%(name)s” belongs to it in that time."), name=person.full_name
        )
    member = GroupMember(group_id=group.id, person_id=person.id, from_on=from_on, until_on=until_on)
    session.add(member)
    session.flush()
    record(
        session,
        STREAM,
        [fact("group.member_added", group=group.id, person=person.id, from_on=from_on.isoformat())],
        actor=actor,
        at=at,
    )
    return member


def end_membership(session: Session, member: GroupMember, until_on: date, *, actor: Actor, at: datetime) -> None:
    """Give a membership its last day; the day before its first takes it back at once, also on its very day.

    Raises ``Invalid`` for a day before that, ``Conflict`` when it ends by then already: ending makes nothing longer.
    """
    lock_organisation(session)
    session.refresh(member)
    group = session.get_one(CandidateGroup, member.group_id)
    demand_administrator(session, actor, group.unit_id, at)
    demand_days_in_order(member.from_on - A_DAY, until_on)
    if member.until_on is not None and member.until_on <= until_on:
        raise Conflict(
            N_("Expected somebody who still belongs to the group, but that ends on %(day)s."), day=member.until_on
        )
    member.until_on = until_on
    session.flush()
    record(
        session,
        STREAM,
        [fact("group.member_ended", group=group.id, person=member.person_id, until_on=until_on.isoformat())],
        actor=actor,
        at=at,
    )
