"""A plan file is taken in whole or not at all; a later one never changes a running task by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.integration.resolutions.plans import PLACING, csv_of, running, take_in, task, unit_id
from tests.support.moments import A_MONDAY, A_TUESDAY, local
from tests.support.statements import sent_to
from workflows.actor import OPERATOR
from workflows.ledger.models import LedgerEntry, OutboxRow
from workflows.resolutions import plan
from workflows.resolutions.models import AssigningDocument, PlanDifference, PlanImport, ResolutionTask, TaskUnit
from workflows.resolutions.plan import PlanRefused
from workflows.resolutions.rows import Placing

ROW = {
    "code": "CEN-01",
    "lead_agency": "Bộ Khoa học và Công nghệ",
    "due_date": "2026-03-14",
    "deliverable": "Đề án",
    "source": "Notice 624/TB-VPCP (16/11/2025)",
}


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_row_becomes_a_task_with_its_words_unit_document_and_end_of_day(session: Session) -> None:
    report = take_in(session, {**ROW, "coordinating_agencies": "Bộ Y tế; FPT", "due_text": "trước ngày 14/3/2026"})
    found = task(session, "CEN-01")
    assert report.created == ("CEN-01",)
    assert found.lead_unit_id == unit_id(session, "BKHCN")
    assert (found.due_on, found.original_due_on) == (date(2026, 3, 14), date(2026, 3, 14))
    assert found.due_at == local(2026, 3, 16, 17), "a Saturday ends on Monday at 17:00"
    assert found.coordinating_text == "Bộ Y tế; FPT"
    assert list(session.scalars(select(TaskUnit.unit_id))) == [unit_id(session, "BYT")]
    assert session.scalars(select(AssigningDocument.number)).one() == "624/TB-VPCP"
    assert found.start_wanted_at == A_MONDAY and found.instance_id is None


def test_a_row_says_its_plan_and_province(session: Session) -> None:
    take_in(session, ROW, {"code": "KH56-01", "lead_agency": "Sở Y tế"})
    assert task(session, "KH56-01").resolution_id != task(session, "CEN-01").resolution_id
    assert task(session, "KH56-01").lead_unit_id == unit_id(session, "56-SYT")


def test_several_leads_are_kept_in_words_and_proposed(session: Session) -> None:
    report = take_in(session, ROW, {"code": "CEN-02", "lead_agency": "Các bộ, ngành, địa phương"})
    assert report.proposals == ("CEN-02",)
    assert task(session, "CEN-02").lead_unit_id is None
    assert task(session, "CEN-02").lead_text == "Các bộ, ngành, địa phương"


def test_one_bad_row_refuses_the_whole_file_with_every_fault(session: Session) -> None:
    with pytest.raises(PlanRefused) as refused:
        take_in(
            session,
            ROW,
            {"code": "CEN-02", "lead_agency": "Bộ Phép thuật"},
            {"code": "CEN-03", "due_date": "2026-02-30"},
            {"code": "CEN-01"},
        )
    said = [str(fault) for fault in refused.value.report.faults]
    assert [one.split(":")[0] for one in said] == ["row 3, lead_agency", "row 4, due_date", "row 5, code"]
    assert count(session, ResolutionTask) == count(session, PlanImport) == 0


def test_a_trial_says_the_same_and_writes_nothing(session: Session) -> None:
    content = csv_of(ROW, {"code": "CEN-02", "lead_agency": "Bộ Y tế; Bộ Khoa học và Công nghệ"})
    tried = plan.try_plan(session, content, PLACING, actor=OPERATOR, at=A_MONDAY)
    assert not session.new and not session.dirty
    assert count(session, ResolutionTask) == count(session, AssigningDocument) == 0
    assert plan.import_plan(session, content, PLACING, file_name="x.csv", actor=OPERATOR, at=A_MONDAY) == tried
    faulty = plan.try_plan(session, csv_of({"code": "X", "due_date": "never"}), PLACING, actor=OPERATOR, at=A_MONDAY)
    assert len(faulty.faults) == 1


def test_an_unknown_resolution_is_a_fault(session: Session) -> None:
    report = plan.try_plan(session, csv_of(ROW), Placing("NQ99"), actor=OPERATOR, at=A_MONDAY)
    assert ["NQ99" in str(fault) for fault in report.faults] == [True]


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    take_in(session, ROW)
    running(session, "CEN-01")
    report = take_in(session, ROW, at=A_TUESDAY)
    assert (report.created, report.unchanged, report.changed, report.differing) == ((), 1, (), ())
    assert task(session, "CEN-01").start_wanted_at == A_MONDAY


def test_a_task_that_does_not_run_yet_takes_the_new_words(session: Session) -> None:
    take_in(session, ROW)
    report = take_in(
        session,
        {
            **ROW,
            "due_date": "2026-04-30",
            "lead_agency": "Bộ Y tế",
            "coordinating_agencies": "Bộ Khoa học và Công nghệ",
        },
    )
    found = task(session, "CEN-01")
    assert {one.field for one in report.changed} == {"due_on", "lead_text", "coordinating_text"}
    assert (found.due_on, found.lead_unit_id) == (date(2026, 4, 30), unit_id(session, "BYT"))
    assert found.original_due_on == date(2026, 3, 14), "the first date is kept beside the new one"
    assert list(session.scalars(select(TaskUnit.unit_id))) == [unit_id(session, "BKHCN")]


def test_a_running_task_keeps_its_date_and_lead_and_the_differences_wait(session: Session) -> None:
    take_in(session, ROW)
    running(session, "CEN-01")
    changed = {**ROW, "due_date": "2026-04-30", "lead_agency": "Bộ Y tế"}
    report = take_in(session, changed)
    found = task(session, "CEN-01")
    assert [(one.field, one.ours, one.theirs) for one in report.differing] == [
        ("lead_text", "Bộ Khoa học và Công nghệ", "Bộ Y tế"),
        ("due_on", "2026-03-14", "2026-04-30"),
    ]
    assert (found.due_on, found.lead_unit_id) == (date(2026, 3, 14), unit_id(session, "BKHCN"))
    assert count(session, PlanDifference) == 2
    take_in(session, changed)
    assert count(session, PlanDifference) == 2, "the same file again asks no second time"
    take_in(session, {**changed, "due_date": "2026-05-29"})
    assert set(session.scalars(select(PlanDifference.theirs))) == {"2026-05-29", "Bộ Y tế"}, "the newest words wait"


def test_what_people_changed_since_is_no_difference(session: Session) -> None:
    take_in(session, ROW)
    running(session, "CEN-01")
    task(session, "CEN-01").deliverable = "Đề án và tờ trình"
    assert take_in(session, ROW).differing == ()


def test_every_import_is_on_the_record(session: Session) -> None:
    take_in(session, ROW, {"code": "KH56-01"})
    kinds = {
        stream: list(
            session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == stream).order_by(LedgerEntry.seq))
        )
        for stream in ("plan:NQ57", "plan:KH56")
    }
    assert kinds == {stream: ["plan.imported", "resolution_task.registered"] for stream in kinds}
    assert count(session, OutboxRow) >= 4


def test_a_formula_is_stored_as_the_text_it_is(session: Session) -> None:
    take_in(session, {**ROW, "title_vi": "=1+1", "deliverable": "@cmd"})
    assert (task(session, "CEN-01").title_vi, task(session, "CEN-01").deliverable) == ("=1+1", "@cmd")


def test_statements_do_not_grow_with_the_rows_of_the_file(session: Session) -> None:
    rows = [
        {
            "code": f"BIG-{n}",
            "lead_agency": "Bộ Y tế",
            "coordinating_agencies": "Bộ Khoa học và Công nghệ",
            "due_date": (A_MONDAY.date() + timedelta(days=n % 300)).isoformat(),
        }
        for n in range(500)
    ]
    with sent_to(session.get_bind()) as statements:
        assert len(take_in(session, *rows).created) == 500
    assert len([one for one in statements if "ledger" not in one]) < 40
