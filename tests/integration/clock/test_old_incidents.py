"""Incidents that were there before they named their thing keep what they said; of several open ones the newest stays open."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text

from webapp.migrating import config_for, is_current, upgrade
from workflows.db import open_engine

OLD = text(
    "INSERT INTO incidents (public_id, job, sentence, raised_at, attempts) "
    "VALUES (:name, 'starting', 'Expected x, but y.', '2026-03-02 01:00:00', 3)"
)


def test_incidents_are_kept_through_the_migration_and_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    upgrade(url, "0002")
    engine = open_engine(url)
    with engine.begin() as connection:
        for name in ("first", "second"):
            connection.execute(OLD, {"name": name})
    upgrade(url)
    assert is_current(url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT public_id, thing, template, attempts, closed_at IS NULL FROM incidents"))
        assert [tuple(row) for row in rows] == [
            ("first", "", "Expected x, but y.", 3, 0),
            ("second", "", "Expected x, but y.", 3, 1),
        ]
    command.downgrade(config_for(url), "0002")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM incidents WHERE attempts = 3")).scalar() == 2
    engine.dispose()
