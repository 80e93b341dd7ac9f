"""Whole tasks are given to another unit, taken apart, merged, tied: looked at first, with a reason, refused where it is too late."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.integration.work.parting import PRODUCT, deliver, with_a_part
from tests.support.moments import A_MONDAY, A_TUESDAY, A_WEDNESDAY, DUE
from tests.support.world import World
from tests.web.conftest import Browser
from tests.web.resolutions.plan_files import plan_of
from tests.web.story import given_to_the_department, handed_in, offered_to_the_department, reading_english
from workflows.instances.models import CaseUnit, ProcessInstance, WorkItem
from workflows.resolutions import keeping, plan
from workflows.resolutions.cooperating import find_cooperating
from workflows.resolutions.models import Resolution, ResolutionTask, TaskLink
from workflows.resolutions.rows import Placing
from workflows.work import directing

both = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def the_task(world: World, code: str = "T-1") -> ResolutionTask:
    with world.database.reading() as session:
        return session.scalars(select(ResolutionTask).where(ResolutionTask.code == code)).one()


def products(world: World, code: str) -> list[str]:
    with world.database.reading() as session:
        return [one.product for one in find_cooperating(session, the_task(world, code).id) if one.product]


def tried(browser: Browser, world: World, noun: str, of: str = "T-1", **said: str) -> Any:
    """Look at what would happen; fields as the form has them, ``_1_title`` for ``1.title``."""
    said = {re.sub(r"^_(\d)_", r"\1.", name): value for name, value in said.items()}
    address = f"/resolution-tasks/{the_task(world, of).public_id}/{noun}"
    assert browser.get(f"{address}/new").status_code == 200
    return browser.send(address, {"act": "look", "reason": "Theo kết luận", **said})


def done(browser: Browser, world: World, noun: str, of: str = "T-1", **said: str) -> Any:
    """Look, then do what the page shows."""
    page = tried(browser, world, noun, of, **said)
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    said = {re.sub(r"^_(\d)_", r"\1.", name): value for name, value in said.items()}
    address = f"/resolution-tasks/{the_task(world, of).public_id}/{noun}"
    return browser.send(address, {"act": "do", "seen": seen, "reason": "Theo kết luận", **said})


@both
def test_a_task_given_to_another_unit_waits_there_and_nowhere_else(world: World, signed_in, clock):
    number = given_to_the_department(world, officer="lan")
    clock.at = A_TUESDAY
    tuan = reading_english(signed_in, "tuan")
    looked = tried(tuan, world, "lead", unit="56-STC")
    assert ("What would happen" in looked.text and "Sở Tài chính" in looked.text) or "Finance" in looked.text
    assert the_task(world).lead_unit_id == world.units["56-SKHCN"], "looking changes nothing"
    answer = done(tuan, world, "lead", unit="56-STC")
    assert answer.status_code == 303
    page = tuan.get(answer.location).text
    assert "Unit that leads" in page and "Theo kết luận" in page
    assert not world.inbox("lan", A_TUESDAY) and world.item("charlie", "submit_result", A_TUESDAY).due_at == DUE
    with world.database.reading() as session:
        leads = session.scalars(
            select(CaseUnit.unit_id).where(CaseUnit.instance_id == number, CaseUnit.role == "lead")
        ).all()
        assert json.loads(session.get_one(ProcessInstance, number).variables)["lead_unit"] == "56-STC"
    assert leads == [world.units["56-STC"]] and not world.disagreements(A_TUESDAY)
    assert signed_in("lan").get(f"/resolution-tasks/{the_task(world).public_id}").status_code == 404


@both
def test_the_new_unit_has_its_whole_time_to_accept_and_goes_on_as_the_drawing_says(world: World, signed_in, clock):
    number = offered_to_the_department(world)
    clock.at = A_WEDNESDAY
    assert done(reading_english(signed_in, "tuan"), world, "lead", unit="TGV").status_code == 303
    with world.database.reading() as session:
        item = session.scalars(
            select(WorkItem).where(WorkItem.instance_id == number, WorkItem.closed_at.is_(None))
        ).one()
    assert item.unit_id == world.units["TGV"] and item.due_at > A_WEDNESDAY and item.due_version == 2
    assert not world.inbox("binh", A_WEDNESDAY) and not world.disagreements(A_WEDNESDAY)


def test_a_reassignment_is_refused_in_sentences_where_it_makes_no_sense(world: World, signed_in, clock):
    tuan = reading_english(signed_in, "tuan")
    handed_in(world, "HANDED-1")
    world.case("OPEN-1", lead=None)
    offered_to_the_department(world, "T-1")
    assert "being checked" in tried(tuan, world, "lead", "HANDED-1", unit="56-STC").text
    assert "waits to be assigned" in tried(tuan, world, "lead", "OPEN-1", unit="56-STC").text
    assert "none was chosen" in tried(tuan, world, "lead", unit="").text
    assert "leads it, or another part" in tried(tuan, world, "lead", unit="56-SKHCN").text
    assert "Expected a reason" in tried(tuan, world, "lead", unit="56-STC", reason=" ").text
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, the_task(world).instance_id)
    world.do("tuan", directing.suspend, case, reason="Chờ", at=A_MONDAY)
    assert tried(tuan, world, "lead", unit="56-STC").status_code == 409


@both
def test_tasks_taken_out_are_tasks_of_their_own_and_name_where_they_came_from(world: World, signed_in, clock):
    with_a_part(world)
    tuan = reading_english(signed_in, "tuan")
    parts = {
        "moves-56-STC": "3",
        "_0_title_vi": "Phần hai",
        "_0_lead_agency": "56-STC",
        "_0_due_date": "2026-05-05",
        "_3_title_vi": "Phần ba",
    }
    looked = tried(tuan, world, "parts", **parts)
    assert "T-1-2" in looked.text and "T-1-3" in looked.text and "5 May 2026" in looked.text
    answer = done(tuan, world, "parts", **parts)
    page = tuan.get(answer.location).text
    assert "Tasks that were taken out of it" in page and "T-1-3" in page
    assert "Taken out of" in tuan.get(f"/resolution-tasks/{the_task(world, 'T-1-2').public_id}").text
    assert (the_task(world, "T-1-2").lead_unit_id, the_task(world, "T-1-2").parent_id) == (world.units["56-STC"], None)
    world.tick(A_TUESDAY)
    assert the_task(world, "T-1-3").instance_id is not None and not world.disagreements(A_TUESDAY)
    assert "With it go the parts of" in looked.text
    assert [products(world, code) for code in ("T-1", "T-1-2", "T-1-3")] == [[], [], [PRODUCT]]
    assert not world.inbox("charlie", A_TUESDAY), "the part is wanted where it went, once that task is taken"
    assert "has none" in tried(tuan, world, "parts", **parts).text
    wrong = tried(tuan, world, "parts", **{**parts, "_0_due_date": "2026-02-30", "_3_lead_agency": "Bộ Phép thuật"})
    assert (
        wrong.status_code == 422 and "Expected a day like" in wrong.text and "Expected a unit of the tree" in wrong.text
    )
    assert "Expected from 1 to 10" in tried(tuan, world, "parts").text


@both
def test_a_merged_task_ends_as_cancelled_and_both_name_each_other(world: World, signed_in, clock):
    handed_in(world, "HANDED-1")
    with_a_part(world)
    given_to_the_department(world, "T-2")
    tuan = reading_english(signed_in, "tuan")
    answer = done(tuan, world, "merger", into="T-2")
    (wanted,) = world.inbox("charlie")
    assert (wanted.business_key, products(world, "T-1"), products(world, "T-2")) == ("T-2", [], [PRODUCT])
    page = tuan.get(answer.location).text
    assert "Merged into" in page and "T-2" in page and "Cancelled" in page
    assert "Was ordered also as" in tuan.get(f"/resolution-tasks/{the_task(world, 'T-2').public_id}").text
    assert {item.business_key for item in world.inbox("lan")} == {"T-2"} and not world.disagreements()
    deliver(world)
    world.case("T-3")
    assert "With it go" not in tried(tuan, world, "merger", "T-2", into="T-3").text, (
        "what was delivered stays where it was asked"
    )
    assert "was merged into another" in tried(tuan, world, "merger", "T-2", into="T-1").text
    assert "another whole task" in tried(tuan, world, "merger", "T-2", into="T-2").text
    assert "no result was handed in" in tried(tuan, world, "merger", "HANDED-1", into="T-2").text


def a_plan_below(world: World) -> None:
    with world.database.reading() as session:
        top = session.scalars(select(Resolution)).one()
    said = {"code": "KH-1", "title_vi": "Kế hoạch tỉnh", "title_en": "", "assigning_unit": "TGV", "parent": top}
    world.do("tuan", keeping.register_resolution, **said, at=A_MONDAY)
    content = plan_of("P-1,Nhiệm vụ của tỉnh,56-STC,2026-05-01")
    world.do("tuan", plan.import_plan, content, Placing("KH-1"), file_name="p.csv", at=A_MONDAY)


@both
def test_a_task_of_a_plan_below_is_tied_to_one_above_seen_from_both_and_counted_once_in_each(
    world: World, signed_in, clock
):
    given_to_the_department(world, officer="lan")
    a_plan_below(world)
    tuan, nga = reading_english(signed_in, "tuan"), reading_english(signed_in, "nga")
    before = re.findall(r'data-number="(\d+)"', nga.get("/dashboard").text)
    assert done(tuan, world, "link", "P-1", code="T-1").status_code == 303
    above, below = (f"/resolution-tasks/{the_task(world, code).public_id}" for code in ("T-1", "P-1"))
    assert "Carried out by tasks of plans below" in nga.get(above).text and "P-1" in nga.get(above).text
    assert "0 of 1 completed" in nga.get(above).text
    assert "Carries out part of" in nga.get(below).text
    assert re.findall(r'data-number="(\d+)"', nga.get("/dashboard").text) == before
    assert "P-1" not in reading_english(signed_in, "lan").get(above).text, "what is not open to Lan is not named to her"
    assert tried(tuan, world, "link", "P-1", code="T-1").status_code == 409
    assert "is none" in tried(tuan, world, "link", "P-1", code="T-9").text
    assert "implements none" in tried(tuan, world, "link", "T-1", code="P-1").text
    assert done(tuan, world, "unlink", "P-1", code="T-1").status_code == 303
    assert "Carries out part of" not in nga.get(below).text
    with world.database.reading() as session:
        assert session.scalars(select(TaskLink.ended_by)).one().startswith("person:")


def test_what_changed_since_it_was_looked_at_is_looked_at_again(world: World, signed_in, clock):
    given_to_the_department(world, officer="lan")
    tuan = reading_english(signed_in, "tuan")
    address = f"/resolution-tasks/{the_task(world).public_id}/lead"
    tuan.get(f"{address}/new")
    late = tuan.send(address, {"act": "do", "seen": "0", "unit": "56-STC", "reason": "x"})
    assert late.status_code == 409 and "changed in the meantime" in late.text
    assert the_task(world).lead_unit_id == world.units["56-SKHCN"]


def test_charlie_and_lan_rearrange_nothing(world: World, signed_in, clock):
    given_to_the_department(world, officer="lan")
    for name in ("charlie", "lan", "binh"):
        other = signed_in(name)
        for noun in ("lead", "parts", "merger", "link", "unlink"):
            assert other.get(f"/resolution-tasks/{the_task(world).public_id}/{noun}/new").status_code == 403
            assert other.send(f"/resolution-tasks/{the_task(world).public_id}/{noun}", {"act": "do"}).status_code == 403
