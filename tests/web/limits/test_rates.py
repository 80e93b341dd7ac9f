"""How often a person may do something: told when to go on, counted in the database, nobody else is touched."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.web.resolutions.plan_files import plan_of, try_out
from tests.web.story import given_to_the_department, reading_english
from webapp import clock as the_clock
from webapp import rates
from webapp.rates import Tally
from workflows.work.models import ProgressReport

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
    for kind, most in (("acts", 2), ("files", 2), ("file_bytes", 40), ("plans", 2)):
        rate = rates.RATES[kind]
        monkeypatch.setitem(rates.RATES, kind, rates.Rate(most, rate.text, daily=rate.daily, stands=rate.stands))


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
