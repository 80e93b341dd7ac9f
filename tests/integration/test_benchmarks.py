"""The measurements can still be run: what they compare goes the whole way, and every module of theirs imports."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import benchmarks
from benchmarks import others
from benchmarks.same_process import STORY
from benchmarks.same_process.ours import Ours
from tests.support.world import World
from workflows.instances import invariants

DJANGO = "benchmarks.viewflow_project."  # runs with a Python of its own, which has Django
NAMES = [module.name for module in pkgutil.walk_packages(benchmarks.__path__, "benchmarks.")]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(DJANGO)])
def test_every_measurement_imports(name: str) -> None:
    importlib.import_module(name)


def test_the_compared_process_is_taken_to_its_sign_off_and_leaves_a_sound_case(world: World) -> None:
    ours = Ours(world)
    ours.begin(1)
    assert all(ours.step(1, element, decision) > 0 for element, decision in STORY)
    assert world.open_elements(ours.cases[1]) == []
    with world.database.reading() as session:
        assert list(invariants.violations(session)) == []


def test_those_compared_take_turns_in_being_first() -> None:
    asked: list[str] = []

    class Clockwork:
        def __init__(self, name: str) -> None:
            self.name = name

        def begin(self, case: int) -> None:
            """Nothing to prepare."""

        def step(self, case: int, element: str, decision: str) -> float:
            asked.append(self.name)
            return 1.0

    running = [Clockwork("a"), Clockwork("b"), Clockwork("c")]
    times = others.in_turns(running, 1)
    first = asked[::3]
    assert {first.count(name) for name in "abc"} == {len(first) // 3}
    assert sum(map(len, times["a"].values())) == len(STORY)
