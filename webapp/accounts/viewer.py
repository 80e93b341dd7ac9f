"""Who looks at a page: what the header shows and in which appointment acts are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from workflows.calendar import local_date
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, in_force


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person; plain values, so that an error page can show them when the database cannot be asked."""

    account_id: int
    person_id: int
    person_public_id: str
    full_name: str
    language: str
    appointment_id: int | None = None
    title_vi: str = ""
    title_en: str = ""
    unit_id: int | None = None
    unit_public_id: str = ""
    unit_vi: str = ""
    unit_en: str = ""


def viewer_of(session: Session, account_id: int, *, at: datetime) -> Viewer:
    """The account's person with the post that counts: a regular one before one held acting, the oldest first."""
    row = session.execute(
        select(Account.id, Person, Appointment.id, Position, OrgUnit)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Appointment, and_(Appointment.person_id == Person.id, in_force(Appointment, local_date(at))))
        .outerjoin(Position, Position.id == Appointment.position_id)
        .outerjoin(OrgUnit, OrgUnit.id == Position.unit_id)
        .where(Account.id == account_id)
        .order_by(Appointment.kind.desc(), Appointment.from_on, Appointment.id)
        .limit(1)
    ).one()
    key, person, appointment_id, position, unit = row
    viewer = Viewer(key, person.id, person.public_id, person.full_name, person.language)
    if position is None:
        return viewer
    return Viewer(
        key,
        person.id,
        person.public_id,
        person.full_name,
        person.language,
        appointment_id,
        position.title_vi,
        position.title_en,
        unit.id,
        unit.public_id,
        unit.name_vi,
        unit.name_en,
    )
