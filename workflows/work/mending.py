"""What an administrator can mend in a case that cannot go on, without touching the database: each with a reason and a fact.

Nothing here runs a step: the case is mended and set awake, the clock goes on with it (or the person who ran into it). What the
system keeps fresh itself, the plan's own data under ``task``, is changed in the plan and not here.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.db import table_of
from workflows.definitions import deploy
from workflows.definitions.anatomy import take_apart
from workflows.engine.xml import read_tree
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.facts import Fact, fact
from workflows.instances import lifecycle
from workflows.instances.attending import REASON, Held, hold, may_attend, set_awake
from workflows.instances.incidents import Stuck, thing_of
from workflows.instances.models import Incident, ProcessInstance, ProcessTimer
from workflows.instances.modifying import MOST_SAID, place_of
from workflows.instances.spoilt import Spoilt, fields_of
from workflows.instances.things import wake
from workflows.instances.variables import stored
from workflows.ledger.record import record
from workflows.work.escalation import settle_ended

KINDS = ("text", "number", "yes", "no", "nothing", "json")


def may_mend(incident: Incident, case: ProcessInstance | None) -> Refusal | None:
    """A running case with an open incident can be mended."""
    if refusal := may_attend(incident):
        return refusal
    if case is None or case.ended_at is not None:
        return Conflict(N_("Expected an incident of a running case, but there is no case to mend."))
    return None


def is_readable(case: ProcessInstance) -> bool:
    """Whether the case's values can be read."""
    try:
        fields_of(case.variables)
    except Spoilt:
        return False
    return True


def value_of(kind: str, text: str) -> Any:
    """The value that was typed: words, a number, yes, no, nothing, or JSON. Raises ``Invalid``."""
    if kind in ("yes", "no", "nothing"):
        return {"yes": True, "no": False, "nothing": None}[kind]
    if kind == "text":
        return text
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        found = ...
    is_number = type(found) in (int, float)
    if found is ... or kind not in KINDS or (kind == "number" and not is_number):
        sentence = N_("Expected a number such as 12 or 1.5.") if kind == "number" else N_("Expected a value in JSON.")
        raise Invalid(sentence, {"value": Refusal(sentence)})
    return found


def change_variable(
    session: Session, incident: Incident, *, name: str, value: Any, reason: str, actor: Actor, at: datetime
) -> None:
    """Give one value of the case (``lead_unit``, ``answer.count``) another content and have the case tried again.

    The old and the new content are kept with the fact, in its words.
    """
    held, case = _held(session, incident, reason, actor, at)
    if not is_readable(case):
        raise Conflict(N_("Expected values that can be read, but they cannot; all of them have to be replaced."))
    turn = lifecycle.locked(session, case.id, actor=actor, at=at)
    fields, last = place_of(turn.variables, name)
    before = json.dumps(fields[last], ensure_ascii=False) if last in fields else "–"
    fields[last] = value
    try:
        stored(turn.variables)
    except Refusal:
        sentence = N_("Expected a shorter value, but the case cannot hold so much.")
        raise Invalid(sentence, {"value": Refusal(sentence)}) from None
    after = json.dumps(value, ensure_ascii=False)
    said = f"{reason.strip()}\n{name}: {before[:MOST_SAID]} → {after[:MOST_SAID]}"
    turn.note(fact("incident.variable_changed", said, incident=incident.public_id, variable=name))
    turn.finish()
    _tried_again(held, at)


