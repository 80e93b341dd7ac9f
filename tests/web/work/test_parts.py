"""The pages of a part: named by the keeper of the plan, delivered by the unit, seen and decided by the lead, hidden from others."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.integration.work.parting import (
    NOTE,
    PRODUCT,
    cooperate,
    deliver,
    enclose,
    look,
    parts_of,
    taken,
    want,
    with_a_part,
)
from tests.support.moments import A_MONDAY
from tests.web.story import given_to_the_department, reading_english
from workflows.instances.models import ProcessInstance
from workflows.resolutions.models import ResolutionTask
from workflows.work import claim
from workflows.work.attachments import evidence_of_parts


@pytest.fixture
def lan(world, signed_in):
    with_a_part(world)
    return reading_english(signed_in, "lan")


def address_of(world):
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask.public_id)).one()


def seen_on(browser):
    """The fingerprint that the form of the page seen last holds."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', browser.page)
    return found.group(1) if found else ""


def test_the_keeper_names_product_and_day_and_what_is_refused_comes_back(world, signed_in):
    number = given_to_the_department(world, officer="lan")
    cooperate(world)
    tuan, task = reading_english(signed_in, "tuan"), address_of(world)
    address = f"/resolution-tasks/{task}/contributions"
    assert address in tuan.get(f"/resolution-tasks/{task}").text
    sent = {"product-56-STC": "Bảng số liệu", "due_on-56-STC": "2026-02-30", "reason": "Theo văn bản"}
    tuan.get(address)
    page = tuan.send(address, {**sent, "seen": seen_on(tuan)})
    assert page.status_code == 422
    assert "Expected a day like" in page.text and "Bảng số liệu" in page.text and "Theo văn bản" in page.text
    assert world.open_elements(number) == ["submit_result"]
    done = tuan.send(address, {**sent, "due_on-56-STC": "2026-03-06", "seen": seen_on(tuan)})
    assert done.status_code == 303
    page = tuan.get(f"/resolution-tasks/{task}").text
    assert "Bảng số liệu" in page and "not delivered yet" in page and "Part of a co-operating unit" in page
    assert "Bảng số liệu (6 March 2026)" in page and "(2026-03-06)" not in page
    assert world.open_elements(number) == ["deliver_part", "submit_result"]


def test_whoever_saw_other_parts_changes_nothing(world, signed_in):
    with_a_part(world)
    tuan, task = reading_english(signed_in, "tuan"), address_of(world)
    address = f"/resolution-tasks/{task}/contributions"
    sent = {"product-56-STC": "Khác", "reason": "Sửa", "seen": "0" * 64}
    assert tuan.send(address, sent).status_code == 409
    assert parts_of(world)[0].product == PRODUCT


def test_the_unit_delivers_its_part_on_the_page_of_its_step(world, lan, signed_in):
    charlie = reading_english(signed_in, "charlie")
    item = world.item("charlie", "deliver_part")
    address = f"/work-items/{item.public_id}"
    assert PRODUCT in charlie.get(address).text
    world.do("charlie", claim.claim, item, at=A_MONDAY)
    page = charlie.get(address).text
    assert "A part without evidence cannot be delivered." in page and "Deliver the part" in page
    sent = {"note": NOTE["note"], "no_classified": "true"}
    refused = charlie.send(f"{address}/completion", sent)
    assert refused.status_code == 422 and "Expected evidence with the part" in refused.text
    assert NOTE["note"] in refused.text
    enclose(world, "charlie", item)
    assert charlie.send(f"{address}/completion", sent).status_code == 303
    beside = lan.get(f"/work-items/{world.item('lan', 'submit_result').public_id}").text
    assert NOTE["note"] in beside and "so-lieu.pdf" in beside and "has not looked at it yet" in beside
    assert f"/work-items/{world.item('lan', 'check_part').public_id}" in beside


def test_the_lead_is_asked_why_the_result_goes_without_a_missing_part(world, lan):
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    address = f"/work-items/{item.public_id}"
    assert "Why the result goes without the parts that are missing" in lan.get(address).text
    sent = {"summary": "Đã hoàn thành báo cáo kết quả", "no_classified": "true"}
    refused = lan.send(f"{address}/completion", {**sent, "without_parts": "  "})
    assert refused.status_code == 422 and "Expected a reason for handing the result in" in refused.text
    done = lan.send(f"{address}/completion", {**sent, "without_parts": "Gửi sau"})
    assert done.status_code == 303
    assert "Gửi sau" in lan.get(f"/work-items/{world.seen('lan', item.public_id).public_id}").text


def test_nobody_is_asked_why_when_nothing_is_missing(world, lan):
    deliver(world)
    page = lan.get(f"/work-items/{world.item('lan', 'submit_result').public_id}").text
    assert "Why the result goes without" not in page


