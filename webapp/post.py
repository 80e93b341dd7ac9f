"""The post's door: takes the mails that are due, one by one, carries each to the mail server and marks what became of it.

Nothing is held while the server is spoken to: a mail is taken in one unit of work and marked in another. In the demo nothing leaves
this machine: what would be sent is kept with the mail and shown on a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications import delivery, smtp
from notifications.delivery import Letter
from notifications.letters import House, compose
from webapp import tongues
from webapp.accounts.models import Account
from webapp.config import Settings
from webapp.keeping.pause import paused_since
from workflows.db import Database
from workflows.instances.incidents import close_recovered, record_failure

LOG = logging.getLogger("nq57.post")
EVERY = timedelta(seconds=10)
MOST_AT_ONCE = 500


def deliver(database: Database, settings: Settings, now: Callable[[], datetime]) -> int:
    """Carry what is due, at most so many at once, and return how many mails were dealt with.

    A restored copy sends nothing until it is confirmed. When the server cannot be spoken to, the rest waits for the next time.
    """
    done = 0
    try:
        with database.reading() as session:
            if paused_since(session) is not None:
                return 0
        while done < MOST_AT_ONCE and _carry_next(database, settings, now()):
            done += 1
    except OperationalError:
        LOG.warning("The database went away; the post goes on the next time.")
    return done


def _carry_next(database: Database, settings: Settings, at: datetime) -> bool:
    """One mail; ``False`` when none is due, or the server does not listen."""
    may_receive = _without_server if not settings.is_demo and settings.mail_server is None else _may_receive
    with database.writing() as session:
        letter = delivery.take_next(session, at, may_receive=may_receive)
        session.commit()
    return letter is not None and (not letter.lines or _carry(database, settings, letter, at))


def _carry(database: Database, settings: Settings, letter: Letter, at: datetime) -> bool:
    """Send a letter and mark it; ``False`` when the server could not be spoken to.

    What fails is tried again after its delay; an address that is none, or that the server refuses for good, is given up.
    """
    house = House(settings.mail_from, settings.public_url, settings.is_demo)
    try:
        message = compose(letter, tongues.of_person(letter.language, settings), house, at)
        if settings.mail_server is not None and not settings.is_demo:
            smtp.send(settings.mail_server, message, we_are=house.domain)
    except Exception as fault:  # one bad mail never stops the post
        LOG.warning("A mail could not be handed in: %s", type(fault).__name__)
        if isinstance(fault, ValueError) or smtp.is_final(fault):
            return _mark(database, lambda session: delivery.refused(session, letter, at))
        _mark(database, partial(record_failure, job=delivery.JOB, cause=fault, stuck=None, at=at))
        return not isinstance(fault, smtp.FAULTS)
    kept = (str(message["Subject"]), message.get_content()) if settings.is_demo else None

    def mark(session: Session) -> None:
        delivery.sent(session, letter, at, kept=kept)
        close_recovered(session, frozenset({delivery.JOB}), at=at)

    return _mark(database, mark)


def _mark(database: Database, act: Callable[[Session], object]) -> bool:
    with database.writing() as session:
        act(session)
        session.commit()
    return True


def _may_receive(session: Session, person_id: int) -> str | None:
    """Mail goes to whoever can sign in and read on."""
    can = select(Account.id).where(
        Account.person_id == person_id, Account.password.is_not(None), Account.disabled_at.is_(None)
    )
    return None if session.execute(can.limit(1)).first() else "account"


def _without_server(_session: Session, _person_id: int) -> str | None:
    return "off"
