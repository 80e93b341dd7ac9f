"""A keeper of the plan enters a task and corrects one; everything is remembered, nothing of a running task changes silently."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World
from tests.web.conftest import Browser
from tests.web.resolutions.plan_files import address_of, plan_of, take_in, try_out
from tests.web.story import reading_english
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.resolutions.models import ResolutionTask, TaskChange

ENGINES = ("sqlite", "postgresql")
both = pytest.mark.parametrize("world_url", ENGINES, indirect=True)
NEW = {
    "code": "M-1",
    "title_vi": "Nhiệm vụ nhập tay",
    "lead_agency": "Bộ Khoa học và Công nghệ",
    "due_date": "2026-09-30",
    "due_text": "trong quý III",
    "source": "Công văn 12/CV-TGV ngày 02/03/2026",
    "kind": "one-off",
    "no_classified": "true",
}


def the_task(world: World, code: str = "M-1") -> ResolutionTask:
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask).where(ResolutionTask.code == code)).one()


def enter(browser: Browser, world: World, **other: str) -> Any:
    address = f"/resolutions/{address_of(world)}/tasks"
    browser.get(f"{address}/new")
    return browser.send(address, {**NEW, **other})


def correct(browser: Browser, world: World, **said: str) -> Any:
    address = f"/resolution-tasks/{the_task(world).public_id}"
    page = browser.get(f"{address}/change").text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return browser.send(f"{address}/changes", {"seen": seen.group(1) if seen else "", "reason": "Đính chính", **said})


@both
def test_a_task_entered_by_hand_is_a_task_like_one_of_a_file_and_its_case_starts(world: World, signed_in, clock):
    tuan = reading_english(signed_in, "tuan")
    answer = enter(tuan, world)
    assert answer.status_code == 303
    page = tuan.get(answer.location).text
    assert "Entered by hand" in page and "12/CV-TGV" in page and "trong quý III" in page
    assert (the_task(world).lead_unit_id, the_task(world).priority) == (world.units["BKHCN"], 50)
    world.tick(clock.at)
    assert the_task(world).instance_id is not None
    again = try_out(tuan, world, plan_of("M-1,Nhiệm vụ nhập tay,Bộ Khoa học và Công nghệ,2026-09-30")).text
    assert "Differences to running tasks" in again, "a file that leaves columns out says something else"


@both
def test_what_is_wrong_with_a_new_task_is_said_at_its_fields_and_the_form_comes_back_filled_in(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    wrong = {"lead_agency": "Bộ Phép thuật", "due_date": "2026-02-30", "no_classified": "", "priority": "101"}
    refused = enter(tuan, world, **wrong)
    assert refused.status_code == 422
    for words in ("Expected a unit of the tree", "Expected a day like", "from 0 to 100", "Bộ Phép thuật", "quý III"):
        assert words in refused.text
    assert "nothing here is classified" in enter(tuan, world, no_classified="").text
    assert enter(tuan, world).status_code == 303
    assert "names another task of this resolution" in enter(tuan, world).text


@both
def test_before_the_case_everything_may_be_corrected_and_what_it_said_is_remembered(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    enter(tuan, world)
    answer = correct(tuan, world, title_vi="Tên đã sửa", due_date="2026-10-15", lead_agency="56-SKHCN")
    assert answer.status_code == 303
    page = tuan.get(answer.location).text
    assert "<del>Nhiệm vụ nhập tay</del>" in page and "<ins>Tên đã sửa</ins>" in page and "Đính chính" in page
    assert "<del>30 September 2026</del>" in page and "<ins>15 October 2026</ins>" in page
    row = the_task(world)
    assert (row.lead_unit_id, row.folded.split()[-1]) == (world.units["56-SKHCN"], "sua")
    with world.database.reading() as session:
        kinds = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == "plan:57-NQ/TW")).all()
    assert kinds[-2:] == ["resolution_task.registered", "resolution_task.changed"]


@both
def test_of_a_running_task_the_words_may_change_but_neither_date_nor_lead(world: World, signed_in, clock):
    tuan = reading_english(signed_in, "tuan")
    enter(tuan, world)
    world.tick(clock.at)
    for field, words in (("due_date", "due date of a running task"), ("lead_agency", "lead of a running task")):
        refused = correct(tuan, world, title_vi="Không được giữ", **{field: "2026-12-01" if "due" in field else "TGV"})
        assert refused.status_code == 422 and words in refused.text and "Không được giữ" in refused.text
    assert correct(tuan, world, title_vi="Tên mới", coordinating_agencies="56-STC").status_code == 303
    with world.database.reading() as session:
        case = session.scalars(select(ProcessInstance)).one()
        entries = session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == f"case:{case.public_id}")).all()
        remembered = set(session.scalars(select(TaskChange.field)))
    assert case.title_vi == "Tên mới" and "Tên mới" in case.variables and "ten moi" in case.folded
    assert entries[-1] == "resolution_task.changed" and remembered == {
        "code",
        "title_vi",
        "title_en",
        "coordinating_text",
    }
    assert str(the_task(world).due_on) == "2026-09-30" and not world.disagreements()
    assert "Tên mới" in tuan.get(f"/cases/{case.public_id}").text


@both
def test_a_correction_needs_a_reason_and_the_page_that_shows_what_is_there(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    enter(tuan, world)
    refused = correct(tuan, world, title_vi="Sửa", reason=" ")
    assert refused.status_code == 422 and "Expected a reason" in refused.text and "Sửa" in refused.text
    late = correct(tuan, world, title_vi="Sửa", seen="0")
    assert late.status_code == 409 and "changed in the meantime" in late.text and "Sửa" in late.text
    assert "Nothing was changed" in tuan.get(correct(tuan, world).location).text


def test_a_file_taken_in_later_is_remembered_too_and_a_file_that_says_what_we_have_changes_nothing(
    world: World, signed_in
):
    tuan = reading_english(signed_in, "tuan")
    assert take_in(tuan, try_out(tuan, world, plan_of("M-1,Tên một,,")).text).status_code == 303
    assert correct(tuan, world, title_vi="Tên hai").status_code == 303
    assert take_in(tuan, try_out(tuan, world, plan_of("M-1,Tên ba,,"), "ba.csv").text).status_code == 303
    page = tuan.get(f"/resolution-tasks/{the_task(world).public_id}").text
    assert "<del>Tên hai</del>" in page and "plan file ba.csv" in page and "Came with the plan file plan.csv" in page
    assert correct(tuan, world, title_vi="Tên bốn").status_code == 303
    assert (
        "nothing to take in"
        in try_out(tuan, world, plan_of("M-1,Tên bốn,,", headings="code,title_vi,lead_agency,due_date")).text
    )


def test_charlie_neither_enters_nor_corrects_and_nobody_but_the_keeper_sees_the_buttons(world: World, signed_in):
    enter(reading_english(signed_in, "tuan"), world, lead_agency="56-STC")
    address, row = address_of(world), the_task(world)
    for name in ("charlie", "lan"):
        other = reading_english(signed_in, name)
        assert other.get(f"/resolutions/{address}/tasks/new").status_code == 403
        assert other.send(f"/resolutions/{address}/tasks", NEW).status_code == 403
        assert other.get(f"/resolution-tasks/{row.public_id}/change").status_code == 403
        assert other.send(f"/resolution-tasks/{row.public_id}/changes", {"reason": "x"}).status_code == 403
    charlie = reading_english(signed_in, "charlie")
    page = charlie.get(f"/resolution-tasks/{row.public_id}")
    assert page.status_code == 404 or "Correct the task" not in page.text


@both
def test_parts_of_co_operating_units_are_named_where_a_task_is_entered_and_corrected(world: World, signed_in):
    tuan = reading_english(signed_in, "tuan")
    of_nobody = enter(tuan, world, coordinating_agencies="", contributions="56-STC: Dự toán")
    assert of_nobody.status_code == 422 and "Expected a co-operating unit of the task" in of_nobody.text
    assert "56-STC: Dự toán</textarea>" in of_nobody.text
    enter(tuan, world, coordinating_agencies="56-STC", contributions="56-STC: Dự toán (30/8/2026)")
    page = tuan.get(f"/resolution-tasks/{the_task(world).public_id}/change").text
    assert "Sở Tài chính Khánh Hòa: Dự toán (2026-08-30)</textarea>" in page
    assert correct(tuan, world, title_vi="Tên đã sửa").status_code == 303
    assert "(2026-08-30)" in tuan.get(f"/resolution-tasks/{the_task(world).public_id}/change").text
    answer = correct(tuan, world, contributions="56-STC: Dự toán (31/8/2026)")
    page = tuan.get(answer.location).text
    assert "<del>Sở Tài chính Khánh Hòa: Dự toán (30 August 2026)</del>" in page and "31 August 2026" in page
