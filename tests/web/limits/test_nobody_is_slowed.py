"""While somebody sends slowly, sends what is monstrous, or guesses passwords, others are answered."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.support.browsing import served
from tests.support.effort import within
from tests.web.conftest import PASSWORD, Browser
from tests.web.resolutions.plan_files import try_out
from tests.web.story import given_to_the_department, reading_english
from webapp import incoming
from webapp.accounts import gate, sign_in
from webapp.accounts.models import SignInFailure
from webapp.cli.main import cli
from workflows.definitions import fenced
from workflows.limits import SIGN_INS_PER_ACCOUNT
from workflows.resolutions import rows
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
    lan.get("/account")
    token = lan.page.split('name="csrf_token" value="')[1].split('"')[0]
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


@pytest.fixture
def meanwhile(world, signed_in) -> Iterator[Callable[..., Any]]:
    """``meanwhile(act)``: the same act, in the middle of which Tam takes a free step, and is answered before it goes on."""
    given_to_the_department(world)
    tam, free = reading_english(signed_in, "tam"), free_step(world)
    answers: list[int] = []

    def claim() -> int:
        return int(tam.send(f"/work-items/{free.public_id}/claim").status_code)

    def around(act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(*args: Any, **kwargs: Any) -> Any:
            if not answers:
                answers.append(0)  # the claim itself comes by here too
                with ThreadPoolExecutor(1) as pool:
                    answers[0] = pool.submit(claim).result(60)
            return act(*args, **kwargs)

        return acted

    yield around
    assert answers == [303], "somebody else was not answered meanwhile"


@BOTH
def test_while_a_plan_file_is_tried_out_others_may_write(world, signed_in, meanwhile, monkeypatch):
    tuan = reading_english(signed_in, "tuan")
    monkeypatch.setattr(rows, "understand", meanwhile(rows.understand))
    with within():
        answer = try_out(tuan, world, b"code,title_vi,lead_agency,due_date\n" + b"A-1,T,nobody,99/99/9999\n" * 2_000)
    assert answer.status_code == 422 and "Expected" in answer.text


@BOTH
def test_while_a_form_of_ten_megabytes_is_taken_in_others_may_write(signed_in, meanwhile, monkeypatch):
    lan = reading_english(signed_in, "lan")
    monkeypatch.setattr(incoming, "take_in", meanwhile(incoming.take_in))
    with within():
        answer = lan.send("/account/password", {"wanted": "a" * 10_000_000})
    assert answer.status_code == 413 and "at most 2 MB" in answer.text


def test_while_a_hostile_process_is_read_others_may_write(world_url, tmp_path, meanwhile, monkeypatch):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bad.bpmn").write_bytes(b"<a>" + b"<b/>" * 4_000 + b"</a>")
    monkeypatch.setattr(fenced.subprocess, "run", meanwhile(fenced.subprocess.run))
    environment = {"NQ57_DATA_DIR": str(tmp_path), "NQ57_DATABASE_URL": world_url, "NQ57_MODE": "demo"}
    done = CliRunner().invoke(cli, ["deploy", str(tmp_path / "bad")], env=environment)
    assert done.exit_code == 1 and "nothing was deployed" in done.output
