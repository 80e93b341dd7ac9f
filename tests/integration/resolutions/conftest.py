"""A small organisation and two resolutions, for every test of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.integration.resolutions.plans import make_organisation, make_resolutions
from workflows.db import Base, Database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One unit of work over the small organisation; each test says itself where it would commit."""
    with database.writing() as writing:
        make_organisation(writing)
        make_resolutions(writing)
        yield writing


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database with the whole schema."""
    made = Database(f"sqlite:///{tmp_path}/plan.sqlite")
    Base.metadata.create_all(made.engine)
    yield made
    made.close()
