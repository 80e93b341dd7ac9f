"""How often somebody may try to sign in: counted in the database, per account and per address, so that it holds across processes.

An attempt counts as failed from the moment it is made and is forgiven when it turns out right. So attempts made at one
moment count each other, however many processes look at passwords.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from webapp.accounts.models import SignInFailure
from workflows.errors import N_, Refusal
from workflows.limits import SIGN_IN_MINUTES, SIGN_INS_PER_ACCOUNT, SIGN_INS_PER_ADDRESS

WINDOW = timedelta(minutes=SIGN_IN_MINUTES)
TOO_OFTEN = N_("Expected fewer attempts, but there were too many failed ones. Try again in %(minutes)s minutes.")


def begin(session: Session, email: str, address: str, *, at: datetime) -> tuple[int, ...]:
    """Count an attempt before its password is looked at; returns what ``forgive`` needs.

    Raises ``Refusal`` (429) while the account or the address has failed too often within the window; it says nothing
    about which. Call it in a unit of work of its own, which the door keeps.
    """
    limits = {_subject("account", email): SIGN_INS_PER_ACCOUNT, _subject("address", address): SIGN_INS_PER_ADDRESS}
    if session.get_bind().dialect.name == "postgresql":  # on SQLite there is one writer at a time
        for subject in sorted(limits):
            session.execute(text("SELECT pg_advisory_xact_lock(:subject)"), {"subject": int(subject[:15], 16)})
    for subject, most in limits.items():
        failed = session.scalar(
            select(func.count())
            .select_from(SignInFailure)
            .where(SignInFailure.subject == subject, SignInFailure.failed_at > at - WINDOW)
        )
        if (failed or 0) >= most:
            raise Refusal(TOO_OFTEN, status=429, minutes=SIGN_IN_MINUTES)
    rows = [SignInFailure(subject=subject, failed_at=at) for subject in limits]
    session.add_all(rows)
    session.flush()
    return tuple(row.id for row in rows)


def forgive(session: Session, email: str, attempt: tuple[int, ...]) -> None:
    """It was right: the attempt did not fail, and the account begins anew (never the address: others may sit behind it)."""
    session.execute(
        delete(SignInFailure).where(
            SignInFailure.id.in_(attempt) | (SignInFailure.subject == _subject("account", email))
        )
    )


def sweep(session: Session, *, at: datetime) -> int:
    """Forget failures that no longer matter; returns how many."""
    return int(session.execute(delete(SignInFailure).where(SignInFailure.failed_at <= at - WINDOW)).rowcount)


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()
