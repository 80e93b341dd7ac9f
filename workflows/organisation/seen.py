"""What a page has seen of a row, so that of two administrators at once the later one is told instead of undoing the first."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from workflows.errors import N_, Conflict

CHANGED = N_(
    "Expected this as your page showed it, but somebody changed it in the meantime. Look at it again and decide anew."
)


def seen_of(row: Any) -> str:
    """A short mark of everything that the row says now; it goes into the form."""
    said = [(column.key, str(getattr(row, column.key))) for column in inspect(type(row)).column_attrs]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def demand_as_seen(session: Session, row: Any, seen: str | None) -> None:
    """Read the row again under the lock; raise ``Conflict`` where it no longer says what the page showed."""
    session.refresh(row)
    if seen is not None and seen_of(row) != seen:
        raise Conflict(CHANGED)
