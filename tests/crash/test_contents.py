"""The quick look whether anything was committed sees every commit: all that the crash tests say rests on it."""

from __future__ import annotations

from sqlalchemy import text

from tests.crash.contents import changed, held
from tests.support.world import World

RENAMED = text("UPDATE persons SET full_name = full_name || '.' WHERE id = (SELECT min(id) FROM persons)")


def test_what_was_committed_is_seen_and_what_was_rolled_back_is_not(world: World) -> None:
    before = held(world.database)
    with world.database.writing() as session:
        session.execute(RENAMED)
        session.rollback()
    assert changed(world.database, before) == []
    with world.database.writing() as session:
        session.execute(RENAMED)
        session.commit()
    assert changed(world.database, before) == ["persons"]
