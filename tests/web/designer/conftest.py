"""Designers at their pages: what an editor sends, and drafts to begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.conftest import Browser
from tests.web.story import reading_english

KEY = "resolution_task"
Drawn = Callable[..., str]


def token_of(browser: Browser) -> str:
    """The form protection of the page seen last."""
    if 'name="csrf_token"' not in browser.page:
        browser.get("/account")
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.page)
    assert token
    return token.group(1)


def in_json(browser: Browser, address: str, **values: Any) -> Any:
    """Send what the editor sends: JSON, with the form protection in its header."""
    return browser.client.post(address, json=values, headers={"X-CSRFToken": token_of(browser)})


@pytest.fixture
def vy(world, signed_in) -> Browser:
    """She draws and proposes."""
    return reading_english(signed_in, "vy")


@pytest.fixture
def khoa(world, signed_in) -> Browser:
    """He decides."""
    return reading_english(signed_in, "khoa")


def begun(browser: Browser, key: str = KEY, **values: str) -> str:
    """Begin a draft; answers its address."""
    answer = browser.send(f"/designer/{key}/drafts", values)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def revision_of(browser: Browser, draft: str) -> int:
    """The revision that a stale saving is told."""
    return int(in_json(browser, f"{draft}/files/scenarios.yaml", revision=0, content="").json["revision"])


def changed(browser: Browser, draft: str, path: str, old: str, new: str) -> Any:
    """Replace something in a file of a draft, as an editor would."""
    text = browser.client.get(f"{draft}/files/{path}").text
    assert old in text
    return in_json(
        browser, f"{draft}/files/{path}", revision=revision_of(browser, draft), content=text.replace(old, new)
    )
