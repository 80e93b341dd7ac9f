"""What going over means for one case. The same function foretells it and does it: a trial is the act without its writing down.

The case's state is put on the other drawing as the mapping says (``engine/placing/place.py``), saved and restored, and what comes out is
held against what was there before. Nothing here knows a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from workflows.engine import interpreter
from workflows.engine.errors import EngineFault
from workflows.engine.placing import place as placing
from workflows.engine.placing.place import Kept, Place, Placed, Placement
from workflows.errors import N_
from workflows.migration import remarks as say
from workflows.migration.mapping import Mapped
from workflows.migration.places import key_of
from workflows.migration.remarks import Remark, remark
from workflows.migration.sides import Side
from workflows.migration.standing import OpenStep, Stand

Verdict = Literal["same", "changed", "blocked"]
ELEMENTS = frozenset({"element", "target", "join", "host"})  # the engine names these by their ids
NOT_ITSELF = N_("Expected the case to be the same after it is saved and restored, but it is not.")


@dataclass(frozen=True, slots=True)
class Effect:
    """``placed`` is what is to be written down, nothing for a case that cannot go over; ``stands`` the key of the place it is at."""

    verdict: Verdict
    stands: str
    remarks: tuple[Remark, ...]
    placed: Placed | None


def effect_of(stand: Stand, before: Side, after: Side, mapped: Mapped, *, at: datetime) -> Effect:
    """What becomes of a case with a mapping."""
    stands = ""
    try:
        places = placing.places(before.drawing, stand.state)
        keys = {place.key: _key(before, place) for place in places}
        stands = _stands(places, keys)
        if blocked := list(_obstacles(stand, before, places, keys, mapped)):
            return Effect("blocked", stands, tuple(blocked), None)
        placed = placing.place(
            after.drawing,
            stand.state,
            _placements(places, keys, after, mapped),
            variables=stand.variables or {},
            at=at,
            was=before.drawing,
        )
        _restored(after, placed)
    except EngineFault as fault:
        return Effect("blocked", stands, (Remark(fault.text, told_by_name(fault, before, after)),), None)
    found = tuple(_remarks(stand, before, after, placed))
    return Effect("changed" if found else "same", stands, found, placed)


def changed_step(step: OpenStep, kept: Kept) -> bool:
    """Whether who holds a step finds another one in its place."""
    before = (step.element, step.names, step.step, step.form, step.ladder)
    return before != (kept.element, (kept.name, kept.name_en), kept.step, kept.form, kept.ladder)


def _key(side: Side, place: Place) -> str:
    scope = side.places.main
    for activity in place.inside:
        around = side.places.by_key.get(key_of(scope, activity))
        scope = around.inside if around is not None else ""
    return key_of(scope, place.element)


def _stands(places: tuple[Place, ...], keys: dict[str, str]) -> str:
    """The place that tells best where a case is: its first step, else its innermost place."""
    steps = [place for place in places if place.kind == "item"]
    told = steps or list(places[-1:])
    return keys[told[0].key] if told else ""


def _obstacles(
    stand: Stand, before: Side, places: tuple[Place, ...], keys: dict[str, str], mapped: Mapped
) -> Iterator[Remark]:
    if stand.suspended:
        yield remark(say.SUSPENDED)
    if stand.troubled:
        yield remark(say.TROUBLED)
    if stand.variables is None:
        yield remark(say.UNREADABLE)
    told: set[str] = set()
    for place in places:
        key = keys[place.key]
        if key in mapped and mapped[key] is None and key not in told:
            told.add(key)
            yield remark(say.NO_PLACE, step=_names(before, key))


def _placements(places: tuple[Place, ...], keys: dict[str, str], after: Side, mapped: Mapped) -> list[Placement]:
    """One for each place that has another id there; instances go along with what repeats them."""
    found = []
    for place in places:
        to = mapped.get(keys[place.key])
        target = after.places.by_key.get(to or "")
        if target is not None and target.id != place.element and place.number is None:
            found.append(Placement(place.key, target.id))
    return found


def _restored(after: Side, placed: Placed) -> None:
    """Save and restore once, before anybody counts on it."""
    step = placed.step
    if step.ended:
        return
    waits = interpreter.waits(after.drawing, step.state)
    there = {one.ref for one in step.opened} | {one.ref for one in placed.kept}
    if set(waits.items) != there or waits.messages != step.waiting_for:
        raise EngineFault(NOT_ITSELF)


def _remarks(stand: Stand, before: Side, after: Side, placed: Placed) -> Iterator[Remark]:
    step, kept = placed.step, {one.ref: one for one in placed.kept}
    for one in stand.steps:
        if one.ref in kept:
            yield from _of_step(one, kept[one.ref], before, after)
        else:
            yield remark(say.CLOSES, step=list(one.names))
    for opened in step.opened:
        yield remark(say.OPENS, step=[opened.name, opened.name_en])
    for cleared in step.timers_cleared:
        element = stand.timers.get(cleared.ref, "")
        yield remark(say.TIMER_LOST, step=_named(before, element))
    for timer in step.timers_set:
        yield remark(say.TIMER_SET, step=_named(after, timer.element), moment=timer.due_at.isoformat())
    now = set(step.waiting_for)
    yield from (remark(say.MESSAGE_NEW, message=name) for name in sorted(now - stand.waiting_for))
    yield from (remark(say.MESSAGE_LOST, message=name) for name in sorted(stand.waiting_for - now))
    for name in sorted(after.variables - before.variables - step.variables.keys()):
        yield remark(say.VALUE_MISSING, name=name)
    yield from (remark(say.ACTS, action=effect.action) for effect in step.effects)
    if step.ended:
        yield remark(say.ENDS)


def _of_step(step: OpenStep, kept: Kept, before: Side, after: Side) -> Iterator[Remark]:
    names = list(step.names)
    if step.names != (kept.name, kept.name_en):
        yield remark(say.GOES_TO, step=names, to=[kept.name, kept.name_en])
    old, new = before.fields(step.form), after.fields(kept.form)
    if step.form != kept.form:
        yield remark(say.OTHER_FORM, step=names)
    if lost := sorted(step.typed - new.keys()):
        yield remark(say.LOST_FIELDS, step=names, fields=[_label(old.get(key), key) for key in lost])
    asked = [key for key, field in new.items() if field.required and key not in old]
    if asked and step.form == kept.form:
        yield remark(say.NEW_FIELDS, step=names, fields=[_label(new[key], key) for key in asked])


def _label(field: Any, key: str) -> list[str]:
    return [key, key] if field is None else [field.label_vi or key, field.label_en or key]


def told_by_name(fault: EngineFault, before: Side, after: Side) -> dict[str, Any]:
    """What the engine says, its elements by their names where one of the drawings has them."""
    known = {**before.names, **after.names}
    return {
        name: list(known[value]) if name in ELEMENTS and isinstance(value, str) and value in known else value
        for name, value in fault.params.items()
    }


def _names(side: Side, key: str) -> list[str]:
    place = side.places.by_key.get(key)
    element = key.rpartition("/")[2]
    return [element, element] if place is None else [place.name or element, place.name_en or place.name or element]


def _named(side: Side, element: str) -> list[str]:
    """The names of an element that holds no token (a border event has its own)."""
    return list(side.names.get(element, (element, element)))
