"""``nq57 serve`` itself, a process of its own: what it refuses before our pages are asked, and that it goes on afterwards."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import SqliteCopies
from tests.support.started import free_port, get, plain_environment, started, until_it_answers
from webapp.app import Application
from webapp.cli import running
from webapp.config import Settings
from workflows.limits import CONNECTIONS, EVIDENCE_BYTES, FORM_BYTES, HEADER_BYTES, QUIET_SECONDS

PATIENCE = 60  # seconds until a server that does not answer fails the test
POST = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
Port = int


@pytest.fixture(scope="module")
def port(sqlite_copies: SqliteCopies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    """The port of a server in production's way, on an empty house."""
    folder, chosen = tmp_path_factory.mktemp("served"), free_port()
    with sqlite_copies.fresh() as url:
        environment = plain_environment(
            NQ57_MODE="demo", NQ57_DATABASE_URL=url, NQ57_DATA_DIR=str(folder / "var"), NQ57_PORT=str(chosen)
        )
        command = [Path(sys.executable).with_name("nq57"), "serve"]
        with started(command, folder=folder, environment=environment) as process:
            until_it_answers(process, chosen, folder)
            yield chosen
        assert process.returncode == 0, (folder / "said.txt").read_text()[-2000:]


def connected(port: Port) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def answer_to(port: Port, *parts: bytes) -> str:
    """Send these bytes and read the answer to its end; a server that refuses early may close before all is sent."""
    with connected(port) as line:
        try:
            for part in parts:
                line.sendall(part)
        except OSError:
            pass
        return rest_of(line)


def rest_of(line: socket.socket) -> str:
    got = b""
    try:
        while part := line.recv(65_536):
            got += part
    except ConnectionError:
        pass
    return got.decode("utf-8", "replace")


def test_headers_just_within_the_limit_are_read_and_one_byte_more_is_refused(port: Port) -> None:
    line = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX: "
    for more, says in ((-1, " 200 "), (0, " 431 "), (1, " 431 ")):
        answer = answer_to(port, line + b"x" * (HEADER_BYTES + more - len(line) - 4) + b"\r\n\r\n")
        assert says in answer.splitlines()[0], more
    assert " 431 " in answer_to(port, line + b"x" * HEADER_BYTES).splitlines()[0], "not even an end is waited for"
    assert get(port, "/healthz")[0] == 200


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (FORM_BYTES + 1, "Expected at most 2 MB at once, but this is more."),
        (EVIDENCE_BYTES + FORM_BYTES, "exceeds max_body"),
        (10**18, "exceeds max_body"),
    ],
)
def test_a_body_larger_than_any_route_takes_is_refused(port: Port, length: int, words: str) -> None:
    head = f"{POST}Accept-Language: en\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    answer = answer_to(port, head.encode(), b"a" * min(length, FORM_BYTES + 1))
    assert " 413 " in answer.splitlines()[0] and words in answer
    assert get(port, "/healthz")[0] == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "5, 5", "5\r\nContent-Length: 6"])
def test_a_length_that_is_none_is_refused(port: Port, length: str) -> None:
    answer = answer_to(port, f"{POST}Content-Length: {length}\r\nConnection: close\r\n\r\nhello".encode())
    assert " 400 " in answer.splitlines()[0]


def chunks(size: int, number: int) -> bytes:
    return (b"%x\r\n" % size + b"a" * size + b"\r\n") * number + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (chunks(10, 3), 400, "Expected a form that is still valid"),
        (chunks(65_536, 33), 413, "Expected at most 2 MB at once, but this is more."),
        (chunks(65_536, 440), 413, "exceeds max_body"),
        (b"zz\r\nhello\r\n0\r\n\r\n", 400, ""),
    ],
    ids=["a form", "too large a form", "too large for anything", "no number"],
)  # fmt: skip
def test_a_body_in_chunks_without_a_length_is_held_to_the_same(
    port: Port, body: bytes, status: int, words: str
) -> None:
    head = f"{POST}Accept-Language: en\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    answer = answer_to(port, head.encode(), body)
    assert f" {status} " in answer.splitlines()[0] and words in answer
    assert get(port, "/healthz")[0] == 200


def test_many_who_begin_and_never_go_on_keep_nobody_waiting(port: Port) -> None:
    heads = (
        b"GET /inb",
        f"{POST}Content-Length: 1000\r\n\r\nemail=".encode(),
        f"{POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello".encode(),
    )
    with ExitStack() as lines:
        for number in range(120):
            lines.enter_context(connected(port)).sendall(heads[number % 3])
        assert get(port, "/sign-in")[0] == 200


def test_who_has_gone_quiet_is_let_go(app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("waitress.create_server", lambda _app, **settings: told.update(settings))
    running._listen(app, Settings("demo", tmp_path, "sqlite://", "k" * 40, port=free_port()))
    told["sockets"][0].close()
    assert (told["channel_timeout"], told["connection_limit"]) == (QUIET_SECONDS, CONNECTIONS)
