"""Guards over the whole run, and the databases: a test that asks for ``database`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from tests.support import closed_network, once, postgres, room, tripwire
from tests.support.databases import PostgresCopies, SqliteCopies
from workflows.db import Database

pytest_plugins = ("tests.support.browsing", "tests.support.world")
ENGINES = ("sqlite", "postgresql")
# A busy machine makes no promise false: no test fails because it was slow.
settings.register_profile("nq57", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nq57")

tripwire.lay()
closed_network.lay()
once.work_out()
room.take()


@pytest.fixture(autouse=True)
def nothing_forbidden_happened() -> Iterator[None]:
    """Fails the test in which text was run as Python or somebody tried to leave this machine, swallowed or not."""
    yield
    forbidden = tripwire.noted() + closed_network.noted()
    assert not forbidden, "; ".join(forbidden)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was stopped outside of any test (while collecting, in a thread that outlived its test) fails the run too."""
    forbidden = tripwire.noted() + closed_network.noted()
    if forbidden:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        raise pytest.UsageError("; ".join(forbidden))


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> SqliteCopies:
    """Migrated SQLite files, one for each test that asks."""
    return SqliteCopies(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_copies() -> Iterator[PostgresCopies]:
    """Migrated databases on a PostgreSQL that runs as long as this run."""
    with postgres.server() as socket:
        yield PostgresCopies(socket)


@pytest.fixture
def sqlite_url(sqlite_copies: SqliteCopies) -> Iterator[str]:
    """A fresh SQLite database, for what needs no second engine."""
    with sqlite_copies.fresh() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_copies: PostgresCopies) -> Iterator[str]:
    """A fresh PostgreSQL database, for what only production can show (two clocks, row locks)."""
    with postgres_copies.fresh() as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database on each engine in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An opened fresh database on each engine in turn."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session; the test is its door: it commits, or what it did is rolled back."""
    with database.writing() as opened:
        yield opened
        opened.rollback()
