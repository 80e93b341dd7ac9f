"""Who is told of which fact: from the fact's own values and the rows as they are now. Whether they may see it is asked elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from workflows.calendar import local_date
from workflows.definitions.models import DefinitionProposal
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Appointment, Grant, GroupMember, Position, in_force
from workflows.work import panel
from workflows.work.claim import delegation_of
from workflows.work.comment_models import Comment, Difficulty
from workflows.work.models import Extension, Review, Submission
from workflows.work.part_models import Part, PartDelivery


@dataclass(frozen=True, slots=True)
class Told:
    """A fact on its way out: its values, the step that it is about (``None`` where it names none), its case or its proposal, and now."""

    entry: LedgerEntry
    data: Mapping[str, Any]
    item: WorkItem | None
    instance_id: int | None
    at: datetime
    proposal: DefinitionProposal | None = None


DECIDING = "designer"  # the role that decides on proposals; a test holds it against the policy of the pages
BEFORE: Mapping[str, tuple[str, ...]] = {  # the stages that lie before a decision, where not all of them do
    "submission.sent_back": (),
    "submission.confirmed": (),
    "submission.approved": ("confirmation",),
}
Finder = Callable[[Session, Told], set[int]]


def on_whose_desk(session: Session, told: Told) -> set[int]:
    """Who holds the open step, with its owner where it is delegated; while nobody does, everybody to whom it is offered."""
    if told.item is None or told.item.closed_at is not None:
        return set()
    if told.item.assignee_id is not None:
        delegation = delegation_of(session, told.item.id)
        return {told.item.assignee_id} | ({delegation.by_id} if delegation and delegation.by_id else set())
    seats = panel.seats_around(session, told.item)
    if any(seat.is_free and seat.id < told.item.id for seat in seats):
        return set()  # of places alike people are told of the first that is free
    return behind(session, told.item.candidate_key, told.at) - panel.people_of(seats)


def behind(session: Session, key: str, at: datetime) -> set[int]:
    """The people for whom a candidate key (``group:2``) stands on that day."""
    kind, _, number = key.partition(":")
    day = local_date(at)
    held = select(Appointment.person_id).where(in_force(Appointment, day))
    queries: dict[str, Callable[[int], Select[Any]]] = {
        "position": lambda one: held.where(Appointment.position_id == one),
        "unit": lambda one: held.join(Position, Position.id == Appointment.position_id).where(Position.unit_id == one),
        "group": lambda one: select(GroupMember.person_id).where(
            GroupMember.group_id == one, in_force(GroupMember, day)
        ),
    }
    if not number.isdigit():
        return set()
    return {int(number)} if kind == "person" else set(session.scalars(queries[kind](int(number))))


def named(session: Session, told: Told) -> set[int]:
    """The person to whom the step was given, if it is still theirs."""
    return on_whose_desk(session, told) & {int(told.data["person"])}


def both_hands(session: Session, told: Told) -> set[int]:
    """The owner of a step that was delegated or handed over until a day, and who did it instead."""
    return {int(told.data["person"]), int(told.data["officer"])}


def addressed(session: Session, told: Told) -> set[int]:
    """Whoever holds the post, or belongs to the group, to which the delay was raised."""
    return behind(session, str(told.data["to"]), told.at)


def makers(session: Session, told: Told) -> set[int]:
    """Who handed the result in, and who had let it pass before this decision."""
    submission = select(Submission.id).where(Submission.public_id == told.data["submission"]).scalar_subquery()
    passed = BEFORE.get(told.entry.kind, ("confirmation", "verification"))
    before = select(Review.decided_by_id).where(Review.submission_id == submission, Review.stage.in_(passed))
    sent = select(Submission.submitted_by_id).where(Submission.id == submission)
    return set(session.scalars(sent)) | set(session.scalars(before))


def assigner(session: Session, told: Told) -> set[int]:
    """Who assigned the task last."""
    query = select(LedgerEntry.actor).where(
        LedgerEntry.stream == told.entry.stream,
        LedgerEntry.kind == "task.assigned",
        LedgerEntry.seq < told.entry.seq,
    )
    key = session.scalar(query.order_by(LedgerEntry.seq.desc()).limit(1)) or ""
    return behind(session, key, told.at) if key.startswith("person:") else set()


def asker(session: Session, told: Told) -> set[int]:
    """Who asked for more time, and who works on the step."""
    asked = select(Extension.asked_by_id).where(Extension.public_id == told.data["extension"])
    return set(session.scalars(asked)) | on_whose_desk(session, told)


def mentioned(_session: Session, told: Told) -> set[int]:
    """Who was mentioned in a comment."""
    return {int(told.data["person"])}


def instructor(session: Session, told: Told) -> set[int]:
    """Who gave the instruction that was taken note of."""
    return set(session.scalars(select(Comment.said_by_id).where(Comment.public_id == told.data["comment"])))


def raiser(session: Session, told: Told) -> set[int]:
    """Who raised the difficulty that was answered, and who works on the step now."""
    asked = select(Difficulty.raised_by_id).where(Difficulty.public_id == told.data["difficulty"])
    return set(session.scalars(asked)) | on_whose_desk(session, told)


def deliverers(session: Session, told: Told) -> set[int]:
    """Who delivered the part that was looked at."""
    part = select(Part.id).where(Part.public_id == told.data["part"]).scalar_subquery()
    return set(session.scalars(select(PartDelivery.delivered_by_id).where(PartDelivery.part_id == part)))


def interrupted(session: Session, told: Told) -> set[int]:
    """Who held a step that ended with the case."""
    ended = (WorkItem.instance_id == told.instance_id, WorkItem.closed_at == told.entry.happened_at)
    return set(session.scalars(select(WorkItem.assignee_id).where(*ended, WorkItem.assignee_id.is_not(None))))


def displaced(session: Session, told: Told) -> set[int]:
    """Who held a step that an intervention closed, with the owner where it was delegated."""
    ended = (WorkItem.instance_id == told.instance_id, WorkItem.closed_at == told.entry.happened_at)
    held = session.scalars(select(WorkItem).where(*ended, WorkItem.assignee_id.is_not(None)))
    found: set[int] = set()
    for item in held:
        delegation = delegation_of(session, item.id)
        found |= {item.assignee_id or 0} | ({delegation.by_id} if delegation and delegation.by_id else set())
    return found


def overseers(session: Session, told: Told) -> set[int]:
    """Who leads the units that assigned the task and that verify its result."""
    units = select(CaseUnit.unit_id).where(
        CaseUnit.instance_id == told.instance_id, CaseUnit.role.in_(("assigning", "verifying"))
    )
    heads = select(Position.id).where(Position.unit_id.in_(units), Position.rank == "head")
    held = select(Appointment.person_id).where(Appointment.position_id.in_(heads))
    return set(session.scalars(held.where(in_force(Appointment, local_date(told.at)))))


def spared(session: Session, told: Told) -> set[int]:
    """Who had a place on a panel and had not decided when it concluded, with the owner where it was delegated."""
    if told.item is None or told.item.step != panel.STEP or told.item.assignee_id is None:
        return set()
    delegation = delegation_of(session, told.item.id)
    return {told.item.assignee_id} | ({delegation.by_id} if delegation and delegation.by_id else set())


def concerned(session: Session, told: Told) -> set[int]:
    """Of a task that goes on: who made, checked and signed what had been signed off, the head of the lead unit, whoever has it now."""
    former = select(ProcessInstance.id).where(ProcessInstance.public_id == told.data["former"]).scalar_subquery()
    made = select(Submission.submitted_by_id).where(Submission.instance_id == former)
    checked = select(Review.decided_by_id).join(Submission, Submission.id == Review.submission_id)
    lead = select(CaseUnit.unit_id).where(CaseUnit.instance_id == told.instance_id, CaseUnit.role == "lead")
    heads = select(Position.id).where(Position.unit_id.in_(lead), Position.rank == "head")
    on_top = select(Appointment.person_id).where(Appointment.position_id.in_(heads))
    holding = select(WorkItem.assignee_id).where(
        WorkItem.instance_id == told.instance_id, WorkItem.closed_at.is_(None), WorkItem.assignee_id.is_not(None)
    )
    people = (made, checked.where(Submission.instance_id == former), holding)
    return set(session.scalars(union(*people, on_top.where(in_force(Appointment, local_date(told.at))))))


def deciders(session: Session, told: Told) -> set[int]:
    """Who may decide on a proposal while it waits."""
    if told.proposal is None or told.proposal.decided_at is not None:
        return set()
    return set(
        session.scalars(select(Grant.person_id).where(Grant.role == DECIDING, in_force(Grant, local_date(told.at))))
    )


def proposer(_session: Session, told: Told) -> set[int]:
    """Who made the proposal."""
    return set() if told.proposal is None else {told.proposal.proposed_by_id}


RULES: Mapping[str, Finder] = {  # the more important first: of several facts of one command a person is told the first
    "escalation.raised": addressed,
    "case.cancelled": interrupted,
    "case.check_passed_over": overseers,
    "case.moved": displaced,
    "case.repeated": displaced,
    "case.step_skipped": displaced,
    "case.continued": concerned,
    "submission.returned": makers,
    "panel.returned": makers,
    "submission.sent_back": makers,
    "task.declined": assigner,
    "escalation.remedy_demanded": on_whose_desk,
    "escalation.urged": on_whose_desk,
    "instruction.given": on_whose_desk,
    "work_item.reassigned": named,
    "work_item.delegated": named,
    "work_item.overdue": on_whose_desk,
    "submission.signed_off": makers,
    "submission.approved": makers,
    "panel.approved": makers,
    "submission.confirmed": makers,
    "extension.granted": asker,
    "extension.refused": asker,
    "work_item.prompted": on_whose_desk,
    "difficulty.answered": raiser,
    "part.returned": deliverers,
    "part.accepted": deliverers,
    "part.dropped": interrupted,
    "comment.mentioned": mentioned,
    "instruction.acknowledged": instructor,
    "case.migrated": interrupted,
    "work_item.migrated": on_whose_desk,
    "work_item.reminded": on_whose_desk,
    "work_item.warned": on_whose_desk,
    "work_item.closed": spared,
    "work_item.taken_back": both_hands,
    "work_item.came_back": both_hands,
    "work_item.stayed": both_hands,
    "work_item.opened": on_whose_desk,
    "definition.returned": proposer,
    "definition.deployed": proposer,
    "definition.proposed": deciders,
}
IMPORTANCE = {kind: place for place, kind in enumerate(RULES)}
INTERVENED = frozenset({"case.moved", "case.repeated", "case.step_skipped"})
REMINDERS = frozenset({"work_item.warned", "work_item.reminded", "work_item.overdue", "work_item.prompted"})
OF_THE_DESK = REMINDERS | {
    "work_item.opened",
    "work_item.reassigned",
    "escalation.raised",
    "escalation.urged",
    "escalation.remedy_demanded",
}
"""Notices that ask for something: they are no news any more once the step is done, whoever did it."""
