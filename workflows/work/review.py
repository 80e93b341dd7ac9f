"""Checking a result: the unit's head confirms it, somebody who contributed nothing verifies it, the assigning post signs it off.

Each decision is one ``Review`` row bound to the hash of what was shown, and puts the person on one side of the submission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.errors import N_, Conflict, Forbidden, Invalid, Refusal
from workflows.facts import fact
from workflows.instances.turn import Turn
from workflows.organisation.standing import Standing
from workflows.trips import Fixed
from workflows.work import panel, sides
from workflows.work.escalation import settle
from workflows.work.forms import cleaned
from workflows.work.item import Item, grip
from workflows.work.models import Review
from workflows.work.rules import may_review

FACTS = {
    ("confirmation", "confirm"): "submission.confirmed",
    ("confirmation", "send_back"): "submission.sent_back",
    ("verification", "approve"): "submission.approved",
    ("verification", "return"): "submission.returned",
    ("sign_off", "sign_off"): "submission.signed_off",
    ("sign_off", "return"): "submission.returned",
}
SIDES = {"confirmation": "contributor", "verification": "verifier", "sign_off": "signatory"}
DECIDED = Fixed(insert(table_of(Review)), beside=True)
GOOD = {"confirm", "approve", "sign_off"}


def decide(
    session: Session, item: Item, *, form: Mapping[str, Any], seen_sha256: str, actor: Actor, at: datetime
) -> None:
    """Decide on the current submission as the item's stage allows (``form["decision"]``, a reason when it goes back).

    ``seen_sha256`` is the hash of what the person was shown: when it is no longer the current submission's, nothing is
    decided. Raises ``Forbidden`` for whoever stands on another side, ``Invalid`` when a reason is missing.
    """
    asked = sides.UNDER_REVIEW(in_case=item.instance_id, who=actor.person_id)
    held = grip(session, item, actor=actor, at=at, asking=[asked, *panel.asking(item)])
    seats = panel.seats_from(held.answers[1:])
    turn, item = held.turn, panel.seated(held, seats)
    submission = sides.under_review(held.answers[0])
    if submission is None:
        raise Conflict(N_("Expected a submitted result, but it was withdrawn in the meantime."))
    if refusal := may_decide(item, seats, held.standing, submission.side):
        raise refusal
    values = cleaned(held, form)
    if seen_sha256 != submission.sha256:
        raise Conflict(N_("Expected a decision on the result as it is now, but it changed after this page was shown."))
    kind, decision, reason = _said(item, values)
    if decision == "confirm" and submission.submitted_by_id == actor.person_id:
        raise Forbidden(N_("Expected somebody else to confirm this result, but you submitted it yourself."))
    assert actor.person_id is not None
    if decision != "send_back":
        _take_side(turn, submission, actor.person_id, item.step)
    turn.write(
        DECIDED(
            submission_id=submission.id,
            work_item_id=item.id,
            stage=item.step,
            decision=decision,
            reason=reason,
            seen_sha256=seen_sha256,
            decided_by_id=actor.person_id,
            appointment_id=actor.appointment_id,
            decided_at=at,
        )
    )
    said: dict[str, Any] = {"item": item.public_id, "submission": submission.public_id}
    if seats:
        kind, counted = panel.vote_of(seats, decision)
        said |= counted
    elif kind == "submission.approved":
        said["sha256"] = submission.sha256
    turn.note(fact(kind, reason, **said))
    turn.complete(item.ref, values)
    settle(turn, item, "closed")
    panel.settle_others(turn, seats, item)
    turn.finish()


def _said(item: Item, values: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """The kind of fact that the form's decision is, the decision, and its reason."""
    decision, reason = str(values.get("decision")), values.get("reason")
    kind = FACTS.get((item.step, decision))
    if kind is None:
        raise Invalid(N_("Expected one of the decisions that the form offers, but got another."))
    if decision not in GOOD and not reason:
        raise Invalid(N_("Expected a reason with the return, but there is none."))
    return kind, decision, reason


def may_decide(item: Item, seats: Sequence[panel.Seat], standing: Standing, side: str | None) -> Refusal | None:
    """Four eyes, and on a panel one seat for one person; whoever comes after the panel has concluded is told so."""
    if item.closed_at is not None and panel.has_concluded(seats):
        own = any(seat.is_decided and standing.person_id in seat.people for seat in seats)
        return Forbidden(panel.DECIDED) if own else Conflict(panel.OVER)
    return may_review(item, standing, item.step, side) or panel.may_sit(item, seats, standing.person_id)


def _take_side(turn: Turn, submission: sides.UnderReview, person_id: int, stage: str) -> None:
    """A confirming head becomes a contributor of this and every later version; verifier and signatory stand for this one."""
    if stage == "confirmation":
        sides.contribute(turn, person_id, "confirmation")
    # Asked of whoever stands elsewhere too: should a rule ever be wrong, the primary key refuses the second side.
    if submission.side != SIDES[stage]:
        sides.take_side(turn, submission.id, person_id, SIDES[stage])
