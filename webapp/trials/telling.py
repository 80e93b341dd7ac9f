"""A trial case in words: who a step is for, what came of each step of the story."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.errors import sentence
from webapp.language import own_name
from webapp.shown import names
from webapp.shown.sketch import anatomies_of, own_words
from webapp.times import THE_COUNTRY, exact_moment
from webapp.trials.asking import PEOPLE, UNITS
from workflows.definitions.bundles import Bundle
from workflows.engine.step import Opened
from workflows.errors import N_, Refusal
from workflows.instances.due import resolve
from workflows.organisation.models import CandidateGroup
from workflows.trials.play import Line, Played

WHO = {
    "group": N_("the group %(name)s"),
    "head_of": N_("the head of %(name)s"),
    "members_of": N_("a member of %(name)s"),
    "position": N_("the post %(name)s"),
    "person": N_("%(name)s (made up)"),
}
LONGEST = 200  # letters of one value in a story
NOBODY = N_("nobody")


@dataclass(slots=True)
class Teller:
    """Says what happens in a trial case, in the reader's language; what it needs to know of names is asked once."""

    elements: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def element(self, identity: str) -> str:
        """What an element is called on its drawing."""
        return self.elements.get(identity) or identity

    def who(self, item: Opened) -> str:
        """Who a step is for."""
        said = item.assignee or item.candidates
        if not said:
            return gettext(NOBODY)
        ((tag, value),) = said.items()
        known = {"group": self.groups, "head_of": self.units, "members_of": self.units, "person": PEOPLE}.get(tag, {})
        return gettext(WHO[tag], name=known.get(str(value), value)) if tag in WHO else f"{tag}({value})"

    def did(self, line: Line) -> str:
        """What was done in a step of the story."""
        step = line.step
        if "complete" in step:
            return gettext("“%(step)s” is completed.", step=self.element(step["complete"]))
        if "tell" in step:
            return gettext("The message “%(name)s” is sent.", name=step["tell"])
        if "until" in step:
            return gettext("The clock goes on to %(moment)s.", moment=exact_moment(line.at))
        if "set" in step:
            return gettext("Changed by hand: %(names)s.", names=", ".join(sorted(step["set"])))
        return gettext("The case begins on %(moment)s.", moment=exact_moment(line.at))

    def came(self, line: Line, played: Played) -> list[str]:
        """What came of it, a sentence for each thing."""
        said = [gettext("The timer “%(name)s” fires.", name=self.element(one.element)) for one in line.fired]
        said += [self._effect(one.action, one.parameters) for one in line.effects]
        said += [gettext("“%(step)s” is taken away.", step=self.element(one)) for one in line.dropped]
        for item in line.opened:
            due = due_of(item, played)
            words = gettext("“%(step)s” opens for %(who)s.", step=self.element(item.element), who=self.who(item))
            said.append(words if due is None else f"{words} {gettext('Due: %(moment)s.', moment=exact_moment(due))}")
        for last in line.came[-1:]:
            if last.ended:
                said.append(gettext("The case ends: “%(end)s”.", end=self.element(last.outcome or "")))
        return said

    def given(self, line: Line) -> list[tuple[str, str]]:
        """What was typed: the fields of a form, what a message carries."""
        values = line.step.get("form") or line.step.get("payload") or {}
        return [(name, short(value)) for name, value in values.items()]

    def _effect(self, action: str, parameters: Mapping[str, Any]) -> str:
        if not parameters:
            return gettext("The system would now do: %(action)s.", action=action)
        told = ", ".join(f"{name} = {short(value)}" for name, value in parameters.items())
        return gettext("The system would now do: %(action)s with %(told)s.", action=action, told=told)


def teller_of(session: Session, bundle: Bundle, played: Played) -> Teller:
    """Who can tell of a trial case: the names of its elements, and of the groups and units that are named in it."""
    elements = {
        node.id: own_words(node) for one in anatomies_of(bundle.checksum, bundle.files).values() for node in one.nodes
    }
    said = [one.assignee or one.candidates or {} for line in played.lines for one in line.open]
    codes = {str(value) for one in said for tag, value in one.items() if tag in ("head_of", "members_of")}
    units = {code: own_name(unit) for code, unit in names.units_by_code(session, codes).items()}
    groups = {str(one["group"]) for one in said if "group" in one}
    named = session.scalars(select(CandidateGroup).where(CandidateGroup.code.in_(groups))) if groups else ()
    made_up = {code: gettext(words) for code, words in UNITS.items()}
    return Teller(elements, {**units, **made_up}, {one.code: own_name(one) for one in named})


def due_of(item: Opened, played: Played) -> datetime | None:
    """When a step is due in the trial case, by the country's calendar; ``None`` where it is not, or nobody can tell."""
    try:
        return resolve(item.due, opened_at=played.opened_at[item.ref], calendar=THE_COUNTRY)
    except (Refusal, ValueError, OverflowError):
        return None


def short(value: Any) -> str:
    """A value on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def stuck_words(refusal: Refusal, element: str, teller: Teller) -> str:
    """Why a trial case does not go on, with the element that is meant."""
    told = sentence(refusal)
    return f"{teller.element(element)}: {told}" if element and element not in told else told
