"""The tasks marked *demo*: due relative to the day of seeding, so that soon, due and late are always there to see.

Each is led by Bình's department unless said otherwise, and stands at another place of its life.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from webapp.seed import acting
from webapp.seed.acting import Scene
from webapp.seed.timetable import Act, Event, Timetable

SKHCN = "56-SKHCN"
GROUP = "Nhiệm vụ minh họa / Demo tasks"
INCOMPLETE = "Bộ dữ liệu công bố chưa có mô tả (demo)."
WORK = "Đã hoàn thành dự thảo và lấy ý kiến các đơn vị."


@dataclass(frozen=True, slots=True)
class DemoTask:
    """What the task is, when it is due (working days from today, none without a date), and what happened when."""

    code: str
    title_vi: str
    title_en: str
    due_in: int | None
    story: list[tuple[int, int, Act]] = field(default_factory=list)
    lead: str = SKHCN
    due_text: str = ""


def begun(
    days: int, *, officer: str | None = "lan", head: str = "binh", lead: str = SKHCN
) -> list[tuple[int, int, Act]]:
    """Assigned so many working days ago, and accepted the day after."""
    return [
        (-days, 9, lambda scene: acting.assign(scene, lead)),
        (-days + 1, 10, lambda scene: acting.accept(scene, head, officer)),
    ]


def reported(
    days: int, percent: int, who: str = "lan", schedule: str = "on_schedule", **more: Any
) -> tuple[int, int, Act]:
    """A progress report so many working days ago."""
    return -days, 11, lambda scene: acting.report(scene, who, percent, WORK, schedule=schedule, **more)


def handed_in(
    days: int, who: str = "lan", summary: str = "Kết quả đã hoàn thành theo yêu cầu của nhiệm vụ."
) -> tuple[int, int, Act]:
    """A result with a file as evidence."""
    return -days, 14, lambda scene: acting.hand_in(scene, who, summary, file=True)


def checked(days: int, step: str, who: str, decision: str, reason: str | None = None) -> tuple[int, int, Act]:
    """Confirmed, verified, signed off, or sent back."""
    return -days, 15, lambda scene: acting.check(scene, step, who, decision, reason)


def raised(days: int, addressed: str, words: str, *, matter: str = "difficulty") -> tuple[int, int, Act]:
    """Lan raises something so many working days ago."""
    return -days, 10, lambda scene: acting.raise_difficulty(scene, "lan", addressed, words, matter=matter)


def urged(days: int, act: str, reason: str) -> tuple[int, int, Act]:
    """Hoa notes something on the escalation that she has."""
    return -days, 16, lambda scene: acting.urge(scene, "hoa", act, reason)


def done(days: int) -> list[tuple[int, int, Act]]:
    """From confirmation to sign-off, beginning so many working days ago."""
    return [
        checked(days, "confirmation", "binh", "confirm"),
        checked(days - 2, "verification", "minh", "approve"),
        checked(days - 3, "sign_off", "tuan", "sign_off"),
    ]


DEMO_TASKS = (
    DemoTask(
        "DEMO-01",
        "Lập danh mục dữ liệu mở của ngành",
        "List the sector's open data",
        -4,
        [
            *begun(40),
            reported(20, 40),
            reported(6, 60, schedule="late", late_days=3, cause="Chậm nhận số liệu từ các đơn vị."),
            urged(3, "acknowledge", "Đã nhận báo cáo, yêu cầu tập trung hoàn thành."),
            urged(2, "urge", "Hoàn thành trong tuần này."),
            (-2, 17, lambda scene: acting.instruct(scene, "hoa", "Tập trung xong phần danh mục trước thứ Sáu.")),
        ],
    ),
    DemoTask(
        "DEMO-02",
        "Số hóa hồ sơ lưu trữ giai đoạn 1",
        "Digitise the archive, phase 1",
        2,
        [
            *begun(25),
            raised(8, "superior", "Máy quét khổ A3 hỏng, đề nghị mượn của Văn phòng.", matter="proposal"),
            (-7, 9, lambda scene: acting.answer(scene, "binh", "Đã trao đổi, Văn phòng cho mượn từ thứ Hai.")),
            reported(5, 70),
            (-4, 9, lambda scene: acting.say(scene, "binh", "@lan nhớ kèm biên bản bàn giao máy quét.")),
            (-4, 10, lambda scene: acting.say(scene, "lan", "Đã có biên bản, sẽ nộp cùng kết quả.")),
            raised(2, "superior", "Thiếu hai cán bộ nhập liệu trong tuần cuối."),
        ],
    ),
    DemoTask(
        "DEMO-03",
        "Tập huấn kỹ năng số cho cán bộ cấp xã",
        "Train commune officers in digital skills",
        20,
        [
            *begun(10),
            raised(7, "assigning", "Chưa có hướng dẫn về nội dung tập huấn thống nhất toàn quốc."),
            reported(3, 25),
        ],
    ),
    DemoTask(
        "DEMO-04",
        "Xây dựng quy chế chia sẻ dữ liệu",
        "Draft the rules for sharing data",
        5,
        [
            *begun(30),
            handed_in(7),
            checked(6, "confirmation", "binh", "confirm"),
            checked(2, "verification", "minh", "return", "Thiếu biên bản lấy ý kiến của các đơn vị liên quan."),
        ],
    ),
    DemoTask(
        "DEMO-05",
        "Kết nối hệ thống một cửa với kho dữ liệu",
        "Connect the one-stop system to the data warehouse",
        6,
        [*begun(30), handed_in(1)],
    ),
    DemoTask(
        "DEMO-06",
        "Kiểm kê phòng máy chủ",
        "Take stock of server rooms",
        4,
        [
            *begun(28),
            handed_in(8, summary="Đã kiểm kê phòng máy chủ của 9 sở, chưa có số liệu của 3 sở."),
            checked(7, "confirmation", "binh", "send_back", "Bổ sung số liệu của 3 sở còn thiếu."),
            handed_in(2, summary="Đã kiểm kê phòng máy chủ của 12 sở, có biên bản kèm theo."),
            checked(1, "confirmation", "binh", "confirm"),
        ],
    ),
    DemoTask(
        "DEMO-07",
        "Ban hành từ điển dữ liệu",
        "Issue the data dictionary",
        3,
        [
            *begun(35),
            handed_in(5),
            checked(4, "confirmation", "binh", "confirm"),
            checked(2, "verification", "minh", "approve"),
        ],
    ),
    DemoTask(
        "DEMO-08",
        "Thí điểm trợ lý ảo tra cứu thủ tục",
        "Pilot a virtual assistant for procedures",
        -5,
        [*begun(50), reported(25, 60), handed_in(12), *done(11)],
    ),
    DemoTask(
        "DEMO-09",
        "Phủ sóng điểm lõm tại hai thôn",
        "Cover weak-signal spots in two hamlets",
        -15,
        [*begun(50), reported(20, 80), handed_in(12), *done(11)],
    ),
    DemoTask(
        "DEMO-10",
        "Khảo sát nhu cầu thiết bị đầu cuối",
        "Survey the need for terminals",
        15,
        [(-1, 9, lambda scene: acting.assign(scene, SKHCN))],
    ),
    DemoTask(
        "DEMO-11", "Đánh giá mức độ an toàn hệ thống thông tin", "Assess the security level of information systems", 25
    ),
    DemoTask(
        "DEMO-12",
        "Bố trí kinh phí mua sắm thiết bị",
        "Fund the purchase of equipment",
        18,
        [
            (-6, 9, lambda scene: acting.assign(scene, SKHCN)),
            (
                -5,
                10,
                lambda scene: acting.decline(
                    scene, "binh", "Không thuộc thẩm quyền của Sở; đề nghị giao Sở Tài chính."
                ),
            ),
        ],
    ),
    DemoTask(
        "DEMO-13",
        "Nâng cấp trang thông tin điện tử",
        "Upgrade the web site",
        4,
        [*begun(20), reported(4, 50, schedule="at_risk", cause="Nhà thầu chậm.")],
    ),
    DemoTask(
        "DEMO-14",
        "Chuẩn hóa dữ liệu đất đai hai phường",
        "Standardise land data of two wards",
        3,
        [*begun(45), reported(15, 45)],
    ),
    DemoTask("DEMO-15", "Mua sắm đường truyền dự phòng", "Buy a reserve line", 10, begun(20)),
    DemoTask("DEMO-16", "Tổng hợp báo cáo tuần", "Compile the weekly report", 1, begun(5, officer=None)),
    DemoTask(
        "DEMO-17",
        "Thẩm định dự toán chuyển đổi số",
        "Appraise the digital budget",
        6,
        begun(15, officer="charlie", head="tuyet.56-stc", lead="56-STC"),
        lead="56-STC",
    ),
    DemoTask(
        "DEMO-18",
        "Cập nhật dữ liệu dùng chung",
        "Keep the shared data up to date",
        None,
        [*begun(30), reported(4, 50)],
        due_text="Thường xuyên",
    ),
    DemoTask(
        "DEMO-19",
        "Công bố bộ dữ liệu khoa học và công nghệ",
        "Publish the science and technology data set",
        -15,
        [*begun(50), handed_in(22), *done(21), (-2, 10, lambda scene: acting.reopen(scene, "an", INCOMPLETE))],
    ),
)


def plan_file(table: Timetable) -> bytes:
    """The demo tasks as a plan file, so that they come in like any other tasks."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ["code", "title_vi", "title_en", "group", "lead_agency", "deliverable", "due_date", "due_text", "source"]
    )
    for demo_task in DEMO_TASKS:
        due_on = table.day(demo_task.due_in).isoformat() if demo_task.due_in is not None else ""
        writer.writerow(
            [
                demo_task.code,
                f"{demo_task.title_vi} (demo)",
                f"{demo_task.title_en} (demo)",
                GROUP,
                demo_task.lead,
                "Báo cáo kết quả kèm sản phẩm (demo)",
                due_on,
                demo_task.due_text,
                "Demo",
            ]
        )
    return text.getvalue().encode()


def events(table: Timetable) -> Iterator[Event]:
    """What happened on the demo tasks, with two stories whose dates are computed."""
    for demo_task in DEMO_TASKS:
        for days, hour, act in demo_task.story:
            yield Event(table.moment(days, hour), demo_task.code, act)
    sooner, later = table.day(12).isoformat(), table.day(9).isoformat()
    yield Event(
        table.moment(-1, 16),
        "DEMO-13",
        lambda scene: acting.ask_for_time(scene, "lan", sooner, "Nhà thầu bàn giao chậm (demo)."),
    )
    yield Event(
        table.moment(-8, 9),
        "DEMO-14",
        lambda scene: acting.ask_for_time(scene, "lan", later, "Bổ sung phạm vi đo đạc (demo)."),
    )
    yield Event(
        table.moment(-7, 9), "DEMO-14", lambda scene: acting.decide_time(scene, "grant", "Đồng ý vì phạm vi tăng.")
    )
    yield Event(table.moment(-3, 9), "DEMO-15", _suspend)


def _suspend(scene: Scene) -> None:
    acting.suspend(scene, "tuan", "Chờ quyết định phân bổ kinh phí (demo).")
