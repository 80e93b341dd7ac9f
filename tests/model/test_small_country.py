"""A short stay in the small country: weeks with crashes and failing mail end with everything in agreement, and can be lived again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.simulator import Country
from tests.support.databases import PostgresCopies, SqliteCopies
from tests.support.world import World
from workflows.db import Database

SEED = 57


def lived(copies: SqliteCopies | PostgresCopies, folder: Path, weeks: int) -> tuple[Country, list[str]]:
    with copies.fresh() as url:
        database = Database(url)
        country = Country(World(database, folder), SEED)
        wrong = country.live(weeks)
        database.close()
    return country, wrong


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="nq57.clock")


def test_a_week_of_random_people_crashes_and_failing_mail_leaves_everything_in_agreement(
    sqlite_worlds: SqliteCopies, postgres_worlds: PostgresCopies, tmp_path: Path
) -> None:
    """Every fact was told of and every mail sent at least once; the same seed tells the same story, on either database."""
    here, wrong = lived(sqlite_worlds, tmp_path, 1)
    assert wrong == []
    assert min(here.counted[word] for word in ("done", "refused", "crashed", "clock steps")) > 0, here.counted
    assert here.post.failures and here.post.repeated()
    there, wrong = lived(postgres_worlds, tmp_path, 1)
    assert wrong == []
    assert there.story == here.story
