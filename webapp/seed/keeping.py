"""What Tuấn does to the plan itself in the demo, by the commands behind the pages: enters, corrects, splits, merges, moves and ties tasks.

Only on tasks marked *demo*: the real ones stay as their documents have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from webapp.seed import acting
from webapp.seed.acting import Scene
from webapp.seed.demo_stories import SKHCN
from webapp.seed.demo_tasks import GROUP
from webapp.seed.plan import PROVINCE_PLAN, RESOLUTION
from webapp.seed.timetable import Act, Event, Timetable
from workflows.resolutions import editing, entering, linking, merging, moving, splitting
from workflows.resolutions.columns import fingerprint
from workflows.resolutions.contributions import written_of
from workflows.resolutions.models import Resolution, ResolutionTask


def events(table: Timetable) -> Iterator[Event]:
    """The stories, with days relative to the seeding."""
    due_on = table.day(30).isoformat()
    for code, resolution, title_vi, title_en in (
        (
            "DEMO-19",
            RESOLUTION,
            "Khảo sát thiết bị đầu cuối của cán bộ (demo)",
            "Survey the terminals of officers (demo)",
        ),
        ("DEMO-20", RESOLUTION, "Lập dự toán mua sắm thiết bị (demo)", "Estimate the purchase of equipment (demo)"),
        ("KH56-DEMO-01", PROVINCE_PLAN, "Số hóa hồ sơ của tỉnh (demo)", "Digitise the province's files (demo)"),
    ):
        said = {"title_vi": title_vi, "title_en": title_en, "group": GROUP, "lead_agency": SKHCN, "due_date": due_on}
        yield Event(table.moment(-4, 8), code, _enter(resolution, {**said, "code": code, "source": "Demo"}))
    yield Event(table.moment(-3, 10), "DEMO-03", _correct)
    yield Event(table.moment(-2, 9), "DEMO-20", lambda scene: acting.assign(scene, SKHCN))
    yield Event(table.moment(-2, 10), "DEMO-19", _merge)
    yield Event(table.moment(-2, 11), "DEMO-02", _split(table.day(45).isoformat()))
    yield Event(table.moment(-2, 15), "KH56-DEMO-01", _tie)
    yield Event(table.moment(-1, 10), "DEMO-20", _move)


def _ordered(scene: Scene) -> ResolutionTask:
    return scene.session.scalars(select(ResolutionTask).where(ResolutionTask.code == scene.code)).one()


def _enter(resolution: str, said: dict[str, str]) -> Act:
    def act(scene: Scene) -> None:
        number = scene.session.scalars(select(Resolution.id).where(Resolution.code == resolution)).one()
        who = {"actor": scene.actor("tuan"), "at": scene.at}
        entering.enter_task(scene.session, number, said, not_classified=True, origin="demo", **who)

    return act


def _correct(scene: Scene) -> None:
    row = _ordered(scene)
    said = {"evidence_required": "Danh sách học viên, kế hoạch và báo cáo tập huấn (demo)"}
    who = {"actor": scene.actor("tuan"), "at": scene.at}
    reason = "Làm rõ minh chứng theo ý kiến nhóm thẩm định (demo)."
    seen = fingerprint(row, written_of(scene.session, row))
    editing.edit_task(scene.session, row.public_id, said, seen=seen, reason=reason, **who)


def _merge(scene: Scene) -> None:
    who = {"actor": scene.actor("tuan"), "at": scene.at}
    reason = "Trùng với DEMO-10 (demo)."
    merging.merge_task(scene.session, _ordered(scene).public_id, into="DEMO-10", reason=reason, **who)


def _split(due_on: str) -> Act:
    def act(scene: Scene) -> None:
        part = {
            "title_vi": "Số hóa hồ sơ lưu trữ giai đoạn 2 (demo)",
            "title_en": "Digitise the archive, phase 2 (demo)",
            "lead_agency": SKHCN,
            "due_date": due_on,
        }
        who = {"actor": scene.actor("tuan"), "at": scene.at}
        reason = "Tách giai đoạn 2 để giao riêng (demo)."
        splitting.split_task(scene.session, _ordered(scene).public_id, [part], reason=reason, **who)

    return act


def _tie(scene: Scene) -> None:
    who = {"actor": scene.actor("tuan"), "at": scene.at}
    linking.implement(
        scene.session,
        _ordered(scene).public_id,
        code="DEMO-02",
        reason="Kế hoạch tỉnh cụ thể hóa nhiệm vụ (demo).",
        **who,
    )


def _move(scene: Scene) -> None:
    who = {"actor": scene.actor("tuan"), "at": scene.at}
    reason = "Thuộc chức năng của Sở Tài chính (demo)."
    moving.reassign_lead(scene.session, _ordered(scene).public_id, unit="56-STC", reason=reason, **who)
