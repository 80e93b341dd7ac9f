"""What the demo's administrator has done: divisions of a department, two of which merged, somebody acting, a group, a local holiday.

Divisions and people are invented, and their names say so. All of it by the commands of the administrators' pages.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.clock import JOBS, drain
from webapp.seed.people import ADDRESS
from webapp.seed.timetable import Timetable
from workflows.actor import Actor, person
from workflows.calendar import local_date
from workflows.db import Database
from workflows.organisation import calendars, grants, groups, hierarchy, staffing, units
from workflows.organisation.models import Person
from workflows.reorganising import following, merging

DEPARTMENT, PROVINCE = "56-SKHCN", "UB56"
DIVISIONS = (
    (
        "56-SKHCN-KTS",
        "Phòng Kinh tế số và Xã hội số (demo)",
        "Digital Economy and Society Division (demo)",
        "Phạm Thị Hạnh (demo)",
    ),
    ("56-SKHCN-CDS", "Phòng Chuyển đổi số (demo)", "Digital Transformation Division (demo)", "Đoàn Văn Khánh (demo)"),
    ("56-SKHCN-CNS", "Phòng Công nghiệp số (demo)", "Digital Industry Division (demo)", ""),
)
MERGED = ("56-SKHCN-CDS", "56-SKHCN-CNS")


def rearrange(database: Database, table: Timetable) -> None:
    """Set the divisions up three weeks ago, merge two of them ten days later, and keep a day of the province's to come."""
    begins_at, merges_at = table.moment(-15, 9), table.moment(-5, 9)
    with database.writing() as session:
        quang = person(session.scalars(select(Person.id).where(Person.email == f"quang{ADDRESS}")).one())
        _set_up(session, quang, begins_at)
        day = table.day(15)
        province = hierarchy.find_unit(session, PROVINCE)
        calendars.set_day(session, province.id, day, "holiday", "Ngày hội tỉnh (demo)", actor=quang, at=merges_at)
        merging.decide_merger(
            session,
            [hierarchy.find_unit(session, code) for code in MERGED],
            hierarchy.find_unit(session, DIVISIONS[0][0]),
            from_on=local_date(merges_at),
            keeps_grants=False,
            reason="Sắp xếp lại các phòng (demo)",
            actor=quang,
            at=merges_at,
        )
        session.commit()
    drain(database, next(job for job in JOBS if job.name == following.JOB), merges_at)


def _set_up(session: Session, quang: Actor, at: datetime) -> None:
    department = hierarchy.find_unit(session, DEPARTMENT)
    who = {"actor": quang, "at": at}
    heads: list[Person] = []
    for number, (code, name_vi, name_en, head) in enumerate(DIVISIONS):
        names = {"name_vi": name_vi, "name_en": name_en}
        unit = units.register_unit(
            session, code=code, **names, level="division", parent=department, valid_from=local_date(at), **who
        )
        post = staffing.register_position(
            session, unit, code="head", title_vi="Trưởng phòng", title_en="Head of division", rank="head", **who
        )
        staffing.register_position(
            session, unit, code="officer", title_vi="Chuyên viên", title_en="Officer", rank="officer", **who
        )
        if head:
            address = f"phong{number}.56-skhcn{ADDRESS}"
            heads.append(staffing.register_person(session, full_name=head, email=address, **who))
        kind = "regular" if head else "acting"  # a neighbour stands in for who is missing
        staffing.appoint(session, heads[-1], post, kind=kind, from_on=local_date(at), **who)
    group = groups.register_group(
        session,
        code="digital_experts",
        name_vi="Tổ chuyên gia số (demo)",
        name_en="Digital experts (demo)",
        unit=department,
        **who,
    )
    lan = session.scalars(select(Person).where(Person.email == f"lan{ADDRESS}")).one()
    groups.add_member(session, group, lan, from_on=local_date(at), **who)
    reason = "Theo dõi việc của sở (demo)"
    grants.give_grant(session, heads[0], "inspector", department, from_on=local_date(at), reason=reason, **who)
