"""The power goes: a command dies at its n-th statement, and nothing that it did may be left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select

from tests.support.world import World
from webapp.models import METADATA
from workflows import trips
from workflows.db import Database

OF_ONE_DATABASE = ("BEGIN", "SELECT pg_advisory_xact_lock")  # not counted, so that both databases die at the same place


class PowerCut(BaseException):
    """No error that anybody could catch and tidy up after: the process is gone."""


@contextmanager
def power_cut(database: Database, at_statement: int) -> Iterator[None]:
    """Die when this many statements have been sent, counted from now; whoever needs fewer survives."""
    sent = 0

    def count(*said: Any) -> None:
        nonlocal sent
        words = said[2] if len(said) > 1 else said[0]
        sent += not words.startswith(OF_ONE_DATABASE)
        if sent >= at_statement:
            raise PowerCut

    event.listen(database.engine, "before_cursor_execute", count)
    trips.heard.append(count)
    try:
        yield
    finally:
        trips.heard.remove(count)
        event.remove(database.engine, "before_cursor_execute", count)


def everything(world: World) -> str:
    """A hash over every row there is, to see whether anything was left behind."""
    digest = hashlib.sha256()
    with world.database.reading() as session:
        for table in METADATA.sorted_tables:
            if table.name not in UNTOUCHED:
                for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                    digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


UNTOUCHED = {"definition_files", "org_units", "unit_ancestors", "calendar_days"}
