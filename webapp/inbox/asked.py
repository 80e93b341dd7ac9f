"""What an address of the inbox asks for: a shelf, words to search, filters, an order, a grouping. The address is the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from flask import g, url_for
from sqlalchemy import ColumnElement, select
from werkzeug.datastructures import MultiDict

from webapp import times
from webapp.inbox import own
from workflows.calendar import VIETNAM, local_date
from workflows.limits import FILTER_LETTERS, LINK_LETTERS, SEARCH_LETTERS
from workflows.organisation.models import OrgUnit
from workflows.resolutions import citing
from workflows.resolutions.models import Resolution
from workflows.work import inbox as waiting
from workflows.work.item import Item
from workflows.work.narrowing import DUES, ORDERS, PRIORITIES, Narrowed

GROUPS: Mapping[str, str] = {"unit": "unit", "step": "step", "week": "due"}
"""By what a list can be grouped, and the order that puts a group together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address of the inbox, read. ``words`` are its parameters in one spelling, without those that change nothing."""

    shelf: waiting.Shelf
    text: str
    unit: OrgUnit | None
    resolution: Resolution | None
    order: tuple[str, ...]
    group: str
    words: Mapping[str, str]

    @property
    def pile(self) -> str:
        """The same as one word, for the address of a step: the list that it was opened from."""
        return urlencode(self.words) or "shelf=all"

    @property
    def filters(self) -> dict[str, str]:
        """The parameters that narrow the shelf down."""
        return {name: word for name, word in self.words.items() if name not in ("shelf", "sort", "group", "split")}

    @property
    def split(self) -> bool:
        """Whether a step stands beside the list."""
        return "split" in self.words

    def address(self, **changed: str | None) -> str:
        """The address of this list with other parameters here and there; ``None`` takes one away."""
        words = {name: word for name, word in {**self.words, **changed}.items() if word}
        return url_for("inbox.list", **words)

    def narrowed(self, like: Item | None = None) -> Narrowed:
        """The filters as the domain knows them."""
        also = [own.followed(g.standing)] if self.shelf == "followed" else [self._seen()]
        if self.resolution is not None:
            also.append(citing.of_resolution(self.resolution.id))
        return Narrowed(
            unit_id=self.unit.id if self.unit else None,
            element=self.words.get("step", ""),
            priority=self.words.get("priority"),
            due=self.words.get("due"),
            order=self.order,
            like=like,
            also=tuple(also),
            also_saying=citing.ordered_by,
        )

    def _seen(self) -> ColumnElement[bool]:
        hidden = own.hidden(g.standing, g.at)
        return hidden if self.shelf == "put_off" else ~hidden


def asked_of(given: MultiDict[str, str]) -> Asked:
    """Read the parameters of an address; what is none of ours is left out."""
    shelf: Any = given.get("shelf", "")
    text = given.get("q", "").strip()[:SEARCH_LETTERS]
    unit = _known(OrgUnit, given.get("unit", ""))
    resolution = _known(Resolution, given.get("resolution", ""))
    group = given.get("group", "")
    sort = _order(given.get("sort", ""))
    words = {
        "shelf": shelf if shelf in get_args(waiting.Shelf) and shelf != "all" else "",
        "q": text,
        "unit": unit.public_id if unit else "",
        "resolution": resolution.public_id if resolution else "",
        "step": given.get("step", "").strip()[:FILTER_LETTERS].replace("\0", ""),
        "priority": _one_of(given.get("priority", ""), PRIORITIES),
        "due": _one_of(given.get("due", ""), DUES),
        "sort": ",".join(sort),
        "group": _one_of(group, GROUPS),
        "split": _one_of(given.get("split", ""), ("1",)),
    }
    order = sort or ("due",)
    if words["group"] and GROUPS[group] not in {key.removeprefix("-") for key in order[:1]}:
        order = (GROUPS[group], *(key for key in order if key.removeprefix("-") != GROUPS[group]))
    kept = {name: word for name, word in words.items() if word}
    return Asked(kept.get("shelf", "all"), text, unit, resolution, order, words["group"], kept)


def asked_in(pile: str) -> Asked:
    """Read a list's address that travels as one word."""
    return asked_of(MultiDict(parse_qsl(pile[:LINK_LETTERS])))


def bounds() -> dict[str, datetime]:
    """Until when something is due soon, and until when this week, as the inbox asks for them."""
    monday = local_date(g.at) + timedelta(days=7 - local_date(g.at).weekday())
    return {
        "at": g.at,
        "soon_until": times.THE_COUNTRY.add_working_days(g.at, times.SOON_DAYS),
        "week_until": datetime.combine(monday, time(), VIETNAM).astimezone(UTC),
    }


def _known(model: Any, public_id: str) -> Any:
    if not public_id.isalnum() or not public_id.isascii() or len(public_id) > FILTER_LETTERS:
        return None
    return g.session.scalars(select(model).where(model.public_id == public_id)).first()


def _one_of(word: str, known: Any) -> str:
    return word if word in known else ""


def _order(sort: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for key in sort[:FILTER_LETTERS].split(","):
        name = key.removeprefix("-")
        if name in ORDERS:
            found.setdefault(name, key)
    order = tuple(found.values())
    return () if order == ("due",) else order
