"""The tree of units and the chain of command. Reads only; a post that nobody holds passes upward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, exists, select
from sqlalchemy.orm import Session

from workflows.errors import NotFound
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, UnitAncestor, in_force
from workflows.trips import Fixed, go

_HELD = exists().where(Appointment.position_id == Position.id, in_force(Appointment, bindparam("day", type_=Date)))
POST = select(Position, _HELD.label("held")).where(Position.id == bindparam("post"))
HEAD_POST = (
    select(Position, _HELD.label("held"))
    .join(UnitAncestor, UnitAncestor.ancestor_id == Position.unit_id)
    .where(
        UnitAncestor.unit_id == bindparam("unit"),
        UnitAncestor.distance >= bindparam("least"),
        Position.rank == "head",
    )
    .order_by(UnitAncestor.distance)
    .limit(1)
)


# The head posts of a unit and of those above it, the nearest first, each with whether it is held on ``day``.
HEADS = Fixed(
    select(Position.id, Position.unit_id, Position.reports_to_id, _HELD.label("held"))
    .join_from(Position, UnitAncestor, UnitAncestor.ancestor_id == Position.unit_id)
    .where(UnitAncestor.unit_id == bindparam("unit"), Position.rank == "head")
    .order_by(UnitAncestor.distance),
    lasting=True,
)


def find_unit(session: Session, code: str) -> OrgUnit:
    """The unit with this code. Raises ``NotFound``."""
    unit = session.scalars(select(OrgUnit).where(OrgUnit.code == code)).one_or_none()
    if unit is None:
        raise NotFound
    return unit


def unit_by_id(session: Session, unit_id: int) -> OrgUnit:
    """The unit with this key. Raises ``NotFound``."""
    unit = session.get(OrgUnit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def is_above(session: Session, upper_unit_id: int, unit_id: int) -> bool:
    """Whether the first unit lies somewhere above the second; a unit is not above itself."""
    query = select(UnitAncestor.unit_id).where(
        UnitAncestor.unit_id == unit_id, UnitAncestor.ancestor_id == upper_unit_id, UnitAncestor.distance > 0
    )
    return session.execute(query).first() is not None


def head_of(session: Session, unit_id: int, on: date) -> Position | None:
    """The unit's head post if somebody holds it (acting counts), else the next held post above; ``None`` past the top."""
    found = _head_post(session, unit_id, 0, on)
    if found is None:
        return None
    post, held = found
    return post if held else next_up(session, post.id, on)


def next_up(session: Session, position_id: int, on: date) -> Position | None:
    """The next held post above a post; ``None`` past the top."""
    return next((post for post, held in walk_up(session, position_id, on) if held), None)


def chain(session: Session, unit_id: int, on: date) -> list[Position]:
    """The held posts above the unit's head post, level 1 first."""
    return [post for post, held in posts_above(session, unit_id, on) if held]


def posts_above(session: Session, unit_id: int, on: date) -> list[tuple[Position, bool]]:
    """Every post above the unit's head post, held or not, nearest first, each with whether somebody holds it on that day."""
    (heads,) = go(session, [HEADS(unit=unit_id, day=on)])
    found = list(steps_up(session, unit_id, heads, on))
    keys = [post_id for post_id, _held in found]
    posts = {post.id: post for post in session.scalars(select(Position).where(Position.id.in_(keys)))}
    return [(posts[post_id], held) for post_id, held in found]


def steps_up(session: Session, unit_id: int, heads: Iterable[Any], on: date) -> Iterator[tuple[int, bool]]:
    """The same one by one as keys, for who needs the lowest only; ``heads`` are the rows of ``HEADS`` for the unit.

    A unit without a head post starts at the head post above it, which then counts as its level 1. The head posts are the chain
    as long as none of them reports to another post.
    """
    for head in heads:
        if head.unit_id != unit_id:
            yield head.id, head.held
        if head.reports_to_id is not None:
            yield from ((up.id, held) for up, held in walk_up(session, head.id, on))
            return


def walk_up(session: Session, position_id: int, on: date) -> Iterator[tuple[Position, bool]]:
    """Every post above a post, held or not, nearest first, each with whether somebody holds it on that day.

    One step up (PRODUCT, The people): the post it reports to where that is set, else the head of its own unit, else the
    head of the nearest unit above that has a head post. Ends past the top, and where the chain would come back on itself.
    """
    here = session.get(Position, position_id)
    seen = {position_id}
    while here is not None:
        found = _superior(session, here, on)
        if found is None or found[0].id in seen:
            return
        yield found
        here = found[0]
        seen.add(here.id)


def comes_back(session: Session, post: Position, on: date) -> bool:
    """Whether following the chain of command from a post leads back to it; asked before such a chain is kept."""
    seen: set[int] = set()
    found = _superior(session, post, on)
    while found is not None and found[0].id not in seen:
        if found[0].id == post.id:
            return True
        seen.add(found[0].id)
        found = _superior(session, found[0], on)
    return False


def holders(session: Session, position_id: int, on: date) -> list[Person]:
    """Who holds a post on a day, the regular holder first, then who acts in it."""
    return list(
        session.scalars(
            select(Person)
            .join(Appointment, Appointment.person_id == Person.id)
            .where(Appointment.position_id == position_id, in_force(Appointment, on))
            .order_by(Appointment.kind.desc(), Appointment.id)
        )
    )


def _superior(session: Session, here: Position, on: date) -> tuple[Position, bool] | None:
    """The post one step up, and whether it is held."""
    if here.reports_to_id is None:
        return _head_post(session, here.unit_id, 1 if here.rank == "head" else 0, on)
    row = session.execute(POST, {"post": here.reports_to_id, "day": on}).first()
    return (row[0], row[1]) if row else None


def _head_post(session: Session, unit_id: int, least_distance: int, on: date) -> tuple[Position, bool] | None:
    """The nearest head post at or above a unit, and whether it is held."""
    row = session.execute(HEAD_POST, {"unit": unit_id, "least": least_distance, "day": on}).first()
    return (row[0], row[1]) if row else None
