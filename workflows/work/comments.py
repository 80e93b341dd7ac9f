"""What people say about a case, and what a superior instructs about a step.

Neither touches the work itself, so nobody becomes a contributor by it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, Invalid, NotFound, Refusal
from workflows.facts import Fact, fact
from workflows.instances import lifecycle
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing, standing_of
from workflows.work.access import may_see_case, mine_or_offered
from workflows.work.authority import directs_unit, has_authority
from workflows.work.comment_models import Comment, Instruction, Mention
from workflows.work.item import Item, grip, item_by_id
from workflows.work.mentions import mentioned
from workflows.work.rules import holds, is_offered, is_open

EMPTY = N_("Expected words, but there are none.")
WAITING_SHOWN = 20


def may_comment(session: Session, instance_id: int, standing: Standing, *, ended: bool) -> Refusal | None:
    """Whoever may see a running case may say something about it, but for an inspector, who follows and changes nothing [N]."""
    if ended:
        return Conflict(N_("Expected a running case, but it has ended already."))
    others = {role: units for role, units in standing.roles.items() if role != "inspector"}
    if not may_see_case(session, instance_id, replace(standing, roles=others, sees_all=False)):
        return Forbidden(N_("Expected somebody who takes part in this case, but you follow it only as an inspector."))
    return None


def may_instruct(session: Session, item: Item, standing: Standing) -> Refusal | None:
    """A superior instructs whoever holds an open step: who leads its unit or one above, or assigned the case; never oneself."""
    if refusal := is_open(item):
        return refusal
    if holds(item, standing):
        return Conflict(N_("Expected a step in somebody else's hands, but you hold it yourself."))
    if not directs_unit(session, item.unit_id, standing) and not has_authority(session, item.instance_id, standing):
        return Forbidden(N_("Expected a superior of the unit that answers for this step, but that is not you."))
    return None


def may_acknowledge(instruction: Instruction, item: Item, standing: Standing) -> Refusal | None:
    """Whoever holds the step takes note, or held it last; while nobody does, those it is offered to."""
    if instruction.acknowledged_at is not None:
        return Conflict(N_("Expected an instruction that waits, but somebody has taken note of it already."))
    if not holds(item, standing) and not (item.assignee_id is None and is_offered(item, standing)):
        return Forbidden(N_("Expected the holder of this step, but that is not you."))
    return None


def comment(session: Session, case: ProcessInstance, *, words: str, actor: Actor, at: datetime) -> str:
    """Say something about a case and return the comment's address. Whoever is mentioned must be allowed to see it."""
    said = _said(words)
    turn = lifecycle.locked(session, case.id, actor=actor, at=at)
    if refusal := may_comment(session, turn.id, standing_of(session, actor, at), ended=turn.ended_at is not None):
        raise refusal
    row = _keep(turn, said)
    turn.note(fact("comment.made", said, comment=row.public_id), *_mention(turn, row))
    turn.finish()
    return row.public_id


def instruct(session: Session, item: Item, *, words: str, actor: Actor, at: datetime) -> str:
    """Instruct whoever holds a step; it stands there until they take note of it."""
    said = _said(words)
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_instruct(session, held.item, held.standing):
        raise refusal
    row = _keep(held.turn, said)
    session.add(Instruction(comment_id=row.id, work_item_id=item.id))
    given = fact("instruction.given", said, item=item.public_id, comment=row.public_id)
    held.turn.note(given, *_mention(held.turn, row))
    held.turn.finish()
    return row.public_id


def acknowledge(session: Session, comment_id: str, *, actor: Actor, at: datetime) -> Item:
    """Take note of an instruction; answers its step. Raises ``NotFound`` when there is none at this address."""
    found = session.execute(select(Instruction, Comment).join(Comment).where(Comment.public_id == comment_id)).first()
    if found is None:
        raise NotFound
    instruction, row = found
    held = grip(session, item_by_id(session, instruction.work_item_id), actor=actor, at=at)
    if not may_see_case(session, row.instance_id, held.standing):
        raise NotFound
    session.refresh(instruction)
    if refusal := may_acknowledge(instruction, held.item, held.standing):
        raise refusal
    instruction.acknowledged_at, instruction.acknowledged_by_id = at, actor.person_id
    instruction.acknowledged_in_id = actor.appointment_id
    held.turn.note(fact("instruction.acknowledged", item=held.item.public_id, comment=row.public_id))
    held.turn.finish()
    return held.item


def waiting_for(session: Session, standing: Standing) -> list[tuple[Comment, WorkItem, ProcessInstance]]:
    """The instructions that wait for this person to take note of them, oldest first, with their steps and cases.

    On a finished step nothing can be done about an instruction any more: it stays readable in the case and waits for nobody.
    """
    query = (
        select(Comment, WorkItem, ProcessInstance)
        .join(Instruction, Instruction.comment_id == Comment.id)
        .join(WorkItem, WorkItem.id == Instruction.work_item_id)
        .join(ProcessInstance, ProcessInstance.id == Comment.instance_id)
        .where(Instruction.acknowledged_at.is_(None), ProcessInstance.ended_at.is_(None))
        .where(WorkItem.closed_at.is_(None), mine_or_offered(standing))
        .order_by(Comment.id)
        .limit(WAITING_SHOWN)
    )
    return [(said, item, case) for said, item, case in session.execute(query)]


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise Invalid(EMPTY, {"words": Refusal(EMPTY)})
    return said


def _keep(turn: Turn, words: str) -> Comment:
    row = Comment(
        instance_id=turn.id,
        words=words,
        said_by_id=turn.actor.person_id,
        appointment_id=turn.actor.appointment_id,
        said_at=turn.at,
    )
    turn.session.add(row)
    turn.session.flush()
    return row


def _mention(turn: Turn, row: Comment) -> list[Fact]:
    people = mentioned(turn.session, turn.id, row.words, at=turn.at)
    turn.session.add_all(Mention(comment_id=row.id, person_id=one) for one in people)
    turn.session.flush()
    return [fact("comment.mentioned", comment=row.public_id, person=one) for one in people]
