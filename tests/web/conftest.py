"""The door before the small country, with a clock that stands where the test puts it, and people who can sign in.

On SQLite unless a test asks for both: ``@pytest.mark.parametrize("world_url", ENGINES, indirect=True)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from passlib.hash import argon2
from sqlalchemy import select, update

from tests.support.moments import A_MONDAY
from tests.support.templates import keep_templates
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


@cache
def quick_hash() -> str:
    """The password under an argon2 that costs next to nothing: it is slow on purpose, and tests sign in some thousand times."""
    hashed: str = argon2.using(type="ID", rounds=1, memory_cost=8, parallelism=1).hash(normalised(PASSWORD))
    return hashed


class Clock:
    """The door's clock; a test sets ``at``."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Browser:
    """A person's browser: keeps cookies, and sends forms with the tokens that the last page gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def get(self, path: str, **kwargs: Any) -> Any:
        """Open a page."""
        answer = self.client.get(path, **kwargs)
        self.page = answer.text
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
            self.page = answer.text
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
    with request.getfixturevalue(f"{'sqlite' if engine == 'sqlite' else 'postgres'}_worlds").fresh() as url:
        yield url


@pytest.fixture
def app(world: World, world_url: str, clock: Clock, tmp_path: Path) -> Application:
    """The application as it starts, with its clock replaced; everybody has an account, all with the same password."""
    settings = Settings(
        mode="demo", data_dir=tmp_path, database_url=world_url, secret_key="k" * 40, demo_password=PASSWORD
    )
    made = create_app(settings, database=world.database)
    made.config.update(NQ57_NOW=clock, TESTING=True)
    keep_templates(made)
    with world.database.writing() as session, made.app_context():
        for person_id in session.scalars(select(Person.id).order_by(Person.id)):
            open_account(session, person_id, actor=OPERATOR, at=A_MONDAY)
        session.execute(update(Account).values(password=quick_hash()))
        session.commit()
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
