"""What may be done with an item, and why not: each rule is asked by the button and again by the command under lock.

Pure functions of an ``Item`` and a ``Standing``; ``None`` means yes. What needs rows of its own (who contributed, who has
the authority) is passed in.
"""

from __future__ import annotations

from workflows.errors import N_, Conflict, Forbidden, Refusal
from workflows.organisation.standing import Standing
from workflows.work.item import Item

CLOSED = N_("Expected an open step, but it was closed in the meantime.")
QUICKER = N_("Expected a free step, but somebody else was quicker and holds it now.")
STANDS_STILL = N_("Expected a running case, but it is suspended; nothing can be done until it is resumed.")


def is_open(item: Item) -> Refusal | None:
    """The item is open and its case neither ended nor suspended (deciding on the case itself is not an item's business)."""
    if item.closed_at is not None or item.case_ended_at is not None:
        return Conflict(CLOSED)
    if item.suspended:
        return Conflict(STANDS_STILL)
    return None


def is_offered(item: Item, standing: Standing) -> bool:
    """Whether the item is offered to a post, unit or group of this person."""
    return item.candidate_key in standing.candidate_keys


def holds(item: Item, standing: Standing) -> bool:
    """Whether this person holds the item; the clock and the operator hold nothing, a free item has no holder."""
    return standing.person_id is not None and item.assignee_id == standing.person_id


def may_claim(item: Item, standing: Standing) -> Refusal | None:
    """A free item may be taken by those it is offered to."""
    if refusal := is_open(item):
        return refusal
    if holds(item, standing):
        return Conflict(N_("Expected a free step, but you hold it already."))
    if not is_offered(item, standing):
        return Forbidden(N_("Expected a step that is offered to you, but it is offered to others."))
    if item.assignee_id is not None:
        return Conflict(QUICKER)
    return None


def may_release(item: Item, standing: Standing) -> Refusal | None:
    """The holder may put an item back."""
    if refusal := is_open(item):
        return refusal
    if not holds(item, standing):
        return Forbidden(N_("Expected the holder of this step, but that is not you."))
    return None


def may_act(item: Item, standing: Standing, step: str | None = None) -> Refusal | None:
    """The holder may work on an item; so may, while nobody holds it, those it is offered to."""
    if refusal := is_open(item):
        return refusal
    if step is not None and item.step != step:
        return Conflict(N_("Expected a step of another kind, but this one does not allow it."))
    if holds(item, standing):
        return None
    if item.assignee_id is not None:
        return Forbidden(N_("Expected the holder of this step, but somebody else holds it."))
    if not is_offered(item, standing):
        return Forbidden(N_("Expected a step that is offered to you, but it is offered to others."))
    return None


def may_review(item: Item, standing: Standing, stage: str, side: str | None) -> Refusal | None:
    """Four eyes: whoever stands on one side of a submission does not act on another.

    A confirming head becomes a contributor, so an earlier contribution is no obstacle to confirming; verifying needs
    somebody who contributed nothing to any version; signing off somebody who neither contributed nor verified.
    """
    if refusal := may_act(item, standing, stage):
        return refusal
    if stage == "verification" and side not in (None, "verifier"):
        return Forbidden(N_("Expected somebody who contributed nothing to this result, but you had a hand in it."))
    if stage == "sign_off" and side == "contributor":
        return Forbidden(N_("Expected somebody who contributed nothing to this result, but you had a hand in it."))
    if stage == "sign_off" and side == "verifier":
        return Forbidden(N_("Expected somebody other than the verifier to sign off, but you verified this result."))
    return None


def may_be_given(item: Item) -> Refusal | None:
    """What is offered to a post stays with whoever acts in that post: a head's confirmation is not given to the officer who
    made the result, by nobody.
    """
    if item.candidate_key.startswith("position:"):
        return Conflict(N_("Expected a step that can be given to somebody else, but this one belongs to a post."))
    return None


def may_receive(item: Item, person_id: int, side: str | None) -> Refusal | None:
    """Four eyes when a step is given to somebody: who does not hold it already, and for a check who may carry it out.

    ``side`` is where that person stands for the result under check.
    """
    if item.assignee_id == person_id:
        return Conflict(N_("Expected somebody who does not hold this step yet, but that person does."))
    if item.step in ("verification", "sign_off") and side == "contributor":
        return Conflict(
            N_("Expected somebody who contributed nothing to this result, but that person had a hand in it.")
        )
    if item.step == "sign_off" and side == "verifier":
        return Conflict(
            N_("Expected somebody other than the verifier to sign off, but that person verified this result.")
        )
    return None


def may_reassign(item: Item, standing: Standing, *, leads: bool) -> Refusal | None:
    """A superior gives the item to another person: ``leads`` says whether they lead the item's unit or one above it."""
    if refusal := is_open(item) or may_be_given(item):
        return refusal
    if not leads:
        return Forbidden(N_("Expected the head of the responsible unit or a superior, but that is not you."))
    return None


def may_direct(ended: bool, *, authority: bool) -> Refusal | None:
    """Suspend, resume and cancel need the authority of the assigning position or above, on a case that has not ended."""
    if ended:
        return Conflict(N_("Expected a running case, but it has ended already."))
    if not authority:
        return Forbidden(N_("Expected the authority that assigned the task, or one above it, but that is not you."))
    return None
