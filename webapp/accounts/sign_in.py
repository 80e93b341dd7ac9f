"""Signing in and out. Every refusal says the same, whatever was wrong, and takes as long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Protocol, TypeVar

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts import gate, sessions, throttle
from webapp.accounts.models import Account, WebSession
from webapp.accounts.opening import as_typed
from webapp.accounts.passwords import fits
from webapp.accounts.tokens import new_token
from webapp.accounts.trail import note
from workflows.actor import Actor, person
from workflows.errors import N_, Refusal

T = TypeVar("T")
WRONG = N_("Expected an e-mail address and its password, but these two do not belong together.")


class Apart(Protocol):
    """The door's way to do something in a unit of work of its own, which stands whatever becomes of the request."""

    def __call__(self, act: Callable[[Session], T], /) -> T: ...


def recognised(session: Session, email: str, password: str, address: str, *, at: datetime, apart: Apart) -> Account:
    """The account with this e-mail address and password.

    Raises ``Refusal``: 429 after too many failures and when too many sign in at this moment, else 422 with one sentence for
    every cause. The attempt is counted ``apart``, before the password is looked at.
    """
    email = as_typed(email)
    session.rollback()  # nothing is written yet, and on SQLite there is one lock
    with gate.PASSWORDS.entered():  # before the attempt is counted: who was not let in has not failed
        attempt = apart(lambda own: throttle.begin(own, email, address, at=at))
        account = session.scalar(select(Account).where(Account.email == email))
        known = (account and account.password) or _nobody()
        session.rollback()  # nothing is written yet: on SQLite nobody waits for the lock while argon2 takes its time
        right = fits(password, known)
    if account is None or not right or not account.active:
        raise Refusal(WRONG)
    throttle.forgive(session, email, attempt)
    return account


def begin(
    session: Session, account: Account, *, at: datetime, before: WebSession | None = None
) -> tuple[WebSession, str]:
    """A fresh session for the account (any earlier one of this browser ends), on the record."""
    if before is not None:
        before.ended_at = at
    begun = sessions.begin(session, account, at=at)
    note(session, ("account.signed_in",), account.person_id, actor=person(account.person_id), at=at)
    return begun


def end(session: Session, row: WebSession | None, *, actor: Actor, at: datetime) -> None:
    """Sign out: the session ends in the database, whatever cookies are left somewhere."""
    if row is not None:
        row.ended_at = at
        session.flush()
    note(session, ("account.signed_out",), actor.person_id or 0, actor=actor, at=at)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """The hash of a password that nobody has: an unknown address costs as much time as a known one."""
    hashed: str = hash_password(new_token())
    return hashed
