"""One command on one case: lock, let the engine step, write everything down once.

The order of SECURITY's *one transition, one transaction*: the case's row is locked first and read fresh; the command asks
its rules; the engine steps; ``finish`` updates the row under its version, closes and opens items and timers, and records
the facts. The door commits. After any exception the turn is thrown away with its transaction.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing
from workflows.engine.step import Message, Step
from workflows.errors import N_, Conflict, NotFound
from workflows.facts import Fact, fact
from workflows.instances import actions, opening
from workflows.instances.models import ProcessInstance, ProcessTimer, Suspension, WorkItem
from workflows.ledger.record import record

LOCKED = (ProcessInstance.id, ProcessInstance.public_id, ProcessInstance.definition_version_id, ProcessInstance.business_key,
          ProcessInstance.state, ProcessInstance.variables, ProcessInstance.version, ProcessInstance.due_at,
          ProcessInstance.ended_at, ProcessInstance.outcome)


class Turn:
    """A locked case in the hands of one command. ``variables`` and ``due_at`` may be changed until ``finish``."""

    def __init__(self, session: Session, row: Any, *, actor: Actor, at: datetime) -> None:
        self.session, self.actor, self.at = session, actor, at
        self.id: int = row.id
        self.public_id: str = row.public_id
        self.business_key: str = row.business_key
        self.definition_version_id: int = row.definition_version_id
        self.variables: dict[str, Any] = json.loads(row.variables)
        self.due_at: datetime | None = row.due_at
        self.version: int = row.version
        self.ended_at: datetime | None = row.ended_at
        self.outcome: str | None = row.outcome
        self.suspended: bool = row.suspended
        self._state: bytes = row.state
        self._waiting_for: tuple[str, ...] | None = None
        self._opened: dict[str, dict[str, Any]] = {}
        self._closed: dict[str, dict[str, Any]] = {}
        self._timers: dict[str, dict[str, Any] | None] = {}
        self._facts: list[Fact] = []

    @property
    def drawing(self) -> Drawing:
        """The drawing that this case runs on, whatever has been deployed since."""
        return deploy.drawing_of(self.session, self.definition_version_id)

    @property
    def closed_refs(self) -> frozenset[str]:
        """The items that this turn has closed so far; their rows are written by ``finish``."""
        return frozenset(self._closed)

    @property
    def stream(self) -> str:
        """The case's stream in the ledger."""
        return f"case:{self.public_id}"

    def note(self, *facts: Fact) -> None:
        """Remember facts for the ledger, in order."""
        self._facts.extend(facts)

    def complete(self, ref: str, form: dict[str, Any]) -> None:
        """Complete the open item ``ref`` with what its form says, and go on to the next waits."""
        step = interpreter.complete(self.drawing, self._state, ref, variables=self.variables, form=form, at=self.at)
        self._closed[ref] = {"how": "completed", "result": json.dumps(form, ensure_ascii=False), "by": self.actor.person_id}
        self._take(step)

    def deliver(self, name: str, payload: dict[str, Any], correlation: str | None = None, *, kept: bool = True) -> None:
        """Send a message into the case; unless told otherwise it is kept until something in the drawing catches it."""
        message = Message(name, payload, correlation, kept=kept)
        self._take(interpreter.deliver(self.drawing, self._state, message, variables=self.variables, at=self.at))

    def fire(self, timer_ref: str) -> None:
        """Let a drawn timer fire; whether it is due is the clock's business."""
        self._timers[timer_ref] = None
        self._take(interpreter.fire(self.drawing, self._state, timer_ref, variables=self.variables, at=self.at))

    def begin(self) -> None:
        """Start the drawing; only for a case that has just been made."""
        self._take(interpreter.start(self.drawing, variables=self.variables, at=self.at))

    def _take(self, step: Step) -> None:
        """Take over what a step says, then perform its actions, which may step again."""
        self._state, self.variables, self._waiting_for = step.state, dict(step.variables), step.waiting_for
        for closed in step.closed:
            if self._opened.pop(closed.ref, None) is None:
                self._closed.setdefault(closed.ref, {"how": closed.how, "result": None, "by": None})
        for opened in step.opened:
            self._opened[opened.ref] = opening.row(self, opened)
        for cleared in step.timers_cleared:
            self._timers[cleared.ref] = None
        for timer in step.timers_set:
            self._timers[timer.ref] = {"element": timer.element, "due_at": timer.due_at, "wake_at": timer.due_at}
        for effect in step.effects:
            actions.perform(effect.action, self, dict(effect.parameters), actor=self.actor, at=self.at)
        if step.ended and self.ended_at is None:
            self.ended_at, self.outcome = self.at, step.outcome

    def finish(self) -> None:
        """Write the turn down: the case's row under its version, its items and timers, its facts. Raises ``Conflict`` when late."""
        self._facts.extend(self._close_items())
        self._facts.extend(self._open_items())
        if self.ended_at == self.at:
            self._facts.append(fact("case.ended", outcome=self.outcome))
        values: dict[str, Any] = {"state": self._state, "variables": json.dumps(self.variables, ensure_ascii=False),
                                  "due_at": self.due_at, "ended_at": self.ended_at, "outcome": self.outcome,
                                  "version": self.version + 1}
        if self._waiting_for is not None:
            values["waiting_for"] = ",".join(self._waiting_for)
        table = ProcessInstance.__table__
        done = self.session.execute(update(table).where(table.c.id == self.id, table.c.version == self.version).values(**values))
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict(N_("Expected the case as you saw it, but somebody changed it in the meantime; please look again."))
        self.version += 1
        self._keep_timers()
        record(self.session, self.stream, self._facts, actor=self.actor, at=self.at, version=self.version)
        self._facts = []

    def _close_items(self) -> list[Fact]:
        facts: list[Fact] = []
        if not self._closed:
            return facts
        table = WorkItem.__table__
        for ref, closing in self._closed.items():
            row = self.session.execute(
                update(table).where(table.c.instance_id == self.id, table.c.ref == ref, table.c.closed_at.is_(None))
                .values(closed_at=self.at, closed_how=closing["how"], closed_by_id=closing["by"], result=closing["result"],
                        wake_at=None).returning(table.c.public_id, table.c.element)).first()
            if row is None:
                raise Conflict(N_("Expected the step to be open, but it was closed in the meantime; please look again."))
            kind = "work_item.completed" if closing["how"] == "completed" else "work_item.closed"
            facts.append(fact(kind, item=row.public_id, element=row.element))
        self._closed = {}
        return facts

    def _open_items(self) -> list[Fact]:
        if not self._opened:
            return []
        rows = list(self._opened.values())
        self.session.execute(insert(WorkItem.__table__), rows)
        self._opened = {}
        return [fact("work_item.opened", item=row["public_id"], element=row["element"], performer=row["candidate_key"],
                     due_at=row["due_at"].isoformat() if row["due_at"] else None) for row in rows]

    def _keep_timers(self) -> None:
        if not self._timers:
            return
        self.session.execute(ProcessTimer.__table__.delete().where(
            ProcessTimer.instance_id == self.id, ProcessTimer.ref.in_(list(self._timers))))
        rows = [{"instance_id": self.id, "ref": ref, **timer} for ref, timer in self._timers.items() if timer]
        if rows:
            self.session.execute(insert(ProcessTimer.__table__), rows)
        self._timers = {}


def take_turn(session: Session, instance_id: int, *, actor: Actor, at: datetime, skip_locked: bool = False) -> Turn | None:
    """Lock the case and hand it to one command; ``None`` only with ``skip_locked``, when somebody else has it.

    Raises ``NotFound`` when there is no such case.
    """
    suspended = exists().where(Suspension.instance_id == ProcessInstance.id, Suspension.resumed_at.is_(None))
    query = select(*LOCKED, suspended.label("suspended")).where(ProcessInstance.id == instance_id)
    row = session.execute(query.with_for_update(of=ProcessInstance, skip_locked=skip_locked)).first()
    if row is None:
        if skip_locked:
            return None
        raise NotFound()
    return Turn(session, row, actor=actor, at=at)
