"""A pile: the list that a step was opened from. Whoever finishes or skips a step is led to the next one like it on the same pile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, g, request, url_for
from flask_babel import gettext
from sqlalchemy import exists

from webapp.inbox.asked import Asked, asked_in, bounds
from workflows.errors import N_
from workflows.instances.models import Suspension, WorkItem
from workflows.work import inbox
from workflows.work.item import Item
from workflows.work.narrowing import Key, Narrowed, key_of

NOTHING_LEFT = N_("Nothing else like it is left on this pile.")
NEXT = N_("This is the next like it.")  # how many more there are says the page itself, once


@dataclass(frozen=True, slots=True)
class Pile:
    """The list behind a step's page: its one word in addresses, its own address, and how many like the step it holds besides."""

    words: str
    address: str
    left: int

    @property
    def is_long(self) -> bool:
        """Whether there are more than were counted."""
        return self.left > inbox.COUNTED


def asked_pile() -> Asked | None:
    """The list that this request's step was opened from; nothing when it was opened from elsewhere."""
    word = request.values.get("pile", "")
    return asked_in(word) if word else None


def pile_word() -> str | None:
    """The word of the list that this request's step was opened from, for the addresses that lead back to the step."""
    asked = asked_pile()
    return asked.pile if asked else None


def pile_of(item: Item) -> Pile | None:
    """What the page of a step says about its pile."""
    asked = asked_pile()
    if asked is None:
        return None
    left = inbox.count_up_to(
        g.session, g.standing, **bounds(), shelf=asked.shelf, search=asked.text, narrowed=_like(asked, item)
    )
    return Pile(asked.pile, asked.address(), left)


def way_on(item: Item, *, done: str = "") -> str:
    """Where to go from a step that is done with, or skipped: the next like it, or back to the list. Says so on the next page."""
    asked = asked_pile()
    if asked is None:
        flash(done)
        return url_for("inbox.list")
    following = _after(asked, item)
    if following is None:
        flash(f"{done} {gettext(NOTHING_LEFT)}".strip())
        return asked.address()
    if done:
        flash(f"{done} {gettext(NEXT)}")
    return url_for("work.item", public_id=following.public_id, pile=asked.pile)


def _after(asked: Asked, item: Item) -> Item | None:
    """The next like this in the list's order; from its end one begins at the top again."""
    narrowed = _like(asked, item)
    for key in (key_of(item, asked.order), None):
        found = _first(asked, narrowed, key)
        if found is not None:
            return found
    return None


def _first(asked: Asked, narrowed: Narrowed, after: Key | None) -> Item | None:
    page = inbox.inbox(
        g.session,
        g.standing,
        **bounds(),
        shelf=asked.shelf,
        search=asked.text,
        narrowed=narrowed,
        after=after,
        limit=1,
    )
    return page.items[0] if page.items else None


def _like(asked: Asked, item: Item) -> Narrowed:
    """The other steps of this kind on the list that can be worked on."""
    standing_still = exists().where(Suspension.instance_id == WorkItem.instance_id, Suspension.resumed_at.is_(None))
    narrowed = asked.narrowed(like=item)
    return replace(narrowed, also=(*narrowed.also, WorkItem.id != item.id, ~standing_still))
