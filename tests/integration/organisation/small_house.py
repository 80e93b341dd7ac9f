"""A small organisation made through the commands: the committee, the Government, a province, two of its departments, a commune."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import count

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from tests.support.statements import sent_to
from workflows.actor import OPERATOR, Actor, person
from workflows.calendar import local_date
from workflows.organisation import grants, staffing, units
from workflows.organisation.models import Appointment, OrgUnit, Person, Position

TODAY = local_date(A_MONDAY)
SINCE = date(2025, 1, 1)
TREE = (
    ("BCDTW", None),
    ("CP", "BCDTW"),
    ("UB56", "CP"),
    ("56-SKHCN", "UB56"),
    ("56-STC", "UB56"),
    ("UB22840", "UB56"),
    ("22840-KT", "UB22840"),
)


class SmallHouse:
    """Names for what a test needs: ``house.post("UB56")``, ``house.seat("Hoa", "UB56")``."""

    def __init__(self, session: Session, at: datetime = A_MONDAY) -> None:
        self.session = session
        self.at = at
        self._numbers = count(1)
        for code, parent in TREE:
            unit = units.register_unit(
                session,
                code=code,
                name_vi=f"Đơn vị {code}",
                name_en=f"Unit {code}",
                level="any",
                parent=self.unit(parent) if parent else None,
                actor=OPERATOR,
                at=at,
            )
            for rank in ("head", "officer"):
                self.new_post(unit, rank)

    def unit(self, code: str) -> OrgUnit:
        return self.session.scalars(select(OrgUnit).where(OrgUnit.code == code)).one()

    def new_post(self, unit: OrgUnit, rank: str, code: str | None = None) -> Position:
        return staffing.register_position(
            self.session,
            unit,
            code=code or rank,
            title_vi=f"{rank} {unit.code}",
            title_en=f"{rank} {unit.code}",
            rank=rank,
            actor=OPERATOR,
            at=self.at,
        )

    def post(self, unit_code: str, code: str = "head") -> Position:
        unit = self.unit(unit_code)
        return self.session.scalars(select(Position).where(Position.unit_id == unit.id, Position.code == code)).one()

    def person(self, name: str) -> Person:
        known = self.session.scalars(select(Person).where(Person.full_name == name)).one_or_none()
        return known or staffing.register_person(
            self.session, full_name=name, email=f"p{next(self._numbers)}@nq57.example", actor=OPERATOR, at=self.at
        )

    def seat(
        self,
        name: str,
        unit_code: str,
        code: str = "head",
        *,
        kind: str = "regular",
        from_on: date = SINCE,
        until_on: date | None = None,
    ) -> Appointment:
        return staffing.appoint(
            self.session,
            self.person(name),
            self.post(unit_code, code),
            kind=kind,
            from_on=from_on,
            until_on=until_on,
            actor=OPERATOR,
            at=self.at,
        )

    def administrator(self, name: str, unit_code: str) -> Actor:
        who = self.person(name)
        grants.give_grant(
            self.session,
            who,
            "administrator",
            self.unit(unit_code),
            from_on=SINCE,
            reason="runs it",
            actor=OPERATOR,
            at=self.at,
        )
        return person(who.id)

    def codes(self, posts: list[Position]) -> list[str]:
        """The units of these posts, for reading a chain of command."""
        return [self.session.get_one(OrgUnit, post.unit_id).code for post in posts]


def count_queries(session: Session, act: Callable[[], object]) -> int:
    """How many statements an act sends to the database."""
    session.flush()
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    with sent_to(bind) as sent:
        act()
    return len(sent)
