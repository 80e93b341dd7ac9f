"""What a person keeps about their inbox: views, steps put off, cases followed; and the keys, which can be switched off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.moments import A_MONDAY, DAY_AFTER_DUE, DUE
from tests.web.story import given_to_the_department, reading_english

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def step_of(world, name: str = "lan") -> str:
    return f"/work-items/{world.item(name, 'submit_result').public_id}"


@BOTH
def test_what_is_put_off_comes_back_on_its_day_and_at_once_when_it_is_late(world, signed_in, clock):
    given_to_the_department(world, "T-1", officer="lan")
    step, lan = step_of(world), reading_english(signed_in, "lan")
    until = (A_MONDAY + timedelta(days=3)).date()
    assert lan.send(f"{step}/put-off", {"until_on": until.isoformat()}).location == "/inbox"
    page = lan.get("/inbox").text
    assert "is put off until" in page and 'class="exact">T-1' not in page
    assert 'Everything <span class="number">0<' in page and 'Put off <span class="number">1<' in page
    assert "T-1" in lan.get("/inbox?shelf=put_off").text
    clock.at = A_MONDAY + timedelta(days=3)
    lan = reading_english(signed_in, "lan")
    assert 'Everything <span class="number">1<' in lan.get("/inbox").text
    lan.send(f"{step}/put-off", {"until_on": (DUE + timedelta(days=90)).date().isoformat()})
    clock.at = DAY_AFTER_DUE
    page = reading_english(signed_in, "lan").get("/inbox").text
    assert "1 step is late." in page and 'Everything <span class="number">1<' in page


def test_putting_off_asks_for_a_day_to_come_and_can_be_taken_back(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    step, lan = step_of(world), reading_english(signed_in, "lan")
    for day in ("", "x", A_MONDAY.date().isoformat(), "9999-01-01"):
        assert "Expected a day after today" in lan.get(lan.send(f"{step}/put-off", {"until_on": day}).location).text
    lan.send(f"{step}/put-off", {"until_on": (A_MONDAY + timedelta(days=9)).date().isoformat()})
    assert "Show it again" in lan.get(step).text
    lan.send(f"{step}/return")
    assert 'Everything <span class="number">1<' in lan.get("/inbox").text


def test_it_is_put_off_for_nobody_else(world, signed_in):
    given_to_the_department(world, "T-1")
    step, lan = step_of(world), reading_english(signed_in, "lan")
    lan.send(f"{step}/put-off", {"until_on": (A_MONDAY + timedelta(days=9)).date().isoformat()})
    assert 'Everything <span class="number">1<' in reading_english(signed_in, "tam").get("/inbox").text


@BOTH
def test_a_followed_case_shows_its_open_steps_whoever_holds_them(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    step, binh = step_of(world), reading_english(signed_in, "binh")
    assert "Followed" not in binh.get("/inbox").text
    binh.send(f"{step}/following")
    page = binh.get("/inbox?shelf=followed").text
    assert 'Followed <span class="number">1<' in page and "T-1" in page
    binh.send(f"{step}/unfollowing")
    assert "T-1" not in binh.get("/inbox?shelf=followed").text


@BOTH
def test_a_view_is_kept_under_a_name_for_oneself_or_ones_unit(world, signed_in):
    lan, tam, charlie = (reading_english(signed_in, name) for name in ("lan", "tam", "charlie"))
    pile = "shelf=mine&sort=-priority%2Cdue&group=unit"
    assert "Save the view" in lan.get("/inbox/views/new", query_string={"pile": pile}).text
    saved = lan.send("/inbox/views", {"name": "Việc gấp", "pile": pile})
    assert saved.location == "/inbox?shelf=mine&sort=-priority,due&group=unit"
    lan.send("/inbox/views", {"name": "Cả phòng", "pile": "due=late", "shared": "true"})
    page = lan.get("/inbox").text
    assert "Việc gấp" in page and "Cả phòng" in page
    page = tam.get("/inbox").text
    assert "Việc gấp" not in page and "Cả phòng" in page
    assert "Cả phòng" not in charlie.get("/inbox").text
    address = re.search(r"/inbox/views/\w+/removal", lan.get("/inbox/views/new").text).group(0)
    assert charlie.send(address).status_code == 404 and tam.send(address).status_code == 404
    assert lan.send(address).status_code == 303


def test_a_view_needs_a_name_and_there_are_only_so_many(world, signed_in, monkeypatch):
    monkeypatch.setattr("webapp.inbox.own.VIEWS", 1)
    lan = reading_english(signed_in, "lan")
    refused = lan.send("/inbox/views", {"name": " ", "pile": "due=late"})
    assert refused.status_code == 422 and "Expected a name for the view" in refused.text
    lan.send("/inbox/views", {"name": "Một", "pile": "due=late"})
    assert "at most 1 views" in lan.send("/inbox/views", {"name": "Hai", "pile": "due=late"}).text


def test_single_letters_can_be_switched_off_for_speech_input(world, signed_in):
    lan = reading_english(signed_in, "lan")
    page = lan.get("/keys").text
    assert "<kbd>?</kbd>" in page and "data-keys" not in page
    assert "do nothing any more" in lan.get(lan.send("/keys/single-letters", {"single": "off"}).location).text
    assert '<html lang="en" dir="ltr" data-keys="off">' in lan.get("/inbox").text
    lan.send("/keys/single-letters", {"single": "on"})
    assert "data-keys" not in lan.get("/inbox").text
    assert "<html" not in lan.get("/keys", headers={"HX-Request": "true"}).text


def test_charlie_puts_off_and_follows_nothing_that_is_not_shown_to_them(world, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    step, charlie = step_of(world), reading_english(signed_in, "charlie")
    for noun in ("put-off", "return", "following", "unfollowing"):
        assert charlie.send(f"{step}/{noun}", {"until_on": "2030-01-01"}).status_code == 404
