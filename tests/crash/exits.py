"""The same deaths as a process dies them: in a child that ends without a goodbye, so that only the database can tidy up."""

from __future__ import annotations

import os
import sys
import traceback
import warnings

from sqlalchemy import text

from tests.crash.dying import Step
from tests.crash.fate import Fate, Point, by_exit, mortal
from tests.support.world import World

GONE = 9
OTHERS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def exits(world: World, url: str, step: Step, point: Point) -> None:
    """Run the step in a child, on connections of its own, until the child ends at ``point``; wait until it is quite gone."""
    known = _others(world)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside a thread; the child only runs the step
        child = os.fork()
    if child == 0:
        _live(url, step, point)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == GONE, f"{step.name} did not end at {point}"
    while _others(world) - known:  # a lock that is still held would be passed over by the clock
        pass


def _live(url: str, step: Step, point: Point) -> None:
    fate = Fate()
    try:
        with fate.at(point, by_exit):
            step.run(mortal(url, fate))
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def _others(world: World) -> set[int]:
    """The backends of everybody else; none on SQLite, whose locks end with the process."""
    if world.database.engine.dialect.name == "sqlite":
        return set()
    with world.database.engine.connect() as looking:
        return set(looking.execute(OTHERS).scalars())
