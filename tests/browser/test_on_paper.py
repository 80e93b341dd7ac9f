"""Pages on A4: what leads elsewhere is gone, a list's headings return on every sheet, rows stay whole, nothing is cut off at the side."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.browsing import ARTEFACTS
from tests.web.paper.scenes import AT, signed_off
from tests.web.paper.test_exports import planted
from tests.web.story import given_to_the_department
from workflows.instances.models import ProcessInstance
from workflows.resolutions.models import ResolutionTask

A4 = {"width": 673, "height": 980}  # what the margins leave of a sheet, in points of the screen
GONE = ".menu, .person, .filters, .search, .shelves, .trail, .more, .button, .exports"

SHOWN = "which => [...document.querySelectorAll(which)].filter(one => one.checkVisibility()).map(one => one.className)"


@pytest.fixture
def pages(world):
    """A case that was signed off, a step that waits, a plan of many tasks: the addresses to print, each with its reader."""
    number = signed_off(world)
    given_to_the_department(world, "T-2", officer="lan")
    planted(
        world,
        [f"Nhiệm vụ số {one}: xây dựng cơ chế, chính sách đặc thù thu hút nhân tài khoa học" for one in range(45)],
    )
    with world.database.reading() as session:
        case = session.get_one(ProcessInstance, number).public_id
        ordered = session.scalars(select(ResolutionTask.public_id).where(ResolutionTask.instance_id == number)).one()
    return {
        "lan": {
            "tasks": "/resolution-tasks",
            "inbox": "/inbox",
            "case": f"/cases/{case}",
            "task": f"/resolution-tasks/{ordered}",
            "step": f"/work-items/{world.item('lan', 'submit_result').public_id}",
        },
        "an": {"dashboard": "/dashboard", "resolutions": "/resolutions", "units": "/organisation"},
    }


def test_lists_and_cases_print_on_a4(pages, visiting, address, sign_in, clock):
    clock.at = AT
    for reader, addresses in pages.items():
        page = visiting(language="vi", screen=A4).new_page()
        sign_in(page, reader)
        for name, path in addresses.items():
            page.goto(address + path)
            page.emulate_media(media="print", color_scheme="light")
            shown = page.evaluate(SHOWN, GONE)
            assert shown == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"], name
            heads = page.evaluate("[...document.querySelectorAll('thead')].map(one => getComputedStyle(one).display)")
            assert set(heads) <= {"table-header-group"}, name
            rows = page.evaluate(
                "[...document.querySelectorAll('tbody tr')].map(one => getComputedStyle(one).breakInside)"
            )
            assert set(rows) <= {"avoid"}, name
            ARTEFACTS.mkdir(exist_ok=True)
            page.pdf(path=ARTEFACTS / f"paper-{name}.pdf", prefer_css_page_size=True)
            page.emulate_media(media="screen")
