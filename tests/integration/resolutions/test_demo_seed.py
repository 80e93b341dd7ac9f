"""The demo is whole: the real plan, an invented history that obeys every rule, and always something soon, due and late."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.support.databases import SqliteCopies
from tests.support.moments import local
from webapp.config import from_environment
from webapp.seed import demo
from webapp.seed.files import DATA, read_rows
from workflows.actor import OPERATOR, person
from workflows.db import Database
from workflows.errors import Conflict
from workflows.instances import invariants as of_cases
from workflows.instances.models import Incident, ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.ledger.verify import broken_links
from workflows.organisation.models import Person
from workflows.organisation.standing import Standing, standing_of
from workflows.resolutions import register
from workflows.resolutions.models import Resolution, ResolutionTask
from workflows.resolutions.plan import try_plan
from workflows.resolutions.rows import Placing
from workflows.resolutions.wanted import Moment, TaskFilter
from workflows.work import invariants as of_work
from workflows.work.evidence import EvidenceStore
from workflows.work.models import Escalation

SEEDED = [
    local(2026, 11, 24, 10),
    local(2026, 2, 18, 23),
]  # an ordinary Tuesday, and a night in Tết before the province's plan


@dataclass(frozen=True)
class Demo:
    """A seeded demo, read only."""

    database: Database
    folder: Path
    at: datetime

    def standing(self, name: str) -> Standing:
        """Where one of the cast stands."""
        with self.database.reading() as session:
            found = session.scalars(select(Person.id).where(Person.email == f"{name}@demo.nq57.example")).one()
            return standing_of(session, person(found), self.at)

    def rows(self, name: str = "nga", text: str | None = None) -> dict[str, register.TaskRow]:
        """The tasks that one of the cast sees, by code."""
        moment = Moment(self.at, self.at + timedelta(days=7))
        with self.database.reading() as session:
            return {
                row.code: row
                for row in register.find_tasks(session, TaskFilter(text=text), self.standing(name), moment, limit=500)
            }


@pytest.fixture(scope="module", params=SEEDED, ids=["a Tuesday", "a night in Tết"])
def seeded(
    request: pytest.FixtureRequest, sqlite_copies: SqliteCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo, seeded once for the tests below."""
    folder = tmp_path_factory.mktemp("demo")
    with sqlite_copies.fresh() as url, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("NQ57_")]:
            patch.delenv(name)
        patch.setenv("NQ57_DATA_DIR", str(folder))
        patch.setenv("NQ57_DATABASE_URL", url)
        settings = from_environment()
        database = Database(url)
        assert demo.is_empty(database)
        demo.seed(database, settings, at=request.param)
        assert not demo.is_empty(database)
        with pytest.raises(Conflict, match="empty database"):
            demo.seed(database, settings, at=request.param)
        yield Demo(database, settings.evidence_dir, request.param)
        database.close()


def test_every_real_task_is_there_and_has_its_case(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        codes = set(
            session.scalars(
                select(ResolutionTask.code).where(ResolutionTask.origin == "plan", ResolutionTask.parent_id.is_(None))
            )
        )
        assert codes == {row["code"] for row in read_rows("tasks")}
        assert session.scalar(select(func.count()).where(ResolutionTask.instance_id.is_(None))) == 0
        parents = dict(session.execute(select(Resolution.code, Resolution.parent_id)).all())
    assert parents["57-NQ/TW"] is None and parents["11-KH/BCĐ"] is not None


def test_the_shipped_file_taken_in_again_changes_nothing(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        report = try_plan(session, (DATA / "tasks.csv").read_bytes(), Placing("57-NQ/TW"), actor=OPERATOR, at=seeded.at)
    assert (report.rows, report.unchanged, report.faults) == (96, 96, ())


def test_the_history_breaks_no_rule_and_no_chain(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        assert list(broken_links(session)) == []
        assert list(of_cases.violations(session)) == []
        assert list(of_work.violations(session, EvidenceStore(seeded.folder))) == []
        assert session.scalars(select(Incident.sentence)).all() == []


def test_nothing_happened_in_the_future(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        assert session.scalars(select(LedgerEntry.id).where(LedgerEntry.happened_at > seeded.at)).all() == []
        assert session.scalars(select(ProcessInstance.id).where(ProcessInstance.started_at > seeded.at)).all() == []


def test_a_late_task_was_escalated_twice(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        levels = session.scalars(
            select(Escalation.level)
            .join(ProcessInstance, ProcessInstance.id == Escalation.instance_id)
            .where(ProcessInstance.business_key == "DEMO-01")
            .order_by(Escalation.level)
        ).all()
    assert levels == [1, 2]


def test_soon_due_and_late_are_always_there_and_every_class_of_the_nation(seeded: Demo) -> None:
    rows = seeded.rows(text="(demo)")
    assert {"late", "soon", "on_time", "done", "open_ended"} == {row.deadline for row in rows.values()}
    assert {row.class_name for row in rows.values()} >= {
        "completed_on_time",
        "completed_late",
        "in_progress",
        "in_progress_overdue",
        "not_started",
        "regular",
    }
    assert {row.origin for row in rows.values()} == {"demo"}
    assert all("(demo)" in row.title_vi and "(demo)" in row.title_en for row in rows.values()), "who sees one is told"


@pytest.mark.parametrize(
    ("code", "class_name"),
    [
        ("DEMO-01", "in_progress_overdue"),
        ("DEMO-08", "completed_on_time"),
        ("DEMO-09", "completed_late"),
        ("DEMO-12", "not_started"),
        ("DEMO-33", "in_progress"),
    ],
)
def test_the_demo_tasks_stand_where_their_stories_say(seeded: Demo, code: str, class_name: str) -> None:
    assert seeded.rows()[code].class_name == class_name


def test_charlie_sees_less_than_the_inspector(seeded: Demo) -> None:
    assert set(seeded.rows("charlie")) < set(seeded.rows("nga"))
    assert "DEMO-02" not in seeded.rows("charlie")


def test_the_people_who_can_sign_in_are_named(seeded: Demo) -> None:
    with seeded.database.reading() as session:
        assert {email for email, _ in demo.people()} <= set(session.scalars(select(Person.email)))
