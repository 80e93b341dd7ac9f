"""The page of a step, from assignment to sign-off: what it shows, what it lets a person do, and what it refuses in words."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.conftest import Browser
from tests.web.story import decided, given_to_the_department, handed_in, reading_english
from workflows.organisation.models import CandidateGroup, GroupMember
from workflows.work.sides import current_submission

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nminh chung\n"
SIX = {f"clear_{name}": "true" for name in ("person", "work", "responsibility", "authority", "time", "result")}


def at(item: Any, *more: str) -> str:
    return "/".join(("", "work-items", item.public_id, *more))


def upload(browser: Browser, item: Any, content: bytes = PDF, name: str = "bang-chung.pdf", **values: str) -> Any:
    said = {"file": (io.BytesIO(content), name), "file_not_classified": "true", **values}
    return browser.send(at(item, "evidence", "files"), said, content_type="multipart/form-data")


def seen_hash(page: str) -> str:
    return re.search(r'name="seen_sha256" value="([0-9a-f]{64})"', page).group(1)


def test_the_time_is_not_clear_where_neither_plan_nor_form_says_until_when(world, signed_in):
    world.case("T-1", due_at=None)
    assign, tuan = world.item("tuan", "assign_task"), reading_english(signed_in, "tuan")
    tuan.send(at(assign, "claim"))
    form = {"lead_units": "56-SKHCN", "product": "Báo cáo kết quả", "evidence_required": "Văn bản đã ban hành", **SIX}
    refused = tuan.send(at(assign, "completion"), form)
    assert refused.status_code == 422 and 'id="due_on-fault"' in refused.text and "Báo cáo kết quả" in refused.text
    assert tuan.send(at(assign, "completion"), {**form, "due_on": "2026-03-20"}).status_code == 303


@BOTH
def test_a_result_goes_from_assignment_to_sign_off_through_the_pages(world, signed_in):
    number = world.case("T-1", lead=None)
    people = {name: reading_english(signed_in, name) for name in ("tuan", "binh", "lan", "minh")}

    assign = world.item("tuan", "assign_task")
    page = people["tuan"].get(at(assign)).text
    assert "Take this step" in page and "lead_units" not in page, "what is offered to a group is taken first"
    people["tuan"].send(at(assign, "claim"))
    page = people["tuan"].get(at(assign)).text
    assert "The 6 clears" in page and "Assign the task" in page
    form = {"lead_units": "56-SKHCN", "product": "Báo cáo kết quả", "evidence_required": "Văn bản đã ban hành", **SIX}
    assert people["tuan"].send(at(assign, "completion"), form).location == "/inbox"
    assert "The task T-1 is assigned." in people["tuan"].get("/inbox").text

    accept = world.item("binh", "accept_task")
    page = people["binh"].get(at(accept)).text
    assert "Nguyễn Thị Lan, 0 steps in hand" in page and "Send the answer" in page
    answer = {"decision": "accept", "officer": world.addresses["lan"]}
    there = people["binh"].send(at(accept, "completion"), answer).location
    assert "You accepted T-1 for your unit and gave it to Nguyễn Thị Lan." in people["binh"].get(there).text

    submit = world.item("lan", "submit_result")
    assert upload(people["lan"], submit).status_code == 303
    assert "bang-chung.pdf" in people["lan"].get(at(submit)).text
    assert people["lan"].send(at(submit, "completion"), {**RESULT, "no_classified": "true"}).location == "/inbox"
    assert "The result of T-1 is submitted." in people["lan"].get("/inbox").text

    confirm = world.item("binh", "confirm_result")
    page = people["binh"].get(at(confirm)).text
    assert "Đã hoàn thành báo cáo" in page and "bang-chung.pdf" in page and "submitted in time" in page
    ordered = page.partition("What is ordered")[2].partition("The result to be checked")[0]
    assert "Báo cáo kết quả" in ordered and "Văn bản đã ban hành" in ordered, "who judges sees what was asked for"
    people["binh"].send(at(confirm, "completion"), {"decision": "confirm", "seen_sha256": seen_hash(page)})

    for name, element, decision in (("minh", "verify_result", "approve"), ("tuan", "sign_off_result", "sign_off")):
        item = world.item(name, element)
        people[name].send(at(item, "claim"))
        page = people[name].get(at(item)).text
        assert (
            people[name]
            .send(at(item, "completion"), {"decision": decision, "seen_sha256": seen_hash(page)})
            .status_code
            == 303
        )

    assert world.open_elements(number) == []
    closed = people["lan"].get(at(submit)).text
    assert "signed off" in closed and "This step is closed: Nguyễn Thị Lan completed it" in closed


def test_a_form_that_is_refused_comes_back_filled_in_with_sentences_at_its_fields(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    upload(lan, item)
    answer = lan.send(at(item, "completion"), {"summary": "ngắn", "document_number": "12/BC-SKHCN"})
    assert answer.status_code == 422
    assert 'id="summary-fault"' in answer.text and "Expected at least 20 characters" in answer.text
    assert "12/BC-SKHCN" in answer.text and ">\nngắn</textarea>" in answer.text
    assert 'id="no_classified-fault"' in answer.text


def test_without_evidence_nothing_is_submitted_and_nothing_typed_is_lost(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    assert "A result without evidence cannot be submitted." in lan.get(at(item)).text
    answer = lan.send(at(item, "completion"), {**RESULT, "no_classified": "true"})
    assert (
        answer.status_code == 422
        and "Expected evidence with the result" in answer.text
        and RESULT["summary"] in answer.text
    )
    assert world.item("lan", "submit_result").public_id == item.public_id


def test_a_draft_is_kept_and_comes_back(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    assert lan.send(at(item, "draft"), {"summary": "Mới được một nửa"}).status_code == 303
    page = lan.get(at(item)).text
    assert "Mới được một nửa" in page and "Kept " in page


def test_a_form_sent_twice_acts_once(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, lan = world.item("lan", "submit_result"), reading_english(signed_in, "lan")
    upload(lan, item)
    first = lan.send(at(item, "completion"), {**RESULT, "no_classified": "true"}, key="once")
    second = lan.send(at(item, "completion"), {**RESULT, "no_classified": "true"}, key="once")
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/inbox")
    world.item("binh", "confirm_result")


@BOTH
def test_whoever_is_second_is_shown_the_state_as_it_is_now(world, signed_in):
    handed_in(world)
    item, binh = world.item("binh", "confirm_result"), reading_english(signed_in, "binh")
    page = binh.get(at(item)).text
    decided(world, "binh", item, "confirm")
    answer = binh.send(at(item, "completion"), {"decision": "confirm", "seen_sha256": seen_hash(page)})
    assert answer.status_code == 409
    assert "This step is closed" in answer.text and "confirmed by the unit" in answer.text


def test_a_decision_on_another_version_than_was_seen_is_refused(world, signed_in):
    handed_in(world)
    item, binh = world.item("binh", "confirm_result"), reading_english(signed_in, "binh")
    answer = binh.send(at(item, "completion"), {"decision": "confirm", "seen_sha256": "0" * 64})
    assert answer.status_code == 409 and "it changed after this page was shown" in answer.text
    assert seen_hash(answer.text) != "0" * 64, "the page that comes back shows the result as it is"


def test_whoever_contributed_is_told_why_they_do_not_verify(world, signed_in):
    with world.database.writing() as session:
        group = session.scalars(select(CandidateGroup).where(CandidateGroup.code == "verifiers")).one()
        session.add(GroupMember(group_id=group.id, person_id=world.people["lan"], from_on=A_MONDAY.date()))
        session.commit()
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    item = world.item("minh", "verify_result")
    page = reading_english(signed_in, "lan").get(at(item)).text
    assert "you had a hand in it" in page and "Take this step" not in page
    assert "Take this step" in reading_english(signed_in, "minh").get(at(item)).text


def test_a_return_shows_its_reason_to_whoever_works_again(world, signed_in):
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "send_back", reason="Thiếu phụ lục số liệu")
    page = reading_english(signed_in, "lan").get(at(world.item("lan", "submit_result"))).text
    assert "sent back by the unit" in page and "Thiếu phụ lục số liệu" in page


def test_to_return_a_result_and_to_put_a_step_back_are_two_words_in_vietnamese_too(world, signed_in):
    handed_in(world)
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    item, minh = world.item("minh", "verify_result"), signed_in("minh")
    minh.send(at(item, "claim"))
    page = minh.get(at(item)).text
    assert "Trả lại" in page and "Thôi nhận việc" in page and "Trả lại việc" not in page
    assert page.count(">Trả lại<") <= 1 and "Trả lại</button>" not in minh.get("/inbox").text


def test_only_allowed_buttons_are_shown(world, signed_in):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    lan, binh = (reading_english(signed_in, name).get(at(item)).text for name in ("lan", "binh"))
    assert (
        "Submit the result" in lan
        and "Report progress" in lan
        and "Put it back" in lan
        and "Give it to another person" not in lan
    )
    assert "Submit the result" not in binh and "Give it to another person" in binh and "Add the file" not in binh


def test_the_drawing_of_a_case_is_served_and_says_in_words_where_it_stands(world, signed_in):
    given_to_the_department(world, officer="lan")
    lan = reading_english(signed_in, "lan")
    page = lan.get(at(world.item("lan", "submit_result"))).text
    assert "submit_result" in re.search(r'data-waiting="([^"]*)"', page).group(1)
    assert "Carry out and submit the result" in page and "(the case is here)" in page
    drawing = lan.get(re.search(r'data-diagram="([^"]+)"', page).group(1))
    assert drawing.status_code == 200 and drawing.mimetype == "application/xml" and b"submit_result" in drawing.data


def test_charlie_finds_no_step_of_another_department(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, charlie = world.item("lan", "submit_result"), reading_english(signed_in, "charlie")
    assert charlie.get(at(item)).status_code == 404
    for noun in (
        "claim",
        "draft",
        "completion",
        "release",
        "withdrawal",
        "reassignment",
        "progress-reports",
        "extension-requests",
    ):
        assert charlie.send(at(item, noun), {"reason": "x"}).status_code == 404, noun
    assert upload(charlie, item).status_code == 404


def test_a_colleague_sees_the_step_but_does_not_act_on_what_somebody_else_holds(world, signed_in):
    given_to_the_department(world, officer="lan")
    item, tam = world.item("lan", "submit_result"), reading_english(signed_in, "tam")
    assert "Nguyễn Thị Lan" in tam.get(at(item)).text
    assert tam.send(at(item, "completion"), {**RESULT, "no_classified": "true"}).status_code == 403
    with world.database.reading() as session:
        assert current_submission(session, item.instance_id) is None
