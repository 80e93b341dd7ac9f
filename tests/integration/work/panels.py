"""A result that waits for several verifiers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tests.integration.work.helping import current, decide, join
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import ASSIGN, RESULT, World
from workflows.instances.models import WorkItem
from workflows.work import assignment, review, submission
from workflows.work.item import Item

GROUP = ("minh", "dua", "hoa", "nga")
WHY = "Thiếu biên bản nghiệm thu"


def to_a_panel(world: World, panel: str = "two_of_three", verifiers: tuple[str, ...] = GROUP) -> int:
    """A result by Lan, confirmed by Bình, waits for as many verifiers as the assignment asked for."""
    for name in verifiers:
        if name not in ("minh", "dua"):
            join(world, name, "verifiers")
    case = world.case()
    world.do("tuan", assignment.assign, world.item("tuan", "assign_task"), form={**ASSIGN, "panel": panel}, at=A_MONDAY)
    accept = {"decision": "accept", "officer": world.addresses["lan"]}
    world.do("binh", assignment.accept, world.item("binh", "accept_task"), form=accept, at=A_MONDAY)
    hand_in_again(world, A_MONDAY)
    return case


def hand_in_again(world: World, at: datetime = A_TUESDAY) -> None:
    item = world.item("lan", "submit_result", at)
    world.attach("lan", item, at)
    world.do("lan", submission.submit, item, form=RESULT, at=at)
    decide(world, "binh", "confirm_result", "confirm", at=at)


def seats(world: World) -> list[WorkItem]:
    with world.database.reading() as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.step == "verification").order_by(WorkItem.id)))


def seen_by(world: World, name: str, seat: WorkItem) -> Item:
    return world.seen(name, seat.public_id)


def conclude(world: World, name: str, item: Item, decision: str, reason: str | None = None) -> None:
    form = {"decision": decision, "reason": reason}
    seen = current(world, item.instance_id).sha256
    world.do(name, review.decide, item, form=form, seen_sha256=seen, at=A_MONDAY)
