"""What the bell shows: how much is new, and the list, newest first. Rights are asked again: what a person may not see any more is
neither listed nor counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from notifications.about import named, place_of, visible, with_what_it_is_about
from notifications.models import Mail, MailRefusal, Notification
from workflows.db import table_of
from workflows.definitions.models import DefinitionProposal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Person
from workflows.organisation.standing import Standing
from workflows.trips import Fixed, go, once

MOST_COUNTED = 99
REFUSE = once(table_of(MailRefusal))
_N = table_of(Notification).c
NEWS = Fixed(select(_N.id).where(_N.person_id == bindparam("who", type_=Integer), _N.seen_at.is_(None)).limit(1))
"""Whether a person has any new notice at all, before rights are asked again: most people at most moments have none."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One line of the list: the notice, the fact's values, code and titles of what it is about, the names of its step, where it leads."""

    row: Notification
    data: str
    code: str
    title: tuple[str, str]
    step: tuple[str, str]
    place: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; ``after`` is the key that fetches the next one, ``None`` on the last."""

    rings: tuple[Ring, ...]
    after: tuple[datetime, int] | None


def unseen(session: Session, standing: Standing) -> int:
    """How many notices this person has not seen; one more than ``MOST_COUNTED`` means more than that."""
    mine = (
        with_what_it_is_about(select(Notification.id))
        .where(Notification.person_id == standing.person_id, Notification.seen_at.is_(None), visible(standing))
        .limit(MOST_COUNTED + 1)
    )
    return session.scalar(select(func.count()).select_from(mine.subquery())) or 0


def rings(session: Session, standing: Standing, *, after: tuple[datetime, int] | None, limit: int) -> Page:
    """One page of what this person was told, newest first."""
    query = _query().where(Notification.person_id == standing.person_id, visible(standing))
    if after is not None:
        older = and_(Notification.happened_at == after[0], Notification.id < after[1])
        query = query.where(or_(Notification.happened_at < after[0], older))
    newest = query.order_by(Notification.happened_at.desc(), Notification.id.desc()).limit(limit + 1)
    found = [_ring(row) for row in session.execute(newest)]
    last = found[limit - 1].row if len(found) > limit else None
    return Page(tuple(found[:limit]), (last.happened_at, last.id) if last else None)


def see_all(session: Session, person_id: int, *, until_id: int, at: datetime) -> None:
    """This person has seen everything up to a notice; what came after the page was shown stays new."""
    table = table_of(Notification)
    mine = (table.c.person_id == person_id, table.c.seen_at.is_(None), table.c.id <= until_id)
    session.execute(update(table).where(*mine).values(seen_at=at))


def newest_id(session: Session, person_id: int) -> int:
    """The number of this person's last notice, 0 where there is none."""
    return session.scalar(select(func.max(Notification.id)).where(Notification.person_id == person_id)) or 0


def wants_mail(session: Session, person_id: int) -> bool:
    """Whether this person gets e-mail; everybody does until they say otherwise."""
    return session.get(MailRefusal, person_id) is None


def want_mail(session: Session, person_id: int, wanted: bool, *, at: datetime) -> None:
    """This person says whether they want e-mail."""
    if wanted:
        session.execute(delete(MailRefusal).where(MailRefusal.person_id == person_id))
    else:
        go(session, [REFUSE(person_id=person_id, since=at)])


@dataclass(frozen=True, slots=True)
class WasTold:
    """Somebody was told of something in a case: the ring, the person's name, and the mail, if there was one."""

    ring: Ring
    name: str
    mail: Mail | None


def who_was_told(session: Session, instance_id: int, *, limit: int) -> list[WasTold]:
    """The newest notices about a case, for whoever may see it (the caller has asked)."""
    query = _query().add_columns(Person.full_name, Mail).join(Person, Person.id == Notification.person_id)
    query = query.outerjoin(Mail, Mail.id == Notification.mail_id).where(Notification.instance_id == instance_id)
    newest = query.order_by(Notification.happened_at.desc(), Notification.id.desc()).limit(limit)
    return [WasTold(_ring(row[:6]), row.full_name, row.Mail) for row in session.execute(newest)]


def _query() -> Any:
    about, desk = aliased(WorkItem), aliased(WorkItem)
    query = select(Notification, LedgerEntry.data, ProcessInstance, DefinitionProposal, about, desk)
    return (
        with_what_it_is_about(query.join(LedgerEntry, LedgerEntry.id == Notification.entry_id))
        .outerjoin(about, about.id == Notification.work_item_id)
        .outerjoin(desk, desk.id == Notification.desk_item_id)
    )


def _ring(row: Iterable[Any]) -> Ring:
    notice, data, case, proposal, step, desk = row
    names = (step.name_vi, step.name_en) if step else ("", "")
    return Ring(notice, data, *named(case, proposal), names, place_of(case, desk or step, proposal))
