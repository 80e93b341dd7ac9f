"""Answers about the organisation, kept in memory for as long as the organisation stays as it is.

The database itself gives the organisation a new *edition*, a word that never comes again, with every change of a unit, a post, an
appointment, a group, a grant or a calendar (triggers, migration 0026), in the transaction of that change. Whoever has read the
edition may use what was answered in that edition, whichever process made the change and however: nobody has to be told.
Only questions that read nothing but those tables are ``lasting`` (``trips.Fixed``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from workflows.db import table_of
from workflows.organisation.models import OrganisationEdition
from workflows.trips import Said, connection_of, go

MOST = 10_000  # answers of one edition in one process; a thousand officers and their units, rules and groups are half of that
# The edition as a column of whatever question is asked anyway.
EDITION = select(table_of(OrganisationEdition).c.edition).scalar_subquery().label("edition")

Answers = dict[tuple[Any, ...], Any]
_newest: WeakKeyDictionary[Engine, tuple[str, Answers]] = WeakKeyDictionary()


def newest_answers(session: Session) -> Answers:
    """What was answered in the newest edition that this process has read; worth nothing until it is read again.

    They still hold when ``answers_of`` the edition then read is this very dictionary.
    """
    here = _newest.get(connection_of(session).engine)
    return here[1] if here else {}


def answers_of(session: Session, edition: str | None) -> Answers:
    """What has been answered in this edition on the session's database, to read and to add to.

    Who has read one edition while somebody else has gone on to the next adds to what nobody looks at any more. Without an
    edition (an organisation that has never been touched) nothing is kept.
    """
    engine = connection_of(session).engine
    here = _newest.get(engine)
    if edition is None:
        return {}
    if here is None or here[0] != edition or len(here[1]) >= MOST:
        here = _newest[engine] = (edition, {})
    return here[1]


def look_up(session: Session, edition: str | None, questions: Sequence[Said]) -> None:
    """Ask what is not known yet in this edition, in one trip, for who will need the answers one after the other."""
    answers = answers_of(session, edition)
    unknown = [one for one in questions if key_of(one) not in answers]
    for question, rows in zip(unknown, go(session, unknown), strict=True):
        answers[key_of(question)] = rows


def key_of(said: Said) -> tuple[Any, ...]:
    """The name under which an answer is kept: the question and its values."""
    return (said.fixed, *said.values.values())
