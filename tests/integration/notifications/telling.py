"""What the tests of this room ask again and again: who was told of what, and a post that carries to a test's own server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from notifications.models import Mail, Notification
from notifications.notices import GATHERS_FOR
from notifications.smtp import MailServer
from tests.support.mail_server import Postbox
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from webapp import post
from webapp.accounts.models import Account
from webapp.config import Settings
from workflows.organisation.models import Person

THEN = A_MONDAY + GATHERS_FOR


def told(world: World, *, kind: str | None = None) -> list[tuple[str, str]]:
    """Who was told of what, in the order in which it was written down."""
    names = {number: name for name, number in world.people.items()}
    with world.database.reading() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id))
        return [(names[row.person_id], row.kind) for row in rows if kind in (None, row.kind)]


def new_for(world: World, name: str) -> list[str]:
    """What is new on this person's bell."""
    with world.database.reading() as session:
        mine = (Notification.person_id == world.people[name], Notification.seen_at.is_(None))
        return list(session.scalars(select(Notification.kind).where(*mine).order_by(Notification.id)))


def everybody_can_sign_in(world: World) -> None:
    """Each of the cast has an account with a password."""
    with world.database.writing() as session:
        for person in session.scalars(select(Person)):
            session.add(Account(person_id=person.id, email=person.email, password="x", created_at=A_MONDAY))
        session.commit()


def house(folder: Path, server: MailServer | None) -> Settings:
    """An installation that sends mail there."""
    return Settings(
        mode="production",
        data_dir=folder,
        database_url="",
        secret_key="k" * 40,
        public_url="https://nq57.example.org",
        mail_server=server,
        mail_from="nq57@example.org",
    )


def carry(world: World, settings: Settings, at: datetime) -> int:
    """The post goes round at a moment."""
    return post.deliver(world.database, settings, lambda: at)


def mails(world: World) -> list[Mail]:
    """Every mail, oldest first."""
    with world.database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def told_lan(world: World, key: str = "T-1") -> int:
    """Lan was given a result to make, and it was told."""
    case = given_to_the_department(world, key, officer="lan")
    world.tick(A_MONDAY)
    return case


def to(box: Postbox, name: str) -> list[str]:
    """The words of the mails that came for somebody."""
    return [one.get_content() for one in box.messages() if f"{name}@" in one["To"]]
