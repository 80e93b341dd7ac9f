"""A process of ours started from outside, as an operator starts it: until it answers, and to its end."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 1200  # tries of a quarter of a second; a machine under load is slow


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def plain_environment(**settings: str) -> dict[str, str]:
    """An environment that knows nothing of this checkout or of this run."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


@contextmanager
def started(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Run a command in ``folder`` until the block ends; what it says goes to ``said.txt`` there. Told to stop, it must."""
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said, text=True)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_it_answers(process: subprocess.Popen[str], port: int, folder: Path) -> None:
    """Wait for ``/healthz``; raises ``AssertionError`` with its words when the process ends before."""
    for _ in range(PATIENCE):
        try:
            if get(port, "/healthz")[0] == 200:
                return
        except OSError:
            pass
        try:
            process.wait(0.25)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"it does not answer: {(folder / 'said.txt').read_text()[-2000:]}")


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Ask a page of a server on this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
