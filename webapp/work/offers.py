"""Which buttons a step's page shows: every rule is asked here for the button, and again by the command under lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflows.deadlines.extension import may_ask
from workflows.errors import Refusal
from workflows.organisation.standing import Standing
from workflows.work import comments, difficulties, panel, rules, sides
from workflows.work.authority import leads_unit
from workflows.work.claim import delegation_of
from workflows.work.delegation import may_delegate, may_take_back
from workflows.work.item import Item
from workflows.work.models import Submission
from workflows.work.review import may_decide
from workflows.work.submission import may_withdraw

REVIEWS = ("confirmation", "verification", "sign_off")
ALONE = ("position:", "person:")
"""A step offered to one post is done without taking it first; from a unit or a group it is taken first."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the person may do now (``act``, ``claim``, ``release``, …); ``why`` says why the step itself is not theirs to do,
    ``elsewhere`` is the address of a free step like it.
    """

    may: frozenset[str]
    why: Refusal | None
    elsewhere: str | None = None


def offers_of(session: Session, item: Item, standing: Standing, submission: Submission | None, at: datetime) -> Offers:
    """Ask every rule about this step. ``submission`` is the case's current one, for the rules about checking it."""
    seats = panel.seats_of(session, item)
    refusal = _main(session, item, standing, submission, seats)
    free = item.assignee_id is None and not item.candidate_key.startswith(ALONE)
    delegation = delegation_of(session, item.id) if item.assignee_id is not None else None
    asked = {
        "act": refusal if not free else REFUSED,
        "claim": refusal or (rules.may_claim(item, standing) if free else REFUSED),
        "release": rules.may_release(item, standing) or (None if _is_shared(item) and not delegation else REFUSED),
        "withdraw": may_withdraw(submission, item, standing, seats),
        "report": rules.may_act(item, standing, "submission"),
        "ask_time": may_ask(session, item, standing, at=at),
        "delegate": may_delegate(item, standing, delegation),
        "take_back": may_take_back(item, standing, delegation),
        "raise": difficulties.may_raise(session, item, standing),
        "instruct": comments.may_instruct(session, item, standing),
        "note": rules.may_act(item, standing, "escalation"),
        "reassign": rules.may_reassign(item, standing, leads=leads_unit(session, item.unit_id, standing)),
    }
    may = frozenset(verb for verb, said in asked.items() if said is None)
    concerned = rules.is_offered(item, standing) or item.assignee_id == standing.person_id
    free_seat = panel.free_seat(item, seats, standing)
    return Offers(
        may,
        refusal if refusal and concerned and not rules.is_open(item) else None,
        free_seat.public_id if free_seat else None,
    )


REFUSED = Refusal("")


def _is_shared(item: Item) -> bool:
    """Whether putting the step back leaves it with somebody: a step meant for one person has nobody else."""
    return not item.candidate_key.startswith("person:")


def _main(
    session: Session, item: Item, standing: Standing, submission: Submission | None, seats: tuple[panel.Seat, ...]
) -> Refusal | None:
    """The rule about the step's own form."""
    if item.step in REVIEWS:
        side = sides.side_of(session, submission.id, standing.person_id) if submission else None
        return may_decide(item, seats, standing, side)
    return rules.may_act(item, standing)
