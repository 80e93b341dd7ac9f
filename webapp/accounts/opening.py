"""Opening an account for a person, and the one-time link with which the first password is set."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts import gate, sessions
from webapp.accounts.models import Account, Invitation
from webapp.accounts.passwords import CHECK, may_use, put
from webapp.accounts.tokens import new_token, token_hash
from webapp.accounts.trail import note
from workflows.actor import Actor, person
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.organisation.models import Person

LASTS = timedelta(days=7)
SPENT = N_(
    "Expected an invitation that is still open, but this one is unknown, used or older than 7 days. Ask for a new one."
)


def open_account(
    session: Session, person_id: int, *, actor: Actor, at: datetime, password: str | None = None
) -> Account:
    """The account of a person, opened if there is none. ``password`` sets it at once (the demo's people); needs an app context.

    Raises ``NotFound`` for an unknown person.
    """
    account = session.scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        owner = session.get(Person, person_id)
        if owner is None:
            raise NotFound
        account = Account(person_id=person_id, email=as_typed(owner.email), created_at=at)
        session.add(account)
        session.flush()
        note(session, ("account.created",), person_id, actor=actor, at=at)
    if password is not None:
        put(session, account, password, at=at)
    return account


def invite(session: Session, person_id: int, *, actor: Actor, at: datetime) -> str:
    """Open the person's account where needed and make the one link that is valid from now; returns its secret word.

    The link is ``/invitation#WORD``: what follows ``#`` stays in the browser and in no log. Earlier links end.
    """
    account = open_account(session, person_id, actor=actor, at=at)
    word = new_token()
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
        .values(expires_at=at)
    )
    session.add(Invitation(token_hash=token_hash(word), account_id=account.id, made_at=at, expires_at=at + LASTS))
    session.flush()
    note(session, ("account.invited",), person_id, actor=actor, at=at)
    return word


def accept(session: Session, word: str, password: str, *, at: datetime) -> Account:
    """Spend an invitation: set the password and end every older session. Raises ``Invalid`` for a spent link or a bad password."""
    row = session.execute(
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_hash == token_hash(word.strip()),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
            Account.disabled_at.is_(None),
        )
        .with_for_update()
    ).first()
    if row is None:
        raise Invalid(SPENT, {"word": Refusal(SPENT)})
    invitation, account = row
    unusable = may_use(password, account)
    if unusable:
        raise Invalid(CHECK, {"wanted": unusable})
    invitation.used_at = at
    with gate.PASSWORDS.entered(may_wait=False):  # on SQLite this unit of work holds the lock
        put(session, account, password, at=at)
    sessions.end_all(session, account.id, at=at)
    note(session, ("account.password_changed",), account.person_id, actor=person(account.person_id), at=at)
    return account


def as_typed(email: str) -> str:
    """An e-mail address as people may type it, in the one form we compare."""
    return email.strip().casefold()
