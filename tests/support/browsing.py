"""A real browser and a real server for the tests that ask for them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from werkzeug.serving import make_server

from tests.support import chromium, closed_network

PATIENCE = 15_000  # milliseconds for one thing to come: a busy machine makes no promise false
expect.set_options(timeout=PATIENCE)

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
LOCAL = ("127.0.0.1", "localhost")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; a missing one fails the tests."""
    found = chromium.find()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found.path, args=list(chromium.FLAGS), env={**os.environ, **found.environment}
        )
        yield started
        started.close()


PDF_IN_A_FRAME = re.compile(r"/evidence/\w+/view")
Visiting = Callable[..., BrowserContext]


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Visiting]:
    """Makes a visitor: a browser context of its own (cookies, language, screen) that cannot leave this machine.

    The test fails when a page asked for another address, or raised an error that nobody caught.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def visit(*, language: str = "en", screen: dict[str, int] | None = None, **options: object) -> BrowserContext:
        context = browser.new_context(
            locale=language, viewport=screen or DESK, timezone_id="Asia/Ho_Chi_Minh", **options
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/*", _only_here)
        context.on("weberror", lambda fault: faults.append(f"a page's script failed: {fault.error}"))
        context.on(
            "console", lambda said: faults.append(f"the browser says: {said.text}") if _is_policy(said.text) else None
        )
        contexts.append(context)
        return context

    yield visit
    for context in contexts:
        context.close()
    assert not faults, "; ".join(faults)


@pytest.fixture
def page(visiting: Visiting) -> Page:
    """One visitor's page, in English on a desk's screen."""
    return visiting().new_page()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a free port of this machine, in threads of this process; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serving() -> Callable[[Flask], AbstractContextManager[str]]:
    """``with serving(app) as address``: see ``served``."""
    return served


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands (WCAG 2.2 A and AA, and good practice), one sentence for each place."""
    page.evaluate(chromium.AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']} at {' '.join(node['target'])}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def picture(page: Page, name: str) -> Path:
    """Keep a picture of the whole page under ``tests/artefacts``."""
    ARTEFACTS.mkdir(exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def _only_here(route: Route) -> None:
    address = urlsplit(route.request.url)
    if route.request.resource_type == "document" and PDF_IN_A_FRAME.fullmatch(address.path):
        route.fulfill(content_type="text/plain", body="")  # this browser has no viewer for PDF and would wait for one
        return
    if address.scheme in ("data", "blob") or address.hostname in LOCAL:
        route.continue_()
        return
    closed_network.note(f"a page's request for {route.request.url}")
    route.abort()


def _is_policy(text: str) -> bool:
    return "Content Security Policy" in text or "Refused to" in text
