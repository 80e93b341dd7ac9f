"""Flask-Security-Too, fenced: it hashes and verifies passwords and keeps the signed-in account; it opens no session, commits
nothing and shows no page of its own (docs/decisions, "Our own thin sign-in pages")."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_security import RoleMixin, Security, UserDatastore
from sqlalchemy import select

from webapp.accounts.models import Account

SHORTEST_PASSWORD = 15


class _NoRole(RoleMixin):
    """Flask-Security wants a role model; ours are grants."""


class AccountDatastore(UserDatastore):
    """Accounts through the request's own unit of work."""

    def find_user(self, case_insensitive: bool = False, **named: Any) -> Account | None:
        """The account with the one given value; ``None`` when there is none."""
        found: Account | None = g.session.scalar(select(Account).filter_by(**named))
        return found

    def find_role(self, role: str) -> None:
        """No roles here."""

    def put(self, model: Any) -> Any:
        """Keep ``model``; the door commits."""
        g.session.add(model)
        return model

    def commit(self) -> None:
        """Only the door commits: reaching this is a programming error."""
        raise RuntimeError("Expected the door to commit, but Flask-Security tried to.")


def install(app: Flask) -> None:
    """Set Flask-Security up on ``app`` without its pages and without its tokens."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  # nosec B106
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={"argon2__type": "ID"},
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST_PASSWORD,
        SECURITY_PASSWORD_NORMALIZE_FORM="NFKC",  # noqa: S106
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    security = Security(app, AccountDatastore(Account, _NoRole), register_blueprint=False)
    security.login_manager.session_protection = None  # our sessions live in the database and can be ended there
    security.login_manager._request_callback = None  # no token in a header signs anybody in on a page
