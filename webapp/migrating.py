"""Bringing a database's schema up to date, from code: the same for the command line, the demo and the tests."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

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


def is_current(url: str) -> bool:
    """Whether the database's schema is the one that this code was written for."""
    head = ScriptDirectory.from_config(config_for(url)).get_current_head()
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        engine.dispose()
