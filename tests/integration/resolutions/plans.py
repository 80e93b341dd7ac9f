"""Plan files, and rows around them, for the tests of the plan."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.moments import A_MONDAY
from workflows.actor import OPERATOR, Actor, person
from workflows.db import new_public_id
from workflows.definitions.models import DefinitionVersion
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.organisation import groups, units
from workflows.organisation.models import Grant, OrgUnit, Person
from workflows.resolutions import plan
from workflows.resolutions.examining import PlanReport
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.rows import Placing
from workflows.work.models import Submission

PLACING = Placing("NQ57")
PROVINCE = {"resolution": "KH56", "province": "56"}
TREE = [
    ("BCDTW", "Ban Chỉ đạo Trung ương", "steering", None),
    ("TGV", "Tổ Giúp việc", "steering", "BCDTW"),
    ("CP", "Chính phủ", "central_state", "BCDTW"),
    ("BKHCN", "Bộ Khoa học và Công nghệ", "ministry", "CP"),
    ("BYT", "Bộ Y tế", "ministry", "CP"),
    ("UB56", "Ủy ban nhân dân tỉnh Khánh Hòa", "province", "CP"),
    ("56-SYT", "Sở Y tế Khánh Hòa", "department", "UB56"),
    ("56-STC", "Sở Tài chính Khánh Hòa", "department", "UB56"),
]


def make_organisation(session: Session) -> None:
    """Eight units and the two groups that every case names."""
    made: dict[str, OrgUnit] = {}
    for code, name, level, parent in TREE:
        made[code] = units.register_unit(
            session,
            code=code,
            name_vi=name,
            name_en=code,
            level=level,
            parent=made.get(parent or ""),
            actor=OPERATOR,
            at=A_MONDAY,
        )
    for code, unit in (("support_team", "TGV"), ("verifiers", "BKHCN")):
        groups.register_group(
            session, code=code, name_vi=code, name_en=code, unit=made[unit], actor=OPERATOR, at=A_MONDAY
        )


def make_resolutions(session: Session) -> None:
    """The resolution and a province's plan under it."""
    tgv = unit_id(session, "TGV")
    top = Resolution(code="NQ57", title_vi="Nghị quyết 57", title_en="Resolution 57", assigning_unit_id=tgv)
    session.add(top)
    session.flush()
    session.add(
        Resolution(code="KH56", title_vi="Kế hoạch 11", title_en="Plan 11", assigning_unit_id=tgv, parent_id=top.id)
    )
    session.flush()


def csv_of(*rows: dict[str, str]) -> bytes:
    """A plan file with the columns that the rows use; those of the province's plan (``KH56-``) say so."""
    rows = tuple({**(PROVINCE if row["code"].startswith("KH56-") else {}), **row} for row in rows)
    columns = ["code", "title_vi", *sorted({name for row in rows for name in row} - {"code", "title_vi"})]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows({"title_vi": f"Nhiệm vụ {row['code']}", **row} for row in rows)
    return text.getvalue().encode()


def take_in(session: Session, *rows: dict[str, str], at: datetime = A_MONDAY) -> PlanReport:
    """Import the rows as a file, as the operator does."""
    return plan.import_plan(session, csv_of(*rows), PLACING, file_name="plan.csv", actor=OPERATOR, at=at)


def unit_id(session: Session, code: str) -> int:
    """The number of a unit."""
    return session.scalars(select(OrgUnit.id).where(OrgUnit.code == code)).one()


def task(session: Session, code: str) -> ResolutionTask:
    """The task with this code, as it is now."""
    return session.scalars(
        select(ResolutionTask).where(ResolutionTask.code == code).execution_options(populate_existing=True)
    ).one()


def somebody(session: Session, name: str, *, role: str | None = None, unit: str = "BCDTW") -> Actor:
    """A person, with a grant when a role is named."""
    made = Person(full_name=f"{name} (demo)", email=f"{name}@demo.invalid", folded=name)
    session.add(made)
    session.flush()
    if role is not None:
        session.add(
            Grant(
                person_id=made.id,
                role=role,
                unit_id=unit_id(session, unit),
                from_on=A_MONDAY.date() - timedelta(days=900),
                reason="test",
            )
        )
        session.flush()
    return person(made.id)


def running(
    session: Session,
    code: str,
    *,
    due_at: datetime | None = None,
    outcome: str | None = None,
    ended_at: datetime | None = None,
) -> ProcessInstance:
    """Give the task a case, as rows only: how its class is derived depends on nothing else."""
    version = session.scalars(select(DefinitionVersion)).first()
    if version is None:
        version = DefinitionVersion(key="resolution_task", number=1, checksum="0" * 64, deployed_at=A_MONDAY)
        session.add(version)
        session.flush()
    row = task(session, code)
    case = ProcessInstance(
        definition_version_id=version.id,
        business_key=code,
        title_vi=row.title_vi,
        title_en=row.title_en,
        folded=row.folded,
        due_at=due_at or row.due_at,
        state=b"",
        variables="{}",
        started_at=A_MONDAY,
        outcome=outcome,
        ended_at=ended_at or (A_MONDAY if outcome else None),
    )
    session.add(case)
    session.flush()
    row.instance_id = case.id
    session.add(CaseUnit(instance_id=case.id, unit_id=row.assigning_unit_id, role="assigning"))
    if row.lead_unit_id:
        session.add(CaseUnit(instance_id=case.id, unit_id=row.lead_unit_id, role="lead"))
    session.flush()
    return case


def accepted(
    session: Session, case: ProcessInstance, *, due_at: datetime | None = None, closed_at: datetime | None = None
) -> WorkItem:
    """Somebody accepted: the submission was opened."""
    ref = new_public_id()
    item = WorkItem(
        instance_id=case.id,
        ref=ref,
        element="submit_result",
        name_vi="Nộp",
        name_en="Submit",
        step="submission",
        candidate_key="unit:1",
        ladder="submission",
        due_at=due_at or case.due_at,
        opened_at=A_MONDAY,
        closed_at=closed_at,
    )
    session.add(item)
    session.flush()
    return item


def submitted(
    session: Session, item: WorkItem, by: Actor, *, at: datetime, number: int = 1, withdrawn_at: datetime | None = None
) -> None:
    """A result was handed in."""
    item.closed_at = at
    session.add(
        Submission(
            instance_id=item.instance_id,
            work_item_id=item.id,
            number=number,
            form="{}",
            sha256="0" * 64,
            due_at=item.due_at,
            submitted_at=at,
            submitted_by_id=by.person_id,
            withdrawn_at=withdrawn_at,
        )
    )
    session.flush()
