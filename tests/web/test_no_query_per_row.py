"""Lists ask the database as often for ten rows as for a hundred, whatever units the rows belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, select

from tests.support.statements import sent_to
from tests.support.world import World
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department
from workflows.db import new_public_id, table_of
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import ResolutionTask

PAGES = (
    "/desk/units/{unit}",
    "/desk/units/{unit}/items?sort=code",
    "/inbox",
    "/inbox?shelf=mine",
    "/inbox?q=nhiem",
    "/inbox?group=unit&sort=-priority&priority=ordinary",
    "/resolution-tasks",
    "/resolution-tasks?q=nhiem",
    "/resolution-tasks/tree?by=unit",
    "/resolution-tasks/timeline",
    "/resolutions",
    "/documents",
)


def test_lists_send_as_many_statements_for_ten_rows_as_for_a_hundred(
    world: World, signed_in: Callable[[str], Browser]
) -> None:
    given_to_the_department(world, officer="lan")
    lan, binh = signed_in("lan"), signed_in("binh")
    with world.database.reading() as session:
        unit = session.scalar(select(OrgUnit.public_id).where(OrgUnit.code == "56-SKHCN"))
    pages = [(binh if "{unit}" in page else lan, page.format(unit=unit)) for page in PAGES]
    copies_of_the_case(world, 9)
    ten = {page: statements(world, browser, page) for browser, page in pages}
    copies_of_the_case(world, 90)
    assert {page: statements(world, browser, page) for browser, page in pages} == ten


def statements(world: World, browser: Browser, page: str) -> int:
    """How many statements a page sends, after it was opened once."""
    assert browser.get(page).status_code == 200
    with sent_to(world.database.engine) as sent:
        assert browser.get(page).status_code == 200
    return len(sent)


def copies_of_the_case(world: World, number: int) -> None:
    """More rows like those of the first case, each for another unit; only their number counts."""
    units = sorted(world.units.values())
    with world.database.writing() as session:
        for place in range(number):
            made = copy(session, ProcessInstance, business_key=f"C-{new_public_id()}")
            copy(session, ResolutionTask, code=f"C-{new_public_id()}", instance_id=made)
            unit = units[place % len(units)]
            copy(session, WorkItem, instance_id=made, unit_id=unit)
            session.execute(
                insert(table_of(CaseUnit)), {"instance_id": made, "unit_id": world.units["56-SKHCN"], "role": "lead"}
            )
        session.commit()


def copy(session: Any, model: Any, **other: Any) -> int:
    """A copy of the newest row that is open, with other values here and there; returns its key."""
    table = table_of(model)
    row = dict(session.execute(select(table).order_by(table.c.id.desc()).limit(1)).one()._mapping)
    row |= {"public_id": new_public_id(), **other}
    del row["id"]
    return int(session.execute(insert(table).returning(table.c.id), row).scalar_one())
