"""What a person keeps about their inbox: views under a name, steps put off until a day, cases followed.

All of it is theirs alone (a view may be shared with their unit). Putting off hides a step from its person's lists, never from
anybody else, and never once it is late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.inbox.models import Followed, PutOff, SavedView
from workflows.calendar import local_date
from workflows.db import table_of
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.limits import LATEST_YEAR, VIEWS
from workflows.organisation.standing import Standing
from workflows.resolutions.reopening_models import CaseReopening
from workflows.trips import Fixed, go
from workflows.work.item import Item

FULL = N_("Expected at most %(most)s views of yours, but there are as many already. Remove one first.")
NAMELESS = N_("Expected a name for the view, but it is empty.")
LATER = N_("Expected a day after today, but got another.")
NAME_LETTERS = 80
_WHO = bindparam("who", type_=Integer)
KEPT = Fixed(
    select(
        exists().where(table_of(PutOff).c.person_id == _WHO).label("off"),
        exists().where(table_of(Followed).c.person_id == _WHO).label("follows"),
    )
)


def hidden(standing: Standing, at: datetime) -> ColumnElement[bool]:
    """The person put the item off, its day has not come, and it is not late."""
    mine = select(PutOff.work_item_id).where(PutOff.person_id == standing.person_id, PutOff.until_on > local_date(at))
    in_time = or_(WorkItem.due_at.is_(None), WorkItem.due_at >= at)
    return and_(WorkItem.id.in_(mine), in_time)


def followed(standing: Standing) -> ColumnElement[bool]:
    """The person follows the case."""
    return ProcessInstance.id.in_(select(Followed.instance_id).where(Followed.person_id == standing.person_id))


def kept(session: Session, standing: Standing) -> tuple[bool, bool]:
    """Whether the person put anything off, and whether they follow anything: otherwise the shelves are not shown."""
    ((row,),) = go(session, [KEPT(who=standing.person_id)])
    return bool(row[0]), bool(row[1])


def state_of(session: Session, item: Item, person_id: int | None, at: datetime) -> tuple[date | None, bool]:
    """Until when the person put this step off, and whether they follow its case."""
    until = select(PutOff.until_on).where(PutOff.person_id == person_id, PutOff.work_item_id == item.id)
    follows = select(Followed.person_id).where(
        Followed.person_id == person_id, Followed.instance_id == item.instance_id
    )
    row: Any = session.execute(select(until.scalar_subquery(), follows.exists())).one()
    return row[0] if row[0] and row[0] > local_date(at) else None, bool(row[1])


def put_off(session: Session, item: Item, person_id: int, *, until: str, at: datetime) -> date:
    """Hide a step from the person's lists until a day. Raises ``Invalid`` at ``until_on``."""
    try:
        day = date.fromisoformat(until.strip())
    except ValueError:
        day = local_date(at)
    if day <= local_date(at) or day.year > LATEST_YEAR:
        raise Invalid(LATER, {"until_on": Refusal(LATER)})
    session.merge(PutOff(person_id=person_id, work_item_id=item.id, until_on=day, put_off_at=at))
    return day


def bring_back(session: Session, item: Item, person_id: int) -> None:
    """Show the step again."""
    session.execute(delete(PutOff).where(PutOff.person_id == person_id, PutOff.work_item_id == item.id))


def follow(session: Session, item: Item, person_id: int, *, at: datetime) -> None:
    """Keep the step's case on the shelf of what is followed."""
    session.merge(Followed(person_id=person_id, instance_id=item.instance_id, followed_at=at))


def unfollow(session: Session, item: Item, person_id: int) -> None:
    """Take the case off that shelf."""
    session.execute(delete(Followed).where(Followed.person_id == person_id, Followed.instance_id == item.instance_id))


def follow_on(session: Session, *, at: datetime) -> None:
    """Whoever followed a case with whose task another one goes on since this moment follows that one."""
    already = aliased(Followed)
    theirs = (already.person_id == Followed.person_id, already.instance_id == CaseReopening.instance_id)
    rows = (
        select(Followed.person_id, CaseReopening.instance_id, Followed.followed_at)
        .join(CaseReopening, CaseReopening.former_id == Followed.instance_id)
        .where(CaseReopening.reopened_at == at, ~select(already.person_id).where(*theirs).exists())
    )
    session.execute(insert(Followed).from_select(["person_id", "instance_id", "followed_at"], rows))


def views(session: Session, standing: Standing) -> Sequence[SavedView]:
    """The person's own views and those shared with their units, by name."""
    mine = or_(SavedView.person_id == standing.person_id, SavedView.unit_id.in_(standing.own_unit_ids))
    return session.scalars(select(SavedView).where(mine).order_by(SavedView.name, SavedView.id).limit(2 * VIEWS)).all()


def save_view(
    session: Session, *, name: str, words: str, person_id: int, unit_id: int | None, at: datetime
) -> SavedView:
    """Keep a list's address under a name. Raises ``Invalid`` at ``name``."""
    number = session.scalar(select(func.count()).select_from(SavedView).where(SavedView.person_id == person_id)) or 0
    if number >= VIEWS:
        raise Invalid(FULL, {"name": Refusal(FULL, most=VIEWS)}, most=VIEWS)
    if not name.strip():
        raise Invalid(NAMELESS, {"name": Refusal(NAMELESS)})
    view = SavedView(person_id=person_id, unit_id=unit_id, name=name.strip(), words=words, saved_at=at)
    session.add(view)
    return view


def remove_view(session: Session, public_id: str, person_id: int) -> None:
    """Forget a view of the person's own. Raises ``NotFound`` when there is none."""
    gone = session.execute(delete(SavedView).where(SavedView.public_id == public_id, SavedView.person_id == person_id))
    if gone.rowcount != 1:
        raise NotFound
