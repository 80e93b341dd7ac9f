"""Seeding the catalogue: the targets of Resolution 57 and of the Party's digital transformation, by the commands that people use.

The documents name no owner and no data source, so these indicators are registered and not opened. Their group, kind and frequency are our
reading: each stands for the whole country and is reported once a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.seed.files import read_rows
from webapp.seed.people import ADDRESS
from webapp.seed.plan import RESOLUTION
from workflows.actor import Actor, person
from workflows.calendar import local_date
from workflows.indicators.defining import define, register_indicator
from workflows.indicators.definition import said_in
from workflows.indicators.keeping import newest
from workflows.indicators.models import Indicator
from workflows.indicators.opening import open_indicator
from workflows.organisation import roster
from workflows.organisation.models import Person

UNITS_VI = {
    "rank": "hạng",
    "enterprises": "doanh nghiệp",
    "% GDP": "% GDP",
    "%": "%",
    "index": "chỉ số",
    "% of total annual budget spending": "% tổng chi ngân sách hằng năm",
    "people per 10,000 inhabitants": "người/vạn dân",
    "organisations": "tổ chức",
    "%/year": "%/năm",
    "text target": "mục tiêu bằng lời",
}
COUNTED = ("enterprises", "organisations", "index", "people per 10,000 inhabitants")
SERVICES = ("T57-03", "T57-04", "T57-10")
DEMO: Mapping[str, Mapping[str, str]] = {
    "T57-09": {"owner": "BKHCN", "approver": "BTC", "baseline": "18.3", "baseline_on": "2024-12-31"},
    "T57-10": {"owner": "BKHCN", "approver": "VPCP", "baseline": "45", "baseline_on": "2024-12-31"},
    "T57-11": {"owner": "NHNN", "approver": "BTC", "baseline": "40", "baseline_on": "2024-12-31"},
    "T57-14": {"owner": "BKHCN", "approver": "BTC", "baseline": "0.4", "baseline_on": "2024-12-31"},
}
"""Who owns and who approves in the demo, and an invented baseline; the rest of the demo's definition is the same for all."""
SHARED = {
    "data_source_vi": "Số liệu minh họa (demo)",
    "data_source_en": "Invented figures (demo)",
    "threshold_rule": "share",
    "yellow": "10",
    "red": "25",
}
WHY = "Đơn vị chủ quản, giá trị gốc và ngưỡng được đặt để minh họa (demo)."


def seed_indicators(session: Session, *, actor: Actor, at: datetime) -> int:
    """Register the targets that are missing; return how many came. What is there already stays as it is."""
    known = set(session.scalars(select(Indicator.code)))
    missing = [row for row in _targets() if row["code"] not in known]
    for row in missing:
        register_indicator(session, row, actor=actor, at=at)
    return len(missing)


def _targets() -> Iterator[dict[str, str]]:
    for row in read_rows("targets"):
        years = {"2030": row["target_2030"], "2045": row["target_2045"]}
        yield {**_said(row, years), "group": "services" if row["code"] in SERVICES else "development"}
    for row in read_rows("targets_party_2025"):
        yield {**_said(row, {row["year"]: row["target"]}), "group": "party"}


def _said(row: Mapping[str, str], years: Mapping[str, str]) -> dict[str, str]:
    unit = row["unit"]
    kind = {"rank": "rank", "text target": "yes_no"}.get(unit, "number" if unit in COUNTED else "ratio")
    return {
        "code": row["code"],
        "set": "strategic",
        "resolution": RESOLUTION,
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "unit_vi": UNITS_VI[unit],
        "unit_en": unit,
        "kind": kind,
        "direction": row["direction"],
        "aggregation": "each_unit",
        "frequency": "year",
        "targets": "\n".join(f"{year}: {value}" for year, value in years.items() if value),
        "source": row["source"],
        "from_period": "2025",
    }


def own_some(session: Session, at: datetime) -> None:
    """For the demo: a handful get an owner, an approver, a baseline and thresholds from Tuấn, and are opened."""
    who = session.scalars(select(Person).where(Person.email == f"tuan{ADDRESS}")).one()
    post = roster.appointment_of(session, who.id, local_date(at))
    actor = person(who.id, post.id if post else None)
    for row in session.scalars(select(Indicator).where(Indicator.code.in_(DEMO)).order_by(Indicator.code)).all():
        before = newest(session, row.id)
        assert before is not None
        said = {**said_in(before.content), **DEMO[row.code], **SHARED}
        define(session, row.public_id, said, seen=before.number, reason=WHY, actor=actor, at=at)
        open_indicator(session, row.public_id, actor=actor, at=at)
