"""Days that a unit keeps differently from the country: kept and given up, each with a look beforehand at the due dates that move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from sqlalchemy import select

from webapp.administration.acts import Act
from webapp.administration.fields import Field
from webapp.administration.units import ACTS
from workflows.calendar import local_date
from workflows.errors import N_, Conflict
from workflows.organisation import calendars
from workflows.organisation.models import CalendarChange, CalendarDay, OrgUnit, UnitAncestor
from workflows.reorganising.foreseeing import foresee

SHOWN = 60
KINDS = (("holiday", N_("holiday")), ("working", N_("working day, where others rest")))
GONE = N_("Expected a day that the unit keeps by itself, but it keeps %(day)s as the units above do.")


def days_of(unit: OrgUnit) -> Sequence[tuple[CalendarDay, OrgUnit]]:
    """The days to come that the unit or one above it keeps differently, each with who keeps it so."""
    query = (
        select(CalendarDay, OrgUnit)
        .join(UnitAncestor, UnitAncestor.ancestor_id == CalendarDay.unit_id)
        .join(OrgUnit, OrgUnit.id == CalendarDay.unit_id)
        .where(UnitAncestor.unit_id == unit.id, CalendarDay.day >= local_date(g.at))
        .order_by(CalendarDay.day, UnitAncestor.distance)
        .limit(SHOWN)
    )
    return [(day, keeper) for day, keeper in g.session.execute(query)]


def is_counting(unit: OrgUnit) -> bool:
    """Whether the clock is still computing due dates anew after a change of the unit's calendar."""
    query = select(CalendarChange.id).where(CalendarChange.unit_id == unit.id).limit(1)
    return g.session.scalar(query) is not None


def _keep(unit: OrgUnit, said: Mapping[str, Any], _seen: str) -> None:
    calendars.set_day(g.session, unit.id, said["day"], said["kind"], said["name"], actor=g.actor, at=g.at)


def _give_up(unit: OrgUnit, said: Mapping[str, Any], _seen: str) -> None:
    if not calendars.clear_day(g.session, unit.id, said["day"], actor=g.actor, at=g.at):
        raise Conflict(GONE, day=said["day"])


ACTS["day"] = Act(
    N_("Keep a day differently"),
    N_(
        "This unit and everything below it keeps the day so, whatever the country does. Due dates given in working days move, those fixed "
        "by a document or a decision do not. A swapped day is two days: the one that is free and the one that is worked instead."
    ),
    N_("Keep the day so"),
    N_("The unit keeps the day so. The clock computes the due dates anew now."),
    lambda unit: (
        Field("day", N_("Day"), "date"),
        Field("kind", N_("How"), "select", options=KINDS),
        Field("name", N_("What the day is called"), longest=200),
    ),
    _keep,
    shows=lambda unit, said: {"foreseen": foresee(g.session, unit.id, said["day"], said["kind"])},
    template="administration/day.html",
    looks_first=True,
)
ACTS["ordinary"] = Act(
    N_("Keep a day like the units above"),
    N_("The unit keeps the day as the units above it do again. Due dates given in working days move accordingly."),
    N_("Keep it like the others"),
    N_("The unit keeps the day like the units above. The clock computes the due dates anew now."),
    lambda unit: (Field("day", N_("Day"), "date"),),
    _give_up,
    shows=lambda unit, said: {"foreseen": foresee(g.session, unit.id, said["day"], None)},
    template="administration/day.html",
    looks_first=True,
)
