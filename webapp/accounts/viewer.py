"""Who looks at a page: what the header shows and in which appointment acts are done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, in_force
from workflows.trips import Fixed


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


_DAY = bindparam("day", type_=Date)
_ACCOUNTS, _PEOPLE, _HELD = table_of(Account).c, table_of(Person).c, table_of(Appointment).c
_POSTS, _UNITS = table_of(Position).c, table_of(OrgUnit).c
_VIEWERS = (
    select(
        _ACCOUNTS.id.label("account_id"),
        _ACCOUNTS.email,
        _PEOPLE.id.label("person_id"),
        _PEOPLE.public_id.label("person_public_id"),
        _PEOPLE.full_name,
        _PEOPLE.language,
        _HELD.id.label("appointment_id"),
        func.coalesce(_POSTS.title_vi, "").label("title_vi"),
        func.coalesce(_POSTS.title_en, "").label("title_en"),
        _UNITS.id.label("unit_id"),
        func.coalesce(_UNITS.public_id, "").label("unit_public_id"),
        func.coalesce(_UNITS.name_vi, "").label("unit_vi"),
        func.coalesce(_UNITS.name_en, "").label("unit_en"),
    )
    .join_from(table_of(Account), table_of(Person), _PEOPLE.id == _ACCOUNTS.person_id)
    .outerjoin(table_of(Appointment), and_(_HELD.person_id == _PEOPLE.id, in_force(_HELD, _DAY)))
    .outerjoin(table_of(Position), _POSTS.id == _HELD.position_id)
    .outerjoin(table_of(OrgUnit), _UNITS.id == _POSTS.unit_id)
    .order_by(_ACCOUNTS.id, _HELD.kind.desc(), _HELD.from_on, _HELD.id)
)
VIEWER = Fixed(_VIEWERS.where(_ACCOUNTS.id == bindparam("account", type_=Integer)))
"""The account's person with the post that counts: the first row, for ``viewer_from``."""


def viewer_from(found: Sequence[Any]) -> Viewer:
    """The viewer that the rows of ``VIEWER`` tell of."""
    return Viewer(*found[0])


def viewers_of(session: Session, account_ids: Collection[int], *, at: datetime) -> list[Viewer]:
    """The persons of several accounts, each with the post that counts, as ``roster.appointment_of`` chooses it: a regular one
    before one held acting, the oldest first. In the order of the accounts' keys.
    """
    rows = session.execute(_VIEWERS.where(_ACCOUNTS.id.in_(account_ids)), {"day": local_date(at)})
    found: dict[int, Viewer] = {}
    for row in rows:
        found.setdefault(row.account_id, Viewer(*row))
    return list(found.values())
