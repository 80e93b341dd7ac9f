"""The small organisation, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.integration.organisation.small_house import SmallHouse


@pytest.fixture
def house(session: Session) -> SmallHouse:
    """A tree of seven units with a vacant head post and a vacant officer post each."""
    return SmallHouse(session)
