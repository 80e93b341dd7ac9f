"""``python -m benchmarks.scale.memory --database URL``: whether a web process keeps its size over many requests.

Starts the real ``nq57 serve`` on the loopback, warms it up, asks for pages as several people, and compares the size of the
process before and after.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from benchmarks.country.__main__ import NOW
from benchmarks.scale import finding
from benchmarks.scale.visitors import House

WARM = 500
PATHS = ("/inbox", "/resolution-tasks", "/organisation?q=khanh+hoa", "/inbox?shelf=late")


@contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """The web process on a free port: (process, port)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="nq57-memory-") as folder:
        told = {"NQ57_DATABASE_URL": url, "NQ57_DATA_DIR": folder, "NQ57_PORT": str(port), "NQ57_SECRET_KEY": "k" * 40}
        command = [str(Path(sys.executable).parent / "nq57"), "serve"]
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=subprocess.DEVNULL)
        try:
            _until_ready(port)
            yield process.pid, port
        finally:
            process.terminate()
            process.wait(60)


def _until_ready(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("Expected the web process to answer within five minutes, but it did not.")


def size_of(process: int) -> float:
    """Megabytes that the process holds in memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Warm up, measure, ask, measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.memory")
    parser.add_argument("--database", required=True)
    parser.add_argument("--requests", type=int, default=10_000)
    told = parser.parse_args()
    house = House(told.database, NOW)
    with house.database.reading() as session:
        people = [row[0] for row in finding.rows(session, finding.OFFICERS, most=20)]
    words = house.sign_in(people, datetime.now(UTC))
    house.database.close()
    asked = cycle([(words[person], path) for person in people for path in PATHS])
    with served(told.database) as (process, port):

        def ask(times: int) -> None:
            for word, path in islice(asked, times):
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"nq57_session={word}"}
                )
                urllib.request.urlopen(request, timeout=60).read()

        ask(WARM)
        before = size_of(process)
        ask(told.requests)
        after = size_of(process)
        print(f"{before:.1f} MB after {WARM} requests, {after:.1f} MB after {told.requests:,} more")


if __name__ == "__main__":
    main()
