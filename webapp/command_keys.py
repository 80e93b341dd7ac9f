"""The same form sent twice acts once: every form carries a one-time key, kept with the answer that its first sending got."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from flask import Response, g, redirect, request
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflows.errors import N_, Conflict
from workflows.instances.models import CommandKey

FIELD = "command_key"
DONE = N_("Expected a new form, but this one was already sent and carried out.")


def new_key() -> str:
    """A key for a form that is being shown."""
    return secrets.token_urlsafe(18)


def use(session: Session, person_id: int) -> Response | None:
    """Take the key of the form just sent; when it was used before, return the answer given then.

    The row is written before the command runs, so that of two sendings at the same moment the second waits for the first
    (the primary key makes it) and then finds the answer. A form without a key is not guarded.
    """
    sent = request.form.get(FIELD, "")
    if not sent:
        return None
    key = hashlib.sha256(f"{request.path}\n{sent}".encode()).hexdigest()
    given = session.get(CommandKey, (key, person_id))
    if given is None:
        row = CommandKey(key=key, person_id=person_id, used_on=g.at.date(), answer="")
        try:
            session.add(row)
            session.flush()
        except IntegrityError:
            session.rollback()
            given = session.get(CommandKey, (key, person_id))
        else:
            g.command_key_row = row
            return None
    if given is None or not given.answer:
        raise Conflict(DONE)
    return redirect(given.answer, 303)


def keep_answer(response: Response) -> None:
    """Remember where the form's answer leads, to say the same when the form comes again."""
    row = g.pop("command_key_row", None)
    if row is not None:
        row.answer = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")


def sweep(session: Session, before: date) -> int:
    """Forget the keys used before a day; returns how many."""
    return session.execute(delete(CommandKey).where(CommandKey.used_on < before)).rowcount
