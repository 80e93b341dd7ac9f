"""Sending plan files as the keeper's browser does, and following a report to its end."""

from __future__ import annotations

import html
import io
import re
from typing import Any

from sqlalchemy import func, select

from tests.support.world import World
from tests.web.conftest import Browser
from workflows.resolutions.models import Resolution, ResolutionTask

HEADINGS = "code,title_vi,lead_agency,due_date"
HIDDEN = re.compile(r'name="(packed|seen|file_name|resolution|province)" value="([^"]*)"')


def plan_of(*lines: str, headings: str = HEADINGS) -> bytes:
    """A plan file with these rows."""
    return "\n".join((headings, *lines)).encode()


def address_of(world: World) -> str:
    """The address of the world's one resolution."""
    with world.database.reading() as session:
        return session.scalars(select(Resolution.public_id)).one()


def try_out(browser: Browser, world: World, content: bytes, name: str = "plan.csv") -> Any:
    """Send a file to be read."""
    browser.get("/plan-imports/new")
    return browser.send(
        "/plan-imports/trial",
        {"resolution": address_of(world), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def take_in(browser: Browser, report: str, **changed: str) -> Any:
    """Press the button of a report."""
    said = {name: html.unescape(value) for name, value in HIDDEN.findall(report)}
    return browser.send("/plan-imports", {**said, **changed}, content_type="multipart/form-data")


def count_tasks(world: World) -> int:
    """How many tasks there are."""
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ResolutionTask)) or 0
