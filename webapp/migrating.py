"""Bringing a database's schema up to date, from code: the same for the command line, the demo and the tests."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from workflows.db import open_engine

FOLDER = Path(__file__).parent / "migrations"


def config_for(url: str) -> Config:
    """Alembic's settings without an ini file: our scripts, this database."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Run every migration that this database has not seen yet."""
    command.upgrade(config_for(url), to)


def upgrade_within(connection: Connection, to: str = "head") -> None:
    """The same inside the caller's transaction: nothing of it is kept unless the caller commits."""
    config = config_for("")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def head() -> str:
    """The schema's revision for which this code was written."""
    newest = ScriptDirectory.from_config(config_for("")).get_current_head()
    assert newest is not None
    return newest


def known(revision: str) -> bool:
    """Whether this code has a migration of that number."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(config_for("")).walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The revision that a database stands at; ``None`` when it has no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(url: str) -> bool:
    """Whether the database's schema is the one that this code was written for."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return revision_of(connection) == head()
    finally:
        engine.dispose()
