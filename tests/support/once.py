"""What every application would work out anew is worked out once in a worker: its tests make thousands of applications.

Production makes one application in a process, so it gains nothing by this.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from webapp.app import Application


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


def work_out() -> None:
    """From now on, for every application that this process makes."""
    Application.jinja_options = {**Application.jinja_options, "bytecode_cache": Templates()}
    addresses = Addresses()
    Rule._compile_builder = lambda rule, append_unknown=True: addresses.of(rule, append_unknown)
