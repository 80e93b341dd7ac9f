"""``python -m benchmarks.http``: pages at 1, 8 and 32 people at once, then the sign-in storm."""

from __future__ import annotations

import tempfile
from pathlib import Path

import psycopg

from benchmarks.http import pages, storm, town
from benchmarks.http.served import served
from tests.support import postgres


def main() -> None:
    """Raise the town, serve it, measure."""
    with tempfile.TemporaryDirectory(prefix="nq57-bench-") as folder, postgres.server(durable=True) as socket:
        with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE town")
        url = postgres.url(socket, "town")
        work = town.raise_town(url, Path(folder), cases=pages.cases_needed())
        with served(url, Path(folder)) as (port, _):
            pages.measure(port, work)
            storm.measure(port)


if __name__ == "__main__":
    main()
