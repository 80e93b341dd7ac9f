"""Commands on units: register, rename, move. A tree stays a tree, and its table of ancestors follows in the same transaction."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session, aliased

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation import hierarchy
from workflows.organisation.calendars import mark_changed
from workflows.organisation.folding import name_key, unit_text
from workflows.organisation.models import OrgUnit, Position, UnitAncestor
from workflows.organisation.rights import (
    STREAM,
    demand_administrator,
    demand_existing,
    demand_words,
    lock_organisation,
)
from workflows.organisation.seen import demand_as_seen


def register_unit(
    session: Session,
    *,
    code: str,
    name_vi: str,
    name_en: str,
    level: str,
    parent: OrgUnit | None,
    source: str = "",
    valid_from: date | None = None,
    actor: Actor,
    at: datetime,
) -> OrgUnit:
    """Add a unit below ``parent`` (at the top only as the operator).

    Raises ``Conflict`` when the code is taken, ``Forbidden`` for whoever does not administer the parent.
    """
    demand_words({"code": code, "name_vi": name_vi})
    lock_organisation(session)
    demand_administrator(session, actor, parent.id if parent else 0, at)
    if parent is not None:
        session.refresh(parent)
        demand_existing(parent)
    if session.scalar(select(OrgUnit.id).where(OrgUnit.code == code)) is not None:
        raise Conflict(N_("Expected a code of its own, but “%(code)s” names another unit."), code=code)
    unit = OrgUnit(
        code=code,
        name_vi=name_vi,
        name_en=name_en,
        level=level,
        parent_id=parent.id if parent else None,
        source=source,
        folded=unit_text(code, name_vi, name_en),
        name_key=name_key(name_vi),
        valid_from=valid_from,
    )
    session.add(unit)
    session.flush()
    session.execute(insert(UnitAncestor), [{"unit_id": unit.id, "ancestor_id": unit.id, "distance": 0}])
    if parent is not None:
        _hang(session, unit.id, parent.id)
    record(session, STREAM, [fact("unit.registered", unit=unit.id, parent=unit.parent_id)], actor=actor, at=at)
    return unit


def rename_unit(
    session: Session,
    unit: OrgUnit,
    *,
    name_vi: str,
    name_en: str,
    seen: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a unit other names; its code stays, documents and cases know it by that. The old names go on the record."""
    demand_words({"name_vi": name_vi})
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    demand_as_seen(session, unit, seen)
    if (name_vi, name_en) == (unit.name_vi, unit.name_en):
        return
    before = unit.name_vi
    unit.name_vi, unit.name_en = name_vi, name_en
    unit.folded, unit.name_key = unit_text(unit.code, name_vi, name_en), name_key(name_vi)
    session.flush()
    record(session, STREAM, [fact("unit.renamed", f"{before} → {name_vi}", unit=unit.id)], actor=actor, at=at)


def move_unit(
    session: Session, unit: OrgUnit, parent: OrgUnit, *, seen: str | None = None, actor: Actor, at: datetime
) -> None:
    """Hang a unit, with everything below it, under another parent.

    Raises ``Invalid`` when the parent lies below the unit, or when the unit's head would come to stand above itself;
    ``Forbidden`` for whoever does not administer both.
    """
    lock_organisation(session)
    demand_administrator(session, actor, unit.id, at)
    demand_administrator(session, actor, parent.id, at)
    demand_as_seen(session, unit, seen)
    session.refresh(parent)
    demand_existing(parent)
    if unit.id == parent.id or hierarchy.is_above(session, unit.id, parent.id):
        raise Invalid(
            N_("Expected a unit outside “%(unit)s”, but “%(parent)s” lies below it."),
            unit=unit.name_vi,
            parent=parent.name_vi,
        )
    before = hang_under(session, unit, parent, at)
    mark_changed(session, unit.id, at)  # other units above, other days
    record(session, STREAM, [fact("unit.moved", unit=unit.id, parent=parent.id, before=before)], actor=actor, at=at)


def hang_under(session: Session, unit: OrgUnit, parent: OrgUnit, at: datetime) -> int | None:
    """Put a unit, with everything below it, under another parent; returns where it hung. For commands that asked the rights."""
    inside = list(session.scalars(select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id == unit.id)))
    session.execute(
        delete(UnitAncestor)
        .where(UnitAncestor.unit_id.in_(inside), UnitAncestor.ancestor_id.not_in(inside))
        .execution_options(synchronize_session=False)
    )
    before, unit.parent_id = unit.parent_id, parent.id
    session.flush()
    _hang(session, unit.id, parent.id)
    for post in session.scalars(select(Position).where(Position.unit_id.in_(inside), Position.rank == "head")):
        if hierarchy.comes_back(session, post, local_date(at)):
            raise Invalid(
                N_("Expected a chain of command that ends, but the head of “%(unit)s” would stand above itself."),
                unit=unit.name_vi,
            )
    return before


def _hang(session: Session, top_id: int, parent_id: int) -> None:
    """Give every unit at and below ``top_id`` the ancestors that its new parent brings."""
    below, above = aliased(UnitAncestor), aliased(UnitAncestor)
    pairs = (
        select(below.unit_id, above.ancestor_id, below.distance + above.distance + literal(1))
        .select_from(below)
        .join(above, above.unit_id == parent_id)
        .where(below.ancestor_id == top_id)
    )
    session.execute(insert(UnitAncestor).from_select(["unit_id", "ancestor_id", "distance"], pairs))
