"""What is done to whole tasks: given to another unit, taken apart, merged, tied to a task of the resolution above.

Each is looked at first: the real command is carried out and rolled back, so what the page shows is what will be. Only a form that shows
it can do it; when something else would come of it by then, the person looks again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.access import requires
from webapp.language import own_name
from webapp.rates import rated
from webapp.resolutions.door import kept_resolution, resolutions
from webapp.shown import classes, names
from webapp.typed import words_of
from workflows.errors import N_, Conflict, Invalid, Refusal
from workflows.limits import SPLIT_PARTS
from workflows.resolutions import linking, merging, moving, moving_parts, splitting
from workflows.resolutions.details import TaskDetails, find_resolution_task

OF_PART = ("title_vi", "lead_agency", "due_date")
MOVES = "moves-"
"""How the fields begin that say of a unit to which task its part goes."""
MOVED_ON = N_(
    "Expected what your page showed to be still so, but something changed in the meantime. Look at what would happen now."
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done: its words, its fields, the command."""

    title: str
    means: str
    button: str
    done: str
    fields: tuple[str, ...]
    command: Callable[[str, Mapping[str, str]], Any]


def _move(public_id: str, said: Mapping[str, str]) -> Any:
    who = {"actor": g.actor, "at": g.at}
    return moving.reassign_lead(g.session, public_id, unit=said["unit"], reason=said["reason"], **who)


def _split(public_id: str, said: Mapping[str, str]) -> Any:
    parts = [{name: said[f"{place}.{name}"] for name in OF_PART} for place in range(SPLIT_PARTS)]
    places = [place for place, part in enumerate(parts) if any(part.values())]
    given = [parts[place] for place in places]
    chosen = {name.removeprefix(MOVES): to for name, to in said.items() if name.startswith(MOVES) and to}
    order = {str(place): number for number, place in enumerate(places)}
    moves = {code: order.get(to, -1) for code, to in chosen.items()}
    try:
        return splitting.split_task(
            g.session, public_id, given, moves=moves, reason=said["reason"], actor=g.actor, at=g.at
        )
    except Invalid as refusal:
        at_fields = {_field(name, places): fault for name, fault in refusal.faults.items()}
        raise Invalid(refusal.text, at_fields, **refusal.params) from None


def _field(name: str, places: Sequence[int]) -> str:
    """The field of the form that a fault belongs to: what was left empty between is not counted by the command."""
    number, dot, rest = name.partition(".")
    return f"{places[int(number)]}.{rest}" if dot and number.isdigit() and int(number) < len(places) else name


def _merge(public_id: str, said: Mapping[str, str]) -> Any:
    who = {"actor": g.actor, "at": g.at}
    return merging.merge_task(g.session, public_id, into=said["into"], reason=said["reason"], **who)


def _link(public_id: str, said: Mapping[str, str]) -> Any:
    who = {"actor": g.actor, "at": g.at}
    return linking.implement(g.session, public_id, code=said["code"], reason=said["reason"], **who)


def _unlink(public_id: str, said: Mapping[str, str]) -> Any:
    who = {"actor": g.actor, "at": g.at}
    return linking.end_implementing(g.session, public_id, code=said["code"], reason=said["reason"], **who)


ACTS: Mapping[str, Act] = {
    "lead": Act(
        N_("Give to another unit"),
        N_(
            "What waits for the unit that leads now will wait for the other one. The due date stays; nobody's evidence is lost."
        ),
        N_("Give the task to this unit"),
        N_("The task has another lead unit."),
        ("unit", "reason"),
        _move,
    ),
    "parts": Act(
        N_("Take tasks out of it"),
        N_(
            "Each becomes a task of its own with all that this one says, but its own title, lead and date. "
            "This task stays as it is; correct it afterwards. Parts of co-operating units go along where you say so."
        ),
        N_("Enter these tasks"),
        N_("The tasks are in the plan. Their cases start within a minute."),
        (*(f"{place}.{name}" for place in range(SPLIT_PARTS) for name in OF_PART), "reason"),
        _split,
    ),
    "merger": Act(
        N_("Merge into another task"),
        N_(
            "This task ends as cancelled, and its page and the other one's name each other. What its co-operating units have not "
            "delivered yet goes along. This cannot be undone."
        ),
        N_("Merge the task"),
        N_("The task is merged."),
        ("into", "reason"),
        _merge,
    ),
    "link": Act(
        N_("Tie to a task of the resolution above"),
        N_("Says that this task carries out part of that one. Each still counts in its own resolution."),
        N_("Tie the tasks"),
        N_("The tasks are tied."),
        ("code", "reason"),
        _link,
    ),
    "unlink": Act(
        N_("Untie from a task of the resolution above"),
        N_("Says that this task does not carry out part of that one, after all. That it was said stays on the record."),
        N_("Untie the tasks"),
        N_("The tasks are untied."),
        ("code", "reason"),
        _unlink,
    ),
}
NOUN = f"<any({', '.join(map(repr, ACTS))}):noun>"


