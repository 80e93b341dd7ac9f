"""A task of the plan on its way through its case, told in few words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY
from tests.support.world import ACCEPT, ASSIGN, RESULT, World
from workflows.actor import OPERATOR
from workflows.instances.models import CaseUnit, ProcessInstance
from workflows.resolutions import plan
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.rows import Placing
from workflows.work import assignment, review, sides, submission
from workflows.work.item import Item

ROW = {
    "code": "CEN-01",
    "lead_agency": "Sở Khoa học và Công nghệ",
    "coordinating_agencies": "Sở Tài chính",
    "due_date": "2026-03-12",
    "deliverable": "Đề án",
    "province": "56",
    "title_en": "A task",
}
BOTH = ["56-SKHCN", "56-STC"]


def take_in(world: World, *rows: dict[str, str], at: datetime = A_MONDAY) -> PlanReport:
    with world.database.writing() as session:
        report = plan.import_plan(
            session, csv_of(*rows), Placing("57-NQ/TW"), file_name="plan.csv", actor=OPERATOR, at=at
        )
        session.commit()
        return report


def task(world: World, code: str = "CEN-01") -> ResolutionTask:
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask).where(ResolutionTask.code == code)).one()


def case(world: World, code: str = "CEN-01") -> ProcessInstance:
    with world.database.reading() as session:
        return session.scalars(select(ProcessInstance).where(ProcessInstance.business_key == code)).one()


def case_units(world: World, role: str) -> set[int]:
    with world.database.reading() as session:
        return set(
            session.scalars(
                select(CaseUnit.unit_id).where(CaseUnit.instance_id == case(world).id, CaseUnit.role == role)
            )
        )


def waiting_item(world: World, who: str, element: str, code: str) -> Item:
    return next(item for item in world.inbox(who) if (item.element, item.business_key) == (element, code))


def assign(world: World, *, code: str = "CEN-01", **more: object) -> None:
    world.do(
        "tuan",
        assignment.assign,
        waiting_item(world, "tuan", "assign_task", code),
        form={**ASSIGN, **more},
        at=A_MONDAY,
    )


def finish(world: World, code: str, head: str, officer: str | None) -> None:
    """From acceptance to sign-off; without an officer the head does the work."""
    form = {**ACCEPT, "officer": world.addresses[officer]} if officer else ACCEPT
    world.do(head, assignment.accept, waiting_item(world, head, "accept_task", code), form=form, at=A_TUESDAY)
    doer = officer or head
    world.attach(doer, waiting_item(world, doer, "submit_result", code), A_TUESDAY)
    world.do(doer, submission.submit, waiting_item(world, doer, "submit_result", code), form=RESULT, at=A_TUESDAY)
    stages = [("minh", "verify_result", "approve"), ("tuan", "sign_off_result", "sign_off")]
    for who, element, decision in [(head, "confirm_result", "confirm"), *stages] if officer else stages:
        item = waiting_item(world, who, element, code)
        with world.database.reading() as session:
            current = sides.current_submission(session, item.instance_id)
            assert current is not None
        world.do(who, review.decide, item, form={"decision": decision}, seen_sha256=current.sha256, at=A_WEDNESDAY)
