"""``make pictures``: every picture of the README and of the guides, taken from the demo in a real Chromium.

The demo is seeded anew as of one fixed moment, in a folder that goes away again, and served with its clock standing still: the same
code makes the same pages each time. The pictures are in English and keep few colours, so that a checkout stays small.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update

from tests.support import chromium, errand
from tests.support.browsing import served
from webapp import clock as the_clock
from webapp import migrating, post
from webapp.app import create_app
from webapp.config import Settings
from webapp.operations import heartbeats
from webapp.operations.models import ClockProcess
from webapp.seed import demo
from workflows.db import Database

DOCS = Path(__file__).parent.parent / "docs"
AS_OF = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # a Tuesday, half past nine in Viet Nam
COLOURS = 64
DESK, PHONE = (1280, 900), (390, 844)
FIRST_LINE = ".inbox h3 a"
CLAIM = "[data-key-claim] button"
VIEWER = "#viewer summary"  # folded: a browser without a window shows no PDF


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture under ``docs``: who looks, at what address, what they press on the way, and how large their screen is."""

    file: str
    who: str
    path: str
    press: tuple[str, ...] = ()
    screen: tuple[int, int] = DESK


def _line(step: str) -> str:
    """The first line of a list whose step is called so."""
    return f'.inbox li:has(strong:text-is("{step}")) h3 a'


SHOTS = (
    Shot("pictures/inbox.png", "lan", "/inbox"),
    Shot("pictures/inbox-phone.png", "lan", "/inbox", screen=PHONE),
    Shot("pictures/step.png", "lan", "/inbox?shelf=late", (FIRST_LINE,)),
    Shot("pictures/dashboard.png", "an", "/dashboard"),
    Shot("guides/pictures/officer-inbox.png", "lan", "/inbox"),
    Shot("guides/pictures/officer-step.png", "lan", "/inbox?shelf=late", (FIRST_LINE,)),
    Shot("guides/pictures/head-desk.png", "binh", "/desk"),
    Shot("guides/pictures/head-confirmation.png", "binh", "/inbox", (_line("Confirm the unit's result"), VIEWER)),
    Shot("guides/pictures/verifier-step.png", "minh", "/inbox", (_line("Verify the result"), CLAIM, VIEWER)),
    Shot("guides/pictures/supervisor-raised.png", "hoa", "/desk/escalations"),
    Shot("guides/pictures/supervisor-story.png", "hoa", "/desk/escalations", (FIRST_LINE,)),
    Shot("guides/pictures/support-plan.png", "tuan", "/resolutions"),
    Shot(
        "guides/pictures/support-assigning.png", "tuan", "/inbox", (_line("Assign the task, check the 6 clears"), CLAIM)
    ),
    Shot("guides/pictures/leader-dashboard.png", "an", "/dashboard"),
    Shot("guides/pictures/administrator-unit.png", "quang", "/administration", ("main .list a",)),
    Shot("guides/pictures/administrator-operations.png", "quang", "/operations"),
)


def take_all(address: str, password: str) -> None:
    """Take every picture of what is served at ``address``, each from its person's own browser."""
    found = chromium.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path, args=list(chromium.FLAGS), env={**os.environ, **found.environment}
        )
        pages: dict[tuple[str, tuple[int, int]], Page] = {}
        for shot in SHOTS:
            seat = (shot.who, shot.screen)
            if seat not in pages:
                pages[seat] = _signed_in(browser, address, password, shot)
            _take(pages[seat], address, shot)
        _take_errand(browser, address, password)
        browser.close()


def small(picture: bytes) -> bytes:
    """The same picture with few colours: pages are flat, and a third of the bytes tells the same."""
    made = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        made, "PNG", optimize=True
    )
    return made.getvalue()


@contextmanager
def standing_demo(folder: Path) -> Iterator[tuple[str, str]]:
    """The demo as of one moment, served; yields its address and everybody's password."""
    password = "pictures of an invented history"
    settings = Settings(
        mode="demo",
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'nq57.sqlite'}",
        secret_key="pictures " * 5,
        demo_password=password,
    )
    migrating.upgrade(settings.database_url)
    database = Database(settings.database_url)
    demo.seed(database, settings, at=AS_OF, say=lambda line: print(" ", line, flush=True))
    _let_the_clock_look(database, settings)
    app = create_app(settings, database=database)
    app.config["NQ57_NOW"] = lambda: AS_OF
    with served(app) as address:
        yield address, password
    database.close()


def _let_the_clock_look(database: Database, settings: Settings) -> None:
    """Whatever is due is done and told, and a clock with the same name on every machine is heard of."""
    the_clock.tick(database, AS_OF, the_clock.jobs_of(database, settings))
    while post.deliver(database, settings, lambda: AS_OF):
        pass
    with database.writing() as session:
        number = heartbeats.begin(session, at=AS_OF)
        session.execute(update(ClockProcess).where(ClockProcess.id == number).values(host="demo", pid=57))
        session.commit()


def _signed_in(browser: Browser, address: str, password: str, shot: Shot) -> Page:
    width, height = shot.screen
    context = browser.new_context(
        locale="en", viewport={"width": width, "height": height}, timezone_id="Asia/Ho_Chi_Minh"
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.locator("input[name=email]").fill(f"{shot.who}@demo.nq57.example")
    page.locator("input[name=password]").fill(password)
    page.locator("main .button-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def _take(page: Page, address: str, shot: Shot) -> None:
    page.goto(address + shot.path)
    for mark in shot.press:
        page.locator(mark).first.click()
        page.wait_for_load_state("networkidle")
    _keep(page, shot.file)


def _take_errand(browser: Browser, address: str, password: str) -> None:
    """The errand of ``docs/designing.md``, walked by two people; it comes last, since it changes what is in service."""
    vy, khoa = (_signed_in(browser, address, password, Shot("", who, "")) for who in ("vy", "khoa"))
    proposal = errand.propose_two_verifiers(vy, address, _of_errand)
    errand.put_into_service(khoa, proposal, _of_errand)


def _of_errand(page: Page, name: str) -> None:
    _keep(page, f"designing/{name}.png")


def _keep(page: Page, file: str) -> None:
    path = DOCS / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(small(page.screenshot(animations="disabled")))
    print(f"{path.stat().st_size:>8,} bytes  {file}", flush=True)


def main() -> None:
    """Take them all."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, standing_demo(Path(folder)) as (address, password):
        take_all(address, password)


if __name__ == "__main__":
    main()
