"""A co-operating unit delivers its part, the lead looks at it: what the drawing of a part asks to be written down.

Whoever delivers, and whoever of the lead decides what goes in, has had a hand in the result and never verifies it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Conflict, Forbidden, NotFound, Refusal
from workflows.facts import fact
from workflows.instances import actions
from workflows.instances.turn import Turn
from workflows.limits import PART_PIECES
from workflows.organisation.standing import Standing
from workflows.work import sides
from workflows.work.item import Item
from workflows.work.models import Attachment
from workflows.work.part_models import Part, PartDelivery
from workflows.work.parts import about
from workflows.work.rules import may_act

NOTHING_YET = N_("Expected evidence with the part, but there is none yet; please add a file or a link first.")
TWO_SIDES = N_("Expected somebody who does not check the result of this task, but you do.")


def may_enclose(session: Session, item: Item, standing: Standing, *, more: int = 1) -> Refusal | None:
    """Whoever works on a part puts ``more`` files to it, as long as there are not too many, and unless they check the result."""
    if refusal := may_act(item, standing):
        return refusal
    if _pieces(session, part_about(session, item).id) + more > PART_PIECES:
        return Conflict(
            N_("Expected at most %(most)s pieces of evidence for a part, but there are as many already."),
            most=PART_PIECES,
        )
    return may_have_a_hand(session, item.instance_id, standing.person_id)


def may_have_a_hand(session: Session, instance_id: int, person_id: int | None) -> Refusal | None:
    """Four eyes the other way round: who checks the current result does not contribute to it."""
    current = sides.current_submission(session, instance_id)
    side = sides.side_of(session, current.id, person_id) if current else None
    return Forbidden(TWO_SIDES) if side in ("verifier", "signatory") else None


def part_about(session: Session, item: Item) -> Part:
    """The part that a step is about; raises ``NotFound``."""
    return _part(session, item.instance_id, about(item))


def have_a_hand(turn: Turn, person_id: int, how: str) -> None:
    """A contributor from now on: to the result that is being checked, and to every later one."""
    sides.contribute(turn, person_id, how)
    current = sides.current_submission(turn.session, turn.id)
    if current is not None:
        sides.take_side(turn, current.id, person_id, "contributor")


@actions.register("record_part")
def record_part(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The part is delivered: with evidence, by somebody who does not check the result."""
    part = _part(turn.session, turn.id, str(parameters["part"]))
    assert actor.person_id is not None
    if refusal := may_have_a_hand(turn.session, turn.id, actor.person_id):
        raise refusal
    if _pieces(turn.session, part.id) == 0:
        raise Refusal(NOTHING_YET)
    have_a_hand(turn, actor.person_id, "part")
    turn.session.add(
        PartDelivery(
            part_id=part.id,
            note=str(parameters["note"]),
            delivered_by_id=actor.person_id,
            appointment_id=actor.appointment_id,
            delivered_at=at,
        )
    )
    turn.session.flush()
    turn.note(fact("part.delivered", str(parameters["note"]), part=part.public_id, unit=part.unit_id))


@actions.register("decide_part")
def decide_part(turn: Turn, parameters: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """The lead takes what was delivered, or sends it back with a reason."""
    part = _part(turn.session, turn.id, str(parameters["part"]))
    newest = select(PartDelivery).where(PartDelivery.part_id == part.id).order_by(PartDelivery.id.desc()).limit(1)
    delivery = turn.session.scalars(newest).one()
    assert actor.person_id is not None
    if refusal := may_have_a_hand(turn.session, turn.id, actor.person_id):
        raise refusal
    returned = parameters.get("decision") == "return"
    delivery.decision, delivery.reason = "returned" if returned else "accepted", parameters.get("reason")
    delivery.decided_by_id, delivery.decided_in_id, delivery.decided_at = actor.person_id, actor.appointment_id, at
    turn.session.flush()
    have_a_hand(turn, actor.person_id, "part")
    kind = "part.returned" if returned else "part.accepted"
    turn.note(fact(kind, delivery.reason, part=part.public_id, unit=part.unit_id))


def _part(session: Session, instance_id: int, public_id: str) -> Part:
    found = session.scalars(select(Part).where(Part.public_id == public_id, Part.instance_id == instance_id)).first()
    if found is None:
        raise NotFound
    return found


def _pieces(session: Session, part_id: int) -> int:
    """How many files and links the part has now."""
    files = (Attachment.part_id == part_id, Attachment.removed_at.is_(None))
    return session.scalar(select(func.count()).select_from(Attachment).where(*files)) or 0
