"""What a keeper does to whole tasks and to the register of documents."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tests.crash.dying import Step
from tests.crash.telling import beats, does
from tests.integration.indicators.test_keeping import SAID, WHOLE
from tests.integration.resolutions.plans import csv_of
from tests.support.moments import A_MONDAY, A_TUESDAY
from tests.support.world import World
from tests.web.story import given_to_the_department
from workflows.indicators import defining, importing, opening
from workflows.resolutions import (
    document_register,
    editing,
    entering,
    keeping,
    linking,
    merging,
    moving,
    plan,
    splitting,
)
from workflows.resolutions.columns import fingerprint
from workflows.resolutions.models import AssigningDocument, Resolution, ResolutionTask
from workflows.resolutions.rows import Placing

WHY = "Theo kết luận của Ban Chỉ đạo"


def task(world: World, code: str) -> ResolutionTask:
    """The task with this code."""
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask).where(ResolutionTask.code == code)).one()


def tasks_are_rearranged(world: World) -> Iterator[Step]:
    """One entered by hand and corrected, one given to another unit, split, merged, tied to the resolution above and untied."""
    given_to_the_department(world, "T-1", officer="lan")
    with world.database.reading() as session:
        top = session.scalars(select(Resolution)).one()
    yield does(world, "tuan", entering.enter_task, top.id, {"code": "M-1", "title_vi": "Nhập tay"}, not_classified=True)
    shown = task(world, "M-1")
    corrected = {"seen": fingerprint(shown, ""), "reason": WHY, "at": A_TUESDAY}
    yield does(world, "tuan", editing.edit_task, shown.public_id, {"title_vi": "Tên đúng"}, **corrected)
    yield from beats(world, "starting", A_MONDAY)
    first = task(world, "T-1").public_id
    yield does(world, "tuan", moving.reassign_lead, first, unit="56-STC", reason=WHY, at=A_TUESDAY)
    part = {"title_vi": "Phần hai", "lead_agency": "56-STC", "due_date": "2026-04-01"}
    yield does(world, "tuan", splitting.split_task, first, [part], reason=WHY, at=A_TUESDAY)
    yield does(world, "tuan", merging.merge_task, shown.public_id, into="T-1", reason=WHY, at=A_TUESDAY)
    said = {"code": "KH-1", "title_vi": "Kế hoạch", "title_en": "", "assigning_unit": "TGV", "parent": top}
    world.do("tuan", keeping.register_resolution, **said, at=A_MONDAY)
    file = {"file_name": "plan.csv", "at": A_MONDAY}
    world.do("tuan", plan.import_plan, csv_of({"code": "P-1"}), Placing("KH-1"), **file)
    below = task(world, "P-1").public_id
    yield does(world, "tuan", linking.implement, below, code="T-1", reason=WHY)
    yield does(world, "tuan", linking.end_implementing, below, code="T-1", reason=WHY)


def documents_are_kept(world: World) -> Iterator[Step]:
    """A document is entered, and corrected."""
    yield does(world, "tuan", document_register.enter_document, {"number": "1/CV", "words": "Công văn số 1"})
    with world.database.reading() as session:
        shown = session.scalars(select(AssigningDocument).where(AssigningDocument.number == "1/CV")).one()
    said = {**document_register.said_of(shown), "issued_on": "2026-03-01"}
    seen = document_register.fingerprint(shown)
    yield does(world, "tuan", document_register.correct_document, shown.public_id, said, seen=seen, reason=WHY)


def indicators_are_kept(world: World) -> Iterator[Step]:
    """A file registers one indicator and defines another anew; that one is opened and closed."""
    of = world.do("tuan", defining.register_indicator, {**SAID, **WHOLE}, at=A_MONDAY).public_id
    rows = (SAID, {**SAID, "targets": "2030: 40"}, {**SAID, "code": "KTS-2"})
    file = "\n".join(",".join(row if row is SAID else row.values()) for row in rows).encode()
    yield does(world, "tuan", importing.import_catalogue, file, file_name="a.csv", reason=WHY)
    yield does(world, "tuan", opening.open_indicator, of)
    yield does(world, "tuan", opening.close_indicator, of, reason=WHY)
