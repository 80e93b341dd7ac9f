"""Four eyes: who stands on which side of a submission. The database's primary key (submission, person) is the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, literal, select, union
from sqlalchemy.orm import Session, aliased

from workflows.db import table_of
from workflows.instances.turn import Turn
from workflows.trips import Fixed, once
from workflows.work.models import Contribution, Submission, SubmissionSide

_SUBMISSIONS, _SIDES, _HANDS = table_of(Submission), table_of(SubmissionSide), table_of(Contribution)
STAND, JOIN = Fixed(insert(_SIDES), beside=True), once(_SIDES, beside=True)
CONTRIBUTE = once(_HANDS, beside=True)
_KEY, _SENDER = (
    bindparam("submission_id", type_=_SUBMISSIONS.c.id.type),
    bindparam("sender_id", type_=_HANDS.c.person_id.type),
)
CARRY_FORWARD = Fixed(
    insert(_SIDES).from_select(
        ["submission_id", "person_id", "side"],
        union(
            select(_KEY, _HANDS.c.person_id, literal("contributor")).where(
                _HANDS.c.instance_id == bindparam("in_case")
            ),
            select(_KEY, _SENDER, literal("contributor")),
        ),
    ),
    beside=True,
)
UNDER_REVIEW = Fixed(
    select(
        _SUBMISSIONS.c.id,
        _SUBMISSIONS.c.public_id,
        _SUBMISSIONS.c.sha256,
        _SUBMISSIONS.c.submitted_by_id,
        _SIDES.c.side,
    )
    .outerjoin_from(
        _SUBMISSIONS, _SIDES, (_SIDES.c.submission_id == _SUBMISSIONS.c.id) & (_SIDES.c.person_id == bindparam("who"))
    )
    .where(_SUBMISSIONS.c.instance_id == bindparam("in_case"), _SUBMISSIONS.c.withdrawn_at.is_(None))
    .order_by(_SUBMISSIONS.c.number.desc())
    .limit(1)
)


def contribute(turn: Turn, person_id: int, how: str) -> None:
    """Remember that this person had a hand in the case's result; once remembered, always remembered."""
    turn.write(CONTRIBUTE(instance_id=turn.id, person_id=person_id, how=how, since=turn.at))


def carry_over(session: Session, former_id: int, instance_id: int) -> None:
    """Whoever had a hand in the result of a case has one in that of the case that goes on with it: four eyes carries over."""
    hands = select(literal(instance_id), _HANDS.c.person_id, _HANDS.c.how, _HANDS.c.since)
    columns = ["instance_id", "person_id", "how", "since"]
    session.execute(insert(_HANDS).from_select(columns, hands.where(_HANDS.c.instance_id == former_id)))


def carry_forward(turn: Turn, submission_id: int, sender_id: int) -> None:
    """Put its sender and every contributor to any version of this case so far on the contributors' side of a new submission."""
    turn.write(CARRY_FORWARD(submission_id=submission_id, sender_id=sender_id, in_case=turn.id))


def side_of(session: Session, submission_id: int, person_id: int | None) -> str | None:
    """The side on which this person stands for this submission, if any."""
    return session.scalar(
        select(SubmissionSide.side).where(
            SubmissionSide.submission_id == submission_id, SubmissionSide.person_id == person_id
        )
    )


def take_side(turn: Turn, submission_id: int, person_id: int, side: str) -> None:
    """Stand on a side, once and for all for this submission.

    The rules have asked where the person stands, under the case's lock; should they ever be wrong, the primary key refuses
    the row. A confirming head who contributed already stays where they stand.
    """
    stand = JOIN if side == "contributor" else STAND
    turn.write(stand(submission_id=submission_id, person_id=person_id, side=side))


def sides_of(session: Session, instance_ids: Iterable[int], person_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """The same for the current results of several cases and for several people: by case and person."""
    newer = aliased(Submission)
    latest = (
        select(newer.id)
        .where(newer.instance_id == Submission.instance_id, newer.withdrawn_at.is_(None))
        .order_by(newer.number.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        select(Submission.instance_id, SubmissionSide.person_id, SubmissionSide.side)
        .join(SubmissionSide, SubmissionSide.submission_id == Submission.id)
        .where(
            Submission.instance_id.in_(set(instance_ids)),
            SubmissionSide.person_id.in_(set(person_ids)),
            Submission.id == latest,
        )
    )
    return {(case_id, person_id): side for case_id, person_id, side in session.execute(query)}


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The result that is being checked, and where the one who checks it stands for it."""

    id: int
    public_id: str
    sha256: str
    submitted_by_id: int
    side: str | None


def under_review(found: Sequence[Any]) -> UnderReview | None:
    """The result that rows of ``UNDER_REVIEW`` tell of: the case's current one with this person's side."""
    return UnderReview(*found[0]) if found else None


def current_submission(session: Session, instance_id: int) -> Submission | None:
    """The latest submission of a case that has not been withdrawn."""
    return session.scalars(
        select(Submission)
        .where(Submission.instance_id == instance_id, Submission.withdrawn_at.is_(None))
        .order_by(Submission.number.desc())
        .limit(1)
    ).first()
