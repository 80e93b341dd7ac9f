"""Two at once on PostgreSQL: two clocks start different tasks."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.actor import OPERATOR
from workflows.instances.models import ProcessInstance
from workflows.resolutions import plan, starting
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.rows import Placing

ROWS = [{"code": code, "lead_agency": "56-SKHCN"} for code in ("A-1", "A-2")]


def take_in(session: Session) -> PlanReport:
    return plan.import_plan(
        session, csv_of(*ROWS), Placing("57-NQ/TW"), file_name="plan.csv", actor=OPERATOR, at=A_MONDAY
    )


def test_two_clocks_start_different_tasks_and_none_waits_for_the_other(postgres_world: World) -> None:
    with postgres_world.database.writing() as session:
        take_in(session)
        session.commit()
    with postgres_world.database.writing() as first, postgres_world.database.writing() as second:
        assert starting.start_next(first, A_MONDAY)
        assert starting.start_next(second, A_MONDAY)
        assert not starting.start_next(second, A_MONDAY), "the one that is being started is passed over"
        first.commit()
        second.commit()
    with postgres_world.database.reading() as session:
        assert sorted(session.scalars(select(ProcessInstance.business_key))) == ["A-1", "A-2"]
