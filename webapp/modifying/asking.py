"""The form of an intervention: what was asked for in it, and the command that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from webapp.typed import words_of
from workflows.actor import Actor
from workflows.definitions.fields import Field
from workflows.errors import N_, Invalid, Refusal
from workflows.instances.models import ProcessInstance
from workflows.work import intervening
from workflows.work.mending import KINDS, value_of

ACTS: Mapping[str, tuple[str, str]] = {
    "move": (N_("Move the case"), N_("it goes on before the step that you choose; what is ticked above closes")),
    "skip": (N_("Skip a step"), N_("it goes on behind the step that is ticked, as if that were done")),
    "repeat": (N_("Have a step done again"), N_("a step that was passed before; what is ticked above closes")),
    "data": (N_("Change values"), N_("the case stays where it is; open steps keep what they were opened with")),
}
VALUE_KINDS = {
    "text": N_("Text"),
    "number": N_("Number"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "nothing": N_("Nothing"),
    "json": N_("JSON"),
}
assert set(VALUE_KINDS) == set(KINDS)
LINES = ("", "_2", "_3", "_4", "_5")  # behind the names of the fields for each value that is changed
OWN = ("act", "target", *(f"{name}{line}" for line in LINES for name in ("name", "kind", "value")), "reason", "version")
ANSWER = "form_"  # before the names of a step's own fields: they may be called like ours
NO_ACT = N_("Expected one of the things that can be done, but none was chosen.")
TWICE = N_("Expected another value than in the lines above, but %(name)s stands there already.")
ONE_PLACE = N_("Expected one step to skip, but %(count)s were ticked.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the form."""

    said: Mapping[str, str]
    chosen: tuple[str, ...]
    answers: Mapping[str, list[str]]

    @property
    def act(self) -> str:
        """What is to be done; nothing for what is none of it."""
        return self.said.get("act", "") if self.said.get("act") in ACTS else ""

    @property
    def sent(self) -> list[tuple[str, str]]:
        """All of it again as pairs, for the form that confirms."""
        own = [(name, value) for name, value in self.said.items() if value]
        answers = [(name, value) for name, values in self.answers.items() for value in values]
        return [*own, *(("place", key) for key in self.chosen), *answers]

    def carry_out(self, session: Session, case: ProcessInstance, *, actor: Actor, at: datetime) -> None:
        """Do what is asked for. Raises what the command raises, ``Invalid`` also for what the form itself lacks."""
        number = self.said.get("version", "")
        who: dict[str, Any] = {
            "version": int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
            "reason": self.said.get("reason", ""),
            "actor": actor,
            "at": at,
        }
        COMMANDS.get(self.act, _nothing)(self, session, case, who)


def asked_in(form: MultiDict[str, str]) -> Asked:
    """What was sent. Raises ``Invalid`` for words that are too long or unreadable."""
    return Asked(words_of(form, OWN), tuple(form.getlist("place")), _answers(form))


def shown_again(form: MultiDict[str, str]) -> Asked:
    """The same for a form that comes back filled in, whatever stands in it."""
    return Asked({name: form.get(name, "") for name in OWN}, tuple(form.getlist("place")), _answers(form))


def typed(fields: tuple[Field, ...], answers: Mapping[str, list[str]]) -> dict[str, Any]:
    """The answers by the names of a step's own fields."""
    found: dict[str, Any] = {}
    for field in fields:
        given = answers.get(ANSWER + field.key, [])
        found[field.key] = given if field.type in ("checklist", "taglist") else next(iter(given), None)
    return found


def _answers(form: MultiDict[str, str]) -> dict[str, list[str]]:
    return {name: form.getlist(name) for name in form if name.startswith(ANSWER)}


def _moved(asked: Asked, session: Session, case: ProcessInstance, who: dict[str, Any]) -> None:
    intervening.move(session, case, chosen=asked.chosen, target=asked.said["target"], **who)


def _repeated(asked: Asked, session: Session, case: ProcessInstance, who: dict[str, Any]) -> None:
    intervening.repeat(session, case, chosen=asked.chosen, target=asked.said["target"], **who)


def _skipped(asked: Asked, session: Session, case: ProcessInstance, who: dict[str, Any]) -> None:
    if len(asked.chosen) > 1:
        raise Invalid(ONE_PLACE, {"place": Refusal(ONE_PLACE, count=len(asked.chosen))}, count=len(asked.chosen))
    chosen = next(iter(asked.chosen), "")
    given = typed(intervening.asked_fields(session, case, chosen), asked.answers)
    try:
        intervening.skip(session, case, chosen=chosen, form=given, **who)
    except intervening.Unanswered as refusal:
        raise Invalid(
            refusal.text, {ANSWER + name: fault for name, fault in refusal.faults.items()}, **refusal.params
        ) from refusal


def _changed(asked: Asked, session: Session, case: ProcessInstance, who: dict[str, Any]) -> None:
    """All lines in one act; a line without a name is none, unless nothing else is there."""
    said, lines, values = asked.said, {}, dict[str, Any]()
    for line in [one for one in LINES if said[f"name{one}"].strip()] or LINES[:1]:
        name = said[f"name{line}"].strip()
        if name in lines:
            raise Invalid(TWICE, {f"name{line}": Refusal(TWICE, name=name)}, name=name)
        lines[name] = line
        try:
            values[name] = value_of(said[f"kind{line}"] or "text", said[f"value{line}"])
        except Invalid as refusal:
            raise _at(line, refusal) from refusal
    try:
        intervening.change_data(session, case, values=values, **who)
    except Invalid as refusal:
        raise _at(lines.get(refusal.params.get("name", ""), ""), refusal) from refusal


def _at(line: str, refusal: Invalid) -> Invalid:
    """The same fault at the fields of a line."""
    faults = {f"{name}{line}" if name in ("name", "value") else name: fault for name, fault in refusal.faults.items()}
    return Invalid(refusal.text, faults, **refusal.params)


def _nothing(_asked: Asked, _session: Session, _case: ProcessInstance, _who: dict[str, Any]) -> None:
    raise Invalid(NO_ACT, {"act": Refusal(NO_ACT)})


COMMANDS: Mapping[str, Callable[[Asked, Session, ProcessInstance, dict[str, Any]], None]] = {
    "move": _moved,
    "repeat": _repeated,
    "skip": _skipped,
    "data": _changed,
}
