"""A delay and its superior: the whole story on one page, the choices on it, and afterwards what came of them."""

from __future__ import annotations

import re

import pytest

from tests.support.moments import A_MONDAY, A_WEDNESDAY, DAY_AFTER_DUE, DUE
from tests.web.desk.test_unit import LATE
from tests.web.story import given_to_the_department, reading_english
from workflows.deadlines import extension
from workflows.work import escalation_choices, progress

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def late_and_raised(world, clock):
    """Lan reported a cause and was refused more time; now it is late."""
    given_to_the_department(world, "T-1", officer="lan")
    item = world.item("lan", "submit_result")
    world.do("lan", progress.report, item, form=LATE, at=A_MONDAY)
    world.do("lan", extension.ask, item, due_on="2026-03-20", reason="Chờ số liệu", at=A_WEDNESDAY)
    refuse = {"decision": "refuse", "reason": "Không có căn cứ"}
    world.do("tuan", extension.decide, world.item("tuan", "decide_extension"), form=refuse, at=A_WEDNESDAY)
    world.tick(DUE)
    clock.at = DAY_AFTER_DUE
    return item


def story_of(page):
    return re.search(r'href="(/desk/escalations/\w{32})"', page).group(1)


@BOTH
def test_the_story_the_choices_and_the_effect_stand_on_one_page(world, signed_in, clock):
    late_and_raised(world, clock)
    hoa = reading_english(signed_in, "hoa")
    assert "1 delay was raised to you." in hoa.get(hoa.get("/desk").location).text
    address = story_of(hoa.get("/desk/escalations").text)
    page = hoa.get(address).text
    for words in ("Chờ số liệu của huyện", "Không có căn cứ", "Nguyễn Thị Lan", "Level 1", "Your decision"):
        assert words in page, words
    for name in ("decision", "due_on", "person", "act", "words"):
        assert f'name="{name}"' in page, name
    assert "Expected a reason" in hoa.send(f"{address}/notes", {"act": "urge", "words": " "}).text
    assert hoa.send(f"{address}/notes", {"act": "urge", "words": "Làm ngay"}).status_code == 303
    urged = hoa.get(address).text
    assert "Urged the work on" in urged and "Làm ngay" in urged and "What happened since" in urged
    other = {"decision": "reassign", "person": world.addresses["tam"], "reason": "Lan quá tải"}
    assert hoa.send(f"{address}/decision", other).status_code == 303
    after = hoa.get(address).text
    assert "Settled: somebody new answers for the late step." in after and "Lý Thị Tâm" in after
    assert 'name="decision"' not in after
    assert address in hoa.get("/desk/escalations").text


def test_a_refused_decision_comes_back_filled_in_and_the_holder_cannot_get_it_again(world, signed_in, clock):
    late_and_raised(world, clock)
    hoa = reading_english(signed_in, "hoa")
    address = story_of(hoa.get("/desk/escalations").text)
    assert "goes as your proposal to" in hoa.get(address).text, "said before it is sent"
    same = {"decision": "reassign", "person": world.addresses["lan"], "reason": "Làm tiếp đi"}
    answer = hoa.send(f"{address}/decision", same)
    assert answer.status_code == 409 and "does not hold this step yet" in answer.text and "Làm tiếp đi" in answer.text
    early = hoa.send(f"{address}/decision", {"decision": "grant_time", "due_on": "2026-03-01", "reason": "Thêm"})
    assert early.status_code == 422 and "Thêm</textarea>" in early.text and 'class="fault"' in early.text


def test_who_comes_late_to_a_delay_reads_what_became_of_it(world, signed_in, clock):
    late_and_raised(world, clock)
    hoa = reading_english(signed_in, "hoa")
    address = story_of(hoa.get("/desk/escalations").text)
    hers = {"decision": "take_over", "reason": "Tỉnh làm"}
    desk = world.item("hoa", "handle_escalation", DAY_AFTER_DUE)
    world.do("hoa", escalation_choices.handle, desk, form=hers, at=DAY_AFTER_DUE)
    answer = hoa.send(f"{address}/decision", hers)
    assert answer.status_code == 409 and "decided or settled in the meantime" in answer.text
    assert "Lê Thị Hoa" in answer.text


@pytest.mark.parametrize("name", ["lan", "binh", "charlie", "minh"])
def test_only_the_superior_decides_and_who_has_no_business_sees_nothing(world, signed_in, clock, name):
    late_and_raised(world, clock)
    address = story_of(reading_english(signed_in, "hoa").get("/desk/escalations").text)
    browser = reading_english(signed_in, name)
    page = browser.get(address)
    assert page.status_code == (404 if name == "charlie" else 200)
    assert 'name="decision"' not in page.text
    hers = {"decision": "take_over", "reason": "Tôi làm"}
    assert browser.send(f"{address}/decision", hers).status_code in (403, 404)
    assert browser.send(f"{address}/notes", {"act": "urge", "words": "x"}).status_code in (403, 404)
    assert address not in browser.get("/desk/escalations").text
    assert world.item("lan", "submit_result", DAY_AFTER_DUE)
