"""The tasks marked *demo*: due relative to the day of seeding, so that soon, due and late are always there to see.

Each is led by Bình's department unless said otherwise, and stands at another place of its life.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial

from webapp.seed import acting
from webapp.seed.acting import Scene
from webapp.seed.demo_stories import SKHCN, DemoTask, again, begun, checked, done, handed_in, raised, reported, urged
from webapp.seed.timetable import Event, Timetable

GROUP = "Nhiệm vụ minh họa / Demo tasks"
REAL = "KH56-51"
NAMED = ("code", "title_vi", "title_en", "group", "lead_agency", "coordinating_agencies", "deliverable")
COLUMNS = (*NAMED, "due_date", "due_text", "source")
INCOMPLETE = "Bộ dữ liệu công bố chưa có mô tả (demo)."

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
            (-3, 14, lambda scene: acting.deliver_part(scene, "56-SNV", "ha.56-snv", "Danh sách cán bộ cần tập huấn.")),
            (-2, 9, lambda scene: acting.look_at_part(scene, "lan", "accept")),
        ],
        cooperating="56-SNV; 56-SGDDT",
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
        [
            *begun(30),
            (-1, 10, lambda scene: acting.link(scene, "lan", "ket-noi", "Biên bản kết nối thử", "Thử tải (demo)")),
            (-1, 11, lambda scene: acting.use_again(scene, "lan", "DEMO-06")),
            handed_in(1),
        ],
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
        again(1, "Thiếu đơn vị phối hợp trong nội dung giao (demo)."),
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
        "DEMO-31",
        "Đánh giá an toàn dữ liệu dùng chung",
        "Assess the safety of shared data",
        7,
        [
            *begun(30, panel="two_of_three"),
            handed_in(4),
            checked(3, "confirmation", "binh", "confirm"),
            checked(2, "verification", "dua.bkhcn", "approve"),
            checked(1, "verification", "minh", "return", "Chưa có biên bản kiểm thử của đơn vị vận hành."),
        ],
    ),
    DemoTask(
        "DEMO-32",
        "Nghiệm thu nền tảng tích hợp dữ liệu",
        "Accept the data integration platform",
        -2,
        [
            *begun(40, panel="two_of_three"),
            handed_in(12),
            checked(11, "confirmation", "binh", "confirm"),
            checked(9, "verification", "minh", "approve"),
            checked(8, "verification", "man.bkhcn", "approve"),
            checked(7, "sign_off", "tuan", "sign_off"),
        ],
    ),
    DemoTask(
        "DEMO-33",
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
    writer.writerow(COLUMNS)
    for demo_task in DEMO_TASKS:
        due_on = table.day(demo_task.due_in).isoformat() if demo_task.due_in is not None else ""
        writer.writerow(
            [
                demo_task.code,
                f"{demo_task.title_vi} (demo)",
                f"{demo_task.title_en} (demo)",
                GROUP,
                demo_task.lead,
                demo_task.cooperating,
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
    staff = ("Danh sách cán bộ cấp xã cần tập huấn (demo)", table.day(-1).isoformat())
    rooms = ("Danh mục phòng học có thể dùng để tập huấn (demo)", table.day(2).isoformat())
    yield Event(
        table.moment(-10, 8),
        "DEMO-03",
        lambda scene: acting.name_parts(scene, **{"56_SNV": staff, "56_SGDDT": rooms}),
    )
    longer, back = table.day(6).isoformat(), table.day(3)
    ask = partial(
        acting.ask_time_for_part, unit="56-SGDDT", who="nguyet.56-sgddt", due_on=longer, reason="Trường đang sửa."
    )
    yield Event(table.moment(-1, 9), "DEMO-03", ask)
    away = partial(acting.hand_over, who="binh", to="binh", until=back, reason="Chị Lan đi học nghiệp vụ.")
    yield Event(table.moment(-1, 10), "DEMO-18", away)
    yield from _a_real_task(table)


def _a_real_task(table: Timetable) -> Iterator[Event]:
    """A task of the province's plan whose document names co-operating units: what each contributes is invented, like all progress."""
    posts = ("Đề xuất vị trí việc làm về chuyển đổi số (demo)", table.day(3).isoformat())
    safety = ("Ý kiến về bảo đảm an ninh mạng (demo)", table.day(4).isoformat())
    named = {"56_SNV": posts, "56_CAT": safety}
    yield Event(table.moment(-5, 9), REAL, lambda scene: acting.name_parts(scene, **named))
    note = "Đề xuất vị trí việc làm, đã lấy ý kiến các sở."
    yield Event(table.moment(-1, 9), REAL, lambda scene: acting.deliver_part(scene, "56-SNV", "ha.56-snv", note))


def _suspend(scene: Scene) -> None:
    acting.suspend(scene, "tuan", "Chờ quyết định phân bổ kinh phí (demo).")
