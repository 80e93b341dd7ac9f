"""Everything that can be said of a bundle at once: its faults, how each of its stories went, and which arrows none of them walks.

The command line, the deployment and the editor ask here, so that there is one set of rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from workflows.definitions import coverage, lint
from workflows.definitions.bundles import SCENARIOS, Bundle
from workflows.definitions.faults import Fault, fault
from workflows.definitions.rehearsal import scenarios_of
from workflows.definitions.walk import Walk
from workflows.engine.drawing import load
from workflows.errors import Refusal


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario by name, and the first thing that went otherwise than told."""

    name: str
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. The stories are walked only when nothing is wrong with the drawings; ``uncovered`` holds arrows by file."""

    faults: tuple[Fault, ...]
    stories: tuple[Story, ...] = ()
    uncovered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Those of the drawings and of the stories."""
        return (*self.faults, *(one.fault for one in self.stories if one.fault is not None))


def examine(bundle: Bundle, actions: Set[str] | None = None) -> Examined:
    """Look at a bundle from all sides; ``actions`` are the registered ones, None where they are not known."""
    if found := lint.faults(bundle, actions):
        return Examined(tuple(found))
    try:
        stories, uncovered = told_in(bundle)
    except Refusal as refused:
        return Examined((fault(SCENARIOS, "", refused.text, **refused.params),))
    return Examined((), stories, uncovered)


def told_in(bundle: Bundle) -> tuple[tuple[Story, ...], Mapping[str, tuple[str, ...]]]:
    """How each scenario of a bundle without faults goes, and by file the arrows that none of them walks. Raises Refusal without any."""
    drawing, walked = load(bundle.files, bundle.key), coverage.of_bundle(bundle)
    stories = []
    for scenario in scenarios_of(bundle):
        walked.begin()
        wrong = Walk(bundle, scenario, lambda: drawing, lambda step: walked.see(drawing, step)).through()
        stories.append(Story(scenario.name, wrong))
    return tuple(stories), walked.missing()
