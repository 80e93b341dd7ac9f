"""Every number opens exactly the list behind it; a task of several units counts once above and once at each of them."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from tests.support.moments import DAY_AFTER_DUE
from tests.support.world import ASSIGN, World
from tests.web.conftest import Browser
from tests.web.story import given_to_the_department, handed_in, reading_english
from workflows.organisation.models import OrgUnit
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.work import assignment

ENGINES = ("sqlite", "postgresql")
both = pytest.mark.parametrize("world_url", ENGINES, indirect=True)
NUMBER = re.compile(r'href="([^"]+)" data-number="(\d+)"')
ROW = re.compile(r'href="/resolution-tasks/([0-9a-f]{32})"')
NEXT = re.compile(r'href="([^"]*after=[^"]*)"')
WHOLE = re.compile(r'data-number="(\d+)">tasks in all')


def unit_address(world: World, code: str) -> str:
    with world.database.reading() as session:
        return f"/dashboard/units/{session.scalars(select(OrgUnit.public_id).where(OrgUnit.code == code)).one()}"


def rows_behind(browser: Browser, address: str) -> int:
    """Walk the list to its end; no row comes twice."""
    found: list[str] = []
    follow: str | None = address
    while follow:
        page = browser.get(html.unescape(follow)).text
        found += ROW.findall(page)
        more = NEXT.search(page)
        follow = more.group(1) if more else None
    assert len(found) == len(set(found))
    return len(found)


def furnish(world: World) -> None:
    """Tasks in many classes: to be assigned, begun, handed in, without a lead, of two units, and more than a page of one."""
    handed_in(world, "HANDED-1")
    given_to_the_department(world, "BEGUN-1")
    world.case("OPEN-1")
    world.case("NOBODY-1", lead=None)
    world.case("BOTH-1", lead=None)
    item = next(item for item in world.inbox("tuan") if item.business_key == "BOTH-1")
    world.do("tuan", assignment.assign, item, form={**ASSIGN, "lead_units": ["56-SKHCN", "56-STC"]}, at=item.opened_at)
    world.tick(item.opened_at)
    with world.database.writing() as session:
        resolution = session.scalars(select(Resolution)).one()
        session.add_all(
            [
                ResolutionTask(
                    resolution_id=resolution.id,
                    code=f"MANY-{number:02}",
                    title_vi="Nhiều",
                    title_en="Many",
                    folded="nhieu",
                    group_vi="Nhóm",
                    group_en="Group" if number % 2 else "The group",
                    lead_unit_id=world.units["BKHCN"],
                    assigning_unit_id=world.units["TGV"],
                    kind="regular" if number < 3 else "one_off",
                )
                for number in range(54)
            ]
        )
        session.commit()


@both
@pytest.mark.parametrize("who", ["an", "hoa", "binh"])
def test_every_number_is_the_length_of_the_list_that_it_opens(world: World, signed_in, clock, who):
    furnish(world)
    clock.at = DAY_AFTER_DUE
    browser = reading_english(signed_in, who)
    page = browser.get("/dashboard", follow_redirects=True).text
    cells = set(NUMBER.findall(page))
    assert len(cells) >= 5
    for address, number in cells:
        assert rows_behind(browser, address) == int(number), address


@both
def test_a_task_of_two_units_counts_once_for_the_country_and_once_at_each_unit(world: World, signed_in):
    world.case("BOTH-1", lead=None)
    item = world.inbox("tuan")[0]
    world.do("tuan", assignment.assign, item, form={**ASSIGN, "lead_units": ["56-SKHCN", "56-STC"]}, at=item.opened_at)
    world.tick(item.opened_at)
    an = reading_english(signed_in, "an")
    assert WHOLE.findall(an.get("/dashboard").text) == ["1"]
    assert WHOLE.findall(an.get(unit_address(world, "UB56")).text) == ["2"]
    for code in ("56-SKHCN", "56-STC"):
        assert WHOLE.findall(an.get(unit_address(world, code)).text) == ["1"]


@both
def test_charlie_has_no_dashboard_and_a_head_only_the_own_unit_and_below(world: World, signed_in):
    furnish(world)
    charlie, binh = signed_in("charlie"), reading_english(signed_in, "binh")
    assert charlie.get("/dashboard").status_code == 403
    assert charlie.get(unit_address(world, "56-SKHCN")).status_code == 403
    assert binh.get("/dashboard").location == unit_address(world, "56-SKHCN")
    for code in ("56-STC", "UB56", "BCDTW"):
        assert binh.get(unit_address(world, code)).status_code == 404
    listed = charlie.get("/resolution-tasks").text + charlie.get("/resolution-tasks?q=BEGUN").text
    assert "BEGUN-1" not in listed and "MANY-01" not in listed


def test_the_page_says_what_it_found_when_and_that_it_is_invented(world: World, signed_in, clock):
    furnish(world)
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "an").get("/dashboard").text
    assert re.search(r"\d+ of 59 tasks (is|are) overdue\.", page)
    assert "as of 13 March 2026" in page and "progress invented for the demonstration" in page


def test_a_hidden_task_is_answered_as_missing(world: World, signed_in):
    given_to_the_department(world, "BEGUN-1")
    with world.database.reading() as session:
        address = session.scalars(select(ResolutionTask.public_id).where(ResolutionTask.code == "BEGUN-1")).one()
    assert signed_in("charlie").get(f"/resolution-tasks/{address}").status_code == 404
    assert signed_in("lan").get(f"/resolution-tasks/{address}").status_code == 200
