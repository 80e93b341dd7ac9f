"""Two web and two clock processes over one PostgreSQL, as in production: one may go at any moment, and nobody is signed out."""

from __future__ import annotations

import http.client
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select, update

from tests.support.country import build
from tests.support.started import PATIENCE, until_it_answers
from tools import cluster as the_cluster
from tools.cluster import Cluster
from webapp.accounts.opening import invite
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.instances import invariants
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.ledger.verify import broken_links
from workflows.organisation.folding import fold
from workflows.organisation.models import OrgUnit, Person
from workflows.resolutions.models import Resolution, ResolutionTask

PASSWORD = "rừng vàng biển bạc đất phì nhiêu"
TUAN = "tuan@nq57.example.org"


class Visitor:
    """A browser behind the proxy that ends https: keeps its cookies whichever web process answers."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.page = ""

    def ask(self, port: int, path: str, form: dict[str, str] | None = None) -> int:
        """Open a page, or send a form with the token of the page seen last; answers the status."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        key = re.search(r'name="command_key" value="([^"]+)"', self.page)
        body = None
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Host": "127.0.0.1"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            body = urlencode({"csrf_token": token[1] if token else "", "command_key": key[1] if key else "", **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            self.page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
                assert "Secure" in cookie and "HttpOnly" in cookie
            return answer.status
        finally:
            connection.close()


class Country:
    """The small country with addresses that are not the demo's, and somebody invited."""

    def __init__(self) -> None:
        self.word = ""

    def __call__(self, cluster: Cluster) -> None:
        build(cluster.database_url)
        database = Database(cluster.database_url)
        with database.writing() as session, session.begin():
            session.execute(update(Person).values(email=func.replace(Person.email, "@demo.nq57", "@nq57")))
            tuan = session.scalars(select(Person).where(Person.email == "tuan@nq57.example")).one()
            tuan.email = TUAN
            self.word = invite(session, tuan.id, actor=OPERATOR, at=datetime.now(UTC))
            register(session, "A", 12)
        database.close()


def register(session: Any, name: str, count: int) -> None:
    """Tasks of the plan whose cases the clocks are to start."""
    resolution, unit = session.scalars(select(Resolution)).one(), session.scalars(select(OrgUnit.id).limit(1)).one()
    for number in range(count):
        code = f"{name}-{number:02}"
        task = ResolutionTask(resolution_id=resolution.id, code=code, title_vi="Nhiệm vụ thử", title_en="A trial task")
        task.folded, task.assigning_unit_id, task.start_wanted_at = fold(code), unit, datetime.now(UTC)
        session.add(task)


def until(process: subprocess.Popen[str], true: Callable[[], bool]) -> None:
    """Ask again and again; raises ``AssertionError`` when the process that it depends on ends, or after minutes."""
    for _ in range(PATIENCE):
        if true():
            return
        try:
            process.wait(0.25)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"it did not come about; the process answers {process.poll()}")


def started_cases(database: Database) -> list[str]:
    """The keys of all cases, sorted."""
    with database.reading() as session:
        return sorted(session.scalars(select(ProcessInstance.business_key)))


def test_one_web_and_one_clock_may_go_and_the_work_goes_on(tmp_path: Path) -> None:
    country = Country()
    with the_cluster.running(tmp_path, country, public_url="https://nq57.example.org") as cluster:
        first, second = cluster.ports
        database = Database(cluster.database_url)
        try:
            for web, port in zip(cluster.webs, cluster.ports, strict=True):
                until_it_answers(web, port, tmp_path)
            expected = [f"A-{number:02}" for number in range(12)]
            until(cluster.clocks[0], lambda: started_cases(database) == expected)
            tuan = Visitor()
            address = _tuan_takes_a_step(tuan, country.word, first, database)
            assert tuan.ask(second, address) == 200 and f"{address}/completion" in tuan.page, "seen on the other web"
            the_cluster.stop([cluster.webs[0]])
            assert cluster.webs[0].returncode == 0
            assert tuan.ask(second, address) == 200
            assert tuan.ask(second, f"{address}/release", {"reason": "Nhầm việc"}) == 303, "the session goes on"
            cluster.clocks[0].kill()
            with database.writing() as session, session.begin():
                register(session, "B", 3)
            until(cluster.clocks[1], lambda: len(started_cases(database)) == 15)
            said = cluster.run("doctor")
            assert "ok       durability: each commit waits for the disk." in said
            with database.reading() as session:
                assert [*invariants.violations(session), *broken_links(session)] == []
        finally:
            database.close()
    assert [process.poll() for process in (*cluster.webs, *cluster.clocks)] == [0, 0, -9, 0]


def _tuan_takes_a_step(tuan: Visitor, word: str, port: int, database: Database) -> str:
    """He accepts his invitation, signs in and takes a step; answers its address."""
    tuan.ask(port, "/invitation")
    assert tuan.ask(port, "/invitation", {"word": word, "wanted": PASSWORD, "again": PASSWORD}) == 303
    tuan.ask(port, "/sign-in")
    assert tuan.ask(port, "/sign-in", {"email": TUAN, "password": PASSWORD}) == 303
    assert tuan.ask(port, "/inbox") == 200
    with database.reading() as session:
        address = f"/work-items/{session.scalars(select(WorkItem.public_id).order_by(WorkItem.id)).first()}"
    assert tuan.ask(port, address) == 200
    assert tuan.ask(port, f"{address}/claim", {}) == 303
    return address
