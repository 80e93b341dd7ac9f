"""Two administrators at once: what each of them checked still holds when both have committed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.integration.organisation.small_house import SmallHouse
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.errors import Invalid
from workflows.organisation import hierarchy, units

CROSSWISE = (("56-STC", "UB22840"), ("UB22840", "56-STC"))


def test_two_units_are_not_hung_under_each_other_at_the_same_time(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.writing() as first, database.writing() as second:
        house = SmallHouse(first)
        first.commit()

        def move(session: Session, names: tuple[str, str]) -> None:
            unit, parent = (hierarchy.find_unit(session, name) for name in names)
            units.move_unit(session, unit, parent, actor=OPERATOR, at=house.at)

        move(first, CROSSWISE[0])
        second.execute(text("SET lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            move(second, CROSSWISE[1])
        second.rollback()
        first.commit()
        with pytest.raises(Invalid):
            move(second, CROSSWISE[1])
        second.rollback()
    database.close()
