"""How the small country of the tests is made: its units, its people in their posts, and the drawings in service."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.migrating import upgrade
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.definitions import bundles, deploy
from workflows.organisation.folding import name_key, unit_text
from workflows.organisation.models import (
    Appointment,
    CandidateGroup,
    Grant,
    GroupMember,
    OrgUnit,
    Person,
    Position,
    UnitAncestor,
)
from workflows.resolutions.models import Resolution

BPMN = Path(__file__).parents[2] / "bpmn"
SINCE = date(2025, 1, 1)
LONG_AGO = datetime.fromisoformat("2025-01-01T00:00:00+00:00")
UNITS = (
    ("BCDTW", "Ban Chỉ đạo Trung ương", "Central Steering Committee", "steering", None),
    ("TGV", "Tổ Giúp việc Ban Chỉ đạo Trung ương", "Support Team", "steering", "BCDTW"),
    ("UBKTTW", "Ủy ban Kiểm tra Trung ương", "Central Inspection Commission", "central_party", "BCDTW"),
    ("CP", "Chính phủ", "Government", "central_state", "BCDTW"),
    ("BKHCN", "Bộ Khoa học và Công nghệ", "Ministry of Science and Technology", "ministry", "CP"),
    ("UB56", "Ủy ban nhân dân tỉnh Khánh Hòa", "Khanh Hoa People's Committee", "province", "CP"),
    (
        "56-SKHCN",
        "Sở Khoa học và Công nghệ Khánh Hòa",
        "Khanh Hoa Department of Science and Technology",
        "department",
        "UB56",
    ),
    ("56-STC", "Sở Tài chính Khánh Hòa", "Khanh Hoa Department of Finance", "department", "UB56"),
)
CAST = (
    ("lan", "Nguyễn Thị Lan", "56-SKHCN", "officer"),
    ("binh", "Trần Văn Bình", "56-SKHCN", "head"),
    ("hoa", "Lê Thị Hoa", "UB56", "head"),
    ("an", "Phạm Văn An", "BCDTW", "head"),
    ("minh", "Hoàng Văn Minh", "BKHCN", "officer"),
    ("dua", "Nguyễn Mẫu Dừa", "BKHCN", "officer"),
    ("tuan", "Võ Anh Tuấn", "TGV", "officer"),
    ("vy", "Đặng Thị Vy", "TGV", "officer"),
    ("khoa", "Bùi Đăng Khoa", "TGV", "officer"),
    ("quang", "Đỗ Vinh Quang", "TGV", "officer"),
    ("nga", "Ngô Thị Nga", "UBKTTW", "officer"),
    ("charlie", "Charlie Dương", "56-STC", "officer"),
    ("tam", "Lý Thị Tâm", "56-SKHCN", "officer"),
)
GRANTS = (
    ("tuan", "plan_keeper"),
    ("vy", "designer"),
    ("khoa", "designer"),
    ("quang", "administrator"),
    ("nga", "inspector"),
    ("an", "leader"),
)
GROUPS = (("support_team", "TGV", ("tuan",)), ("verifiers", "BKHCN", ("minh", "dua")))


def build(url: str) -> None:
    """Migrate a database and put the small country into it."""
    upgrade(url)
    database = Database(url)
    with database.writing() as session:
        _people(session, _units(session))
        deploy.deploy(session, bundles.of_folder(BPMN / "resolution_task"), actor=OPERATOR, at=LONG_AGO)
        tgv = session.scalars(select(OrgUnit.id).where(OrgUnit.code == "TGV")).one()
        session.add(
            Resolution(
                code="57-NQ/TW", title_vi="Nghị quyết 57-NQ/TW", title_en="Resolution 57-NQ/TW", assigning_unit_id=tgv
            )
        )
        session.commit()
    database.close()


def _units(session: Session) -> dict[str, OrgUnit]:
    units: dict[str, OrgUnit] = {}
    for code, name_vi, name_en, level, parent in UNITS:
        unit = OrgUnit(
            code=code,
            name_vi=name_vi,
            name_en=name_en,
            level=level,
            source="test",
            folded=unit_text(code, name_vi, name_en),
            name_key=name_key(name_vi),
            parent_id=units[parent].id if parent else None,
        )
        session.add(unit)
        session.flush()
        units[code] = unit
        above, distance = unit, 0
        while above is not None:
            session.add(UnitAncestor(unit_id=unit.id, ancestor_id=above.id, distance=distance))
            above, distance = next((one for one in units.values() if one.id == above.parent_id), None), distance + 1
        session.add(Position(unit_id=unit.id, code="head", rank="head", title_vi="Người đứng đầu", title_en="Head"))
    session.flush()
    return units


def _people(session: Session, units: dict[str, OrgUnit]) -> None:
    people: dict[str, Person] = {}
    heads = {post.unit_id: post for post in session.scalars(select(Position).where(Position.rank == "head"))}
    for name, full_name, unit_code, rank in CAST:
        unit = units[unit_code]
        people[name] = Person(full_name=full_name, email=f"{name}@demo.nq57.example", folded=name, language="vi")
        post = (
            heads[unit.id]
            if rank == "head"
            else Position(
                unit_id=unit.id, code=f"officer-{name}", rank="officer", title_vi="Chuyên viên", title_en="Officer"
            )
        )
        session.add_all([people[name], post])
        session.flush()
        session.add(Appointment(person_id=people[name].id, position_id=post.id, kind="regular", from_on=SINCE))
    heads[units["UB56"].id].reports_to_id = heads[units["BCDTW"].id].id
    for name, role in GRANTS:
        session.add(
            Grant(person_id=people[name].id, role=role, unit_id=units["BCDTW"].id, from_on=SINCE, reason="test")
        )
    for code, unit_code, names in GROUPS:
        group = CandidateGroup(code=code, name_vi=code, name_en=code, unit_id=units[unit_code].id)
        session.add(group)
        session.flush()
        session.add_all([GroupMember(group_id=group.id, person_id=people[name].id, from_on=SINCE) for name in names])
