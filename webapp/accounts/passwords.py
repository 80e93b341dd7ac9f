"""Passwords: what is asked of one, and how it is set. Hashing is Flask-Security's (argon2id), so an application context is needed."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from flask_security import hash_password, verify_password
from sqlalchemy.orm import Session

from webapp.accounts import gate, sessions
from webapp.accounts.models import Account
from webapp.accounts.security import SHORTEST_PASSWORD
from webapp.accounts.trail import note
from workflows.actor import Actor
from workflows.errors import N_, Invalid, Refusal
from workflows.limits import PASSWORD_LETTERS

FEWEST_DIFFERENT = 6
WRONG_NOW = N_("Expected your present password, but this is not it.")
CHECK = N_("Expected a password that can be used, but it cannot yet. See below.")


def normalised(password: str) -> str:
    """The same password however the keyboard composed its letters (NIST 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def may_use(password: str, account: Account) -> Refusal | None:
    """Is this a password to live with? Length counts; composition rules do not (NIST 800-63B-4, 3.1.1.2)."""
    if len(password) > PASSWORD_LETTERS:  # measured as ``fits`` does, and before anything is done with it
        return Refusal(N_("Expected at most %(most)s characters, but there are more."), most=PASSWORD_LETTERS)
    words = normalised(password)
    if len(words) < SHORTEST_PASSWORD:
        return Refusal(N_("Expected at least %(least)s characters, but there are fewer."), least=SHORTEST_PASSWORD)
    if len(set(words)) < FEWEST_DIFFERENT:
        return Refusal(N_("Expected a password that is hard to guess, but this one repeats a few characters."))
    if account.email.split("@")[0] in words.casefold():
        return Refusal(N_("Expected a password that is hard to guess, but this one holds your e-mail address."))
    return None


def is_right(account: Account, password: str) -> bool:
    """Does the password open the account?"""
    return account.password is not None and fits(password, account.password)


def fits(password: str, hashed: str) -> bool:
    """Does the password belong to the hash? Nothing longer than a password may be is looked at."""
    return len(password) <= PASSWORD_LETTERS and bool(verify_password(normalised(password), hashed))


def change(
    session: Session, account: Account, *, present: str, wanted: str, actor: Actor, at: datetime, keep: int | None
) -> None:
    """A person changes the own password; every session but ``keep`` ends. Raises ``Invalid`` naming the field at fault, or
    (429) when too many passwords are being looked at.
    """
    with gate.PASSWORDS.entered(may_wait=False):  # on SQLite this unit of work holds the lock
        _change(session, account, present=present, wanted=wanted, at=at)
    sessions.end_all(session, account.id, at=at, but=keep)
    note(session, ("account.password_changed",), account.person_id, actor=actor, at=at)


def _change(session: Session, account: Account, *, present: str, wanted: str, at: datetime) -> None:
    faults = {}
    if not is_right(account, present):
        faults["present"] = Refusal(WRONG_NOW)
    unusable = may_use(wanted, account)
    if unusable:
        faults["wanted"] = unusable
    if faults:
        raise Invalid(CHECK, faults)
    put(session, account, wanted, at=at)


def put(session: Session, account: Account, password: str, *, at: datetime) -> None:
    """Set the password without asking anything; the caller has asked."""
    account.password = hash_password(normalised(password))
    account.password_changed_at = at
    session.flush()
