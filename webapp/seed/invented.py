"""Invented progress for the real tasks: which ones were done when. Every page of the demo says that it is invented.

The same on every seeding of a day: a task's code decides. Nobody whose post is vacant acts, so tasks of most provinces
wait to be assigned; a story ends where it would reach into the future.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed import acting
from webapp.seed.timetable import Event, Timetable, after, at_hour
from workflows.organisation.models import OrgUnit, UnitAncestor
from workflows.resolutions.models import AssigningDocument, ResolutionTask

PARENTS = {
    "CEN-12": ("BNNMT", "BYT", "BVHTTDL", "TTCP"),
    "KH56-01": ("56-SKHCN", "56-SNV"),
    "KH56-09": ("56-SKHCN", "56-SCT"),
    "KH56-29": ("56-VPUB", "56-SKHCN"),
    "KH56-36": ("56-VPTU", "56-BTCTU"),
    "KH56-38": ("56-SKHCN", "56-CAT"),
    "KH56-42": ("BCA", "BTGDVTW"),
    "KH56-44": ("56-BTCTU", "56-SNV"),
    "KH56-52": ("56-BTCTU", "56-SNV"),
    "KH56-35": ("56-VPUB", "56-SKHCN", "56-SNV", "56-STP", "56-SCT", "56-STC", "56-SGDDT", "56-SYT", "56-CAT"),
}
SUMMARY = "Đã hoàn thành sản phẩm theo yêu cầu của nhiệm vụ."
WORK = "Đang triển khai theo kế hoạch."
VERIFIER = "minh"
LONGEST = timedelta(days=60)  # nobody in this history begins earlier than this before the date


def events(session: Session, table: Timetable) -> Iterator[Event]:
    """The stories of all real tasks, not sorted."""
    below_province = _units_below(session, ("UB56", "TU56"))
    for resolution_task, document in session.execute(
        select(ResolutionTask, AssigningDocument)
        .outerjoin(AssigningDocument, AssigningDocument.id == ResolutionTask.document_id)
        .where(ResolutionTask.origin == "plan", ResolutionTask.parent_id.is_(None))
        .order_by(ResolutionTask.id)
    ):
        begins_at = _begins_at(resolution_task, document, table)
        if resolution_task.code in PARENTS:
            yield from _of_parent(session, resolution_task, begins_at, table)
        elif people := _people(session, resolution_task.lead_unit_id, begins_at):
            unit = session.get_one(OrgUnit, resolution_task.lead_unit_id)
            may_be_late = unit.id in below_province
            yield from _of_task(
                resolution_task, resolution_task.code, unit.code, people, begins_at, table, may_be_late=may_be_late
            )


def _units_below(session: Session, codes: tuple[str, ...]) -> set[int]:
    tops = select(OrgUnit.id).where(OrgUnit.code.in_(codes))
    return set(
        session.scalars(
            select(UnitAncestor.unit_id).where(UnitAncestor.ancestor_id.in_(tops), UnitAncestor.distance > 0)
        )
    )


def _people(session: Session, unit_id: int | None, on: datetime) -> tuple[str, str] | None:
    """Head and officer; in the verifier's own ministry the head does the work, so that somebody is left who may verify."""
    people = acting.people_at(session, unit_id, on)
    return (people[0], people[0]) if people and people[1] == VERIFIER else people


def _begins_at(resolution_task: ResolutionTask, document: AssigningDocument | None, table: Timetable) -> datetime:
    """When the task was assigned: once it was in the plan, its document was out, and its date came near."""
    wanted = [resolution_task.start_wanted_at or table.begins_at]
    if document is not None and document.issued_on is not None and document.issued_on < table.today:
        wanted.append(at_hour(document.issued_on + timedelta(days=1), 9))
    if resolution_task.due_at is not None:
        wanted.append(at_hour((resolution_task.due_at - LONGEST).date(), 9))
    return after(max(wanted), 0, 9)


def _of_task(
    resolution_task: ResolutionTask,
    code: str,
    unit: str,
    people: tuple[str, str],
    begins_at: datetime,
    table: Timetable,
    *,
    may_be_late: bool,
    assigned: bool = False,
) -> Iterator[Event]:
    """Assigned, accepted, reported on, and, if its turn of fortune says so, handed in, checked and signed off."""
    head, officer = people
    fortune = zlib.crc32(code.encode()) % 100
    if fortune >= 85 and not assigned and (resolution_task.due_at is None or resolution_task.due_at > table.now):
        return  # waits to be assigned
    story = [Event(begins_at, code, lambda scene: acting.assign(scene, unit))] if not assigned else []
    story.append(
        Event(
            after(begins_at, 1, 10),
            code,
            lambda scene: acting.accept(scene, head, officer if officer != head else None),
        )
    )
    story.append(
        Event(after(begins_at, 5, 11), code, lambda scene: acting.report(scene, officer, 20 + fortune // 2, WORK))
    )
    handed_in_at = _handed_in_at(resolution_task, fortune, begins_at, table, may_be_late)
    if handed_in_at is not None:
        story += _finish(code, people, handed_in_at)
    yield from (event for event in story if event.at < table.moment(-1, 8))


def _handed_in_at(
    resolution_task: ResolutionTask, fortune: int, begins_at: datetime, table: Timetable, may_be_late: bool
) -> datetime | None:
    """In time, some days late, or not yet; never in the future."""
    if resolution_task.kind == "regular":
        return None
    if resolution_task.due_at is None:
        return after(begins_at, 40, 14) if fortune < 40 else None
    if resolution_task.due_at > table.now:
        return None
    if fortune < 70 or (fortune >= 80 and not may_be_late):
        return max(after(resolution_task.due_at, -3, 14), after(begins_at, 6, 14))
    return max(after(resolution_task.due_at, 6, 14), after(begins_at, 6, 14)) if fortune < 80 else None


def _finish(code: str, people: tuple[str, str], at: datetime) -> list[Event]:
    head, officer = people
    story = [Event(at, code, lambda scene: acting.hand_in(scene, officer, SUMMARY))]
    if officer != head:
        story.append(Event(after(at, 1, 9), code, lambda scene: acting.check(scene, "confirmation", head, "confirm")))
    story.append(Event(after(at, 3, 10), code, lambda scene: acting.check(scene, "verification", VERIFIER, "approve")))
    story.append(Event(after(at, 5, 15), code, lambda scene: acting.check(scene, "sign_off", "tuan", "sign_off")))
    return story


def _of_parent(
    session: Session, resolution_task: ResolutionTask, begins_at: datetime, table: Timetable
) -> Iterator[Event]:
    """Assigned to several units at once; what each of them does begins when the clock has started its part."""
    leads = PARENTS[resolution_task.code]
    if begins_at >= table.moment(-3, 8):
        return
    yield Event(begins_at, resolution_task.code, lambda scene: acting.assign(scene, *leads))
    for unit in leads:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit)).one()
        if people := _people(session, unit_id, begins_at):
            yield from _of_task(
                resolution_task,
                f"{resolution_task.code}.{unit}",
                unit,
                people,
                after(begins_at, 1, 8),
                table,
                may_be_late=False,
                assigned=True,
            )
