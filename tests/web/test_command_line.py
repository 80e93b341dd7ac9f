"""The command line fails in a sentence with exit 1, never in a traceback, and asks the same rights as the pages."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.integration.resolutions.cases import ROW, take_in
from tests.support.databases import SqliteCopies
from tests.support.world import World
from tests.web.resolutions.plan_files import count_tasks
from webapp.cli.main import main
from webapp.config import SettingsFault, from_environment

BPMN = Path(__file__).parents[2] / "bpmn"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def world_url(sqlite_worlds: SqliteCopies) -> Iterator[str]:
    """A country before anybody has an account: production starts on no other."""
    with sqlite_worlds.fresh() as url:
        yield url


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, world_url: str) -> Run:
    """Runs ``nq57 …`` on the test's database (an installation, unless a setting says otherwise); answers exit code and words."""
    for name, value in {
        "NQ57_MODE": "production",
        "NQ57_DATA_DIR": str(tmp_path),
        "NQ57_DATABASE_URL": world_url,
        "NQ57_SECRET_KEY": "k3TqPz0v9Yx7Wc5Bn1Mf8Ld2Hs6Jg4Ra",
        "NQ57_PUBLIC_URL": "https://nq57.example.org",
        "NQ57_TRUSTED_HOSTS": "nq57.example.org",
    }.items():
        monkeypatch.setenv(name, value)

    def command(*words: str, **environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["nq57", *words])
        try:
            main()
        except SystemExit as over:
            code = int(over.code or 0)
        else:
            code = 0
        said = capsys.readouterr()
        return code, said.out + said.err

    return command


def changed_copy(tmp_path: Path) -> Path:
    """The process with one word of a form changed."""
    for path in sorted(BPMN.rglob("*")):
        copy = tmp_path / "drawings" / path.relative_to(BPMN)
        if path.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    form = tmp_path / "drawings" / "resolution_task" / "forms" / "accept_task.form"
    form.write_text(form.read_text("utf-8").replace('"label": "', '"label": "… ', 1), "utf-8")
    return tmp_path / "drawings"


