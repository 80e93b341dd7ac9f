"""A second version of the main process, and a plan that lets running cases go over to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from tests.support.world import World
from workflows.actor import OPERATOR
from workflows.definitions import bundles, deploy
from workflows.definitions.bundles import Bundle
from workflows.instances.models import ProcessInstance
from workflows.migration import plans
from workflows.migration.models import MigrationCase, MigrationPlan

KEY = "resolution_task"
DRAWING, FORM = f"{KEY}.bpmn", "forms/submit_result.form"
RENAMED = (DRAWING, ('name="Thực hiện và nộp kết quả"', 'name="Làm và nộp kết quả"'))
OTHER_ID = (DRAWING, ("submit_result", "hand_in"), ('nq57:form="hand_in"', 'nq57:form="submit_result"'))


def deployed(world: World, *changes: tuple[Any, ...], at: datetime = A_MONDAY) -> int:
    """Put another version into service: ``(path, (old, new), …)`` says what is replaced in which file; answers its number."""
    shipped = bundles.of_folder(Path(__file__).parents[3] / "bpmn" / KEY)
    files = dict(shipped.files)
    for path, *replaced in changes:
        text = files[path].decode()
        for old, new in replaced:
            assert old in text, old
            text = text.replace(old, new)
        files[path] = text.encode()
    files.pop("scenarios.yaml", None)
    with world.database.writing() as session:
        number = deploy.deploy(session, Bundle(KEY, files), actor=OPERATOR, at=at).number
        session.commit()
        return number


def begun(world: World, number: int, chosen: Mapping[str, str | None] | None = None, *, at: datetime = A_MONDAY) -> int:
    """Vy makes a plan from version 1 to this one; answers its number."""

    def begin(session: Session, **who: Any) -> int:
        before, after = (deploy.numbered(session, KEY, one) for one in (1, number))
        return plans.begin(session, before=before, after=after, chosen=chosen or {}, **who).id

    return world.do("vy", begin, at=at)


def decided(world: World, plan: int, *, at: datetime = A_MONDAY) -> None:
    """It is tried, proposed and approved; no case has gone over yet."""
    world.tick(at)
    world.do("vy", lambda s, **who: plans.propose(s, plan_of(s, plan), reason="Quy trình mới", **who), at=at)
    world.do("khoa", lambda s, **who: plans.approve(s, plan_of(s, plan), **who), at=at)


def carried_out(world: World, number: int, chosen: Mapping[str, str | None] | None = None) -> int:
    """The same, and the clock has let every case go over that can."""
    plan = begun(world, number, chosen)
    decided(world, plan)
    world.tick(A_MONDAY)
    return plan


def plan_of(session: Session, plan: int) -> MigrationPlan:
    return session.get_one(MigrationPlan, plan)


def rows(world: World, plan: int) -> dict[int, MigrationCase]:
    with world.database.reading() as session:
        found = session.scalars(select(MigrationCase).where(MigrationCase.plan_id == plan))
        return {row.instance_id: row for row in found}


def version_of(world: World, case: int) -> int:
    """The number of the version that a case runs on."""
    with world.database.reading() as session:
        row = session.get_one(ProcessInstance, case)
        return next(
            number for number in range(1, 9) if deploy.numbered(session, KEY, number).id == row.definition_version_id
        )
