"""Printing is a job of the clock: asked for once, printed once, with the rights of that moment, and kept for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.web.paper.scenes import AT, asked, bytes_of, printed, prints, rows, settings_of, signed_off
from tests.web.story import given_to_the_department
from webapp import clock as the_clock
from webapp.paper import layout, printing
from webapp.paper.models import PrintJob
from webapp.paper.press import Press
from workflows.errors import Conflict, NotFound
from workflows.instances.models import CaseUnit, Incident, ProcessInstance
from workflows.instances.things import Thing


def test_what_was_asked_for_twice_while_it_waits_is_printed_once_and_named_by_its_hash(world):
    number = signed_off(world)
    assert asked(world, number) == asked(world, number)
    assert asked(world, number, "lan") != asked(world, number)
    prints(world)
    first, second = rows(world)
    assert first.printed_at == second.printed_at == AT
    assert first.sha256 == second.sha256  # the record does not depend on who asks
    assert bytes_of(world, first).startswith(b"%PDF-") and len(bytes_of(world, first)) == first.size
    prints(world)
    assert [row.stored_as for row in rows(world)] == [first.stored_as, second.stored_as]


def test_the_record_waits_for_the_sign_off_and_another_kind_of_document_does_not_exist(world):
    number = given_to_the_department(world, officer="lan")
    with pytest.raises(Conflict):
        asked(world, number)
    with pytest.raises(NotFound):
        asked(world, number, kind="passport")
    assert asked(world, number, "lan", "file")


def test_whoever_may_not_see_the_case_any_more_when_it_is_printed_gets_nothing(world):
    number = signed_off(world)
    asked(world, number, "lan", "file")
    with world.database.writing() as session:
        lead = world.units["56-SKHCN"]
        session.execute(delete(CaseUnit).where(CaseUnit.instance_id == number, CaseUnit.unit_id == lead))
        session.commit()
    prints(world)
    (row,) = rows(world)
    assert row.refused_at == AT and row.stored_as is None and not row.is_waiting


def test_a_document_that_cannot_be_drawn_is_an_incident_tried_again_and_holds_up_no_other(world, monkeypatch):
    number = signed_off(world)
    asked(world, number, kind="file")
    asked(world, number)
    with monkeypatch.context() as patched:
        patched.setattr("webapp.paper.press.task_file.story_of", lambda *_: [layout.text("x" * 10)] * (1 // 0))
        prints(world)
    broken, fine = rows(world)
    assert broken.is_waiting and broken.wake_at is not None and broken.wake_at > AT and fine.stored_as
    with world.database.reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert incident.job == "printing" and "ZeroDivisionError" in incident.sentence
        assert printing.trouble_of(session, broken).id == incident.id
    prints(world, AT + timedelta(minutes=5))
    assert rows(world)[0].stored_as
    with world.database.reading() as session:
        assert session.scalars(select(Incident)).one().closed_at == AT + timedelta(minutes=5)


def test_of_two_clocks_that_draw_the_same_document_one_keeps_it(world):
    number = asked(world, signed_off(world))

    class Twice:
        """Draws, and meanwhile another clock does it all."""

        def draw(self, which, at):
            if (
                world.database.engine.dialect.name == "sqlite"
            ):  # elsewhere the row is held, and the other finds nothing to do
                prints(world)
            else:
                prints(world)
                assert rows(world)[0].is_waiting
            return Press(settings_of(world), world.database).draw(which, at)

    with world.database.writing() as session:
        printing.print_due(session, number, AT, printer=Twice())
        session.commit()
    (row,) = rows(world)
    assert row.printed_at == AT and bytes_of(world, row)


def test_after_a_week_the_file_goes_and_the_row_keeps_who_asked_and_the_hash(world):
    number = signed_off(world)
    content = printed(world, number)
    settings = settings_of(world)
    the_clock.sweep(world.database, settings, AT + timedelta(days=7))
    assert bytes_of(world, rows(world)[0]) == content
    later = AT + timedelta(days=7, seconds=1)
    the_clock.sweep(world.database, settings, later)
    (row,) = rows(world)
    assert (
        row.stored_as is None and row.swept_at == later and row.sha256 and row.requested_by_id == world.people["tuan"]
    )
    assert printed(world, number) == content  # asked for again, it is the same record


def test_a_print_job_is_woken_like_every_thing_of_the_clock_and_left_alone_when_done(world):
    number = asked(world, signed_off(world))
    with world.database.writing() as session:
        assert printing.wake_paper(session, Thing("printing", f"paper:{number}"), None)
        session.commit()
    prints(world)
    assert rows(world)[0].is_waiting  # laid aside: nobody tries it
    with world.database.writing() as session:
        printing.wake_paper(session, Thing("printing", f"paper:{number}"), AT)
        session.commit()
    prints(world)
    with world.database.writing() as session:
        assert not printing.wake_paper(session, Thing("printing", f"paper:{number}"), AT)
        assert session.get_one(ProcessInstance, session.get_one(PrintJob, number).instance_id)
