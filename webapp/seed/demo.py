"""The demo: the real organisation and the real plan, an invented history made by the real commands, and accounts for the cast.

Like a door, it opens the units of work itself and commits them. Whoever seeds twice is told to start anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.accounts.opening import open_account
from webapp.app import create_app
from webapp.clock import JOBS, drain, tick
from webapp.config import Settings
from webapp.seed import demo_organisation, demo_tasks, indicators, invented, keeping, phrases
from webapp.seed.acting import Scene
from webapp.seed.files import DRAWINGS
from webapp.seed.organisation import seed_units
from webapp.seed.people import ADDRESS, seed_demo_people
from webapp.seed.plan import PLACING, seed_plan
from webapp.seed.timetable import Event, Timetable
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.definitions import bundles, deploy
from workflows.errors import N_, Conflict
from workflows.instances import actions
from workflows.organisation.models import OrgUnit, Person
from workflows.resolutions.plan import import_plan
from workflows.work.evidence import EvidenceStore

PROCESS = "resolution_task"
CAST = (
    ("lan", "officer of a provincial department: reports and submits"),
    ("binh", "its head: distributes and confirms"),
    ("minh", "officer of the verifying group"),
    ("hoa", "superior at province level: first escalations"),
    ("an", "superior above, leader: second escalations, the country's picture"),
    ("tuan", "officer of the support team: assigns and signs off"),
    ("vy", "process designer: proposes"),
    ("khoa", "process designer: approves"),
    ("quang", "administrator of units, people and grants"),
    ("nga", "inspector: follows everything, changes nothing"),
    ("charlie", "officer of a sibling department: has no business here"),
)
TOGETHER = 25  # acts committed at once: the history is long past, and each commit waits for the disk


def people() -> list[tuple[str, str]]:
    """The addresses that can sign in, and who they are."""
    return [(name + ADDRESS, words) for name, words in CAST]


def is_empty(database: Database) -> bool:
    """Whether the demo has not been seeded (to its end) yet."""
    with database.reading() as session:
        return session.scalar(select(Account.id).limit(1)) is None


def seed(
    database: Database, settings: Settings, *, at: datetime, say: Callable[[str], None] = lambda line: None
) -> None:
    """Make the whole demo as of ``at``; ``say`` is told what is being made.

    Raises ``Conflict`` when a seeding was begun and not finished: half a demo is nobody's demo.
    """
    table = Timetable(at)
    with database.writing() as session:
        if session.scalar(select(OrgUnit.id).limit(1)) is not None:
            raise Conflict(
                N_(
                    "Expected an empty database, but a seeding was begun here and not finished; please run “make demo-reset”."
                )
            )
        say("the organisation: every unit down to the communes")
        seed_units(session, actor=OPERATOR, at=table.begins_at)
        seed_demo_people(session, actor=OPERATOR, at=table.begins_at)
        bundle = bundles.of_folder(DRAWINGS / PROCESS)
        deploy.deploy(session, bundle, actor=OPERATOR, at=table.begins_at, actions=actions.names())
        session.commit()
    say("the plan: the real tasks of Resolution 57, and tasks marked demo")
    _take_in_plans(database, table)
    say("a history: invented, made by the same commands that people use")
    _play(database, EvidenceStore(settings.evidence_dir), table)
    say("what the administrator has done: divisions, a merger, a local holiday")
    demo_organisation.rearrange(database, table)
    with database.writing() as session:
        phrases.keep_some(session, table.now)
        indicators.own_some(session, table.moment(-5, 9))
        session.commit()
    say("accounts for the cast")
    _open_accounts(database, settings, table)


def _take_in_plans(database: Database, table: Timetable) -> None:
    """Both plans when they were issued, the demo tasks twelve weeks ago; the clock starts a case for each."""
    demo_at = table.moment(-60, 8)
    with database.writing() as session:
        seed_plan(session, province=False, actor=OPERATOR, at=table.begins_at)
        indicators.seed_indicators(session, actor=OPERATOR, at=table.begins_at)
        seed_plan(session, province=True, actor=OPERATOR, at=table.province_begins_at)
        import_plan(
            session,
            demo_tasks.plan_file(table),
            PLACING,
            file_name="demo.csv",
            origin="demo",
            actor=OPERATOR,
            at=demo_at,
        )
        session.commit()
    for moment in sorted((table.begins_at, table.province_begins_at, demo_at)):
        _start_cases(database, moment)


def _start_cases(database: Database, at: datetime) -> None:
    for job in JOBS:
        if job.name in ("starting", "parents"):
            drain(database, job, at)


def _play(database: Database, store: EvidenceStore, table: Timetable) -> None:
    """Everything that happened, in order; the clock looked three days and one day ago, and raised one level each time."""
    with database.reading() as session:
        events = [*demo_tasks.events(table), *invented.events(session, table), *keeping.events(table)]
    events.sort(key=lambda event: event.at)
    looks = [table.moment(-3, 12), table.moment(-1, 12)]
    for begins, ends in zip([None, *looks], [*looks, None], strict=True):
        between = [
            event for event in events if (begins is None or event.at > begins) and (ends is None or event.at <= ends)
        ]
        _act_out(database, store, between)
        if ends is not None:
            tick(database, ends)


def _act_out(database: Database, store: EvidenceStore, events: list[Event]) -> None:
    """Act by act; after an assignment to several units the clock starts their parts."""
    for together in _portions(events):
        with database.writing() as session:
            for event in together:
                event.act(Scene(session, store, event.code, event.at))
            session.commit()
        if together[-1].code in invented.PARENTS:
            _start_cases(database, together[-1].at)


def _portions(events: list[Event]) -> Iterator[list[Event]]:
    """Some acts at a time; an assignment to several units ends its portion."""
    portion: list[Event] = []
    for event in events:
        portion.append(event)
        if len(portion) == TOGETHER or event.code in invented.PARENTS:
            yield portion
            portion = []
    if portion:
        yield portion


def _open_accounts(database: Database, settings: Settings, table: Timetable) -> None:
    with create_app(settings).app_context(), database.writing() as session:
        for name, _ in CAST:
            open_account(
                session, _person_id(session, name), actor=OPERATOR, at=table.now, password=settings.demo_password
            )
        session.commit()


def _person_id(session: Session, name: str) -> int:
    return session.scalars(select(Person.id).where(Person.email == name + ADDRESS)).one()
