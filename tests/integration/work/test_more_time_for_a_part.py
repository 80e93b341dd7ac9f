"""More time for a co-operating unit's part: asked for before its day, granted or refused by who answers for the result."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from tests.integration.work.parting import deliver, look, parts_of, taken, want, with_a_part
from tests.support.moments import A_MONDAY, A_TUESDAY, local
from tests.support.world import World
from workflows.deadlines import extension
from workflows.errors import Conflict, Invalid, Refusal
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.models import LedgerEntry
from workflows.work.item import Item
from workflows.work.models import Escalation, Extension

PART_DUE, LATER = local(2026, 3, 6, 17), local(2026, 3, 10, 17)
WHY = "Chờ kho bạc đối chiếu số liệu"


def ask(world: World, name: str = "charlie", due_on: str = "2026-03-10") -> None:
    world.do(name, extension.ask, taken(world, name), due_on=due_on, reason=WHY, at=A_MONDAY)


def answer(world: World, decision: str, **said: str) -> None:
    item = world.item("lan", "decide_part_extension")
    world.do("lan", extension.decide, item, form={"decision": decision, "reason": "Đã trao đổi", **said}, at=A_TUESDAY)


def work(world: World) -> Item:
    return world.item("charlie", "deliver_part", A_TUESDAY)


def case(world: World, number: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, number)


def raised(world: World) -> list[str]:
    with world.database.reading() as session:
        late = select(WorkItem.element).join(Escalation, Escalation.work_item_id == WorkItem.id)
        return list(session.scalars(late.where(Escalation.settled_at.is_(None))))


def test_who_answers_for_the_result_grants_it_and_the_ladder_follows(world: World) -> None:
    number = with_a_part(world)
    before = case(world, number).due_at
    ask(world)
    asked = world.item("lan", "decide_part_extension")
    assert (asked.step, asked.due_at, asked.unit_id) == ("extension", local(2026, 3, 5, 17), world.units["56-SKHCN"])
    assert [one.element for one in world.inbox("tuan")] == []
    answer(world, "grant", due_on="2026-03-10")
    assert (work(world).due_at, case(world, number).due_at) == (LATER, before)
    with world.database.reading() as session:
        row = session.scalars(select(Extension)).one()
        told = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.kind.like("extension.%"))).all()
    assert (row.decision, row.due_on, row.original_due_at) == ("granted", date(2026, 3, 10), PART_DUE)
    assert list(told) == ["extension.asked", "extension.granted"]
    world.tick(PART_DUE)
    assert raised(world) == []
    world.tick(LATER)
    assert raised(world) == ["deliver_part"]
    assert world.disagreements() == []


def test_a_refusal_needs_a_reason_and_the_day_stays(world: World) -> None:
    with_a_part(world)
    ask(world)
    with pytest.raises(Conflict, match="one is waiting"):
        ask(world)
    with pytest.raises(Invalid):
        answer(world, "refuse", reason="")
    answer(world, "refuse", reason="Kết quả phải nộp tuần này")
    assert work(world).due_at == PART_DUE
    ask(world, due_on="2026-03-09")
    world.tick(PART_DUE)
    assert "deliver_part" in raised(world), "while it waits, the day stands"


def test_without_an_officer_the_head_of_the_unit_that_leads_decides(world: World) -> None:
    with_a_part(world, officer=None)
    ask(world)
    item = world.item("binh", "decide_part_extension")
    world.do("binh", extension.decide, item, form={"decision": "grant", "reason": "Đồng ý"}, at=A_TUESDAY)
    assert work(world).due_at == LATER


def test_time_granted_stays_while_other_parts_are_named_and_ends_with_another_day(world: World) -> None:
    number = with_a_part(world)
    ask(world)
    answer(world, "grant")
    want(world, product="Bảng số liệu, có thuyết minh", at=A_TUESDAY)
    assert work(world).due_at == LATER
    want(world, product="Bảng số liệu, có thuyết minh", due_on="2026-03-09", at=A_TUESDAY)
    assert work(world).due_at == local(2026, 3, 9, 17)
    assert [one.more_time_until for one in parts_of(world)] == [None]
    assert case(world, number).ended_at is None


def test_what_is_sent_back_is_due_by_the_time_granted(world: World) -> None:
    with_a_part(world)
    ask(world, due_on="2026-03-20")
    answer(world, "grant")
    deliver(world, at=A_TUESDAY)
    look(world, "return", "Thiếu số liệu tháng Ba", at=A_TUESDAY)
    assert work(world).due_at == local(2026, 3, 20, 17)


def test_what_was_delivered_meanwhile_needs_no_time_and_goes_on(world: World) -> None:
    number = with_a_part(world)
    ask(world)
    deliver(world)
    with pytest.raises(Conflict, match="finished in the meantime"):
        answer(world, "grant")
    answer(world, "refuse", reason="Đã nộp rồi")
    look(world, "accept")
    assert world.open_elements(number) == ["submit_result"]


def test_nobody_asks_after_the_day_nor_in_a_case_whose_drawing_is_older(world: World) -> None:
    number = with_a_part(world)
    item = taken(world)
    with pytest.raises(Conflict, match="has passed"):
        world.do("charlie", extension.ask, item, due_on="2026-03-20", reason=WHY, at=local(2026, 3, 7, 9))
    with world.database.writing() as session:
        older = update(ProcessInstance).where(ProcessInstance.id == number)
        session.execute(older.values(waiting_for="overdue,part_dropped,part_wanted"))
        session.commit()
    with pytest.raises(Refusal, match="began before that"):
        ask(world)
