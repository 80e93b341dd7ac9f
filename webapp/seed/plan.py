"""Seeding the real plan: Resolution 57 and a province's plan under it, by the import that takes in anybody's CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed.files import read_rows
from workflows.actor import Actor
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.keeping import register_resolution
from workflows.resolutions.models import Resolution
from workflows.resolutions.plan import import_plan
from workflows.resolutions.rows import Placing

RESOLUTION = "57-NQ/TW"
PROVINCE_PLAN = "11-KH/BCĐ"
PLACING = Placing(RESOLUTION)


def seed_resolutions(session: Session, *, actor: Actor, at: datetime) -> None:
    """Enter the two resolutions where they are missing."""
    known = {row.code: row for row in session.scalars(select(Resolution))}
    top = known.get(RESOLUTION) or register_resolution(
        session,
        code=RESOLUTION,
        issued_on=date(2024, 12, 22),
        assigning_unit="TGV",
        title_vi="Nghị quyết về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia",
        title_en="Resolution on breakthroughs in science, technology, innovation and national digital transformation",
        source="57-NQ/TW, 22/12/2024",
        actor=actor,
        at=at,
    )
    if PROVINCE_PLAN not in known:
        register_resolution(
            session,
            code=PROVINCE_PLAN,
            issued_on=date(2026, 7, 28),
            assigning_unit="TGV",
            parent=top,
            title_vi="Kế hoạch hành động 100 ngày xử lý các điểm nghẽn về chuyển đổi số của tỉnh Khánh Hòa",
            title_en="Khánh Hòa's 100-day action plan on bottlenecks in digital transformation",
            source="11-KH/BCĐ, 28/07/2026",
            actor=actor,
            at=at,
        )


def seed_plan(session: Session, *, province: bool, actor: Actor, at: datetime) -> PlanReport:
    """Take in the real tasks of the resolution, or those of the province's plan; the clock starts their cases afterwards."""
    seed_resolutions(session, actor=actor, at=at)
    return import_plan(session, plan_file(province=province), PLACING, file_name="tasks.csv", actor=actor, at=at)


def plan_file(*, province: bool) -> bytes:
    """The rows of ``tasks.csv`` that belong to the province's plan, or the others: the two were issued on different days."""
    rows = [row for row in read_rows("tasks") if (row["resolution"] == PROVINCE_PLAN) == province]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
