"""``nq57 calendar``: the days that a unit keeps differently from the country."""

from __future__ import annotations

from datetime import date, datetime

import click
from sqlalchemy.orm import Session

from webapp.cli.opening import acting_as, now, settings, unit_of_work
from workflows.actor import OPERATOR, Actor
from workflows.errors import N_, NotFound, Refusal
from workflows.organisation import calendars, hierarchy
from workflows.organisation.models import OrgUnit

FOLLOWS = "The clock computes the open due dates that were given in working days anew."
UNIT = click.option("--unit", "code", required=True, help="The code of the unit; what lies below it keeps the day too.")
DAY = click.option("--day", "written", required=True, help="The day, such as 2026-04-30.")
AS = click.option("--as", "email", help="The administrator's e-mail address; without it, the operator.")


@click.group()
def calendar() -> None:
    """Days that a unit and everything below it keeps differently from the country."""


@calendar.command("set")
@UNIT
@DAY
@click.option(
    "--kind", default="holiday", show_default=True, help="holiday, or working for a day of rest that is worked."
)
@click.option("--name", required=True, help="What the day is called.")
@AS
def set_(code: str, written: str, kind: str, name: str, email: str | None) -> None:
    """Let the unit keep a day as a holiday, or as a working day."""
    day, at = _day(written), now()
    with unit_of_work(settings(), write=True) as session:
        unit, actor = _unit(session, code), _actor(session, email, at)
        calendars.set_day(session, unit.id, day, kind, name, actor=actor, at=at)
    click.echo(f"{code} keeps {day} as a {kind}{' day' if kind == 'working' else ''}. {FOLLOWS}")


@calendar.command()
@UNIT
@DAY
@AS
def clear(code: str, written: str, email: str | None) -> None:
    """Let the unit keep a day as the units above it do."""
    day, at = _day(written), now()
    with unit_of_work(settings(), write=True) as session:
        unit, actor = _unit(session, code), _actor(session, email, at)
        if not calendars.clear_day(session, unit.id, day, actor=actor, at=at):
            raise Refusal(
                N_("Expected a day that “%(unit)s” keeps by itself, but it keeps %(day)s as the units above do."),
                unit=code,
                day=day,
            )
    click.echo(f"{code} keeps {day} as the units above it do. {FOLLOWS}")


@calendar.command()
@AS
def recount(email: str | None) -> None:
    """Compute every due date anew: after an upgrade that brought other holidays of the country."""
    at = now()
    with unit_of_work(settings(), write=True) as session:
        calendars.recount(session, actor=_actor(session, email, at), at=at)
    click.echo(FOLLOWS)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.UsageError(f"Expected --day to be a day such as 2026-04-30, but it is {written!r}.") from None


def _unit(session: Session, code: str) -> OrgUnit:
    try:
        return hierarchy.find_unit(session, code)
    except NotFound:
        raise Refusal(
            N_("Expected the code of a unit, but “%(unit)s” is none; “nq57 seed” puts the units in."), unit=code
        ) from None


def _actor(session: Session, email: str | None, at: datetime) -> Actor:
    return acting_as(session, email, "operations.read", at) if email else OPERATOR