def replace_variables(
    session: Session, incident: Incident, *, values: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Put readable values in the place of those that cannot be read any more; only then."""
    held, case = _held(session, incident, reason, actor, at)
    if is_readable(case):
        raise Conflict(N_("Expected values that cannot be read, but they can; change the one that is wrong."))
    try:
        known = stored(fields_of(values))
    except Refusal:
        sentence = N_("Expected all values of the case as one JSON object.")
        raise Invalid(sentence, {"values": Refusal(sentence)}) from None
    said = f"{reason.strip()}\n{str(case.variables)[:MOST_SAID]} → {values[:MOST_SAID]}"
    case.variables, case.version = known, case.version + 1
    session.flush()
    mended = fact("incident.variables_replaced", said, incident=incident.public_id)
    record(session, held.stream, [mended], actor=actor, at=at, version=case.version)
    _tried_again(held, at)


def timer_of(session: Session, incident: Incident) -> ProcessTimer | None:
    """The timer that the incident is about, while it is there."""
    if not incident.thing.startswith("timer:"):
        return None
    return session.get(ProcessTimer, thing_of(incident).number)


def may_mend_timer(incident: Incident, timer: ProcessTimer | None) -> Refusal | None:
    """A timer that is still there can be moved or skipped."""
    if refusal := may_attend(incident):
        return refusal
    if timer is None:
        return Conflict(N_("Expected a timer of the case, but there is none any more."))
    return None


def may_skip_timer(session: Session, incident: Incident, timer: ProcessTimer | None) -> Refusal | None:
    """A timer may be skipped where the drawing goes on without it: it hangs on the border of something that waits itself."""
    if refusal := may_mend_timer(incident, timer):
        return refusal
    assert timer is not None
    if not _is_on_border(session, timer):
        return Conflict(
            N_("Expected a timer on a border, but the case would wait for this one for ever; move it instead.")
        )
    return None


def move_timer(
    session: Session, incident: Incident, *, due_at: datetime, reason: str, actor: Actor, at: datetime
) -> None:
    """Let a timer that cannot fire be due at another moment from now on; its incident is over."""
    held, case = _held(session, incident, reason, actor, at)
    timer = timer_of(session, incident)
    if refusal := may_mend_timer(held.incident, timer):
        raise refusal
    assert timer is not None
    if not 0 < (due_at - at).total_seconds() < 3660 * 86400:
        sentence = N_("Expected a moment from now on, within ten years.")
        raise Invalid(sentence, {"due_on": Refusal(sentence)})
    before, table = timer.due_at.isoformat(), table_of(ProcessTimer)
    session.execute(update(table).where(table.c.id == timer.id).values(due_at=due_at, wake_at=due_at))
    moved = fact(
        "incident.timer_moved", reason.strip(), incident=incident.public_id, due_at=due_at.isoformat(), before=before
    )
    _command(held, case, moved, actor, at)


def skip_timer(session: Session, incident: Incident, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a timer on a border never fire; what it hangs on waits on. Its incident is over."""
    held, case = _held(session, incident, reason, actor, at)
    timer = timer_of(session, incident)
    if refusal := may_skip_timer(session, held.incident, timer):
        raise refusal
    assert timer is not None
    table = table_of(ProcessTimer)
    session.execute(delete(table).where(table.c.id == timer.id))
    skipped = fact("incident.timer_skipped", reason.strip(), incident=incident.public_id, element=timer.element)
    _command(held, case, skipped, actor, at)


def give_up(session: Session, incident: Incident, *, reason: str, actor: Actor, at: datetime) -> None:
    """Cancel the case because it cannot go on, the way its drawing says; everything open in it closes."""
    _held(session, incident, reason, actor, at)
    assert incident.instance_id is not None
    try:
        turn = lifecycle.locked(session, incident.instance_id, actor=actor, at=at)
        turn.note(fact("incident.cancelled", reason.strip(), incident=incident.public_id))
        lifecycle.cancel(turn, reason.strip())
    except Stuck as stuck:
        raise Conflict(
            N_("Expected the drawing to cancel the case, but it cannot; the case has to be restored from the backup.")
        ) from stuck
    settle_ended(turn)
    turn.finish()


def _held(
    session: Session, incident: Incident, reason: str, actor: Actor, at: datetime
) -> tuple[Held, ProcessInstance]:
    """The incident and its case, locked, after the rules: a reason, an administrator, a running case."""
    held = hold(session, incident, actor=actor, at=at)
    case = session.get(ProcessInstance, incident.instance_id, populate_existing=True) if incident.instance_id else None
    if refusal := may_mend(held.incident, case):
        raise refusal
    if not reason.strip():
        raise Invalid(REASON, {"reason": Refusal(REASON)})
    assert case is not None
    return held, case


def _command(held: Held, case: ProcessInstance, done: Fact, actor: Actor, at: datetime) -> None:
    """Write one command on the case that changes neither its state nor its values; the incident is over."""
    held.incident.closed_at = at
    case.version += 1
    held.session.flush()
    over = fact("incident.closed", incident=held.incident.public_id)
    record(held.session, held.stream, [done, over], actor=actor, at=at, version=case.version)


def _tried_again(held: Held, at: datetime) -> None:
    if wake(held.session, thing_of(held.incident), at):
        set_awake(held.incident, at)
        held.session.flush()


def _is_on_border(session: Session, timer: ProcessTimer) -> bool:
    case = session.get_one(ProcessInstance, timer.instance_id)
    try:
        files = deploy.files_of(session, case.definition_version_id)
    except Refusal:  # nobody can say what hangs where
        return False
    drawings = (
        take_apart(path, read_tree(content, path).getroot())
        for path, content in files.items()
        if path.endswith(".bpmn")
    )
    nodes = [node for drawing in drawings if drawing is not None for node in drawing.nodes]
    return any(node.id == timer.element and node.kind == "boundaryEvent" for node in nodes)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
