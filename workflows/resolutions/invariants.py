"""What must hold between the plan and its cases: the same task under the same lead, done only when it was signed off."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.parents import COMPLETED
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work.models import Contribution, Review, Submission, SubmissionSide

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
    yield from _gone_on_amiss(session)
    yield from _hands_lost(session)


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
    """A completed case has a current result that was approved and signed off, or is the parent of a completed one; or its ledger
    says that somebody with the right let it go on unchecked.
    """
    child, case = aliased(ResolutionTask), aliased(ProcessInstance)
    said = exists().where(
        LedgerEntry.stream == literal("case:").concat(ProcessInstance.public_id),
        LedgerEntry.kind == "case.check_passed_over",
    )
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
        ~said,
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


def _gone_on_amiss(session: Session) -> Iterator[str]:
    """A case goes on where another one of the same task was completed, and every case but a task's newest was gone on with."""
    former, later = aliased(ProcessInstance), aliased(CaseReopening)
    last = ~exists().where(later.former_id == CaseReopening.instance_id)
    amiss = (
        select(ResolutionTask.code)
        .select_from(CaseReopening)
        .join(ResolutionTask, ResolutionTask.id == CaseReopening.task_id)
        .join(ProcessInstance, ProcessInstance.id == CaseReopening.instance_id)
        .join(former, former.id == CaseReopening.former_id)
        .where(
            or_(
                former.outcome.is_distinct_from(COMPLETED),
                former.ended_at > CaseReopening.reopened_at,
                former.business_key != ProcessInstance.business_key,
                ResolutionTask.instance_id == CaseReopening.former_id,
                and_(last, ResolutionTask.instance_id.is_distinct_from(CaseReopening.instance_id)),
            )
        )
    )
    for code in session.scalars(amiss.distinct().execution_options(yield_per=BATCH)):
        yield f"task {code}: a case of it goes on, but not where its completed case before ended."


def _hands_lost(session: Session) -> Iterator[str]:
    """Whoever had a hand in a result has one in that of the case that goes on with it."""
    before, since = aliased(Contribution), aliased(Contribution)
    lost = (
        select(ResolutionTask.code, before.person_id)
        .select_from(CaseReopening)
        .join(ResolutionTask, ResolutionTask.id == CaseReopening.task_id)
        .join(before, before.instance_id == CaseReopening.former_id)
        .where(~exists().where(since.instance_id == CaseReopening.instance_id, since.person_id == before.person_id))
    )
    for row in session.execute(lost.execution_options(yield_per=BATCH)):
        yield f"task {row.code}: person {row.person_id} had a hand in its former result, but the case that goes on forgot it."