@resolutions.get(f"/resolution-tasks/<public_id>/{NOUN}/new", endpoint="rearrange")
@requires("plan.keep")
def show_empty(public_id: str, noun: str) -> Any:
    """The form of one of the acts."""
    said = dict.fromkeys(ACTS[noun].fields, "") | {
        name: request.args[name] for name in ACTS[noun].fields if name in request.args
    }
    return _page(_asked(public_id), noun, said, None, None)


@resolutions.post(f"/resolution-tasks/<public_id>/{NOUN}", endpoint="rearranged")
@requires("plan.keep")
@rated("acts")
def rearrange(public_id: str, noun: str) -> Any:
    """Look at what would happen, or do it when the form shows just that."""
    _asked(public_id)
    act = ACTS[noun]
    fields = (*act.fields, *(name for name in request.form if noun == "parts" and name.startswith(MOVES)))
    said = {name: request.form.get(name, "") for name in fields}
    try:
        outcome = act.command(public_id, words_of(request.form, fields))
    except (Invalid, Conflict) as refusal:
        g.session.rollback()
        return _page(_asked(public_id), noun, said, None, refusal), refusal.status
    if request.form.get("act") == "do" and request.form.get("seen") == _seen(outcome, said):
        flash(gettext(act.done))
        return redirect(url_for("resolutions.show", public_id=public_id), 303)
    g.session.rollback()
    late = Conflict(MOVED_ON) if request.form.get("act") == "do" else None
    return _page(_asked(public_id), noun, said, outcome, late), late.status if late else 200


def open_acts(details: TaskDetails) -> list[tuple[str, str]]:
    """The acts that make sense for this task, for whoever keeps its plan: noun and words. The command asks all its rules again."""
    row = details.task_row
    nouns = ["lead"] if row.instance_id and row.lead_unit_id else []
    if row.parent_id is None and not details.children:
        nouns += ["parts", "merger"] if row.instance_id else ["parts"]
    if row.parent_id is None and details.resolution.parent_id:
        nouns.append("link")
    return [(noun, ACTS[noun].title) for noun in nouns]


def _asked(public_id: str) -> TaskDetails:
    """The task, for whoever keeps its plan. Raises ``NotFound``, ``Forbidden``."""
    details = find_resolution_task(g.session, public_id, g.standing, classes.moment_of(g.at))
    kept_resolution(details.resolution.public_id)
    return details


def _seen(outcome: Any, said: Mapping[str, str]) -> str:
    return hashlib.sha256(repr((outcome, sorted(said.items()))).encode()).hexdigest()


def _page(details: TaskDetails, noun: str, said: Mapping[str, str], outcome: Any, refusal: Refusal | None) -> str:
    chosen = names.units_by_code(g.session, [said["unit"]] if said.get("unit") else [])
    moved = names.units_by_code(g.session, [outcome.before, outcome.after]) if isinstance(outcome, moving.Moved) else {}
    looked = noun in ("link", "unlink") or outcome is not None
    return render_template(
        "resolutions/rearrange.html",
        details=details,
        ordered=details.task_row,
        noun=noun,
        act=ACTS[noun],
        said=said,
        outcome=outcome,
        is_looked=looked and refusal is None and request.method == "POST",
        seen=_seen(outcome, said),
        chosen=[(code, own_name(unit)) for code, unit in chosen.items()],
        moved=moved,
        refusal=refusal,
        faults=refusal.faults if isinstance(refusal, Invalid) else {},
        most=SPLIT_PARTS,
        movable=moving_parts.movable(g.session, details.task_row) if noun == "parts" else (),
    )
