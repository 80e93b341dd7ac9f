"""Short texts that the cast keeps in the demo, for themselves and, by the head of the department, for everybody in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed.people import ADDRESS
from webapp.texts import kept
from workflows.actor import person
from workflows.calendar import local_date
from workflows.organisation import roster
from workflows.organisation.models import Person, Position
from workflows.organisation.standing import standing_of

TEXTS = (
    (
        "binh",
        True,
        "confirmation.reason",
        "Thiếu phụ lục",
        "Đề nghị bổ sung phụ lục số liệu của {code}, nộp lại trước {due}.",
    ),
    (
        "binh",
        True,
        "progress-reports.produced",
        "Dự thảo",
        "Đã hoàn thành dự thảo; đang lấy ý kiến các đơn vị liên quan.",
    ),
    ("binh", False, "accept.reason", "Không thuộc chức năng", "Nhiệm vụ không thuộc chức năng của {unit}."),
    ("lan", False, "submission.summary", "Đã hoàn thành", "Đã hoàn thành “{title}”; sản phẩm và minh chứng kèm theo."),
    (
        "minh",
        False,
        "verification.reason",
        "Thiếu văn bản",
        "Hồ sơ {code} chưa có văn bản ban hành có số, ngày và chữ ký.",
    ),
    (
        "tuan",
        False,
        "other.answer",
        "Đã tiếp nhận",
        "Đã tiếp nhận kiến nghị về {code}; sẽ trả lời bằng văn bản trong năm ngày làm việc.",
    ),
)


def keep_some(session: Session, at: datetime) -> None:
    """Each by the person whose text it is, by the command behind the page."""
    for name, shared, kind, title, words in TEXTS:
        who = session.scalars(select(Person).where(Person.email == name + ADDRESS)).one()
        post = roster.appointment_of(session, who.id, local_date(at))
        standing = standing_of(session, person(who.id, post.id if post else None), at)
        unit_id = session.get_one(Position, post.position_id).unit_id if shared and post else None
        kept.keep(session, kind=kind, name=title, words=words, standing=standing, unit_id=unit_id, at=at)
