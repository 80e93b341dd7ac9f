"""One command on one case: lock, let the engine step, write everything down once.

The order of SECURITY's *one transition, one transaction*: the case's row is locked first and read fresh; the command asks
its rules; the engine steps; ``finish`` updates the row under its version, closes and opens items and timers, and records
the facts. The door commits. After any exception the turn is thrown away with its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.actor import Actor
from workflows.definitions import deploy
from workflows.definitions.decisions import LadderRung, ladder_rung
from workflows.definitions.fields import Field
from workflows.engine import interpreter
from workflows.engine.drawing import Drawing
from workflows.engine.errors import EngineFault, NotWaiting
from workflows.engine.step import Message, Step
from workflows.errors import N_, Conflict, Refusal
from workflows.facts import Fact, fact
from workflows.instances import actions, opening
from workflows.instances.exchange import Exchange
from workflows.instances.incidents import Stuck, close_incidents
from workflows.instances.models import Suspension
from workflows.instances.spoilt import fields_of
from workflows.instances.statements import KEEP, OPEN, OPEN_ITEMS, close, set_timers
from workflows.instances.variables import stored
from workflows.ledger.record import Head, entries, head_of
from workflows.trips import go
from workflows.written import written


class Turn(Exchange):
    """A locked case in the hands of one command. ``variables`` and ``due_at`` may be changed until ``finish``.

    ``job`` (and the item that it is about) names who takes the turn: when it succeeds, that job's incidents are over.
    ``read`` are the rows of the question that told the end of the case's chain, ``answers`` those of what the command asked
    besides, all read under the lock in the same trip. What it ``write``s goes out with the rest, in one trip at ``finish``.
    """

    def __init__(
        self,
        session: Session,
        found: Sequence[Any],
        *,
        actor: Actor,
        at: datetime,
        job: str = "request",
        job_item: int | None = None,
    ) -> None:
        ((row,), self.read, *self.answers) = found
        super().__init__(session, self.read[0].edition)
        self.actor, self.at = actor, at
        self._known: dict[str, Any] = {}
        self._head: Head = head_of(self.read[0].head)
        self.id: int = row.id
        self.public_id: str = row.public_id
        self.business_key: str = row.business_key
        self.variables: dict[str, Any] = fields_of(row.variables)
        self.due_at: datetime | None = row.due_at
        self.version: int = row.version
        self.ended_at: datetime | None = row.ended_at
        self.outcome: str | None = row.outcome
        self._over_before = row.ended_at is not None
        self._definition: tuple[str, str] = (row.key, row.checksum)
        self._suspended: bool | None = None
        self._troubled: bool = row.troubled
        self.job, self.job_item = job, job_item
        self._state: bytes = row.state
        self._waiting_for: str = row.waiting_for
        self._opened: dict[str, dict[str, Any]] = {}
        self._closed: dict[str, dict[str, Any]] = {}
        self._timers: dict[str, dict[str, Any] | None] = {}
        self._facts: list[Fact] = []
        self._stepped = False

    @property
    def drawing(self) -> Drawing:
        """The drawing that this case runs on, whatever has been deployed since."""
        return deploy.drawing_by_checksum(self.session, *self._definition)

    def form_fields(self, form: str) -> tuple[Field, ...]:
        """The fields of a form of the version that this case runs on."""
        return deploy.fields_by_checksum(self.session, self._definition[1], form)

    def rung(self, kind: str, priority: int) -> LadderRung | None:
        """The rung of the ladder of the version that this case runs on; None when that kind of work is not watched."""
        return ladder_rung(deploy.files_by_checksum(self.session, self._definition[1]), kind, priority)

    @property
    def suspended(self) -> bool:
        """Whether the case stands still, read once under the lock (or told by who has read it)."""
        if self._suspended is None:
            query = (
                select(Suspension.id).where(Suspension.instance_id == self.id, Suspension.resumed_at.is_(None)).limit(1)
            )
            self._suspended = self.session.execute(query).first() is not None
        return self._suspended

    @suspended.setter
    def suspended(self, value: bool) -> None:
        self._suspended = value

    @property
    def closed_refs(self) -> frozenset[str]:
        """The items that this turn has closed so far; their rows are written by ``finish``."""
        return frozenset(self._closed)

    @property
    def stream(self) -> str:
        """The case's stream in the ledger."""
        return f"case:{self.public_id}"

    def knows(self, item: Any) -> None:
        """An item of the case that the command has read under the lock; when the step closes it, nobody asks for it again."""
        self._known[item.ref] = item

    def note(self, *facts: Fact) -> None:
        """Remember facts for the ledger, in order."""
        self._facts.extend(facts)

    def complete(self, ref: str, form: dict[str, Any]) -> None:
        """Complete the open item ``ref`` with what its form says, and go on to the next waits."""
        with self._going_on():
            step = interpreter.complete(self.drawing, self._state, ref, variables=self.variables, form=form, at=self.at)
        self._closed[ref] = {
            "how": "completed",
            "result": written(form),
            "by": self.actor.person_id,
        }
        self._take(step)

    def deliver(self, name: str, payload: dict[str, Any], correlation: str | None = None, *, kept: bool = True) -> None:
        """Send a message into the case; unless told otherwise it is kept until something in the drawing catches it."""
        message = Message(name, payload, correlation, kept=kept)
        with self._going_on():
            step = interpreter.deliver(self.drawing, self._state, message, variables=self.variables, at=self.at)
        self._take(step)

    def fire(self, timer_ref: str) -> None:
        """Let a drawn timer fire; whether it is due is the clock's business."""
        self._timers[timer_ref] = None
        with self._going_on():
            step = interpreter.fire(self.drawing, self._state, timer_ref, variables=self.variables, at=self.at)
        self._take(step)

    def intervene(self, walk: Callable[[Drawing, bytes], Step], closing: Mapping[str, dict[str, Any]] = {}) -> Step:
        """Let the engine go on from the state in a way that a person has chosen; ``closing`` says how items close that are not
        simply cancelled by it. What ``walk`` raises is the person's to hear, and no incident.
        """
        step = walk(self.drawing, self._state)
        self._closed.update(closing)
        self._take(step)
        return step

    @property
    def state(self) -> bytes:
        """Where the tokens are, as this turn has it now; only the engine reads it."""
        return self._state

    def begin(self) -> None:
        """Start the drawing; only for a case that has just been made."""
        with self._going_on():
            step = interpreter.start(self.drawing, variables=self.variables, at=self.at)
        self._take(step)

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        """What the engine or the drawing cannot do is no refusal of the person's act: the case is ``Stuck``, an incident."""
        try:
            yield
        except NotWaiting as late:
            raise Conflict(
                N_("Expected the step to be open, but it was closed in the meantime; please look again.")
            ) from late
        except (EngineFault, Refusal) as fault:
            raise Stuck(instance_id=self.id) from fault

    def _take(self, step: Step) -> None:
        """Take over what a step says, then perform its actions, which may step again."""
        self._stepped = True
        self._state, self.variables, self._waiting_for = step.state, dict(step.variables), ",".join(step.waiting_for)
        for closed in step.closed:
            if self._opened.pop(closed.ref, None) is None:
                self._closed.setdefault(closed.ref, {"how": closed.how, "result": None, "by": None})
        for effect in step.effects[:1]:
            self.send()  # an action may read what was written before it
            self.foresee(actions.questions(effect.action, self, dict(effect.parameters)))
        with self._going_on():
            self._opened.update(opening.rows(self, step.opened))
        for cleared in step.timers_cleared:
            self._timers[cleared.ref] = None
        for timer in step.timers_set:
            self._timers[timer.ref] = {"element": timer.element, "due_at": timer.due_at, "wake_at": timer.due_at}
        for effect in step.effects:
            self.send()
            actions.perform(effect.action, self, dict(effect.parameters), actor=self.actor, at=self.at)
            self.forget()
        if step.ended and self.ended_at is None:
            self.ended_at, self.outcome = self.at, step.outcome

    def finish(self) -> None:
        """Write the turn down: the case's row under its version, its items and timers, its facts. Raises ``Conflict`` when late."""
        self._facts.extend(self._close_items())
        self._facts.extend(self._open_items())
        self._facts.extend(self._over())
        if self.ended_at is not None and not self._over_before:
            self._over_before = True
            self._facts.append(fact("case.ended", outcome=self.outcome))
        with self._going_on():  # a drawing may have let them grow too large
            variables = stored(self.variables)
        self._writes.append(
            KEEP(
                instance_id=self.id,
                seen_version=self.version,
                version=self.version + 1,
                state=self._state,
                variables=variables,
                due_at=self.due_at,
                ended_at=self.ended_at,
                outcome=self.outcome,
                waiting_for=self._waiting_for,
            )
        )
        self.version += 1
        self._writes.extend(set_timers(self.id, self._timers))
        self._timers = {}
        self._record(self._facts, self.version)
        self._facts = []
        self.leave()

    def went_on(self) -> None:
        """The job had nothing to do for this case after all: its incidents are over, without a command of their own."""
        self._record(self._over(), None)
        self.leave()

    def _record(self, facts: list[Fact], version: int | None) -> None:
        said, self._head = entries(self.stream, facts, self._head, actor=self.actor, at=self.at, version=version)
        self._writes.extend(said)

    def _over(self) -> list[Fact]:
        """Close the incidents that this turn's success ends; with the case, all of them."""
        if not self._troubled or (self.job == "request" and not self._stepped):
            return []
        self.send()  # what held up a step that was closed just now is over too
        job = None if self.ended_at is not None else self.job
        return close_incidents(self.session, self.id, job=job, work_item_id=self.job_item, at=self.at)

    def _close_items(self) -> list[Fact]:
        facts: list[Fact] = []
        if self._closed.keys() - self._known.keys():
            (found,) = go(self.session, [OPEN_ITEMS(in_case=self.id)])
            self._known |= {item.ref: item for item in found}
        for ref, closing in self._closed.items():
            item = self._known.get(ref)
            if item is None:
                raise Conflict(
                    N_("Expected the step to be open, but it was closed in the meantime; please look again.")
                )
            self._writes.append(close(item.id, closing, self.at))
            kind = "work_item.completed" if closing["how"] == "completed" else "work_item.closed"
            facts.append(fact(kind, item=item.public_id, element=item.element))
        self._closed = {}
        return facts

    def _open_items(self) -> list[Fact]:
        rows = list(self._opened.values())
        self._writes.extend(OPEN(**row) for row in rows)
        self._opened = {}
        return [
            fact(
                "work_item.opened",
                item=row["public_id"],
                element=row["element"],
                performer=row["candidate_key"],
                due_at=row["due_at"].isoformat() if row["due_at"] else None,
            )
            for row in rows
        ]
