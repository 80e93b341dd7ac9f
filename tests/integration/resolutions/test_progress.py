"""Each task stands in exactly one class, derived from its case's rows; a parent follows its children."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.integration.resolutions.plans import accepted, running, somebody, submitted, take_in, task, unit_id
from tests.support.moments import A_MONDAY, DAY_AFTER_DUE, DAY_BEFORE_DUE, DUE
from tests.support.statements import sent_to
from workflows.instances.models import Suspension
from workflows.organisation.models import OrgUnit
from workflows.organisation.standing import Standing, standing_of
from workflows.resolutions import parents, progress, register
from workflows.resolutions.wanted import Moment, TaskFilter

COMPLETED = "task_completed"


@pytest.fixture
def nga(session: Session) -> Standing:
    """An inspector over everything."""
    return standing_of(session, somebody(session, "nga", role="inspector"), A_MONDAY)


def due(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "lead_agency": "Bộ Y tế", "due_date": "2026-03-12", **more}


def seen(session: Session, standing: Standing, at: datetime, code: str) -> tuple[str, str]:
    (row,) = register.find_tasks(session, TaskFilter(code=code), standing, moment(at))
    return row.class_name, row.deadline


def moment(at: datetime) -> Moment:
    return Moment(at, at + timedelta(days=7))


def test_without_a_case_a_task_is_not_started_and_may_be_overdue(session: Session, nga: Standing) -> None:
    take_in(session, due("A"))
    assert seen(session, nga, A_MONDAY - timedelta(days=9), "A") == ("not_started", "on_time")
    assert seen(session, nga, DAY_BEFORE_DUE, "A") == ("not_started", "soon")
    assert seen(session, nga, DAY_AFTER_DUE, "A") == ("not_started_overdue", "late")


def test_a_case_that_nobody_accepted_is_still_not_started(session: Session, nga: Standing) -> None:
    take_in(session, due("A"))
    running(session, "A")
    assert seen(session, nga, A_MONDAY, "A")[0] == "not_started"
    assert seen(session, nga, DAY_AFTER_DUE, "A")[0] == "not_started_overdue"


def test_an_accepted_task_is_in_progress_by_the_date_valid_now(session: Session, nga: Standing) -> None:
    take_in(session, due("A"))
    accepted(session, running(session, "A", due_at=DUE + timedelta(days=7)))
    assert seen(session, nga, DAY_AFTER_DUE, "A")[0] == "in_progress", (
        "an extension moved the case's date, not the plan's"
    )
    assert seen(session, nga, DAY_AFTER_DUE + timedelta(days=7), "A") == ("in_progress_overdue", "late")


def test_what_was_submitted_in_time_is_not_overdue_while_others_check_it(session: Session, nga: Standing) -> None:
    take_in(session, due("A"), due("B"))
    for code, at in (("A", DAY_BEFORE_DUE), ("B", DAY_AFTER_DUE)):
        submitted(session, accepted(session, running(session, code)), somebody(session, code), at=at)
    assert seen(session, nga, DAY_AFTER_DUE, "A") == ("in_progress", "on_time")
    assert seen(session, nga, DAY_AFTER_DUE, "B") == ("in_progress_overdue", "late")


def test_a_signed_off_task_was_on_time_or_late_by_its_last_submission(session: Session, nga: Standing) -> None:
    take_in(session, due("EARLY"), due("LATE"), due("AGAIN"), due("BACK"), due("UNDATED", due_date=""))
    lan = somebody(session, "lan")
    for code, at in (("EARLY", DUE), ("LATE", DUE + timedelta(minutes=1)), ("UNDATED", DAY_AFTER_DUE)):
        submitted(session, accepted(session, running(session, code, outcome=COMPLETED)), lan, at=at)
    again = running(session, "AGAIN", outcome=COMPLETED)
    submitted(session, accepted(session, again), lan, at=DAY_BEFORE_DUE)
    submitted(session, accepted(session, again, due_at=DUE), lan, at=DAY_AFTER_DUE, number=2)
    back = running(session, "BACK", outcome=COMPLETED)
    submitted(session, accepted(session, back), lan, at=DAY_BEFORE_DUE)
    submitted(session, accepted(session, back), lan, at=DAY_AFTER_DUE, number=2, withdrawn_at=DAY_AFTER_DUE)
    classes = {code: seen(session, nga, DAY_AFTER_DUE, code) for code in ("EARLY", "LATE", "AGAIN", "BACK", "UNDATED")}
    assert classes == {
        "EARLY": ("completed_on_time", "done"),
        "LATE": ("completed_late", "done"),
        "AGAIN": ("completed_late", "done"),
        "BACK": ("completed_on_time", "done"),
        "UNDATED": ("completed_on_time", "done"),
    }


def test_while_a_case_is_suspended_it_does_not_become_overdue(session: Session, nga: Standing) -> None:
    take_in(session, due("A"), due("B"))
    lan = somebody(session, "lan")
    for code, since in (("A", DAY_BEFORE_DUE), ("B", DAY_AFTER_DUE)):
        case = running(session, code)
        accepted(session, case)
        session.add(Suspension(instance_id=case.id, suspended_at=since, suspended_by_id=lan.person_id, reason="-"))
    session.flush()
    later = DAY_AFTER_DUE + timedelta(days=30)
    assert seen(session, nga, later, "A")[0] == "in_progress"
    assert seen(session, nga, later, "B")[0] == "in_progress_overdue", "what had passed stays passed"


def test_regular_work_and_cancelled_tasks_are_classes_of_their_own(session: Session, nga: Standing) -> None:
    take_in(session, due("R", due_date="", due_text="thường xuyên"), due("C"))
    running(session, "C", outcome="task_cancelled")
    assert seen(session, nga, DAY_AFTER_DUE, "R") == ("regular", "open_ended")
    assert seen(session, nga, DAY_AFTER_DUE, "C") == ("cancelled", "done")


def expanded(session: Session, code: str, *leads: str) -> None:
    parent = task(session, code)
    parents.expand(session, parent, [session.get_one(OrgUnit, unit_id(session, lead)) for lead in leads], at=A_MONDAY)


def test_a_parent_follows_its_children(session: Session, nga: Standing) -> None:
    take_in(session, due("P", lead_agency="Bộ Y tế; Bộ Khoa học và Công nghệ"))
    parent = running(session, "P")
    expanded(session, "P", "BYT", "BKHCN")
    assert seen(session, nga, A_MONDAY, "P")[0] == "not_started"
    assert seen(session, nga, DAY_AFTER_DUE, "P")[0] == "not_started_overdue"
    lan = somebody(session, "lan")
    first, second = running(session, "P.BYT"), running(session, "P.BKHCN", due_at=DUE + timedelta(days=30))
    item = accepted(session, first)
    assert seen(session, nga, A_MONDAY, "P")[0] == "in_progress"
    assert seen(session, nga, DAY_AFTER_DUE, "P")[0] == "in_progress_overdue"
    submitted(session, item, lan, at=DAY_BEFORE_DUE)
    first.outcome, first.ended_at = COMPLETED, DAY_BEFORE_DUE
    session.flush()
    assert seen(session, nga, DAY_AFTER_DUE, "P")[0] == "in_progress", (
        "the child that is left has time, whatever the parent's own date"
    )
    submitted(session, accepted(session, second), lan, at=DUE + timedelta(days=31))
    second.outcome, second.ended_at = COMPLETED, DUE + timedelta(days=31)
    parent.outcome, parent.ended_at = COMPLETED, DUE + timedelta(days=31)
    session.flush()
    assert seen(session, nga, DUE + timedelta(days=32), "P")[0] == "completed_late"


def test_over_the_country_a_parent_counts_once_and_under_a_unit_its_children_count(
    session: Session, nga: Standing
) -> None:
    take_in(session, due("P", lead_agency="Bộ Y tế; Sở"), due("A"), due("B", lead_agency="Bộ Khoa học và Công nghệ"))
    expanded(session, "P", "BYT", "BKHCN", "56-SYT")
    now = moment(A_MONDAY)
    assert register.count_by_class(session, TaskFilter(), nga, now)["not_started"] == 3
    assert register.count_by_class(session, TaskFilter(unit_id=unit_id(session, "BYT")), nga, now)["not_started"] == 2
    under = register.count_by_unit(session, unit_id(session, "CP"), TaskFilter(), nga, now)
    assert {unit: counts["not_started"] for unit, counts in under.items()} == {
        unit_id(session, "BYT"): 2,
        unit_id(session, "BKHCN"): 2,
        unit_id(session, "UB56"): 1,
    }


@pytest.mark.parametrize("unit", [None, "CP", "BYT"])
def test_every_number_opens_exactly_the_list_behind_it(session: Session, nga: Standing, unit: str | None) -> None:
    take_in(
        session,
        due("P", lead_agency="Bộ Y tế; Sở"),
        due("A", group="Nhóm một / One"),
        due("B", due_text="thường xuyên"),
        due("KH56-1", lead_agency="Sở Y tế", group="Nhóm một / One"),
    )
    expanded(session, "P", "BYT", "BKHCN")
    accepted(session, running(session, "A"))
    wanted = TaskFilter(unit_id=unit_id(session, unit) if unit else None)
    now = moment(DAY_AFTER_DUE)
    for class_name, number in register.count_by_class(session, wanted, nga, now).items():
        narrowed = TaskFilter(class_name=class_name, unit_id=wanted.unit_id)
        assert len(register.find_tasks(session, narrowed, nga, now)) == number
    for (group, _), counts in register.count_by_group(session, wanted, nga, now).items():
        for class_name, number in counts.items():
            narrowed = TaskFilter(class_name=class_name, unit_id=wanted.unit_id, group_vi=group)
            assert len(register.find_tasks(session, narrowed, nga, now)) == number


def test_pages_follow_one_another_without_gap_or_overlap(session: Session, nga: Standing) -> None:
    take_in(session, *(due(f"N-{n:02}") for n in range(7)))
    found: list[str] = []
    after = None
    while rows := register.find_tasks(session, TaskFilter(), nga, moment(A_MONDAY), after=after, limit=3):
        found += [row.code for row in rows]
        after = (rows[-1].code, rows[-1].id)
    assert found == [f"N-{n:02}" for n in range(7)]


def test_search_forgives_accents_and_finds_children(session: Session, nga: Standing) -> None:
    take_in(session, due("P", title_vi="Đánh giá dữ liệu", lead_agency="Bộ Y tế; Sở"), due("A"))
    expanded(session, "P", "BYT")
    found = register.find_tasks(session, TaskFilter(text="danh gia DU LIEU"), nga, moment(A_MONDAY))
    assert [row.code for row in found] == ["P", "P.BYT"]
    assert register.find_tasks(session, TaskFilter(text="%"), nga, moment(A_MONDAY)) != [], (
        "a search for nothing narrows nothing"
    )


def test_charlie_sees_no_task_of_a_sibling_neither_before_nor_after_it_starts(session: Session) -> None:
    take_in(session, due("KH56-1", lead_agency="Sở Y tế"), due("KH56-2", lead_agency="Sở Tài chính"))
    charlie = Standing(
        person_id=somebody(session, "charlie").person_id, own_unit_ids=frozenset({unit_id(session, "56-STC")})
    )
    for _ in ("before", "after"):
        rows = register.find_tasks(session, TaskFilter(), charlie, moment(A_MONDAY))
        assert [row.code for row in rows] == ["KH56-2"]
        assert sum(register.count_by_class(session, TaskFilter(), charlie, moment(A_MONDAY)).values()) == 1
        assert (
            sum(
                counts["not_started"]
                for counts in register.count_by_unit(
                    session, unit_id(session, "UB56"), TaskFilter(), charlie, moment(A_MONDAY)
                ).values()
            )
            == 1
        )
        for code in ("KH56-1", "KH56-2"):
            if task(session, code).instance_id is None:
                running(session, code)


def test_a_list_and_its_counts_are_one_query_each(session: Session, nga: Standing) -> None:
    take_in(session, *(due(f"N-{n:02}") for n in range(40)))
    for n in range(0, 40, 2):
        accepted(session, running(session, f"N-{n:02}"))
    top = unit_id(session, "BCDTW")
    with sent_to(session.get_bind()) as statements:
        register.find_tasks(session, TaskFilter(), nga, moment(A_MONDAY))
        register.count_by_class(session, TaskFilter(), nga, moment(A_MONDAY))
        register.count_by_group(session, TaskFilter(), nga, moment(A_MONDAY))
        register.count_by_unit(session, top, TaskFilter(), nga, moment(A_MONDAY))
    assert len(statements) == 4


def test_the_classes_are_all_named() -> None:
    assert len(set(progress.CLASSES)) == 8 and len(set(progress.DEADLINES)) == 5
