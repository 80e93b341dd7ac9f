"""A database that went away is nobody's fault: the clock goes on at its next beat."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError


def went_away(fault: object) -> bool:
    """Whether the line to the database broke, could not be had, or gave no answer: PostgreSQL has a code for all that it says,
    and SQLite is *locked* while somebody else writes for longer than anybody waits.
    """
    while isinstance(fault, BaseException):
        if isinstance(fault, OperationalError):
            silent = getattr(fault.orig, "sqlstate", "") is None or "database is locked" in str(fault.orig)
            return fault.connection_invalidated or silent
        fault = fault.__cause__
    return False
