"""While somebody sends slowly, sends what is monstrous, or guesses passwords, others are answered."""

from __future__ import annotations

import io
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from tests.support.browsing import served
from tests.web.conftest import PASSWORD, Browser
from tests.web.story import given_to_the_department, reading_english
from webapp.accounts import gate, sign_in
from webapp.accounts.models import SignInFailure
from workflows.limits import SIGN_INS_PER_ACCOUNT
from workflows.work import attachments
from workflows.work.evidence import EvidenceStore

BOTH = pytest.mark.parametrize("world_url", ("sqlite", "postgresql"), indirect=True)


def free_step(world) -> Any:
    return next(item for item in world.inbox("tam") if item.assignee_id is None)


@BOTH
def test_an_upload_that_stalls_in_the_middle_keeps_nobody_from_acting(world, app, signed_in):
    given_to_the_department(world, "T-1", officer="lan")
    item = world.item("lan", "submit_result")
    given_to_the_department(world, "T-2")
    lan, tam, free = reading_english(signed_in, "lan"), reading_english(signed_in, "tam"), free_step(world)
    token = lan.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    fields += '--x\r\nContent-Disposition: form-data; name="file_not_classified"\r\n\r\ntrue\r\n'
    fields += '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    body = fields.encode() + b"x" * 100_000 + b"\r\n--x--\r\n"
    cookies = "; ".join(f"{name}={lan.client.get_cookie(name).value}" for name in ("nq57_visit", "nq57_session"))
    head = (
        f"POST /work-items/{item.public_id}/evidence/files HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with served(app) as address, socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), 30) as slow:
        slow.sendall(head.encode() + body[:50_000])
        assert tam.send(f"/work-items/{free.public_id}/claim").status_code == 303
        slow.sendall(body[50_000:])
        slow.settimeout(60)
        assert b" 303 " in slow.recv(100)
    assert world.seen("tam", free.public_id).assignee_id == world.people["tam"]
    with world.database.reading() as session:
        assert len(attachments.evidence_on(session, item.instance_id)) == 1


def test_while_the_bytes_of_evidence_go_to_disk_others_may_write(world, signed_in, monkeypatch):
    given_to_the_department(world, "T-1", officer="lan")
    item = world.item("lan", "submit_result")
    given_to_the_department(world, "T-2")
    lan, tam, free = reading_english(signed_in, "lan"), reading_english(signed_in, "tam"), free_step(world)
    save = EvidenceStore.save

    def saved_slowly(store: EvidenceStore, stream: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(tam.send, f"/work-items/{free.public_id}/claim").result(60).status_code == 303
        return save(store, stream)

    monkeypatch.setattr(EvidenceStore, "save", saved_slowly)
    said = {"file": (io.BytesIO(b"%PDF-1.7\nx"), "a.pdf"), "file_not_classified": "true"}
    answer = lan.send(f"/work-items/{item.public_id}/evidence/files", said, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert world.seen("tam", free.public_id).assignee_id == world.people["tam"]


@BOTH
def test_of_sign_ins_at_one_moment_only_so_many_passwords_are_looked_at(app, monkeypatch):
    number, here = 16, Condition()
    seen = {"looked at": 0, "answered": 0}

    def looked_at(_password: str, _hash: str) -> bool:
        with here:
            seen["looked at"] += 1
            here.notify_all()
            here.wait_for(lambda: seen["looked at"] + seen["answered"] >= number, 60)
        return False

    def guess(browser: Browser) -> int:
        status: int = browser.sign_in("lan", "guess").status_code
        with here:
            seen["answered"] += status == 429
            here.notify_all()
        return status

    monkeypatch.setattr(sign_in, "fits", looked_at)
    monkeypatch.setattr(gate, "PASSWORDS", gate.Gate(number, 0))  # all of them in at one moment
    browsers = [Browser(app.test_client()) for _ in range(number)]
    for browser in browsers:
        browser.get("/sign-in")
    with ThreadPoolExecutor(number) as pool:
        answers = list(pool.map(guess, browsers))
    assert seen["looked at"] == SIGN_INS_PER_ACCOUNT
    assert sorted(answers) == [422] * SIGN_INS_PER_ACCOUNT + [429] * (number - SIGN_INS_PER_ACCOUNT)


def test_while_some_passwords_are_looked_at_others_wait_the_rest_is_told_and_who_is_at_work_goes_on(
    app, signed_in, monkeypatch
):
    lan, narrow, over = reading_english(signed_in, "lan"), gate.Gate(2, 1), Event()
    monkeypatch.setattr(gate, "PASSWORDS", narrow)
    monkeypatch.setattr(sign_in, "fits", lambda *_: over.wait(60))
    browsers = [Browser(app.test_client()) for _ in range(4)]
    for browser in browsers:
        browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        browser.get("/sign-in")
    with ThreadPoolExecutor(3) as pool:
        signing = [
            pool.submit(browser.sign_in, name)
            for browser, name in zip(browsers, ("binh", "minh", "tuan"), strict=False)
        ]
        with narrow.changed:
            assert narrow.changed.wait_for(lambda: (narrow.inside, narrow.waiting) == (2, 1), 60)
        told = browsers[3].sign_in("hoa")
        assert told.status_code == 429 and "too many. Try again in a few seconds." in told.text
        assert "hoa@demo.nq57.example" in told.text, "the form comes back filled in"
        assert lan.get("/inbox").status_code == 200
        change = {"present": PASSWORD, "wanted": "một mật khẩu khác hẳn", "again": "một mật khẩu khác hẳn"}
        assert lan.send("/account/password", change).status_code == 429, "who holds a lock does not wait"
        over.set()
        assert [one.result(60).status_code for one in signing] == [303, 303, 303]
    assert (narrow.inside, narrow.waiting) == (0, 0)
    assert browsers[3].sign_in("hoa").status_code == 303


def test_who_was_not_let_in_has_not_failed(app, visitor, world, monkeypatch):
    monkeypatch.setattr(gate, "PASSWORDS", gate.Gate(0, 0))
    assert [visitor.sign_in("lan", "guess").status_code for _ in range(3)] == [429] * 3
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0
