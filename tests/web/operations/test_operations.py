"""The operations page and the page of an incident: what they say, what can be done there, and to whom they are closed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.support.moments import A_MONDAY, DUE
from tests.web.cases.test_cases import BOTH
from tests.web.story import given_to_the_department, reading_english
from webapp import clock as the_clock
from webapp.operations import view
from webapp.operations.ways import WAYS
from workflows.instances import incidents
from workflows.instances.models import Incident, ProcessInstance, WorkItem
from workflows.instances.things import Thing


def parked(world, key="T-1"):
    """The address of an incident of work that killed its process three times."""
    case = given_to_the_department(world, key, officer="lan")
    with world.database.writing() as session:
        item = session.scalars(
            select(WorkItem.id).where(WorkItem.instance_id == case, WorkItem.element == "submit_result")
        ).one()
        for _ in range(3):
            incidents.record_crash(session, Thing("deadlines", f"item:{item}", case, item), at=A_MONDAY)
        session.commit()
        return f"/operations/incidents/{session.scalars(select(Incident.public_id).order_by(Incident.id.desc()).limit(1)).one()}"


@BOTH
def test_it_says_that_no_clock_runs_then_that_one_beats_then_that_it_fell_silent(world, signed_in, clock, tmp_path):
    quang = reading_english(signed_in, "quang")
    page = quang.get("/operations").text
    assert "No clock runs." in page and "Everything goes on" in page
    watch = the_clock.Watch(world.database, tmp_path / "clock", lambda: A_MONDAY)
    page = quang.get("/operations").text
    assert "No clock runs." not in page and re.search(r"status-on_time.*?beats", page, re.DOTALL)
    clock.at = A_MONDAY + timedelta(minutes=5)
    page = quang.get("/operations").text
    assert "No clock runs." in page and "silent for 5 minutes" in page and "■" in page
    watch.end()


@BOTH
def test_the_queues_are_counted_with_the_age_of_the_oldest_and_never_past_a_bound(world, signed_in, clock, monkeypatch):
    for number in (1, 2):
        given_to_the_department(world, f"T-{number}", officer="lan")
    world.tick(A_MONDAY)
    clock.at = DUE
    quang = signed_in("quang")
    quang.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = quang.get("/operations").text
    row = re.search(r"Steps whose alarm rings.*?</tr>", page, re.DOTALL).group()
    assert ">2<" in row and ">1 week<" in row
    assert "Facts in the outbox" in page and "E-mails that wait" in page and "no mail leaves this machine" in page
    monkeypatch.setattr(view, "MOST_COUNTED", 1)
    assert "more than 1" in quang.get("/operations").text


@BOTH
def test_a_parked_incident_is_told_taken_and_tried_again(world, signed_in):
    place = parked(world)
    quang = reading_english(signed_in, "quang")
    page = quang.get("/operations").text
    assert "3 times the process died" in page and "laid aside" in page and "Nobody takes care of it yet" in page
    page = quang.get(place).text
    for words in ("Keeping deadlines", "Processes that died of it", "It is not tried again until somebody says so"):
        assert words in page, words
    assert quang.send(f"{place}/care").location == place
    assert "Đỗ Vinh Quang" in quang.get(place).text
    assert quang.send(f"{place}/care").status_code == 409
    assert quang.send(f"{place}/retry").location == place
    page = quang.get(place).text
    assert "The clock tries it with its next beat." in page and "is to be tried again now" in page
    world.tick(A_MONDAY)
    assert ">over<" in quang.get(place).text
    assert "3 times the process died" in quang.get("/operations?shelf=closed").text


def test_the_sentence_is_said_in_the_readers_language_with_the_programmes_words_beside(world, signed_in):
    with world.database.writing() as session:
        incidents.record_failure(session, job="parents", cause=OSError("disk full"), stuck=None, at=A_MONDAY)
        session.commit()
    page = signed_in("quang")
    page.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "vi"
    text = page.get("/operations").text
    assert "chương trình gặp lỗi" in text and "Expected" not in text
    place = re.search(r'href="(/operations/incidents/[0-9a-f]{32})"', text).group(1)
    assert "OSError: disk full" in page.get(place).text


@BOTH
def test_a_refused_form_comes_back_filled_in(world, signed_in):
    place = parked(world)
    quang = reading_english(signed_in, "quang")
    assert "lead_unit" in quang.get(f"{place}/value/new").text
    typed = {"name": "task.due_at", "kind": "text", "value": "2027-01-01", "reason": "Sửa hạn"}
    answer = quang.send(f"{place}/value", typed)
    assert answer.status_code == 422 and "kept by the system" in answer.text
    assert "Sửa hạn" in answer.text and 'value="2027-01-01"' in answer.text
    assert quang.send(f"{place}/value", {**typed, "name": "officer"}).location == place
    page = quang.get(place).text
    assert "A value of the case was mended: officer" in page and "Sửa hạn" in page
    answer = quang.send(f"{place}/handover", {"person": "x", "reason": "Nghỉ"})
    assert answer.status_code == 422 and "nobody was" in answer.text and "Nghỉ" in answer.text
    assert quang.send(f"{place}/handover", {"person": world.addresses["lan"], "reason": "Nghỉ"}).status_code == 422


def test_unreadable_values_are_offered_what_the_plan_knows(world, signed_in):
    place = parked(world)
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).values(variables="garbage"))
        session.commit()
    quang = reading_english(signed_in, "quang")
    page = quang.get(f"{place}/values/new").text
    assert "56-SKHCN" in page and quang.get(f"{place}/value/new").status_code == 409
    values = re.search(r'<textarea[^>]*id="values".*?>\n(.*?)</textarea>', page, re.DOTALL).group(1)
    values = values.replace("&#34;", '"').replace("&quot;", '"')
    assert quang.send(f"{place}/values", {"values": values, "reason": "Khôi phục"}).location == place


@BOTH
def test_the_case_is_cancelled_with_a_reason_and_its_incident_is_over(world, signed_in):
    place = parked(world)
    quang = reading_english(signed_in, "quang")
    assert "This cannot be undone." in quang.get(f"{place}/cancellation/new").text
    assert quang.send(f"{place}/cancellation", {"reason": ""}).status_code == 422
    assert quang.send(f"{place}/cancellation", {"reason": "Không sửa được"}).location == place
    page = quang.get(place).text
    assert ">over<" in page and "Không sửa được" in page and "What you can do" not in page
    assert quang.get(f"{place}/cancellation/new").status_code == 409


@BOTH
def test_the_list_is_read_in_parts(world, signed_in, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 2)
    with world.database.writing() as session:
        for number in range(5):
            incidents.raise_incident(
                session, job="starting", sentence="Expected x, but y.", at=A_MONDAY, thing=f"task:{number}"
            )
        session.commit()
    quang, seen = reading_english(signed_in, "quang"), set()
    page = quang.get("/operations").text
    while True:
        seen |= set(re.findall(r"/operations/incidents/([0-9a-f]{32})", page))
        more = re.search(r'hx-get="(/operations\?after=\d+)"', page)
        if more is None:
            break
        page = quang.get(more.group(1), headers={"HX-Request": "true"}).text
        assert "<html" not in page
    assert len(seen) == 5


def test_the_figures_are_looked_at_again_without_the_page(world, signed_in):
    quang = reading_english(signed_in, "quang")
    part = quang.get("/operations/figures", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "What waits for the clock" in part
    assert quang.get("/operations/figures").location == "/operations"


@pytest.mark.parametrize("name", ["charlie", "lan", "tuan", "nga"])
def test_charlie_and_everybody_without_the_grant_finds_the_door_closed(world, signed_in, name):
    place = parked(world)
    browser = reading_english(signed_in, name)
    assert ">Operations<" not in browser.get("/inbox").text
    for path in ("/operations", "/operations/figures", place, *(f"{place}/{noun}/new" for noun in WAYS)):
        assert browser.get(path).status_code == 403, path
    for noun in WAYS:
        assert browser.send(f"{place}/{noun}", {"reason": "x"}).status_code == 403, noun
    with world.database.reading() as session:
        found = session.scalars(select(Incident)).one()
    assert found.closed_at is None and found.parked_at is not None
