"""The few units and people of a pattern's case. Their keys and codes are so unusual that each stands for itself wherever it
appears, in a column, in a fact or inside the engine's state, and can be replaced there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.seed.people import ADDRESS
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

SINCE = date(2015, 1, 1)
UNITS = (
    ("qroot", None),
    ("qtop", "qroot"),
    ("qlead", "qtop"),
    ("qleadb", "qtop"),
    ("qasg", "qroot"),
    ("qver", "qroot"),
)
PEOPLE = (
    ("an", "qroot", "head"),
    ("hoa", "qtop", "head"),
    ("binh", "qlead", "head"),
    ("lan", "qlead", "officer"),
    ("binhb", "qleadb", "head"),
    ("lanb", "qleadb", "officer"),
    ("tuan", "qasg", "officer"),
    ("minh", "qver", "officer"),
)
GROUPS = (("qsupport", "qasg", "tuan"), ("qverify", "qver", "minh"), ("support_team", "qroot", None))
CODE, TITLES, GROUP = "QCODE7", ("QTITLEVI7", "QTITLEEN7"), ("QGROUPVI7", "QGROUPEN7")


def unit_code(name: str) -> str:
    """The code of a pattern's unit."""
    return f"{name.upper()}7"


def key(kind: str, name: str) -> int:
    """The key of something of the pattern's: nine digits that appear nowhere else."""
    kinds = ("unit", "post", "person", "appointment", "group", "resolution", "version")
    names = [one for one, *_ in (*UNITS, *PEOPLE, *GROUPS)] + ["plan", "drawing"]
    return 910_000_000 + kinds.index(kind) * 10_000_000 + names.index(name)


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the real country who plays a part: keys of person, post and appointment."""

    person: int
    post: int
    appointment: int


def parts(
    units: dict[str, tuple[int, str]], players: dict[str, Player], groups: dict[str, tuple[int, str]], resolution: int
) -> dict[str, str]:
    """What each unusual word of the pattern becomes, for those who play it."""
    words = {str(key("resolution", "plan")): str(resolution)}
    for name, (unit_id, code) in units.items():
        words |= {str(key("unit", name)): str(unit_id), unit_code(name): code}
    for name, player in players.items():
        words |= {
            str(key("person", name)): str(player.person),
            str(key("post", name)): str(player.post),
            str(key("appointment", name)): str(player.appointment),
        }
    for name, (group_id, code) in groups.items():
        words[str(key("group", name))] = str(group_id)
        if name != code:
            words[unit_code(name)] = code
    return words


def enter(session: Session) -> None:
    """Put units, people, groups and the resolution of the patterns into an empty database."""
    above = dict(UNITS)
    for name, parent in UNITS:
        code = unit_code(name)
        session.add(
            OrgUnit(
                id=key("unit", name),
                code=code,
                name_vi=code,
                name_en=code,
                level="department",
                parent_id=key("unit", parent) if parent else None,
                folded=unit_text(code, code, code),
                name_key=name_key(code),
            )
        )
        session.flush()
        upper, distance = name, 0
        while upper:
            session.add(UnitAncestor(unit_id=key("unit", name), ancestor_id=key("unit", upper), distance=distance))
            upper, distance = above[upper] or "", distance + 1
    _enter_people(session)


def _enter_people(session: Session) -> None:
    """People in their posts and groups, and the resolution whose tasks they carry out."""
    for name, unit, rank in PEOPLE:
        session.add(Person(id=key("person", name), full_name=name, email=name + ADDRESS, folded=name))
        session.add(
            Position(
                id=key("post", name), unit_id=key("unit", unit), code=name, title_vi=name, title_en=name, rank=rank
            )
        )
        session.flush()
        session.add(
            Appointment(
                id=key("appointment", name), person_id=key("person", name), position_id=key("post", name), from_on=SINCE
            )
        )
    for name, unit, member in GROUPS:
        code = name if name == "support_team" else unit_code(name)
        session.add(
            CandidateGroup(id=key("group", name), code=code, name_vi=name, name_en=name, unit_id=key("unit", unit))
        )
        session.flush()
        if member:
            session.add(GroupMember(group_id=key("group", name), person_id=key("person", member), from_on=SINCE))
    session.add(
        Grant(
            person_id=key("person", "tuan"), role="plan_keeper", unit_id=key("unit", "qasg"), from_on=SINCE, reason="-"
        )
    )
    session.add(
        Resolution(
            id=key("resolution", "plan"),
            code="QPLAN7",
            title_vi="-",
            title_en="-",
            assigning_unit_id=key("unit", "qasg"),
            assigning_group=unit_code("qsupport"),
            verifying_group=unit_code("qverify"),
        )
    )
    session.flush()
