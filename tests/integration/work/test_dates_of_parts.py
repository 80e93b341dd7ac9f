"""A part without a day of its own is due with the task, whatever becomes of the task's day."""

from __future__ import annotations

from tests.integration.resolutions.cases import ROW, assign, take_in
from tests.integration.resolutions.cases import case as case_of
from tests.integration.resolutions.reopened import ON_ONE
from tests.integration.work.parting import cooperate, parts_of, want, with_a_part
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import ACCEPT, World
from tests.web.story import offered_to_the_department
from workflows.deadlines import extension
from workflows.work import assignment, directing

LATER = {"decision": "grant", "due_on": "2026-03-20", "reason": "Đồng ý"}
pytestmark = ON_ONE


def taken_by_the_lead(world: World) -> None:
    item = world.item("binh", "accept_task", A_WEDNESDAY)
    world.do("binh", assignment.accept, item, form=ACCEPT, at=A_WEDNESDAY)


def more_time(world: World) -> None:
    work = world.item("lan", "submit_result")
    world.do("lan", extension.ask, work, due_on="2026-03-20", reason="Chờ ý kiến", at=A_MONDAY)
    world.do("tuan", extension.decide, world.item("tuan", "decide_extension"), form=LATER, at=A_MONDAY)


def test_the_day_named_when_the_task_is_assigned_is_the_parts_too(world: World) -> None:
    take_in(world, ROW)
    want(world, "CEN-01", due_on="")
    world.tick(A_MONDAY)
    assign(world, due_on="2026-03-27")
    taken_by_the_lead(world)
    due_at = world.item("charlie", "deliver_part", A_WEDNESDAY).due_at
    assert due_at == case_of(world).due_at == local(2026, 3, 27, 17)


def test_a_task_that_stood_still_before_it_was_taken_asks_by_its_new_day(world: World) -> None:
    offered_to_the_department(world)
    cooperate(world)
    want(world, due_on="")
    world.do("tuan", directing.suspend, case_of(world, "T-1"), reason="Chờ ý kiến", at=A_TUESDAY)
    world.do("tuan", directing.resume, case_of(world, "T-1"), reason="Tiếp tục", at=A_WEDNESDAY)
    taken_by_the_lead(world)
    assert world.item("charlie", "deliver_part", A_WEDNESDAY).due_at == case_of(world, "T-1").due_at


def test_more_time_for_the_task_is_more_time_for_a_part_that_is_due_with_it(world: World) -> None:
    with_a_part(world, due_on="")
    more_time(world)
    assert world.item("charlie", "deliver_part").due_at == local(2026, 3, 20, 17)
    assert world.disagreements() == []


def test_more_time_for_the_task_leaves_a_part_its_own_day(world: World) -> None:
    with_a_part(world)
    more_time(world)
    assert world.item("charlie", "deliver_part").due_at == parts_of(world)[0].due_at == local(2026, 3, 6, 17)
