"""What an administrator does to one running case when its drawing has no way for it: move, skip, repeat, change data.

Each command has a reason, a fact, and a version that the page showed: whoever acted meanwhile has won. What was raised about steps
that close is settled with them. A check of the result that nobody made is said loudly, and what somebody waits to have answered
(a delay, a request, a difficulty, a part) is answered and not carried away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy, forms
from workflows.definitions.fields import Field
from workflows.engine.drawing import Drawing
from workflows.engine.placing.asked import fields_in, fields_read, peoples_steps
from workflows.engine.placing.place import places
from workflows.engine.step import Step
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import Fact, fact
from workflows.instances import lifecycle, modifying, timers
from workflows.instances.incidents import close_for
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer, WorkItem
from workflows.instances.things import Thing
from workflows.ledger.record import record
from workflows.organisation.standing import standing_of
from workflows.work.escalation import settle, settle_ended
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Claim, Contribution, Review, Submission, SubmissionSide
from workflows.work.review import GOOD
from workflows.work.sides import current_submission

ANSWERS = ("escalation", "extension", "difficulty", "part")
STAGES = ("submission", "confirmation", "verification", "sign_off")
CHECKS = ("verification", "sign_off")
MOVED, REPEATED = "case.moved", "case.repeated"


def has_part(session: Session, instance_id: int, person_id: int | None) -> bool:
    """Whether this person made, checked or holds something of the case."""
    sides = (
        select(Submission.id)
        .join(SubmissionSide, SubmissionSide.submission_id == Submission.id)
        .where(Submission.instance_id == instance_id, SubmissionSide.person_id == person_id)
    )
    hands = select(Contribution.instance_id).where(
        Contribution.instance_id == instance_id, Contribution.person_id == person_id
    )
    desk = (
        select(WorkItem.id)
        .outerjoin(Claim, (Claim.work_item_id == WorkItem.id) & Claim.released_at.is_(None))
        .where(WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None))
        .where(or_(WorkItem.assignee_id == person_id, Claim.by_id == person_id))
    )
    return session.execute(union(sides, hands, desk).limit(1)).first() is not None


def move(
    session: Session,
    case: ProcessInstance,
    *,
    version: int,
    chosen: Sequence[str],
    target: str,
    reason: str,
    actor: Actor,
    at: datetime,
    kind: str = MOVED,
) -> None:
    """Let the case go on before another step; the chosen places close."""
    hand = _Hand(session, case, version, reason, actor, at)
    hand.may_leave(chosen)
    if not target:
        sentence = N_("Expected a step to go to, but none was chosen.")
        raise Invalid(sentence, {"target": Refusal(sentence)})
    hand.finish(modifying.move(hand.turn, chosen, target, kind=kind, reason=reason.strip()))


def repeat(
    session: Session,
    case: ProcessInstance,
    *,
    version: int,
    chosen: Sequence[str],
    target: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let the case do a step again that it has passed: like moving, told as what it is."""
    passed = select(WorkItem.id).where(
        WorkItem.instance_id == case.id, WorkItem.element == target, WorkItem.closed_at.is_not(None)
    )
    if target and session.execute(passed.limit(1)).first() is None:
        sentence = N_("Expected a step that was passed before, but this one was not: move the case there instead.")
        raise Invalid(sentence, {"target": Refusal(sentence)})
    move(
        session,
        case,
        version=version,
        chosen=chosen,
        target=target,
        reason=reason,
        actor=actor,
        at=at,
        kind=REPEATED,
    )


