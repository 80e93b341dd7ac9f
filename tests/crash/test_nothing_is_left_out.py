"""What dies in the stories is held against what the code offers, so that nobody can forget a new command."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

from sqlalchemy import select

import webapp.accounts
import workflows
from tests.crash.dying import Step
from tests.crash.stories import STORIES
from tests.support.databases import SqliteCopies
from tests.support.world import World
from webapp import clock_jobs
from workflows.db import Database
from workflows.facts import KINDS
from workflows.ledger.models import LedgerEntry

QUESTIONS = {  # look like commands and write nothing
    "workflows.resolutions.plan.try_plan",
    "workflows.indicators.importing.try_catalogue",
}


def commands() -> dict[str, CodeType]:
    """By the second house rule: every public function of the domain that takes a session, an actor and a moment."""
    return {
        f"{module}.{name}": value.__code__
        for room in (workflows, webapp.accounts)
        for module in (found.name for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))
        for name, value in vars(import_module(module)).items()
        if inspect.isfunction(value)
        and value.__module__ == module
        and not name.startswith("_")
        and {"session", "actor", "at"} <= set(inspect.signature(value).parameters)
    }


def carried_out(world: World, step: Step) -> tuple[set[CodeType], set[str]]:
    """Do the step, undisturbed; answers the functions that were called and the kinds of fact that came."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = newest_fact(world)
    sys.setprofile(None if step.sparse else note)  # a long step calls no command, only slow
    try:
        step.run(world.database)
    finally:
        sys.setprofile(None)
    with world.database.reading() as session:
        return called, set(session.scalars(select(LedgerEntry.kind).where(LedgerEntry.id > before)))


def newest_fact(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(LedgerEntry.id).order_by(LedgerEntry.id.desc()).limit(1)) or 0


def worlds(copies: SqliteCopies, folder: Path) -> Iterator[World]:
    for story in STORIES:
        with copies.fresh() as url:
            database = Database(url)
            yield World(database, folder / story.__name__)
            database.close()


def test_every_command_every_job_and_every_kind_of_fact_is_among_what_dies(
    sqlite_worlds: SqliteCopies, tmp_path: Path
) -> None:
    called: set[CodeType] = set()
    kinds: set[str] = set()
    jobs: set[str | None] = set()
    for story, world in zip(STORIES, worlds(sqlite_worlds, tmp_path), strict=True):
        for step in story(world):
            functions, facts = carried_out(world, step)
            called, kinds, jobs = called | functions, kinds | facts, jobs | {step.job}
    assert sorted(set(KINDS) - kinds) == []
    assert sorted(clock_jobs.JOB_NAMES - jobs) == []
    assert sorted(name for name, code in commands().items() if code not in called and name not in QUESTIONS) == []
