"""What must hold between the plan and its cases: the same task under the same lead, done only when it was signed off."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.parents import COMPLETED
from workflows.work.models import Review, Submission, SubmissionSide

BATCH = 500
_LATER = aliased(Submission)
_CURRENT = ~exists().where(
    _LATER.instance_id == Submission.instance_id, _LATER.number > Submission.number, _LATER.withdrawn_at.is_(None)
)


def violations(session: Session) -> Iterator[str]:
    """One sentence per violation, for the tasks that have a case."""
    yield from _other_words(session)
    yield from _done_without_a_signature(session)
    yield from _signed_but_not_done(session)


def _other_words(session: Session) -> Iterator[str]:
    """Task and case go by one code, and the lead of the one is the lead of the other."""
    lead = select(CaseUnit.unit_id).where(CaseUnit.instance_id == ResolutionTask.instance_id, CaseUnit.role == "lead")
    differing = (
        select(ResolutionTask.code, ProcessInstance.business_key)
        .join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
        .where(
            or_(
                ProcessInstance.business_key != ResolutionTask.code,
                lead.scalar_subquery().is_distinct_from(ResolutionTask.lead_unit_id),
            )
        )
    )
    for row in session.execute(differing.execution_options(yield_per=BATCH)):
        yield f"task {row.code}: its case {row.business_key} has another code or another lead unit."


def _done_without_a_signature(session: Session) -> Iterator[str]:
    """A completed case has a current result that was approved and signed off, or is the parent of a completed one."""
    child, case = aliased(ResolutionTask), aliased(ProcessInstance)
    decided = [
        exists().where(
            Review.submission_id == Submission.id,
            Review.decision == decision,
            Review.seen_sha256 == Submission.sha256,
            SubmissionSide.submission_id == Submission.id,
            SubmissionSide.person_id == Review.decided_by_id,
            SubmissionSide.side == side,
        )
        for decision, side in (("approve", "verifier"), ("sign_off", "signatory"))
    ]
    unsigned = select(ResolutionTask.code).join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
    unsigned = unsigned.where(
        ProcessInstance.outcome == COMPLETED,
        ~exists().where(
            Submission.instance_id == ProcessInstance.id, Submission.withdrawn_at.is_(None), _CURRENT, *decided
        ),
        ~exists().where(child.parent_id == ResolutionTask.id, case.id == child.instance_id, case.outcome == COMPLETED),
    )
    for code in session.scalars(unsigned.execution_options(yield_per=BATCH)):
        yield f"task {code}: its case is completed, but its result was not approved and signed off."


def _signed_but_not_done(session: Session) -> Iterator[str]:
    """What was signed off is over."""
    open_still = (
        select(ResolutionTask.code)
        .join(ProcessInstance, ProcessInstance.id == ResolutionTask.instance_id)
        .join(Submission, Submission.instance_id == ProcessInstance.id)
        .join(Review, Review.submission_id == Submission.id)
        .where(
            Review.stage == "sign_off",
            Review.decision == "sign_off",
            or_(ProcessInstance.outcome.is_(None), ProcessInstance.outcome != COMPLETED),
        )
    )
    for code in session.scalars(open_still.execution_options(yield_per=BATCH)):
        yield f"task {code}: its result was signed off, but its case is not completed."
