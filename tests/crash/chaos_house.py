"""The house that chaos is let loose in: a durable PostgreSQL, and the real commands as real processes that may be killed."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.integration.resolutions.cases import ROW
from tests.integration.resolutions.plans import csv_of
from tests.support.country import build
from webapp.accounts.models import Account
from webapp.accounts.opening import open_account
from webapp.app import create_app
from webapp.config import from_environment
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.instances.models import ProcessInstance
from workflows.organisation.models import Person
from workflows.resolutions import plan
from workflows.resolutions.rows import Placing

PASSWORD = "rừng vàng biển bạc đất phì nhiêu"
DOMAIN = "chaos.example"  # the demo's people would be refused in production
KEEP_OPEN = 30


FORKED = multiprocessing.get_context(
    "forkserver"
)  # one process reads the programme's modules; each start is a fork of it
FORKED.set_forkserver_preload(["tests.crash.chaos_house", "webapp.cli.main"])


def programme(words: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
    """What the console script does, in a process that has become ours: ``nq57 WORDS``, its words going to ``log``."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(log.parent)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(written, stream)
    sys.argv = ["nq57", *words]
    import_module("webapp.cli.main").main()


@dataclass
class Process:
    """One of the house's processes; ``kill`` ends it as a power cut does, ``start`` starts it again."""

    words: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    running: BaseProcess | None = field(default=None)

    def start(self) -> None:
        """Start it; its words go to the log, from the beginning."""
        self.log.write_bytes(b"")
        self.running = FORKED.Process(target=programme, args=(self.words, self.environment, self.log), daemon=True)
        self.running.start()

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Send the signal and wait for the end."""
        assert self.running is not None and self.running.pid is not None
        if self.running.exitcode is None:
            os.kill(self.running.pid, how)
        self.running.join(60)

    @property
    def ended_by_itself(self) -> bool:
        """Has it stopped although nobody asked?"""
        return self.running is not None and self.running.exitcode is not None

    @property
    def is_ready(self) -> bool:
        """Does it do its work?"""
        if self.words == ("clock",):
            return b"The clock runs" in self.log.read_bytes()
        line = http.client.HTTPConnection("127.0.0.1", int(self.environment["NQ57_PORT"]), timeout=2)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


class House:
    """Database, people, plan and processes, in one folder."""

    def __init__(self, folder: Path, url: str, *, webs: int, clocks: int) -> None:
        self.folder, self.url = folder, url
        self.ports = [_free_port() for _ in range(webs)]
        self._tasks = 0
        build(url)
        self.database = Database(url)
        self._let_everybody_in()
        self.processes = [
            Process(("serve",), self.environment(port), folder / f"web-{number}.log")
            for number, port in enumerate(self.ports, 1)
        ]
        self.processes += [
            Process(("clock",), self.environment(self.ports[0]), folder / f"clock-{number}.log")
            for number in range(1, clocks + 1)
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings of a production on this machine."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
            "NQ57_MODE": "production",
            "NQ57_DATA_DIR": str(self.folder),
            "NQ57_DATABASE_URL": self.url,
            "NQ57_SECRET_KEY": "k3TqPz0v9Yx7Wc5Bn1Mf8Ld2Hs6Jg4Ra",
            "NQ57_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "NQ57_TRUSTED_HOSTS": "127.0.0.1",
            "NQ57_PORT": str(port),
        }

    def _let_everybody_in(self) -> None:
        with self.database.writing() as session:
            for person in session.scalars(select(Person)):
                person.email = f"{person.email.partition('@')[0]}@{DOMAIN}"
            session.commit()
        app = create_app(from_environment(self.environment(self.ports[0])), database=self.database)
        with self.database.writing() as session, app.app_context():
            accounts = [
                open_account(session, person_id, actor=OPERATOR, at=datetime.now(UTC))
                for person_id in session.scalars(select(Person.id))
            ]
            first = open_account(
                session, accounts[0].person_id, actor=OPERATOR, at=datetime.now(UTC), password=PASSWORD
            )
            session.execute(update(Account).values(password=first.password))
            session.commit()

    def give_work(self) -> None:
        """Take tasks in while fewer than some are open; every second one is late already, so that the clock has to do, too."""
        with self.database.writing() as session:
            if self._open(session) >= KEEP_OPEN:
                return
            rows = [self._row() for _ in range(KEEP_OPEN)]
            plan.import_plan(
                session,
                csv_of(*rows),
                Placing("57-NQ/TW"),
                file_name=f"plan-{self._tasks}.csv",
                actor=OPERATOR,
                at=datetime.now(UTC),
            )
            session.commit()

    def _row(self) -> dict[str, str]:
        self._tasks += 1
        due = datetime.now(UTC) + timedelta(days=30 if self._tasks % 2 else -3)
        return {**ROW, "code": f"C-{self._tasks:05d}", "due_date": due.date().isoformat()}

    @staticmethod
    def _open(session: Session) -> int:
        query = select(func.count()).select_from(ProcessInstance).where(ProcessInstance.ended_at.is_(None))
        return session.scalar(query) or 0

    def says(self, *words: str) -> list[str]:
        """What is wrong by one of the operator's commands; nothing when it ends well."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("nq57")), *words],
            env=self.environment(self.ports[0]),
            capture_output=True,
            text=True,
            cwd=self.folder,
        )
        return [] if done.returncode == 0 else [f"nq57 {' '.join(words)}: {done.stdout[-500:]} {done.stderr[-500:]}"]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
