"""Where rivals meet: a case at the moment before, and what stands in the rows afterwards."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.competing.rivals import by
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import decided, given_to_the_department, handed_in
from workflows.db import Base
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.work import review
from workflows.work.item import Item
from workflows.work.sides import current_submission


def rows_of(world: World, model: type[Base]) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def facts_of(world: World, kind: str) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).where(LedgerEntry.kind == kind)) or 0


def case_row(world: World, number: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, number)


def with_evidence(world: World) -> Item:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    return item


def waiting_for_a_verifier(world: World) -> Item:
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    return world.item("minh", "verify_result")


def approving(world: World, name: str, item: Item) -> object:
    with world.database.reading() as session:
        shown = current_submission(session, item.instance_id)
        assert shown is not None
    return by(world, name, review.decide, item, form={"decision": "approve"}, seen_sha256=shown.sha256, at=A_MONDAY)
