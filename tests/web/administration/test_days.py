"""Local holidays and swapped days: a look at the dates that move, then the very moves, for the own subtree."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.moments import A_MONDAY
from tests.web.administration.scenes import addresses, seen_in
from tests.web.story import offered_to_the_department
from workflows.instances.models import WorkItem
from workflows.organisation.models import CalendarDay

DAY = {"day": "2026-03-03", "kind": "holiday", "name": "Ngày truyền thống"}


def dates(opened):
    with opened.reading() as session:
        query = select(WorkItem.id, WorkItem.due_at).where(WorkItem.closed_at.is_(None), WorkItem.due_rule.is_not(None))
        return dict(session.execute(query).all())


def test_as_many_due_dates_move_as_were_foreseen_and_nothing_before_that(world, quang, opened):
    offered_to_the_department(world)
    there = f"/administration/units/{addresses(opened)['UB56']}/day"
    before = dates(opened)
    look = quang.get(f"{there}/new", query_string={**DAY, "look": "1"})
    assert look.status_code == 200 and "Nothing is written yet" in look.text
    assert f"<strong>{len(before)}</strong>" in look.text.replace(' class="status-soon"', "").replace(
        "<strong >", "<strong>"
    )
    with opened.reading() as session:
        assert session.scalars(select(CalendarDay)).all() == []
    assert quang.send(there, {**DAY, "seen": seen_in(look.text)}).status_code == 303
    world.tick(A_MONDAY, telling=False)
    moved = dates(opened)
    assert before and all(moved[number] > before[number] for number in before)
    assert "Ngày truyền thống" in quang.get(f"/administration/units/{addresses(opened)['56-SKHCN']}").text
    assert "Ngày truyền thống" not in quang.get(f"/administration/units/{addresses(opened)['BKHCN']}").text


def test_a_day_is_given_up_again_and_a_day_that_was_not_kept_is_said_to_be_none(quang, opened):
    there = f"/administration/units/{addresses(opened)['UB56']}"
    assert quang.send(f"{there}/day", DAY).status_code == 303
    assert quang.send(f"{there}/ordinary", {"day": DAY["day"]}).status_code == 303
    again = quang.send(f"{there}/ordinary", {"day": DAY["day"]})
    assert again.status_code == 409 and "keeps 2026-03-03 as the units above do" in again.text


def test_a_day_that_is_none_comes_back_with_a_sentence_and_beside_the_own_units_nothing_opens(vy, opened):
    at = addresses(opened)
    own = f"/administration/units/{at['56-SKHCN']}/day/new"
    back = vy.get(own, query_string={**DAY, "day": "31/02", "look": "1"})
    assert back.status_code == 422 and "Expected a day such as" in back.text and "Ngày truyền thống" in back.text
    assert vy.get(own.replace(at["56-SKHCN"], at["UB56"]), query_string={**DAY, "look": "1"}).status_code == 403
