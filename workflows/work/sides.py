"""Four eyes: who stands on which side of a submission. The database's primary key (submission, person) is the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, literal, select
from sqlalchemy.orm import Session

from workflows.db import insert_once, table_of
from workflows.work.models import Contribution, Submission, SubmissionSide

_SUBMISSIONS, _SIDES = table_of(Submission), table_of(SubmissionSide)
STAND = insert(_SIDES)
CHECKED = (
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


def contribute(session: Session, instance_id: int, person_id: int, how: str, at: datetime) -> None:
    """Remember that this person had a hand in the case's result; once remembered, always remembered."""
    insert_once(
        session, table_of(Contribution), [{"instance_id": instance_id, "person_id": person_id, "how": how, "since": at}]
    )


def carry_forward(session: Session, submission_id: int, instance_id: int) -> None:
    """Put every contributor to any version of this case on the contributors' side of a new submission."""
    contributors = select(literal(submission_id), Contribution.person_id, literal("contributor")).where(
        Contribution.instance_id == instance_id
    )
    session.execute(insert(table_of(SubmissionSide)).from_select(["submission_id", "person_id", "side"], contributors))


def side_of(session: Session, submission_id: int, person_id: int | None) -> str | None:
    """The side on which this person stands for this submission, if any."""
    return session.scalar(
        select(SubmissionSide.side).where(
            SubmissionSide.submission_id == submission_id, SubmissionSide.person_id == person_id
        )
    )


def take_side(session: Session, submission_id: int, person_id: int, side: str) -> None:
    """Stand on a side, once and for all for this submission.

    The rules have asked where the person stands, under the case's lock; should they ever be wrong, the primary key refuses
    the row. A confirming head who contributed already stays where they stand.
    """
    row = {"submission_id": submission_id, "person_id": person_id, "side": side}
    if side == "contributor":
        insert_once(session, _SIDES, [row])
    else:
        session.execute(STAND, row)


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The result that is being checked, and where the one who checks it stands for it."""

    id: int
    public_id: str
    sha256: str
    submitted_by_id: int
    side: str | None


def under_review(session: Session, instance_id: int, person_id: int | None) -> UnderReview | None:
    """The case's current submission with this person's side, in one query."""
    row = session.execute(CHECKED, {"in_case": instance_id, "who": person_id}).first()
    return UnderReview(*row) if row else None


def current_submission(session: Session, instance_id: int) -> Submission | None:
    """The latest submission of a case that has not been withdrawn."""
    return session.scalars(
        select(Submission)
        .where(Submission.instance_id == instance_id, Submission.withdrawn_at.is_(None))
        .order_by(Submission.number.desc())
        .limit(1)
    ).first()
