"""What a form of the page asks for, as a step of the story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import request

from webapp.times import THE_COUNTRY
from webapp.trials import asking
from webapp.trials.door import NOT_UNDERSTOOD, Tried
from webapp.trials.telling import due_of
from webapp.trials.view import same_time_after
from webapp.work.sending import typed
from workflows.definitions import forms
from workflows.engine.step import Opened
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.trials.examples import examples_of
from workflows.trials.play import Played
from workflows.trials.values import PATH, grown, kind_of, parts_of, read

GONE = N_("Expected the step to be open in this trial case, but it is not any more. Look at it again.")
NO_DAY = N_("Expected a day after the one on which the trial case stands, but this is none.")
NOTHING_AHEAD = N_("Expected something that the clock can go on to, but nothing is due.")
UNCLEAR = N_(
    "Expected steps of one name to differ in what they are about, but these do not. Complete another one first."
)
MINUTE = timedelta(minutes=1)


def asked_step(tried: Tried, played: Played) -> Mapping[str, Any]:
    """The step that was asked for. Raises ``Invalid`` at a field, ``Refusal`` for what cannot be done."""
    act = _ACTS.get(request.form.get("act", ""))
    if act is None:
        raise Refusal(NOT_UNDERSTOOD)
    return act(tried, played)


def typed_form(tried: Tried, played: Played) -> dict[str, Any]:
    """What was typed into the form of a step, for the page that shows it again."""
    item = played.item(request.form.get("ref", ""))
    if item is None:
        return {}
    return typed(asking.fields_of(tried.bundle, item, {}), request.form)


def _complete(tried: Tried, played: Played) -> Mapping[str, Any]:
    item = played.item(request.form.get("ref", ""))
    if item is None:
        raise Conflict(GONE)
    example = examples_of(tried.bundle).forms.get(item.element, {})
    fields = asking.fields_of(tried.bundle, item, example)
    answers = forms.accepted(fields, typed(fields, request.form))
    step: dict[str, Any] = {"complete": item.element, **_about(item, played)}
    form = {name: value for name, value in answers.items() if value is not None}
    return {**step, "form": form} if form else step


def _about(item: Opened, played: Played) -> dict[str, Any]:
    """How this step is told from others of its name that are open."""
    alike = [one for one in played.items if one.element == item.element]
    if alike[0] is item and ("loop_index" in item.local or len(alike) == 1):
        return {}
    if "loop_index" in item.local:
        return {"about": item.local["loop_index"]}
    others = [list((one.local.get("message") or {}).values()) for one in alike if one is not item]
    for value in (item.local.get("message") or {}).values():
        if value is not None and not isinstance(value, list | dict) and not any(value in one for one in others):
            return {"about": value}
    raise Refusal(UNCLEAR)


def _tell(tried: Tried, played: Played) -> Mapping[str, Any]:
    name = request.form.get("message", "")
    if name not in played.messages:
        raise Conflict(GONE)
    fields = parts_of(examples_of(tried.bundle).messages.get(name, {}))
    payload = grown(asking.typed_values(fields, request.form, f"m-{name}-"))
    step: dict[str, Any] = {"tell": name, **({"payload": payload} if payload else {})}
    about = request.form.get(f"m-{name}-about", "").strip()
    return {**step, "correlation": about} if about else step


def _until(_tried: Tried, played: Played) -> Mapping[str, Any]:
    return {"until": _WAYS.get(request.form.get("way", ""), _to_a_day)(played).astimezone(UTC).isoformat()}


def _to_the_next_timer(played: Played) -> datetime:
    if not played.timers:
        raise Refusal(NOTHING_AHEAD)
    return min(one.due_at for one in played.timers)


def _past_the_next_due(played: Played) -> datetime:
    ahead = [due for one in played.items if (due := due_of(one, played)) is not None and due >= played.at]
    if not ahead:
        raise Refusal(NOTHING_AHEAD)
    return min(ahead) + MINUTE


def _to_a_day(played: Played) -> datetime:
    try:
        moment = THE_COUNTRY.at_eight(date.fromisoformat(request.form.get("day", "").strip()))
    except ValueError:
        raise Invalid(NO_DAY, {"day": Refusal(NO_DAY)}) from None
    if moment <= played.at:
        raise Invalid(NO_DAY, {"day": Refusal(NO_DAY)})
    return moment


def _set(_tried: Tried, played: Played) -> Mapping[str, Any]:
    """A variable that the system would have changed; what lies beside it stays."""
    path, text = request.form.get("path", "").strip(), request.form.get("value", "")
    here: Any = played.variables
    for name in path.split("."):
        here = here.get(name) if isinstance(here, dict) else None
    kind = (
        "free"
        if here is None or (kind_of(here) == "data" and not text.strip().startswith(("[", "{")))
        else kind_of(here)
    )
    whole = grown([(path, read(text, kind))], played.variables)
    assert PATH.fullmatch(path)
    first = path.split(".", maxsplit=1)[0]
    return {"set": {first: whole[first]}}


_WAYS: Mapping[str, Callable[[Played], datetime]] = {
    "timer": _to_the_next_timer,
    "due": _past_the_next_due,
    "working_day": lambda played: same_time_after(played.at, 1),
    "day": _to_a_day,
}
_ACTS: Mapping[str, Callable[[Tried, Played], Mapping[str, Any]]] = {
    "complete": _complete,
    "tell": _tell,
    "until": _until,
    "set": _set,
}
