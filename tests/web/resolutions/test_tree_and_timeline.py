"""The plan as a tree and over months: the same tasks, the same eyes and the same numbers as list and dashboard."""

from __future__ import annotations

import re
from datetime import date

from tests.support.moments import DAY_AFTER_DUE
from tests.support.world import World
from tests.web.resolutions.plan_files import address_of, plan_of, take_in, try_out
from tests.web.story import given_to_the_department, handed_in, reading_english
from webapp.resolutions.timeline import Axis

HEADINGS = "code,title_vi,group,lead_agency,due_date,resolution"
PART = {"HX-Request": "true"}
NODE = re.compile(r'<p class="tree-name"><a href="([^"]+)">\s*([^<]+?)\s*</a></p>(.*?)</ul>', re.DOTALL)


def nodes_of(page: str) -> dict[str, tuple[str, int]]:
    """The nodes of a page: their address and how many tasks they count, by name."""
    found = {}
    for address, name, numbers in NODE.findall(page):
        found[name] = (address.replace("&amp;", "&"), int(re.search(r'data-number="(\d+)"', numbers)[1]))
    return found


def a_plan(world: World, signed_in, clock) -> None:
    tuan = reading_english(signed_in, "tuan")
    rows = (
        "G-1,Một,Thể chế,56-SKHCN,2026-09-30,",
        "G-2,Hai,Thể chế,56-STC,2026-03-03,",
        "G-3,Ba,Hạ tầng,BKHCN,,",
        "G-4,Bốn,,,2026-12-31,",
    )
    assert take_in(tuan, try_out(tuan, world, plan_of(*rows, headings=HEADINGS)).text).status_code == 303
    world.tick(clock.at)
    handed_in(world, "HANDED-1")
    given_to_the_department(world, "LATE-1")
    clock.at = DAY_AFTER_DUE


def test_each_level_adds_up_to_the_one_above_and_to_the_dashboard(world: World, signed_in, clock):
    a_plan(world, signed_in, clock)
    an = reading_english(signed_in, "an")
    (top,) = nodes_of(an.get("/resolution-tasks/tree").text).values()
    shown = an.get(f"/dashboard?resolution={address_of(world)}").text
    assert f'data-number="{top[1]}">tasks in all' in shown and top[1] == 6
    for way in ("group", "unit"):
        address = top[0].replace("by=group", f"by={way}")
        below = nodes_of(an.get(address).text)
        assert sum(number for _, number in below.values()) == top[1]
        for address, number in below.values():
            assert f'data-number="{number}"' in an.get(address).text, "a node opened alone counts the same"
    groups = nodes_of(an.get(top[0]).text)
    assert {name: number for name, (_, number) in groups.items()} == {"Thể chế": 2, "Hạ tầng": 1, "In no group": 3}
    branch = an.get(groups["Thể chế"][0], headers=PART).text
    assert branch.count("/resolution-tasks/") == 2 and "G-1" in branch and "<html" not in branch


def test_a_number_of_the_tree_opens_the_list_of_exactly_these(world: World, signed_in, clock):
    a_plan(world, signed_in, clock)
    an = reading_english(signed_in, "an")
    page = an.get(f"/resolution-tasks/tree?by=unit&resolution={address_of(world)}").text
    links = re.findall(r'href="(/resolution-tasks\?[^"]+)"[^>]*data-number="(\d+)"', page)
    assert len(links) > 5
    for address, number in links:
        assert f'data-total="{number}"' in an.get(address.replace("&amp;", "&")).text, address


def test_the_timeline_shows_the_tasks_of_the_list_with_their_days_in_words(world: World, signed_in, clock):
    a_plan(world, signed_in, clock)
    an = reading_english(signed_in, "an")
    page = an.get("/resolution-tasks/timeline?q=G-").text
    assert re.findall(r"\bG-\d", page) == ["G-1", "G-2", "G-3", "G-4"]
    assert page.count('class="span-due"') == 3 and page.count('class="span-today"') == 4
    assert "30 September 2026" in page and "No due date" in page
    assert "LATE-1" in an.get("/resolution-tasks/timeline?class=in_progress_overdue").text
    assert "No task fits" in an.get("/resolution-tasks/timeline?q=khongco").text


def test_an_axis_names_at_most_a_dozen_months_and_keeps_everything_on_it():
    axis = Axis(date(2025, 1, 1), date(2028, 1, 1))
    assert sum(named for _, _, named in axis.months()) <= 12 and len(axis.months()) == 36
    assert (axis.at(date(2020, 1, 1)), axis.at(date(2025, 1, 1)), axis.at(date(2030, 1, 1))) == (0, 0, 1000)


def test_charlie_finds_nothing_of_the_other_departments_in_tree_and_timeline(world: World, signed_in, clock):
    a_plan(world, signed_in, clock)
    lan, nga = signed_in("lan"), signed_in("nga")
    for way in ("group", "unit"):
        for address in (
            f"/resolution-tasks/tree?by={way}",
            f"/resolution-tasks/tree?by={way}&resolution={address_of(world)}",
        ):
            assert nodes_of(lan.get(address).text) != nodes_of(nga.get(address).text)
            assert "Sở Tài chính" not in lan.get(address).text and "Hạ tầng" not in lan.get(address).text
    assert "G-2" not in lan.get(f"/resolution-tasks/tree?by=unit&unit=56-STC&resolution={address_of(world)}").text
    assert "G-2" not in lan.get("/resolution-tasks/timeline").text
    assert lan.get("/resolution-tasks/tree?by=colour").status_code == 404
