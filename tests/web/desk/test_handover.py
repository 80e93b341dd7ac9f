"""All the work of a person goes to others: seen before, each step by itself, nothing lost where it is cut off, four eyes kept."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from tests.support.moments import A_MONDAY
from tests.web.desk.test_unit import desk_of
from tests.web.story import decided, given_to_the_department, handed_in, reading_english
from webapp import outcomes
from workflows.errors import Conflict
from workflows.organisation.models import Appointment, Position
from workflows.work import assignment, claim
from workflows.work.models import Claim

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def page_of(world, name, code="56-SKHCN"):
    return f"{desk_of(world, code)}/people/{world.addresses[name]}/handover"


def pairs(page):
    return [html.unescape(pair) for pair in re.findall(r'name="give" value="([^"]+)"', page)]


@BOTH
def test_everything_goes_to_one_but_single_steps_to_others_or_nowhere(world, signed_in):
    for key in ("T-1", "T-2", "T-3"):
        given_to_the_department(world, key, officer="lan")
    first, second, third = world.inbox("lan")
    binh = reading_english(signed_in, "binh")
    assert page_of(world, "lan").split("/desk")[1] in binh.get(desk_of(world)).text
    choice = f"?to={world.addresses['tam']}&to_{second.public_id}={world.addresses['binh']}&to_{third.public_id}=stays"
    page = binh.get(page_of(world, "lan") + choice).text
    assert "goes to Lý Thị Tâm" in page and "goes to Trần Văn Bình" in page and len(pairs(page)) == 2
    refused = binh.send(page_of(world, "lan"), {"give": pairs(page)})
    assert refused.status_code == 422 and "Expected a reason" in refused.text and len(pairs(refused.text)) == 2
    answer = binh.send(page_of(world, "lan"), {"give": pairs(page), "reason": "Lan nghỉ thai sản"})
    assert "2 steps were handed over." in answer.text
    assert [item.id for item in world.inbox("tam")] == [first.id] and third.id in {i.id for i in world.inbox("lan")}
    assert second.id in {item.id for item in world.inbox("binh")}
    with world.database.reading() as session:
        assert set(session.scalars(select(Claim.reason).where(Claim.reason.is_not(None)))) == {"Lan nghỉ thai sản"}


@BOTH
def test_cut_off_in_the_middle_the_same_form_does_the_rest_and_nothing_twice(world, signed_in, monkeypatch):
    for key in ("T-1", "T-2", "T-3"):
        given_to_the_department(world, key, officer="lan")
    binh = reading_english(signed_in, "binh")
    page = binh.get(f"{page_of(world, 'lan')}?to={world.addresses['tam']}").text
    sent = {"give": pairs(page), "reason": "Lan chuyển công tác"}
    one = outcomes._one
    done = []

    def dies_after_the_first(item, act):
        if done:
            raise KeyboardInterrupt
        done.append(item)
        return one(item, act)

    monkeypatch.setattr(outcomes, "_one", dies_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        binh.send(page_of(world, "lan"), sent)
    monkeypatch.undo()
    assert len(world.inbox("tam")) == 1 and len(world.inbox("lan")) == 2
    assert len(pairs(binh.get(f"{page_of(world, 'lan')}?to={world.addresses['tam']}").text)) == 2
    assert "3 steps were handed over." in binh.send(page_of(world, "lan"), sent).text
    assert len(world.inbox("tam")) == 3 and world.inbox("lan") == ()
    with world.database.reading() as session:
        assert len(list(session.scalars(select(Claim).where(Claim.person_id == world.people["tam"])))) == 3
    assert "Nothing is left to hand over" in binh.get(page_of(world, "lan")).text


def test_a_step_that_left_the_person_while_the_page_was_open_is_not_taken_from_whoever_has_it(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    item = world.item("lan", "submit_result")
    binh = reading_english(signed_in, "binh")
    page = binh.get(f"{page_of(world, 'lan')}?to={world.addresses['tam']}").text
    world.do("hoa", assignment.reassign, item, person=world.addresses["binh"], reason="Gấp", at=A_MONDAY)
    answer = binh.send(page_of(world, "lan"), {"give": pairs(page), "reason": "Lan nghỉ"})
    assert "1 step is not done" in answer.text and "given to somebody else in the meantime" in answer.text
    assert item.id in {one.id for one in world.inbox("binh")}


def test_four_eyes_who_made_the_result_does_not_get_its_check(world, signed_in):
    """Dua verifies; Minh had a hand in it before he came to the ministry."""
    handed_in(world)
    with world.database.writing() as session:
        post = session.scalar(select(Position.id).where(Position.code == "officer-dua"))
        session.add(
            Appointment(person_id=world.people["lan"], position_id=post, kind="acting", from_on=A_MONDAY.date())
        )
        head = session.scalar(
            select(Position.id).where(Position.unit_id == world.units["BKHCN"], Position.rank == "head")
        )
        session.add(Appointment(person_id=world.people["an"], position_id=head, kind="acting", from_on=A_MONDAY.date()))
        session.commit()
    decided(world, "binh", world.item("binh", "confirm_result"), "confirm")
    item = world.item("dua", "verify_result")
    world.do("dua", claim.claim, item, at=A_MONDAY)
    an = reading_english(signed_in, "an")
    page = an.get(f"{page_of(world, 'dua', 'BKHCN')}?to={world.addresses['lan']}").text
    assert "that person had a hand in it" in page and pairs(page) == []
    forged = {"give": f"{item.public_id} {world.addresses['lan']}", "reason": "Vắng mặt"}
    answer = an.send(page_of(world, "dua", "BKHCN"), forged)
    assert "1 step is not done" in answer.text and "that person had a hand in it" in answer.text
    with pytest.raises(Conflict, match="had a hand in it"):
        world.do("an", assignment.reassign, item, person=world.addresses["lan"], reason="x", at=A_MONDAY)
    assert item.id in {one.id for one in world.inbox("dua")}


def test_what_belongs_to_a_post_stays_and_says_why(world, signed_in):
    handed_in(world)
    page = reading_english(signed_in, "hoa").get(page_of(world, "binh")).text
    assert "this one belongs to a post" in page and "Who gets what" not in page


@pytest.mark.parametrize("name", ["lan", "charlie", "tuan"])
def test_who_leads_no_unit_hands_over_nobodys_work(world, signed_in, name):
    given_to_the_department(world, "T-1", officer="lan")
    item = world.item("lan", "submit_result")
    browser = reading_english(signed_in, name)
    assert browser.get(page_of(world, "lan")).status_code == 403
    sent = {"give": f"{item.public_id} {world.addresses['tam']}", "reason": "x"}
    assert browser.send(page_of(world, "lan"), sent).status_code == 403
    assert world.inbox("tam") == ()


def test_words_planted_in_a_sibling_unit_are_not_among_what_a_head_may_hand_over(world, signed_in):
    """Lan has a post in the department of finance, too, where Binh leads nobody."""
    given_to_the_department(world, "ZEBRA-1", officer="lan")
    with world.database.writing() as session:
        head = session.scalar(
            select(Position.id).where(Position.unit_id == world.units["56-STC"], Position.rank == "head")
        )
        session.add(
            Appointment(person_id=world.people["tam"], position_id=head, kind="acting", from_on=A_MONDAY.date())
        )
        session.commit()
    tam = reading_english(signed_in, "tam")
    page = tam.get(page_of(world, "lan", "56-STC")).text
    assert "that is not you" in page and "Who gets what" not in page  # she is of Lan's unit, so she may see it, no more
    charlie = reading_english(signed_in, "charlie")
    assert charlie.get(page_of(world, "lan", "56-STC")).status_code == 403


@BOTH
def test_an_absence_has_a_last_day_that_the_step_and_the_page_tell(world, signed_in):
    given_to_the_department(world, officer="lan")
    binh = reading_english(signed_in, "binh")
    page = binh.get(f"{page_of(world, 'lan')}?to={world.addresses['tam']}").text
    sent = {"give": pairs(page), "reason": "Lan đi học", "until": "2026-03-01"}
    refused = binh.send(page_of(world, "lan"), sent)
    assert refused.status_code == 422 and "Expected the last day of the absence" in refused.text
    assert 'value="2026-03-01"' in refused.text and len(pairs(refused.text)) == 1
    answer = binh.send(page_of(world, "lan"), {**sent, "until": "2026-03-06"})
    assert "comes back to Nguyễn Thị Lan by itself on the next working day" in answer.text
    step = reading_english(signed_in, "tam").get(f"/work-items/{world.inbox('tam')[0].public_id}").text
    assert "This step comes back to Nguyễn Thị Lan by itself" in step and "9 March 2026" in step
