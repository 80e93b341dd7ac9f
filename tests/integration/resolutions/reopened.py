"""A signed-off task that is reopened, told in few words: what was done, and how it stands then."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.support.moments import A_WEDNESDAY, local
from tests.support.world import RESULT, World
from tests.web.story import decided
from workflows.instances.models import ProcessInstance
from workflows.resolutions import register
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.reopening import reopen
from workflows.resolutions.wanted import Moment, TaskFilter
from workflows.work import submission

WHY = "Thanh tra phát hiện thiếu phụ lục"
A_THURSDAY = local(2026, 3, 5)
ON_ONE = pytest.mark.parametrize("world_url", ("sqlite",), indirect=True)  # rules, which no database changes


def case_row(world: World, number: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, number)


def newest(world: World, code: str = "T-1") -> ProcessInstance:
    with world.database.reading() as session:
        own = select(ResolutionTask.instance_id).where(ResolutionTask.code == code).scalar_subquery()
        return session.scalars(select(ProcessInstance).where(ProcessInstance.id == own)).one()


def reopened(world: World, number: int, at: datetime = A_WEDNESDAY, **more: str) -> ProcessInstance:
    world.do("an", reopen, case_row(world, number), **{"reason": WHY, **more}, at=at)
    return newest(world, case_row(world, number).business_key)


def once_more(world: World, at: datetime, verifier: str = "minh") -> None:
    """Handed in, confirmed, approved and signed off again."""
    item = world.item("lan", "submit_result", at)
    world.attach("lan", item, at, content=b"%PDF-1.7\nphu luc\n")
    world.do("lan", submission.submit, item, form=RESULT, at=at)
    decided(world, "binh", world.item("binh", "confirm_result", at), "confirm", at=at)
    decided(world, verifier, world.item(verifier, "verify_result", at), "approve", at=at)
    decided(world, "tuan", world.item("tuan", "sign_off_result", at), "sign_off", at=at)


def class_of(world: World, at: datetime, code: str = "T-1") -> tuple[str, str]:
    with world.database.reading() as session:
        (row,) = register.find_tasks(session, TaskFilter(code=code), world.standing("nga"), Moment(at, at))
        return row.class_name, row.deadline


def counts(world: World, at: datetime) -> dict[str, int]:
    with world.database.reading() as session:
        counted = register.count_by_class(session, TaskFilter(), world.standing("nga"), Moment(at, at))
        return {name: number for name, number in counted.items() if number}
