"""Several people verify one result side by side: the drawing repeats the step, and each of the items is a *seat* of the panel.

How many seats there are, how many approvals are enough and when it is over is the drawing's business (``bpmn/verification_panel``,
decision 21); nothing here counts towards an outcome. This module keeps the seats in different hands: whoever holds a seat, gave one
to a delegate or has decided in one has no other. Seats of a round are alike, so whoever comes gets the first free one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.actor import Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, Forbidden, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import WorkItem
from workflows.instances.spoilt import readable
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing
from workflows.trips import Fixed, Said, go
from workflows.work.escalation import settle
from workflows.work.item import Grip, Item, item_by_id
from workflows.work.models import Claim, Escalation, Review, Submission
from workflows.work.rules import may_claim

DELEGATED = "delegated"
STEP = "verification"
CONCLUDED = {"approve": "panel.approved", "return": "panel.returned"}
DECIDED = N_("Expected another person in this place, because you gave your conclusion on this result already.")
SEATED = N_("Expected another person in this place, because you hold one of the conclusions on this result already.")
THEIRS = N_("Expected somebody who has no other part in this verification, but that person has.")
OVER = N_("Expected a verification that still goes on, but enough others have decided; your conclusion is not needed.")

_SEAT, _MINE = table_of(WorkItem), table_of(WorkItem).alias("mine")
_CLAIMS, _REVIEWS, _RESULTS = table_of(Claim), table_of(Review), table_of(Submission)
_RAISED = exists().where(table_of(Escalation).c.work_item_id == _SEAT.c.id, table_of(Escalation).c.settled_at.is_(None))
SEATS = Fixed(
    select(
        *(
            _SEAT.c[name]
            for name in (
                "id",
                "public_id",
                "ref",
                "candidate_key",
                "assignee_id",
                "closed_at",
                "closed_how",
                "closed_by_id",
                "result",
            )
        ),
        _CLAIMS.c.person_id.label("held_by_id"),
        _CLAIMS.c.how,
        _CLAIMS.c.by_id,
        _RAISED.label("escalated"),
    )
    .join_from(
        _MINE,
        _SEAT,
        and_(
            _SEAT.c.instance_id == _MINE.c.instance_id,
            _SEAT.c.element == _MINE.c.element,
            _SEAT.c.opened_at == _MINE.c.opened_at,
        ),
    )
    .outerjoin(_CLAIMS, and_(_CLAIMS.c.work_item_id == _SEAT.c.id, _CLAIMS.c.released_at.is_(None)))
    .where(_MINE.c.id == bindparam("item"))
    .order_by(_SEAT.c.id)
)
_IN_ROUND = _SEAT.alias("in_round")
CONCLUSIONS = Fixed(
    select(
        _RESULTS.c.public_id,
        _RESULTS.c.sha256,
        _REVIEWS.c.decision,
        _REVIEWS.c.reason,
        select(func.count())
        .where(
            _IN_ROUND.c.instance_id == _SEAT.c.instance_id,
            _IN_ROUND.c.element == _SEAT.c.element,
            _IN_ROUND.c.opened_at == _SEAT.c.opened_at,
        )
        .correlate(_SEAT)
        .scalar_subquery()
        .label("seats"),
    )
    .join_from(_RESULTS, _REVIEWS, _REVIEWS.c.submission_id == _RESULTS.c.id)
    .join(_SEAT, _SEAT.c.id == _REVIEWS.c.work_item_id)
    .where(
        _RESULTS.c.instance_id == bindparam("in_case"),
        _REVIEWS.c.stage == STEP,
        _RESULTS.c.number
        == select(func.max(_RESULTS.c.number))
        .where(_RESULTS.c.instance_id == bindparam("in_case"), _RESULTS.c.withdrawn_at.is_(None))
        .scalar_subquery(),
    )
    .order_by(_REVIEWS.c.id)
)


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on a panel: who holds it or held it last (``by_id`` still answers for what is delegated), and how it was closed."""

    id: int
    public_id: str
    ref: str
    candidate_key: str
    assignee_id: int | None
    closed_at: datetime | None
    closed_how: str | None
    closed_by_id: int | None
    result: str | None
    held_by_id: int | None
    how: str | None
    by_id: int | None
    escalated: bool

    @property
    def is_free(self) -> bool:
        """Open, and in nobody's hands."""
        return self.closed_at is None and self.assignee_id is None

    @property
    def is_decided(self) -> bool:
        """Somebody gave a conclusion in it."""
        return self.closed_at is not None and self.closed_how == "completed"

    @property
    def decision(self) -> str | None:
        """The conclusion that was given in it, as its form says."""
        return str(readable(self.result).get("decision")) if self.is_decided and self.result else None

    @property
    def people(self) -> set[int]:
        """Whose it is: the holder's, whoever decided in it, and the owner's who let another do it."""
        owner = self.by_id if self.how == DELEGATED else None
        return {one for one in (self.assignee_id, self.closed_by_id, self.held_by_id, owner) if one is not None}


