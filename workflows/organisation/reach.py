"""How far an administrator's word goes: over persons whose posts, groups and roles all lie in the own subtree."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.actor import person as actor_of
from workflows.calendar import local_date
from workflows.errors import N_, Forbidden, NotFound, Refusal
from workflows.organisation.models import CandidateGroup, GroupMember, Person, UnitAncestor, in_force
from workflows.organisation.rights import demand_another
from workflows.organisation.standing import standing_of


def standing_units(session: Session, person_id: int, at: datetime) -> frozenset[int]:
    """Every unit in which a person holds a post, belongs to a group that it answers for, or was granted a role."""
    standing = standing_of(session, actor_of(person_id), at)
    groups = session.scalars(
        select(CandidateGroup.unit_id)
        .join(GroupMember, GroupMember.group_id == CandidateGroup.id)
        .where(GroupMember.person_id == person_id, in_force(GroupMember, local_date(at)))
    )
    return standing.own_unit_ids.union(groups, *standing.roles.values())


def administered(session: Session, actor: Actor, unit_ids: frozenset[int], at: datetime) -> frozenset[int]:
    """Those of the units that the actor administers; the operator, all."""
    if actor.kind == "operator":
        return unit_ids
    granted = standing_of(session, actor, at).roles.get("administrator", frozenset())
    if not granted or not unit_ids:
        return frozenset()
    query = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id.in_(unit_ids), UnitAncestor.ancestor_id.in_(granted)
    )
    return frozenset(session.scalars(query))


def may_open_account(session: Session, actor: Actor, person: Person, at: datetime) -> Refusal | None:
    """Whoever opens an account (or makes a new link for one) could sign in as that person, so all that the person may do must lie
    in the own subtree. Somebody who stands nowhere in it is answered like somebody unknown.
    """
    units = standing_units(session, person.id, at)
    mine = administered(session, actor, units, at)
    if not mine and actor.kind != "operator":
        return NotFound()
    if mine != units:
        return Forbidden(
            N_(
                "Expected somebody whose posts and roles all lie in your units, but “%(name)s” has others elsewhere. Ask an "
                "administrator of the unit above."
            ),
            name=person.full_name,
        )
    return None


def demand_reach(session: Session, actor: Actor, person: Person, at: datetime) -> None:
    """Raise the refusal of ``may_open_account``, and ``Forbidden`` for oneself."""
    demand_another(actor, person.id)
    refusal = may_open_account(session, actor, person, at)
    if refusal is not None:
        raise refusal
