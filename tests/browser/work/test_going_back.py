"""The back button after a result was sent: one outcome, told in words, whatever the browser shows again."""

from __future__ import annotations

from playwright.sync_api import expect
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.story import given_to_the_department
from workflows.work.models import Submission


def test_going_back_and_sending_the_result_again_makes_one_submission(visiting, address, sign_in, world):
    given_to_the_department(world, officer="lan")
    item = world.item("lan", "submit_result")
    world.attach("lan", item, A_MONDAY)
    page = visiting().new_page()
    sign_in(page, "lan")
    page.goto(f"{address}/work-items/{item.public_id}")
    page.locator("#summary").fill(RESULT["summary"])
    page.locator("#no_classified").check()
    page.get_by_role("button", name="Submit the result").click()
    expect(page).to_have_url(address + "/inbox")
    page.go_back()
    # Pages of cases are not stored by the browser: it asks again, and the step says what became of it.
    expect(page.locator("main")).to_contain_text("This step is closed")
    expect(page.get_by_role("button", name="Submit the result")).to_have_count(0)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalars(select(Submission.form)).one().count(RESULT["summary"]) == 1
