"""Templates compiled once for the run: each test makes an application of its own, and compiling a page takes longer than showing it."""

from __future__ import annotations

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_compiled: dict[tuple[str, str], object] = {}


class _Kept(BytecodeCache):
    """By name and by what was written: a template that changed meanwhile is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        _compiled[bucket.key, bucket.checksum] = bucket.code


def keep_templates(app: Flask) -> None:
    """Let ``app`` share what other applications of this process compiled; all of them read templates by the same rules."""
    app.jinja_env.bytecode_cache = _Kept()
