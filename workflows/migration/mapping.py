"""From the places of one version to those of another: what is proposed, and what a designer chose instead."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping

from workflows.errors import N_, Invalid, Refusal
from workflows.migration.places import Place, Places

Mapped = Mapping[str, str | None]
"""Where each place of the old version is in the new one, by key; ``None``: nowhere, a case that stands there cannot go over."""
NOT_ALIKE = N_("Expected “%(step)s” to go to a place of the same kind at the same depth, but “%(to)s” is none.")


def propose(before: Places, after: Places, chosen: Mapped) -> dict[str, str | None]:
    """Where each place is in the other version: as chosen, else the same id and kind, else the same name and kind where there is
    only one such on both sides, else nowhere. What stands inside an activity is looked for inside the one that it goes to.
    """
    found: dict[str, str | None] = dict.fromkeys(before.by_key)
    ahead, seen = deque([(before.main, after.main)]), set()
    while ahead:
        old, new = ahead.popleft()
        if old in seen:
            continue
        seen.add(old)
        there = after.within(new)
        for place, target in _pairs(before.within(old), there, chosen):
            found[place.key] = target.key
            if place.inside and target.inside:
                ahead.append((place.inside, target.inside))
    return found


def choices(place: Place, before: Places, after: Places, mapped: Mapped) -> list[Place]:
    """The places that a place may go to: of its kind, in the scope that its own scope goes to."""
    scope = _scopes(before, after, mapped).get(place.scope)
    return [one for one in after.by_key.values() if one.scope == scope and alike(place, one)]


def alike(one: Place, other: Place) -> bool:
    """Whether the same kind of waiting is meant."""
    return one.family == other.family and one.repeated == other.repeated


def check(before: Places, after: Places, mapped: Mapped) -> None:
    """Raise ``Invalid`` with a sentence for each place that goes where it cannot."""
    scopes = _scopes(before, after, mapped)
    faults: dict[str, Refusal] = {}
    for key, to in mapped.items():
        place = before.by_key.get(key)
        target = None if to is None else after.by_key.get(to)
        if place is None or to is None:
            continue
        if target is None or not alike(place, target) or scopes.get(place.scope) != target.scope:
            faults[key] = Refusal(NOT_ALIKE, step=place.name or place.id, to=target.name or target.id if target else to)
    if faults:
        raise Invalid(
            N_("Expected every step to go to a step like it, but some do not; to be put right: %(count)s."),
            faults,
            count=len(faults),
        )


def written(mapped: Mapped) -> str:
    """The form in which a plan keeps it."""
    return json.dumps(dict(mapped), sort_keys=True)


def read(text: str) -> dict[str, str | None]:
    """The mapping that a plan keeps."""
    found: dict[str, str | None] = json.loads(text)
    return found


def _pairs(old: Iterable[Place], new: list[Place], chosen: Mapped) -> list[tuple[Place, Place]]:
    old = list(old)
    found: dict[str, Place] = {}
    for place in old:
        same = [one for one in new if alike(place, one) and _meant(place, one, chosen)]
        if same:
            found[place.key] = same[0]
    left = [place for place in old if place.key not in found and place.key not in chosen]
    free = [one for one in new if one not in found.values()]
    for place in left:
        if not place.name or len([one for one in left if _like(one, place)]) > 1:
            continue
        named = [one for one in free if _like(one, place)]
        if len(named) == 1:
            found[place.key] = named[0]
    return [(place, found[place.key]) for place in old if place.key in found]


def _meant(place: Place, target: Place, chosen: Mapped) -> bool:
    return chosen[place.key] == target.key if place.key in chosen else place.id == target.id


def _like(one: Place, other: Place) -> bool:
    return one.name == other.name and alike(one, other)


def _scopes(before: Places, after: Places, mapped: Mapped) -> dict[str, str]:
    """Where each scope of the old version is in the new one."""
    found = {before.main: after.main}
    for key, to in mapped.items():
        place, target = before.by_key.get(key), after.by_key.get(to or "")
        if place is not None and target is not None and place.inside and target.inside:
            found.setdefault(place.inside, target.inside)
    return found
