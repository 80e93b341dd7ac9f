"""One step on its way: the variables it changes, the moment it happens, and everything it will report.

It also stands where the library expects its script engine, so that each evaluation of a drawing's text comes here or fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from workflows.engine.decisions import Table, decide
from workflows.engine.errors import EngineFault
from workflows.engine.marks import Marks
from workflows.engine.plain import plain, plain_fields
from workflows.engine.step import Effect, Message, Opened, TimerSet
from workflows.engine.timers import Period, Schedule, due_moment, is_literal, period_of, schedule_of
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate
from workflows.expressions.performers import due_value

MOST_STEPS = 1_000
DEEPEST_CALLS = 10
MOST_REPEATS = 500
MOST_MESSAGES = 200
HIGHEST_PRIORITY = 100


def transition_of(task: Any) -> Transition:
    """Return the step to which a task of the library belongs."""
    transition: Transition = task.workflow.top_workflow.script_engine
    return transition


def element_of(task: Any) -> str:
    """Return the id of the drawn element of a task."""
    return str(task.task_spec.bpmn_id or task.task_spec.name)


class Transition:
    """The input of one step and its growing result; lives for that step only."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        variables: Mapping[str, Any],
        at: datetime,
        *,
        form: Mapping[str, Any] | None = None,
        next_ref: int = 1,
        messages: tuple[Message, ...] = (),
        outcome: str | None = None,
    ) -> None:
        if at.tzinfo is None:
            raise EngineFault(N_("Expected a moment with its time zone."))
        self.tables = tables
        self.variables = plain_fields(variables)
        self.at = at
        self.form = None if form is None else plain_fields(form)
        self.next_ref = next_ref
        self.messages = list(messages)
        self.opened: list[Opened] = []
        self.timers: list[TimerSet] = []
        self.effects: list[Effect] = []
        self.passed: list[str] = []
        self.outcome = outcome
        self.steps = 0

    # -- evaluation ---------------------------------------------------------------------------------------------------

    def value(self, task: Any, source: str, **extra: Any) -> Any:
        """Return the value of an expression where this task stands: variables, then the token's own data, then the form."""
        names = {**self.variables, **task.data, **extra}
        if self.form is not None:
            names["form"] = self.form
        try:
            return evaluate(source, names)
        except ExpressionError as fault:
            raise EngineFault(
                N_("Expected %(element)s to go on, but %(fault)s"), element=element_of(task), fault=str(fault)
            ) from None

    def holds(self, task: Any, source: str, **extra: Any) -> bool:
        """Return the value of a condition; raises EngineFault unless it is exactly True or False."""
        value = self.value(task, source, **extra)
        if value is not True and value is not False:
            raise EngineFault(
                N_("Expected the condition %(source)r at %(element)s to be True or False, but it is neither."),
                source=source[:80],
                element=element_of(task),
            )
        return value

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: the library has no business evaluating text."""
        raise EngineFault(N_("Expected no text of a drawing to be evaluated by the library."))

    execute = call_service = evaluate

    # -- what elements do ---------------------------------------------------------------------------------------------

    def spend(self) -> None:
        """Count one step of the budget."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise EngineFault(N_("Expected the case to come to rest within %(most)s steps."), most=MOST_STEPS)

    def new_ref(self) -> str:
        """Return a reference that no item or timer of this case has had before."""
        self.next_ref += 1
        return str(self.next_ref - 1)

    def pass_element(self, task: Any) -> None:
        """Note that an element was completed, and run its assignments in order, each seeing the ones before."""
        marks: Marks = task.task_spec.marks
        self.passed.append(element_of(task))
        for target, source in marks.assignments:
            self._assign(target, plain(self.value(task, source)), task)

    def _assign(self, target: str, value: Any, task: Any) -> None:
        *path, last = target.split(".")
        fields = self.variables
        for name in path:
            fields = fields.setdefault(name, {})
            if type(fields) is not dict:
                raise EngineFault(
                    N_("Expected %(name)s to hold fields at %(element)s, but it holds a value."),
                    name=name,
                    element=element_of(task),
                )
        fields[last] = value

    def open_item(self, task: Any) -> None:
        """Note that a person has something to do; who and by when is fixed at this moment."""
        marks: Marks = task.task_spec.marks
        ref = task.internal_data["ref"] = self.new_ref()
        self.opened.append(
            Opened(
                ref=ref,
                element=marks.element,
                name=marks.name,
                name_en=marks.name_en,
                step=marks.step,
                form=marks.form,
                candidates=self._tagged(task, marks.candidates),
                assignee=self._tagged(task, marks.assignee),
                due=self._due(task, marks.due),
                priority=self._priority(task, marks.priority),
                ladder=marks.ladder,
                local=plain_fields(task.data),
            )
        )

    def _tagged(self, task: Any, source: str | None) -> dict[str, Any] | None:
        value = None if source is None else self.value(task, source)
        if value is not None and (type(value) is not dict or len(value) != 1):
            raise EngineFault(
                N_("Expected %(element)s to name people by head_of(), group() or the like."), element=element_of(task)
            )
        return value  # type: ignore[no-any-return]

    def _due(self, task: Any, source: str | None) -> Any:
        try:
            return due_value(None if source is None else self.value(task, source))
        except (ExpressionError, ValueError):
            raise EngineFault(N_("Expected %(element)s to have a date when it is due."), element=element_of(task)) from None

    def _priority(self, task: Any, source: str | None) -> int | None:
        value = None if source is None else self.value(task, source)
        if value is not None and (type(value) is not int or not 0 <= value <= HIGHEST_PRIORITY):
            raise EngineFault(N_("Expected %(element)s to have a priority from 0 to 100."), element=element_of(task))
        return value

    def effect(self, task: Any) -> None:
        """Note what a service task asks for."""
        marks: Marks = task.task_spec.marks
        if marks.action is not None:
            self.effects.append(Effect(marks.action, self._parameters(task), marks.element))

    def _parameters(self, task: Any) -> dict[str, Any]:
        return {name: plain(self.value(task, source)) for name, source in task.task_spec.marks.parameters}

    def rule(self, task: Any) -> None:
        """Ask a decision table, and keep its answer as a variable."""
        marks: Marks = task.task_spec.marks
        names = {**self.variables, **task.data, **({} if self.form is None else {"form": self.form})}
        try:
            answer = decide(self.tables[marks.decision or ""], names)
        except ExpressionError as fault:
            raise EngineFault(
                N_("Expected the decision at %(element)s to have an answer, but %(fault)s"),
                element=marks.element,
                fault=str(fault),
            ) from None
        self._assign(marks.result or marks.decision or "", plain(answer), task)

    def entries(self, task: Any, cardinality: str | None, collection: str | None) -> list[Any]:
        """Return what a repeated element is repeated for; raises EngineFault for more than 500."""
        found = self.value(task, cardinality or collection or "")
        entries = list(range(found)) if cardinality is not None and type(found) is int and found <= MOST_REPEATS else found
        if type(entries) is not list or len(entries) > MOST_REPEATS:
            raise EngineFault(
                N_("Expected %(element)s to be repeated for a list of at most %(most)s entries."),
                element=element_of(task),
                most=MOST_REPEATS,
            )
        return list(plain(entries))

    # -- waiting ------------------------------------------------------------------------------------------------------

    def send(self, task: Any, name: str) -> None:
        """Tell the own case something (a send task, a message throw or end event)."""
        correlation = self._correlation(task)
        self.keep(Message(name, self._parameters(task), correlation))

    @staticmethod
    def told(message: Message) -> Message:
        """Return a copy of a message from outside whose payload is plain and belongs to this case alone."""
        return Message(message.name, plain_fields(message.payload), message.correlation, message.kept)

    def keep(self, message: Message) -> None:
        """Keep a message until it is caught; raises EngineFault when too many lie there."""
        self.messages.append(message)
        if len(self.messages) > MOST_MESSAGES:
            raise EngineFault(N_("Expected at most %(most)s messages to wait in one case."), most=MOST_MESSAGES)

    def _correlation(self, task: Any) -> str | None:
        source = task.task_spec.marks.correlation
        return None if source is None else str(plain(self.value(task, source)))

    def arm_message(self, task: Any) -> None:
        """Fix what a message must be about when the waiting begins, as the standard says; once."""
        if "about" not in task.internal_data:
            task.internal_data["about"] = self._correlation(task)

    def arm_timer(self, task: Any, kind: str, source: str) -> None:
        """Fix when a timer is due when the waiting begins; once."""
        if "ref" in task.internal_data:
            return
        value = source.strip() if is_literal(kind, source.strip()) else self.value(task, source)
        element = element_of(task)
        if kind == "cycle":
            self.set_timer(task, schedule_of(value, element, self.at))
        else:
            due_at = due_moment(value, element) if kind == "date" else period_of(value, element).after(self.at)
            self._note_timer(task, due_at)

    def set_timer(self, task: Any, schedule: Schedule) -> None:
        """Set a repeating timer to its next moment."""
        period: Period = schedule.period
        task.internal_data["schedule"] = [
            schedule.anchor.isoformat(), period.months, period.exact.total_seconds(), schedule.times, schedule.passed
        ]  # fmt: skip
        self._note_timer(task, schedule.due_at)

    def _note_timer(self, task: Any, due_at: datetime) -> None:
        ref = task.internal_data["ref"] = self.new_ref()
        self.timers.append(TimerSet(ref, element_of(task), due_at))
