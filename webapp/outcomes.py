"""Several steps by one form: each by its own command in a unit of work of its own, and a line for each of what became of it.

One that is refused keeps no other from being done. The same form sent twice acts once: its key is kept before the first step is
touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import current_app, g, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from webapp import command_keys, rates
from webapp.errors import BUSY, FIRST, STUCK
from workflows.errors import N_, Invalid, NotFound, Refusal
from workflows.instances.incidents import Stuck
from workflows.limits import SEVERAL_STEPS
from workflows.work.item import Item, find_work_item

TICKED = "ticked"
NOTHING = N_("Nothing was chosen. Tick the steps that you mean.")
TOO_MANY = N_("Expected at most %(most)s steps at once, but there are %(count)s.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step: nothing said means that it was done."""

    item: Item
    refusal: Refusal | None


def chosen(addresses: Iterable[str]) -> list[Item]:
    """The steps chosen, each once; those that are not open to the person are left out. Raises ``Invalid`` when there is nothing."""
    wanted = list(dict.fromkeys(addresses))
    if len(wanted) > SEVERAL_STEPS:
        raise Invalid(TOO_MANY, most=SEVERAL_STEPS, count=len(wanted))
    found = []
    for address in wanted:
        try:
            found.append(find_work_item(g.session, address, standing=g.standing))
        except NotFound:
            continue
    if not found:
        raise Invalid(NOTHING)
    return found


def with_ticks(address: str, items: Iterable[Item]) -> str:
    """The list at this address with these steps ticked, for whoever goes back and changes nothing."""
    words = urlencode([(TICKED, item.public_id) for item in items])
    return f"{address}{'&' if '?' in address else '?'}{words}" if words else address


def ticked_before() -> frozenset[str]:
    """The steps that this request's list begins with as ticked."""
    return frozenset(request.args.getlist(TICKED)[:SEVERAL_STEPS])


def one_by_one(items: list[Item], act: Callable[[Session, Item], None]) -> list[Outcome]:
    """Do it with one after the other, and say of each what became of it."""
    g.session.rollback()  # nobody waits for the lock of this unit of work; each step has one of its own
    g.pop("command_key_row", None)
    current_app.apart(lambda session: _begin(session, len(items)))
    return [_one(item, act) for item in items]


def _begin(session: Session, number: int) -> None:
    """Keep the form's key and count the acts before the first of them: whatever becomes of it, the form is used."""
    command_keys.use(session, g.actor.person_id)
    g.pop("command_key_row", None)
    rates.count(session, "acts", g.actor.person_id, at=g.at, amount=number)


def _one(item: Item, act: Callable[[Session, Item], None]) -> Outcome:
    """One step in a unit of work of its own; whatever is refused or fails is told and undone."""

    def do(session: Session) -> None:
        act(session, find_work_item(session, item.public_id, standing=g.standing))

    try:
        current_app.apart(do)
    except Refusal as refusal:
        return Outcome(item, refusal)
    except Stuck as stuck:
        current_app.record_incident(stuck)
        return Outcome(item, Refusal(STUCK))
    except (IntegrityError, StaleDataError):
        return Outcome(item, Refusal(FIRST))
    except OperationalError:
        return Outcome(item, Refusal(BUSY))
    return Outcome(item, None)
