"""The small country on a database whose connections may die, and the web's door before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.fate import Fate, mortal
from tests.support import postgres
from tests.support.world import World
from tests.web.conftest import app, clock, signed_in, visitor  # noqa: F401 - the same door


@pytest.fixture(scope="session")
def own_server() -> Iterator[str]:
    """A PostgreSQL of our own, synced to disk, for tests that are not kind to it."""
    with postgres.server(durable=True) as socket:
        yield socket


@pytest.fixture
def fate() -> Fate:
    """Decides where a unit of work ends."""
    return Fate()


@pytest.fixture
def world(world_url: str, fate: Fate, tmp_path: Path) -> Iterator[World]:
    """The small country on a database every connection of which asks ``fate``."""
    database = mortal(world_url, fate)
    yield World(database, tmp_path)
    database.close()
