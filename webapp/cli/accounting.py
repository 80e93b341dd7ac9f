"""``nq57 account``: letting somebody in for the first time."""

from __future__ import annotations

from datetime import date, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.opening import invite
from webapp.cli.opening import now, settings, unit_of_work
from workflows.actor import OPERATOR
from workflows.calendar import local_date
from workflows.errors import N_, NotFound, Refusal
from workflows.organisation import grants, hierarchy, staffing
from workflows.organisation.models import Person


@click.group()
def account() -> None:
    """Accounts."""


@account.command()
@click.option("--email", required=True, help="The person's address; it is the name they sign in with.")
@click.option("--name", required=True, help="The person's full name.")
@click.option("--unit", default="BCDTW", show_default=True, help="The code of the unit on which --admin is granted.")
@click.option("--admin", is_flag=True, help="Grant the role administrator on the unit.")
def create(email: str, name: str, unit: str, admin: bool) -> None:
    """Register a person if needed and print a one-time invitation link, good for seven days."""
    chosen = settings()
    at = now()
    with unit_of_work(chosen, write=True) as session:
        found = person_of(session, email, name, at)
        if admin:
            _make_administrator(session, found, unit, local_date(at), at)
        word = invite(session, found.id, actor=OPERATOR, at=at)
    click.echo(f"{chosen.public_url}/invitation#{word}")
    click.echo("Give this link to the person only. It works once.", err=True)


def person_of(session: Session, email: str, name: str, at: datetime) -> Person:
    """The person with this address, registered now if nobody has it."""
    found = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
    return found or staffing.register_person(session, full_name=name, email=email, language="vi", actor=OPERATOR, at=at)


def _make_administrator(session: Session, found: Person, unit: str, on: date, at: datetime) -> None:
    try:
        top = hierarchy.find_unit(session, unit)
    except NotFound:
        raise Refusal(
            N_("Expected the code of a unit, but “%(unit)s” is none; “nq57 seed” puts the units in."), unit=unit
        ) from None
    grants.give_grant(
        session, found, "administrator", top, from_on=on, reason="nq57 account create --admin", actor=OPERATOR, at=at
    )
