"""``nq57 serve`` as in production, as a process of its own on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.told import ROOT

COMMAND = Path(sys.executable).with_name("nq57")
PATIENCE = 180.0
BETWEEN = 0.01


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[int, float]]:
    """Serve this database; yields the port and the seconds until ``/healthz`` answered."""
    port = _free_port()
    ours = {
        "NQ57_MODE": "production",
        "NQ57_DATABASE_URL": url,
        "NQ57_DATA_DIR": str(folder),
        "NQ57_SECRET_KEY": secrets.token_urlsafe(48),
        "NQ57_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "NQ57_TRUSTED_HOSTS": "127.0.0.1",
        "NQ57_PORT": str(port),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("NQ57_")}
    said = folder / "serve.log"
    start = time.perf_counter()
    with (
        said.open("w") as log,
        subprocess.Popen([COMMAND, "serve"], cwd=ROOT, env={**others, **ours}, stdout=log, stderr=log) as process,
    ):
        try:
            _wait(port, process, said)
            yield port, time.perf_counter() - start
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(BETWEEN)
        finally:
            connection.close()
    raise RuntimeError(f"Expected the server to answer, but it does not: {said.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
