"""Who gave the work or stands above it reminds whoever has it, once a day; it rings on the bell and stays on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications.models import Notification
from tests.support.moments import A_MONDAY, A_TUESDAY, DAY_BEFORE_DUE
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.errors import Conflict, Forbidden
from workflows.ledger.models import LedgerEntry, LedgerNote
from workflows.work import assignment, reminding


def prompted(world: World) -> list[int]:
    with world.database.reading() as session:
        return list(
            session.scalars(
                select(Notification.person_id)
                .where(Notification.kind == "work_item.prompted")
                .order_by(Notification.person_id)
            )
        )


def test_a_superior_reminds_the_holder_once_a_day(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.do("binh", reminding.remind, item, words="Cần trước thứ Sáu", at=A_MONDAY)
    for name in ("binh", "hoa", "tuan"):
        with pytest.raises(Conflict, match="that was done already"):
            world.do(name, reminding.remind, item, words="", at=A_MONDAY + timedelta(hours=2))
    world.tick(A_MONDAY + timedelta(hours=3))
    assert prompted(world) == [world.people["lan"]]
    world.do("hoa", reminding.remind, item, words="", at=A_TUESDAY)
    with world.database.reading() as session:
        kept = session.execute(
            select(LedgerEntry.actor, LedgerNote.words)
            .outerjoin(LedgerNote, LedgerNote.entry_id == LedgerEntry.id)
            .where(LedgerEntry.kind == "work_item.prompted")
            .order_by(LedgerEntry.id)
        ).all()
    assert [tuple(row) for row in kept] == [
        (f"person:{world.people['binh']}", "Cần trước thứ Sáu"),
        (f"person:{world.people['hoa']}", None),
    ]
    assert world.disagreements(A_TUESDAY) == []


def test_what_the_clock_said_today_is_not_said_again(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.tick(DAY_BEFORE_DUE)
    with pytest.raises(Conflict, match="that was done already"):
        world.do("binh", reminding.remind, item, words="", at=DAY_BEFORE_DUE + timedelta(minutes=5))


def test_of_a_free_step_all_are_reminded_to_whom_it_is_offered(world: World) -> None:
    given_to_the_department(world)
    world.do("hoa", reminding.remind, world.item("lan", "submit_result"), words="", at=A_TUESDAY)
    world.tick(A_TUESDAY)
    assert set(prompted(world)) == {world.people[name] for name in ("lan", "binh", "tam")}


def test_nobody_reminds_themselves_and_nobody_else_than_who_stands_above(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    for name in ("tam", "charlie", "minh", "nga"):
        with pytest.raises(Forbidden, match="gave this work, or a superior"):
            world.do(name, reminding.remind, item, words="", at=A_MONDAY)
    world.do("binh", assignment.reassign, item, person=world.addresses["binh"], reason="Tôi làm", at=A_MONDAY)
    with pytest.raises(Conflict, match="it is on yours"):
        world.do("binh", reminding.remind, item, words="", at=A_MONDAY)
    assert prompted(world) == []
