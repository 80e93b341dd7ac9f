"""Asking for a document and printing it: the request is a row, the clock prints it, whoever may see the case may have it.

A document is drawn outside of the unit of work that keeps it: on PostgreSQL its row is held by one clock meanwhile (SKIP LOCKED); on
SQLite nobody waits for a lock while pages are set, and of two clocks that drew the same one keeps it. A clock that dies leaves
the row waiting and at most a file that nobody names, which the sweep takes away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from webapp.paper.models import PrintJob
from workflows.actor import CLOCK, Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, NotFound
from workflows.instances.incidents import close_for, handling
from workflows.instances.models import Incident, ProcessInstance
from workflows.instances.things import Thing, wakes
from workflows.ledger.record import record
from workflows.organisation.standing import Standing
from workflows.work.access import visible_cases
from workflows.work.evidence import Stored
from workflows.work.models import Review, Submission

JOB = "printing"
KEPT = timedelta(days=7)
MOST = 20  # in one beat: nothing else waits long for them
SHOWN = 10
RECORD, FILE = "record", "file"
NOT_SIGNED = N_("Expected a task that is signed off, but this one is not yet; its record is made then.")


class Printer(Protocol):
    """What draws a document and keeps its bytes; ``None`` when whoever asked may not see the case any more."""

    def draw(self, number: int, at: datetime) -> Stored | None:
        """Draw the document of the print job with this number."""


def request_paper(
    session: Session, case: ProcessInstance, kind: str, *, language: str, actor: Actor, at: datetime
) -> PrintJob:
    """Ask for a document; one that waits already, or was made of the same by the same person this very moment, is not asked for twice.

    Raises ``Conflict`` for the record of a case that is not signed off, ``NotFound`` for a kind of document that there is not.
    """
    if kind not in (RECORD, FILE):
        raise NotFound
    if kind == RECORD and not is_signed_off(session, case.id):
        raise Conflict(NOT_SIGNED)
    asked = (PrintJob.instance_id == case.id, PrintJob.kind == kind, PrintJob.language == language)
    waiting = (
        PrintJob.requested_by_id == actor.person_id,
        PrintJob.printed_at.is_(None),
        PrintJob.refused_at.is_(None),
    )
    found = session.scalars(select(PrintJob).where(*asked, *waiting).order_by(PrintJob.id).limit(1)).first()
    if found is not None:
        return found
    assert actor.person_id is not None
    row = PrintJob(
        kind=kind,
        instance_id=case.id,
        language=language,
        requested_by_id=actor.person_id,
        appointment_id=actor.appointment_id,
        requested_at=at,
        wake_at=at,
    )
    session.add(row)
    session.flush()
    return row


def is_signed_off(session: Session, instance_id: int) -> bool:
    """Whether a version of the case's result was signed off."""
    query = (
        select(Review.id)
        .join(Submission, Submission.id == Review.submission_id)
        .where(Submission.instance_id == instance_id, Review.stage == "sign_off", Review.decision == "sign_off")
    )
    return session.execute(query.limit(1)).first() is not None


def find_paper(session: Session, public_id: str, *, standing: Standing) -> PrintJob:
    """The document with this address, if this person may see its case; raises ``NotFound`` otherwise."""
    found = session.scalars(
        select(PrintJob)
        .join(ProcessInstance, ProcessInstance.id == PrintJob.instance_id)
        .where(PrintJob.public_id == public_id, visible_cases(standing))
    ).first()
    if found is None:
        raise NotFound
    return found


def papers_of(session: Session, instance_id: int) -> Sequence[PrintJob]:
    """The documents of a case that wait or are still kept, newest first."""
    query = select(PrintJob).where(
        PrintJob.instance_id == instance_id, PrintJob.refused_at.is_(None), PrintJob.swept_at.is_(None)
    )
    return session.scalars(query.order_by(PrintJob.id.desc()).limit(SHOWN)).all()


def trouble_of(session: Session, job: PrintJob) -> Incident | None:
    """What keeps it from being printed, if anything does."""
    return session.scalars(
        select(Incident).where(Incident.job == JOB, Incident.thing == _thing(job.id).key, Incident.closed_at.is_(None))
    ).first()


def due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is to be printed by now, as conditions."""
    return (PrintJob.wake_at <= at, PrintJob.printed_at.is_(None), PrintJob.refused_at.is_(None))


def due_papers(session: Session, at: datetime, limit: int) -> Sequence[int]:
    """The numbers of what is to be printed by now, in the order in which it was asked for."""
    query = select(PrintJob.id).where(*due(at)).order_by(PrintJob.wake_at, PrintJob.id)
    return session.scalars(query.limit(min(limit, MOST))).all()


def print_next(session: Session, at: datetime, *, printer: Printer) -> bool:
    """Print the first that is due and in no other clock's hands; ``False`` when there is none."""
    return any(print_due(session, number, at, printer=printer) for number in due_papers(session, at, MOST))


def print_due(session: Session, number: int, at: datetime, *, printer: Printer) -> bool:
    """Print one; ``False`` when another clock has it or has done it. Raises ``Stuck`` when it cannot be drawn."""
    thing = _thing(number)
    if session.get_bind().dialect.name != "sqlite" and _locked(session, number, at) is None:
        return False
    with handling(session, thing):
        drawn = printer.draw(number, at)
        job = _locked(session, number, at)
        if job is None:
            return False  # drawn twice; the sweep takes our file away
        if drawn is None:
            job.refused_at = at
        else:
            job.printed_at, job.stored_as, job.sha256, job.size = at, drawn.stored_as, drawn.sha256, drawn.size
        job.wake_at = None
        session.flush()
        _tell_that_it_goes_on(session, thing, at)
    return True


@wakes(JOB)
def wake_paper(session: Session, thing: Thing, until: datetime | None) -> bool:
    """Try to print it at that moment; what is printed or refused needs no more trying."""
    table = table_of(PrintJob)
    waiting = (table.c.id == thing.number, table.c.printed_at.is_(None), table.c.refused_at.is_(None))
    return (
        session.execute(update(table).where(*waiting).values(wake_at=until).returning(table.c.id)).first() is not None
    )


def sweep(session: Session, *, at: datetime) -> None:
    """Let go of the files of a week ago; the rows, with who asked and the hash, stay."""
    table = table_of(PrintJob)
    old = (table.c.stored_as.is_not(None), table.c.printed_at < at - KEPT)
    session.execute(update(table).where(*old).values(stored_as=None, swept_at=at))


def stored_papers(session: Session) -> list[str]:
    """Every file that some row still names, for the sweep."""
    return [name for name in session.scalars(select(PrintJob.stored_as).where(PrintJob.stored_as.is_not(None))) if name]


def _locked(session: Session, number: int, at: datetime) -> PrintJob | None:
    """The row, held and read again; ``None`` when it is held elsewhere or done."""
    query = select(PrintJob).where(PrintJob.id == number, *due(at)).with_for_update(skip_locked=True)
    return session.scalars(query).first()


def _thing(number: int) -> Thing:
    return Thing(JOB, f"paper:{number}")


def _tell_that_it_goes_on(session: Session, thing: Thing, at: datetime) -> None:
    """What held it up is over; said in the incident's own stream, as it was raised there."""
    for fact in close_for(session, thing, at=at):
        record(session, f"incident:{fact.data['incident']}", [fact], actor=CLOCK, at=at)
