"""What a notice says, in a sentence for its reader. The same words on the bell, in a mail and on the page of a case.

Nothing of a case leaves the house but its code, its title, the step's name and this sentence. Whoever shows or sends it brings the
language along as a ``Tongue``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workflows.errors import N_

SENTENCES: Mapping[str, str] = {
    "work_item.opened": N_("New work: “%(item)s”, due %(due_at)s"),
    "work_item.reassigned": N_("“%(item)s” was given to you"),
    "work_item.delegated": N_("“%(item)s” was delegated to you"),
    "work_item.taken_back": N_("“%(item)s” went back to its owner"),
    "work_item.came_back": N_("“%(item)s” came back to whoever had it before"),
    "work_item.stayed": N_("“%(item)s” stays where it is: whoever had it before may not have it any more"),
    "work_item.migrated": N_("“%(item)s” follows a new version of its process: the step or its form is another"),
    "work_item.warned": N_("Due soon: “%(item)s” is due %(due_at)s"),
    "work_item.reminded": N_("Reminder: “%(item)s” is due %(due_at)s"),
    "work_item.prompted": N_("You are asked to see to “%(item)s”"),
    "work_item.overdue": N_("Late: “%(item)s” was due %(due_at)s"),
    "escalation.raised": N_("Raised to you (level %(level)s): “%(item)s” is late"),
    "escalation.urged": N_("The superior urges you on: “%(item)s” is late"),
    "escalation.remedy_demanded": N_("The superior demands a remedy plan: “%(item)s” is late"),
    "submission.sent_back": N_("The head of the unit sent the result back"),
    "submission.returned": N_("The result was returned"),
    "submission.confirmed": N_("The head of the unit confirmed the result"),
    "submission.approved": N_("The result was approved"),
    "panel.approved": N_("The result was approved by %(approvals)s of %(verifiers)s verifiers"),
    "panel.returned": N_("The verifiers returned the result; their reasons are with it"),
    "submission.signed_off": N_("The result was signed off"),
    "work_item.closed": N_("“%(item)s” is no longer needed: enough others have decided"),
    "task.declined": N_("The task was declined"),
    "extension.granted": N_("More time was granted, until %(due_on)s"),
    "extension.refused": N_("More time was refused"),
    "instruction.given": N_("Your superior instructs on “%(item)s”"),
    "instruction.acknowledged": N_("Your instruction on “%(item)s” was taken note of"),
    "difficulty.answered": N_("What you raised was answered"),
    "part.accepted": N_("Your unit's part was accepted"),
    "part.returned": N_("Your unit's part was sent back"),
    "part.dropped": N_("Your unit's part is not needed any more"),
    "comment.mentioned": N_("You were mentioned in a comment"),
    "case.cancelled": N_("The case was cancelled"),
    "case.migrated": N_("A step of yours is not needed any more in the new version of the process"),
    "case.continued": N_("The sign-off was reopened; the task goes on"),
    "case.moved": N_("An administrator moved the case; what you had on the desk in it is closed"),
    "case.repeated": N_("An administrator has a step done again; what you had on the desk in it is closed"),
    "case.step_skipped": N_("An administrator skipped what you had on the desk"),
    "case.check_passed_over": N_("A case went on although a check of its result was not made"),
    "definition.proposed": N_("A change of the process %(key)s waits for your decision"),
    "definition.returned": N_("Your change of the process %(key)s came back with a reason"),
    "definition.deployed": N_("Your change of the process %(key)s is in service as version %(number)s"),
}
WITHOUT_DATE = N_("New work: “%(item)s”")
TONES: Mapping[str, str] = {
    "work_item.overdue": "late",
    "escalation.raised": "late",
    "escalation.urged": "late",
    "escalation.remedy_demanded": "late",
    "work_item.warned": "soon",
    "work_item.reminded": "soon",
    "work_item.prompted": "soon",
    "work_item.migrated": "soon",
    "case.migrated": "soon",
    "case.continued": "soon",
    "case.moved": "soon",
    "case.repeated": "soon",
    "case.step_skipped": "soon",
    "case.check_passed_over": "late",
    "submission.returned": "soon",
    "submission.sent_back": "soon",
    "part.returned": "soon",
    "part.accepted": "done",
    "submission.signed_off": "done",
    "submission.approved": "done",
    "panel.approved": "done",
    "panel.returned": "soon",
    "submission.confirmed": "done",
    "definition.returned": "soon",
    "definition.deployed": "done",
}


VALUES = ("level", "approvals", "verifiers", "key", "number")


class Say(Protocol):
    """A catalogue's ``gettext``: the sentence in one language, its places filled."""

    def __call__(self, sentence: str, /, **values: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: its code, its sentences, its moments and days."""

    code: str
    say: Say
    moment: Callable[[datetime], str]
    day: Callable[[date], str]

    def own(self, vi: str, en: str) -> str:
        """The one of two names that is in this language; the other one where there is none."""
        return (vi or en) if self.code == "vi" else (en or vi)


def sentence(tongue: Tongue, kind: str, data: str, step: tuple[str, str]) -> str:
    """The sentence of a notice: ``data`` is the fact's values as the ledger keeps them, ``step`` the step's names (vi, en)."""
    values: dict[str, Any] = json.loads(data)
    words = SENTENCES[kind]
    if kind == "work_item.opened" and values.get("due_at") is None:
        words = WITHOUT_DATE
    said = {"item": tongue.own(*step), **{name: values.get(name) for name in VALUES}}
    if values.get("due_at"):
        said["due_at"] = tongue.moment(datetime.fromisoformat(values["due_at"]))
    if values.get("due_on"):
        said["due_on"] = tongue.day(date.fromisoformat(values["due_on"]))
    return tongue.say(words, **said)
