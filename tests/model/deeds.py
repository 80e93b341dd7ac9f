"""Everything that a person can try with a case, by name: a verb on one of its steps, in one of a few ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.world import ACCEPT, ASSIGN, RESULT, World
from workflows.actor import Actor
from workflows.calendar import local_date
from workflows.deadlines import extension
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.models import Person
from workflows.work import (
    assignment,
    claim,
    directing,
    escalation,
    escalation_choices,
    forms,
    links,
    progress,
    review,
    submission,
)
from workflows.work.item import Item, from_row, item_query
from workflows.work.sides import current_submission

WHY = "Theo chỉ đạo của cấp trên"
REPORT = {"percent": "40", "produced": "Dự thảo", "schedule": "on_schedule", "late_days": "0"}


@dataclass(frozen=True, slots=True)
class Deed:
    """``who`` tries ``verb`` in the way ``how`` (a decision, a colleague's name), on the case's step number ``nth`` of its kind."""

    who: str
    verb: str
    how: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Verb:
    """On which kinds of step a verb is tried (none: on any; ``case``: on the case itself), and how it is done."""

    steps: tuple[str, ...]
    hows: tuple[str, ...]
    act: Callable[..., object]


def _accept(session: Session, item: Item, how: str, **by: Any) -> None:
    officer = None if how in ("accept", "decline") else _address(session, how)
    form = {"decision": "decline", "reason": WHY} if how == "decline" else {**ACCEPT, "officer": officer}
    assignment.accept(session, item, form=form, **by)


def _review(session: Session, item: Item, how: str, **by: Any) -> None:
    shown = current_submission(session, item.instance_id)
    form = {"decision": how, "reason": WHY}
    review.decide(session, item, form=form, seen_sha256=shown.sha256 if shown else "", **by)


def _decide(session: Session, item: Item, how: str, *, at: datetime, **by: Any) -> None:
    form = {"decision": how, "reason": WHY, "due_on": None if how == "refuse" else a_later_day(session, item, at)}
    extension.decide(session, item, form=form, at=at, **by)


def _handle(session: Session, item: Item, how: str, *, at: datetime, **by: Any) -> None:
    form = {
        "decision": how,
        "reason": WHY,
        "person": _address(session, "tam"),
        "due_on": a_later_day(session, item, at),
    }
    escalation_choices.handle(session, item, form=form, at=at, **by)


def _ask(session: Session, item: Item, how: str, *, at: datetime, **by: Any) -> None:
    extension.ask(session, item, due_on=a_later_day(session, item, at), reason=WHY, at=at, **by)


def _link(session: Session, item: Item, how: str, **by: Any) -> None:
    links.attach_link(session, item, url=f"https://example.vn/{how}", not_classified=True, **by)


def a_later_day(session: Session, item: Item, at: datetime) -> str:
    """A day that is later than today and than any date that the case has now."""
    dates = [
        date
        for date in session.scalars(select(WorkItem.due_at).where(WorkItem.instance_id == item.instance_id))
        if date
    ]
    return (local_date(max([at, *dates])) + timedelta(days=5)).isoformat()


def _address(session: Session, name: str) -> str:
    return session.scalars(select(Person.public_id).where(Person.folded == name)).one()


WORK, CHECKS = ("submission",), ("confirmation", "verification", "sign_off")
VERBS: Mapping[str, Verb] = {
    "assign": Verb(("assign",), ("",), lambda s, i, how, **by: assignment.assign(s, i, form=ASSIGN, **by)),
    "accept": Verb(("accept",), ("accept", "lan", "tam", "decline"), _accept),
    "claim": Verb((), ("",), lambda s, i, how, **by: claim.claim(s, i, **by)),
    "release": Verb((), ("",), lambda s, i, how, **by: claim.release(s, i, reason=WHY, **by)),
    "draft": Verb(WORK, ("",), lambda s, i, how, **by: forms.save_draft(s, i, form={"summary": "Đang viết"}, **by)),
    "report": Verb(WORK, ("",), lambda s, i, how, **by: progress.report(s, i, form=REPORT, **by)),
    "attach": Verb(WORK, ("a", "b"), _link),
    "submit": Verb(WORK, ("",), lambda s, i, how, **by: submission.submit(s, i, form=RESULT, **by)),
    "withdraw": Verb(CHECKS, ("",), lambda s, i, how, **by: submission.withdraw(s, i, reason=WHY, **by)),
    "confirm": Verb(("confirmation",), ("confirm", "send_back"), _review),
    "verify": Verb(("verification",), ("approve", "return"), _review),
    "sign_off": Verb(("sign_off",), ("sign_off", "return"), _review),
    "reassign": Verb(
        (), ("lan", "tam"),
        lambda s, i, how, **by: assignment.reassign(s, i, person=_address(s, how), reason=WHY, **by),
    ),
    "ask": Verb(WORK, ("",), _ask),
    "decide": Verb(("extension",), ("grant", "refuse"), _decide),
    "handle": Verb(("escalation",), ("take_over", "reassign", "grant_time", "pass_upward"), _handle),
    "note": Verb(
        ("escalation",), ("acknowledge", "urge"),
        lambda s, i, how, **by: escalation.note_act(s, i, act=how, reason=WHY, **by),
    ),
    "suspend": Verb(("case",), ("",), lambda s, c, how, **by: directing.suspend(s, c, reason=WHY, **by)),
    "resume": Verb(("case",), ("",), lambda s, c, how, **by: directing.resume(s, c, reason=WHY, **by)),
    "cancel": Verb(("case",), ("",), lambda s, c, how, **by: directing.cancel(s, c, reason=WHY, **by)),
}  # fmt: skip


def steps_of(session: Session, case: int) -> list[Item]:
    """Every step that the case ever had: the open ones first, oldest first, then the closed ones, newest first."""
    found = [from_row(row) for row in session.execute(item_query().where(WorkItem.instance_id == case))]
    return sorted(found, key=lambda item: (item.closed_at is not None, item.id if item.closed_at is None else -item.id))


def aim(steps: list[Item], deed: Deed) -> Item | None:
    """The step that a deed is about: an open one of the verb's kind, else the last closed one; ``None`` when there is none."""
    kinds = VERBS[deed.verb].steps
    found = [item for item in steps if not kinds or item.step in kinds]
    opened = [item for item in found if item.closed_at is None]
    return opened[deed.nth % len(opened)] if opened else next(iter(found), None)


def act(session: Session, case: int, deed: Deed, actor: Actor, at: datetime) -> bool:
    """Do the deed; ``False`` when there is nothing to do it to. Raises what the command raises."""
    verb = VERBS[deed.verb]
    on_case = verb.steps == ("case",)
    target = session.get_one(ProcessInstance, case) if on_case else aim(steps_of(session, case), deed)
    if target is not None:
        verb.act(session, target, deed.how, actor=actor, at=at)
    return target is not None


def commit(world: World, case: int, deed: Deed, actor: Actor, at: datetime) -> bool:
    """Do the deed in a unit of work of its own."""
    with world.database.writing() as session:
        done = act(session, case, deed, actor, at)
        session.commit()
        return done
