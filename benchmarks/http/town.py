"""The database that is served: the small country of the tests with a large department, everybody with an account, and work for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from benchmarks.http.browser import PASSWORD
from tests.support.country import SINCE, build
from tests.support.world import ACCEPT, ASSIGN, World
from webapp.accounts.models import Account
from webapp.accounts.opening import open_account
from webapp.app import create_app
from webapp.config import Settings
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.instances.models import ProcessInstance, WorkItem
from workflows.organisation.models import Appointment, Person, Position
from workflows.work import assignment

OFFICERS = 100


@dataclass(frozen=True, slots=True)
class Work:
    """A free step with evidence, and its case, by their addresses."""

    item: str
    case: str


def email_of(number: int) -> str:
    """The address of an officer."""
    return f"officer-{number}@department.example"


def raise_town(url: str, folder: Path, *, cases: int) -> list[Work]:
    """Make the database; returns the steps that wait in the department, free to take."""
    build(url)
    database = Database(url)
    now = datetime.now(UTC)
    with database.writing() as session:
        session.execute(update(Person).values(email=func.replace(Person.email, "demo.nq57.example", "cast.example")))
        _officers(session)
        session.commit()
    _accounts(database, url, folder, now)
    world = World(database, folder)
    work = [_free_step(world, number, now) for number in range(cases)]
    database.close()
    return work


def _officers(session: Session) -> None:
    unit_id = session.scalars(
        select(Position.unit_id).join(Appointment).join(Person).where(Person.email.startswith("lan@"))
    ).one()
    for number in range(OFFICERS):
        name = f"Cán bộ {number}"
        person = Person(full_name=name, email=email_of(number), folded=name.casefold(), language="vi")
        code = f"many-{number}"
        post = Position(unit_id=unit_id, code=code, rank="officer", title_vi="Chuyên viên", title_en="Officer")
        session.add_all([person, post])
        session.flush()
        session.add(Appointment(person_id=person.id, position_id=post.id, kind="regular", from_on=SINCE))


def _accounts(database: Database, url: str, folder: Path, now: datetime) -> None:
    settings = Settings(mode="demo", data_dir=folder, database_url=url, secret_key="k" * 40, demo_password=PASSWORD)
    app = create_app(settings, database=database)
    with database.writing() as session, app.app_context():
        first, *others = session.scalars(select(Person.id).order_by(Person.id))
        password = open_account(session, first, actor=OPERATOR, at=now, password=PASSWORD).password
        for person_id in others:
            open_account(session, person_id, actor=OPERATOR, at=now)
        session.execute(update(Account).values(password=password))  # argon2 is slow on purpose: once is enough here
        session.commit()


def _free_step(world: World, number: int, now: datetime) -> Work:
    """A task assigned to the department and accepted without naming an officer, with its evidence there."""
    instance_id = world.case(f"H-{number}", at=now, due_at=now + timedelta(days=60))
    world.do("tuan", assignment.assign, _open(world, "tuan", instance_id, now)[0], form=ASSIGN, at=now)
    world.do("binh", assignment.accept, _open(world, "binh", instance_id, now)[0], form=ACCEPT, at=now)
    item, case = _open(world, "lan", instance_id, now)
    world.attach("lan", item, now)
    return Work(item.public_id, case)


def _open(world: World, name: str, instance_id: int, now: datetime):
    with world.database.reading() as session:
        address, case = session.execute(
            select(WorkItem.public_id, ProcessInstance.public_id)
            .join(ProcessInstance, ProcessInstance.id == WorkItem.instance_id)
            .where(WorkItem.instance_id == instance_id, WorkItem.closed_at.is_(None))
        ).one()
    return world.seen(name, address, now), case
