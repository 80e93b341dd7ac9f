"""An inbox narrowed down and put in order: by unit, step, priority and due date, by several keys at once, each page by its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.folding import fold
from workflows.organisation.models import OrgUnit
from workflows.organisation.searching import MOST_WORDS, words_begin_in
from workflows.work.item import Item

Due = Literal["late", "soon", "week", "without"]
Priority = Literal["urgent", "ordinary"]
Key = tuple[datetime | int | str, ...]
DUES, PRIORITIES = get_args(Due), get_args(Priority)
URGENT_FROM = 80
"""From this priority on work is urgent, as the ladder has it."""
NEVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")
RAISED = "escalation"
"""What handles a delay has no due date of its own: it stands as of the day on which the delay was raised, among what is late."""
ORDERS: Mapping[str, tuple[Any, Callable[[Item], datetime | int | str]]] = {
    "due": (
        func.coalesce(WorkItem.due_at, case((WorkItem.step == RAISED, WorkItem.opened_at), else_=NEVER)),
        lambda item: stands_at(item) or NEVER,
    ),
    "priority": (WorkItem.priority, lambda item: item.priority),
    "opened": (WorkItem.opened_at, lambda item: item.opened_at),
    "code": (ProcessInstance.business_key, lambda item: item.business_key),
    "unit": (func.coalesce(WorkItem.unit_id, 0), lambda item: item.unit_id or 0),
    "step": (WorkItem.element, lambda item: item.element),
}
"""What an inbox can be ordered by: the column, and the value that an item has there."""


def stands_at(item: Item) -> datetime | None:
    """Where an item stands by due date: at its own; what handles a delay, at the moment when that was raised."""
    return item.due_at or (item.opened_at if item.step == RAISED else None)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments that words like late and soon are measured by: now, the end of "soon", the end of this week."""

    at: datetime
    soon_until: datetime
    week_until: datetime


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of an inbox, and its order: keys of ``ORDERS``, a minus before those that go downwards.

    ``like`` keeps steps of that one's kind: the same element of the same process, in whatever version. ``also`` are conditions
    of rooms above this one (a resolution, what somebody put off); ``also_saying`` is where else a word of the search may stand,
    for a case's number.
    """

    unit_id: int | None = None
    element: str = ""
    priority: Priority | None = None
    due: Due | None = None
    order: tuple[str, ...] = ("due",)
    like: Item | None = None
    also: tuple[ColumnElement[bool], ...] = ()
    also_saying: Callable[[str, ColumnElement[int]], ColumnElement[bool]] | None = None


WHOLE = Narrowed()


def conditions(narrowed: Narrowed, bounds: Bounds) -> list[ColumnElement[bool]]:
    """The conditions on items and their cases."""
    found = list(narrowed.also)
    if narrowed.unit_id is not None:
        found.append(WorkItem.unit_id == narrowed.unit_id)
    if narrowed.element:
        found.append(WorkItem.element == narrowed.element)
    if narrowed.priority:
        urgent = WorkItem.priority >= URGENT_FROM
        found.append(urgent if narrowed.priority == "urgent" else ~urgent)
    if narrowed.due:
        found.append(_due(narrowed.due, bounds))
    if narrowed.like is not None:
        key = select(DefinitionVersion.key).where(DefinitionVersion.id == narrowed.like.definition_version_id)
        versions = select(DefinitionVersion.id).where(DefinitionVersion.key == key.scalar_subquery())
        found += [
            WorkItem.element == narrowed.like.element,
            ProcessInstance.definition_version_id.in_(versions),
        ]
    return found


def saying(search: str, narrowed: Narrowed, asked: Sequence[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """The condition for the words asked for: each stands in the code or the titles, begins a word of the unit's, or stands elsewhere.

    What is ``asked`` besides is found first, whole (MATERIALIZED), and need not be asked again: else PostgreSQL reads every case
    of the country for these words.
    """
    words = fold(search).split()[:MOST_WORDS]
    if not words:
        return []
    inner = select(WorkItem.id, WorkItem.unit_id, WorkItem.instance_id, ProcessInstance.folded)
    inner = inner.join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id).where(*asked)
    these = inner.cte("these").prefix_with("MATERIALIZED").c
    found = []
    for word in words:
        units = select(OrgUnit.id).where(*words_begin_in(OrgUnit.folded, word))
        places = [these.folded.contains(word, autoescape=True), these.unit_id.in_(units)]
        if narrowed.also_saying is not None:
            places.append(narrowed.also_saying(word, these.instance_id))
        found.append(or_(*places))
    return [WorkItem.id.in_(select(these.id).where(*found))]


def ordering(order: Sequence[str]) -> list[Any]:
    """What to sort by; the item's number decides last, so that no two stand at the same place."""
    columns = [(ORDERS[key.removeprefix("-")][0], key.startswith("-")) for key in order]
    return [*(column.desc() if downwards else column.asc() for column, downwards in columns), WorkItem.id]


def key_of(item: Item, order: Sequence[str]) -> Key:
    """Where an item stands in this order."""
    return (*(ORDERS[key.removeprefix("-")][1](item) for key in order), item.id)


def behind(key: Key, order: Sequence[str]) -> ColumnElement[bool]:
    """The condition that an item stands behind ``key``: by the first column in which they differ."""
    columns = [(ORDERS[name.removeprefix("-")][0], name.startswith("-")) for name in order]
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, downwards), value in zip([*columns, (WorkItem.id, False)], key, strict=True):
        ways.append(and_(*same, column < value if downwards else column > value))
        same.append(column == value)
    return or_(*ways)


def key_from(words: Sequence[Any], order: Sequence[str]) -> Key | None:
    """A key as it came back from an address; nothing when it does not fit this order."""
    if len(words) != len(order) + 1 or not _is_number(words[-1]):
        return None
    found: list[datetime | int | str] = []
    for name, word in zip(order, words, strict=False):
        kind = name.removeprefix("-")
        if kind in ("due", "opened"):
            moment = _moment(word)
            if moment is None:
                return None
            found.append(moment)
        elif _is_number(word) if kind in ("priority", "unit") else isinstance(word, str) and word.isprintable():
            found.append(word)
        else:
            return None
    return (*found, words[-1])


def _due(due: Due, bounds: Bounds) -> ColumnElement[bool]:
    if due == "without":
        return WorkItem.due_at.is_(None)
    if due == "late":
        return and_(WorkItem.due_at.is_not(None), WorkItem.due_at < bounds.at)
    until = bounds.soon_until if due == "soon" else bounds.week_until
    return and_(WorkItem.due_at >= bounds.at, WorkItem.due_at <= until)


def _is_number(word: Any) -> bool:
    return isinstance(word, int) and not isinstance(word, bool) and abs(word) < 2**62


def _moment(word: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(word)
        return at.astimezone(UTC) if at.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None
