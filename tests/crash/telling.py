"""How a story is told: what the cast does and what the clock does, one step at a time, each ready to die."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tests.competing.rivals import by
from tests.crash.dying import Step, unit
from tests.support.moments import A_MONDAY
from tests.support.world import World
from webapp import clock
from workflows.db import Base, table_of
from workflows.instances.models import ProcessInstance
from workflows.work import review
from workflows.work.sides import current_submission

Story = Callable[[World], Iterator[Step]]
JOBS = {job.name: job for job in clock.JOBS}


def does(
    world: World, name: str, command: Callable[..., object], /, *args: Any, at: datetime = A_MONDAY, **kwargs: Any
) -> Step:
    """This member of the cast is about to do that, on the page that they see now."""
    return unit(f"{name}: {command.__name__}", by(world, name, command, *args, at=at, **kwargs))


def decides(world: World, name: str, element: str, decision: str, reason: str | None = None) -> Step:
    """A review of the result as it is now."""
    item = world.item(name, element)
    with world.database.reading() as session:
        current = current_submission(session, item.instance_id)
        assert current is not None
    form = {"decision": decision, "reason": reason}
    return does(world, name, review.decide, item, form=form, seen_sha256=current.sha256)


def beats(world: World, name: str, at: datetime) -> Iterator[Step]:
    """Every step that this job of the clock has to do at a moment; none is an error of the story."""
    job = JOBS[name]
    told = 0
    while _is_due(world, job, at):
        told += 1
        yield unit(f"clock: {name}", lambda session: job.step(session, at), job=name)
    assert told, f"the clock has no {name} to do at {at}"


def _is_due(world: World, job: clock.Job, at: datetime) -> bool:
    with world.database.writing() as session:
        due = job.step(session, at)
        session.rollback()
        return due


def case_row(world: World, key: str) -> ProcessInstance:
    """The case with this key, as the page of it reads it."""
    with world.database.reading() as session:
        return session.scalars(select(ProcessInstance).where(ProcessInstance.business_key == key)).one()


def newest(world: World, model: type[Base]) -> tuple[type[Base], int]:
    """The row that came last, named so that a unit of work can read it again."""
    with world.database.reading() as session:
        return model, session.scalars(select(func.max(table_of(model).c.id))).one()
