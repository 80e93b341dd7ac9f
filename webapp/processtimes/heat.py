"""The heat map: how strongly each element is filled, what is written on it, and the legend that says what the colours mean.

Five colours. How long and how often are told in fifths of the highest value; how many returned in fixed shares, so that two processes
compare. A colour never stands without its label, and the table says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from webapp.processtimes.asked import Wanted
from webapp.processtimes.door import Shown
from webapp.processtimes.lasting import lasting, shortly
from workflows.processtimes.figures import Figures

CLASSES = 5
SHARES = (0.05, 0.10, 0.20, 0.40, 1.0)
"""The upper ends of the five classes of returns."""


@dataclass(frozen=True, slots=True)
class Heat:
    """The marks on the drawing that is shown, and the legend: (class, words)."""

    marks: dict[str, dict[str, Any]]
    legend: list[tuple[int, str]]


def heat_of(shown: Shown, figures: Mapping[str, Figures], wanted: Wanted) -> Heat:
    """A step shows its own figures; a call shows the highest of the steps inside it, and leads to their drawing."""
    show = wanted.show
    told = {element: one for element, one in figures.items() if show != "returns" or one.reviewed}
    values = {element: _value(one, show) for element, one in told.items()}
    most = max(values.values(), default=0)
    marks: dict[str, dict[str, Any]] = {}
    for node in shown.drawings[shown.drawing].nodes:
        inside = [element for element in {node.id} | shown.inside(node) if element in told]
        if not inside:
            continue
        element = max(inside, key=lambda one: values[one])
        mark = marks[node.id] = {"label": _label(told[element], show), "said": said(told[element], show)}
        if heat := _class(values[element], most, show):
            mark["heat"] = heat
        if node.called:
            mark["said"] = gettext("highest of the steps inside: %(what)s", what=mark["said"])
            mark["href"] = url_for("processtimes.times", key=shown.key, **wanted.address(drawing=node.called))
        else:
            mark["href"] = url_for("processtimes.step", key=shown.key, element=element, **wanted.words)
    return Heat(marks, _legend(most, show) if values else [])


def said(one: Figures, show: str) -> str:
    """A figure in words, with how many steps it is made of."""
    steps = ngettext("%(num)s step", "%(num)s steps", one.count)
    if show == "frequency":
        return steps
    if show == "returns":
        return gettext("%(returned)s of %(steps)s returned", returned=one.returned, steps=steps)
    return gettext("half of them within %(time)s, of %(steps)s", time=lasting(one.median), steps=steps)


def _value(one: Figures, show: str) -> float:
    return {"frequency": one.count, "returns": one.share_returned}.get(show, one.median)


def _label(one: Figures, show: str) -> str:
    if show == "frequency":
        return f"{one.count}"
    return f"{one.returned}/{one.count}" if show == "returns" else shortly(one.median)


def _class(value: float, most: float, show: str) -> int:
    """From 1 to 5; nought where there is nothing to colour."""
    if value <= 0:
        return 0
    if show == "returns":
        return next(number for number, end in enumerate(SHARES, 1) if value <= end)
    return min(max(ceil(CLASSES * value / most), 1), CLASSES)


def _legend(most: float, show: str) -> list[tuple[int, str]]:
    if show == "returns":
        return [(number, gettext("up to %(share)s %%", share=round(end * 100))) for number, end in enumerate(SHARES, 1)]
    ends = {
        ceil(most * number / CLASSES): number for number in range(1, CLASSES + 1)
    }  # of equal ends the strongest is used
    return [
        (number, gettext("up to %(most)s", most=lasting(end) if show == "time" else end))
        for end, number in ends.items()
        if end
    ]