def test_the_lead_sends_it_back_and_the_unit_reads_why(world, lan, signed_in):
    deliver(world)
    check = world.item("lan", "check_part")
    address = f"/work-items/{check.public_id}"
    page = lan.get(address).text
    assert NOTE["note"] in page and "so-lieu.pdf" in page
    sent = {"decision": "return", "reason": "Thiếu số liệu tháng Ba"}
    assert lan.send(f"{address}/completion", sent).status_code == 303
    again = world.item("charlie", "deliver_part")
    charlie = reading_english(signed_in, "charlie")
    assert "Thiếu số liệu tháng Ba" in charlie.get(f"/work-items/{again.public_id}").text


def test_what_was_delivered_once_is_offered_neither_for_removal_nor_for_replacing(world, lan, signed_in):
    deliver(world)
    look(world, "return", "Thiếu số liệu tháng Ba")
    item, charlie = taken(world), reading_english(signed_in, "charlie")
    page = charlie.get(f"/work-items/{item.public_id}").text
    assert "so-lieu.pdf" in page and "/removal" not in page and "/versions" not in page
    newer = enclose(world, "charlie", item)
    page = charlie.get(f"/work-items/{item.public_id}").text
    assert page.count('/removal" hx-post') == 1 and f"/evidence/{newer}/removal" in page and "/versions" not in page


def test_it_is_told_on_the_case_and_whoever_sees_that_may_open_its_files(world, lan, signed_in):
    deliver(world)
    look(world, "accept")
    with world.database.reading() as session:
        case = session.scalars(select(ProcessInstance.public_id)).one()
    page = lan.get(f"/cases/{case}").text
    assert "accepted by the lead unit" in page and "delivered its part" in page
    with world.database.reading() as session:
        (file,) = evidence_of_parts(session, [one.id for one in parts_of(world)])
    with signed_in("binh").get(f"/evidence/{file.public_id}") as answer:
        assert answer.status_code == 200


def test_charlie_who_has_no_business_here_finds_nothing_of_a_part(world, signed_in):
    given_to_the_department(world, officer="lan")
    cooperate(world, unit="UB56")
    want(world, unit="UB56", product="Từ cấm chỉ đơn vị này biết")
    item = world.item("hoa", "deliver_part")
    browser, task = reading_english(signed_in, "charlie"), address_of(world)
    for page in (f"/work-items/{item.public_id}", f"/resolution-tasks/{task}"):
        assert browser.get(page).status_code == 404
    assert browser.get(f"/resolution-tasks/{task}/contributions").status_code in (403, 404)
    for page in (
        "/",
        "/inbox",
        "/resolution-tasks",
        "/resolution-tasks/tree",
        "/resolution-tasks?q=cấm",
        "/inbox?q=cấm",
    ):
        assert "Từ cấm" not in browser.get(page).text
    file = enclose(world, "hoa", taken(world, "hoa"))
    assert browser.get(f"/evidence/{file}").status_code == 404


def test_the_unit_asks_the_lead_for_more_time_on_the_page_of_its_step(world, lan, signed_in):
    charlie = reading_english(signed_in, "charlie")
    address = f"/work-items/{taken(world).public_id}"
    assert f"{address}/extension-requests/new" in charlie.get(address).text
    form = charlie.get(f"{address}/extension-requests/new").text
    assert "Whoever answers for the result in the unit that leads the task decides." in form
    asked = {"due_on": "2026-03-10", "reason": "Chờ kho bạc đối chiếu"}
    assert charlie.send(f"{address}/extension-requests", {**asked, "reason": ""}).status_code == 422
    assert charlie.send(f"{address}/extension-requests", asked).status_code == 303
    assert "Your request is with the unit that leads the task." in charlie.get(address).text
    assert charlie.get(f"{address}/extension-requests/new").status_code == 409
    decision = f"/work-items/{world.item('lan', 'decide_part_extension').public_id}"
    assert "Chờ kho bạc đối chiếu" in lan.get(decision).text and PRODUCT in lan.page
    lan.send(f"{decision}/completion", {"decision": "grant", "reason": "Đồng ý gia hạn"})
    assert "10 March 2026" in charlie.get(address).text


def test_what_was_changed_is_called_by_its_name_in_the_readers_language(world, signed_in):
    number = given_to_the_department(world, officer="lan")
    cooperate(world)
    want(world)
    tuan = signed_in("tuan")
    tuan.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    with world.database.reading() as session:
        place = f"/cases/{session.get_one(ProcessInstance, number).public_id}"
    assert "đã thay đổi: Phần việc của đơn vị phối hợp" in tuan.get(place).text
