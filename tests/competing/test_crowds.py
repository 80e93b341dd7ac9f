"""Many at once: ten people over the same hundred steps, three clocks over the same thousand deadlines. Each thing happens once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.competing.rivals import clocks_at_once, everything_agrees
from tests.competing.scenes import facts_of, rows_of
from tests.integration.work.helping import act_as_head
from tests.support.moments import A_MONDAY, DUE
from tests.support.world import ACCEPT, World
from tests.web.story import given_to_the_department, offered_to_the_department
from workflows.db import new_public_id, table_of
from workflows.errors import Conflict
from workflows.instances.models import CaseUnit, Incident, ProcessInstance, WorkItem
from workflows.work import assignment
from workflows.work.item import Item, from_row, item_query
from workflows.work.models import Escalation
from workflows.work.rules import CLOSED

WORKERS, ITEMS, DEADLINES = 10, 100, 1000


def copies(world: World, template: int, number: int) -> None:
    """That many cases as the template is now, as rows only: the state is opaque and says nothing about which case it is.

    They begin with version 0, because their ledgers are empty.
    """
    cases, items, units = table_of(ProcessInstance), table_of(WorkItem), table_of(CaseUnit)
    with world.database.writing() as session:
        case = _values(session, cases, cases.c.id == template)[0]
        opened = _values(session, items, items.c.instance_id == template, items.c.closed_at.is_(None))
        belongs = _values(session, units, units.c.instance_id == template)
        made = [
            {**case, "public_id": new_public_id(), "business_key": f"C-{one}", "version": 0} for one in range(number)
        ]
        session.execute(insert(cases), made)
        ids = session.scalars(select(cases.c.id).where(cases.c.version == 0)).all()
        for table, rows in ((items, opened), (units, belongs)):
            new = [{**row, "instance_id": one} for one in ids for row in rows]
            session.execute(
                insert(table), [{**row, "public_id": new_public_id()} if "ref" in row else row for row in new]
            )
        session.commit()


def _values(session: Session, table: object, *which: object) -> list[dict[str, object]]:
    rows = session.execute(select(table).where(*which)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def open_items(world: World) -> list[Item]:
    with world.database.reading() as session:
        rows = session.execute(item_query().where(WorkItem.closed_at.is_(None)).order_by(WorkItem.id))
        return [from_row(row) for row in rows]


def test_ten_people_completing_the_same_hundred_steps_make_a_hundred_transitions(world: World) -> None:
    copies(world, offered_to_the_department(world), ITEMS - 1)
    act_as_head(world, "tam", "56-SKHCN")
    items, gate = open_items(world), Barrier(WORKERS)

    def work(number: int) -> Counter[str]:
        actor, mine, told = world.actor(("binh", "tam")[number % 2]), list(items), Counter()
        Random(number).shuffle(mine)
        gate.wait(30)
        for item in mine:
            with world.database.writing() as session:
                try:
                    assignment.accept(session, item, form=ACCEPT, actor=actor, at=A_MONDAY)
                    session.commit()
                    told["done"] += 1
                except Conflict as refusal:
                    told[refusal.text] += 1
        return told

    with ThreadPoolExecutor(WORKERS) as pool:
        told = sum((one.result(300) for one in [pool.submit(work, number) for number in range(WORKERS)]), Counter())
    assert told == {"done": ITEMS, CLOSED: (WORKERS - 1) * ITEMS}
    assert facts_of(world, "task.accepted") == ITEMS == len(open_items(world))
    assert everything_agrees(world) == []


def test_three_clocks_over_a_thousand_deadlines_take_a_thousand_steps(postgres_world: World) -> None:
    world = postgres_world
    copies(world, given_to_the_department(world, officer="lan"), DEADLINES - 1)
    clocks_at_once(world, DUE, 3)
    assert facts_of(world, "work_item.overdue") == DEADLINES == rows_of(world, Escalation)
    assert rows_of(world, Incident) == 0
    assert everything_agrees(world) == []