def skip(
    session: Session,
    case: ProcessInstance,
    *,
    version: int,
    chosen: str,
    form: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let the case go on behind a step as if it were done; what follows is told what the form says, as far as it asks for it."""
    hand = _Hand(session, case, version, reason, actor, at)
    hand.may_leave([chosen])
    values = hand.answers(chosen, form)
    hand.finish(modifying.skip(hand.turn, chosen, values, reason=reason.strip()))


def change_data(
    session: Session,
    case: ProcessInstance,
    *,
    version: int,
    values: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Give values of the case another content; steps that are open keep what they were opened with."""
    hand = _Hand(session, case, version, reason, actor, at)
    modifying.change(hand.turn, values, reason=reason.strip())
    hand.turn.finish()


def asked_fields(session: Session, case: ProcessInstance, chosen: str) -> tuple[Field, ...]:
    """The fields of a step's form that what follows reads, for the form of whoever is about to skip it."""
    version = case.definition_version_id
    drawing = deploy.drawing_of(session, version)
    return _asked(drawing, case.state, chosen, lambda form: forms.fields(deploy.form_of(session, version, form)))


def _asked(
    drawing: Drawing, state: bytes, chosen: str, fields_of: Callable[[str], tuple[Field, ...]]
) -> tuple[Field, ...]:
    """Those fields, with the ones on which it depends whether they are shown, in the form's order."""
    found = next((one for one in places(drawing, state) if one.key == chosen), None)
    step = None if found is None else peoples_steps(drawing).get(found.element)
    if step is None or step.form is None:
        return ()
    known = fields_of(step.form)
    wanted = set(fields_read(drawing, state, chosen))
    for one in reversed(known):
        if one.key in wanted and one.show_when:
            wanted |= fields_in(one.show_when)
    return tuple(one for one in known if one.key in wanted)


class Unanswered(Invalid):
    """What a skipped step's own form lacks: ``faults`` are by the names of its fields."""


class _Hand:
    """A case in the hands of somebody who intervenes: locked, its rules asked, its open steps known."""

    def __init__(
        self, session: Session, case: ProcessInstance, version: int, reason: str, actor: Actor, at: datetime
    ) -> None:
        self.session = session
        self.turn = lifecycle.locked(session, case.id, actor=actor, at=at)
        standing = standing_of(session, actor, at)
        if refusal := modifying.may_modify(
            ended=self.turn.ended_at is not None,
            suspended=self.turn.suspended,
            administers=modifying.reaches(session, case.id, standing),
            has_part=has_part(session, case.id, actor.person_id),
        ):
            raise refusal
        if self.turn.version != version:
            raise Conflict(modifying.CHANGED)
        if not reason.strip():
            sentence = N_("Expected a reason, but it is empty.")
            raise Invalid(sentence, {"reason": Refusal(sentence)})
        query = item_query().where(WorkItem.instance_id == case.id, WorkItem.closed_at.is_(None))
        self.items: dict[str, Item] = {item.ref: item for item in map(from_row, session.execute(query))}
        for item in self.items.values():
            self.turn.knows(item)

    def may_leave(self, chosen: Sequence[str]) -> None:
        """Refuse to carry away what answers somebody: it is settled by answering it."""
        for one in modifying.places_of(self.turn):
            inside = any(one.key == key or one.key.startswith((f"{key}/", f"{key}.")) for key in chosen)
            message = one.data.get("message")
            if inside and isinstance(message, dict) and any(message.get(name) for name in ANSWERS):
                raise Conflict(
                    N_(
                        "Expected a step of the case's own course, but %(element)s answers what somebody has raised or asked for. "
                        "It ends when it is answered."
                    ),
                    element=one.element,
                )

    def answers(self, chosen: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the form of a skipped step says: answers that are asked for, nothing for all others."""
        found = next((one for one in modifying.places_of(self.turn) if one.key == chosen), None)
        if found is None or found.kind != "item":
            return {}
        item = self.items[found.ref or ""]
        known = () if item.form is None else self.turn.form_fields(item.form)
        said: dict[str, Any] = {one.key: None for one in known if one.key}
        asked = _asked(self.turn.drawing, self.turn.state, chosen, self.turn.form_fields)
        try:
            said |= forms.accepted(asked, given)
        except Invalid as refusal:
            raise Unanswered(refusal.text, refusal.faults, **refusal.params) from refusal
        return {**said, "by_head": False} if item.step == "submission" else said

    def finish(self, step: Step) -> None:
        """Settle what was raised about steps that closed, say what nobody has checked, and write it all down."""
        turn = self.turn
        for closed in step.closed:
            item = self.items.get(closed.ref)
            if item is not None and item.escalated and turn.ended_at is None:
                settle(turn, item, "closed")
        if turn.ended_at is not None:
            settle_ended(turn)
        self._checked(step)
        turn.finish()
        self._timers_over()

    def _timers_over(self) -> None:
        """A timer that was taken away holds nothing up any more."""
        waiting = select(Incident.thing).where(
            Incident.instance_id == self.turn.id, Incident.closed_at.is_(None), Incident.job == timers.JOB
        )
        over: list[Fact] = []
        for key in self.session.scalars(waiting).all():
            thing = Thing(timers.JOB, key, self.turn.id)
            if self.session.get(ProcessTimer, thing.number) is None:
                over += close_for(self.session, thing, at=self.turn.at)
        if over:
            record(self.session, self.turn.stream, over, actor=self.turn.actor, at=self.turn.at)

    def _checked(self, step: Step) -> None:
        """Nothing is checked that nobody handed in; what is passed over unchecked is said as a fact of its own."""
        stages = [STAGES.index(one.step) for one in step.opened if one.step in STAGES]
        before = max((STAGES.index(one.step) for one in self.items.values() if one.step in STAGES), default=0)
        reached = len(STAGES) if self.turn.ended_at is not None else max(stages, default=0)
        submission = current_submission(self.session, self.turn.id)
        if stages and reached > 0 and submission is None:
            raise Conflict(N_("Expected a result to be checked there, but none was handed in."))
        drawn = {marks.step for marks in peoples_steps(self.turn.drawing).values()}
        for stage in CHECKS:
            if before <= STAGES.index(stage) < reached and stage in drawn and not self._is_good(submission, stage):
                self.turn.note(fact("case.check_passed_over", stage=stage))

    def _is_good(self, submission: Submission | None, stage: str) -> bool:
        if submission is None:
            return False
        good = select(Review.id).where(
            Review.submission_id == submission.id, Review.stage == stage, Review.decision.in_(GOOD)
        )
        return self.session.execute(good.limit(1)).first() is not None
