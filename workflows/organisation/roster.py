"""Reading the organisation: walking the tree, searching it, who holds which post. Nothing here changes a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, case, desc, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.db import table_of
from workflows.organisation.folding import name_key
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, UnitAncestor, in_force
from workflows.trips import Fixed


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list: its address, names, level, how many units hang directly below it, and its parent's names."""

    public_id: str
    code: str
    name_vi: str
    name_en: str
    level: str
    valid_until: date | None
    children: int
    parent_name_vi: str | None
    parent_name_en: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, how (regular or acting), and until when (``None``: still)."""

    public_id: str
    full_name: str
    kind: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Post:
    """A post with whoever holds it that day; vacant when ``holders`` is empty."""

    public_id: str
    code: str
    title_vi: str
    title_en: str
    rank: str
    holders: tuple[Holder, ...]


def children(session: Session, unit_id: int | None, after: str | None, limit: int) -> list[UnitRow]:
    """The units directly below a unit (``None``: at the top), in the order they were registered, one page after the code ``after``."""
    below = OrgUnit.parent_id.is_(None) if unit_id is None else OrgUnit.parent_id == unit_id
    query = _rows().where(below).order_by(OrgUnit.id).limit(limit)
    if after is not None:
        query = query.where(OrgUnit.id > select(OrgUnit.id).where(OrgUnit.code == after).scalar_subquery())
    return _unit_rows(session, query)


def path(session: Session, unit_id: int) -> list[OrgUnit]:
    """The units from the top of the tree down to this one."""
    return list(
        session.scalars(
            select(OrgUnit)
            .join(UnitAncestor, UnitAncestor.ancestor_id == OrgUnit.id)
            .where(UnitAncestor.unit_id == unit_id)
            .order_by(UnitAncestor.distance.desc())
        )
    )


def search(
    session: Session, text: str, limit: int, *, existing: bool = False, within: Collection[int] | None = None
) -> list[UnitRow]:
    """Units whose code or names hold words that begin with every word of ``text``, accents and abbreviations aside.

    The best match first: the code itself, a name that begins with the text, the text as it stands, anything else; among
    equals the unit higher in the tree, then the one with more units below it. ``existing`` leaves closed ones out, ``within``
    what lies neither in nor below one of these units.
    """
    key = name_key(text)
    if not key:
        return []
    words = literal(" ") + OrgUnit.folded
    rank = case(
        (func.lower(OrgUnit.code) == text.strip().lower(), 0),
        (OrgUnit.name_key.startswith(key, autoescape=True), 1),
        (words.contains(f" {key}", autoescape=True), 2),
        else_=3,
    )
    depth = (
        select(func.max(UnitAncestor.distance))
        .where(UnitAncestor.unit_id == OrgUnit.id)
        .correlate(OrgUnit)
        .scalar_subquery()
    )
    query = _rows().where(*(words.contains(f" {word}", autoescape=True) for word in key.split()))
    if existing:
        query = query.where(OrgUnit.valid_until.is_(None))
    if within is not None:
        below = select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(within))
        query = query.where(OrgUnit.id.in_(below))
    return _unit_rows(session, query.order_by(rank, depth, desc("children"), OrgUnit.id).limit(limit))


def posts(session: Session, unit_id: int, on: date) -> list[Post]:
    """The posts of a unit, head first, each with who holds it on that day."""
    rank = case((Position.rank == "head", 0), (Position.rank == "deputy", 1), else_=2)
    found: dict[int, tuple[Position, list[Holder]]] = {}
    for position, appointment, person in session.execute(
        select(Position, Appointment, Person)
        .outerjoin(Appointment, (Appointment.position_id == Position.id) & in_force(Appointment, on))
        .outerjoin(Person, Person.id == Appointment.person_id)
        .where(Position.unit_id == unit_id, or_(Position.valid_until.is_(None), Position.valid_until >= on))
        .order_by(rank, Position.id, Appointment.kind.desc(), Appointment.id)
    ):
        _, held_by = found.setdefault(position.id, (position, []))
        if person is not None:
            held_by.append(Holder(person.public_id, person.full_name, appointment.kind, appointment.until_on))
    return [
        Post(post.public_id, post.code, post.title_vi, post.title_en, post.rank, tuple(held_by))
        for post, held_by in found.values()
    ]


def people_of_unit(session: Session, unit_id: int, on: date) -> list[Person]:
    """Who holds a post of the unit itself on a day, by name, each once."""
    return list(session.scalars(select(Person).where(_holds_post_in(unit_id, on)).order_by(Person.folded)))


def people_of_units(session: Session, unit_ids: Iterable[int], on: date) -> dict[int, list[Person]]:
    """The same for several units, with one query."""
    found: dict[int, list[Person]] = {unit_id: [] for unit_id in unit_ids}
    query = (
        select(Position.unit_id, Person)
        .join(Appointment, Appointment.position_id == Position.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(Position.unit_id.in_(found), in_force(Appointment, on))
        .order_by(Person.folded, Person.id)
    )
    for unit_id, person in session.execute(query):
        if person not in found[unit_id]:
            found[unit_id].append(person)
    return found


def appointment_of(session: Session, person_id: int, on: date) -> Appointment | None:
    """The appointment in which a person acts unless another is chosen: a regular one before an acting one, the oldest first."""
    return session.scalars(
        select(Appointment)
        .where(Appointment.person_id == person_id, in_force(Appointment, on))
        .order_by(Appointment.kind.desc(), Appointment.from_on, Appointment.id)
        .limit(1)
    ).first()


def _holds_post_in(unit_id: Any, on: Any) -> ColumnElement[bool]:
    return exists().where(
        Appointment.person_id == Person.id,
        Appointment.position_id == Position.id,
        Position.unit_id == unit_id,
        in_force(Appointment, on),
    )


# The person with this address, if holding any post of the unit itself on a day.
OFFICER = Fixed(
    select(table_of(Person).c.id).where(
        Person.public_id == bindparam("address"),
        _holds_post_in(bindparam("in_unit", type_=Integer), bindparam("day", type_=Date)),
    )
)


def _rows() -> Select[Any]:
    upper, lower = aliased(OrgUnit), aliased(OrgUnit)
    count = (
        select(func.count(lower.id)).where(lower.parent_id == OrgUnit.id, lower.valid_until.is_(None)).scalar_subquery()
    )
    return select(
        OrgUnit.public_id,
        OrgUnit.code,
        OrgUnit.name_vi,
        OrgUnit.name_en,
        OrgUnit.level,
        OrgUnit.valid_until,
        count.label("children"),
        upper.name_vi.label("parent_name_vi"),
        upper.name_en.label("parent_name_en"),
    ).outerjoin(upper, upper.id == OrgUnit.parent_id)


def _unit_rows(session: Session, query: Select[Any]) -> list[UnitRow]:
    return [UnitRow(**row._mapping) for row in session.execute(query)]
