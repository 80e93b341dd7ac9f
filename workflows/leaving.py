"""What a unit of work writes last goes out together with its COMMIT: one trip to the database less for every act.

``leave`` holds changes back until the session is used for anything else, which sends them first, or commits. On SQLite, where
there is nothing to travel, they are sent at once. A change that misses its row keeps the COMMIT from being run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from workflows.trips import CONNECTION, LEFT, Said, connection_of, go, send_left


class Unit(Session):
    """A session for one unit of work, which sends what was left before anything else."""

    def begin_nested(self) -> SessionTransaction:
        """The same before a part that may be undone for itself."""
        send_left(self)
        return super().begin_nested()


def leave(session: Session, said: Sequence[Said]) -> None:
    """Write these at the latest with the COMMIT, after everything that the session holds now.

    Their faults are told by whoever sends them: the next question, or ``commit``.
    """
    if not isinstance(session, Unit) or connection_of(session).dialect.name != "postgresql":
        go(session, said)
        return
    session.flush()
    session.info[LEFT] = [*session.info.get(LEFT, ()), *said]


@event.listens_for(Unit, "after_begin")
def _after_begin(session: Session, _transaction: Any, connection: Connection) -> None:
    session.info[CONNECTION] = connection


@event.listens_for(Unit, "before_flush")
def _before_flush(session: Session, *_: Any) -> None:
    send_left(session)


@event.listens_for(Unit, "do_orm_execute")
def _before_question(state: Any) -> None:
    send_left(state.session)


@event.listens_for(Unit, "before_commit")
def _before_commit(session: Session) -> None:
    if LEFT in session.info:
        session.flush()
        send_left(session, committing=True)


@event.listens_for(Unit, "after_transaction_end")
def _after_end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(LEFT, None)
        session.info.pop(CONNECTION, None)
