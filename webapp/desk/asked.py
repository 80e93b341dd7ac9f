"""What an address of a unit's list asks for: the inbox's own words (``webapp.inbox.asked``), and besides whose work, in what state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from flask import g, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from webapp.inbox.asked import Asked, asked_of, bounds
from webapp.language import own_name
from workflows.calendar import local_date
from workflows.errors import N_
from workflows.limits import FILTER_LETTERS
from workflows.organisation.models import Appointment, OrgUnit, Person, Position, in_force
from workflows.resolutions import citing
from workflows.work.desk import State, Which
from workflows.work.item import Item
from workflows.work.narrowing import Bounds, Narrowed

NOBODY = "nobody"
STATE_WORDS: Mapping[State, str] = {
    "confirming": N_("waiting for confirmation"),
    "returned": N_("returned, to be done again"),
    "declined": N_("declined by a unit, to be assigned anew"),
}
LEFT_OUT = ("shelf", "unit", "split")


@dataclass(frozen=True, slots=True)
class Listed:
    """An address of a unit's list, read. ``words`` are its parameters in one spelling; ``who`` is a person or a post."""

    asked: Asked
    home: OrgUnit
    who: Person | Position | None
    words: Mapping[str, str]

    @property
    def group(self) -> str:
        """By what the list is grouped."""
        return self.asked.group

    @property
    def order(self) -> tuple[str, ...]:
        """What it is sorted by."""
        return self.asked.order

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.asked.text

    @property
    def filters(self) -> dict[str, str]:
        """The parameters that narrow the list down."""
        return {name: word for name, word in self.words.items() if name not in ("sort", "group")}

    def address(self, **changed: str | None) -> str:
        """The address of this list with other parameters here and there; ``None`` takes one away."""
        words = {name: word for name, word in {**self.words, **changed}.items() if word}
        return url_for("desk.items", public_id=self.home.public_id, **words)

    def narrowed(self, like: Item | None = None) -> Narrowed:
        """The filters as the domain knows them."""
        resolution = self.asked.resolution
        return Narrowed(
            element=self.words.get("step", ""),
            priority=self.words.get("priority"),
            due=self.words.get("due"),
            order=self.order,
            like=like,
            also=(citing.of_resolution(resolution.id),) if resolution else (),
            also_saying=citing.ordered_by,
        )

    def which(self) -> Which:
        """Whose work, in what state."""
        state = self.words.get("state")
        if isinstance(self.who, Person):
            held = select(Appointment.position_id).where(
                Appointment.person_id == self.who.id, in_force(Appointment, local_date(g.at))
            )
            return Which(self.home.id, self.who.id, tuple(g.session.scalars(held.distinct())), state=state)
        if isinstance(self.who, Position):
            return Which(self.home.id, post_ids=(self.who.id,), state=state)
        return Which(self.home.id, free=self.words.get("who") == NOBODY, state=state)

    def said(self, name: str, word: str) -> str:
        """The filters of this area in words."""
        if name == "state":
            return gettext(STATE_WORDS[word])
        if isinstance(self.who, Position):
            return own_name(self.who, "title")
        return self.who.full_name if self.who else gettext("held by nobody")


def listed_of(home: OrgUnit, given: MultiDict[str, str]) -> Listed:
    """Read the parameters of an address; what is none of ours is left out."""
    asked = asked_of(given)
    who, state = _who(given.get("who", "")), given.get("state", "")
    words = {name: word for name, word in asked.words.items() if name not in LEFT_OUT}
    if who is not None or given.get("who") == NOBODY:
        words["who"] = given["who"]
    if state in get_args(State):
        words["state"] = state
    return Listed(asked, home, who, words)


def moments() -> Bounds:
    """Now, the end of "soon" and of this week, as the inbox has them."""
    return Bounds(**bounds())


def _who(public_id: str) -> Person | Position | None:
    if not public_id.isalnum() or not public_id.isascii() or len(public_id) > FILTER_LETTERS:
        return None
    return (
        g.session.scalars(select(Person).where(Person.public_id == public_id)).first()
        or g.session.scalars(select(Position).where(Position.public_id == public_id)).first()
    )
