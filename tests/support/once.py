"""What every application and every opened database would work out anew is worked out once in a worker, which makes thousands.

Production makes one of each in a process, so it gains nothing by this.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from webapp.app import Application
from workflows import db

DIALECTS = {"postgresql": PGDialect_psycopg, "sqlite": SQLiteDialect_pysqlite}


class Templates(BytecodeCache):
    """What a template was compiled to, by its name and what stands in it."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja asks what is kept."""
        bucket.code = self._made.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja hands over what it had to compile."""
        if bucket.code is not None:
            self._made[bucket.key, bucket.checksum] = bucket.code


class Addresses:
    """The functions that Werkzeug writes to make addresses, by the rule that they are made from; each takes its rule."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
        self._make = Rule._compile_builder

    def of(self, rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """As Werkzeug's own, and asked in its place."""
        key = (rule.subdomain, rule.host, rule.rule, repr(rule.defaults), append_unknown)
        if key not in self._made:
            self._made[key] = self._make(rule, append_unknown)
        return self._made[key]


class Statements:
    """What statements were compiled to. SQLAlchemy keeps it by engine, and by the dialect's identity; here all of a kind are one."""

    def __init__(self) -> None:
        self._made: dict[str, LRUCache[Any, Any]] = {name: LRUCache(4000) for name in DIALECTS}
        for dialect in DIALECTS.values():
            dialect.__eq__ = lambda one, other: type(one) is type(other)
            dialect.__hash__ = lambda one: hash(type(one))

    def engine(self, url: str, **how: Any) -> Engine:
        """As ``create_engine``, and asked in its place."""
        return create_engine(
            url, execution_options={"compiled_cache": self._made[url.partition("+")[0].partition(":")[0]]}, **how
        )


def work_out() -> None:
    """From now on, for every application that this process makes."""
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": Templates()}
    addresses = Addresses()
    Rule._compile_builder = lambda rule, append_unknown=True: addresses.of(rule, append_unknown)
    db.create_engine = Statements().engine
