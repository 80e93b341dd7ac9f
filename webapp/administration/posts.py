"""Acts on a post: another title, another superior, somebody appointed to it, the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from sqlalchemy import select

from webapp.administration.acts import KINDS, Act, Thing, unit_of_id
from webapp.administration.door import find
from webapp.administration.fields import Field
from webapp.administration.units import LAST_ON, REASON, TITLES, unit_with
from webapp.language import own_name
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, Refusal
from workflows.organisation import staffing
from workflows.organisation.models import OrgUnit, Person, Position
from workflows.reorganising import closing

ADDRESS = Field(
    "email",
    N_("E-mail address"),
    hint=N_("Who is known by this address is taken; anybody else is registered."),
    longest=254,
)
FULL_NAME = Field(
    "full_name", N_("Full name"), hint=N_("Only for somebody who is not registered yet."), required=False, longest=200
)
NO_NAME = N_("Expected the full name of somebody new, but it is empty; nobody is known by “%(email)s”.")
NO_HEAD = N_("Expected a unit with a head's post, but “%(unit)s” has none.")


def person_at(email: str, full_name: str) -> Person:
    """The person with this address, registered now if nobody has it. Raises ``Invalid`` at the field."""
    address = email.strip().casefold()
    found: Person | None = g.session.scalar(select(Person).where(Person.email == address))
    if found is not None:
        return found
    if not full_name:
        raise Invalid(NO_NAME, {"full_name": Refusal(NO_NAME, email=address)}, email=address)
    return staffing.register_person(g.session, full_name=full_name, email=address, actor=g.actor, at=g.at)


def _rename(post: Position, said: Mapping[str, Any], seen: str) -> None:
    staffing.rename_position(g.session, post, **said, seen=seen, actor=g.actor, at=g.at)


def _report(post: Position, said: Mapping[str, Any], seen: str) -> None:
    superior = None
    if said["superior"]:
        unit = unit_with(said["superior"], "superior")
        superior = g.session.scalar(select(Position).where(Position.unit_id == unit.id, Position.rank == "head"))
        if superior is None:
            raise Invalid(NO_HEAD, {"superior": Refusal(NO_HEAD, unit=unit.name_vi)}, unit=unit.name_vi)
    staffing.report_to(g.session, post, superior, seen=seen, actor=g.actor, at=g.at)


def _superior_of(post: Position) -> dict[str, str]:
    if post.reports_to_id is None:
        return {"superior": ""}
    query = select(OrgUnit.code).join(Position, Position.unit_id == OrgUnit.id).where(Position.id == post.reports_to_id)
    return {"superior": g.session.scalar(query) or ""}


def _appoint(post: Position, said: Mapping[str, Any], _seen: str) -> None:
    who = person_at(said["email"], said["full_name"])
    days = {"from_on": said["from_on"], "until_on": said["until_on"]}
    staffing.appoint(g.session, who, post, kind=said["kind"], **days, actor=g.actor, at=g.at)


def _close(post: Position, said: Mapping[str, Any], seen: str) -> None:
    closing.close_position(g.session, post, **said, seen=seen, actor=g.actor, at=g.at)


def _appointment_fields(_post: Position) -> Sequence[Field]:
    kinds = (("regular", N_("regularly")), ("acting", N_("acting, while the post is vacant or its holder away")))
    return (
        ADDRESS,
        FULL_NAME,
        Field("kind", N_("How"), "select", options=kinds),
        Field("from_on", N_("From"), "date"),
        Field("until_on", N_("Until"), "date", hint=N_("The last day; empty: until further notice."), required=False),
    )


ACTS: dict[str, Act] = {
    "appointment": Act(
        N_("Appoint somebody"),
        N_(
            "With the post come its work and its rights, from that day on: a head or deputy leads the unit and sees everything below it. "
            "Somebody acting stands in for the holder."
        ),
        N_("Appoint"),
        N_("The appointment is made."),
        _appointment_fields,
        _appoint,
        lambda post: {"kind": "regular", "from_on": local_date(g.at).isoformat()},
    ),
    "title": Act(
        N_("Give the post another title"),
        N_("Whoever holds it goes on holding it. The old title is kept on the record."),
        N_("Give it this title"),
        N_("The post has its new title."),
        lambda post: TITLES,
        _rename,
        lambda post: {"title_vi": post.title_vi, "title_en": post.title_en},
    ),
    "superior": Act(
        N_("Say who the post reports to"),
        N_(
            "Late work climbs to the head of that unit. Without a choice it goes to the own unit's head, then to the head of the unit "
            "above."
        ),
        N_("Let it report there"),
        N_("The chain of command is changed."),
        lambda post: (Field("superior", N_("Unit whose head is the superior"), "unit", required=False),),
        _report,
        _superior_of,
    ),
    "end": Act(
        N_("Close the post"),
        N_("Only a vacant post to which no work is offered can be closed. Its history stays."),
        N_("Close it for good"),
        N_("The post is closed."),
        lambda post: (LAST_ON, REASON),
        _close,
        lambda post: {"last_on": local_date(g.at).isoformat()},
        danger=True,
    ),
}
KINDS["posts"] = Thing(
    lambda public_id: find(Position, public_id),
    lambda post: unit_of_id(g.session, post.unit_id),
    lambda post: own_name(post, "title"),
    ACTS,
)
