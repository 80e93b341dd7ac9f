"""Progress reports while the work goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.errors import N_, Invalid, Refusal
from workflows.facts import fact
from workflows.limits import LATE_DAYS, PERCENT, REASON_LETTERS
from workflows.work.item import Item, grip
from workflows.work.models import ProgressReport
from workflows.work.rules import may_act
from workflows.work.sides import contribute

REMEDY_FROM_DAYS = 5
"""Expecting to be this many working days late or more demands a remedy plan [K]."""

SCHEDULES = ("on_schedule", "at_risk", "late")
WORDS = ("produced", "cause", "responsibility", "remedy")
FIELDS = ("percent", "schedule", "late_days", *WORDS)
EMPTY = N_("Expected how far the work is in percent, but it is empty. Write 0 where nothing is done yet.")
FELL = N_("Expected a word why the work stands at %(percent)s percent after %(before)s, but the cause is empty.")


@dataclass(frozen=True, slots=True)
class Report:
    """A progress report as checked: see ``parse``."""

    percent: int
    produced: str
    schedule: str
    late_days: int
    cause: str | None
    responsibility: str | None
    remedy: str | None


def parse(values: Mapping[str, Any]) -> Report:
    """A checked report from a form's values; raises ``Invalid`` with a sentence per field."""
    faults: dict[str, Refusal] = {}
    percent = _number(values, "percent", PERCENT, faults)
    if values.get("percent") is None or not str(values["percent"]).strip():
        faults["percent"] = Refusal(EMPTY)
    late_days = _number(values, "late_days", LATE_DAYS, faults)
    schedule = str(values.get("schedule") or "")
    words = {name: (str(values.get(name) or "").strip()[:REASON_LETTERS] or None) for name in WORDS}
    if schedule not in SCHEDULES:
        faults["schedule"] = Refusal(N_("Expected on schedule, at risk or late, but none was chosen."))
    if not words["produced"]:
        faults["produced"] = Refusal(N_("Expected what has been produced so far, but it is empty."))
    if schedule in ("at_risk", "late") and not words["cause"]:
        faults["cause"] = Refusal(N_("Expected the cause of the delay, but it is empty."))
    if late_days >= REMEDY_FROM_DAYS and not words["remedy"]:
        faults["remedy"] = Refusal(
            N_("Expected a remedy plan, because %(days)s working days late or more are expected, but it is empty."),
            days=REMEDY_FROM_DAYS,
        )
    if faults:
        raise Invalid(N_("Expected a complete report, but some answers are missing or cannot be right."), faults)
    return Report(
        percent, words["produced"] or "", schedule, late_days, words["cause"], words["responsibility"], words["remedy"]
    )


def _number(values: Mapping[str, Any], name: str, most: int, faults: dict[str, Refusal]) -> int:
    text = str(values.get(name) or "0").strip()
    if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most:
        return int(text)
    faults[name] = Refusal(N_("Expected a whole number from 0 to %(most)s, but got something else."), most=most)
    return 0


def _explain_fall(session: Session, parsed: Report, item: Item) -> None:
    """Less than the last report said needs a word why; raises ``Invalid`` at the field ``cause``."""
    said = select(ProgressReport.percent).where(ProgressReport.instance_id == item.instance_id)
    before = session.scalar(said.order_by(ProgressReport.id.desc()).limit(1))
    if before is not None and parsed.percent < before and not parsed.cause:
        numbers = {"percent": parsed.percent, "before": before}
        raise Invalid(FELL, {"cause": Refusal(FELL, **numbers)}, **numbers)


def report(session: Session, item: Item, *, form: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Record how far the work is. Whoever reports on a result has contributed to it.

    The fact carries the expected delay, so that the direct superior can be told when it is five working days or more [K].
    """
    parsed = parse(form)
    held = grip(session, item, actor=actor, at=at)
    if refusal := may_act(held.item, held.standing, "submission"):
        raise refusal
    _explain_fall(session, parsed, item)
    assert actor.person_id is not None
    contribute(held.turn, actor.person_id, "report")
    session.add(
        ProgressReport(
            instance_id=item.instance_id,
            work_item_id=item.id,
            percent=parsed.percent,
            produced=parsed.produced,
            schedule=parsed.schedule,
            late_days=parsed.late_days,
            cause=parsed.cause,
            responsibility=parsed.responsibility,
            remedy=parsed.remedy,
            reported_by_id=actor.person_id,
            appointment_id=actor.appointment_id,
            reported_at=at,
        )
    )
    held.turn.note(
        fact(
            "progress.reported",
            parsed.produced,
            item=item.public_id,
            percent=parsed.percent,
            schedule=parsed.schedule,
            late_days=parsed.late_days,
        )
    )
    held.turn.finish()