def is_seat(item: Item) -> bool:
    """Whether the step is one of several alike: a verification that its drawing repeats."""
    return item.step == STEP and "loop_index" in item.local


def asking(item: Item) -> list[Said]:
    """The question for the seats of a step's round, to be asked under the lock; nothing for a step that stands alone."""
    return [SEATS(item=item.id)] if is_seat(item) else []


def seats_from(answers: Sequence[Any]) -> tuple[Seat, ...]:
    """The seats that the answer to ``asking`` tells of; none for a step that stands alone."""
    return tuple(Seat(**row._asdict()) for row in answers[-1]) if answers else ()


def seats_of(session: Session, item: Item) -> tuple[Seat, ...]:
    """The same for whoever only looks, or has the lock already."""
    asked = asking(item)
    return seats_from(go(session, asked)) if asked else ()


def seats_around(session: Session, row: WorkItem) -> tuple[Seat, ...]:
    """The same from the row of a step."""
    if row.step != STEP or "loop_index" not in readable(row.local):
        return ()
    return seats_from(go(session, [SEATS(item=row.id)]))


def people_of(seats: Iterable[Seat]) -> set[int]:
    """Everybody who has a seat."""
    return {one for seat in seats if seat.closed_how != "cancelled" for one in seat.people}


def has_concluded(seats: Sequence[Seat]) -> bool:
    """Whether enough decided before all did; where nobody decided, the seats closed because the result was taken back."""
    return any(seat.is_decided for seat in seats) and any(seat.closed_how == "cancelled" for seat in seats)


def may_take(session: Session, item: Item, standing: Standing) -> Refusal | None:
    """What the button asks: a free item, offered to this person, who has no other seat of its round."""
    return may_claim(item, standing) or may_sit(item, seats_of(session, item), standing.person_id)


def may_sit(item: Item, seats: Iterable[Seat], person_id: int | None) -> Refusal | None:
    """One person has one seat: whoever holds another one, delegated it or has decided in it does not take this one."""
    for seat in seats:
        if seat.id != item.id and seat.closed_how != "cancelled" and person_id in seat.people:
            return Forbidden(DECIDED if seat.is_decided else SEATED)
    return None


def may_be_seated(session: Session, item: Item, person_id: int) -> Refusal | None:
    """The same when somebody else puts a person there."""
    return Conflict(THEIRS) if may_sit(item, seats_of(session, item), person_id) else None


def free_seat(item: Item, seats: Iterable[Seat], standing: Standing) -> Seat | None:
    """The seat that a person gets who comes for one that is gone; nothing for whoever has a seat, or while this one is to be had."""
    there = list(seats)
    mine = next((seat for seat in there if seat.id == item.id), None)
    if mine is None or mine.is_free or any(standing.person_id in seat.people for seat in there):
        return None
    return next((seat for seat in there if seat.is_free and seat.candidate_key in standing.candidate_keys), None)


