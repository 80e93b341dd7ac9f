"""``nq57 doctor`` says how an installation stands: nothing where all is well, one line with a remedy for each thing that is not."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections import namedtuple
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.moments import A_MONDAY
from tests.support.world import World
from tests.web.story import handed_in
from webapp.cli.main import main
from webapp.config import Settings, from_environment
from webapp.doctor import contents, storage
from webapp.doctor.examining import findings
from webapp.doctor.finding import Finding
from webapp.keeping.models import Restoration
from webapp.operations import heartbeats
from workflows.db import Database
from workflows.instances.incidents import record_failure

ON_SQLITE = pytest.mark.parametrize("world_url", ["sqlite"], indirect=True)
Examine = Callable[[], dict[str, Finding]]


@pytest.fixture
def chosen(world_url: str, tmp_path: Path) -> Settings:
    """An office's settings over the small country."""
    tmp_path.chmod(0o700)
    environ = {
        "NQ57_MODE": "production",
        "NQ57_DATA_DIR": str(tmp_path),
        "NQ57_DATABASE_URL": world_url,
        "NQ57_SECRET_KEY": "k3TqPz0v9Yx7Wc5Bn1Mf8Ld2Hs6Jg4Ra",
        "NQ57_PUBLIC_URL": "https://nq57.example.org",
        "NQ57_TRUSTED_HOSTS": "nq57.example.org",
    }
    return from_environment(environ, single_process=True)


@pytest.fixture
def examine(world: World, chosen: Settings) -> Examine:
    """Look, a minute after the case's last step, and answer the findings by name."""
    handed_in(world)
    _hear_a_clock(world.database, datetime.now(UTC))
    return lambda: {found.check: found for found in findings(chosen, lambda: datetime.now(UTC))}


def _hear_a_clock(database: Database, at: datetime, host: str = "somewhere") -> None:
    """A clock process with its heartbeat, in the table that the schema has or will have for it."""
    with database.writing() as session, session.begin():
        session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS clock_processes (id INTEGER PRIMARY KEY, host VARCHAR(200), pid INTEGER, "
                "started_at TIMESTAMP, beat_at TIMESTAMP, steps INTEGER, ended_at TIMESTAMP)"
            )
        )
        session.execute(text("DELETE FROM clock_processes"))
        session.execute(
            text(
                "INSERT INTO clock_processes (id, host, pid, started_at, beat_at, steps) VALUES (1, :host, 1, :at, :at, 0)"
            ),
            {"host": host, "at": at.replace(tzinfo=None).isoformat(" ")},
        )


def _run(world: World, statement: str) -> None:
    with world.database.writing() as session, session.begin():
        session.execute(text(statement))


def test_where_all_is_well_nothing_is_a_fault(examine: Examine, world: World) -> None:
    said = examine()
    if world.database.engine.dialect.name == "postgresql":  # the tests' own does not wait for the disk, for speed
        assert said.pop("durability").sentence.startswith("fsync=off, full_page_writes=off, synchronous_commit=off")
    assert [found.line() for found in said.values() if found.level != "ok"] == []
    assert set(said) >= {"schema", "ledger", "definitions", "evidence", "clock", "holidays", "disk", "clock skew"}


def test_a_ledger_without_its_guards_is_a_fault(examine: Examine, world: World) -> None:
    dropped = "ledger_entries_no_update"
    if world.database.engine.dialect.name == "postgresql":
        dropped = "ledger_entries_is_append_only"
        _run(world, f"ALTER TABLE ledger_entries DISABLE TRIGGER {dropped}")
    else:
        _run(world, f"DROP TRIGGER {dropped}")
    found = examine()["ledger"]
    assert found.level == "fault" and dropped in found.sentence


def test_a_definition_that_is_not_what_was_approved_is_a_fault(examine: Examine, world: World) -> None:
    changed = "x'78'" if world.database.engine.dialect.name == "sqlite" else "'x'::bytea"
    _run(world, f"UPDATE definition_files SET content = {changed} WHERE path LIKE '%.bpmn'")
    assert examine()["definitions"].level == "fault"


@ON_SQLITE
def test_evidence_that_is_gone_is_a_fault_and_what_nobody_names_is_a_warning(examine: Examine, world: World) -> None:
    (file,) = world.store.folder.iterdir()
    old = file.rename(file.with_name("0" * 32))
    os.utime(old, (A_MONDAY.timestamp(), A_MONDAY.timestamp()))
    said = examine()
    assert said["evidence"].level == "fault" and said["orphans"].level == "warning"


