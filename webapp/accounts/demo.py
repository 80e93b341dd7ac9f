"""The invented people of the demo: listed at sign-in, and refused in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.accounts.viewer import Viewer, viewer_of
from webapp.config import SettingsFault
from workflows.db import Database

DEMO_DOMAIN = "demo.nq57.example"  # where the addresses of invented people end
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person of the demo as the sign-in page offers them."""

    email: str
    who: Viewer


def cast(session: Session, *, at: datetime) -> list[CastMember]:
    """The people who can sign in, in the order in which they were made."""
    accounts = session.scalars(select(Account).where(Account.password.is_not(None)).order_by(Account.id).limit(MOST_SHOWN))
    return [CastMember(account.email, viewer_of(session, account.id, at=at)) for account in accounts]


def refuse_demo_people(database: Database) -> None:
    """Raise ``SettingsFault`` when invented people have accounts here; a database not made yet has none."""
    with database.reading() as session:
        try:
            found = session.scalar(select(Account.id).where(Account.email.endswith(f"@{DEMO_DOMAIN}")).limit(1))
        except DatabaseError:
            return
    if found is not None:
        raise SettingsFault(["Expected no invented people in production, but this database holds demo accounts."])