def seated(held: Grip, seats: Sequence[Seat]) -> Item:
    """The step that the person comes for, or the free one like it when somebody else was quicker."""
    free = free_seat(held.item, seats, held.standing)
    if free is None:
        return held.item
    item = item_by_id(held.turn.session, free.id)
    held.turn.knows(item)
    return item


def offered_once(standing: Standing) -> ColumnElement[bool]:
    """A condition on ``work_items`` for lists of what may be taken: of free seats alike one person is shown the first, and none
    who has a seat already. What stands alone is not asked any further.
    """
    return _offered_once(standing.person_id)


_OTHER = aliased(WorkItem)
_ALIKE = and_(
    _OTHER.instance_id == WorkItem.instance_id,
    _OTHER.element == WorkItem.element,
    _OTHER.opened_at == WorkItem.opened_at,
    _OTHER.id != WorkItem.id,  # by this PostgreSQL asks of few rows each, and never of the whole table at once
)
_EARLIER = exists().where(
    _ALIKE,
    _OTHER.id < WorkItem.id,
    _OTHER.candidate_key == WorkItem.candidate_key,
    _OTHER.closed_at.is_(None),
    _OTHER.assignee_id.is_(None),
)
_HELD = exists().where(_ALIKE, Claim.work_item_id == _OTHER.id, Claim.released_at.is_(None))
_ALONE = or_(WorkItem.local == "{}", WorkItem.step != STEP, WorkItem.assignee_id.is_not(None))


@lru_cache(maxsize=64)  # an inbox says it for each of its lists and counts
def _offered_once(me: int | None) -> ColumnElement[bool]:
    held = _HELD.where(or_(Claim.person_id == me, and_(Claim.how == DELEGATED, Claim.by_id == me)))
    decided = exists().where(_ALIKE, _OTHER.closed_by_id == me)
    gone = or_(*(one.correlate(WorkItem) for one in (_EARLIER, held, decided)))
    return or_(_ALONE, ~gone)


def vote_of(seats: Sequence[Seat], decision: str) -> tuple[str, dict[str, Any]]:
    """The kind of fact that one more conclusion is, and how many there are of its kind now."""
    kind, counted = ("verifier.approved", "approvals") if decision == "approve" else ("verifier.returned", "returns")
    return kind, {counted: 1 + sum(seat.decision == decision for seat in seats), "verifiers": len(seats)}


def settle_others(turn: Turn, seats: Iterable[Seat], item: Item) -> None:
    """What was raised about seats that nobody needs any more is settled with them."""
    for seat in seats:
        if seat.escalated and seat.id != item.id and seat.ref in turn.closed_refs:
            settle(turn, item_by_id(turn.session, seat.id), "closed")


@actions.register("conclude_verification", asking=lambda turn, _parameters: [CONCLUSIONS(in_case=turn.id)])
def conclude(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Write down what the panel has concluded (``outcome``: approve or return), with every reason that was given for returning.

    Raises ``Refusal`` for a drawing that says something else, or where nobody has decided.
    """
    kind = CONCLUDED.get(str(parameters.get("outcome")))
    (found,) = turn.ask(CONCLUSIONS(in_case=turn.id))
    if kind is None or not found:
        raise Refusal(N_("Expected a verification by several to end with approve or return, after somebody decided."))
    reasons = [row.reason for row in found if row.reason and row.decision == "return"]
    said: dict[str, Any] = {
        "submission": found[0].public_id,
        "approvals": sum(row.decision == "approve" for row in found),
        "verifiers": found[-1].seats,
    }
    if kind == "panel.approved":
        said["sha256"] = found[0].sha256
    turn.note(fact(kind, "\n".join(reasons) if kind == "panel.returned" else None, **said))
