"""Documents: asked for, printed by the clock, swept after a week; a clock that dies in the middle leaves one document in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.crash.dying import Step, unit
from tests.support.world import World
from tests.web.paper.scenes import AT, bytes_of, rows, settings_of, signed_off
from webapp import clock
from webapp.paper import printing
from workflows.db import Database
from workflows.instances.models import ProcessInstance


def a_document_is_printed(world: World) -> Iterator[Step]:
    """Tuấn asks for the record, the clock prints it, a week later its file goes."""
    number = signed_off(world)
    settings = settings_of(world)

    def ask(session: Session) -> None:
        case, actor = session.get_one(ProcessInstance, number), world.actor("tuan", AT)
        printing.request_paper(session, case, printing.RECORD, language="vi", actor=actor, at=AT)

    yield unit("tuan: request_paper", ask)

    def prints(database: Database) -> None:
        job = next(job for job in clock.jobs_of(database, settings) if job.name == printing.JOB)
        with database.writing() as session:
            job.step(session, AT)
            session.commit()

    yield Step("clock: printing", prints, printing.JOB, sparse=True)  # it draws each time that it dies
    (row,) = rows(world)
    assert bytes_of(world, row).startswith(b"%PDF-")
    later = AT + timedelta(days=8)
    yield Step("clock: sweep of papers", lambda database: clock.sweep(database, settings, later))
    assert [row.swept_at for row in rows(world)] == [later]
