"""How often a person may do something: told when to go on, counted in the database, nobody else is touched."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.support.world import RESULT
from tests.web.resolutions.plan_files import plan_of, try_out
from tests.web.story import given_to_the_department, reading_english
from webapp import clock as the_clock
from webapp import rates
from webapp.rates import Tally
from workflows.work.models import Draft, ProgressReport

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)
REPORT = {"percent": "1", "schedule": "on_schedule", "late_days": "0", "produced": "x"}


@pytest.fixture
def item(world):
    """Lan makes a result."""
    given_to_the_department(world, officer="lan")
    return world.item("lan", "submit_result")


@pytest.fixture
def few(monkeypatch):
    """Rates small enough for a test."""
    small = {"acts": 2, "completions": 1, "drafts": 2, "passwords": 2, "files": 2, "file_bytes": 40, "plans": 2}
    small |= {"exports": 2, "papers": 2, "checks": 2}
    assert set(small) == set(rates.RATES)
    for kind, most in small.items():
        rate = rates.RATES[kind]
        monkeypatch.setitem(rates.RATES, kind, rates.Rate(most, rate.text, daily=rate.daily, stands=rate.stands))


NOT_COUNTED = {
    "work.claim": "takes what is free, once; putting it back counts",
    "work.complete": "counted inside, so that the form comes back filled in",
    "work.draft": "counted inside, so that the form comes back filled in",
    "work.add_file": "counted inside, twice: by number and by size",
    "work.replace_file": "counted inside, twice: by number and by size",
    "cases.acknowledge": "takes note of what waits, once",
    "accounts.sign_in_now": "has a count of its own, by account and address (webapp/accounts/throttle.py)",
    "accounts.accept_invitation": "only once for each invitation; without one, nothing is written or computed",
    "accounts.sign_out": "only after a sign-in",
    "accounts.language": "writes nothing into the database",
    "keys.switch": "writes nothing into the database",
    "notifications.see": "changes rows of one's own that are there, once",
    "notifications.wish": "one row a person",
    "inbox.remove_view": "takes away what is there, once; saving one counts",
    "inbox.do_several": "counted inside, as many as there are steps",
    "desk.give": "counted inside, as many as there are steps",
    "desk.hand_over": "counted inside, as many as there are steps",
    "work.throw_away": "takes away what is there, once; saving it counts",
    "designer.names": "writes nothing: what may be named at a place of a drawing",
    "designer.expression": "writes nothing; one expression under its own budget",
}


def upload(browser, item, content=b"%PDF-1.7\nx", **more):
    said = {"file": (io.BytesIO(content), "a.pdf"), "file_not_classified": "true"}
    return browser.send(
        f"/work-items/{item.public_id}/evidence/files", said, content_type="multipart/form-data", **more
    )


@BOTH
def test_the_report_too_many_is_refused_until_the_next_hour(world, signed_in, clock, item, few):
    lan, address = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}/progress-reports"
    assert [lan.send(address, REPORT).status_code for _ in range(3)] == [303, 303, 429]
    refused = lan.send(address, REPORT)
    assert "at most 2 entries of yours an hour" in refused.text and "Go on at 09:00." in refused.text
    clock.at += timedelta(hours=1)
    assert reading_english(signed_in, "lan").send(address, REPORT).status_code == 303
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ProgressReport)) == 3


def test_what_was_refused_for_another_reason_does_not_count(world, signed_in, item, few):
    lan, address = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}/progress-reports"
    assert [lan.send(address, {}).status_code for _ in range(4)] == [422] * 4
    assert lan.send(address, REPORT).status_code == 303


@BOTH
def test_the_draft_too_many_comes_back_with_what_was_typed_and_the_one_before_stays(world, signed_in, item, few):
    lan, address = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}/draft"
    assert [lan.send(address, {"summary": f"Bản {n}"}).status_code for n in (1, 2)] == [303, 303]
    refused = lan.send(address, {"summary": "Bản 3"})
    assert refused.status_code == 429 and "Bản 3" in refused.text
    assert "at most 2 drafts of yours an hour" in refused.text and "Go on at 09:00." in refused.text
    with world.database.reading() as session:
        assert "Bản 2" in session.scalars(select(Draft.form)).one()


@BOTH
def test_the_step_too_many_comes_back_filled_in_and_goes_through_in_the_next_hour(world, signed_in, clock, item, few):
    given_to_the_department(world, "T-2", officer="lan")
    addresses = [f"/work-items/{mine.public_id}" for mine in world.inbox("lan")]
    lan = reading_english(signed_in, "lan")
    for address in addresses:
        said = {"url": "https://moj.example/ket-qua", "link_title": "Kết quả", "link_not_classified": "true"}
        assert lan.send(f"{address}/evidence/links", said).status_code == 303
    first, second = (f"{address}/completion" for address in addresses)
    said = {"summary": RESULT["summary"], "no_classified": "true"}
    assert [lan.send(first, {}).status_code for _ in range(3)] == [422] * 3, "what is refused does not count"
    assert lan.send(first, said).status_code == 303
    refused = lan.send(second, said)
    assert refused.status_code == 429 and "at most 1 steps sent by you an hour" in refused.text
    assert RESULT["summary"] in refused.text
    clock.at += timedelta(hours=1)
    assert reading_english(signed_in, "lan").send(second, said).status_code == 303


def test_whoever_guesses_at_the_present_password_is_told_to_wait(signed_in, few):
    lan = reading_english(signed_in, "lan")
    guess = {"present": "guess", "wanted": "một mật khẩu khác hẳn", "again": "một mật khẩu khác hẳn"}
    assert [lan.send("/account/password", guess).status_code for _ in range(3)] == [422, 422, 429]


def test_whatever_a_person_can_send_is_counted_or_has_a_reason(app):
    writes = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {name for name in writes if not hasattr(app.view_functions[name], "rate")} == set(NOT_COUNTED)


def test_the_same_form_sent_again_counts_once(world, signed_in, item, few):
    lan, address = reading_english(signed_in, "lan"), f"/work-items/{item.public_id}/progress-reports"
    assert [lan.send(address, REPORT, key="once").status_code for _ in range(5)] == [303] * 5


@BOTH
def test_files_are_counted_by_number_and_by_size_and_nothing_of_a_refused_one_stays(
    world, signed_in, item, few, tmp_path
):
    lan = reading_english(signed_in, "lan")
    assert upload(lan, item).status_code == 303
    refused = upload(lan, item, b"%PDF-1.7\n" + b"x" * 60)
    assert refused.status_code == 429 and "of files of yours a day" in refused.text and "midnight" in refused.text
    assert upload(lan, item).status_code == 303
    refused = upload(lan, item)
    assert refused.status_code == 429 and "at most 2 files of yours an hour" in refused.text
    assert len(list((tmp_path / "evidence").iterdir())) == 2


def test_a_file_sent_again_with_its_key_is_kept_once(world, signed_in, item, tmp_path):
    lan = reading_english(signed_in, "lan")
    assert [upload(lan, item, key="once").status_code for _ in range(2)] == [303, 303]
    assert len(list((tmp_path / "evidence").iterdir())) == 1


@BOTH
def test_a_plan_file_counts_even_when_it_is_refused(world, signed_in, few):
    tuan = reading_english(signed_in, "tuan")
    bad = plan_of("N-1,x", headings="code,colour")
    assert [try_out(tuan, world, bad).status_code for _ in range(3)] == [422, 422, 429]


def test_counts_that_are_over_are_swept_by_the_clock(world, signed_in, app, item):
    lan = reading_english(signed_in, "lan")
    assert lan.send(f"/work-items/{item.public_id}/progress-reports", REPORT).status_code == 303
    for days, left in ((1, 1), (3, 0)):
        the_clock.sweep(world.database, app.config["NQ57"], A_MONDAY + timedelta(days=days))
        with world.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Tally)) == left
