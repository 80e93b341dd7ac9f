"""The browser's session. *Who* is signed in stands in the database, under the hash of a random id in a cookie: it can be ended
from there. What a visitor without a name may carry (language, form protection, a message for the next page) travels in a second,
signed cookie, so that a visit costs no row.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, g
from flask import session as the_session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, WebSession
from webapp.accounts.tokens import new_token, token_hash

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
IDENTITY = (
    "_user_id",
    "_fresh",
    "_id",
    "_remember",
    "_remember_seconds",
    "fs_cc",
    "fs_paa",
    "identity.name",
    "identity.auth_type",
)


class Visit(SecureCookieSession):
    """What Flask calls the session. ``row`` is the signed-in session behind it, ``account`` whose it is; ``token`` is to be told to
    the browser.

    ``fault`` is why the row could not be read: to be raised where a page is made of it, which is not while Flask opens this.
    """

    row: WebSession | None = None
    account: Account | None = None
    token: str | None = None
    fault: OperationalError | None = None
    ended = False

    @property
    def row_id(self) -> int | None:
        """The key of the signed-in session."""
        return self.row.id if self.row is not None else None


class Visits(SecureCookieSessionInterface):
    """Reads both cookies when a request comes, and writes them when it goes."""

    session_class = Visit

    def get_cookie_name(self, app: Flask) -> str:
        """The name of the visitor's cookie; with https only under the strictest prefix."""
        return _named(app, "visit")

    def open_session(self, app: Flask, request: Request) -> Visit | None:
        """The visitor's own values and, where the id in the other cookie is good, the account signed in."""
        app.open_unit(request)  # type: ignore[attr-defined]  # the first that needs the database opens the unit of work
        visit = super().open_session(app, request)
        if not isinstance(visit, Visit):
            return None
        for name in IDENTITY:  # identity is never believed from the visitor's cookie
            dict.pop(visit, name, None)
        token = request.cookies.get(_named(app, "session"))
        if token and "session" in g:
            try:
                found = _found(token)
            except OperationalError as fault:
                visit.fault = fault
                return visit
            if found is None:
                visit.ended = True
            else:
                visit.row, visit.account = found
                dict.update(visit, _user_id=visit.account.fs_uniquifier, _fresh=True)
        return visit

    def save_session(self, app: Flask, visit: Visit, response: Response) -> None:
        """Write the cookies that changed."""
        name, secure = _named(app, "session"), app.config["NQ57"].is_encrypted
        if visit.token:
            response.set_cookie(name, visit.token, httponly=True, secure=secure, samesite="Lax", path="/")
        elif visit.ended:
            response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax", path="/")
        for value in IDENTITY:
            dict.pop(visit, value, None)
        super().save_session(app, visit, response)


def current() -> Visit:
    """The session of this request, as what it is."""
    return cast(Visit, the_session)


def _found(token: str) -> tuple[WebSession, Account] | None:
    """``find``, asked a second time when the line was a dead one from before the database's restart: nothing is done yet."""
    try:
        return find(g.session, token, g.at)
    except OperationalError as fault:
        if not fault.connection_invalidated:
            raise
        g.session.rollback()
        return find(g.session, token, g.at)


def find(session: Session, token: str, at: datetime) -> tuple[WebSession, Account] | None:
    """The running session with this id and its account: not ended, not idle too long, not too old, account not closed."""
    row = session.execute(
        select(WebSession, Account)
        .join(Account, Account.id == WebSession.account_id)
        .where(
            WebSession.token_hash == token_hash(token),
            WebSession.ended_at.is_(None),
            WebSession.seen_at > at - IDLE,
            WebSession.created_at > at - ABSOLUTE,
            Account.disabled_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def begin(session: Session, account: Account, *, at: datetime) -> tuple[WebSession, str]:
    """A new session for ``account``: its row and the id for the browser. Always a new id: a known one could have been planted."""
    token = new_token()
    row = WebSession(token_hash=token_hash(token), account_id=account.id, created_at=at, seen_at=at)
    session.add(row)
    return row, token


def end_all(session: Session, account_id: int, *, at: datetime, but: int | None = None) -> None:
    """End every running session of an account, except one."""
    ending: Any = update(WebSession).where(WebSession.account_id == account_id, WebSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(WebSession.id != but)
    session.execute(ending.values(ended_at=at))


def sweep(session: Session, *, at: datetime) -> int:
    """Forget sessions whose time was up a day ago; returns how many. The sign-ins themselves stay on the record."""
    over = delete(WebSession).where(WebSession.created_at < at - ABSOLUTE - timedelta(days=1))
    return int(session.execute(over).rowcount)


def is_due_to_be_seen(row: WebSession, at: datetime) -> bool:
    """Has the moment of the last visit become too old to leave as it is?"""
    return at - row.seen_at > SEEN_EVERY


def see(session: Session, row_id: int, *, at: datetime) -> None:
    """Note that the session was used."""
    session.execute(update(WebSession).where(WebSession.id == row_id, WebSession.seen_at < at).values(seen_at=at))


def _named(app: Flask, what: str) -> str:
    return f"__Host-nq57_{what}" if app.config["NQ57"].is_encrypted else f"nq57_{what}"
