"""The invented people of the demo: listed at sign-in, and refused in production."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.accounts.viewer import Viewer, viewers_of
from webapp.config import SettingsFault
from workflows.db import Database

DEMO_DOMAIN = "demo.nq57.example"  # where the addresses of invented people end
MOST_SHOWN = 100


def cast(session: Session, *, at: datetime) -> list[Viewer]:
    """The people who can sign in, in the order in which they were made: the story's people first."""
    ids = session.scalars(
        select(Account.id).where(Account.password.is_not(None)).order_by(Account.id).limit(MOST_SHOWN)
    )
    return viewers_of(session, list(ids), at=at)


def refuse_demo_people(database: Database) -> None:
    """Raise ``SettingsFault`` when invented people have accounts here; a database not made yet has none."""
    with database.reading() as session:
        try:
            found = session.scalar(select(Account.id).where(Account.email.endswith(f"@{DEMO_DOMAIN}")).limit(1))
        except DatabaseError:
            return
    if found is not None:
        raise SettingsFault(["Expected no invented people in production, but this database holds demo accounts."])
