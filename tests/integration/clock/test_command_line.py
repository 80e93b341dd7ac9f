"""The operator's commands on a data folder of their own: what they do, what they say, and how they fail."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from tests.support.world import World
from tests.web.story import given_to_the_department, handed_in
from webapp.cli.main import main
from workflows.instances.models import ProcessInstance
from workflows.ledger.models import LedgerEntry
from workflows.organisation.models import CalendarChange, CalendarDay, Grant, Person
from workflows.resolutions.models import ResolutionTask
from workflows.work.models import Escalation

Said = tuple[int, str]
Run = Callable[..., Said]
BPMN = Path(__file__).parents[3] / "bpmn"
AT_DUE = "2026-03-12T17:00+07:00"
HEADER = "code,title_vi,title_en,group,lead_agency,coordinating_agencies,deliverable,due_date,source,due_text\n"
ROW = (
    "D-01,Ban hành kế hoạch,Issue a plan,Dữ liệu,Sở Khoa học và Công nghệ Khánh Hòa,,Kế hoạch,2026-03-12,Thử,tháng 3\n"
)
PRODUCTION = {
    "NQ57_MODE": "production",
    "NQ57_SECRET_KEY": "k3TqPz0v9Yx7Wc5Bn1Mf8Ld2Hs6Jg4Ra",
    "NQ57_TRUSTED_HOSTS": "nq57.example.org",
    "NQ57_PUBLIC_URL": "https://nq57.example.org",
    "NQ57_DATABASE_URL": "postgresql+psycopg://nq57@db/nq57",
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Type a command; answers its exit code and everything it said."""
    monkeypatch.setenv("NQ57_DATA_DIR", str(tmp_path))

    def type_in(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["nq57", *words])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        heard = capsys.readouterr()
        return code, heard.out + heard.err

    return type_in


