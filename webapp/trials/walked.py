"""What a trial case walked on its drawing, step by step: the arrows that the engine took, where it waited then, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from webapp.shown.sketch import anatomies_of
from webapp.trials.telling import Teller
from workflows.definitions.anatomy import Flow
from workflows.definitions.bundles import Bundle
from workflows.trials.play import Line, Played

Arrows = Mapping[tuple[str, str], Flow]


def walks_of(bundle: Bundle, played: Played, teller: Teller, drawing: str) -> list[dict[str, Any]]:
    """For each step its words (of all drawings of the process), and what is to be shown of it on the one that is seen."""
    taken = anatomies_of(bundle.checksum, bundle.files)
    arrows = {
        (one.file, flow.id): flow for one in taken.values() for scope in one.scopes.values() for flow in scope.flows
    }
    steps = {node.id for node in taken[drawing].nodes if node.kind != "subProcess"}
    count = len(played.lines)
    return [
        {
            "words": _words(line, number, count, arrows, teller),
            "arrows": [flow for file, flow in line.walked if file == f"{drawing}.bpmn"],
            "waiting": [one for one in line.waiting if one in steps],
        }
        for number, line in enumerate(played.lines, 1)
    ]


def _words(line: Line, number: int, count: int, arrows: Arrows, teller: Teller) -> str:
    did = gettext("Step %(number)s of %(count)s: %(what)s", number=number, count=count, what=teller.did(line))
    ways = "; ".join(_ways((arrows[one] for one in line.walked if one in arrows), teller))
    said = gettext("The case went: %(ways)s.", ways=ways) if ways else gettext("It walked no arrow.")
    return f"{did} {said}"


def _ways(flows: Iterable[Flow], teller: Teller) -> list[str]:
    """Arrows that follow each other as one way from name to name; where ways only meet or part, nothing is named."""
    ways: list[list[str]] = []
    for flow in flows:
        if not ways or ways[-1][-1] != flow.source:
            ways.append([flow.source])
        ways[-1].append(flow.target)
    named = ([words for one in way if (words := teller.elements.get(one))] for way in ways)
    return [" → ".join(names) for names in named if len(names) > 1]