@pytest.mark.parametrize("words", [("check",), ("verify-ledger",), ("serve", "--with-clock")])
def test_a_database_without_our_schema_is_a_sentence(run: Run, tmp_path: Path, words: tuple[str, ...]):
    code, said = run(*words, NQ57_DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert code == 1 and said.strip().endswith("please run “nq57 db upgrade”.")


def test_the_clock_does_not_beat_on_a_database_without_our_schema(run: Run, tmp_path: Path):
    address = f"sqlite:///{tmp_path / 'new.sqlite'}"
    code, said = run("clock", "--once", NQ57_MODE="demo", NQ57_DATABASE_URL=address)
    assert code == 1 and said.strip().endswith("please run “nq57 db upgrade”.")


def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(run: Run):
    code, said = run("check", NQ57_DATABASE_URL="postgresql+psycopg://nq57:a-password@127.0.0.1:1/nq57")
    assert code == 1 and said.startswith("Expected the database to answer") and "a-password" not in said


def test_a_port_that_is_taken_is_a_sentence(run: Run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = run("serve", "--with-clock", NQ57_PORT=str(port))
    assert code == 1 and f"127.0.0.1:{port}" in said


def test_a_service_that_is_told_to_stop_finishes_first(run: Run, monkeypatch: pytest.MonkeyPatch):
    class Server:
        def __init__(self, _app: object, sockets: list[socket.socket], **_: object) -> None:
            self.sockets = sockets

        def run(self) -> None:
            self.sockets[0].close()
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("waitress.create_server", Server)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    try:
        assert run("serve", "--with-clock", NQ57_PORT=str(port)) == (0, "")
    finally:
        signal.signal(signal.SIGTERM, before)


def test_another_kind_of_database_is_named_at_start(tmp_path: Path):
    with pytest.raises(SettingsFault, match="'mysql'"):
        from_environment({"NQ57_DATA_DIR": str(tmp_path), "NQ57_DATABASE_URL": "mysql://nq57@db/nq57"})


def test_one_office_on_sqlite_can_check_itself(run: Run):
    assert run("check") == (0, "Everything agrees.\n")
    assert run("verify-ledger")[0] == 0


def test_whoever_may_not_take_a_plan_in_on_the_page_may_not_do_it_here(run: Run, tmp_path: Path):
    (tmp_path / "plan.csv").write_text("code,title_vi\nT-9,Việc\n", "utf-8")
    code, said = run("plan", "import", str(tmp_path / "plan.csv"), "--as", "charlie@demo.nq57.example")
    assert code == 1 and "does not have it" in said


def test_after_the_first_installation_one_designer_proposes_and_another_approves(run: Run, tmp_path: Path):
    drawings = str(changed_copy(tmp_path))
    vy, khoa, charlie = "vy@demo.nq57.example", "khoa@demo.nq57.example", "charlie@demo.nq57.example"
    assert run("deploy", drawings)[0] == 2, "nobody is named"
    assert run("deploy", drawings, "--as", charlie)[0] == 1
    assert run("deploy", drawings, "--as", vy) == (0, "resolution_task: proposed; another person approves it.\n")
    assert run("deploy", drawings, "--approve", "--as", vy)[0] == 1, "her own"
    assert run("deploy", drawings, "--approve", "--as", charlie)[0] == 1
    assert run("deploy", str(BPMN), "--approve", "--as", khoa)[0] == 1, "other files than were proposed"
    assert run("deploy", drawings, "--approve", "--as", khoa) == (0, "resolution_task: version 2 is in service.\n")


def test_a_folder_without_a_drawing_is_refused(run: Run, tmp_path: Path):
    code, said = run("deploy", str(tmp_path), "--check")
    assert code == 1 and "process folder" in said


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_is_written_and_the_plan_goes_out_and_in_again(
    run: Run, world: World, tmp_path: Path, kind: str, language: str
):
    take_in(world, {**ROW, "contributions": "Sở Tài chính: Dự toán (6/3/2026)"})
    empty, plan = str(tmp_path / f"mau.{kind}"), str(tmp_path / f"ke-hoach.{kind}")
    assert run("plan", "template", empty, "--language", language) == (0, f"{empty} is written.\n")
    assert "at least one row below the headings" in run("plan", "import", empty, "--dry-run")[1]
    assert run("plan", "export", plan, "--language", language) == (0, f"{plan} is written.\n")
    trial = run("plan", "import", plan, "--dry-run")
    assert trial == (0, "1 rows: 0 new, 1 unchanged, 0 changed, 0 differences to decide.\n")
    assert run("plan", "import", plan) == trial
    assert run("plan", "export", plan)[0] == 2, "nothing is written over"
    assert run("plan", "export", str(tmp_path / "plan.pdf"))[0] == 2
    assert "registered resolution" in run("plan", "export", str(tmp_path / f"other.{kind}"), "--resolution", "X")[1]


def test_a_trial_of_a_workbook_says_what_would_change_and_changes_nothing(run: Run, world: World, tmp_path: Path):
    book = Workbook()
    for line in (("Mã", "Tên nhiệm vụ", "Hạn"), ("X-1", "Việc mới", "30/9/2026"), ("X-2", "Việc hai", "bao giờ")):
        book.active.append(line)
    book.save(tmp_path / "plan.xlsx")
    code, said = run("plan", "import", str(tmp_path / "plan.xlsx"), "--dry-run")
    assert code == 1 and "row 3, due_date: Expected a day like" in said
    assert run("plan", "import", str(tmp_path / "plan.xlsx"))[0] == 1 and count_tasks(world) == 0
    book.active["C3"] = "1/10/2026"
    book.save(tmp_path / "plan.xlsx")
    assert "2 rows: 2 new" in run("plan", "import", str(tmp_path / "plan.xlsx"), "--dry-run")[1]
    assert count_tasks(world) == 0
    assert run("plan", "import", str(tmp_path / "plan.xlsx"))[0] == 0 and count_tasks(world) == 2