def test_a_clock_that_fell_silent_is_a_fault(examine: Examine, world: World) -> None:
    assert examine()["clock"].level == "ok"
    _hear_a_clock(world.database, datetime.now(UTC) - timedelta(minutes=2))
    assert examine()["clock"].level == "fault"
    _run(world, "DELETE FROM clock_processes")
    assert examine()["clock"].sentence == "no clock runs."
    _run(world, "DROP TABLE clock_processes")
    assert examine()["clock"].sentence.startswith("not known")


def test_a_clock_on_another_host_does_not_make_this_one_well(world: World) -> None:
    _hear_a_clock(world.database, A_MONDAY)
    with world.database.reading() as session:
        assert contents.last_beat(session) == A_MONDAY
        assert contents.last_beat(session, here=True) is None


@pytest.mark.parametrize(("seconds", "level"), [(1, "ok"), (20, "warning"), (-3600, "fault")])
def test_a_machine_whose_clock_is_wrong_is_told(postgres_url: str, seconds: int, level: str) -> None:
    database = Database(postgres_url)
    with database.reading() as session:
        (found,) = storage.of_clocks_agreement(session, datetime.now(UTC) + timedelta(seconds=seconds))
    database.close()
    assert found.level == level


@ON_SQLITE
def test_a_restored_copy_that_waits_is_a_warning(examine: Examine, world: World) -> None:
    assert "restored copy" not in examine()
    with world.database.writing() as session, session.begin():
        session.add(Restoration(archive="0" * 64, saved_at=A_MONDAY, restored_at=A_MONDAY))
    assert "confirm-restore" in examine()["restored copy"].remedy


@ON_SQLITE
def test_what_the_machine_lacks_is_said(
    examine: Examine, chosen: Settings, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    for free, level in ((100 * 1024**2, "fault"), (1024**3, "warning"), (50 * 1024**3, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _path, free=free: usage(free))
        assert examine()["disk"].level == level
    monkeypatch.setattr("webapp.doctor.machine.holiday_names", lambda year, _language: {})
    chosen.data_dir.chmod(0o755)
    (chosen.data_dir / "secret-key").write_text("x")
    said = examine()
    assert (said["holidays"].level, said["data folder"].level, said["secret"].level) == ("fault", "warning", "fault")
    with world.database.writing() as session, session.begin():
        record_failure(session, job="deadlines", cause=ValueError("x"), stuck=None, at=A_MONDAY)
    assert examine()["incidents"].level == "warning"


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    """Type ``nq57 …``; answers its exit code and what it said."""
    monkeypatch.setenv("NQ57_DATA_DIR", str(tmp_path))

    def type_in(*words: str, **environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["nq57", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().out

    return type_in


def test_a_fault_is_exit_1_in_words_and_for_machines(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    code, said = run("doctor")
    assert code == 1 and "fault    database: there is none" in said and not (tmp_path / "nq57.sqlite").exists()
    code, said = run("doctor", "--json")
    assert code == 1 and {"check", "level", "sentence", "remedy"} == set(json.loads(said)[0])


def test_an_installation_in_order_is_exit_0(run: Callable[..., tuple[int, str]], sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        heartbeats.begin(session, at=datetime.now(UTC))
        session.commit()
    database.close()
    code, said = run("doctor", NQ57_DATABASE_URL=sqlite_url)
    assert code == 0, said
    assert "warning  definitions: no process is in service." in said


def test_settings_that_are_wrong_are_each_a_line(run: Callable[..., tuple[int, str]]) -> None:
    code, said = run("doctor", NQ57_MODE="production")
    assert code == 1 and [line.split()[:2] for line in said.splitlines()] == [["fault", "settings:"]] * 3


def test_a_database_that_is_older_or_away_is_a_line(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'nq57.sqlite'}").engine.connect().close()
    code, said = run("doctor")
    assert code == 1 and "Run “nq57 db upgrade”" in said
    code, said = run("doctor", NQ57_DATABASE_URL="postgresql+psycopg://nq57:a-password@127.0.0.1:1/nq57")
    assert code == 1 and "fault    database: it does not answer" in said and "a-password" not in said


@pytest.mark.parametrize(("host", "ago", "code"), [(None, 5, 0), (None, 120, 1), ("elsewhere", 5, 1)])
def test_a_container_asks_whether_its_own_clock_beats(
    run: Callable[..., tuple[int, str]], sqlite_url: str, host: str | None, ago: int, code: int
) -> None:
    database = Database(sqlite_url)
    _hear_a_clock(database, datetime.now(UTC) - timedelta(seconds=ago), host or socket.gethostname())
    database.close()
    assert run("clock", "--healthy", NQ57_DATABASE_URL=sqlite_url)[0] == code
