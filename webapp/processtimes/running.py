"""Where the running cases stand: on the diagram, in a table beside it, and the cases behind each number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select

from webapp import times
from webapp.access import requires
from webapp.errors import is_part
from webapp.processtimes.door import Shown, asked_process, processtimes, version_options, words_of_address
from webapp.shown import names
from workflows.errors import N_, NotFound
from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.organisation.calendars import calendars_for
from workflows.processtimes.running import WHAT, WHOLE_CASE, Counts, What, cases_at, counts_of

HEADINGS = {
    "items": N_("Open steps"),
    "timers": N_("Timers that run"),
    "messages": N_("Messages waited for"),
    "incidents": N_("Incidents"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What stands at one element. ``drawing`` is empty for what is no longer on the drawings of the version shown."""

    element: str
    words: str
    drawing: str
    items: int
    timers: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that running cases wait for, and the elements that would catch it."""

    message: str
    caught_at: str
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One case on the list behind a number."""

    row: ProcessInstance
    unit: Any
    due: times.Deadline


@processtimes.get("/<key>/running", endpoint="running")
@requires("definitions.read")
def show_running(key: str) -> Any:
    """The counts, of all versions or of the one asked for."""
    shown = asked_process(key)
    counts = counts_of(g.session, key, shown.number, g.standing)
    return render_template(
        "processtimes/running.html",
        shown=shown,
        counts=counts,
        lines=lines_of(shown, counts),
        awaited=_awaited(shown, counts),
        marks=_marks(shown, counts),
        versions=version_options(key),
        trail=shown.trail(),
    )


@processtimes.get("/<key>/running/cases", endpoint="running_cases")
@requires("definitions.read")
def show_cases(key: str) -> Any:
    """The cases that stand at one element, or wait for one message, a page at a time."""
    shown, what = asked_process(key), next((one for one in WHAT if one == request.args.get("what")), None)
    if what is None:
        raise NotFound
    element, after = request.args.get("element", "")[:100], request.args.get("after", "")
    rows, following = cases_at(
        g.session,
        key,
        shown.number,
        g.standing,
        what=what,
        element=element,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0,
    )
    units = {
        instance: unit
        for instance, unit in g.session.execute(
            select(CaseUnit.instance_id, CaseUnit.unit_id).where(
                CaseUnit.instance_id.in_([row.id for row in rows]), CaseUnit.role == "lead"
            )
        )
    }
    called, calendars = names.units(g.session, units.values()), calendars_for(g.session, units.values())
    cases = [
        Standing(
            row,
            called.get(units.get(row.id, 0)),
            times.deadline(row.due_at, calendar=calendars[units.get(row.id)]),
        )
        for row in rows
    ]
    address = url_for("processtimes.running_cases", key=key, **words_of_address(("what", "element", "version")))
    return render_template(
        "processtimes/more_cases.html" if is_part() else "processtimes/cases.html",
        shown=shown,
        heading=gettext(HEADINGS[what]),
        trail=[*shown.trail(), (gettext("Running cases"), url_for("processtimes.running", key=key))],
        where=_where(shown, what, element),
        cases=cases,
        more=f"{address}&after={following}" if following else None,
    )


def lines_of(shown: Shown, counts: Counts) -> list[Line]:
    """The elements at which something stands, in the order of the drawings; what is on none of them comes last."""
    nodes = shown.nodes
    found = {element: (name, shown.own(node)) for element, (name, node) in nodes.items()}
    there = [*found, *sorted({*counts.items, *counts.timers, *counts.incidents} - found.keys() - {WHOLE_CASE})]
    lines = [
        Line(
            element,
            found.get(element, ("", element))[1],
            found.get(element, ("", ""))[0],
            counts.items.get(element, 0),
            counts.timers.get(element, 0),
            counts.incidents.get(element, 0),
        )
        for element in there
    ]
    if counts.incidents.get(WHOLE_CASE):
        lines.append(Line(WHOLE_CASE, gettext("The case as a whole"), shown.key, 0, 0, counts.incidents[WHOLE_CASE]))
    return [line for line in lines if line.items or line.timers or line.incidents]


def _awaited(shown: Shown, counts: Counts) -> list[Awaited]:
    caught: dict[str, list[str]] = {}
    for _, node in shown.nodes.values():
        if node.kind != "endEvent" and node.refers_to in counts.messages and node.event in ("message", ""):
            caught.setdefault(node.refers_to, []).append(shown.own(node))
    return [
        Awaited(message, ", ".join(dict.fromkeys(caught.get(message, ()))), number)
        for message, number in sorted(counts.messages.items())
    ]


def _marks(shown: Shown, counts: Counts) -> dict[str, dict[str, str]]:
    """The labels on the drawing that is shown; a call has the number of all that stands within what it calls."""
    marks = {}
    for node in shown.drawings[shown.drawing].nodes:
        here = {node.id} | shown.inside(node)
        items = sum(counts.items.get(one, 0) for one in here)
        timers = sum(counts.timers.get(one, 0) for one in here)
        stuck = sum(counts.incidents.get(one, 0) for one in here)
        waits = counts.messages.get(node.refers_to, 0) if node.is_wait and node.event in ("message", "") else 0
        said = [
            *([ngettext("%(num)s open step", "%(num)s open steps", items)] if items else []),
            *([ngettext("%(num)s timer", "%(num)s timers", timers)] if timers else []),
            *([ngettext("%(num)s case waits", "%(num)s cases wait", waits)] if waits else []),
            *([ngettext("%(num)s incident", "%(num)s incidents", stuck)] if stuck else []),
        ]
        if said:
            marks[node.id] = {
                "label": f"{items + timers + waits}" + (f" ■{stuck}" if stuck else ""),
                "said": ", ".join(said),
            }
            if items and not node.called:
                marks[node.id]["href"] = cases_address(shown, "items", node.id)
            elif node.called:
                marks[node.id]["href"] = url_for(
                    "processtimes.running", key=shown.key, drawing=node.called, version=shown.number
                )
    return marks


def cases_address(shown: Shown, what: str, element: str) -> str:
    """Where the cases behind a number are."""
    return url_for("processtimes.running_cases", key=shown.key, what=what, element=element, version=shown.number)


def _where(shown: Shown, what: What, element: str) -> str:
    if what == "messages":
        return gettext("Message “%(name)s”", name=element)
    if element == WHOLE_CASE:
        return gettext("The case as a whole")
    found = shown.nodes.get(element)
    return shown.own(found[1]) if found else element
