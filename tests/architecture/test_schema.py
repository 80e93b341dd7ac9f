"""The migrations and the models tell the same story, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from webapp.migrating import config_for, is_current
from webapp.models import METADATA
from workflows.db import Database


def test_the_migrations_have_one_head() -> None:
    assert len(ScriptDirectory.from_config(config_for("sqlite://")).get_heads()) == 1


@pytest.mark.filterwarnings("ignore:autogenerate skipping .*ix_resolution_tasks_words.*sqlite")  # PostgreSQL's own
def test_a_migrated_database_is_what_the_models_say(database: Database, database_url: str) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    assert is_current(database_url)


def test_every_constraint_has_a_name_by_which_a_migration_can_change_it() -> None:
    nameless = [
        f"{table.name}: {constraint}"
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []
