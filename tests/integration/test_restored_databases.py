"""A database that a test has used is as new for the next, or it is thrown away."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.crash.contents import contents
from tests.support.databases import PostgresCopies
from tests.support.world import World
from workflows.db import Database


def test_what_a_test_wrote_is_gone_and_numbers_begin_again(postgres_worlds: PostgresCopies, tmp_path: Path) -> None:
    used, kept, numbers = [], [], []
    for _ in range(3):  # the first may be an old one, which is thrown away when it has grown too large
        with postgres_worlds.fresh() as url:
            used.append(url)
            database = Database(url)
            kept.append(contents(database))
            numbers.append(World(database, tmp_path).case("A-1"))
            database.close()
    assert used[1] == used[2]
    assert kept[0] == kept[1] == kept[2]
    assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER ledger_entries_is_append_only ON ledger_entries",
        "ALTER TABLE work_items ADD COLUMN planted integer",
        "CREATE TABLE planted AS SELECT generate_series(1, 400000) AS number",
        "REVOKE ALL ON work_items FROM postgres",
        "ANALYZE work_items, persons",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$",
    ],
    ids=lambda change: " ".join(change.split()[:3]),
)
def test_what_is_more_than_rows_is_thrown_away(postgres_worlds: PostgresCopies, change: str) -> None:
    with postgres_worlds.fresh() as url:
        used = url
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(change.encode())
    with postgres_worlds.fresh() as url:
        assert url != used
