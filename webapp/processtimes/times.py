"""How often and how long: the heat map, the table beside it, the slowest and the most returned steps, and one step with its outliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from webapp.access import requires
from webapp.processtimes.asked import SHOWS, kind_options, unit_options, wanted_of
from webapp.processtimes.door import Shown, asked_process, processtimes, version_options
from webapp.processtimes.heat import heat_of
from webapp.processtimes.lasting import lasting
from workflows.errors import NotFound
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.limits import OUTLIERS_SHOWN, SLOWEST_SHOWN
from workflows.processtimes.figures import ENOUGH, Figures, figures_of
from workflows.processtimes.sample import Measured, sample_of


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one element with its name; ``drawing`` is empty for what is no longer on the drawings of the version shown."""

    words: str
    drawing: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Long:
    """A step that took long: its case, and its figures."""

    case: ProcessInstance
    item: WorkItem
    measured: Measured


@processtimes.get("/<key>/times", endpoint="times")
@requires("definitions.read")
def show_times(key: str) -> Any:
    """The figures of a period, as the address narrows them down."""
    shown = asked_process(key)
    wanted = wanted_of(shown, request.args)
    sample = sample_of(g.session, wanted.asked, g.standing)
    figures = figures_of(sample.steps)
    lines = lines_of(shown, figures)
    return render_template(
        "processtimes/times.html",
        shown=shown,
        wanted=wanted,
        sample=sample,
        cases=len({step.instance_id for step in sample.steps}),
        lines=lines,
        slowest=sorted(lines, key=lambda line: -line.figures.median)[:SLOWEST_SHOWN],
        returned=sorted(
            (line for line in lines if line.figures.returned), key=lambda line: -line.figures.share_returned
        )[:SLOWEST_SHOWN],
        outlying=[line for line in lines if line.figures.outliers],
        heat=heat_of(shown, figures, wanted),
        shows=[(name, gettext(words)) for name, words in SHOWS.items()],
        versions=version_options(key),
        units=unit_options(wanted.unit),
        kinds=kind_options(),
        trail=shown.trail(),
        enough=ENOUGH,
        lasting=lasting,
    )


@processtimes.get("/<key>/times/<element>", endpoint="step")
@requires("definitions.read")
def show_step(key: str, element: str) -> Any:
    """One step: its figures, and the cases in which it took longest."""
    shown = asked_process(key)
    wanted = wanted_of(shown, request.args)
    sample = sample_of(g.session, wanted.asked, g.standing)
    figures = figures_of(step for step in sample.steps if step.element == element).get(element)
    if figures is None and element not in shown.nodes:
        raise NotFound
    long = figures.outliers if figures else ()
    longest = sorted((step for step in sample.steps if step.element == element), key=lambda step: -step.minutes)
    return render_template(
        "processtimes/step.html",
        shown=shown,
        wanted=wanted,
        sample=sample,
        words=name_of(shown, element),
        figures=figures,
        is_outlying=bool(long),
        long=_cases(list(long[:OUTLIERS_SHOWN]) or longest[:SLOWEST_SHOWN]),
        trail=[*shown.trail(), (gettext("Process times"), url_for("processtimes.times", key=key, **wanted.words))],
        enough=ENOUGH,
        lasting=lasting,
    )


def lines_of(shown: Shown, figures: dict[str, Figures]) -> list[Line]:
    """The figures in the order of the drawings; what is on none of them comes last."""
    nodes = shown.nodes
    there = [*(element for element in nodes if element in figures), *sorted(figures.keys() - nodes.keys())]
    return [
        Line(name_of(shown, element), nodes[element][0] if element in nodes else "", figures[element])
        for element in there
    ]


def name_of(shown: Shown, element: str) -> str:
    """What an element is called on the drawings that are shown, or its id."""
    found = shown.nodes.get(element)
    return shown.own(found[1]) if found else element


def _cases(steps: list[Measured]) -> list[Long]:
    """The steps with their cases, in the order given, in one query."""
    rows = g.session.execute(
        select(WorkItem, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
        .where(WorkItem.id.in_([step.item_id for step in steps]))
    )
    found = {item.id: (item, case) for item, case in rows}
    return [Long(found[step.item_id][1], found[step.item_id][0], step) for step in steps if step.item_id in found]