@pytest.fixture
def at_home(run: Run, world: World, world_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same in the small country."""
    monkeypatch.setenv("NQ57_DATABASE_URL", world_url)
    return run


def counted(world: World, model: type) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_clock_beats_once_at_the_moment_given(at_home: Run, world: World) -> None:
    given_to_the_department(world, officer="lan")
    code, said = at_home("clock", "--once", "--at", AT_DUE)
    assert code == 0 and "steps were due" in said
    assert counted(world, Escalation) == 1
    assert at_home("clock", "--once", "--at", AT_DUE) == (0, "0 steps were due.\n")


@pytest.mark.parametrize(("at", "why"), [("tomorrow", "to be a moment"), ("2026-03-12T17:00", "name its time zone")])
def test_the_clock_refuses_a_moment_that_it_cannot_know(run: Run, at: str, why: str) -> None:
    code, said = run("clock", "--once", "--at", at)
    assert code == 2 and why in said


def test_an_installations_clock_cannot_be_moved(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    code, said = run("clock", "--once", "--at", AT_DUE)
    assert code == 2 and "Expected no --at outside the demo" in said


@pytest.mark.parametrize(
    "words", [("check",), ("verify-ledger",), ("clock", "--once"), ("account", "create", "--email=a@b.vn", "--name=A")]
)
def test_a_database_of_another_version_is_named_in_a_sentence(run: Run, words: tuple[str, ...]) -> None:
    code, said = run(*words)
    assert code == 1 and "please run “nq57 db upgrade”" in said


def test_the_schema_is_brought_up_to_date_and_then_agrees(run: Run) -> None:
    assert run("db", "upgrade") == (0, "The database is up to date.\n")
    assert run("check") == (0, "Everything agrees.\n")


def test_check_finds_nothing_in_a_sound_house(at_home: Run, world: World) -> None:
    handed_in(world)
    assert at_home("check") == (0, "Everything agrees.\n")


def test_check_says_each_violation_on_a_line_and_exits_with_one(at_home: Run, world: World) -> None:
    case = given_to_the_department(world)
    with world.database.writing() as session:
        session.execute(update(ProcessInstance).where(ProcessInstance.id == case).values(version=99))
        session.commit()
    code, said = at_home("check")
    assert code == 1
    assert said.splitlines()[0].startswith("case T-1: its version is 99")
    assert "1 violations." in said


def test_verify_ledger_says_what_it_cannot_see(at_home: Run, world: World) -> None:
    given_to_the_department(world)
    code, said = at_home("verify-ledger")
    assert code == 0 and "Every chain continues" in said and "only be seen against a checkpoint" in said


def test_verify_ledger_finds_a_changed_entry(at_home: Run, world: World) -> None:
    given_to_the_department(world)
    with world.database.engine.begin() as raw:
        if raw.dialect.name == "sqlite":
            raw.execute(text("DROP TRIGGER ledger_entries_no_update"))
        else:
            raw.execute(text("ALTER TABLE ledger_entries DISABLE TRIGGER USER"))
        raw.execute(update(LedgerEntry).where(LedgerEntry.seq == 2).values(actor="person:99"))
    code, said = at_home("verify-ledger")
    assert code == 1 and "changed after it was recorded" in said and "Every chain" not in said


def test_the_shipped_process_is_without_fault(run: Run) -> None:
    assert run("deploy", "--check", str(BPMN / "resolution_task")) == (0, "Nothing is wrong.\n")


def test_a_drawing_whose_form_is_missing_is_refused_and_nothing_deployed(run: Run, tmp_path: Path) -> None:
    copied = tmp_path / "bpmn"
    shutil.copytree(BPMN, copied)
    (copied / "resolution_task" / "forms" / "accept_task.form").unlink()
    code, said = run("deploy", "--check", str(copied / "resolution_task"))
    assert code == 1 and "accept_task" in said and "nothing was deployed" in said


def test_a_dry_run_says_what_would_happen_and_writes_nothing(at_home: Run, world: World, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADER + ROW)
    code, said = at_home("plan", "import", str(file), "--dry-run")
    assert code == 0 and said.startswith("1 rows: 1 new")
    assert counted(world, ResolutionTask) == 0
    code, said = at_home("plan", "import", str(file))
    assert code == 0 and counted(world, ResolutionTask) == 1


def test_a_bad_plan_is_refused_with_a_sentence_per_fault_and_nothing_taken_in(
    at_home: Run, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADER + ROW + ROW.replace("D-01", "D-02").replace("2026-03-12", "2026-02-30") + ROW)
    code, said = at_home("plan", "import", str(file))
    assert code == 1 and "nothing was taken in" in said
    assert len([line for line in said.splitlines() if "xpected" in line]) >= 3
    assert counted(world, ResolutionTask) == 0


def test_an_account_is_created_with_a_link_that_works_once(at_home: Run, world: World) -> None:
    people = counted(world, Person)
    code, said = at_home("account", "create", "--email", "moi@example.vn", "--name", "Người Mới", "--admin")
    assert code == 0 and "/invitation#" in said and "works once" in said
    assert counted(world, Person) == people + 1
    with world.database.reading() as session:
        person = session.scalars(select(Person).where(Person.email == "moi@example.vn")).one()
        assert session.scalars(select(Grant.role).where(Grant.person_id == person.id)).all() == ["administrator"]


def test_an_account_for_an_unknown_unit_is_refused_and_leaves_nobody(at_home: Run, world: World) -> None:
    people = counted(world, Person)
    code, said = at_home("account", "create", "--email", "m@example.vn", "--name", "M", "--admin", "--unit", "NOWHERE")
    assert code == 1 and said.startswith("Expected")
    assert counted(world, Person) == people


def test_what_is_wrong_with_the_environment_is_said_in_sentences(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NQ57_PORT", "many")
    monkeypatch.setenv("NQ57_HOST", "0.0.0.0")
    code, said = run("check")
    assert code == 1
    assert "NQ57_PORT" in said and "this machine" in said and "Traceback" not in said


def test_nobody_acts_as_somebody_unknown(at_home: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(HEADER + ROW)
    code, said = at_home("plan", "import", str(file), "--as", "nobody@example.vn")
    assert code == 1 and "nobody has the address “nobody@example.vn”" in said


def test_a_unit_keeps_a_day_by_itself_until_it_is_cleared(at_home: Run, world: World) -> None:
    day = ("--unit", "UB56", "--day", "2026-12-04")
    code, said = at_home("calendar", "set", *day, "--name", "Ngày hội", "--as", "quang@demo.nq57.example")
    assert code == 0 and said.startswith("UB56 keeps 2026-12-04 as a holiday.")
    assert (counted(world, CalendarDay), counted(world, CalendarChange)) == (1, 1)
    code, said = at_home("calendar", "clear", *day)
    assert code == 0 and "as the units above it do" in said
    code, said = at_home("calendar", "clear", *day)
    assert code == 1 and said.startswith("Expected a day that “UB56” keeps by itself")
    assert at_home("calendar", "recount")[0] == 0
    assert (counted(world, CalendarDay), counted(world, CalendarChange)) == (0, 3)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--unit", "NOWHERE"), "Expected the code of a unit"),
        (("--day", "2026-02-30"), "Expected --day to be a day"),
        (("--kind", "half"), "Expected a holiday or a working day"),
        (("--as", "lan@demo.nq57.example"), "does not have it"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_day_that_cannot_be_set_is_refused_in_a_sentence(
    at_home: Run, world: World, wrong: tuple[str, str], sentence: str
) -> None:
    words = {"--unit": "UB56", "--day": "2026-12-04", "--name": "Ngày hội"} | dict([wrong])
    code, said = at_home("calendar", "set", *(word for pair in words.items() for word in pair))
    assert code != 0 and sentence in said and "Traceback" not in said
    assert counted(world, CalendarChange) == 0
