"""The people of the demo. All of them are invented; their names say so wherever they appear.

Everything goes through the commands of the organisation, so the trail of a demo reads like a real one's.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed.files import read_rows
from workflows.actor import Actor
from workflows.organisation import grants, groups, hierarchy, roster, staffing
from workflows.organisation.models import CandidateGroup, OrgUnit, Person, Position

ADDRESS = "@demo.nq57.example"
SINCE = date(2025, 1, 1)  # before the oldest task's history begins
GROUPS = (
    ("support_team", "Tổ giao và theo dõi nhiệm vụ", "Support team", "TGV", ("tuan", "le.tgv")),
    ("verifiers", "Tổ thẩm định kết quả", "Verifiers of results", "BKHCN", ("minh", "dua.bkhcn", "man.bkhcn")),
)
GRANTS = (
    ("tuan", "plan_keeper"),
    ("vy", "designer"),
    ("khoa", "designer"),
    ("quang", "administrator"),
    ("nga", "inspector"),
    ("an", "leader"),
)
REPORTS_TO = (("UB56", "BCDTW"),)


def seed_demo_people(session: Session, *, actor: Actor, at: datetime) -> int:
    """Add the people who are not there yet, in their posts, groups and roles; return how many came.

    Needs the units. A person who is known by address is left as found, grants and all.
    """
    known = set(session.scalars(select(Person.email).where(Person.email.endswith(ADDRESS, autoescape=True))))
    new: dict[str, Person] = {}
    for row in read_rows("demo_people"):
        if row["email"] not in known:
            person = staffing.register_person(
                session, full_name=row["full_name"], email=row["email"], language=row["language"], actor=actor, at=at
            )
            post = _free_post(session, hierarchy.find_unit(session, row["unit"]), row["rank"], actor=actor, at=at)
            staffing.appoint(session, person, post, from_on=SINCE, actor=actor, at=at)
            new[row["email"].removesuffix(ADDRESS)] = person
    _join_groups(session, new, actor=actor, at=at)
    top = hierarchy.find_unit(session, "BCDTW")
    for name, role in GRANTS:
        if name in new:
            grants.give_grant(session, new[name], role, top, from_on=SINCE, reason="Demo", actor=actor, at=at)
    if new:
        for unit_code, superior_code in REPORTS_TO:
            staffing.report_to(session, _head(session, unit_code), _head(session, superior_code), actor=actor, at=at)
    return len(new)


def seed_groups(session: Session, *, actor: Actor, at: datetime) -> dict[str, CandidateGroup]:
    """The groups that the shipped drawings name, registered where they are missing; who belongs to them is another matter."""
    found = {group.code: group for group in session.scalars(select(CandidateGroup))}
    for code, name_vi, name_en, unit_code, _ in GROUPS:
        if code not in found:
            unit = hierarchy.find_unit(session, unit_code)
            found[code] = groups.register_group(
                session, code=code, name_vi=name_vi, name_en=name_en, unit=unit, actor=actor, at=at
            )
    return found


def _join_groups(session: Session, new: dict[str, Person], *, actor: Actor, at: datetime) -> None:
    known = seed_groups(session, actor=actor, at=at)
    for code, _, _, _, names in GROUPS:
        for name in names:
            if name in new:
                groups.add_member(session, known[code], new[name], from_on=SINCE, actor=actor, at=at)


def _free_post(session: Session, unit: OrgUnit, rank: str, *, actor: Actor, at: datetime) -> Position:
    """The first vacant post of that rank, or for one more officer a further post."""
    of_rank = [post for post in roster.posts(session, unit.id, SINCE) if post.rank == rank]
    code = next((post.code for post in of_rank if not post.holders), None)
    if code is not None:
        return session.scalars(select(Position).where(Position.unit_id == unit.id, Position.code == code)).one()
    number = len(of_rank) + 1
    return staffing.register_position(
        session,
        unit,
        code=f"{rank}-{number}",
        title_vi=f"Chuyên viên {number} (demo)",
        title_en=f"Officer {number} (demo)",
        rank=rank,
        actor=actor,
        at=at,
    )


def _head(session: Session, unit_code: str) -> Position:
    unit = hierarchy.find_unit(session, unit_code)
    return session.scalars(select(Position).where(Position.unit_id == unit.id, Position.rank == "head")).one()
