"""A restored copy waits: its clock does nothing until an operator confirms it, and everybody can see that."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.integration.keeping.holding import LATER, archive_of, nowhere, restore
from tests.support.moments import A_MONDAY, DAY_AFTER_DUE
from tests.support.world import World
from webapp import clock
from webapp.cli.main import main
from webapp.config import from_environment
from webapp.keeping.models import Restoration
from webapp.keeping.pause import confirm_restoration, paused_since
from workflows.errors import Conflict, Invalid
from workflows.ledger.models import LedgerEntry

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Type a command on an installation of its own; answers its exit code and everything it said."""
    monkeypatch.setenv("NQ57_DATA_DIR", str(tmp_path / "copy"))

    def type_in(*words: str) -> tuple[int, str]:
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


def test_the_clock_of_a_restored_copy_acts_only_after_the_operators_word(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock._say_that_it_rests.cache_clear()  # said once in a process, and another test may have been first
    path = archive_of(world, tmp_path)
    with nowhere(tmp_path) as (database, store):
        restore(path, database, store)
        settings = from_environment({"NQ57_DATA_DIR": str(tmp_path)})
        orphan = store.folder / ("0" * 32)
        orphan.write_bytes(b"x")
        with caplog.at_level(logging.WARNING):
            assert [clock.tick(database, DAY_AFTER_DUE) for _ in range(3)] == [0, 0, 0]
            assert clock.sweep(database, settings, DAY_AFTER_DUE) == 0
        assert caplog.text.count("stands still") == 1, "said, but not at every beat"
        with database.writing() as session:
            confirm_restoration(session, reason="Máy cũ hỏng", at=DAY_AFTER_DUE)
            session.commit()
        assert clock.tick(database, DAY_AFTER_DUE) > 0


def test_who_confirmed_and_why_stands_in_the_ledger(world: World) -> None:
    with world.database.writing() as session:
        with pytest.raises(Conflict, match="may act"):
            confirm_restoration(session, reason="x", at=LATER)
        session.add(Restoration(archive="0" * 64, saved_at=A_MONDAY, restored_at=LATER))
        session.flush()
        assert paused_since(session) == LATER
        with pytest.raises(Invalid, match="a reason"):
            confirm_restoration(session, reason=" ", at=LATER)
        confirm_restoration(session, reason="Máy cũ hỏng", at=LATER)
        assert paused_since(session) is None
        last = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
        assert last is not None and (last.kind, last.actor, last.happened_at) == (
            "installation.confirmed",
            "operator",
            LATER,
        )


@pytest.mark.parametrize("world_url", ["sqlite"], indirect=True)
def test_an_operator_saves_restores_and_confirms_by_command(
    run: Run, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, kept = str(tmp_path), tmp_path / "kept"
    kept.mkdir()
    archive_of(world, tmp_path)
    monkeypatch.setenv("NQ57_DATABASE_URL", str(world.database.engine.url))
    monkeypatch.setenv("NQ57_DATA_DIR", home)
    code, said = run("backup", str(kept))
    assert code == 0 and "1 evidence files" in said
    (saved,) = kept.iterdir()
    assert run("backup", "--verify", str(saved))[0] == 0
    monkeypatch.delenv("NQ57_DATABASE_URL")
    monkeypatch.setenv("NQ57_DATA_DIR", str(tmp_path / "copy"))
    code, said = run("restore", str(saved))
    assert code == 0 and "confirm-restore" in said
    assert run("check")[0] == 0
    code, said = run("clock", "--once", "--at", "2026-03-13T08:00+07:00")
    assert code == 1 and "waits for “nq57 confirm-restore”" in said
    assert run("confirm-restore", "--reason", "Máy cũ hỏng") == (0, "The clock goes on.\n")
    code, said = run("clock", "--once", "--at", "2026-03-13T08:00+07:00")
    assert code == 0 and not said.startswith("0 ")
    code, said = run("restore", str(saved))
    assert code == 1 and said.rstrip().endswith("point nq57 at it.")


@pytest.mark.parametrize("words", [("backup", "--verify", "nothing.zip"), ("restore", "nothing.zip")])
def test_an_archive_that_is_not_there_is_a_sentence(run: Run, words: tuple[str, ...]) -> None:
    code, said = run(*words)
    assert code == 1 and said.rstrip().endswith("but there is no such file.")


def test_an_archive_in_a_folder_that_is_not_there_is_a_sentence(
    run: Run, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NQ57_DATABASE_URL", sqlite_url)
    code, said = run("backup", str(tmp_path / "nowhere" / "saved.zip"))
    assert code == 1 and "the system refuses" in said and "Traceback" not in said
