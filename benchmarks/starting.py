"""From the command to the first answer: ``nq57 serve`` until ``/healthz``, and how much of that is importing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.http.served import served
from benchmarks.told import ROOT
from tests.support import postgres
from webapp.migrating import upgrade

TIMES = 5


def main(*, times: int = TIMES) -> None:
    """Start several times (the files lie in memory then) and print medians."""
    importing = [_importing("webapp.cli.main") for _ in range(times)]
    python = [_importing("sys") for _ in range(times)]
    with tempfile.TemporaryDirectory(prefix="nq57-bench-") as folder, postgres.server(durable=True) as socket:
        with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty")
        url = postgres.url(socket, "empty")
        upgrade(url)
        serving = [_serving(url, Path(folder)) for _ in range(times)]
    print(f"nq57 serve until /healthz answers   {statistics.median(serving):.2f} s")
    print(f"of that, Python and all imports     {statistics.median(importing):.2f} s")
    print(f"of that, Python alone               {statistics.median(python):.2f} s")


def _importing(module: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True, cwd=ROOT)
    return time.perf_counter() - start


def _serving(url: str, folder: Path) -> float:
    with served(url, folder) as (_, seconds):
        return seconds


if __name__ == "__main__":
    main()
