"""Each unit's calendar: the country's, with the days that the unit or a unit above it keeps differently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import WorkCalendar
from workflows.db import table_of
from workflows.errors import N_, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.models import CalendarDay, UnitAncestor
from workflows.organisation.rights import STREAM, demand_administrator, lock_organisation
from workflows.trips import Fixed, go

THE_COUNTRY = WorkCalendar()
_D, _U = table_of(CalendarDay).c, table_of(UnitAncestor).c


def own_days(unit_id: ColumnElement[int]) -> Select[Any]:
    """The days that a unit and those above it keep differently, the nearest unit's last."""
    return (
        select(_D.day, _D.kind).where(_U.ancestor_id == _D.unit_id, _U.unit_id == unit_id).order_by(_U.distance.desc())
    )


OWN_DAYS = Fixed(own_days(bindparam("unit")))


def calendar_for(session: Session, unit_id: int | None) -> WorkCalendar:
    """The calendar of a unit, in one query; where two units on the way up name the same day, the nearer one decides.

    Without a unit, the country's.
    """
    if unit_id is None:
        return THE_COUNTRY
    return calendar_from(go(session, [OWN_DAYS(unit=unit_id)])[0])


def calendar_from(own: Sequence[Any]) -> WorkCalendar:
    """The calendar that rows of ``own_days`` tell of."""
    kinds = {row.day: row.kind for row in own}
    if not kinds:
        return THE_COUNTRY
    return WorkCalendar(
        frozenset(day for day, kind in kinds.items() if kind == "holiday"),
        frozenset(day for day, kind in kinds.items() if kind == "working"),
    )


def set_day(session: Session, unit_id: int, day: date, kind: str, name: str, *, actor: Actor, at: datetime) -> None:
    """A unit and everything below it keeps ``day`` as a ``holiday`` or as ``working``; says it again to change it.

    Raises ``Invalid`` for another kind, ``Forbidden`` for whoever does not administer the unit.
    """
    if kind not in ("holiday", "working"):
        raise Invalid(N_("Expected a holiday or a working day, but got “%(kind)s”."), kind=kind)
    lock_organisation(session)
    demand_administrator(session, actor, unit_id, at)
    session.merge(CalendarDay(unit_id=unit_id, day=day, kind=kind, name=name))
    record(
        session,
        STREAM,
        [fact("calendar_day.set", unit=unit_id, day=day.isoformat(), day_kind=kind)],
        actor=actor,
        at=at,
    )
    session.flush()


def clear_day(session: Session, unit_id: int, day: date, *, actor: Actor, at: datetime) -> None:
    """The unit keeps ``day`` like the units above it again; nothing happens where it already did."""
    lock_organisation(session)
    demand_administrator(session, actor, unit_id, at)
    found = session.get(CalendarDay, (unit_id, day))
    if found is not None:
        session.delete(found)
        record(session, STREAM, [fact("calendar_day.cleared", unit=unit_id, day=day.isoformat())], actor=actor, at=at)
        session.flush()
