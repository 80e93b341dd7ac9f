"""Whatever is done dies at every statement and around its commit: nothing has happened, or all of it has."""

from __future__ import annotations

import pytest

from tests.crash.contents import held
from tests.crash.dying import dies_everywhere, everything, unchanged
from tests.crash.exits import exits
from tests.crash.fate import AFTER, BEFORE, Fate
from tests.crash.stories import STORIES, THOROUGH
from tests.crash.telling import Story
from tests.support.world import World


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_what_dies_has_done_nothing_and_what_committed_has_done_everything(
    world: World, world_url: str, fate: Fate, story: Story
) -> None:
    for step in story(world):
        words, promised = dies_everywhere(world, fate, step)
        before = held(world.database)
        for point in (*range(1, len(words) + 1 if step.name in THOROUGH else 1), BEFORE):
            exits(world, world_url, step, point)
            unchanged(world, before, step, f"{point}, by the end of its process")
        exits(world, world_url, step, AFTER)
        everything(world, promised, step)
