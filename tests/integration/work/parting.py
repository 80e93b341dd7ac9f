"""A task with a co-operating unit that has a part of its own, for tests of what becomes of it."""

from __future__ import annotations

import io
from datetime import datetime

from sqlalchemy import insert, select

from tests.support.country import SINCE
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.db import table_of
from workflows.instances.models import CaseUnit
from workflows.organisation.models import Appointment, OrgUnit, Position
from workflows.resolutions import naming_parts
from workflows.resolutions.cooperating import find_cooperating
from workflows.resolutions.models import ResolutionTask, TaskUnit
from workflows.work import assignment, attachments, claim
from workflows.work.item import Item
from workflows.work.part_models import Part, PartDelivery

PRODUCT = "Bảng số liệu chi ngân sách cho khoa học"
NOTE = {"note": "Bảng số liệu đủ ba tháng, đã đối chiếu với kho bạc", "no_classified": True}
UNIT = "56-STC"
PART_DUE = "2026-03-06"


def with_a_part(world: World, *, officer: str | None = "lan", key: str = "T-1", due_on: str = PART_DUE) -> int:
    """Lan's department leads, Charlie's has a part of its own; the lead has taken the task."""
    number = given_to_the_department(world, key, officer=officer)
    cooperate(world, key)
    want(world, key, product=PRODUCT, due_on=due_on)
    return number


def cooperate(world: World, key: str = "T-1", unit: str = UNIT) -> str:
    """The unit co-operates in the task; answers the task's address."""
    with world.database.writing() as session:
        task = session.scalars(select(ResolutionTask).where(ResolutionTask.code == key)).one()
        session.execute(insert(table_of(TaskUnit)), {"task_id": task.id, "unit_id": world.units[unit], "product": ""})
        if task.instance_id:
            row = {"instance_id": task.instance_id, "unit_id": world.units[unit], "role": "cooperating"}
            session.execute(insert(table_of(CaseUnit)), row)
        session.commit()
        return task.public_id


def want(
    world: World,
    key: str = "T-1",
    *,
    unit: str = UNIT,
    product: str = PRODUCT,
    due_on: str = PART_DUE,
    at: datetime = A_MONDAY,
) -> None:
    """Tuấn names the unit's product and day."""
    with world.database.reading() as session:
        task = session.scalars(select(ResolutionTask).where(ResolutionTask.code == key)).one()
        seen = naming_parts.fingerprint(find_cooperating(session, task.id))
    said = {unit: naming_parts.Said(product, due_on)}
    world.do("tuan", naming_parts.name_parts, task.public_id, said, seen=seen, reason="Theo văn bản giao", at=at)


def taken(world: World, name: str = "charlie", element: str = "deliver_part", at: datetime = A_MONDAY) -> Item:
    """The step about the part, in this person's hands."""
    item = world.item(name, element, at)
    if item.assignee_id is None:
        world.do(name, claim.claim, item, at=at)
    return world.item(name, element, at)


def task_address(world: World, key: str = "T-1") -> str:
    """Where the task's page is."""
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask.public_id).where(ResolutionTask.code == key)).one()


def enclose(world: World, name: str, item: Item, at: datetime = A_MONDAY) -> str:
    stored = world.store.save(io.BytesIO(b"%PDF-1.7\nso lieu\n"))
    return world.do(name, attachments.attach_file, item, name="so-lieu.pdf", stored=stored, not_classified=True, at=at)


def deliver(world: World, name: str = "charlie", at: datetime = A_MONDAY) -> None:
    """The unit delivers its part with a file."""
    item = taken(world, name, at=at)
    enclose(world, name, item, at)
    world.do(name, assignment.complete, item, form=NOTE, at=at)


def look(world: World, decision: str, reason: str | None = None, *, name: str = "lan", at: datetime = A_MONDAY) -> None:
    """The lead decides about what was delivered."""
    item = taken(world, name, "check_part", at)
    world.do(name, assignment.complete, item, form={"decision": decision, "reason": reason}, at=at)


def parts_of(world: World) -> list[Part]:
    with world.database.reading() as session:
        return list(session.scalars(select(Part).order_by(Part.id)))


def deliveries(world: World) -> list[PartDelivery]:
    with world.database.reading() as session:
        return list(session.scalars(select(PartDelivery).order_by(PartDelivery.id)))


def officer_in(world: World, name: str, unit: str) -> None:
    """This person works in that unit too."""
    with world.database.writing() as session:
        post = session.scalars(
            select(Position).join(OrgUnit, OrgUnit.id == Position.unit_id).where(OrgUnit.code == unit)
        ).first()
        assert post is not None
        session.add(Appointment(person_id=world.people[name], position_id=post.id, kind="acting", from_on=SINCE))
        session.commit()
