"""What an administrator can do with a thing: the form, its words, and the command. One pair of routes serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from webapp.administration.door import administration
from webapp.administration.fields import Field
from webapp.language import own_name
from workflows.organisation import hierarchy
from workflows.organisation.models import OrgUnit
from workflows.organisation.seen import seen_of

KINDS: dict[str, Thing] = {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act: words (title, what follows from it, button, what is said when done), its fields, what they hold at first, and the
    command that is given the thing, the values and the mark of what the page had seen. ``shows`` is what the template shows
    besides; of an act that ``looks_first``, what it would do.
    """

    title: str
    means: str
    button: str
    done: str
    fields: Callable[[Any], Sequence[Field]]
    command: Callable[[Any, Mapping[str, Any], str], Any]
    begins: Callable[[Any], Mapping[str, Any]] = lambda thing: {}
    danger: bool = False
    shows: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] | None = None
    template: str = "administration/form.html"
    looks_first: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing: how it is found by address, the unit under whose administration it falls, its name, its acts by noun."""

    find: Callable[[str], Any]
    unit_of: Callable[[Any], OrgUnit]
    name: Callable[[Any], str]
    acts: Mapping[str, Act]
    seen: Callable[[Any], str] = seen_of
    back: Callable[[Any], str] | None = None

    def address(self, thing: Any) -> str:
        """The page to go to when it is done."""
        return self.back(thing) if self.back else page_of(self.unit_of(thing))


def page_of(unit: OrgUnit) -> str:
    """Where a unit is administered."""
    return url_for(f"{administration.name}.unit", public_id=unit.public_id)


def name_of(thing: Any) -> str:
    """What a thing with names in both languages is called."""
    return own_name(thing)


def unit_of_id(session: Any, unit_id: int) -> OrgUnit:
    """The unit with this number."""
    return hierarchy.unit_by_id(session, unit_id)
