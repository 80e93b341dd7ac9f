"""What the designers' editor costs the browser: opening a draft, and drawing in a drawing of 300 elements.

``python -m benchmarks.editor``: the small country on SQLite, the real application, a headless Chromium. A page counts as interactive when
its file stands open in its editor. Beside the clock on the wall stands the processor time of the page's own thread, by the browser's own
account (``Performance.getMetrics``): a busy machine stretches only the former.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, expect, sync_playwright
from sqlalchemy import select

from benchmarks.large_drawing import large_drawing
from benchmarks.machine import named
from tests.support import chromium
from tests.support.browsing import served
from tests.support.country import build
from tests.support.moments import A_MONDAY
from webapp.accounts.opening import open_account
from webapp.app import create_app
from webapp.config import Settings
from workflows.actor import OPERATOR
from workflows.db import Database
from workflows.definitions import drafts
from workflows.definitions.models import DefinitionDraft
from workflows.organisation.models import Person

KEY = "resolution_task"
PASSWORD = "rừng vàng biển bạc đất phì nhiêu"
PATIENCE = 180_000
TIMES = 5
DRAWN = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"""
WATCH = """
  new MutationObserver((_seen, watching) => {
    if (!document.querySelector("[data-open]")) return;
    window.interactiveAt = performance.now();
    watching.disconnect();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-open"] });
"""
Taken = dict[str, list[tuple[float, float]]]  # what was done: seconds by the wall, seconds of the page's thread


def main(*, times: int = TIMES) -> None:
    """Measure and print medians."""
    print(f"{named()}; load {os.getloadavg()[0]:.1f} before we begin")
    taken: Taken = {}
    with tempfile.TemporaryDirectory(prefix="nq57-editor-") as folder, _country(Path(folder)) as (address, database):
        found = chromium.find()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found.path, args=list(chromium.FLAGS), env={**os.environ, **found.environment}
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en")
            page.add_init_script(WATCH)
            page.set_default_timeout(PATIENCE)
            draft = _begun(page, address)
            _open(page, draft, "the task's drawing", times, taken)
            _replace(database, large_drawing(KEY))
            _open(page, draft, "300 elements", times, taken)
            _act(page, times, taken)
            browser.close()
    for what, seen in taken.items():
        wall, thread = (statistics.median(one) for one in zip(*seen, strict=True))
        print(f"{what:<44} {wall * 1000:6.0f} ms, of the page's thread {thread * 1000:5.0f} ms")


def _open(page: Page, draft: str, what: str, times: int, taken: Taken) -> None:
    """Open the draft with nothing kept in the browser, and again with what it kept."""
    asked = page.context.new_cdp_session(page)
    for _ in range(times):
        asked.send("Network.clearBrowserCache")
        for cache in ("nothing kept", "files kept"):
            page.goto("about:blank")
            cost = _thread(asked)
            page.goto(draft)
            page.wait_for_selector("[data-open]")
            wall = page.evaluate("window.interactiveAt") / 1000
            taken.setdefault(f"{what}, opened, {cache}", []).append((wall, cost()))
            _checked(page)


def _act(page: Page, times: int, taken: Taken) -> None:
    """Drag a step, type a property, choose another step, as hands do it. Apart from each: what follows, writing, saving, checking."""
    asked = page.context.new_cdp_session(page)
    page.get_by_label("Element", exact=True).select_option("step_150")
    for number in range(times):
        for what, begin, act in _ACTS:
            given = begin(page)
            page.evaluate(DRAWN)
            cost, began = _thread(asked), time.perf_counter()
            acts = act(page, given, number)
            page.evaluate(DRAWN)
            taken.setdefault(what, []).append(((time.perf_counter() - began) / acts, cost() / acts))
            cost, began = _thread(asked), time.perf_counter()
            _checked(page)
            taken.setdefault(f"  what follows: {what}", []).append((time.perf_counter() - began, cost()))


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("[data-element-id='step_150'] .djs-hit").first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _drag(page: Page, place: tuple[float, float], number: int) -> int:
    """Press, move ten times, let go; answers how many times the page had to follow."""
    (x, y), way = place, 2 if number % 2 else -2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + step * 3, y + step * way)
        page.evaluate(DRAWN)
    page.mouse.up()
    return 12


def _field(page: Page) -> None:
    page.get_by_label("Due", exact=True).select_text()


def _type(page: Page, _given: None, number: int) -> int:
    """Write an expression, and leave the field."""
    page.keyboard.insert_text(f"working_days({number + 1})")
    page.keyboard.press("Tab")
    return 1


def _list(page: Page) -> None:
    page.get_by_label("Element", exact=True).focus()


def _choose(page: Page, _given: None, _number: int) -> int:
    """The next step of the list, and back."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    return 2


_ACTS: tuple[tuple[str, Callable[[Page], Any], Callable[[Page, Any, int], int]], ...] = (
    ("a step dragged, each move of the mouse", _middle, _drag),
    ("a property typed", _field, _type),
    ("an element chosen", _list, _choose),
)


def _checked(page: Page) -> None:
    """Wait until what was drawn is saved and checked."""
    page.wait_for_timeout(1_500)  # longer than the pause before anything is asked
    expect(page.locator("[data-checked]")).to_have_text(re.compile("wrong|put right|Not checked"), timeout=PATIENCE)
    expect(page.locator("[data-saved]")).to_contain_text("Saved at", timeout=PATIENCE)


def _thread(asked: CDPSession) -> Callable[[], float]:
    """Begin to count; answers what tells the seconds that the page's thread has worked since."""

    def now() -> float:
        metrics = asked.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    asked.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = now()
    return lambda: now() - before


def _begun(page: Page, address: str) -> str:
    """Vy signs in and begins a draft; answers its address."""
    page.goto(f"{address}/sign-in")
    page.locator("input[name=email]").fill("vy@demo.nq57.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main .button-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{address}/designer/{KEY}")
    page.locator(f"form[action$='/{KEY}/drafts'] button").first.click()
    page.wait_for_selector("[data-open]")
    return page.url


def _replace(database: Database, content: bytes) -> None:
    with database.writing() as session:
        draft = session.scalars(select(DefinitionDraft)).one()
        drafts.save_file(session, draft, f"{KEY}.bpmn", content, seen=draft.revision, at=A_MONDAY)
        session.commit()


@contextmanager
def _country(folder: Path) -> Iterator[tuple[str, Database]]:
    """The small country, served; Vy can sign in."""
    url = f"sqlite:///{folder / 'nq57.sqlite'}"
    build(url)
    database = Database(url)
    app = create_app(Settings("demo", folder, url, "k" * 40, demo_password=PASSWORD), database=database)
    with database.writing() as session, app.app_context():
        vy = session.scalars(select(Person.id).where(Person.email.startswith("vy@"))).one()
        open_account(session, vy, actor=OPERATOR, at=A_MONDAY, password=PASSWORD)
        session.commit()
    with served(app) as address:
        yield address, database
    database.close()


if __name__ == "__main__":
    main(times=int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
