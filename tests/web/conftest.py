"""The door before the small country, with a clock that stands where the test puts it, and people who can sign in.

On SQLite unless a test asks for both: ``@pytest.mark.parametrize("world_url", ENGINES, indirect=True)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import argon2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.support.databases import PostgresCopies, SqliteCopies
from tests.support.moments import A_MONDAY
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.accounts.opening import open_account
from webapp.accounts.passwords import normalised
from webapp.app import Application, create_app
from webapp.config import Settings
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.organisation.models import Person

PASSWORD = "rừng vàng biển bạc đất phì nhiêu"
# The weakest argon2: thousands of people sign in here, and how long it takes is asked of production's settings elsewhere.
WEAK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """The door's clock; a test sets ``at``."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


RANDOM = re.compile(r'(nonce="|name="csrf_token" value=")[^"]+')


class Answer(TestResponse):
    """An answer whose ``text`` leaves out what is drawn by lot: a short word is sooner or later found in there."""

    @property
    def text(self) -> str:
        """What a reader could find on the page; the whole is in ``get_data``."""
        return RANDOM.sub(r"\1", self.get_data(as_text=True))


class Browser:
    """A person's browser: keeps cookies, and sends forms with the tokens that the last page gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        client.response_wrapper = type("Answered", (Answer, client.application.response_class), {})
        self.page = ""

    def get(self, path: str, **kwargs: Any) -> Any:
        """Open a page."""
        answer = self.client.get(path, **kwargs)
        self.page = answer.get_data(as_text=True)
        return answer

    def send(self, path: str, values: dict[str, Any] | None = None, *, key: str | None = None, **kwargs: Any) -> Any:
        """Send a form to ``path``, with the form protection of the page seen last (any page is opened where there is none)."""
        if 'name="csrf_token"' not in self.page:
            self.get("/sign-in")
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        data = {"csrf_token": token.group(1) if token else "", **(values or {})}
        if key:
            data["command_key"] = key
        answer = self.client.post(path, data=data, **kwargs)
        if answer.mimetype == "text/html" and answer.status_code != 303:
            self.page = answer.get_data(as_text=True)
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, **values: str) -> Any:
        """Sign in as one of the cast; the next page is fetched so that its tokens are the new session's."""
        answer = self.send("/sign-in", {"email": f"{name}@demo.nq57.example", "password": password, **values})
        if answer.status_code == 303:
            self.get("/account")
        return answer


@pytest.fixture
def clock() -> Clock:
    """A Monday morning until the test says otherwise."""
    return Clock(A_MONDAY)


@pytest.fixture
def world_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh small country, on SQLite where the test does not say otherwise."""
    engine = getattr(request, "param", "sqlite")
    with request.getfixturevalue(f"{'sqlite' if engine == 'sqlite' else 'postgres'}_doors").fresh() as url:
        yield url


def open_accounts(url: str) -> None:
    """Everybody of the small country can sign in, all with the same password."""
    database = Database(url)
    with database.writing() as session:
        for person_id in session.scalars(select(Person.id).order_by(Person.id)):
            open_account(session, person_id, actor=OPERATOR, at=A_MONDAY)
        session.execute(update(Account).values(password=WEAK.hash(normalised(PASSWORD)), password_changed_at=A_MONDAY))
        session.commit()
    database.close()


@pytest.fixture(scope="session")
def sqlite_doors(tmp_path_factory: pytest.TempPathFactory, sqlite_worlds: SqliteCopies) -> SqliteCopies:
    """The small country with accounts, one file for each test that asks."""
    return SqliteCopies(tmp_path_factory.mktemp("doors"), open_accounts, like=sqlite_worlds)


@pytest.fixture(scope="session")
def postgres_doors(postgres_worlds: PostgresCopies) -> PostgresCopies:
    """The same on the run's PostgreSQL."""
    return PostgresCopies(postgres_worlds.socket, open_accounts, "nq57_door", like=postgres_worlds.template)


@pytest.fixture
def app(world: World, world_url: str, clock: Clock, tmp_path: Path) -> Application:
    """The application as it starts, with its clock replaced; everybody has an account, all with the same password."""
    with world.database.reading() as session:
        is_without = session.scalar(select(Account.id).limit(1)) is None
    if is_without:
        open_accounts(world_url)
    settings = Settings(
        mode="demo", data_dir=tmp_path, database_url=world_url, secret_key="k" * 40, demo_password=PASSWORD
    )
    made = create_app(settings, database=world.database)
    made.config.update(NQ57_NOW=clock, TESTING=True)
    return made


@pytest.fixture
def opened(world: World) -> Database:
    """The database behind the application."""
    return world.database


@pytest.fixture
def visitor(app: Application) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(app: Application) -> Callable[[str], Browser]:
    """``signed_in("lan")``: a visitor of her own, signed in."""

    def open_for(name: str) -> Browser:
        visitor = Browser(app.test_client())
        assert visitor.sign_in(name).status_code == 303
        return visitor

    return open_for
