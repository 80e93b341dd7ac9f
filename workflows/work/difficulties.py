"""Difficulties and proposals: raised while the work goes on, addressed to the superior or to who assigned the task, answered on the record.

The duty to answer is drawn: the message ``difficulty_raised`` opens a step with a due date of its own, so the clock warns, reminds
and raises a late answer like anything else that is late. Here are the rows, and the rules about who may raise.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.errors import N_, Conflict, Invalid, NotFound, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.models import ProcessInstance
from workflows.instances.turn import Turn
from workflows.limits import DIFFICULTIES
from workflows.organisation import hierarchy
from workflows.organisation.standing import Standing
from workflows.work.comment_models import Difficulty
from workflows.work.escalation import chain_of
from workflows.work.item import Item, grip, item_by_id
from workflows.work.rules import may_act

MESSAGE, ANSWER = "difficulty_raised", "answer_difficulty"
"""The message that a drawing catches, and the step that it opens."""

KINDS = ("difficulty", "proposal")
ADDRESSED = ("superior", "assigning")


def may_raise(session: Session, item: Item, standing: Standing) -> Refusal | None:
    """Whoever works on the result may, at any time, as long as not too many wait; the case's own drawing must know it."""
    if refusal := may_act(item, standing, "submission"):
        return refusal
    waits_for = session.scalar(select(ProcessInstance.waiting_for).where(ProcessInstance.id == item.instance_id)) or ""
    if MESSAGE not in waits_for.split(","):
        return Conflict(
            N_(
                "Expected a process that takes difficulties, but this case began on an older version of it; please write a comment."
            )
        )
    waiting = select(func.count()).where(Difficulty.instance_id == item.instance_id, Difficulty.answered_at.is_(None))
    if (session.scalar(waiting) or 0) >= DIFFICULTIES:
        return Conflict(
            N_("Expected at most %(most)s difficulties that wait for an answer, but there are as many."),
            most=DIFFICULTIES,
        )
    return None


def raise_difficulty(
    session: Session, item: Item, *, matter: str, addressed: str, words: str, actor: Actor, at: datetime
) -> str:
    """Raise a difficulty or make a proposal and return its address; the drawing gives it to whoever has to answer."""
    said = _checked(matter, addressed, words)
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_raise(session, held.item, held.standing):
        raise refusal
    post, group = _answerer(held.turn, held.item, held.standing, addressed)
    row = Difficulty(
        instance_id=held.turn.id,
        work_item_id=item.id,
        matter=matter,
        addressed=addressed,
        words=said,
        raised_by_id=actor.person_id,
        appointment_id=actor.appointment_id,
        raised_at=at,
    )
    session.add(row)
    session.flush()
    held.turn.note(
        fact(
            "difficulty.raised", said, item=item.public_id, difficulty=row.public_id, matter=matter, addressed=addressed
        )
    )
    held.turn.deliver(
        MESSAGE, {"difficulty": row.public_id, "item": item.public_id, "position": post, "group": group}, kept=False
    )
    held.turn.finish()
    return row.public_id


def _checked(matter: str, addressed: str, words: str) -> str:
    faults: dict[str, Refusal] = {}
    if matter not in KINDS:
        faults["matter"] = Refusal(N_("Expected a difficulty or a proposal, but none was chosen."))
    if addressed not in ADDRESSED:
        faults["addressed"] = Refusal(N_("Expected who has to answer, but nobody was chosen."))
    if not words.strip():
        faults["words"] = Refusal(N_("Expected words, but there are none."))
    if faults:
        raise Invalid(N_("Expected every question to be answered, but some are not."), faults)
    return words.strip()


def _answerer(turn: Turn, item: Item, standing: Standing, addressed: str) -> tuple[int | None, str | None]:
    """The post or the group that has to answer: the head of the unit, for the head the next one up; else who assigned the task."""
    if addressed == "superior" and item.unit_id is not None:
        day = local_date(turn.at)
        if item.unit_id in standing.led_unit_ids:
            post = next(iter(chain_of(turn.session, item, turn.at)), None)
        else:
            post = hierarchy.head_of(turn.session, item.unit_id, day)
        if post is not None:
            return post.id, None
    return None, str(turn.variables["task"]["assigning_group"])


@actions.register("record_answer")
def record_answer(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The answer is written to the difficulty that it belongs to."""
    row = turn.session.scalars(
        select(Difficulty).where(
            Difficulty.public_id == str(parameters["difficulty"]), Difficulty.instance_id == turn.id
        )
    ).first()
    if row is None:
        raise NotFound
    row.answer, row.answered_at = str(parameters["answer"]), at
    row.answered_by_id, row.answered_in_id = actor.person_id, actor.appointment_id
    turn.session.flush()
    item = item_by_id(turn.session, row.work_item_id)
    turn.note(fact("difficulty.answered", row.answer, item=item.public_id, difficulty=row.public_id))
