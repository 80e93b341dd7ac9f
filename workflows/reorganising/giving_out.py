"""An organisation as rows of the columns that taking in reads, parents before their children, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.organisation.models import Appointment, OrgUnit, Person, Position, UnitAncestor
from workflows.reorganising.rows import COLUMNS

Key = tuple[int, int]


def rows_below(
    session: Session, unit_id: int, after: Key | None, limit: int, on: date
) -> tuple[list[dict[str, Any]], Key | None]:
    """The rows of so many units at and below one, and where the next page begins: a row for each post and holder, three queries."""
    above = aliased(OrgUnit)
    query = (
        select(OrgUnit, above.code, UnitAncestor.distance)
        .join(UnitAncestor, UnitAncestor.unit_id == OrgUnit.id)
        .outerjoin(above, above.id == OrgUnit.parent_id)
        .where(UnitAncestor.ancestor_id == unit_id, OrgUnit.valid_until.is_(None))
        .order_by(UnitAncestor.distance, OrgUnit.id)
        .limit(limit)
    )
    if after is not None:
        beyond = and_(UnitAncestor.distance == after[0], OrgUnit.id > after[1])
        query = query.where(or_(UnitAncestor.distance > after[0], beyond))
    units = session.execute(query).all()
    posts = _posts(session, [unit.id for unit, _, _ in units])
    seats = _seats(session, [post.id for of_unit in posts.values() for post in of_unit], on)
    rows: list[dict[str, Any]] = []
    for unit, parent_code, _ in units:
        of_unit = {
            "parent_code": parent_code or "",
            "unit_code": unit.code,
            "unit_vi": unit.name_vi,
            "unit_en": unit.name_en,
        }
        of_unit["level"] = unit.level
        for post in posts[unit.id]:
            of_post = {"post_code": post.code, "post_vi": post.title_vi, "post_en": post.title_en, "rank": post.rank}
            rows += [_row(of_unit, of_post, of_seat) for of_seat in seats[post.id] or [{}]]
        if not posts[unit.id]:
            rows.append(_row(of_unit))
    return rows, (units[-1][2], units[-1][0].id) if len(units) == limit else None


def _row(*parts: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    for part in parts:
        row |= part
    return row


def _posts(session: Session, unit_ids: Sequence[int]) -> dict[int, list[Position]]:
    found: dict[int, list[Position]] = defaultdict(list)
    query = select(Position).where(Position.unit_id.in_(unit_ids), Position.valid_until.is_(None)).order_by(Position.id)
    for post in session.scalars(query):
        found[post.unit_id].append(post)
    return found


def _seats(session: Session, post_ids: Sequence[int], on: date) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    query = (
        select(Appointment, Person)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.position_id.in_(post_ids), or_(Appointment.until_on.is_(None), Appointment.until_on >= on))
        .order_by(Appointment.id)
    )
    for held, person in session.execute(query):
        dates = {"from_on": held.from_on.isoformat(), "until_on": held.until_on.isoformat() if held.until_on else ""}
        said = {"email": person.email, "full_name": person.full_name, "kind": held.kind}
        found[held.position_id].append(said | dates)
    return found
