"""A small organisation and two resolutions, for every test of the plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.integration.resolutions.plans import make_organisation, make_resolutions
from workflows.db import Database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One unit of work over the small organisation; each test says itself where it would commit."""
    with database.writing() as writing:
        make_organisation(writing)
        make_resolutions(writing)
        yield writing
