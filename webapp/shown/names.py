"""Numbers of people, units and candidate keys turned into names, each kind in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.instances.models import CaseUnit
from workflows.organisation.models import CandidateGroup, OrgUnit, Person, Position


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name in each language; ``own_name`` picks the reader's."""

    name_vi: str
    name_en: str


def units(session: Session, ids: Iterable[int | None]) -> dict[int, OrgUnit]:
    """The units with these numbers."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {unit.id: unit for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(wanted)))}


def units_by_code(session: Session, codes: Iterable[str]) -> dict[str, OrgUnit]:
    """The units with these codes."""
    wanted = set(codes)
    if not wanted:
        return {}
    return {unit.code: unit for unit in session.scalars(select(OrgUnit).where(OrgUnit.code.in_(wanted)))}


def units_of_case(session: Session, instance_id: int) -> dict[str, list[OrgUnit]]:
    """The units that a case belongs to, by role."""
    found: dict[str, list[OrgUnit]] = {}
    rows = session.execute(
        select(CaseUnit.role, OrgUnit)
        .join(OrgUnit, OrgUnit.id == CaseUnit.unit_id)
        .where(CaseUnit.instance_id == instance_id)
        .order_by(OrgUnit.id)
    )
    for role, unit in rows:
        found.setdefault(role, []).append(unit)
    return found


def people(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The full names of these people."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {
        key: name for key, name in session.execute(select(Person.id, Person.full_name).where(Person.id.in_(wanted)))
    }


def performers(session: Session, keys: Iterable[str | None]) -> dict[str, Named]:
    """Who is meant by each candidate key: a post in its unit, a unit, a group, or a person."""
    wanted = sorted({key for key in keys if key})
    numbers = {
        kind: [int(key.partition(":")[2]) for key in wanted if key.startswith(f"{kind}:")]
        for kind in ("position", "unit", "group", "person")
    }
    found: dict[str, Named] = {}
    if numbers["position"]:
        posts = (
            select(Position, OrgUnit)
            .join(OrgUnit, OrgUnit.id == Position.unit_id)
            .where(Position.id.in_(numbers["position"]))
        )
        for post, unit in session.execute(posts):
            found[f"position:{post.id}"] = Named(f"{post.title_vi}, {unit.name_vi}", f"{post.title_en}, {unit.name_en}")
    for number, unit in units(session, numbers["unit"]).items():
        found[f"unit:{number}"] = Named(unit.name_vi, unit.name_en)
    if numbers["group"]:
        for group in session.scalars(select(CandidateGroup).where(CandidateGroup.id.in_(numbers["group"]))):
            found[f"group:{group.id}"] = Named(group.name_vi, group.name_en)
    for number, name in people(session, numbers["person"]).items():
        found[f"person:{number}"] = Named(name, name)
    return found
