"""A small country for tests: the real tree's few units that the cast works in, the cast itself, and the drawings in service.

``world`` gives it on both databases, with the doors that a test needs: ``do`` is one unit of work by a person, ``tick`` one
beat of the clock at a moment, ``case`` a started case.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from notifications import dispatch
from tests.support.country import build
from tests.support.databases import PostgresCopies, SqliteCopies
from tests.support.moments import A_MONDAY, DUE
from webapp import clock
from webapp.cli.checking import disagreements
from workflows.actor import Actor, person
from workflows.calendar import local_date
from workflows.db import Database
from workflows.instances.models import WorkItem
from workflows.organisation import roster
from workflows.organisation.folding import fold
from workflows.organisation.models import (
    OrgUnit,
    Person,
)
from workflows.organisation.standing import Standing, standing_of
from workflows.resolutions import starting
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.work import attachments, inbox
from workflows.work.evidence import EvidenceStore
from workflows.work.item import Item, find_work_item

T = TypeVar("T")
CLEARS = dict.fromkeys(
    ("clear_person", "clear_work", "clear_responsibility", "clear_authority", "clear_time", "clear_result"), True
)
ASSIGN = {
    "lead_units": ["56-SKHCN"],
    "product": "Báo cáo kết quả",
    "evidence_required": "Văn bản đã ban hành",
    **CLEARS,
}
ACCEPT = {"decision": "accept"}
RESULT = {"summary": "Đã hoàn thành báo cáo kết quả theo yêu cầu", "no_classified": True}


class World:
    """The small country on one database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.store = EvidenceStore(folder / "evidence")
        with database.reading() as session:
            self.people = {row.email.split("@")[0]: row.id for row in session.scalars(select(Person))}
            self.units = {row.code: row.id for row in session.scalars(select(OrgUnit))}
            self.addresses = {row.email.split("@")[0]: row.public_id for row in session.scalars(select(Person))}

    def actor(self, name: str, at: datetime = A_MONDAY) -> Actor:
        """This member of the cast, in their post."""
        with self.database.reading() as session:
            post = roster.appointment_of(session, self.people[name], at.date())
            return person(self.people[name], post.id if post else None)

    def standing(self, name: str, at: datetime = A_MONDAY) -> Standing:
        """Where this member of the cast stands."""
        with self.database.reading() as session:
            return standing_of(session, self.actor(name), at)

    def do(self, name: str, command: Callable[..., T], /, *args: Any, at: datetime, **kwargs: Any) -> T:
        """One unit of work: the command as this person at this moment, committed."""
        actor = self.actor(name, at)
        with self.database.writing() as session:
            done = command(session, *args, actor=actor, at=at, **kwargs)
            session.commit()
            return done

    def tick(self, at: datetime, *, telling: bool = True) -> int:
        """One beat of the clock at a moment; without ``telling`` it acts on cases only, and what happened is told later."""
        jobs = tuple(job for job in clock.JOBS if telling or job.name != dispatch.JOB)
        return clock.tick(self.database, at, jobs)

    def case(
        self,
        key: str = "T-1",
        *,
        at: datetime = A_MONDAY,
        due_at: datetime | None = DUE,
        priority: int = 50,
        lead: str | None = "56-SKHCN",
    ) -> int:
        """Register a task of the plan, led by the cast's department, and start its case; returns the case's number."""
        with self.database.writing() as session:
            resolution = session.scalars(select(Resolution)).one()
            task = ResolutionTask(
                resolution_id=resolution.id,
                code=key,
                title_vi="Nhiệm vụ thử",
                title_en="A trial task",
                folded=fold(f"{key} Nhiệm vụ thử"),
                lead_unit_id=self.units[lead] if lead else None,
                assigning_unit_id=self.units["TGV"],
                due_at=due_at,
                due_on=local_date(due_at) if due_at else None,
                priority=priority,
                start_wanted_at=at,
            )
            session.add(task)
            session.flush()
            starting.start_case(session, task, at=at)
            assert task.instance_id is not None
            session.commit()
            return task.instance_id

    def inbox(self, name: str, at: datetime = A_MONDAY, shelf: inbox.Shelf = "all") -> tuple[Item, ...]:
        """What waits for this person."""
        with self.database.reading() as session:
            return inbox.inbox(
                session, standing_of(session, self.actor(name), at), shelf=shelf, at=at, soon_until=at
            ).items

    def item(self, name: str, element: str, at: datetime = A_MONDAY) -> Item:
        """The one item of this element that waits for this person."""
        found = [item for item in self.inbox(name, at) if item.element == element]
        assert len(found) == 1, f"{name} has {[item.element for item in self.inbox(name, at)]}, not one {element}"
        return found[0]

    def seen(self, name: str, public_id: str, at: datetime = A_MONDAY) -> Item:
        """An item as this person finds it by its address."""
        with self.database.reading() as session:
            return find_work_item(session, public_id, standing=standing_of(session, self.actor(name), at))

    def open_elements(self, instance_id: int) -> list[str]:
        """The elements of a case's open items, sorted."""
        with self.database.reading() as session:
            return sorted(
                session.scalars(
                    select(WorkItem.element).where(WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None))
                )
            )

    def disagreements(self, at: datetime = A_MONDAY) -> list[str]:
        """What ``nq57 check`` would print."""
        with self.database.reading() as session:
            return list(disagreements(session, self.store, at))

    def attach(
        self,
        name: str,
        item: Item,
        at: datetime,
        content: bytes = b"%PDF-1.7\nbang chung\n",
        title: str = "bao-cao.pdf",
    ) -> str:
        """Put a file to the item's evidence."""
        stored = self.store.save(io.BytesIO(content))
        return self.do(name, attachments.attach_file, item, name=title, stored=stored, not_classified=True, at=at)


@pytest.fixture(scope="session")
def sqlite_worlds(tmp_path_factory: pytest.TempPathFactory) -> SqliteCopies:
    """SQLite files with the small country in them, one for each test that asks."""
    return SqliteCopies(tmp_path_factory.mktemp("worlds"), build)


@pytest.fixture(scope="session")
def postgres_worlds(postgres_copies: PostgresCopies) -> PostgresCopies:
    """The same on the run's PostgreSQL."""
    return PostgresCopies(postgres_copies.socket, build, "nq57_world")


@pytest.fixture(params=("sqlite", "postgresql"))
def world_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh small country on each database in turn."""
    copies = request.getfixturevalue("sqlite_worlds" if request.param == "sqlite" else "postgres_worlds")
    with copies.fresh() as url:
        yield url


@pytest.fixture
def world(world_url: str, tmp_path: Path) -> Iterator[World]:
    """The small country, opened."""
    database = Database(world_url)
    yield World(database, tmp_path)
    database.close()


@pytest.fixture
def postgres_world(postgres_worlds: PostgresCopies, tmp_path: Path) -> Iterator[World]:
    """The small country on PostgreSQL alone, for what only it can show (row locks, several clocks)."""
    with postgres_worlds.fresh() as url:
        database = Database(url)
        yield World(database, tmp_path)
        database.close()
