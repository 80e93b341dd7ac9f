"""What must hold for people's acts: four eyes, results and evidence as they were, escalations only of what is open."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import case, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from workflows.instances.models import ProcessInstance, WorkItem
from workflows.work.evidence import EvidenceStore
from workflows.work.links import hash_of
from workflows.work.models import (
    Attachment,
    Claim,
    Contribution,
    Escalation,
    Review,
    Submission,
    SubmissionSide,
    SubmittedEvidence,
)
from workflows.work.part_models import Part, PartDelivery
from workflows.work.parts import CHECK, DELIVER
from workflows.work.submission import content_hash

BATCH = 500


def violations(session: Session, store: EvidenceStore) -> Iterator[str]:
    """One sentence per violation, found in a few queries over everything and read in batches."""
    yield from _both_sides(session)
    yield from _decided_from_elsewhere(session)
    yield from _in_two_places(session)
    yield from _changed_results(session)
    yield from _evidence(session, store)
    yield from _versions(session)
    yield from _escalations(session)
    yield from _on_desks(session)
    yield from _holders(session)
    yield from _parts(session)


def _both_sides(session: Session) -> Iterator[str]:
    """The database itself refuses a person on two sides of one submission; what it cannot see is somebody who contributed
    to the case before and stands elsewhere than on the contributors' side.
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
    for row in session.execute(both.execution_options(yield_per=BATCH)):
        yield f"submission {row.public_id}: person {row.person_id} contributed to it and is its {row.side}."


def _in_two_places(session: Session) -> Iterator[str]:
    """Of several verifiers each is another person: the database refuses a second conclusion, and here nobody who let another
    verify in their place gave one of their own.
    """
    other, own = aliased(Review), aliased(Review)
    both = (
        select(Submission.public_id, Claim.by_id)
        .join(other, other.submission_id == Submission.id)
        .join(Claim, Claim.work_item_id == other.work_item_id)
        .join(own, (own.submission_id == other.submission_id) & (own.decided_by_id == Claim.by_id))
        .where(
            Claim.how == "delegated",
            Claim.released_at.is_(None),
            other.stage == "verification",
            own.stage == "verification",
            own.work_item_id != other.work_item_id,
        )
    )
    for row in session.execute(both.execution_options(yield_per=BATCH)):
        yield f"submission {row.public_id}: person {row.by_id} verified it and let another verify it in their place."


def _decided_from_elsewhere(session: Session) -> Iterator[str]:
    """Whoever submitted or confirmed a result stands among its contributors, whoever verified or signed it off on that side."""
    side = case(
        (Review.stage == "verification", "verifier"), (Review.stage == "sign_off", "signatory"), else_="contributor"
    )
    acts = union_all(
        select(
            Submission.id,
            Submission.public_id,
            Submission.submitted_by_id.label("who"),
            literal("contributor").label("side"),
        ),
        select(Submission.id, Submission.public_id, Review.decided_by_id, side)
        .join(Review, Review.submission_id == Submission.id)
        .where(Review.decision != "send_back"),
    ).subquery()
    elsewhere = (
        select(acts.c.public_id, acts.c.who)
        .outerjoin(
            SubmissionSide,
            (SubmissionSide.submission_id == acts.c.id) & (SubmissionSide.person_id == acts.c.who),
        )
        .where(SubmissionSide.side.is_distinct_from(acts.c.side))
    )
    for row in session.execute(elsewhere.execution_options(yield_per=BATCH)):
        yield f"submission {row.public_id}: person {row.who} acted on it from a side where they do not stand."


def _changed_results(session: Session) -> Iterator[str]:
    """The hash that was approved still follows from form and evidence."""
    after = 0
    query = select(Submission.id, Submission.public_id, Submission.form, Submission.sha256).order_by(Submission.id)
    while rows := session.execute(query.where(Submission.id > after).limit(BATCH)).all():
        after = rows[-1].id
        evidence: dict[int, list[Attachment]] = defaultdict(list)
        parts = (
            select(SubmittedEvidence.submission_id, Attachment)
            .join(Attachment, Attachment.id == SubmittedEvidence.attachment_id)
            .where(SubmittedEvidence.submission_id.in_([row.id for row in rows]))
            .order_by(Attachment.id)
        )
        for submission_id, attachment in session.execute(parts):
            evidence[submission_id].append(attachment)
        for row in rows:
            if content_hash(json.loads(row.form), evidence[row.id]) != row.sha256:
                yield f"submission {row.public_id}: its form or evidence is not what was handed in."


def _evidence(session: Session, store: EvidenceStore) -> Iterator[str]:
    """Links are their words, files their bytes; bytes that several rows name are read once."""
    read, digest = None, None
    files = select(Attachment).order_by(Attachment.stored_as, Attachment.id)
    for file in session.scalars(files.execution_options(yield_per=BATCH)):
        if file.stored_as is None:
            if hash_of(file) != file.sha256:
                yield f"evidence {file.public_id}: its link is not what was added."
            continue
        if file.stored_as != read:
            read, digest = file.stored_as, _digest_of(store, file.stored_as)
        if digest is None:
            yield f"evidence {file.public_id}: its file is missing."
        elif digest != file.sha256:
            yield f"evidence {file.public_id}: its file is not what was uploaded."


