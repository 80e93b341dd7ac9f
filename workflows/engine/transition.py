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
from workflows.errors import N_
from workflows.expressions.errors import ExpressionError
from workflows.expressions.interpreter import evaluate
from workflows.limits import CASE_MESSAGES, CASE_REPEATS, CASE_STEPS


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
        self.opened: list[Opened] = []  # by opening.open_item
        self.timers: list[TimerSet] = []
        self.effects: list[Effect] = []
        self.signalled: list[Any] = []  # who takes notice when the running task is done, by events.signal
        self.passed: list[str] = []
        self.outcome = outcome
        self.steps = 0

    def value(self, task: Any, source: str, **extra: Any) -> Any:
        """Return the value of an expression where this task stands: variables, then the token's own data, then the form."""
        names = {**self.variables, **task.data, **extra}
        if self.form is not None:
            names["form"] = self.form
        try:
            return evaluate(source, names)
        except ExpressionError as fault:
            raise EngineFault(
                N_("Expected %(element)s to go on, but: %(fault)s"), element=element_of(task), fault=str(fault)
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

    def spend(self) -> None:
        """Count one step of the budget."""
        self.steps += 1
        if self.steps > CASE_STEPS:
            raise EngineFault(N_("Expected the case to come to rest within %(most)s steps."), most=CASE_STEPS)

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

    def effect(self, task: Any) -> None:
        """Note what a service task asks for."""
        marks: Marks = task.task_spec.marks
        if marks.action is not None:
            self.effects.append(Effect(marks.action, self._parameters(task), marks.element))

    def _parameters(self, task: Any) -> dict[str, Any]:
        return plain_fields({name: self.value(task, source) for name, source in task.task_spec.marks.parameters})

    def rule(self, task: Any) -> None:
        """Ask a decision table, and keep its answer as a variable."""
        marks: Marks = task.task_spec.marks
        names = {**self.variables, **task.data, **({} if self.form is None else {"form": self.form})}
        try:
            answer = decide(self.tables[marks.decision or ""], names)
        except ExpressionError as fault:
            raise EngineFault(
                N_("Expected the decision at %(element)s to have an answer, but: %(fault)s"),
                element=marks.element,
                fault=str(fault),
            ) from None
        self._assign(marks.result or marks.decision or "", plain(answer), task)

    def entries(self, task: Any, cardinality: str | None, collection: str | None) -> list[Any]:
        """Return what a repeated element is repeated for; raises EngineFault for more than 500."""
        found = self.value(task, cardinality or collection or "")
        entries = (
            list(range(found)) if cardinality is not None and type(found) is int and found <= CASE_REPEATS else found
        )
        if type(entries) is not list or len(entries) > CASE_REPEATS:
            raise EngineFault(
                N_("Expected %(element)s to be repeated for a list of at most %(most)s entries."),
                element=element_of(task),
                most=CASE_REPEATS,
            )
        return list(plain(entries))

    def send(self, task: Any, name: str) -> None:
        """Tell the own case something (a send task, a message throw or end event)."""
        self.keep(Message(name, self._parameters(task), self.correlation(task)))

    @staticmethod
    def told(message: Message) -> Message:
        """Return a copy of a message from outside whose payload is plain and belongs to this case alone."""
        return Message(message.name, plain_fields(message.payload), message.correlation, message.kept)

    def keep(self, message: Message) -> None:
        """Keep a message until it is caught; raises EngineFault when too many lie there."""
        self.messages.append(message)
        if len(self.messages) > CASE_MESSAGES:
            raise EngineFault(N_("Expected at most %(most)s messages to wait in one case."), most=CASE_MESSAGES)

    def correlation(self, task: Any) -> str | None:
        """Return what the message of an element is about, or None when any will do."""
        source = task.task_spec.marks.correlation
        return None if source is None else str(plain(self.value(task, source)))
