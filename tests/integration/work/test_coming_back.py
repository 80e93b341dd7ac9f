"""Work handed over until a day comes back by itself on the next working day, to whoever may have it then."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import delete, select

from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.errors import Invalid
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import Appointment
from workflows.work import assignment, claim, coming_back, delegation, directing
from workflows.work.item import Item
from workflows.work.models import Claim

FRIDAY = date(2026, 3, 6)
BACK = local(2026, 3, 9, 8)


def away(
    world: World, name: str = "lan", to: str = "tam", until: date | None = FRIDAY, at: datetime = A_MONDAY
) -> Item:
    item = world.item(name, "submit_result", at)
    given = {"person": world.addresses[to], "reason": "Lan đi học", "from_id": world.people[name], "until": until}
    world.do("binh", assignment.reassign, item, at=at, **given)
    return item


def holder(world: World, item: Item) -> str:
    with world.database.reading() as session:
        query = select(Claim.person_id).where(Claim.work_item_id == item.id, Claim.released_at.is_(None))
        number = session.scalar(query)
    return next((name for name, person in world.people.items() if person == number), "")


def told(world: World) -> list[str]:
    with world.database.reading() as session:
        kinds = ("work_item.came_back", "work_item.stayed")
        return list(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.kind.in_(kinds))))


def test_it_comes_back_on_the_next_working_day_at_eight_and_not_before(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world)
    world.tick(local(2026, 3, 9, 7, 59))
    assert holder(world, item) == "tam"
    world.tick(BACK)
    assert (holder(world, item), told(world)) == ("lan", ["work_item.came_back"])
    world.tick(local(2026, 3, 10, 8))
    assert told(world) == ["work_item.came_back"]
    assert world.disagreements() == []


def test_without_a_day_and_after_another_gift_it_stays(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world, until=None)
    world.tick(BACK)
    assert holder(world, item) == "tam"
    away(world, "tam", "lan", at=A_TUESDAY)
    away(world, "lan", "tam", until=None, at=A_WEDNESDAY)
    world.tick(BACK)
    assert (holder(world, item), told(world)) == ("tam", [])


def test_what_was_put_back_into_the_unit_comes_back_to_nobody(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world)
    world.do("tam", claim.release, item, reason="Bận", at=A_TUESDAY)
    world.tick(BACK)
    assert (holder(world, item), told(world)) == ("", [])


def test_whoever_left_the_unit_does_not_get_it_and_both_are_told(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world)
    with world.database.writing() as session:
        session.execute(delete(Appointment).where(Appointment.person_id == world.people["lan"]))
        session.commit()
    world.tick(BACK)
    assert (holder(world, item), told(world)) == ("tam", ["work_item.stayed"])
    world.tick(local(2026, 3, 10, 8))
    assert told(world) == ["work_item.stayed"], "said once"


def test_a_delegate_of_whoever_has_it_until_then_gives_it_back_too(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world)
    reason = {"reason": "Cùng làm", "at": A_TUESDAY}
    world.do("tam", delegation.delegate, item, person=world.addresses["binh"], **reason)
    world.do("tam", delegation.take_back, item, **reason)
    world.do("tam", delegation.delegate, item, person=world.addresses["binh"], **reason)
    world.tick(BACK)
    assert holder(world, item) == "lan"


def test_handed_on_until_another_day_it_goes_back_the_way_it_came(world: World) -> None:
    given_to_the_department(world, officer="lan")
    item = away(world, until=date(2026, 3, 11))
    away(world, "tam", "binh", until=date(2026, 3, 4), at=A_TUESDAY)
    world.tick(local(2026, 3, 5, 8))
    assert holder(world, item) == "tam"
    world.tick(local(2026, 3, 12, 8))
    assert holder(world, item) == "lan"


def test_it_comes_back_while_the_case_stands_still(world: World) -> None:
    number = given_to_the_department(world, officer="lan")
    item = away(world)
    world.do("tuan", directing.suspend, world_case(world, number), reason="Chờ ý kiến", at=A_TUESDAY)
    world.tick(BACK)
    assert holder(world, item) == "lan"


def world_case(world: World, number: int) -> ProcessInstance:
    with world.database.reading() as session:
        return session.get_one(ProcessInstance, number)


@pytest.mark.parametrize("said", ["2026-03-01", "hôm nào", "2101-01-01"])
def test_a_last_day_that_is_over_or_none_is_refused(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        coming_back.last_day(said, A_MONDAY)
    assert list(refused.value.faults) == ["until"]
    assert coming_back.last_day(" ", A_MONDAY) is None and coming_back.last_day("2026-03-02", A_MONDAY) is not None
