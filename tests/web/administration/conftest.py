"""The small country's administrators: Quang over everything, and one of the province's department alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.moments import A_MONDAY
from tests.web.story import reading_english
from workflows.actor import OPERATOR
from workflows.organisation import grants
from workflows.organisation.models import OrgUnit, Person


@pytest.fixture
def quang(signed_in):
    """Administers everything."""
    return reading_english(signed_in, "quang")


@pytest.fixture
def vy(app, world, signed_in):
    """Administers the department of science and technology, and nothing beside it."""
    with world.database.writing() as session:
        who, unit = session.get_one(Person, world.people["vy"]), session.get_one(OrgUnit, world.units["56-SKHCN"])
        since = date(2025, 1, 1)
        grants.give_grant(
            session, who, "administrator", unit, from_on=since, reason="runs it", actor=OPERATOR, at=A_MONDAY
        )
        session.commit()
    return reading_english(signed_in, "vy")
