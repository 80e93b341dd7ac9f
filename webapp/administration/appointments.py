"""The act on an appointment: its last day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from webapp.administration.acts import KINDS, Act, Thing, unit_of_id
from webapp.administration.door import find
from webapp.administration.fields import Field
from workflows.calendar import local_date
from workflows.errors import N_
from workflows.organisation import staffing
from workflows.organisation.models import Appointment, OrgUnit, Person, Position


def _end(held: Appointment, said: Mapping[str, Any], seen: str) -> None:
    staffing.end_appointment(g.session, held, said["until_on"], seen=seen, actor=g.actor, at=g.at)


def _unit_of(held: Appointment) -> OrgUnit:
    return unit_of_id(g.session, g.session.get_one(Position, held.position_id).unit_id)


def _name(held: Appointment) -> str:
    return str(g.session.get_one(Person, held.person_id).full_name)


ACTS = {
    "end": Act(
        N_("End the appointment"),
        N_(
            "After that day the post is vacant, its work passes to whoever acts in it or else further up, and the person's rights from it "
            "are gone. What the person has in hand stays with them until a superior reassigns it."
        ),
        N_("End it"),
        N_("The appointment ends on that day."),
        lambda held: (Field("until_on", N_("Last day"), "date", hint=N_("An earlier day takes effect at once.")),),
        _end,
        lambda held: {"until_on": local_date(g.at).isoformat()},
        danger=True,
    ),
}
KINDS["appointments"] = Thing(lambda public_id: find(Appointment, public_id), _unit_of, _name, ACTS)
