"""Who is meant by ``@lan`` in a comment: the name before the @ of a person's e-mail address, or the whole address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflows.actor import person
from workflows.calendar import local_date
from workflows.errors import N_, Invalid, Refusal
from workflows.instances.models import CaseUnit, WorkItem
from workflows.limits import MENTIONS
from workflows.organisation.models import Appointment, Person, Position, in_force
from workflows.organisation.standing import standing_of
from workflows.work.access import may_see_case

MENTION = re.compile(r"(?<![\w.@/])@([a-z0-9](?:[\w.+-]*[\w])?(?:@[\w-]+(?:\.[\w-]+)+)?)", re.IGNORECASE)
ALIKE = 5  # people of one name that are looked at; more than one who may see the case is ambiguous anyway
NOBODY = N_("Expected “@%(name)s” to name somebody who may see this case, but it names nobody who may.")
SEVERAL = N_("Expected “@%(name)s” to name one person, but it names several; please write the whole address.")
TOO_MANY = N_("Expected at most %(most)s people mentioned at once, but there are %(count)s.")


def mentioned(session: Session, instance_id: int, words: str, *, at: datetime) -> list[int]:
    """The people whom these words mention, each of whom may see the case.

    Raises ``Invalid`` at the field ``words`` for whoever may not, in the same words as for whoever does not exist: nobody
    learns from a refusal who is registered here.
    """
    names = list(dict.fromkeys(found.lower() for found in MENTION.findall(words)))
    if len(names) > MENTIONS:
        raise _refused(TOO_MANY, most=MENTIONS, count=len(names))
    return list(dict.fromkeys(_one(session, instance_id, name, at) for name in names))


def _one(session: Session, instance_id: int, name: str, at: datetime) -> int:
    address = Person.email == name if "@" in name else Person.email.startswith(f"{name}@", autoescape=True)
    alike = session.scalars(select(Person.id).where(address).order_by(Person.id).limit(ALIKE))
    may = [one for one in alike if may_see_case(session, instance_id, standing_of(session, person(one), at))]
    if len(may) != 1:
        raise _refused(SEVERAL if may else NOBODY, name=name)
    return may[0]


def _refused(sentence: str, **params: Any) -> Invalid:
    return Invalid(sentence, {"words": Refusal(sentence, **params)}, **params)


def around(session: Session, instance_id: int, *, at: datetime, most: int = 40) -> Iterator[tuple[str, str]]:
    """The people who are nearest to a case, as they can be mentioned: (name before the @, full name).

    Those of its units and those who held its steps; who else may see it can be mentioned just as well.
    """
    day = local_date(at)
    units = select(CaseUnit.unit_id).where(CaseUnit.instance_id == instance_id)
    of_units = (
        select(Appointment.person_id)
        .join(Position, Position.id == Appointment.position_id)
        .where(Position.unit_id.in_(units), in_force(Appointment, day))
    )
    held = select(WorkItem.assignee_id).where(WorkItem.instance_id == instance_id, WorkItem.assignee_id.is_not(None))
    near = select(Person.email, Person.full_name).where(or_(Person.id.in_(of_units), Person.id.in_(held)))
    for email, name in session.execute(near.order_by(Person.full_name).limit(most)):
        yield email.partition("@")[0], name
