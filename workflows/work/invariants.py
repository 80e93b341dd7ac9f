"""What must hold for people's acts: four eyes, and evidence that is what its row says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.work.evidence import EvidenceStore
from workflows.work.models import Attachment, Contribution, Submission, SubmissionSide


def violations(session: Session, store: EvidenceStore) -> Iterator[str]:
    """One sentence per violation: a contributor who checked, or evidence whose bytes are missing or changed.

    The database itself refuses a person on two sides of one submission; what it cannot see is somebody who contributed to
    the case before and stands elsewhere than on the contributors' side.
    """
    both = (
        select(Submission.public_id, Contribution.person_id, SubmissionSide.side)
        .join(SubmissionSide, SubmissionSide.submission_id == Submission.id)
        .join(
            Contribution,
            (Contribution.instance_id == Submission.instance_id) & (Contribution.person_id == SubmissionSide.person_id),
        )
        .where(SubmissionSide.side != "contributor", Contribution.since <= Submission.submitted_at)
    )
    for row in session.execute(both):
        yield f"submission {row.public_id}: person {row.person_id} contributed to it and is its {row.side}."
    for file in session.scalars(
        select(Attachment).where(Attachment.stored_as.is_not(None)).execution_options(yield_per=500)
    ):
        path = store.path_of(str(file.stored_as))
        if not path.is_file():
            yield f"evidence {file.public_id}: its file is missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            yield f"evidence {file.public_id}: its file is not what was uploaded."
