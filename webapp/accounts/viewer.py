"""Who looks at a page: what the header shows and in which appointment acts are done."""

from __future__ import annotations

from collections.abc import Collection
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
    email: str
    person_id: int
    person_public_id: str
    full_name: str
    language: str
    appointment_id: int | None
    title_vi: str
    title_en: str
    unit_id: int | None
    unit_public_id: str
    unit_vi: str
    unit_en: str


def viewer_of(session: Session, account_id: int, *, at: datetime) -> Viewer:
    """The account's person with the post that counts."""
    return viewers_of(session, [account_id], at=at)[0]


def viewers_of(session: Session, account_ids: Collection[int], *, at: datetime) -> list[Viewer]:
    """The persons of several accounts, each with the post that counts, as ``roster.appointment_of`` chooses it: a regular one
    before one held acting, the oldest first. In the order of the accounts' keys.
    """
    rows = session.execute(
        select(Account, Person, Appointment.id, Position, OrgUnit)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Appointment, and_(Appointment.person_id == Person.id, in_force(Appointment, local_date(at))))
        .outerjoin(Position, Position.id == Appointment.position_id)
        .outerjoin(OrgUnit, OrgUnit.id == Position.unit_id)
        .where(Account.id.in_(account_ids))
        .order_by(Account.id, Appointment.kind.desc(), Appointment.from_on, Appointment.id)
    )
    found: dict[int, Viewer] = {}
    for account, person, appointment_id, position, unit in rows:
        if account.id not in found:
            found[account.id] = Viewer(
                account_id=account.id,
                email=account.email,
                person_id=person.id,
                person_public_id=person.public_id,
                full_name=person.full_name,
                language=person.language,
                appointment_id=appointment_id,
                title_vi=position.title_vi if position else "",
                title_en=position.title_en if position else "",
                unit_id=unit.id if unit else None,
                unit_public_id=unit.public_id if unit else "",
                unit_vi=unit.name_vi if unit else "",
                unit_en=unit.name_en if unit else "",
            )
    return list(found.values())
