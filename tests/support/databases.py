"""A database of its own for each test, on both engines, made from a template that was migrated once per run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support import postgres
from tests.support.restoring import Original
from webapp.migrating import upgrade

TEMPLATE = "nq57_template"


class SqliteCopies:
    """Copies a migrated file: a few milliseconds for each test. What ``prepare`` makes may begin ``like`` other copies do."""

    def __init__(
        self, folder: Path, prepare: Callable[[str], None] = upgrade, *, like: SqliteCopies | None = None
    ) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.template = folder / "template.sqlite"
        if like:
            shutil.copyfile(like.template, self.template)
        prepare(f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database; its files are removed afterwards."""
        path = self._folder / f"test-{next(self._numbers)}.sqlite"
        shutil.copyfile(self.template, path)
        try:
            yield f"sqlite:///{path}"
        finally:
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()

    @contextmanager
    def blank(self) -> Iterator[str]:
        """The address of a database in which there is no table yet."""
        path = self._folder / f"blank-{next(self._numbers)}.sqlite"
        try:
            yield f"sqlite:///{path}"
        finally:
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()


class PostgresCopies:
    """Clones a migrated template database on the server at ``socket``; a clone that was used is restored and used again."""

    def __init__(
        self,
        socket: str,
        prepare: Callable[[str], None] = upgrade,
        template: str = TEMPLATE,
        *,
        like: str = "template1",
    ) -> None:
        self.socket = socket
        self._numbers = count(1)
        self.template = template
        self._execute("CREATE DATABASE {} TEMPLATE {}", template, like)
        prepare(postgres.url(socket, template))
        self._free: list[str] = []
        with self._connected(template) as connection:
            self._original = Original(connection)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a database as new; whatever is still connected to it afterwards is sent away."""
        name = self._free.pop() if self._free else self._cloned()
        try:
            yield postgres.url(self.socket, name)
        finally:
            if self._restored(name):
                self._free.append(name)
            else:
                self._execute("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def blank(self) -> Iterator[str]:
        """The address of a database in which there is no table yet."""
        name = f"{self.template}_blank_{next(self._numbers)}"
        self._execute("CREATE DATABASE {}", name)
        try:
            yield postgres.url(self.socket, name)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _cloned(self) -> str:
        name = f"{self.template}_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log", name, self.template)  # no checkpoint
        return name

    def _restored(self, name: str) -> bool:
        try:
            with self._connected(name) as connection:
                return self._original.restore(connection)
        except psycopg.Error:
            return False

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=self.socket, user="postgres", dbname=name, autocommit=True)

    def _execute(self, statement: str, *names: str) -> None:
        with self._connected("postgres") as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
