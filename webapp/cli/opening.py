"""What every command needs: the settings, a database of the right schema, and a clock that a demo may move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import migrating
from webapp.access import may_open
from webapp.config import Settings, from_environment
from workflows.actor import Actor, person
from workflows.calendar import local_date
from workflows.db import Database
from workflows.errors import N_, Forbidden, Refusal
from workflows.organisation import roster
from workflows.organisation.models import Person
from workflows.organisation.standing import standing_of


def settings(*, single_process: bool = True) -> Settings:
    """The settings from the environment; raises ``SettingsFault``."""
    return from_environment(single_process=single_process)


def now() -> datetime:
    """The wall clock, read by doors only."""
    return datetime.now(UTC)


def refuse_other_schema(chosen: Settings) -> None:
    """Raise ``Refusal`` when the database's schema is not the one that this code was written for."""
    if not migrating.is_current(chosen.database_url):
        raise Refusal(
            N_("Expected the database's schema to be this version's, but it is not; please run “nq57 db upgrade”.")
        )


@contextmanager
def unit_of_work(chosen: Settings, *, write: bool) -> Iterator[Session]:
    """One session, committed at the end when ``write``; refuses a database whose schema is another version's."""
    refuse_other_schema(chosen)
    database = Database(chosen.database_url)
    try:
        with database.writing() if write else database.reading() as session:
            yield session
            if write:
                session.commit()
    finally:
        database.close()


def moment(text: str | None, chosen: Settings) -> datetime:
    """The moment given with ``--at`` (demo only), or now."""
    if text is None:
        return now()
    if not chosen.is_demo:
        raise click.UsageError("Expected no --at outside the demo: the clock of an installation is the real one.")
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"Expected --at to be a moment such as 2026-11-23T08:00+07:00, but it is {text!r}."
        ) from None
    if given.tzinfo is None:
        raise click.UsageError(
            f"Expected --at to name its time zone, such as 2026-11-23T08:00+07:00, but it is {text!r}."
        )
    return given.astimezone(UTC)


def acting_as(session: Session, email: str, right: str, at: datetime) -> Actor:
    """The person with this e-mail address, in their first appointment.

    Raises ``Refusal`` when there is none, or when they may not do in the browser what is asked for here.
    """
    found = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
    if found is None:
        raise Refusal(N_("Expected somebody of the organisation, but nobody has the address “%(email)s”."), email=email)
    appointment = roster.appointment_of(session, found.id, local_date(at))
    actor = person(found.id, appointment.id if appointment else None)
    if may_open(standing_of(session, actor, at), right) is not None:
        raise Forbidden(
            N_("Expected somebody with the right to do this, but “%(email)s” does not have it."), email=email
        )
    return actor
