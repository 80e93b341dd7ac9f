"""A part that is reopened takes its parent along; what the trails, the people and the check say of reopening."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from notifications.models import Notification
from tests.integration.resolutions.cases import BOTH, ROW, assign, finish, take_in
from tests.integration.resolutions.reopened import (
    A_THURSDAY,
    ON_ONE,
    WHY,
    case_row,
    class_of,
    newest,
    once_more,
    reopened,
)
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, local
from tests.support.world import World
from tests.web.story import signed_off
from workflows.errors import Conflict
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.resolutions.models import ResolutionTask
from workflows.resolutions.reopening import reopen
from workflows.resolutions.reopening_models import CaseReopening
from workflows.work import directing
from workflows.work.models import Contribution


@pytest.fixture
def parent(world: World) -> str:
    """A task done in two parts, both signed off, and so done itself."""
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=["56-SKHCN", "UB56"])
    world.tick(A_TUESDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    finish(world, "CEN-01.UB56", "hoa", None)
    world.tick(A_WEDNESDAY)
    assert class_of(world, A_WEDNESDAY, "CEN-01")[0] == "completed_on_time"
    return "CEN-01"


def test_a_parent_goes_on_with_its_part_and_is_done_with_it_again(world: World, parent: str) -> None:
    done, part = newest(world, parent), newest(world, "CEN-01.56-SKHCN")
    new = reopened(world, part.id, A_THURSDAY)
    above = newest(world, parent)
    assert above.id != done.id and "children_completed" in above.waiting_for.split(",")
    assert class_of(world, A_THURSDAY, parent)[0] == class_of(world, A_THURSDAY, new.business_key)[0] == "in_progress"
    assert class_of(world, A_THURSDAY, "CEN-01.UB56")[0] == "completed_on_time", "the other part is as it was"
    with world.database.reading() as session:
        through = session.scalars(select(CaseReopening.through_id).where(CaseReopening.instance_id == above.id)).one()
        assert through == new.id
    world.tick(A_THURSDAY)
    assert newest(world, parent).ended_at is None, "it waits for the part"
    once_more(world, A_THURSDAY)
    world.tick(A_THURSDAY)
    assert newest(world, parent).outcome == "task_completed"
    assert class_of(world, A_THURSDAY, parent)[0] == "completed_on_time"
    assert world.disagreements(A_THURSDAY) == []


@ON_ONE
def test_a_parent_has_time_as_long_as_the_part_with_which_it_goes_on(world: World, parent: str) -> None:
    years_later = local(2028, 6, 5)
    part = reopened(world, newest(world, "CEN-01.56-SKHCN").id, years_later)
    assert part.due_at == newest(world, parent).due_at == local(2028, 6, 8, 17)
    assert class_of(world, years_later, parent) == ("in_progress", "on_time")


@ON_ONE
def test_a_parent_itself_is_reopened_by_its_part_only(world: World, parent: str) -> None:
    with pytest.raises(Conflict, match="Reopen the part"):
        reopened(world, newest(world, parent).id, A_THURSDAY)
    for code in ("CEN-01.56-SKHCN", "CEN-01.UB56"):  # the second finds the parent open already
        world.do("an", reopen, newest(world, code), reason=WHY, at=A_THURSDAY)
    with world.database.reading() as session:
        assert len(session.scalars(select(CaseReopening)).all()) == 3
    assert world.disagreements(A_THURSDAY) == []


@ON_ONE
def test_a_parent_that_waits_for_another_part_is_left_alone(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    world.tick(A_TUESDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    waiting = newest(world, "CEN-01")
    reopened(world, newest(world, "CEN-01.56-SKHCN").id, A_THURSDAY)
    assert newest(world, "CEN-01").id == waiting.id
    world.do("tuan", directing.cancel, waiting, reason=WHY, at=A_THURSDAY)


@ON_ONE
def test_a_part_of_a_task_that_was_cancelled_is_not_reopened(world: World) -> None:
    take_in(world, ROW)
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    world.tick(A_TUESDAY)
    finish(world, "CEN-01.56-SKHCN", "binh", "lan")
    world.do("tuan", directing.cancel, newest(world, "CEN-01"), reason=WHY, at=A_WEDNESDAY)
    with pytest.raises(Conflict, match="was cancelled"):
        reopened(world, newest(world, "CEN-01.56-SKHCN").id, A_THURSDAY)


@ON_ONE
def test_both_streams_say_why_and_by_whom(world: World) -> None:
    number = signed_off(world)
    new = reopened(world, number)
    with world.database.reading() as session:
        for case, kind in ((case_row(world, number), "case.reopened"), (new, "case.continued")):
            found = select(LedgerEntry).where(LedgerEntry.stream == f"case:{case.public_id}", LedgerEntry.kind == kind)
            assert session.scalars(found).one().actor == f"person:{world.people['an']}"


def test_all_who_had_a_part_in_it_are_told_once_and_led_to_the_new_case(world: World) -> None:
    number = signed_off(world)
    world.tick(A_TUESDAY)
    new = reopened(world, number)
    world.tick(A_WEDNESDAY)
    with world.database.reading() as session:
        told = session.execute(
            select(Notification.person_id, Notification.kind).where(Notification.instance_id == new.id)
        ).all()
    names = {number: name for name, number in world.people.items()}
    assert sorted((names[who], kind) for who, kind in told) == [
        (name, "case.continued") for name in ("binh", "lan", "minh", "tuan")
    ]


@ON_ONE
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda former, new: delete(Contribution).where(Contribution.instance_id == new), "the case that goes on forgot it"),
        (lambda former, new: update(ResolutionTask).values(instance_id=former), "not where its completed case before ended"),
        (lambda former, new: update(ProcessInstance).where(ProcessInstance.id == former).values(outcome=None, ended_at=None), "not where"),
    ],
    ids=["hands", "task", "former"],
)  # fmt: skip
def test_the_check_sees_what_does_not_hold(world: World, spoil: Any, sentence: str) -> None:
    number = signed_off(world)
    new = reopened(world, number)
    with world.database.writing() as session:
        session.execute(spoil(number, new.id))
        session.commit()
    assert any(sentence in said for said in world.disagreements(A_WEDNESDAY))
