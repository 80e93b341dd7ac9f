"""What is done about a step besides its form: put back, taken back, reported on, given more time, passed on, raised."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.moments import A_TUESDAY, DAY_AFTER_DUE, DUE
from tests.web.story import given_to_the_department, handed_in, reading_english
from workflows.work.models import Escalation, EscalationAct, Extension, ProgressReport

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
PROGRESS = {"percent": "40", "produced": "Dự thảo lần một", "schedule": "on_schedule", "late_days": "0"}


def at(item, *more):
    return "/".join(("", "work-items", item.public_id, *more))


@BOTH
def test_a_step_is_put_back_with_a_reason_and_others_can_take_it(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    assert "Put the step back" in lan.get(at(item, "release", "new")).text
    assert lan.send(at(item, "release"), {"reason": " "}).status_code == 422
    assert lan.send(at(item, "release"), {"reason": "Đi công tác"}).location == "/inbox"
    assert world.item("tam", "submit_result").assignee_id is None


@BOTH
def test_a_progress_report_is_kept_and_shown_and_a_long_delay_needs_a_remedy(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    late = {**PROGRESS, "schedule": "late", "late_days": "6", "cause": "Thiếu dữ liệu"}
    answer = lan.send(at(item, "progress-reports"), late)
    assert answer.status_code == 422 and 'id="remedy-fault"' in answer.text and "Thiếu dữ liệu" in answer.text
    assert lan.send(at(item, "progress-reports"), {**late, "remedy": "Tăng người"}).location == at(item)
    assert "6 working days late expected" in lan.get(at(item, "progress-reports", "new")).text
    with world.database.reading() as session:
        assert session.scalars(select(ProgressReport.remedy)).all() == ["Tăng người"]


@BOTH
def test_more_time_is_asked_for_and_granted_and_the_first_date_stays_on_the_page(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan, tuan = (
        world.item("lan", "submit_result"),
        reading_english(signed_in, "lan"),
        reading_english(signed_in, "tuan"),
    )
    assert "Ask for more time" in lan.get(at(item)).text
    refused = lan.send(at(item, "extension-requests"), {"due_on": "2026-03-01", "reason": "Chờ ý kiến"})
    assert refused.status_code == 422 and 'id="due_on-fault"' in refused.text and "Chờ ý kiến" in refused.text
    assert lan.send(at(item, "extension-requests"), {"due_on": "2026-03-20", "reason": "Chờ ý kiến"}).location == at(
        item
    )
    assert lan.get(at(item, "extension-requests", "new")).status_code == 409, "one request at a time"

    decide = world.item("tuan", "decide_extension")
    tuan.send(at(decide, "claim"))
    page = tuan.get(at(decide)).text
    assert "The step that needs more time" in page and "Chờ ý kiến" in page and "Until 20 March 2026" in page
    assert (
        tuan.send(at(decide, "completion"), {"decision": "grant", "reason": "Đồng ý vì lý do nêu"}).status_code == 303
    )
    page = lan.get(at(item)).text
    assert "20 March 2026, 17:00" in page and "First due 12 March 2026, 17:00" in page and "granted" in page
    with world.database.reading() as session:
        assert session.scalars(select(Extension.decision)).all() == ["granted"]


def test_after_the_due_date_no_time_is_asked_for(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    clock.at = DAY_AFTER_DUE
    lan = reading_english(signed_in, "lan")
    assert "Ask for more time" not in lan.get(at(item)).text
    answer = lan.send(at(item, "extension-requests"), {"due_on": "2026-04-20", "reason": "Chờ ý kiến"})
    assert answer.status_code == 409 and "it has passed" in answer.text


@BOTH
def test_a_result_is_taken_back_only_while_nobody_checks_it(world, signed_in):
    handed_in(world)
    item, lan, binh = (
        world.item("binh", "confirm_result"),
        reading_english(signed_in, "lan"),
        reading_english(signed_in, "binh"),
    )
    assert "Take the result back" in lan.get(at(item)).text
    assert binh.send(at(item, "withdrawal"), {"reason": "Tôi muốn"}).status_code == 403
    assert lan.send(at(item, "withdrawal"), {"reason": "Sửa số liệu"}).location == "/inbox"
    again = world.item("lan", "submit_result")
    assert "taken back" in lan.get(at(again)).text


@BOTH
def test_the_head_gives_a_step_to_another_officer_of_the_unit(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, binh = world.item("lan", "submit_result"), reading_english(signed_in, "binh")
    page = binh.get(at(item, "reassignment", "new")).text
    assert "Lý Thị Tâm" in page and "Charlie Dương" not in page
    outside = binh.send(at(item, "reassignment"), {"officer": world.addresses["charlie"], "reason": "Giúp"})
    assert outside.status_code == 422 and 'id="officer-fault"' in outside.text
    assert binh.send(
        at(item, "reassignment"), {"officer": world.addresses["tam"], "reason": "Lan nghỉ"}
    ).location == at(item)
    assert world.item("tam", "submit_result").assignee_id == world.people["tam"]


@BOTH
def test_a_late_step_is_told_to_the_superior_who_urges_and_then_decides(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    late = world.item("lan", "submit_result")
    world.tick(DAY_AFTER_DUE)
    clock.at = DAY_AFTER_DUE + timedelta(hours=1)
    hoa = reading_english(signed_in, "hoa")
    handle = world.item("hoa", "handle_escalation", clock.at)
    page = hoa.get(at(handle)).text
    assert "The late step" in page and "Nguyễn Thị Lan" in page and "Level 1" in page and "1 working day late" in page
    assert hoa.send(at(handle, "escalation-notes"), {"act": "", "reason": "Khẩn trương"}).status_code == 422
    assert hoa.send(at(handle, "escalation-notes"), {"act": "urge", "reason": "Khẩn trương"}).location == at(handle)
    assert "Urged the work on" in hoa.get(at(late)).text

    refused = hoa.send(at(handle, "completion"), {"decision": "reassign", "reason": "Người khác làm"})
    assert refused.status_code == 422 and 'id="person-fault"' in refused.text
    form = {"decision": "reassign", "person": world.addresses["tam"], "reason": "Người khác làm"}
    assert hoa.send(at(handle, "completion"), form).location == "/inbox"
    page = hoa.get(at(late)).text
    assert "Lý Thị Tâm" in page and "settled: somebody new answers for it" in page
    with world.database.reading() as session:
        assert session.scalars(select(EscalationAct.act).order_by(EscalationAct.id)).all() == ["urge", "reassign"]
        assert session.scalars(select(Escalation.effect)).all() == ["new_person"]


def test_the_steps_of_the_ladder_stand_beside_the_due_date(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    for moment in (DUE - timedelta(days=6), DUE - timedelta(hours=20), DAY_AFTER_DUE):
        world.tick(moment)
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "lan").get(at(item)).text
    assert "Early warning sent" in page and "Reminder sent" in page and "Level 1" in page
    assert "1 working day late" in page


@pytest.mark.parametrize(
    "noun", ["release", "withdrawal", "progress-reports", "extension-requests", "reassignment", "escalation-notes"]
)
def test_a_page_that_the_rules_do_not_open_stays_closed(world, signed_in, noun):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    assert reading_english(signed_in, "tam").get(at(item, noun, "new")).status_code == 409
    assert reading_english(signed_in, "charlie").get(at(item, noun, "new")).status_code == 404


def test_charlie_does_none_of_it(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, charlie = world.item("lan", "submit_result"), reading_english(signed_in, "charlie")
    said = {**PROGRESS, "reason": "x", "due_on": "2026-03-20", "act": "urge", "officer": world.addresses["charlie"]}
    for noun in ("release", "withdrawal", "progress-reports", "extension-requests", "reassignment", "escalation-notes"):
        assert charlie.send(at(item, noun), said).status_code == 404, noun
    assert world.item("lan", "submit_result", A_TUESDAY).public_id == item.public_id
