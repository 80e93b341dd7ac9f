"""Several clocks at one outbox: each fact is told once, in the order of its case, whoever is quicker."""

from __future__ import annotations

from sqlalchemy import func, select

from notifications import bell, delivery, dispatch
from notifications.models import Mail, Notification
from notifications.notices import GATHERS_FOR
from tests.competing.rivals import clocks_at_once, everything_agrees
from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.ledger.models import OutboxRow


def test_three_clocks_draining_at_once_make_each_notice_once_and_one_mail_for_each_person(world: World) -> None:
    for number in range(8):
        given_to_the_department(world, f"T-{number}", officer="lan")
    clocks_at_once(world, A_MONDAY, 3)
    clocks_at_once(world, A_MONDAY, 2)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
        rows = session.execute(select(Notification.person_id, Notification.entry_id)).all()
        assert len(rows) == len(set(rows)) >= 8
        gathered = session.scalars(select(Mail.person_id)).all()
        assert len(gathered) == len(set(gathered))
    assert everything_agrees(world) == []


def test_a_clock_passes_over_the_case_that_another_one_tells_of(postgres_world: World) -> None:
    given_to_the_department(postgres_world, "T-1", officer="lan")
    given_to_the_department(postgres_world, "T-2", officer="lan")
    with postgres_world.database.writing() as first, postgres_world.database.writing() as second:
        (one, *_), *_ = [[found for found in dispatch.waiting_streams(first, A_MONDAY, 50) if found[0][:5] == "case:"]]
        assert dispatch.tell_of(first, one, A_MONDAY)
        assert not dispatch.tell_of(second, one, A_MONDAY)
        second.rollback()
        first.commit()
    postgres_world.tick(A_MONDAY)
    assert everything_agrees(postgres_world) == []


def test_a_mail_that_is_taken_while_its_notices_are_being_seen_waits_for_nobody(postgres_world: World) -> None:
    """One clock marks notices as seen and then wants the person's mail; the post holds the mail: neither waits for the other."""
    given_to_the_department(postgres_world, "T-1", officer="lan")
    postgres_world.tick(A_MONDAY)
    with postgres_world.database.writing() as clock, postgres_world.database.writing() as carrier:
        bell.see_all(clock, postgres_world.people["lan"], until_id=10**9, at=A_MONDAY)
        letter = delivery.take_next(carrier, A_MONDAY + GATHERS_FOR, may_receive=lambda *_: None)
        assert letter is not None and letter.lines == ()
        carrier.commit()
        clock.commit()
    with postgres_world.database.reading() as session:
        assert session.scalars(select(Mail.why)).one() == "seen"
    assert everything_agrees(postgres_world) == []
