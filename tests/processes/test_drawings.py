"""Every drawing of the house obeys the rules, and every story told beside it comes to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.definitions import bundles, lint, rehearsal
from workflows.definitions.anatomy import Node, take_apart
from workflows.definitions.bundles import Bundle
from workflows.definitions.scenarios import Scenario, read_scenarios
from workflows.definitions.walk import Walk
from workflows.engine import drawing as reading
from workflows.engine.drawing import Drawing
from workflows.engine.xml import read_tree

HOME = Path(__file__).resolve().parents[2] / "bpmn"
PROCESSES = sorted(path.parent.name for path in HOME.glob("*/*.bpmn"))
CALLED = {"verification", "sign_off", "escalation", "part", "verification_panel"}
ACTIONS = {
    "record_assignment", "expand_children", "grant_extension", "refuse_extension", "grant_time", "reassign_item",
    "take_over_item", "pass_upward", "suspend_case", "resume_case", "cancel_case", "record_answer", "record_part",
    "decide_part", "conclude_verification",
}  # fmt: skip
STORIES = [
    pytest.param(process, scenario, id=f"{process}: {scenario.name}")
    for process in PROCESSES
    for scenario in read_scenarios((HOME / process / "scenarios.yaml").read_bytes())
]


def test_the_house_has_its_drawings_and_one_to_begin_a_new_one_with() -> None:
    assert set(PROCESSES) == {"resolution_task"} | CALLED


def test_what_a_new_process_begins_with_may_be_proposed_as_it_is() -> None:
    assert [str(one) for one in lint.faults(bundles.of_folder(HOME / "templates" / "new_process"), ACTIONS)] == []


def test_the_main_drawing_with_all_it_calls_has_no_fault() -> None:
    assert [str(one) for one in lint.faults(bundles.of_folder(HOME / "resolution_task"), ACTIONS)] == []


@pytest.mark.parametrize("process", sorted(CALLED))
def test_a_called_drawing_lacks_nothing_but_what_its_caller_hears(process: str) -> None:
    found = lint.faults(bundles.of_folder(HOME / process), ACTIONS)
    assert found and all("nothing catches the message overdue" in one.sentence for one in found)


@pytest.mark.parametrize(("process", "scenario"), STORIES)
def test_every_story_comes_to_its_end_saved_and_restored_at_each_step(process: str, scenario: Scenario) -> None:
    assert [str(one) for one in rehearsal.rehearse(bundles.of_folder(HOME / process), scenario)] == []


@pytest.mark.parametrize(("process", "scenario"), STORIES)
def test_every_story_goes_the_same_way_when_the_drawing_is_read_anew_at_each_step(
    process: str, scenario: Scenario
) -> None:
    bundle = bundles.of_folder(HOME / process)
    assert [str(one) for one in rehearsal.rehearse(bundle, scenario, lambda: read_anew(bundle))] == []


def test_the_stories_together_come_past_every_element_of_the_drawings() -> None:
    passed: dict[str, set[str]] = {}
    for process in PROCESSES:
        bundle = bundles.of_folder(HOME / process)
        for scenario in read_scenarios((HOME / process / "scenarios.yaml").read_bytes()):
            walk = Walk(bundle, scenario, lambda bundle=bundle: reading.load(bundle.files, bundle.key))
            walk.begin()
            for step in ({}, *scenario.steps):
                if step:
                    walk.take(step)
                assert walk.last is not None
                passed.setdefault(process, set()).update(walk.last.passed)
    for process in PROCESSES:
        drawn = {node.id for node in nodes_of(process) if node.kind != "subProcess"}
        assert drawn - set().union(*passed.values()) == set()


def nodes_of(process: str) -> list[Node]:
    """The nodes drawn in a process's own drawing."""
    file = HOME / process / f"{process}.bpmn"
    anatomy = take_apart(file.name, read_tree(file.read_bytes(), file.name).getroot())
    assert anatomy is not None
    return list(anatomy.nodes)


def read_anew(bundle: Bundle) -> Drawing:
    """The drawing parsed again, so that nothing that a step left in the shared one could help."""
    reading._cache.clear()
    return reading.load(bundle.files, bundle.key)
