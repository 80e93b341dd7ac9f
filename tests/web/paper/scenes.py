"""A task up to its sign-off with a return on the way, a press before the small country's database, and what it prints."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT, World
from tests.web.conftest import Browser
from tests.web.story import decided, given_to_the_department
from webapp import clock as the_clock
from webapp.config import Settings
from webapp.paper import printing
from webapp.paper.models import PrintJob
from workflows.instances.models import ProcessInstance
from workflows.work import claim, submission

AT = A_MONDAY + timedelta(hours=1)
REASON = "Chưa có phụ lục phân công trách nhiệm"
TITLE = (
    "Xây dựng, ban hành cơ chế, chính sách đặc thù thu hút, trọng dụng nhân tài khoa học, công nghệ, đổi mới sáng tạo "
    "và chuyển đổi số trên địa bàn tỉnh giai đoạn 2026–2030, tầm nhìn đến năm 2045"
)


def settings_of(world: World, mode: str = "demo") -> Settings:
    """The settings of an installation whose evidence is the small country's."""
    return Settings(mode, world.store.folder.parent, str(world.database.engine.url), "k" * 40, demo_password="p" * 10)


def signed_off(world: World, key: str = "T-1", *, summary: str = RESULT["summary"]) -> int:
    """Handed in, confirmed, returned; handed in again, confirmed, approved, signed off."""
    number = given_to_the_department(world, key, officer="lan")
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == number).values(title_vi=TITLE))
        session.commit()
    for verifier, decision, reason in (("minh", "return", REASON), ("dua", "approve", None)):
        item = world.item("lan", "submit_result", AT)
        world.attach("lan", item, AT, content=f"%PDF-1.7\n{verifier}\n".encode(), title=f"Nghị quyết, {verifier}.pdf")
        world.do("lan", submission.submit, item, form={**RESULT, "summary": summary}, at=AT)
        decided(world, "binh", taken(world, "binh", "confirm_result"), "confirm", at=AT)
        decided(world, verifier, taken(world, verifier, "verify_result"), decision, reason=reason, at=AT)
    decided(world, "tuan", taken(world, "tuan", "sign_off_result"), "sign_off", at=AT)
    return number


def taken(world: World, name: str, element: str, at: datetime = AT) -> Any:
    """The step, in this person's hands."""
    item = world.item(name, element, at)
    if item.assignee_id is None:
        world.do(name, claim.claim, item, at=at)
    return world.item(name, element, at)


def asked(world: World, number: int, name: str = "tuan", kind: str = "record", language: str = "vi") -> int:
    """A document that this person asked for."""
    with world.database.writing() as session:
        case = session.get_one(ProcessInstance, number)
        job = printing.request_paper(session, case, kind, language=language, actor=world.actor(name, AT), at=AT)
        session.commit()
        return job.id


def prints(world: World, at: datetime = AT, mode: str = "demo") -> None:
    """One beat of the clock's printing."""
    settings = settings_of(world, mode)
    job = next(job for job in the_clock.jobs_of(world.database, settings) if job.name == printing.JOB)
    the_clock.drain(world.database, job, at)


def rows(world: World) -> list[PrintJob]:
    """Every print job, oldest first."""
    with world.database.reading() as session:
        return list(session.scalars(select(PrintJob).order_by(PrintJob.id)))


def bytes_of(world: World, job: PrintJob) -> bytes:
    """What was printed."""
    assert job.stored_as is not None
    return (settings_of(world).paper_dir / job.stored_as).read_bytes()


def printed(world: World, number: int, name: str = "tuan", kind: str = "record", language: str = "vi") -> bytes:
    """The document, asked for and printed."""
    job = asked(world, number, name, kind, language)
    prints(world)
    return bytes_of(world, next(row for row in rows(world) if row.id == job))


def fetched(browser: Browser, path: str) -> Any:
    """The answer to a download, read to its end and closed."""
    return browser.client.get(path, buffered=True)
