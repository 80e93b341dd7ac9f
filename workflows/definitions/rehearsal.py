"""The dry run: the scenarios of a bundle are walked through the engine, the state saved and restored at every step (``walk``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workflows.definitions.bundles import SCENARIOS, Bundle, of_folder
from workflows.definitions.faults import Fault, fault
from workflows.definitions.scenarios import Scenario, read_scenarios
from workflows.definitions.walk import Walk
from workflows.engine.drawing import Drawing, load
from workflows.errors import N_, Refusal


def faults_of_folder(folder: Path) -> list[Fault]:
    """What goes wrong in the scenarios of a process folder; a process without any is one fault."""
    return faults_of(of_folder(folder))


def faults_of(bundle: Bundle) -> list[Fault]:
    """What goes wrong in the scenarios of a bundle; a bundle without any is one fault."""
    try:
        scenarios = scenarios_of(bundle)
    except Refusal as refused:
        return [fault(SCENARIOS, "", refused.text, **refused.params)]
    return [found for scenario in scenarios for found in rehearse(bundle, scenario)]


def scenarios_of(bundle: Bundle) -> tuple[Scenario, ...]:
    """The scenarios of a bundle. Raises Refusal when there are none, or the file does not tell stories as bpmn/README.md says."""
    content = bundle.files.get(SCENARIOS)
    scenarios = read_scenarios(content) if content else ()
    if not scenarios:
        raise Refusal(N_("Expected scenarios beside the drawing, but there are none. Tell at least one."))
    return scenarios


def rehearse(bundle: Bundle, scenario: Scenario, drawing: Callable[[], Drawing] | None = None) -> list[Fault]:
    """Walk one scenario; the first thing that goes otherwise than told is the fault.

    ``drawing`` is asked before every step (tests read it anew each time, to show that nothing hides in it).
    """
    wrong = Walk(bundle, scenario, drawing or (lambda: load(bundle.files, bundle.key))).through()
    return [] if wrong is None else [wrong]
