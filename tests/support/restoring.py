"""A used database made as it was when it was copied, many times quicker than a new copy.

Its rows are thrown away and those of the original written again, its sequences set back. Whatever else a test may have changed
(tables, triggers, rights, settings, what the planner knows, a large file) is not mended: then the answer is no, and the
database is dropped.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

GROWTH = 4 * 1024 * 1024  # bytes of dead rows that slow nobody and change no plan
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), start_value, last_value FROM pg_sequences ORDER BY 1"
OTHERS = (
    "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
SIZE = "SELECT pg_database_size(current_database())"
SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT concat('class ', oid, relname, relnamespace, relkind, relacl, reloptions, relrowsecurity) AS line FROM pg_class
    UNION ALL SELECT concat('column ', attrelid, attname, atttypid, attnotnull, attacl) FROM pg_attribute
    UNION ALL SELECT concat('constraint ', oid, convalidated) FROM pg_constraint
    UNION ALL SELECT concat('trigger ', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat('function ', oid, xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat('schema ', oid, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'
    UNION ALL SELECT concat('setting ', setdatabase = 0, setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    UNION ALL SELECT concat('known ', starelid, staattnum) FROM pg_statistic
) AS shape
"""


class Original:
    """What a template held when ``connection`` looked at it: a copy of it is put back into that state by ``restore``."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._tables = [name for (name,) in connection.execute(TABLES)]
        self._rows = {name: rows for name in self._tables if (rows := _all(connection, name))}
        self._sequences = connection.execute(SEQUENCES).fetchall()
        self._shape, self._size = _scalar(connection, SHAPE), _scalar(connection, SIZE)

    def restore(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether the database is now as it was; whoever is still connected to it is sent away first."""
        connection.execute(OTHERS)
        if _scalar(connection, SIZE) > self._size + GROWTH or _scalar(connection, SHAPE) != self._shape:
            return False
        emptied = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(sql.SQL(name)) for name in self._tables)
        with connection.transaction():
            connection.execute(
                "SET LOCAL session_replication_role = replica"
            )  # neither the ledger's trigger nor an order of tables
            connection.execute(emptied)
            for name, rows in self._rows.items():
                with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.SQL(name))) as copy:
                    copy.write(rows)
            connection.execute(self._set_back())
        return True

    def _set_back(self) -> sql.Composed:
        values = [
            sql.SQL("setval({}, {}, {})").format(
                sql.Literal(name), sql.Literal(last or start), sql.Literal(last is not None)
            )
            for name, start, last in self._sequences
        ]
        return sql.SQL("SELECT {}").format(sql.SQL(", ").join(values or [sql.SQL("1")]))


def _all(connection: psycopg.Connection[Any], name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.SQL(name))) as copy:
        return b"".join(bytes(part) for part in copy)


def _scalar(connection: psycopg.Connection[Any], words: str) -> Any:
    found = connection.execute(words.encode()).fetchone()
    assert found is not None
    return found[0]
