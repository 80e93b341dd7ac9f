"""How often somebody may try: counted in the database, per account and per address, so that it holds across processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import SignInFailure
from workflows.errors import N_, Refusal

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 100
TOO_OFTEN = N_("Expected fewer attempts, but there were too many failed ones. Try again in %(minutes)s minutes.")


def may_try(session: Session, email: str, address: str, *, at: datetime) -> Refusal | None:
    """Refuse (429) while the account or the address has failed too often within the window; says nothing about which."""
    for subject, most in ((_subject("account", email), PER_ACCOUNT), (_subject("address", address), PER_ADDRESS)):
        failed = session.scalar(
            select(func.count())
            .select_from(SignInFailure)
            .where(SignInFailure.subject == subject, SignInFailure.failed_at > at - WINDOW)
        )
        if (failed or 0) >= most:
            return Refusal(TOO_OFTEN, status=429, minutes=int(WINDOW.total_seconds() // 60))
    return None


def note_failure(session: Session, email: str, address: str, *, at: datetime) -> None:
    """Count a failed attempt, and forget those that no longer matter."""
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at <= at - WINDOW))
    session.add_all(
        SignInFailure(subject=subject, failed_at=at)
        for subject in (_subject("account", email), _subject("address", address))
    )


def forget(session: Session, email: str) -> None:
    """A good sign-in clears the account's failures (never the address's: others may sit behind it)."""
    session.execute(delete(SignInFailure).where(SignInFailure.subject == _subject("account", email)))


def _subject(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()
