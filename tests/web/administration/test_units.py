"""Units, posts and appointments through the pages: the own subtree, at once, on the record, and the loser of two is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.statements import sent_to
from tests.web.administration.scenes import acts, addresses, appointment_of, person_of, post_of, seen_in
from tests.web.story import given_to_the_department, reading_english
from workflows.organisation.models import Appointment, OrgUnit, Person, Position

NEW = {"code": "56-SKHCN-VP", "name_vi": "Văn phòng Sở", "name_en": "Office", "level": "division"}
MAI = {"email": "mai@demo.nq57.example", "full_name": "Mai Thị Mới", "kind": "regular", "from_on": "2026-03-02"}


def test_a_unit_is_added_with_a_post_and_somebody_in_it(vy, opened):
    made = acts(vy, "units", addresses(opened)["56-SKHCN"], "unit", NEW)
    assert made.status_code == 303
    office = addresses(opened)["56-SKHCN-VP"]
    assert made.location.endswith(f"/administration/units/{office}")
    post = {"code": "head", "title_vi": "Chánh Văn phòng", "title_en": "Chief", "rank": "head"}
    assert acts(vy, "units", office, "post", post).status_code == 303
    assert "vacant" in vy.get(f"/administration/units/{office}").text
    assert acts(vy, "posts", post_of(opened, "56-SKHCN-VP"), "appointment", MAI).status_code == 303
    page = vy.get(f"/administration/units/{office}").text
    assert "Mai Thị Mới" in page and "vacant" not in page
    assert "was appointed" in page and "The unit Office was registered" in page


@pytest.mark.parametrize("code", ["56-STC", "UB56", "BCDTW"])
def test_beside_and_above_the_own_subtree_nothing_is_changed_or_shown(vy, opened, code):
    there = addresses(opened)[code]
    assert vy.get(f"/administration/units/{there}").status_code == 403
    for noun in ("unit", "name", "place", "end", "post"):
        assert acts(vy, "units", there, noun, NEW).status_code == 403
        assert vy.send(f"/administration/units/{there}/{noun}", NEW).status_code == 403
    assert vy.send(f"/administration/posts/{post_of(opened, code)}/appointment", MAI).status_code == 403
    with opened.reading() as session:
        assert session.scalar(select(Person.id).where(Person.email == MAI["email"])) is None


@pytest.mark.parametrize("name", ["charlie", "binh", "an"])
def test_who_administers_nothing_finds_no_door(signed_in, opened, name):
    browser = reading_english(signed_in, name)
    there = addresses(opened)["56-SKHCN"]
    for path in ("/administration", f"/administration/units/{there}", f"/administration/units/{there}/name/new"):
        assert browser.get(path).status_code == 403
    assert "/administration" not in browser.get(f"/organisation/units/{there}").text


def test_of_two_who_rename_a_unit_the_later_one_is_told_and_sees_what_it_is_called_by_now(quang, vy, opened):
    there = addresses(opened)["56-SKHCN"]
    stale = seen_in(vy.get(f"/administration/units/{there}/name/new").text)
    assert acts(quang, "units", there, "name", {"name_vi": "Sở KHCN mới", "name_en": "New"}).status_code == 303
    told = vy.send(f"/administration/units/{there}/name", {"seen": stale, "name_vi": "Khác", "name_en": "Other"})
    assert told.status_code == 409
    assert "somebody changed it in the meantime" in told.text
    assert "By now: Sở KHCN mới" in told.text and 'value="Khác"' in told.text
    with opened.reading() as session:
        assert session.scalars(select(OrgUnit.name_en).where(OrgUnit.code == "56-SKHCN")).one() == "New"


def test_a_refused_form_comes_back_filled_in_with_a_sentence_at_each_field(vy, opened):
    there = addresses(opened)["56-SKHCN"]
    back = acts(vy, "units", there, "unit", {"code": "X" * 41, "name_vi": "", "name_en": "Kept", "level": "castle"})
    assert back.status_code == 422 and 'value="Kept"' in back.text
    assert back.text.count('class="fault"') == 3
    taken = acts(vy, "units", there, "unit", {**NEW, "code": "56-STC"})
    assert taken.status_code == 409 and "names another unit" in taken.text


def test_a_unit_with_open_work_is_not_closed_and_the_sentence_says_what_to_do(world, quang, opened):
    given_to_the_department(world)
    closing = {"last_on": "2026-03-02", "reason": "Sắp xếp bộ máy"}
    told = acts(quang, "units", addresses(opened)["56-SKHCN"], "end", closing)
    assert told.status_code == 409
    assert "1 tasks under way" in told.text and "Merge it into another unit" in told.text
    told = acts(quang, "units", addresses(opened)["UB56"], "end", closing)
    assert told.status_code == 409 and "Move, merge or close them first" in told.text


def test_a_closed_unit_keeps_its_page_and_nothing_new_begins_there(quang, opened):
    there = addresses(opened)["56-STC"]
    assert acts(quang, "units", there, "end", {"last_on": "2026-03-01", "reason": "Giải thể"}).status_code == 303
    page = quang.get(f"/organisation/units/{there}")
    assert page.status_code == 200 and "was closed on 1 March 2026" in page.text
    assert addresses(opened)["56-STC"] not in quang.get("/organisation/pick?q=so+tai+chinh").text
    late = acts(quang, "units", there, "unit", {**NEW, "code": "56-STC-VP"})
    assert late.status_code == 409 and "Choose the one that came after it" in late.text
    late = acts(quang, "posts", post_of(opened, "56-STC"), "appointment", MAI)
    assert late.status_code == 409 and "was closed on" in late.text
    with opened.reading() as session:
        held = session.scalars(
            select(Appointment.until_on)
            .join(Position, Position.id == Appointment.position_id)
            .join(OrgUnit, OrgUnit.id == Position.unit_id)
            .where(OrgUnit.code == "56-STC")
        )
        assert [day.isoformat() for day in held] == ["2026-03-01"]


def test_an_ended_appointment_takes_the_rights_away_at_once(quang, signed_in, opened, world):
    given_to_the_department(world)
    lan = reading_english(signed_in, "lan")
    assert "T-1" in lan.get("/resolution-tasks").text
    ended = acts(quang, "appointments", appointment_of(opened, "lan"), "end", {"until_on": "2026-03-01"})
    assert ended.status_code == 303
    assert "T-1" not in lan.get("/resolution-tasks").text


def test_nobody_appoints_themselves(vy, opened):
    own = {**MAI, "email": "vy@demo.nq57.example"}
    told = acts(vy, "posts", post_of(opened, "56-SKHCN", "officer-tam"), "appointment", own)
    assert told.status_code == 403 and "nobody gives rights to themselves" in told.text


def test_a_unit_is_not_moved_below_itself(quang, opened):
    told = acts(quang, "units", addresses(opened)["UB56"], "place", {"parent": "56-STC"})
    assert told.status_code == 422 and "lies below it" in told.text


def test_the_head_s_post_stays_and_a_held_post_is_not_closed(quang, opened):
    closing = {"last_on": "2026-03-02", "reason": "Không còn cần"}
    told = acts(quang, "posts", post_of(opened, "56-SKHCN"), "end", closing)
    assert told.status_code == 409 and "keeps the post of its head" in told.text
    told = acts(quang, "posts", post_of(opened, "56-SKHCN", "officer-lan"), "end", closing)
    assert told.status_code == 409 and "End the appointment first" in told.text


def test_an_invitation_link_is_shown_once_and_lets_the_person_in(vy, visitor, opened):
    vy.get(f"/administration/units/{addresses(opened)['56-SKHCN']}")
    shown = vy.send(f"/administration/people/{person_of(opened, 'lan')}/invitation", key="k1")
    word = shown.text.split("/invitation#")[1].split("<")[0]
    wanted = "trăm năm trong cõi người ta"
    assert visitor.send("/invitation", {"word": word, "wanted": wanted, "again": wanted}).status_code == 303
    assert visitor.sign_in("lan", wanted).status_code == 303
    again = vy.send(f"/administration/people/{person_of(opened, 'lan')}/invitation", key="k1")
    assert "#" not in again.text.split("<main")[1].split("code")[0] and word not in again.text


@pytest.mark.parametrize(("name", "status"), [("charlie", 404), ("hoa", 404), ("vy", 403)])
def test_no_link_is_made_for_somebody_whose_rights_lie_elsewhere_or_for_oneself(vy, opened, name, status):
    assert vy.send(f"/administration/people/{person_of(opened, name)}/invitation").status_code == status


def test_who_was_appointed_from_elsewhere_is_not_taken_over_by_a_link(vy, opened):
    acting = {"email": "hoa@demo.nq57.example", "full_name": "", "kind": "acting", "from_on": "2026-03-01"}
    assert acts(vy, "posts", post_of(opened, "56-SKHCN", "officer-tam"), "appointment", acting).status_code == 303
    told = vy.send(f"/administration/people/{person_of(opened, 'hoa')}/invitation")
    assert told.status_code == 403 and "has others elsewhere" in told.text


def test_the_page_of_a_unit_asks_no_question_per_post(quang, opened):
    at = addresses(opened)
    with sent_to(opened.engine) as few:
        quang.get(f"/administration/units/{at['56-STC']}")
    with sent_to(opened.engine) as many:
        quang.get(f"/administration/units/{at['TGV']}")
    assert len(many) == len(few)


def test_an_administrator_finds_units_of_the_own_subtree_and_none_beside(vy, opened):
    assert acts(vy, "units", addresses(opened)["56-SKHCN"], "unit", NEW).status_code == 303
    there = addresses(opened)
    page = vy.get("/administration?q=office").text
    assert f"/administration/units/{there['56-SKHCN-VP']}" in page
    beside = vy.get("/administration?q=56-STC").text
    assert "No unit found" in beside and there["56-STC"] not in beside
