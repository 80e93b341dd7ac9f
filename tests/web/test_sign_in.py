"""Signing in: who may, how often one may try, and what a session is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.support.moments import A_MONDAY
from tests.web.conftest import PASSWORD, Browser
from webapp.accounts import sign_in
from webapp.accounts.models import Account, WebSession
from workflows.ledger.models import LedgerEntry
from workflows.limits import SIGN_INS_PER_ACCOUNT


def kinds(opened) -> list[str]:
    with opened.reading() as session:
        return list(
            session.scalars(select(LedgerEntry.kind).where(LedgerEntry.stream == "accounts").order_by(LedgerEntry.seq))
        )


def test_a_visitor_is_asked_to_sign_in_and_led_back(visitor):
    asked = visitor.get("/organisation?q=sở")
    assert asked.status_code == 303
    assert asked.location.startswith("/sign-in?next=%2Forganisation%3Fq%3D")
    led = visitor.get(asked.location).text
    assert 'action="/sign-in?next=/organisation?q' in led
    assert visitor.sign_in("lan", next="/organisation").location == "/organisation"


def test_signing_in_is_on_the_record_and_shows_the_person_in_her_post(visitor, opened):
    assert visitor.sign_in("lan").location == "/"
    page = visitor.get("/account").text
    assert "Nguyễn Thị Lan" in page and "Sở Khoa học và Công nghệ" in page
    assert kinds(opened)[-1] == "account.signed_in"


@pytest.mark.parametrize(
    ("email", "password"), [("lan@demo.nq57.example", "wrong"), ("nobody@demo.nq57.example", PASSWORD), ("", "")]
)
def test_every_wrong_sign_in_gets_the_same_answer(visitor, email, password):
    answer = visitor.send("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 422
    assert "không khớp" in answer.text or "do not belong together" in answer.text
    assert f'value="{email}"' in answer.text
    assert not password or password not in answer.text


def test_too_many_failures_close_the_door_for_a_while_even_for_the_right_password(visitor, clock):
    for _ in range(SIGN_INS_PER_ACCOUNT):
        assert visitor.sign_in("lan", "wrong").status_code == 422
    assert visitor.sign_in("lan").status_code == 429
    assert visitor.sign_in("binh").status_code == 303, "one person's failures do not lock another one out"
    clock.at += timedelta(minutes=16)
    assert Browser(visitor.client.application.test_client()).sign_in("lan").status_code == 303


def test_a_closed_account_signs_nobody_in_and_ends_what_was_open(signed_in, opened):
    lan = signed_in("lan")
    with opened.writing() as session, session.begin():
        session.scalar(select(Account).where(Account.email == "lan@demo.nq57.example")).disabled_at = A_MONDAY
    assert lan.get("/account").status_code == 303
    assert lan.sign_in("lan").status_code == 422


def test_a_session_ends_after_half_an_hour_of_nothing(signed_in, clock):
    lan = signed_in("lan")
    for _ in range(4):
        clock.at += timedelta(minutes=25)
        assert lan.get("/account").status_code == 200
    clock.at += timedelta(minutes=31)
    assert lan.get("/account").status_code == 303


def test_a_session_ends_after_twelve_hours_however_busy(signed_in, clock):
    lan = signed_in("lan")
    for _ in range(30):
        clock.at += timedelta(minutes=25)
        answer = lan.get("/account").status_code
    assert answer == 303


def test_the_session_id_is_new_at_every_sign_in_and_only_its_hash_is_kept(visitor, opened):
    visitor.sign_in("lan")
    first = visitor.client.get_cookie("nq57_session").value
    visitor.sign_in("lan")
    second = visitor.client.get_cookie("nq57_session").value
    assert first != second
    with opened.reading() as session:
        rows = list(session.scalars(select(WebSession)))
    assert all(first not in (row.token_hash, row.id) for row in rows)
    assert [row.ended_at is None for row in rows] == [False, True]


def test_signing_out_ends_the_session_in_the_database_whatever_the_browser_keeps(signed_in, app):
    lan = signed_in("lan")
    stolen = lan.client.get_cookie("nq57_session").value
    assert lan.send("/sign-out").location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("nq57_session", stolen)
    assert thief.get("/account").status_code == 303


def test_signing_out_by_a_link_does_nothing(signed_in):
    lan = signed_in("lan")
    assert lan.get("/sign-out").status_code == 405
    assert lan.get("/account").status_code == 200


def test_an_identity_planted_in_the_visitors_cookie_is_not_believed(app, opened):
    with opened.reading() as session:
        name = session.scalar(select(Account.fs_uniquifier))
    client = app.test_client()
    with client.session_transaction() as planted:
        planted["_user_id"] = name
    assert client.get("/account").status_code == 303


def test_a_form_without_its_token_is_refused(app, signed_in, opened):
    lan = signed_in("lan")
    answer = lan.client.post("/sign-out", data={})
    assert answer.status_code == 400
    assert lan.get("/account").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_nobody_is_led_to_another_site(visitor, elsewhere):
    assert visitor.sign_in("lan", next=elsewhere).location == "/"


def test_a_visit_writes_no_row(visitor, opened):
    visitor.get("/sign-in")
    with opened.reading() as session:
        assert session.scalar(select(func.count()).select_from(WebSession)) == 0


def test_the_demo_offers_its_people_and_fills_the_form(visitor):
    page = visitor.get("/sign-in").text
    link = next(line for line in page.split('href="') if "as=" in line).split('"')[0].replace("&amp;", "&")
    filled = visitor.get(link).text
    assert 'value="lan@demo.nq57.example"' in filled and PASSWORD in filled


def test_while_a_password_is_checked_others_may_write(visitor, opened, monkeypatch):
    check = sign_in.fits

    def checked_slowly(password, hashed):
        with opened.engine.connect() as other:
            other.detach()
            other.exec_driver_sql("PRAGMA busy_timeout=0")
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        return check(password, hashed)

    monkeypatch.setattr(sign_in, "fits", checked_slowly)
    assert visitor.sign_in("lan").location == "/"
