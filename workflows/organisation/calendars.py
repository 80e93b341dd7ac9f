"""Each unit's calendar: the country's, with the days that the unit or a unit above it keeps differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, join, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import WorkCalendar
from workflows.db import table_of
from workflows.errors import N_, Invalid
from workflows.facts import fact
from workflows.ledger.record import record
from workflows.organisation.models import CalendarChange, CalendarDay, OrgUnit, UnitAncestor
from workflows.organisation.rights import STREAM, demand_administrator, lock_organisation
from workflows.trips import Fixed, go

THE_COUNTRY = WorkCalendar()
_D, _U = table_of(CalendarDay).c, table_of(UnitAncestor).c


def own_days(unit_id: ColumnElement[int]) -> Select[Any]:
    """The days that a unit and those above it keep differently, the nearest unit's last."""
    return (
        select(_D.day, _D.kind).where(_U.ancestor_id == _D.unit_id, _U.unit_id == unit_id).order_by(_U.distance.desc())
    )


def with_days(found: Select[Any]) -> Select[Any]:
    """A question whose answer has a ``unit_id``, with the days that unit and those above it keep differently: a row for each.

    Without such days there is one row, whose ``day`` is empty.
    """
    asked = found.subquery()
    days = join(table_of(UnitAncestor), table_of(CalendarDay), _U.ancestor_id == _D.unit_id)
    return (
        select(*asked.c, _D.day, _D.kind)
        .select_from(asked.outerjoin(days, _U.unit_id == asked.c.unit_id))
        .order_by(_U.distance.desc())
    )


OWN_DAYS = Fixed(own_days(bindparam("unit")), lasting=True)


def calendar_for(session: Session, unit_id: int | None) -> WorkCalendar:
    """The calendar of a unit, in one query; where two units on the way up name the same day, the nearer one decides.

    Without a unit, the country's.
    """
    if unit_id is None:
        return THE_COUNTRY
    return calendar_from(go(session, [OWN_DAYS(unit=unit_id)])[0])


def calendar_from(own: Sequence[Any]) -> WorkCalendar:
    """The calendar that rows of ``own_days`` or ``with_days`` tell of."""
    return _calendar({row.day: row.kind for row in own if row.day is not None})


def calendars_for(session: Session, unit_ids: Iterable[int | None]) -> dict[int | None, WorkCalendar]:
    """The calendars of several units, in one query, for lists; the country's under ``None``."""
    wanted = {one for one in unit_ids if one is not None}
    kinds: dict[int, dict[date, str]] = {one: {} for one in wanted}
    if wanted:
        query = select(_U.unit_id, _D.day, _D.kind).where(_U.ancestor_id == _D.unit_id, _U.unit_id.in_(wanted))
        for unit_id, day, kind in session.execute(query.order_by(_U.distance.desc())):
            kinds[unit_id][day] = kind
    return {None: THE_COUNTRY} | {unit_id: _calendar(own) for unit_id, own in kinds.items()}


def calendars_if(
    session: Session, unit_ids: Iterable[int], changed_id: int, day: date, kind: str | None
) -> dict[int, WorkCalendar]:
    """The calendars that several units would have, if one unit kept a day as ``kind`` says (``None``: as the units above it do)."""
    wanted = set(unit_ids)
    query = select(_U.unit_id, _U.distance, _D.unit_id.label("keeper"), _D.day, _D.kind)
    query = query.where(_U.ancestor_id == _D.unit_id, _U.unit_id.in_(wanted))
    rows = [
        (row.distance, row.unit_id, row.day, row.kind)
        for row in session.execute(query)
        if (row.keeper, row.day) != (changed_id, day)
    ]
    if kind is not None:
        below = select(_U.distance, _U.unit_id).where(_U.ancestor_id == changed_id, _U.unit_id.in_(wanted))
        rows += [(distance, unit_id, day, kind) for distance, unit_id in session.execute(below)]
    kinds: dict[int, dict[date, str]] = {one: {} for one in wanted}
    for _, unit_id, on, word in sorted(rows, reverse=True):
        kinds[unit_id][on] = word
    return {unit_id: _calendar(own) for unit_id, own in kinds.items()}


def _calendar(kinds: Mapping[date, str]) -> WorkCalendar:
    """The country's calendar with these days kept differently."""
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
    mark_changed(session, unit_id, at)
    record(
        session,
        STREAM,
        [fact("calendar_day.set", unit=unit_id, day=day.isoformat(), day_kind=kind)],
        actor=actor,
        at=at,
    )
    session.flush()


def clear_day(session: Session, unit_id: int, day: date, *, actor: Actor, at: datetime) -> bool:
    """The unit keeps ``day`` like the units above it again; ``False``, and nothing happens, where it already did."""
    lock_organisation(session)
    demand_administrator(session, actor, unit_id, at)
    found = session.get(CalendarDay, (unit_id, day))
    if found is None:
        return False
    session.delete(found)
    mark_changed(session, unit_id, at)
    record(session, STREAM, [fact("calendar_day.cleared", unit=unit_id, day=day.isoformat())], actor=actor, at=at)
    return True


def recount(session: Session, *, actor: Actor, at: datetime) -> None:
    """Let every due date given in working days be computed anew: after an upgrade that brought other holidays of the country."""
    lock_organisation(session)
    top = session.scalars(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None)).order_by(OrgUnit.id).limit(1)).one()
    demand_administrator(session, actor, top, at)
    mark_changed(session, None, at)
    record(session, STREAM, [fact("calendar.recounted")], actor=actor, at=at)


def mark_changed(session: Session, unit_id: int | None, at: datetime) -> None:
    """Leave a mark for the clock, which computes the due dates below the unit anew, one step at a time."""
    session.add(CalendarChange(unit_id=unit_id, changed_at=at, wake_at=at))
    session.flush()
