"""The bell at the top of every page, its list, the wishes about mail, the demo's mailbox, and who was told on the page of a case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications.models import MailRefusal, Notification
from notifications.notices import GATHERS_FOR
from tests.support.moments import A_MONDAY, A_TUESDAY, DUE
from tests.support.statements import sent_to
from tests.web.cases.test_cases import BOTH
from tests.web.story import given_to_the_department, handed_in, reading_english
from webapp import post
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Appointment, Person


def rings(page: str) -> str | None:
    """The number on the bell."""
    found = re.search(r'class="bell-count">(\d+\+?)<', page)
    return found.group(1) if found else None


def unseen_of_all(world):
    with world.database.reading() as session:
        return session.scalars(select(Notification.id).where(Notification.seen_at.is_(None))).all()


def place_of(world, case):
    with world.database.reading() as session:
        return f"/cases/{session.get_one(ProcessInstance, case).public_id}"


@BOTH
def test_the_bell_counts_what_is_new_and_the_list_says_it_and_leads_there(world, signed_in, clock):
    given_to_the_department(world, officer="lan")
    lan = reading_english(signed_in, "lan")
    assert rings(lan.get("/inbox").text) is None
    world.tick(A_MONDAY)
    assert rings(lan.get("/inbox").text) == "1"
    page = lan.get("/notifications").text
    item = world.item("lan", "submit_result")
    assert f'<a href="/work-items/{item.public_id}">New work: “{item.name_en}”, due 12 March 2026, 17:00</a>' in page
    assert "2 March 2026" in page and "T-1 · A trial task" in page
    clock.at = DUE
    world.tick(DUE)
    lan = reading_english(signed_in, "lan")
    assert "Late: “" in lan.get("/notifications").text and rings(lan.page) == "2"


def test_all_is_marked_as_seen_but_not_what_came_after_the_page_was_shown(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    world.tick(A_MONDAY)
    lan = reading_english(signed_in, "lan")
    shown = re.search(r'name="until" value="(\d+)"', lan.get("/notifications").text).group(1)
    given_to_the_department(world, "T-2", officer="lan")
    world.tick(A_MONDAY)
    assert lan.send("/notifications/sight", {"until": shown}).location == "/notifications"
    page = lan.get("/notifications").text
    assert rings(page) == "1" and page.count('class="notice-new"') == 1 and "T-1" in page
    for spoilt in ("", "x", "9" * 30):
        assert lan.send("/notifications/sight", {"until": spoilt}).status_code == 303
    assert rings(lan.get("/inbox").text) == "1"


def test_the_list_comes_in_parts_with_as_many_statements_for_many_as_for_few(world, signed_in, monkeypatch):
    monkeypatch.setattr("webapp.notifications.pages.BELL_PAGE", 2)
    lan, spent = reading_english(signed_in, "lan"), []
    for number in range(5):
        given_to_the_department(world, f"T-{number}", officer="lan", at=A_MONDAY + timedelta(minutes=number // 2))
        world.tick(A_TUESDAY)
        with sent_to(world.database.engine) as sent:
            page = lan.get("/notifications").text
        spent.append(len(sent))
    assert len(set(spent)) == 1, spent
    seen, address = [], "/notifications"
    while address:
        page = lan.get(address, headers={"HX-Request": "true"} if seen else {}).text
        seen += re.findall(r"(T-\d) ·", page)
        more = re.search(r'hx-get="([^"]+)"', page)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert sorted(seen) == [f"T-{number}" for number in range(5)]
    assert lan.get("/notifications?after=nonsense").status_code == 200


@BOTH
def test_who_was_told_stands_on_the_case_with_how(app, world, signed_in):
    case = given_to_the_department(world)
    world.tick(A_MONDAY)
    nga = reading_english(signed_in, "nga")
    page = nga.get(place_of(world, case)).text
    assert "Who was told" in page and "Nguyễn Thị Lan: New work" in page and "the e-mail is on its way" in page
    with world.database.writing() as session:
        session.add(MailRefusal(person_id=world.people["tam"], since=A_MONDAY))
        session.commit()
    post.deliver(world.database, app.config["NQ57"], lambda: A_MONDAY + GATHERS_FOR)
    page = nga.get(place_of(world, case)).text
    assert "on the bell and by e-mail on 2 March 2026, 08:02" in page and "no e-mail: wants no e-mail" in page


def test_the_demos_mailbox_shows_each_their_own_mails_and_says_that_nothing_left(app, world, signed_in):
    given_to_the_department(world, officer="lan")
    world.tick(A_MONDAY)
    post.deliver(world.database, app.config["NQ57"], lambda: A_MONDAY + GATHERS_FOR)
    page = signed_in("lan").get("/mail").text
    assert "No mail leaves this machine" in page or "Không có thư nào rời khỏi máy này" in page
    assert "[NQ57] T-1: Việc mới" in page and "tiến độ ở đây là hư cấu" in page
    assert "T-1" not in signed_in("tam").get("/mail").text
    app.config["NQ57"] = replace(app.config["NQ57"], mode="production")
    assert signed_in("lan").get("/mail").status_code == 404


def test_a_person_says_whether_and_in_which_language_mail_comes(world, signed_in):
    lan = reading_english(signed_in, "lan")
    assert 'href="/account/mail"' in lan.get("/account").text
    page = lan.get("/account/mail").text
    assert re.search(r'name="mail" value="true" checked', page) and "lan@demo.nq57.example" in page
    assert lan.send("/account/mail", {"spoken": "en"}).location == "/account/mail"
    page = lan.get("/account/mail").text
    assert not re.search(r'name="mail" value="true" checked', page) and "It is noted how you are told." in page
    with world.database.reading() as session:
        assert session.get_one(Person, world.people["lan"]).language == "en"
    refused = lan.send("/account/mail", {"mail": "true", "spoken": "de"})
    assert refused.status_code == 422 and re.search(r'name="mail" value="true" checked', refused.text)
    lan.get("/account/mail")
    lan.send("/account/mail", {"mail": "true", "spoken": "vi"})
    with world.database.reading() as session:
        assert session.scalars(select(MailRefusal)).all() == []


@BOTH
def test_charlie_of_the_sibling_department_hears_reads_and_marks_nothing_of_it(app, world, signed_in):
    case = handed_in(world, "T-1")
    world.tick(A_MONDAY)
    post.deliver(world.database, app.config["NQ57"], lambda: A_MONDAY + GATHERS_FOR)
    charlie = reading_english(signed_in, "charlie")
    for address in ("/notifications", "/mail", "/inbox", "/account/mail"):
        page = charlie.get(address).text
        assert "T-1" not in page and "trial task" not in page and "Nhiệm vụ thử" not in page
        assert rings(page) is None
    assert charlie.get(place_of(world, case)).status_code == 404
    before = unseen_of_all(world)
    charlie.send("/notifications/sight", {"until": "999"})
    assert unseen_of_all(world) == before != []


def test_a_right_lost_while_the_page_is_open_takes_its_lines_and_its_number_away(world, signed_in, clock):
    given_to_the_department(world)
    world.tick(A_MONDAY)
    tam = reading_english(signed_in, "tam")
    assert "T-1" in tam.get("/notifications").text and rings(tam.page) == "1"
    with world.database.writing() as session:
        left = session.scalars(select(Appointment).where(Appointment.person_id == world.people["tam"])).one()
        left.until_on = A_MONDAY.date()
        session.commit()
    clock.at = A_MONDAY + timedelta(hours=20)
    tam = reading_english(signed_in, "tam")  # the session of the morning is over by then
    page = tam.get("/notifications").text
    assert "T-1" not in page and rings(page) is None and "Nobody had to tell you anything yet" in page


@pytest.mark.parametrize("address", ["/nowhere", "/operations"])
def test_a_page_of_failure_has_a_bell_that_asks_the_database_nothing(world, signed_in, address):
    given_to_the_department(world, officer="lan")
    world.tick(A_MONDAY)
    page = reading_english(signed_in, "lan").get(address)
    assert page.status_code in (403, 404) and 'href="/notifications"' in page.text and rings(page.text) is None
