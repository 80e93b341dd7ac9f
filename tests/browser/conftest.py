"""The small country behind a real server, for a real browser: everybody can sign in, the clock stands where the test puts it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.browsing import served

# the same door, clock and accounts as the tests with Flask's client
from tests.web.conftest import PASSWORD, app, clock, postgres_doors, sqlite_doors, world_url

__all__ = ["app", "clock", "postgres_doors", "sqlite_doors", "world_url"]


@pytest.fixture
def address(app) -> Iterator[str]:
    """Where the application is served."""
    with served(app) as at:
        yield at


@pytest.fixture
def sign_in(address):
    """``sign_in(page, "lan")``: by the form, as a person would."""

    def enter(page, name: str) -> None:
        page.goto(address + "/sign-in")
        page.locator("input[name=email]").fill(f"{name}@demo.nq57.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main .button-primary").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    return enter
