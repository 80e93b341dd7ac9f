"""The children of a parent task on its page and in lists: counted by class, the late first, with the last report, a page at a time."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.integration.resolutions.cases import BOTH, ROW, assign, case, take_in, task, waiting_item
from tests.integration.work.parting import parts_of, want
from tests.support.moments import A_MONDAY, A_TUESDAY, DAY_AFTER_DUE
from tests.support.world import ACCEPT
from tests.web.story import reading_english
from webapp.shown.classes import moment_of
from workflows.resolutions.children import find_children
from workflows.work import assignment, progress

REPORT = {"percent": "40", "produced": "Dự thảo lần 1", "schedule": "on_schedule", "late_days": "0"}


def expanded(world):
    """CEN-01 in two parts; Bình's has been accepted and reported on, the other one waits."""
    take_in(world, {**ROW, "coordinating_agencies": "Sở Tài chính"})
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    world.tick(A_MONDAY)
    accept = waiting_item(world, "binh", "accept_task", "CEN-01.56-SKHCN")
    form = {**ACCEPT, "officer": world.addresses["lan"]}
    world.do("binh", assignment.accept, accept, form=form, at=A_TUESDAY)
    world.do("lan", progress.report, world.item("lan", "submit_result", A_TUESDAY), form=REPORT, at=A_TUESDAY)
    return task(world).public_id


def test_the_page_of_a_parent_counts_its_children_by_class_and_shows_their_last_report(world, signed_in):
    address = expanded(world)
    page = reading_english(signed_in, "tuan").get(f"/resolution-tasks/{address}").text
    assert "2 parts, each led by one unit" in page
    assert "40 % reported" in page
    assert page.count("In progress, in time") >= 2 and "Not started, in time" in page


def test_lists_and_tree_say_how_many_are_done_and_late(world, signed_in, clock):
    expanded(world)
    clock.at = DAY_AFTER_DUE
    tuan = reading_english(signed_in, "tuan")
    assert "0 of 2 parts completed" in tuan.get("/resolution-tasks").text
    assert re.search(r"2 overdue", tuan.get("/resolution-tasks").text)


def test_the_late_ones_come_first_and_the_pages_go_on_by_key(world, signed_in, clock, monkeypatch):
    address = expanded(world)
    world.tick(DAY_AFTER_DUE + timedelta(days=1))
    monkeypatch.setattr("webapp.resolutions.rollup.CHILDREN_PAGE", 1)
    tuan = reading_english(signed_in, "tuan")
    first = tuan.get(f"/resolution-tasks/{address}").text
    further = re.search(r'hx-get="([^"]+after=[^"]+)"', first)
    assert further and "More parts" in first
    rest = tuan.get(further.group(1).replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    codes = [found for text in (first, rest) for found in re.findall(r"CEN-01\.56-\w+", text)]
    assert list(dict.fromkeys(codes)) == ["CEN-01.56-SKHCN", "CEN-01.56-STC"]


def test_whoever_may_not_see_a_child_does_not_count_it(world):
    expanded(world)
    with world.database.reading() as session:
        seen = find_children(session, task(world).id, world.standing("lan"), moment_of(A_TUESDAY))
    assert [one.row.code for one in seen] == ["CEN-01.56-SKHCN"]


def test_the_children_ask_for_the_parts_and_the_parent_does_not(world):
    take_in(world, {**ROW, "coordinating_agencies": "Bộ Khoa học và Công nghệ"})
    want(world, "CEN-01", unit="BKHCN")
    world.tick(A_MONDAY)
    assign(world, lead_units=BOTH)
    world.tick(A_MONDAY)
    accept = waiting_item(world, "binh", "accept_task", "CEN-01.56-SKHCN")
    world.do("binh", assignment.accept, accept, form=ACCEPT, at=A_TUESDAY)
    wanted = {one.instance_id: one for one in parts_of(world)}
    assert wanted[case(world).id].dropped_at is not None
    assert wanted[case(world, "CEN-01.56-SKHCN").id].asked_at == A_TUESDAY
    assert world.disagreements() == []
