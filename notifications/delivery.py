"""The queue of e-mails, one at a time: taken (and counted) in one unit of work, sent outside of any, marked in another.

Whoever dies in between has taken the mail already, so it comes back after its delay, under the same Message-ID: at least once. What
it may say is asked at the moment of sending: whether the person may still see each case, has not looked yet, and wants mail at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from notifications.about import named, place_of, visible, with_what_it_is_about
from notifications.models import Mail, MailRefusal, Notification
from notifications.notices import TOO_OLD_FOR_MAIL
from workflows.actor import CLOCK, person
from workflows.definitions.models import DefinitionProposal
from workflows.errors import N_
from workflows.facts import fact
from workflows.instances.incidents import BACK_OFF, Said, raise_incident
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.ledger.record import record
from workflows.organisation.models import Person
from workflows.organisation.standing import standing_of

JOB = "mail"
MOST_TRIES = 20  # with the delays of BACK_OFF: about a day and a half
WHY: Mapping[str, str] = {
    "seen": N_("no news any more when its turn came"),
    "rights": N_("may no longer see the case"),
    "unwanted": N_("wants no e-mail"),
    "account": N_("cannot sign in"),
    "old": N_("too old when its turn came"),
    "off": N_("this installation sends no e-mail"),
}
GIVEN_UP = N_(
    "Expected to send an e-mail, but after %(attempts)s attempts it is given up; what was told stays on the bell."
)
REFUSED = N_("Expected to send an e-mail, but the address is refused; what was told stays on the bell.")


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a mail: its number, the fact, the step's names, code and titles of what it is about, where it leads."""

    notice_id: int
    kind: str
    data: str
    step: tuple[str, str]
    code: str
    title: tuple[str, str]
    place: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is to be sent now, in plain values. Without ``lines`` there was nothing left to say, and it was withdrawn."""

    mail_id: int
    public_id: str
    person_id: int
    address: str
    name: str
    language: str
    lines: tuple[Line, ...]


def take_next(session: Session, at: datetime, *, may_receive: Callable[[Session, int], str | None]) -> Letter | None:
    """Take the mail that has waited longest; ``None`` when none is due. The caller commits, sends, and marks what became of it.

    ``may_receive`` answers for a person why no mail may go to them (a word of ``WHY``), or ``None``.
    """
    due = select(Mail).where(Mail.try_at <= at).order_by(Mail.try_at, Mail.id).limit(1)
    mail = session.scalars(due.with_for_update(skip_locked=True)).first()
    if mail is None:
        return None
    to = session.get_one(Person, mail.person_id)
    lines: tuple[Line, ...] = ()
    unwanted = "unwanted" if session.get(MailRefusal, to.id) else may_receive(session, to.id)
    if unwanted is None:
        lines = tuple(_lines(session, mail, at))
    mail.attempts += 1
    mail.tried_at, mail.try_at = at, at + BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    if unwanted or not lines:
        mail.withdrawn_at, mail.why, mail.try_at = at, unwanted or _why_nothing(session, mail), None
    elif mail.attempts > MOST_TRIES:
        lines = ()
        _give_up(session, mail, Said(GIVEN_UP, {"attempts": MOST_TRIES}), at)
    session.flush()
    return Letter(mail.id, mail.public_id, to.id, to.email, to.full_name, to.language, lines)


def sent(session: Session, letter: Letter, at: datetime, *, kept: tuple[str, str] | None = None) -> None:
    """It was taken by the next server (in the demo: ``kept``, subject and words)."""
    unsaid = (Notification.mail_id == letter.mail_id, Notification.unmailed.is_(None))
    said = [line.notice_id for line in letter.lines]
    left_out = list(session.scalars(select(Notification.id).where(*unsaid, Notification.id.not_in(said))))
    if left_out:
        session.execute(update(Notification).where(Notification.id.in_(left_out)).values(unmailed="seen"))
    subject, words = kept or (None, None)
    values = {"sent_at": at, "try_at": None, "subject": subject, "words": words}
    session.execute(update(Mail).where(Mail.id == letter.mail_id).values(**values))


def refused(session: Session, letter: Letter, at: datetime) -> None:
    """The address will never take it: an incident, and no more tries."""
    _give_up(session, session.get_one(Mail, letter.mail_id, with_for_update=True), Said(REFUSED), at)


def _give_up(session: Session, mail: Mail, said: Said, at: datetime) -> None:
    mail.given_up_at, mail.try_at = at, None
    incident = raise_incident(session, job=JOB, sentence=said, at=at, thing=f"mail:{mail.id}")
    raised = fact("incident.raised", incident.sentence, incident=incident.public_id)
    record(session, f"incident:{incident.public_id}", [raised], actor=CLOCK, at=at)


def _lines(session: Session, mail: Mail, at: datetime) -> Iterator[Line]:
    """What the mail may still say; what it may not is marked with the reason and stays unsaid for good.

    A notice that somebody else has locked is being seen at this moment and is passed over: the mail is held by now, and who holds
    notices may be waiting for it.
    """
    about, desk = aliased(WorkItem), aliased(WorkItem)
    may_see = visible(standing_of(session, person(mail.person_id), at)).label("visible")
    query = select(Notification, LedgerEntry.data, ProcessInstance, DefinitionProposal, about, desk, may_see)
    rows: Any = session.execute(
        with_what_it_is_about(query.join(LedgerEntry, LedgerEntry.id == Notification.entry_id))
        .outerjoin(about, about.id == Notification.work_item_id)
        .outerjoin(desk, desk.id == Notification.desk_item_id)
        .where(Notification.mail_id == mail.id, Notification.unmailed.is_(None))
        .order_by(Notification.happened_at, Notification.id)
        .with_for_update(of=Notification, skip_locked=True)
    )
    for notice, data, case, proposal, step, on_desk, seen in rows:
        old = mail.attempts == 0 and notice.happened_at <= at - TOO_OLD_FOR_MAIL
        notice.unmailed = "rights" if not seen else "seen" if notice.seen_at is not None else "old" if old else None
        if notice.unmailed is None:
            names = (step.name_vi, step.name_en) if step else ("", "")
            place = place_of(case, on_desk or step, proposal)
            yield Line(notice.id, notice.kind, data, names, *named(case, proposal), place)


def _why_nothing(session: Session, mail: Mail) -> str:
    """The reason of one of its notices; without any, they are being seen."""
    marked = (Notification.mail_id == mail.id, Notification.unmailed.is_not(None))
    return session.scalar(select(Notification.unmailed).where(*marked).limit(1)) or "seen"
