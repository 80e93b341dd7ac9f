"""``make cluster``: production on this machine without containers: PostgreSQL that waits for the disk, two web and two clock processes.

Everything listens on this machine only, lives in a temporary folder and ends with Ctrl-C, children first. The two web processes
share nothing but the database and the folder of evidence: a session begun on one goes on at the other.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import psycopg

from tests.support import postgres

NQ57 = Path(sys.executable).with_name("nq57")
WEBS, CLOCKS = 2, 2
PATIENCE = 60
Prepare = Callable[["Cluster"], None]


@dataclass
class Cluster:
    """A running cluster: where its web processes listen, and what a command needs to reach its database."""

    folder: Path
    database_url: str
    ports: list[int]
    environment: dict[str, str]
    webs: list[subprocess.Popen[str]] = field(default_factory=list)
    clocks: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, *words: str) -> str:
        """An ``nq57`` command on this installation; answers what it said, raises ``CalledProcessError`` when it fails."""
        command = [NQ57, *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, text=True, stdout=subprocess.PIPE
        ).stdout

    def start(self, name: str, *words: str, **more: str) -> subprocess.Popen[str]:
        """A process that goes on until the cluster ends; what it says stands in ``NAME.log``. Ctrl-C reaches us, not it."""
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                [NQ57, *words],
                cwd=self.folder,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )


def first_steps(cluster: Cluster) -> None:
    """What docs/running.md says: schema, seed, drawings, the administrator's invitation."""
    for words in (("db", "upgrade"), ("seed",), ("deploy",)):
        print(cluster.run(*words), end="", flush=True)
    print("Invitation of the administrator, good once:")
    print(
        cluster.run("account", "create", "--admin", "--email", "admin@nq57.example.org", "--name", "Quản trị"), end=""
    )


@contextmanager
def running(folder: Path, prepare: Prepare = first_steps, *, public_url: str = "") -> Iterator[Cluster]:
    """Start everything in ``folder``; at the end stop clocks and webs, let them finish, then stop the database.

    Without ``public_url`` people reach it at the first web's own address; an https one expects the headers of a proxy.
    """
    with postgres.server(durable=True) as where, ExitStack() as ending:
        with psycopg.connect(host=where, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE nq57")
        ports = _free_ports(WEBS)
        settings = {
            "NQ57_MODE": "production",
            "NQ57_DATA_DIR": str(folder / "data"),
            "NQ57_DATABASE_URL": postgres.url(where, "nq57"),
            "NQ57_SECRET_KEY": secrets.token_urlsafe(48),
            "NQ57_PUBLIC_URL": public_url or f"http://127.0.0.1:{ports[0]}",
            "NQ57_TRUSTED_HOSTS": "127.0.0.1,localhost",
            "NQ57_PROXIES": "1" if public_url else "0",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NQ57_")}
        cluster = Cluster(folder, settings["NQ57_DATABASE_URL"], ports, {**kept, "PYTHONUNBUFFERED": "1", **settings})
        prepare(cluster)
        ending.callback(lambda: stop([*cluster.clocks, *cluster.webs]))
        for number, port in enumerate(ports, 1):
            cluster.webs.append(cluster.start(f"web-{number}", "serve", NQ57_PORT=str(port)))
        for number in range(1, CLOCKS + 1):
            cluster.clocks.append(cluster.start(f"clock-{number}", "clock"))
        yield cluster


def stop(processes: list[subprocess.Popen[str]]) -> None:
    """Tell them to stop, let them finish what they do, and end what does not."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Run until Ctrl-C, or until a process ends by itself."""
    over = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    with tempfile.TemporaryDirectory(prefix="nq57-cluster-") as folder, running(Path(folder)) as cluster:
        for number, port in enumerate(cluster.ports, 1):
            print(f"web {number}: http://127.0.0.1:{port}")
        print(f"Logs, evidence: {folder}. Stop everything with Ctrl-C.", flush=True)
        while not over.wait(1):
            ended = [process for process in (*cluster.webs, *cluster.clocks) if process.poll() is not None]
            if ended:
                sys.exit(f"Expected every process to go on, but one ended with {ended[0].returncode}; see {folder}.")


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


if __name__ == "__main__":
    main()