def _digest_of(store: EvidenceStore, stored_as: str) -> str | None:
    path = store.path_of(stored_as)
    if not path.is_file():
        return None
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _versions(session: Session) -> Iterator[str]:
    """A newer version follows the one before it in the same case, a new use has the bytes of where it was taken from, and of a
    piece of evidence the case holds one version.
    """
    before, origin = aliased(Attachment), aliased(Attachment)
    query = (
        select(Attachment.public_id, Attachment.version, before.id, before.removed_at)
        .outerjoin(
            before,
            (before.instance_id == Attachment.instance_id)
            & (before.version == Attachment.version - 1)
            & or_(before.id == Attachment.first_id, before.first_id == Attachment.first_id),
        )
        .where(or_(Attachment.version > 1, Attachment.first_id.is_not(None)))
    )
    for row in session.execute(query.execution_options(yield_per=BATCH)):
        if row.id is None or row.removed_at is None:
            yield f"evidence {row.public_id}: it is version {row.version}, but the one before is not behind it."
    taken = select(Attachment.public_id).join(origin, origin.id == Attachment.origin_id)
    for public_id in session.scalars(taken.where(origin.sha256 != Attachment.sha256)):
        yield f"evidence {public_id}: it is not what was given before."


def _escalations(session: Session) -> Iterator[str]:
    """What is open above is open below: the late step, at the due date for which it was raised."""
    stale = (
        select(Escalation.public_id)
        .join(WorkItem, WorkItem.id == Escalation.work_item_id)
        .where(
            Escalation.settled_at.is_(None),
            or_(WorkItem.closed_at.is_not(None), WorkItem.due_version != Escalation.due_version),
        )
    )
    for public_id in session.scalars(stale.execution_options(yield_per=BATCH)):
        yield f"escalation {public_id}: it is open, but its step was closed or has another due date by now."


def _on_desks(session: Session) -> Iterator[str]:
    """Nobody has a settled escalation on the desk."""
    after = 0
    query = select(WorkItem.id, WorkItem.public_id, WorkItem.local).where(
        WorkItem.step == "escalation", WorkItem.closed_at.is_(None)
    )
    while rows := session.execute(query.where(WorkItem.id > after).order_by(WorkItem.id).limit(BATCH)).all():
        after = rows[-1].id
        about = {row.public_id: str((json.loads(row.local).get("message") or {}).get("escalation")) for row in rows}
        wanted = select(Escalation.public_id).where(
            Escalation.public_id.in_(about.values()), Escalation.settled_at.is_(None)
        )
        open_ones = set(session.scalars(wanted))
        for item, escalation in about.items():
            if escalation not in open_ones:
                yield f"work item {item}: it is open, but its escalation {escalation} is not."


def _holders(session: Session) -> Iterator[str]:
    """An open step is in the hands of whoever took it last."""
    other = (
        select(WorkItem.public_id, Claim.person_id)
        .join(Claim, Claim.work_item_id == WorkItem.id)
        .where(
            WorkItem.closed_at.is_(None),
            Claim.released_at.is_(None),
            or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id != Claim.person_id),
        )
    )
    for row in session.execute(other.execution_options(yield_per=BATCH)):
        yield f"work item {row.public_id}: person {row.person_id} took it, but it is in other hands."


def _parts(session: Session) -> Iterator[str]:
    """Of a running case every part that was asked for has one open step, or was accepted, or is not needed any more; whoever
    delivered one has contributed; its files are not among those of a result.
    """
    accepted = exists().where(PartDelivery.part_id == Part.id, PartDelivery.decision == "accepted")
    waiting = (
        select(Part.public_id)
        .join(ProcessInstance, ProcessInstance.id == Part.instance_id)
        .where(Part.asked_at.is_not(None), Part.dropped_at.is_(None), ProcessInstance.ended_at.is_(None), ~accepted)
    )
    steps = select(WorkItem.local).where(WorkItem.closed_at.is_(None), WorkItem.element.in_((DELIVER, CHECK)))
    about = {(json.loads(local).get("message") or {}).get("part") for local in session.scalars(steps)}
    for public_id in session.scalars(waiting.execution_options(yield_per=BATCH)):
        if public_id not in about:
            yield f"part {public_id}: it is wanted, but no step about it is open."
    strangers = (
        select(Part.public_id, PartDelivery.delivered_by_id)
        .join(Part, Part.id == PartDelivery.part_id)
        .outerjoin(
            Contribution,
            (Contribution.instance_id == Part.instance_id) & (Contribution.person_id == PartDelivery.delivered_by_id),
        )
        .where(Contribution.person_id.is_(None))
    )
    for row in session.execute(strangers):
        yield f"part {row.public_id}: person {row.delivered_by_id} delivered it, but is no contributor."
    mixed = (
        select(Attachment.public_id)
        .join(SubmittedEvidence, SubmittedEvidence.attachment_id == Attachment.id)
        .where(Attachment.part_id.is_not(None))
    )
    for public_id in session.scalars(mixed):
        yield f"evidence {public_id}: it belongs to a part, but was handed in with a result."
