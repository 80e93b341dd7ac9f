"""The administrator's walk in a real browser: from the menu to a parked incident, taken, mended, tried again; in order on every screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.test_shell import SCREENS, tidy
from tests.support.browsing import picture
from tests.support.moments import A_MONDAY
from tests.web.story import given_to_the_department
from webapp import clock as the_clock
from workflows.instances import incidents
from workflows.instances.models import WorkItem
from workflows.instances.things import Thing

WORDS = {
    "vi": {"menu": "Vận hành", "care": "Nhận xử lý", "retry": "Thử lại ngay", "value": "Sửa một giá trị"},
    "en": {"menu": "Operations", "care": "Take care of it", "retry": "Try again now", "value": "Mend a value"},
}


@pytest.mark.parametrize(("language", "screen"), [("vi", "phone"), ("en", "desk")])
def test_the_administrator_finds_takes_and_retries_what_was_parked(
    visiting, address, sign_in, world, tmp_path, language, screen
):
    page, words = visiting(language=language, screen=SCREENS[screen]).new_page(), WORDS[language]
    sign_in(page, "quang")
    page.get_by_role("link", name=words["menu"]).click()
    tidy(page)
    picture(page, f"operations-empty-{screen}-{language}")
    watch = the_clock.Watch(world.database, tmp_path / "clock", lambda: A_MONDAY)
    case = given_to_the_department(world, officer="lan")
    with world.database.writing() as session:
        item = session.scalars(select(WorkItem.id).where(WorkItem.element == "submit_result")).one()
        for _ in range(3):
            incidents.record_crash(session, Thing("deadlines", f"item:{item}", case, item), at=A_MONDAY)
        incidents.record_failure(session, job="parents", cause=OSError("disk full"), stuck=None, at=A_MONDAY)
        session.commit()
    page.reload()
    tidy(page)
    picture(page, f"operations-{screen}-{language}")
    page.locator(".list h3 a").first.click()
    page.get_by_role("button", name=words["care"]).click()
    expect(page.locator("#messages .banner")).to_be_visible()
    tidy(page)
    picture(page, f"incident-{screen}-{language}")
    page.get_by_role("link", name=words["value"]).click()
    tidy(page)
    picture(page, f"incident-value-{screen}-{language}")
    page.go_back()
    page.get_by_role("button", name=re.compile(words["retry"])).click()
    expect(page.locator("#messages .banner")).to_be_visible()
    expect(page.locator(".status").first).not_to_have_class(re.compile("late"))
    watch.end()
